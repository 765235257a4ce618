"""How many ID numbers fit what a page shows of a person: the measure of whether masking hides anybody at all.

A reader is taken to know where people are registered (the region code, six digits) and the check character's rule (GB
11643-1999, MOD 11-2). Date of birth, age and sex count wherever they are shown. Paper that leaves the office must leave
300 numbers to guess among, for half of the people at least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from gridDesk.desk.masks import Masker, secret_of_key
from gridDesk.errors import DeskError
from gridDesk.ledger.dates import age_on
from gridDesk.ledger.idnumber import check_digit
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.ledger import Catalogue

LEAST = 300
PEOPLE = 1000
_OLDEST = 100
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ANY = "*"
_BEFORE, _AFTER = "证件", "。"
_ORDER = ("number", "words", "birth", "age", "sex")


class Telling(DeskError):
    """A list that leaves would let somebody work out ID numbers; `reference` is the column to leave out."""

    def __init__(self, reference: str, title: str, left: float) -> None:
        super().__init__(
            f"这份名单给出去以后，能从“{title}”推出证件号码（只剩约 {max(1, round(left)):,} 个可能，至少要有 {LEAST} 个），",
            advice=f"请去掉“{title}”一栏再办。",
        )
        self.reference, self.title = reference, title


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows of one person: an ID number with `*` for what is masked ("" for none), birth as far as shown
    (`1985-03`), age in years, sex (`男`).
    """

    number: str = ""
    birth: str = ""
    age: int | None = None
    sex: str = ""


def candidates(seen: Seen, region: str, on: date) -> int:
    """Return how many ID numbers of a region fit what is seen on a day."""
    number = seen.number if len(seen.number) == 18 else _ANY * 18
    if any(shown not in (_ANY, known) for shown, known in zip(number[:6], region, strict=True)):
        region = "".join(known if shown == _ANY else shown for shown, known in zip(number[:6], region, strict=True))
    residues = _born(region, number[6:14], seen.birth, seen.age, on)
    last = _ends(number[14:17], seen.sex)
    wanted = range(11) if number[17] == _ANY else (_CHECKS.index(number[17]),)
    return sum(
        count * times
        for residue, count in residues.items()
        for end, times in last.items()
        if (residue + end) % 11 in wanted
    )


def _born(region: str, shown: str, birth: str, age: int | None, on: date) -> Counter[int]:
    """Count the dates of birth that fit by what they add to the sum of the check character."""
    return _by_residue(region, shown, *_span(birth, age, on))


@cache
def _by_residue(region: str, shown: str, first: date, last: date) -> Counter[int]:
    start = _weigh(region, 0)
    found: Counter[int] = Counter()
    for n in range((last - first).days + 1):
        text = (first + timedelta(n)).strftime("%Y%m%d")
        if all(one in (_ANY, other) for one, other in zip(shown, text, strict=True)):
            found[(start + _weigh(text, 6)) % 11] += 1
    return found


def _span(birth: str, age: int | None, on: date) -> tuple[date, date]:
    """Return the first and last day somebody can be born on."""
    first, last = on.replace(year=on.year - _OLDEST, day=1), on
    if birth:
        year, month, day = (*map(int, birth.split("-")), 0, 0)[:3]
        first = date(year, month or 1, day or 1)
        end = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1) - timedelta(1)
        last = first if day else end
    if age is not None:
        first = max(first, _years_before(on, age + 1) + timedelta(1))
        last = min(last, _years_before(on, age))
    return first, max(first, last)


def _years_before(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap else day.day)


@cache
def _ends(shown: str, sex: str) -> Counter[int]:
    """Count the sequence numbers that fit by what they add to the sum of the check character."""
    return Counter(_weigh(digits, 14) % 11 for digits in _sequences(shown, sex))


def _sequences(shown: str, sex: str) -> Iterator[str]:
    """Yield the sequence numbers that fit; the last digit is odd for men, even for women."""
    odd = {"男": "13579", "女": "02468"}.get(sex, "0123456789")
    for digits in product("0123456789", "0123456789", odd):
        if all(one in (_ANY, other) for one, other in zip(shown, digits, strict=True)):
            yield "".join(digits)


def _weigh(digits: str, place: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS[place:], strict=False))


# ---- papers ----


@cache
def residents(region: str, on: date, count: int = PEOPLE) -> tuple[Mapping[str, str], ...]:
    """Return invented people: `number`, `birth`, `age` and `sex`, and `words` that hold the number as remarks do."""
    random = Random(1)
    return tuple(_resident(random, region, on) for _ in range(count))


def _resident(random: Random, region: str, on: date) -> Mapping[str, str]:
    birth = on - timedelta(random.randrange(1, 365 * _OLDEST - 40))
    first = f"{region}{birth:%Y%m%d}{random.randrange(1000):03d}"
    number = first + check_digit(first)
    return {
        "number": number, "birth": birth.isoformat(), "age": str(age_on(birth.isoformat(), on)),
        "sex": "男" if int(first[-1]) % 2 else "女", "words": f"{_BEFORE}{number}{_AFTER}",
    }  # fmt: skip


def left_to_guess(catalogue: Catalogue, keys: Sequence[str], level: Level, region: str, on: date) -> float:
    """Return how many numbers half of the people can hide among on a page with these columns (`ledger.field`, `age`).

    Every ID number, date of birth, age and sex of the page is taken to be of one person, which is never too lenient.
    """
    masker, columns = Masker(catalogue, level), _telling(catalogue, keys)
    seen = Counter(
        _seen(columns, masker.row({key: person[kind] for key, kind in columns.items()}))
        for person in residents(region, on)
    )
    return median(found for one, times in seen.items() for found in [candidates(one, region, on)] * times)


def weakest(catalogue: Catalogue, keys: Sequence[str], level: Level, region: str, on: date) -> str:
    """Return the column to leave out, so that a page with these columns hides its people; "" where it does already.

    Of several that would do the one that says most of a number; where none does alone, the one that helps most.
    """
    if left_to_guess(catalogue, keys, level, region, on) >= LEAST:
        return ""
    telling = sorted(_telling(catalogue, keys), key=lambda key: _ORDER.index(_kind(catalogue, key)))
    left = {key: left_to_guess(catalogue, [one for one in keys if one != key], level, region, on) for key in telling}
    return next((key for key in telling if left[key] >= LEAST), "") or max(left, key=lambda key: left[key])


def _telling(catalogue: Catalogue, keys: Iterable[str]) -> dict[str, str]:
    """Return the columns that tell something of a number, with what: of columns masked alike the first stands for all."""
    found = {key: _kind(catalogue, key) for joined in keys for key in joined.split("\n")}
    alike = {(kind, secret_of_key(catalogue, key)): key for key, kind in reversed(found.items()) if kind}
    return {key: kind for (kind, _), key in alike.items()}


def _kind(catalogue: Catalogue, key: str) -> str:
    """Return what a column tells: number, birth, age, sex, or words in which a number may stand; "" for nothing."""
    ledger, _, name = key.rpartition(".")
    secret = secret_of_key(catalogue, key)
    if secret == "id":
        return "number"
    if name in ("birth", "sex", "age") or name.endswith("_birth"):
        return name.removeprefix("head_").rpartition("_")[2]
    known = ledger in catalogue and name in catalogue[ledger]
    return "words" if known and secret in ("free", "other") and "text" in catalogue[ledger][name].type.name else ""


def _seen(columns: Mapping[str, str], row: Mapping[str, str]) -> Seen:
    """Put together what a masked row tells; what shows most of a thing counts."""
    shown = {"number": "", "birth": "", "age": "", "sex": ""}
    for key, kind in columns.items():
        text = row[key]
        if kind == "words":
            text, kind = text.removeprefix(_BEFORE).removesuffix(_AFTER), "number"
            text = text if len(text) == 18 else ""
        if len(text.replace(_ANY, "")) > len(shown[kind].replace(_ANY, "")):
            shown[kind] = text
    return Seen(shown["number"], shown["birth"], int(shown["age"]) if shown["age"] else None, shown["sex"])
