"""Code sets (代码表): tables of data in `resources/codes/*.csv` that map what clerks write to standard codes.

Columns: code, label, short, synonyms (separated by |), standard, valid_from, valid_to. Stored is the code, shown the
short label. A street can correct and extend them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from gridDesk import paths
from gridDesk.errors import DefinitionError, FieldError
from gridDesk.text import fold, squeeze

COLUMNS = ("code", "label", "short", "synonyms", "standard", "valid_from", "valid_to")
OLDER_COLUMNS = ("old", "new", "label")
MAN, WOMAN = "1", "2"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code set; `short` is what screens and paper show."""

    code: str
    label: str
    short: str
    synonyms: tuple[str, ...] = ()
    standard: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class CodeSet:
    """A named list of codes in the order of its standard."""

    key: str
    codes: tuple[Code, ...]
    by_code: dict[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {code.code: code for code in self.codes})

    @cached_property
    def _by_word(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for code in self.codes:
            for word in (code.label, code.short, *code.synonyms, code.code):
                words.setdefault(word_key(word), code.code)
        return words

    def find(self, raw: object) -> str | None:
        """Return the code that a word, label or code stands for, or None."""
        if isinstance(raw, float) and raw == int(raw):
            raw = int(raw)
        word = word_key(raw)
        return self._by_word.get(word) or (self._by_word.get(word.zfill(2)) if word.isdigit() else None)

    def parse(self, raw: object) -> str | None:
        """Return the code for what was given, None when blank. Raises FieldError (kind `code_unknown`)."""
        if not squeeze(raw):
            return None
        code = self.find(raw)
        if code is None:
            some = "、".join(item.short for item in self.codes[:6])
            raise FieldError(f"“{squeeze(raw)[:20]}”不在可选值里，", kind="code_unknown", advice=f"可填：{some}等。")
        return code

    def show(self, code: object) -> str:
        """Return the short label of a code; an unknown code is shown as it is, never hidden."""
        known = self.by_code.get(str(code)) if code is not None else None
        return known.short if known else ("" if code is None else str(code))


def word_key(raw: object) -> str:
    """Return the key by which words of a code set are compared: width, spaces and case folded."""
    return squeeze(fold(raw)).casefold()


def load_code_set(path: Path) -> CodeSet:
    """Read one CSV file. Raises DefinitionError with file, line and reason."""
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    if tuple(rows[0] if rows else ()) != COLUMNS:
        raise DefinitionError(path.name, 1, f"表头应为 {','.join(COLUMNS)}")
    codes: dict[str, Code] = {}
    for line, row in enumerate(rows[1:], start=2):
        if row:
            code = _code(path.name, line, row)
            if code.code in codes:
                raise DefinitionError(path.name, line, f"代码 {code.code} 重复")
            codes[code.code] = code
    return CodeSet(path.stem, tuple(codes.values()))


def _code(name: str, line: int, row: list[str]) -> Code:
    if len(row) != len(COLUMNS):
        raise DefinitionError(name, line, f"应有 {len(COLUMNS)} 栏，读到 {len(row)} 栏")
    code, label, short, synonyms, standard, since, until = row
    if not code or not label:
        raise DefinitionError(name, line, "代码和名称都不能为空")
    words = tuple(word for word in synonyms.split("|") if word)
    return Code(code, label, short or label, words, standard, since, until)


@dataclass(frozen=True, slots=True)
class OlderCodes:
    """An older or foreign code list of a code set, with today's code for each of its codes.

    `name` is the file's, `label` says in Chinese which list it is. `mapping` holds the codes that mean one of ours,
    `by_sex` those that mean (a man's, a woman's) of ours, `words` what each old code meant.
    """

    name: str
    label: str
    mapping: dict[str, str]
    by_sex: dict[str, tuple[str, str]]
    words: dict[str, str]

    def today(self, old: object, sex: object = None) -> str | None:
        """Return today's code for an old one, None when it is not in the list or needs a sex that is not known."""
        code = squeeze(fold(old))
        if code in self.mapping:
            return self.mapping[code]
        pair = self.by_sex.get(code)
        return None if pair is None else {MAN: pair[0], WOMAN: pair[1]}.get(str(sex))


@cache
def load_older(key: str, folder: Path | None = None) -> tuple[OlderCodes, ...]:
    """Return the older lists of a code set (`resources/codes/older/<set>.<name>.csv`). Raises DefinitionError.

    The row without an old code names the list; `new` may be `20|30`, a man's and a woman's code.
    """
    place = folder or paths.resources() / "codes" / "older"
    return tuple(_older(path) for path in sorted(place.glob(f"{key}.*.csv")))


def _older(path: Path) -> OlderCodes:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != OLDER_COLUMNS:
            raise DefinitionError(path.name, 1, f"表头应为 {','.join(OLDER_COLUMNS)}")
        rows = list(reader)
    title = next((row["label"] for row in rows if not row["old"]), path.stem)
    listed = [(row["old"], row["new"].split("|"), row["label"]) for row in rows if row["old"]]
    return OlderCodes(
        path.stem.partition(".")[2], title,
        {old: new[0] for old, new, _ in listed if len(new) == 1},
        {old: (new[0], new[1]) for old, new, _ in listed if len(new) == 2},
        {old: label for old, _, label in listed},
    )  # fmt: skip
