"""Conditions as SQL: each becomes one term of a WHERE with its bound values; linked records become subqueries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

import msgspec

from gridDesk.ledger.filter import NEGATIVE, Condition, Gap
from gridDesk.ledger.record import ACTIVE
from gridDesk.store.schema import columns_of, quoted, table_of

if TYPE_CHECKING:
    from gridDesk.ledger import Catalogue, Ledger

Term = tuple[str, list[object]]
Common = Callable[[str, list[object]], bool]
PLACES = "@place"
_TOP = "\U0010ffff"
_AFTER = "~"  # sorts behind every digit and the hyphen: `2020~` stands behind all of 2020
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)  # what SQLite's lower() does
_POSITIVE = {"not": "is", "blank": "filled", "outside": "between"}


def term(
    catalogue: Catalogue, ledger: Ledger, condition: Condition, common: Common = lambda _sql, _args: False
) -> Term:
    """Return the SQL of a condition over `t`, the ledger's table. Raises ValueError for what the ledger lacks.

    `common` tells of a selection of linked records whether it holds so many that going through the ledger in its order
    is faster than fetching each record that is linked.
    """
    if not condition.via:
        return _own(ledger, "t", condition)
    positive = Condition(condition.key, _POSITIVE.get(condition.op, condition.op), condition.values)
    found = [_over(catalogue, ledger, "t", way.split("/"), positive, 1) for way in condition.via.split("|")]
    if len(found) == 1 and condition.via.count("/") == 0 and "." in condition.via and common(*_linked(*found[0])):
        # The plus keeps SQLite from fetching the records in the order of their random uids: it goes through them all.
        found = [(f"+{found[0][0]}", found[0][1])]
    sql = " OR ".join(one for one, _ in found)
    return f"{'NOT ' if condition.op in NEGATIVE else ''}({sql})", [value for _, args in found for value in args]


def _over(
    catalogue: Catalogue, ledger: Ledger, at: str, steps: Sequence[str], condition: Condition, depth: int
) -> Term:
    """Return the SQL of a condition over the records that one more step leads to from alias `at`."""
    step, rest, to = steps[0], steps[1:], f"v{depth}"
    if step == PLACES:
        target = catalogue["address"]
        inner, args = _further(catalogue, target, to, rest, condition, depth)
        sql = (
            f"{at}.n IN (SELECT p.n FROM find_place p WHERE p.ledger = ? AND p.address IN "
            f"(SELECT {to}.uid FROM {_table(target)} {to} WHERE {to}.state = '{ACTIVE}' AND {inner}))"
        )
        return sql, [ledger.key, *args]
    source, _, key = step.rpartition(".")
    if source:
        target = _ledger(catalogue, source)
        inner, args = _further(catalogue, target, to, rest, condition, depth)
        back = _column(target, key)
        return (
            f"{at}.uid IN (SELECT {to}.{back} FROM {_table(target)} {to} "
            f"WHERE {to}.state = '{ACTIVE}' AND {to}.{back} IS NOT NULL AND {inner})"
        ), args
    if key not in ledger or not ledger[key].to:
        raise ValueError(f"ledger {ledger.key} has no link {key!r}")
    target = catalogue[ledger[key].to]
    inner, args = _further(catalogue, target, to, rest, condition, depth)
    here = f"{at}.{_column(ledger, key)}"
    return f"({here} IS NOT NULL AND {here} IN (SELECT {to}.uid FROM {_table(target)} {to} WHERE {inner}))", args


def _linked(sql: str, args: list[object]) -> Term:
    """Return the selection of linked records inside a condition on them."""
    return sql.partition(" IN (")[2].removesuffix(")"), args


def _further(
    catalogue: Catalogue, ledger: Ledger, at: str, rest: Sequence[str], condition: Condition, depth: int
) -> Term:
    return _over(catalogue, ledger, at, rest, condition, depth + 1) if rest else _own(ledger, at, condition)


def _own(ledger: Ledger, at: str, condition: Condition) -> Term:
    """Return the SQL of a condition on a column of alias `at`; it is never NULL, so it can be negated."""
    if condition.op in ("lacks", "complete"):
        return _lacks(ledger, at, condition)
    column = f"{at}.{_column(ledger, condition.key)}"
    kind = ledger[condition.key].type.name if condition.key in ledger else ""
    return _TERMS[condition.op](column, kind, condition.values)


def _lacks(ledger: Ledger, at: str, condition: Condition) -> Term:
    terms = [gap_term(ledger, at, gap) for gap in condition.values if isinstance(gap, Gap)]
    sql = " OR ".join(f"({one})" for one, _ in terms) or "0"
    return f"{'NOT ' if condition.op == 'complete' else ''}({sql})", [value for _, args in terms for value in args]


def gap_term(ledger: Ledger, at: str, gap: Gap) -> Term:
    """Return the SQL that finds records with a gap in alias `at`; never NULL. Raises ValueError for an unknown column."""
    column = f"{at}.{_column(ledger, gap.key)}"
    parts, args = [f"({column} IS NULL OR {column} = '')"], list[object]()
    if gap.unless:
        parts.append(f"{at}.{_column(ledger, gap.unless[0])} IS NOT ?")
        args.append(gap.unless[1])
    if gap.born:
        born = f"{at}.{_column(ledger, gap.born[0])}"
        parts.append(f"({born} IS NULL OR {born} <= ?)")
        args.append(gap.born[1])
    return " AND ".join(parts), args


def _is(column: str, kind: str, values: Sequence[object]) -> Term:
    wanted = [value for value in values if value is not None]
    parts, args = [], list[object]()
    if kind == "codes" and wanted:
        parts.append(
            f"EXISTS (SELECT 1 FROM json_each(?) j WHERE instr(',' || ifnull({column}, '') || ',', ',' || j.value || ','))"
        )
        args.append(json_list(wanted))
    elif len(wanted) == 1:
        parts.append(f"({column} IS NOT NULL AND {column} = ?)" if None in values else f"{column} = ?")
        args.append(wanted[0])
    elif wanted:
        parts.append(f"{column} IN (SELECT value FROM json_each(?))")
        args.append(json_list(wanted))
    if None in values:
        parts.append(f"{column} IS NULL")
    return (f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]) if parts else "0", args


def _not(column: str, kind: str, values: Sequence[object]) -> Term:
    sql, args = _is(column, kind, values)
    return f"ifnull(NOT ({sql}), 1)", args


def _blank(column: str, _kind: str, _values: Sequence[object]) -> Term:
    return f"{column} IS NULL", []


def _filled(column: str, _kind: str, _values: Sequence[object]) -> Term:
    return f"{column} IS NOT NULL", []


def _contains(column: str, _kind: str, values: Sequence[object]) -> Term:
    words = [str(value).translate(_SMALL) for value in values if value not in (None, "")]
    sql = " OR ".join([f"instr(lower(ifnull({column}, '')), ?)"] * len(words))
    return f"({sql or '1'})", list(words)


def _begins(column: str, _kind: str, values: Sequence[object]) -> Term:
    words = [str(value) for value in values if value not in (None, "")]
    sql = " OR ".join([f"({column} IS NOT NULL AND {column} >= ? AND {column} < ?)"] * len(words))
    return f"({sql or '1'})", [bound for word in words for bound in (word, word + _TOP)]


def _between(column: str, kind: str, values: Sequence[object]) -> Term:
    low, high = (*values, None, None)[:2]
    parts, args = [f"{column} IS NOT NULL"], list[object]()
    dated = kind == "date" or column.endswith('_on"') or column.endswith('_at"')
    if low is not None:
        # An inexact date is its first day: 1985 lies behind 1985-01-01, before 1985-03.
        shown = f"{column} || substr('-01-01', length({column}) - 3)" if dated else column
        parts.append(f"{shown} >= ?")
        whole = f"{low}{'-01-01'[len(str(low)) - 4 :]}" if dated else low
        args.append(whole)
        if dated:  # what an index can be asked for: no date that counts as late as that is written any shorter
            parts.append(f"{column} >= ?")
            args.append(str(whole).removesuffix("-01").removesuffix("-01"))
    if high is not None:
        parts.append(f"{column} <= ?")
        args.append(f"{high}{_AFTER}" if dated else high)
    return f"({' AND '.join(parts)})", args


def _outside(column: str, kind: str, values: Sequence[object]) -> Term:
    sql, args = _between(column, kind, values)
    return f"NOT {sql}", args


_TERMS: Mapping[str, Callable[[str, str, Sequence[object]], Term]] = {
    "is": _is, "not": _not, "blank": _blank, "filled": _filled, "contains": _contains, "begins": _begins,
    "between": _between, "outside": _outside,
}  # fmt: skip


def _ledger(catalogue: Catalogue, key: str) -> Ledger:
    if key not in catalogue:
        raise ValueError(f"no ledger {key!r}")
    return catalogue[key]


def _table(ledger: Ledger) -> str:
    return quoted(table_of(ledger.key))


def _column(ledger: Ledger, key: str) -> str:
    if key not in columns_of(ledger):
        raise ValueError(f"ledger {ledger.key} has no column {key!r}")
    return quoted(key)


def json_list(values: Sequence[object]) -> str:
    """Return a list as the JSON text that `json_each(?)` unpacks: one bound value for any number of them."""
    return msgspec.json.encode(values).decode()
