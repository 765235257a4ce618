"""Making `resources/strokes/strokes.tsv` from the Unihan database of Unicode (`Unihan_IRGSources.txt`).

`python -m gridDesk.store.strokes_table FILE` writes the table anew; Debian's package `unicode-data` has the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gridDesk import paths

_NONE = 32  # A blank: no stroke count known; one stroke is the next character.
_GAP = 64


def write_table(unihan: Path, target: Path) -> None:
    """Write one line per run of characters: the first one's code point, then a letter for each one's strokes."""
    counts: dict[int, int] = {}
    for line in unihan.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) == 3 and parts[1] == "kTotalStrokes":
            counts[int(parts[0].removeprefix("U+"), 16)] = int(parts[2].split()[0])
    lines: list[str] = []
    last = -_GAP - 1
    for code, count in sorted(counts.items()):
        if code - last > _GAP:
            lines.append(f"{code:X}\t")
        else:
            lines[-1] += chr(_NONE) * (code - last - 1)
        lines[-1] += chr(_NONE + count)
        last = code
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_table(Path(sys.argv[1]), paths.resources() / "strokes" / "strokes.tsv")
