"""Code sets (代码表): tables of data in `resources/codes/*.csv` that map what clerks write to standard codes.

Columns: code, label, short, synonyms (separated by |), standard, valid_from, valid_to. Stored is the code, shown the
short label. A street can correct and extend them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from gridDesk.errors import DefinitionError, FieldError
from gridDesk.text import fold, squeeze

COLUMNS = ("code", "label", "short", "synonyms", "standard", "valid_from", "valid_to")


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
    _by_word: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {code.code: code for code in self.codes})
        words: dict[str, str] = {}
        for code in self.codes:
            for word in (code.label, code.short, *code.synonyms, code.code):
                words.setdefault(word_key(word), code.code)
        object.__setattr__(self, "_by_word", words)

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
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DefinitionError(path.name, 1, f"表头应为 {','.join(COLUMNS)}")
        codes = []
        for line, row in enumerate(reader, start=2):
            codes.append(_code(path.name, line, row))
    seen: set[str] = set()
    for line, code in enumerate(codes, start=2):
        if code.code in seen:
            raise DefinitionError(path.name, line, f"代码 {code.code} 重复")
        seen.add(code.code)
    return CodeSet(path.stem, tuple(codes))


def _code(name: str, line: int, row: dict[str, str]) -> Code:
    if not row["code"] or not row["label"]:
        raise DefinitionError(name, line, "代码和名称都不能为空")
    synonyms = tuple(word for word in (row["synonyms"] or "").split("|") if word)
    return Code(
        row["code"], row["label"], row["short"] or row["label"], synonyms,
        row["standard"] or "", row["valid_from"] or "", row["valid_to"] or "",
    )  # fmt: skip
