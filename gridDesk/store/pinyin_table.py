"""Making `resources/pinyin/hanzi.tsv` from pypinyin, whose import takes 0.2 s and is therefore never done at work.

`python -m gridDesk.store.pinyin_table` writes the table anew.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from gridDesk import paths


def plain(reading: str) -> str:
    """Return a syllable without its tone: lǚ gives lv, as it is typed."""
    text = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in text if "a" <= char <= "z" or char == "v")


def write_table(target: Path) -> None:
    """Write one line per syllable: the characters read so first, then those that may be read so."""
    from pypinyin.constants import PINYIN_DICT

    main: dict[str, list[str]] = {}
    also: dict[str, list[str]] = {}
    for code in sorted(PINYIN_DICT):
        readings = list(dict.fromkeys(filter(None, map(plain, PINYIN_DICT[code].split(",")))))
        for place, reading in enumerate(readings):
            (also if place else main).setdefault(reading, []).append(chr(code))
    lines = [f"{key}\t{''.join(main.get(key, []))}\t{''.join(also.get(key, []))}\n" for key in sorted({*main, *also})]
    target.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write_table(paths.resources() / "pinyin" / "hanzi.tsv")
