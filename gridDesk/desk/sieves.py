"""Filtering a list: the values a column offers with their counts, conditions in words, and what they ask of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from gridDesk.desk.asked import gaps
from gridDesk.desk.columns import AGE, GROUPS, Column, Sieve, offered
from gridDesk.desk.listed import ledger_of
from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, Ledger
from gridDesk.ledger.filter import GAPS, Condition
from gridDesk.text import today

MOST = 500
MONTH = "month"  # of `verified_on`: this month, whichever it is when the list is looked at
_FEW = 4
_WHOLE = frozenset(("is", "not"))


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a column offers: what is stored (None: blank), its words, and how many records have it."""

    value: object
    text: str
    count: int


def resolved(desk: Desk, table: str, conditions: Iterable[Condition]) -> list[Condition]:
    """Return conditions as the store knows them: an age becomes a birth date, a group a record in its ledger."""
    return [_resolved(desk, table, condition) for condition in conditions]


def _resolved(desk: Desk, table: str, condition: Condition) -> Condition:
    if condition.key == GAPS:
        return replace(condition, values=gaps(desk.catalogue, ledger_of(table)))
    if condition.key == AGE:
        return _born(condition)
    if condition.key == GROUPS:
        return _grouped(desk, condition)
    if MONTH in condition.values and condition.key.endswith("_on"):
        op = "between" if condition.op == "is" else "outside"
        return replace(condition, op=op, values=(today().replace(day=1).isoformat(), None))
    return condition


def _born(condition: Condition) -> Condition:
    """Return who is between two ages in full years (周岁) today by birth date."""
    if condition.op != "between":
        return replace(condition, key="birth", values=())
    low, high = cast("tuple[int | None, int | None]", (*condition.values, None, None)[:2])
    now = today()
    latest = None if low is None else f"{now.year - int(low):04}-{now:%m-%d}"
    return Condition(
        "birth", "between", (None if high is None else _day_after(now, int(high) + 1), latest), condition.via
    )


def _day_after(now: date, years: int) -> str:
    """Return the day after the one that lies so many years back; 29 February may not have been."""
    try:
        return (now.replace(year=now.year - years) + timedelta(days=1)).isoformat()
    except ValueError:
        return f"{now.year - years:04}-03-01"


def _grouped(desk: Desk, condition: Condition) -> Condition:
    known = {ledger.key: ledger.subject for ledger in groups(desk)}
    wanted = [str(value) for value in condition.values] if condition.op in _WHOLE else list(known)
    prefix = f"{condition.via}/" if condition.via else ""
    ways = "|".join(f"{prefix}{key}.{known[key]}" for key in wanted if key in known)
    if not ways:
        return Condition("uid", "is", ())
    return Condition("uid", "blank" if condition.op in ("blank", "not") else "filled", (), ways)


def groups(desk: Desk) -> list[Ledger]:
    """Return the special groups that lists may tell of: those in use and not sealed."""
    return [ledger for ledger in desk.enabled() if ledger.group == "special" and not ledger.sealed and ledger.subject]


def column_of(desk: Desk, table: str, condition: Condition) -> Column | None:
    """Return the column of a table that a condition is about."""
    for column in offered(desk, table):
        if column.sieve and (column.sieve.via, column.sieve.key) == condition.column:
            return column
    return None


def values(
    desk: Desk, table: str, column: Column, conditions: Sequence[Condition] = (), *, search: str = "",
    states: Sequence[str] = (ACTIVE,), limit: int = MOST, stop: Callable[[], bool] | None = None,
) -> list[Value]:  # fmt: skip
    """Return the values of a column under the other conditions, the most frequent first, at most `limit`.

    `search` keeps the values whose words hold it.
    """
    sieve = column.sieve
    if sieve is None or sieve.kind in ("place", "age"):
        return []
    others = [item for item in conditions if item.column != (sieve.via, sieve.key)]
    if sieve.kind == "groups":
        return _found(_group_values(desk, table, sieve, others, states), search)
    where = resolved(desk, table, others) + _searching(desk, sieve, search)
    ledger = ledger_of(table)
    if not sieve.via:
        counts = desk.store.group_count(ledger, sieve.key, where=where, states=states, limit=limit, stop=stop)
    elif "/" not in sieve.via and "." in sieve.via:
        linked, _, field = sieve.via.partition(".")
        counts = desk.store.linked_count(
            ledger, linked, field, sieve.key, where=where, states=states, limit=limit, stop=stop
        )
    else:
        return _by_code(desk, ledger, sieve, where, states, search)
    return _found(_worded(desk, sieve, counts), search if _by_words(sieve) else "")


def _by_words(sieve: Sieve) -> bool:
    return sieve.kind in ("code", "codes", "yes_no", "number", "money", "record")


def _searching(desk: Desk, sieve: Sieve, search: str) -> list[Condition]:
    """Return the condition by which the store itself searches among many values."""
    if not search or sieve.kind not in ("text", "date", "record"):
        return []
    if sieve.kind != "record":
        return [Condition(sieve.key, "contains", (search,), sieve.via)]
    to = desk.catalogue[sieve.ledger][sieve.key].to
    title = next((key for key in desk.catalogue[to].title if not desk.catalogue[to][key].to), "")
    via = f"{sieve.via}/{sieve.key}" if sieve.via else sieve.key
    return [Condition(title, "contains", (search,), via)] if title else []


def _by_code(
    desk: Desk, ledger: str, sieve: Sieve, where: list[Condition], states: Sequence[str], search: str
) -> list[Value]:
    """Count the codes of records further away one by one: there are few codes, and text so far away is not offered."""
    item = desk.catalogue[sieve.ledger][sieve.key]
    if sieve.kind != "code" or item.code_set is None or len(item.code_set.codes) > 20:
        return []
    found = [
        (code.code, desk.store.count(ledger, where=[*where, Condition(sieve.key, "is", (code.code,), sieve.via)], states=states))
        for code in item.code_set.codes
    ]  # fmt: skip
    return _found(_worded(desk, sieve, {code: count for code, count in found if count}), search)


def _group_values(
    desk: Desk, table: str, sieve: Sieve, others: Sequence[Condition], states: Sequence[str]
) -> list[Value]:
    where = resolved(desk, table, others)
    found = []
    for ledger in groups(desk):
        one = _grouped(desk, Condition(GROUPS, "is", (ledger.key,), sieve.via))
        found.append(
            Value(ledger.key, ledger.label, desk.store.count(ledger_of(table), where=[*where, one], states=states))
        )
    return [value for value in found if value.count]


def _worded(desk: Desk, sieve: Sieve, counts: dict[object, int]) -> list[Value]:
    counts = _split(counts) if sieve.kind == "codes" else counts
    texts = words_of(desk, sieve, counts)
    found = [Value(value, texts[value], count) for value, count in counts.items()]
    return sorted(found, key=lambda one: (one.value is None, -one.count, one.text))


def _split(counts: dict[object, int]) -> dict[object, int]:
    """Return how often each code stands in cells that hold several."""
    found: dict[object, int] = {}
    for value, count in counts.items():
        for code in str(value).split(",") if value is not None else (None,):
            found[code] = found.get(code, 0) + count
    return found


def words_of(desk: Desk, sieve: Sieve, found: Iterable[object]) -> dict[object, str]:
    """Return values of a column in words; blank is （空）."""
    every = list(found)
    item = desk.catalogue[sieve.ledger].by_key.get(sieve.key)
    names: dict[str, str] = {}
    if item and item.to:
        names = desk.store.titles(item.to, {str(value) for value in every if value})
    return {
        value: "（空）" if value is None else names.get(str(value), "（已删除）") if item and item.to
        else item.show(value) if item else str(value)
        for value in every
    }  # fmt: skip


def _found(found: list[Value], search: str) -> list[Value]:
    wanted = search.strip().casefold()
    return [value for value in found if wanted in value.text.casefold()] if wanted else found


def words(desk: Desk, table: str, conditions: Iterable[Condition]) -> list[str]:
    """Return each condition in words: 性别＝女, 年龄≥60, 住址含“柳行”."""
    return [_words(desk, table, condition) for condition in conditions]


def _words(desk: Desk, table: str, condition: Condition) -> str:
    if condition.key == GAPS:
        return "资料待完善" if condition.op == "lacks" else "资料已完整"
    column = column_of(desk, table, condition)
    label = column.title.partition("（")[0] if column else _label(desk, table, condition)
    sieve = column.sieve if column and column.sieve else Sieve("text", ledger_of(table), condition.key, condition.via)
    if condition.op in ("blank", "filled"):
        return f"{label}{'为空' if condition.op == 'blank' else '已填'}"
    if MONTH in condition.values:
        return f"本月{'已' if condition.op == 'is' else '未'}核实"
    if condition.op in ("between", "outside"):
        return _range(label, sieve, condition)
    if condition.op in ("contains", "begins"):
        quoted = "或".join(f"“{value}”" for value in condition.values)
        return f"{label}{'含' if condition.op == 'contains' else '以'}{quoted}{'' if condition.op == 'contains' else '开头'}"
    return f"{label}{'＝' if condition.op == 'is' else '≠'}{_listing(desk, sieve, condition.values)}"


def _label(desk: Desk, table: str, condition: Condition) -> str:
    ledger = condition.via.split("/")[-1].split("|")[0].partition(".")[0] or ledger_of(table)
    shape = desk.catalogue[ledger] if ledger in desk.catalogue else desk.catalogue[ledger_of(table)]
    return shape[condition.key].label if condition.key in shape else shape.label


def _listing(desk: Desk, sieve: Sieve, found: Sequence[object]) -> str:
    if sieve.kind == "groups":
        texts = [desk.catalogue[str(value)].label for value in found if str(value) in desk.catalogue]
    else:
        known = words_of(desk, sieve, found)
        texts = [known[value] for value in found]
    more = f"等{len(texts)}项" if len(texts) > _FEW else ""
    return "、".join(texts[: _FEW if not more else _FEW - 1]) + more


def _range(label: str, sieve: Sieve, condition: Condition) -> str:
    low, high = (
        None if value is None else f"{int(str(value)) / 100:g}" if sieve.kind == "money" else f"{value}"
        for value in (*condition.values, None, None)[:2]
    )
    if condition.op == "outside":
        return f"{label}不在{low or ''}～{high or ''}"
    if low is not None and low == high:
        return f"{label}＝{low}"
    if low is None:
        return f"{label}≤{high}"
    return f"{label}≥{low}" if high is None else f"{label} {low}～{high}"
