"""The same person twice: who may be somebody already here, which pairs of records may be one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridDesk.desk.lookups import addresses_of, residences
from gridDesk.desk.masks import short_id
from gridDesk.desk.merge_plan import Clash, FieldChoice, MergePlan, Move, merge_plan, state_words
from gridDesk.desk.merging import Merged, merge, merged_into, unmerge
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import need_work
from gridDesk.ledger import CLOSED, Changes, Edit, Row, new_uid
from gridDesk.ledger.alike import MERGED_INTO
from gridDesk.text import address_key, name_key, today_iso

__all__ = [
    "Candidate", "Clash", "Distinct", "FieldChoice", "MergePlan", "Merged", "Move", "Pair", "PairSide", "ask_again",
    "candidates_for", "count", "counted_on", "distinct", "household_pairs", "merge", "merge_plan", "merged_into",
    "not_the_same", "pairs", "settled", "unmerge",
]  # fmt: skip

LIKELY = 50  # from this score on a pair counts as a likely duplicate
_COUNT = "duplicates.count"
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be the one being entered; `line` tells number (shortened), birth and address; `score` 0 to 100."""

    uid: str
    name: str
    line: str
    why: str
    score: int
    state: str


def candidates_for(desk: Desk, values: Mapping[str, object], uid: str | None = None, limit: int = 5) -> list[Candidate]:
    """Return people who may be the person with these values, the likeliest first; closed ones are marked in `line`.

    `uid` is the person being edited, who is left out with all who were found not to be the same.
    """
    apart = _distinct(desk) if uid else set()
    found = desk.store.alike(values, uid=uid or "", limit=limit + len(apart))
    found = [like for like in found if frozenset((uid, like.uid)) not in apart][:limit]
    rows = desk.store.get_many("person", [like.uid for like in found])
    lines = _lines(desk, rows)
    return [
        Candidate(like.uid, str(rows[like.uid].get("name") or ""), lines[like.uid], like.why, like.score, like.state)
        for like in found
    ]


def _lines(desk: Desk, rows: Mapping[str, Row]) -> dict[str, str]:
    """Return what tells people apart in a list: number, birth date, address, and what ended."""
    places = addresses_of(desk, residences(desk, list(rows)))
    return {
        uid: "　".join(
            part
            for part in (
                short_id(row.get("id_number")), str(row.get("birth") or ""), places.get(uid, ""),
                state_words(desk, row) if row.get("state") == CLOSED else "",
            )
            if part
        )
        for uid, row in rows.items()
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairSide:
    """One record of a pair as a list shows it."""

    uid: str
    name: str
    line: str
    state: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of a ledger that may be one, with a score from 0 to 100 and the reason."""

    ledger: str
    one: PairSide
    other: PairSide
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class Distinct:
    """A pair found not to be one person: the record that says so, both names, the date and the reason given."""

    uid: str
    names: tuple[str, str]
    on: str
    note: str


def pairs(desk: Desk, limit: int = 1000, progress: Progress = silent) -> list[Pair]:
    """Return pairs of people who may be one, the likeliest first, without those found not to be the same.

    Keeps the number of likely ones for `count`. `progress` may raise Cancelled.
    """
    apart = _distinct(desk)
    found = [pair for pair in desk.store.alike_pairs(progress) if frozenset((pair.one, pair.other)) not in apart]
    _keep_count(desk, sum(pair.score >= LIKELY for pair in found))
    found = found[:limit]
    return _in_words(desk, "person", [(pair.one, pair.other, pair.score, pair.why) for pair in found])


def household_pairs(desk: Desk, limit: int = 1000) -> list[Pair]:
    """Return pairs of households that may be one: the same number, or the same address and head's name."""
    rows = list(desk.store.rows("household", where={MERGED_INTO: None}, office=desk.office.site))
    heads = desk.store.titles("person", {str(row["head"]) for row in rows if row.get("head")})
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for score, why, key in (
        (85, "住址和户主相同", lambda row: _address_and_head(row, heads)),
        (60, "户号相同", _number_of),
    ):
        for one, other in _sharing(rows, key):
            found.setdefault((str(one["uid"]), str(other["uid"])), (score, why))
    listed = sorted(((*uids, *said) for uids, said in found.items()), key=lambda pair: (-pair[2], pair[:2]))
    return _in_words(desk, "household", listed[:limit])


def _address_and_head(row: Row, heads: Mapping[str, str]) -> object:
    head = name_key(heads.get(str(row.get("head")), ""))
    return (row["address"], head) if row.get("address") and head else None


def _number_of(row: Row) -> object:
    """Return what makes a household number one: within its village group numbers begin anew in many villages."""
    number = address_key(row.get("number"))
    return (number, address_key(row.get("village_group")), row.get("grid")) if number else None


def _sharing(rows: Iterable[Row], key: Callable[[Row], object]) -> Iterator[tuple[Row, Row]]:
    """Yield neighbours among the rows that share a key; None is no key."""
    last: dict[object, Row] = {}
    for row in rows:
        place = key(row)
        if place is not None:
            if place in last:
                yield last[place], row
            last.setdefault(place, row)


def _in_words(desk: Desk, ledger: str, found: Sequence[tuple[str, str, int, str]]) -> list[Pair]:
    """Return pairs with the names and lines of their records."""
    need_work(desk, "查重")
    sides: dict[str, PairSide] = {}
    uids = list(dict.fromkeys(uid for pair in found for uid in pair[:2]))
    for start in range(0, len(uids), _AT_ONCE):
        rows = desk.store.get_many(ledger, uids[start : start + _AT_ONCE])
        titles = desk.store.titles(ledger, rows)
        lines = _lines(desk, rows) if ledger == "person" else _household_lines(desk, rows)
        sides |= {uid: PairSide(uid, titles[uid], lines[uid], str(row["state"])) for uid, row in rows.items()}
    return [
        Pair(ledger, sides[one], sides[other], score, why)
        for one, other, score, why in found
        if one in sides and other in sides
    ]


def _household_lines(desk: Desk, rows: Mapping[str, Row]) -> dict[str, str]:
    places = desk.store.titles("address", {str(row["address"]) for row in rows.values() if row.get("address")})
    homes = desk.store.rows("residence", where={"household": list(rows)})
    members = Counter(str(home["household"]) for home in homes)
    return {
        uid: "　".join(part for part in (places.get(str(row.get("address")), ""), f"{members[uid]} 人") if part)
        for uid, row in rows.items()
    }


# --- not the same ----------------------------------------------------------------------------------------------------


def not_the_same(desk: Desk, a: str, b: str, note: str = "") -> Changes:
    """Remember that two records are two people; the journal carries it, and undoing it makes them a pair again."""
    values = {"first": a, "second": b, "date": today_iso(), "note": note or None}
    changes = desk.write(
        [Edit("distinct_pair", new_uid(), "create", {key: value for key, value in values.items() if value})],
        "认定不是同一人",
    )
    _keep_count(desk, max(0, (count(desk) or 0) - 1), again=True)
    return changes


def distinct(desk: Desk) -> list[Distinct]:
    """Return the pairs found not to be one person, the latest first."""
    rows = list(desk.store.rows("distinct_pair", office=desk.office.site))[::-1]
    names = desk.store.titles("person", {str(row[key]) for row in rows for key in ("first", "second")})
    return [
        Distinct(
            str(row["uid"]), (names.get(str(row["first"]), ""), names.get(str(row["second"]), "")),
            str(row.get("date") or ""), str(row.get("note") or ""),
        )
        for row in rows
    ]  # fmt: skip


def ask_again(desk: Desk, uid: str) -> Changes:
    """Take back that a pair is not the same, by the uid of its `Distinct`."""
    return desk.write([Edit("distinct_pair", uid, "void", {})], "撤销“不是同一人”")


def _distinct(desk: Desk) -> set[frozenset[str]]:
    return {frozenset((str(row["first"]), str(row["second"]))) for row in desk.store.rows("distinct_pair")}


# --- the figure for 今日 ---------------------------------------------------------------------------------------------


def count(desk: Desk) -> int | None:
    """Return how many likely pairs the last look through the office left; None when nobody looked yet."""
    kept = desk.setting(_COUNT)
    return int(kept["count"]) if isinstance(kept, dict) else None


def counted_on(desk: Desk) -> str:
    """Return the date of the last look through the office, "" when nobody looked yet."""
    kept = desk.setting(_COUNT)
    return str(kept["on"]) if isinstance(kept, dict) else ""


def _keep_count(desk: Desk, number: int, *, again: bool = False) -> None:
    """Keep the figure; `again` keeps the date of the last look and does nothing when nobody looked yet."""
    on = counted_on(desk) if again else today_iso()
    if on:
        desk.set_setting(_COUNT, {"count": number, "on": on})


def settled(desk: Desk, *, back: bool = False) -> None:
    """Count one pair less after a merge, one more after it was taken back."""
    _keep_count(desk, max(0, (count(desk) or 0) + (1 if back else -1)), again=True)
