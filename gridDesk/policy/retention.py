"""How long records are kept (保存期限): periods as data with the clause they come from, and when one is over."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from gridDesk.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Period:
    """After how many months somebody looks at a record again, counted from the latest of the dates in `since`.

    `closed` names the closing reasons meant ("" stands for any); where it is empty, records in force are meant too.
    `basis` cites the clause.
    """

    id: str
    label: str
    ledger: str
    months: int
    basis: str
    closed: tuple[str, ...] = ()
    since: tuple[str, ...] = ("closed_on",)

    def fits(self, row: Mapping[str, object]) -> bool:
        """Tell whether a record is of the kind that this period is about."""
        if not self.closed:
            return row.get("state") in ("active", "closed")
        return row.get("state") == "closed" and ("" in self.closed or row.get("closed_reason") in self.closed)

    def over(self, row: Mapping[str, object]) -> tuple[date, date] | None:
        """Return from when a record counts and when its period ends; None for a record without any of the dates."""
        dates = [found for key in self.since if (found := _date(row.get(key))) is not None]
        if not dates:
            return None
        begun = max(dates)
        return begun, later(begun, self.months)


def later(day: date, months: int) -> date:
    """Return the day some months later, the last of the month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _date(value: object) -> date | None:
    """Return the day of a date, the last it can mean where only the year or month is known."""
    text = str(value or "")
    try:
        if len(text) == 4:
            return date(int(text), 12, 31)
        if len(text) == 7:
            return later(date.fromisoformat(f"{text}-01"), 1)
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def is_minor(birth: object, on: date) -> bool:
    """Tell whether somebody is under 14, whose data have rules of their own (《个人信息保护法》第三十一条)."""
    born = _date(birth)
    return born is not None and later(born, 14 * 12) > on


def read_periods(raw: object, name: str) -> tuple[Period, ...]:
    """Return the periods that a profile states under `[[retention]]`. Raises DefinitionError."""
    if not isinstance(raw, list):
        raise DefinitionError(name, 0, "retention 应是一列")
    return tuple(_period(cast("dict[str, object]", one), name) for one in raw)


def _period(raw: Mapping[str, object], name: str) -> Period:
    missing = [key for key in ("id", "label", "ledger", "months", "basis") if not raw.get(key)]
    if missing:
        raise DefinitionError(name, 0, f"保存期限 {raw.get('id', '')} 缺少 {missing[0]}")
    months = raw["months"]
    if not isinstance(months, int) or not 0 < months <= 1200:
        raise DefinitionError(name, 0, f"保存期限 {raw['id']} 的月数不对")
    closed = tuple(str(code) for code in cast("Sequence[object]", raw.get("closed", ())))
    since = tuple(str(key) for key in cast("Sequence[object]", raw.get("from", ("closed_on",))))
    return Period(str(raw["id"]), str(raw["label"]), str(raw["ledger"]), months, str(raw["basis"]), closed, since)


def load_periods(path: Path) -> tuple[Period, ...]:
    """Read the periods that hold where a regulation states none of its own. Raises DefinitionError."""
    try:
        return read_periods(tomllib.loads(path.read_text(encoding="utf-8")).get("retention", []), path.name)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(path.name, 0, "TOML 写法不对") from error
