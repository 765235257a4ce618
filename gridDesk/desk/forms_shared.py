"""What the office's forms share: the grid and the month they are about, check boxes, days in words, who serves where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.ledger.dates import chinese_date
from gridDesk.ledger.filter import Condition
from gridDesk.text import name_key, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

LEADERS, FULL_TIME, PART_TIME = ("01", "02", "03", "04"), ("06", "08"), ("05", "07", "09", "10", "11")
_DONE = "05"


@dataclass(frozen=True, slots=True)
class Serving:
    """Someone who serves in a grid, as a board may say it: post, name, phone at work, and the worker's own record."""

    role: str
    name: str
    phone: str
    worker: str = ""


def of_grid(desk: Desk, order: PrintOrder) -> Row:
    """Return the grid that is ordered, the only one of an office with one, else an empty row: the whole office."""
    grids = desk.grids()
    return next((row for row in grids if row["uid"] == order.grid), grids[0] if len(grids) == 1 else {})


def of_month(order: PrintOrder) -> str:
    """Return the month that is ordered (`YYYY-MM`), this month when none is."""
    return order.month or (order.date or today_iso())[:7]


def month_words(month: str) -> str:
    """Return a month as forms head it: 2026年11月."""
    return chinese_date(month)


def between(
    desk: Desk, ledger: str, key: str, first: str, last: str, order: Sequence[str] = (), **where: object
) -> list[Row]:
    """Return the records in force whose date `key` lies between two ISO dates, both included."""
    wanted = [Condition(key, "between", (first, last))]
    wanted += [Condition(name, "is", (value,)) for name, value in where.items() if value]
    return list(desk.store.rows(ledger, where=wanted, order=tuple(order) or (key,)))


def boxes(desk: Desk, code_set: str, value: object = None, only: Iterable[str] = (), per: int = 99) -> str:
    """Return the codes of a set as check boxes, those of `value` (`01` or `01,03`) ticked; `only` some, `per` to a line."""
    ticked = set(str(value or "").split(","))
    wanted = tuple(only)
    codes = [one for one in desk.catalogue.code_sets[code_set].codes if not wanted or one.code in wanted]
    shown = [f"{'☑' if one.code in ticked else '□'}{one.label}" for one in codes]
    return "\n".join("　".join(shown[n : n + per]) for n in range(0, len(shown), per))


def day_words(value: object) -> str:
    """Return an ISO date as forms say it, 2026年11月21日."""
    return chinese_date(str(value)) if value else ""


def number_words(value: float) -> str:
    """Return a number without a needless fraction: 3, 2.5."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def percent(part: int, whole: int) -> str:
    """Return a part of a whole in per cent, a dash where there is nothing to count."""
    return f"{number_words(100 * part / whole)}%" if whole else "—"


def done(event: Row) -> bool:
    """Tell whether an event is settled."""
    return event.get("status") == _DONE


def serving(desk: Desk, grid: str, roles: Sequence[str] = ()) -> list[Serving]:
    """Return who serves in a grid today, leaders first: from the posts, then those only the grid or a worker's record names."""
    found = _posted(desk, grid)
    known = {name_key(one.name) for _, one in found}
    found += [(role, one) for role, one in _recorded(desk, grid) if name_key(one.name) not in known]
    wanted = [one for one in found if not roles or one[0] in roles]
    return [person for _, person in sorted(wanted, key=lambda pair: pair[0])]


def _posted(desk: Desk, grid: str) -> list[tuple[str, Serving]]:
    rows = [
        row for row in desk.store.rows("post", where={"grid": grid}, order=("role", "since"))
        if str(row.get("until") or "9") >= today_iso() and row.get("name")
    ]  # fmt: skip
    shown = many_texts(desk, "post", rows)
    return [
        (str(row.get("role") or "99"), Serving(text["role"], text["name"], *_own(desk, grid, row, text["phone"])))
        for row, text in zip(rows, shown, strict=True)
    ]


def _own(desk: Desk, grid: str, row: Row, phone: str) -> tuple[str, str]:
    """Return phone and worker record of a post, looked up by name where the post does not say."""
    uid = str(row.get("worker") or "") or worker_named(desk, grid, str(row["name"]))
    known = desk.store.get("worker", uid) if uid else None
    return phone or str((known or {}).get("phone") or ""), uid


def worker_named(desk: Desk, grid: str, name: str) -> str:
    """Return the record of a worker of a grid by name, "" when there is none or more than one of that name."""
    key = name_key(name)
    found = [row for row in desk.store.rows("worker", where={"grid": grid}) if name_key(row.get("name")) == key]
    return str(found[0]["uid"]) if len(found) == 1 else ""


def _recorded(desk: Desk, grid: str) -> list[tuple[str, Serving]]:
    row = desk.store.get("grid", grid) or {}
    found = []
    if row.get("leader"):
        found.append(("03", Serving("网格长", str(row["leader"]), str(row.get("leader_phone") or ""))))
    workers = list(desk.store.rows("worker", where={"grid": grid}))
    for worker, text in zip(workers, many_texts(desk, "worker", workers), strict=True):
        found.append(
            (
                str(worker.get("role") or "06"),
                Serving(text["role"] or "网格员", text["name"], text["phone"], str(worker["uid"])),
            )
        )
    if not workers and row.get("worker"):
        found.append(("06", Serving("网格员", str(row["worker"]), str(row.get("worker_phone") or ""))))
    return found
