"""Old and foreign code lists: which list a column of bare codes follows, told by the people it is about.

0 男 1 女 beside 1 男 2 女; education 60/70/80 that mean other things; one-digit relations. Where the people leave doubt
the clerk is asked, and the answer is remembered for this layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridDesk.errors import FieldError
from gridDesk.ledger import CodeSet, Field
from gridDesk.ledger.codes import OlderCodes, load_older
from gridDesk.roster.cells import Parse, cell_text
from gridDesk.roster.plan import Coding
from gridDesk.text import fold, squeeze, today

TODAY = "today"
STANDARD = "现行国家标准代码"
MOSTLY = 0.6
SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Person:
    """What the same row tells otherwise: sex by the ID number ("1", "2"), age in years, whether she is the head."""

    sex: str | None = None
    age: int | None = None
    head: bool = False


def bare_code(cell: object) -> str:
    """Return a cell's code when it holds nothing but one or two digits, else ""."""
    text = squeeze(fold(cell_text(cell)))
    return text if text.isdigit() and len(text) <= 2 else ""


def settle(
    item: Field, column: int, title: str, cells: Sequence[object], people: Callable[[int], Person], wanted: str = ""
) -> Coding | None:
    """Return how a column's codes are read; None when it holds words, or no other list exists."""
    if item.code_set is None:
        return None
    older = load_older(item.code_set.key)
    if not older:
        return None
    distinct = Counter(cells)  # a column of codes has few different cells, however long it is
    meant = {cell: bare_code(cell) for cell in distinct}
    filled = sum(count for cell, count in distinct.items() if squeeze(cell_text(cell)))
    bare = sum(count for cell, count in distinct.items() if meant[cell])
    if not bare or bare < MOSTLY * filled:
        return None
    codes = [meant[cell] for cell in cells]
    counts: Counter[str] = Counter(code for code in codes if code)
    lists: list[OlderCodes | None] = [None, *older]
    named = {TODAY if one is None else one.name: one for one in lists}
    fits = {name: _fit(item, one, counts, codes, people) for name, one in named.items()}
    best = max(fits, key=lambda name: fits[name])
    rivals = [name for name, fit in fits.items() if name != best and fit > fits[best] - 0.02]
    certain = not rivals and fits[best] > 0
    if TODAY in (best, *rivals):
        best = TODAY
    if wanted in named:
        best, certain = wanted, True
    possible = [name for name, fit in fits.items() if fit > -0.5 or name == best]
    if possible == [TODAY]:
        return None
    choices = tuple((name, _label(named[name]), _samples(item.code_set, named[name], counts)) for name in possible)
    return Coding(column, title, best, certain, choices)


def _label(older: OlderCodes | None) -> str:
    return STANDARD if older is None else older.label


def _samples(codes: CodeSet, older: OlderCodes | None, counts: Counter[str]) -> str:
    said = []
    for code in sorted(counts)[:SAMPLES]:
        word = codes.show(codes.find(code)) if older is None else older.words.get(_as_listed(older, code), "")
        said.append(f"{code}＝{word or '（没有）'}")
    return "，".join(said)


def _as_listed(older: OlderCodes, code: str) -> str:
    """Return a code as the list writes it: Excel drops a leading zero."""
    if code in older.words:
        return code
    return next((other for other in (code.lstrip("0") or "0", code.zfill(2)) if other in older.words), code)


def _fit(
    item: Field, older: OlderCodes | None, counts: Counter[str], codes: Sequence[str], people: Callable[[int], Person]
) -> float:
    """Return how well a list fits: -1 when codes are not in it at all, else how far the people agree (0..1)."""
    assert item.code_set is not None
    known = {code for code in counts if _means(item.code_set, older, code) is not None}
    missing = sum(count for code, count in counts.items() if code not in known)
    if missing > 0.02 * sum(counts.values()):
        return -missing / sum(counts.values())
    agree = told = 0
    for row, code in enumerate(codes):
        if code and (verdict := _agrees(item, older, code, people(row))) is not None:
            told += 1
            agree += verdict
    if not told:
        return 0.5 if older is None else 0.49
    return agree / told - 0.5 * missing / sum(counts.values())


def _means(codes: CodeSet, older: OlderCodes | None, code: str) -> str | None:
    if older is None:
        found = codes.by_code.get(code) or codes.by_code.get(code.zfill(2))
        return found.code if found else None
    listed = _as_listed(older, code)
    if listed in older.by_sex:
        return older.by_sex[listed][0]
    return older.mapping.get(listed)


def _agrees(item: Field, older: OlderCodes | None, code: str, person: Person) -> bool | None:
    """Tell whether a code agrees with what the row tells otherwise; None when that tells nothing."""
    assert item.code_set is not None
    value = _means(item.code_set, older, code)
    if value is None:
        return False
    key = item.code_set.key
    if key == "sex":
        return None if person.sex is None else value == person.sex
    if key == "relation":
        return _relation_agrees(value, person)
    if key == "education" and person.age is not None:
        return _education_agrees(value, person.age)
    if key == "marital" and person.age is not None and person.age < 20:
        return value == "10"
    return None


def _relation_agrees(value: str, person: Person) -> bool | None:
    if value == "02":
        return person.age is None or person.age >= 16
    if person.age is not None and value[0] in "56":
        return person.age >= 36
    if person.age is not None and value[0] == "4":
        return person.age <= 55
    if person.age is not None and value[0] == "1":
        return person.age >= 18
    if person.sex and value[0] in "23" and value not in ("28", "38"):
        return (value[0] == "2") == (person.sex == "1")
    return None


_YOUNGEST = {"1": 21, "2": 17, "3": 17, "4": 14, "6": 14, "7": 11, "8": 5}


def _education_agrees(value: str, age: int) -> bool | None:
    """Tell what is impossible: a pupil of eight has no secondary school. What is only unlikely decides nothing."""
    least = _YOUNGEST.get(value[0])
    if least is not None and age < least:
        return False
    if age < 6:
        return value in ("90", "91")
    return True if age < 18 else None


def parse_with(item: Field, coding: Coding, parse: Parse) -> Parse:
    """Return a cell reader by which bare codes mean what the chosen list says; words mean what they always do.

    Codes whose meaning depends on the person's sex are left blank here, see `by_sex`.
    """
    older = _older(item, coding)
    if older is None:
        return parse

    def read(raw: object) -> object | None:
        code = bare_code(raw)
        if not code:
            return parse(raw)
        listed = _as_listed(older, code)
        if listed in older.mapping or listed in older.by_sex:
            return older.mapping.get(listed)
        raise FieldError(f"代码“{code}”不在“{older.label}”里，", kind="code_unknown", advice="请核对。")

    return read


def by_sex(item: Field, coding: Coding, cell: object, sex: str | None) -> str | None:
    """Return the code of a cell whose meaning depends on the person's sex, None where it does not or is not known."""
    older, code = _older(item, coding), bare_code(cell)
    if older is None or not code:
        return None
    return older.today(_as_listed(older, code), sex)


def _older(item: Field, coding: Coding) -> OlderCodes | None:
    assert item.code_set is not None
    return next((one for one in load_older(item.code_set.key) if one.name == coding.chosen), None)


def age_of(birth: str | None) -> int | None:
    """Return the age in years by the year alone."""
    return today().year - int(birth[:4]) if birth else None
