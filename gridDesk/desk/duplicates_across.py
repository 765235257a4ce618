"""The same person active in two villages (跨村重复): found at the street, told to both, decided by them.

A notice (重复提示) goes to each of the two villages while both keep the person active. One village closing her ends both
notices by itself; a pair that a village found to be right, or that the street found to be two people, is not told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.replies import REFUSED, Reply, decisions_below
from gridDesk.desk.transfers import children
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row, new_uid
from gridDesk.ledger.idnumber import person_key
from gridDesk.text import fold, name_key, today_iso, trim

NOTICE = "duplicate_notice"
_FOUND = "across.found"
BY_NUMBER, BY_NAME = "01", "02"
_MOST = 12  # people who share a name and a birth date: more of them are strangers
_STEP = 5000


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the two records: whose it is, and what tells the person apart."""

    uid: str
    office: str
    office_name: str
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class Across:
    """Two active records of two villages that are one person by number, or may be one by name and birth."""

    one: Somebody
    other: Somebody
    ground: str
    matched: str

    @property
    def sure(self) -> bool:
        """Tell whether the ID number says so."""
        return self.ground == BY_NUMBER


@dataclass(frozen=True, slots=True)
class Told:
    """A pair that both villages were told of, and what each said (None: nothing yet)."""

    notices: tuple[str, str]
    people: tuple[str, str]
    name: str
    offices: tuple[str, str]
    answers: tuple[Reply | None, Reply | None]
    found_on: str

    @property
    def disputed(self) -> bool:
        """Tell whether both villages say that she lives there."""
        return all(reply is not None and reply.decision == REFUSED for reply in self.answers)


# --- the street finds and tells --------------------------------------------------------------------------------------


def find(desk: Desk, progress: Progress = silent) -> list[Across]:
    """Return people active in two villages that nobody was told of or decided yet, the sure ones first.

    Reads every active person once; `progress` may raise to stop.
    """
    names = {peer.site: peer.name for peer in children(desk)}
    lines = _lines(desk, names, progress)
    known = _known(desk)
    found = [pair for pair in _pairs(lines) if frozenset((pair[0], pair[1])) not in known]
    rows = desk.store.get_many("person", {uid for pair in found for uid in pair[:2]})
    return [_across(desk, rows[one], rows[other], ground, names) for one, other, ground in found]


def look(desk: Desk, progress: Progress = silent) -> list[Across]:
    """Find the pairs and keep which they are, so that `found` lists them again without looking through everybody."""
    pairs = find(desk, progress)
    kept = [[pair.one.uid, pair.other.uid, pair.ground] for pair in pairs]
    desk.set_setting(_FOUND, {"pairs": kept, "on": today_iso()})
    return pairs


def found(desk: Desk) -> list[Across]:
    """Return the pairs of the last look that nobody was told of since, both sides still active."""
    kept = desk.setting(_FOUND)
    pairs = [tuple(map(str, pair)) for pair in kept.get("pairs", [])] if isinstance(kept, dict) else []
    known, names = (_known(desk), {peer.site: peer.name for peer in children(desk)}) if pairs else (set(), {})
    rows = desk.store.get_many("person", {uid for pair in pairs for uid in pair[:2]})
    active = {uid for uid, row in rows.items() if row["state"] == ACTIVE and row["office"] in names}
    return [
        _across(desk, rows[one], rows[other], ground, names) for one, other, ground in pairs
        if {one, other} <= active and frozenset((one, other)) not in known
    ]  # fmt: skip


def looked_on(desk: Desk) -> str:
    """Return the date of the last look, "" before the first."""
    kept = desk.setting(_FOUND)
    return str(kept.get("on", "")) if isinstance(kept, dict) else ""


@dataclass(frozen=True, slots=True)
class _Line:
    uid: str
    office: str
    number: str
    who: str


def _lines(desk: Desk, names: Mapping[str, str], progress: Progress) -> list[_Line]:
    total, found = desk.store.count("person"), []
    for done, row in enumerate(desk.store.rows("person")):
        if done % _STEP == 0:
            progress(done, total, "正在比对各村人口")
        if row["office"] in names:
            birth, name = str(row.get("birth") or ""), name_key(row.get("name"))
            who = f"{name}\0{birth}" if name and len(birth) == 10 else ""
            number = person_key(fold(row.get("id_number") or "").upper())
            found.append(_Line(str(row["uid"]), str(row["office"]), number, who))
    progress(total, total, "正在比对各村人口")
    return found


def _pairs(lines: Sequence[_Line]) -> Iterator[tuple[str, str, str]]:
    """Yield (uid, uid, ground) of records of two offices, each pair once, by number first."""
    seen: set[frozenset[str]] = set()
    for ground, key in ((BY_NUMBER, "number"), (BY_NAME, "who")):
        groups: dict[str, list[_Line]] = {}
        for line in lines:
            groups.setdefault(getattr(line, key), []).append(line)
        groups.pop("", None)
        for group in groups.values():
            if 1 < len(group) <= _MOST:
                for one, other in combinations(group, 2):
                    pair = frozenset((one.uid, other.uid))
                    if one.office != other.office and pair not in seen and _may_be(one, other, ground):
                        seen.add(pair)
                        yield one.uid, other.uid, ground


def _may_be(one: _Line, other: _Line, ground: str) -> bool:
    """Tell whether name and birth may speak for one person: two different numbers speak against it."""
    return ground == BY_NUMBER or not (one.number and other.number)


def _across(desk: Desk, one: Row, other: Row, ground: str, names: Mapping[str, str]) -> Across:
    matched = f"{one.get('name')}，{one.get('birth')} 出生"
    if ground == BY_NUMBER:
        matched = f"公民身份号码 {short_id(one['id_number'])}"
    return Across(_somebody(one, names), _somebody(other, names), ground, matched)


def _somebody(row: Row, names: Mapping[str, str]) -> Somebody:
    line = "　".join(part for part in (short_id(row.get("id_number")), str(row.get("birth") or "")) if part)
    office = str(row["office"])
    return Somebody(str(row["uid"]), office, names.get(office, ""), str(row.get("name") or ""), line)


def _known(desk: Desk) -> set[frozenset[str]]:
    """Return the pairs not to be told (again): told now, found right by a village, or found to be two people."""
    known = {
        frozenset((str(row["first"]), str(row["second"])))
        for row in desk.store.rows("distinct_pair", office=desk.office.site)
    }
    for told in _told(desk, (ACTIVE, CLOSED)):
        kept = any(reply is not None and reply.decision == REFUSED for reply in told.answers)
        if kept or _in_force(desk, told):
            known.add(frozenset(told.people))
    return known


def _in_force(desk: Desk, told: Told) -> bool:
    return any(row["state"] == ACTIVE for row in desk.store.get_many(NOTICE, told.notices).values())


def notify(desk: Desk, pairs: Iterable[Across]) -> Changes:
    """Tell both villages of each pair, in one act; the two notices of a pair differ in the last digit of their uid."""
    edits = []
    for pair in pairs:
        stem = new_uid()[:-1]
        for digit, mine, theirs in (("0", pair.one, pair.other), ("1", pair.other, pair.one)):
            values = {
                "addressee": mine.office, "person": mine.uid, "name": mine.name, "other_office": theirs.office,
                "other_name": theirs.office_name, "ground": pair.ground, "matched_on": pair.matched,
                "found_on": today_iso(),
            }  # fmt: skip
            edits.append(Edit(NOTICE, stem + digit, "create", values))
    return desk.write(edits, "发出跨村重复提示")


def not_the_same(desk: Desk, one: str, other: str, note: str = "") -> Changes:
    """Remember that two records are two people, and end the notices that say otherwise."""
    values = {"first": one, "second": other, "date": today_iso(), "note": trim(note) or None}
    edits = [Edit("distinct_pair", new_uid(), "create", {key: value for key, value in values.items() if value})]
    for told in _told(desk, (ACTIVE,)):
        if set(told.people) == {one, other}:
            edits += _ended(desk, told)
    return desk.write(edits, "认定不是同一人")


def put_away(desk: Desk, told: Told) -> Changes:
    """End the notices of a pair, as when the street settled it with both villages."""
    return desk.write(_ended(desk, told), "了结跨村重复提示")


def _ended(desk: Desk, told: Told) -> list[Edit]:
    values = {"state": CLOSED, "closed_on": today_iso(), "closed_reason": "99"}
    rows = desk.store.get_many(NOTICE, told.notices)
    return [Edit(NOTICE, uid, "close", values) for uid, row in rows.items() if row["state"] == ACTIVE]


def tidy(desk: Desk) -> int:
    """End the notices of pairs of which one side is not active any more, in one act; returns how many pairs ended."""
    ended = [told for told in told_pairs(desk) if not _both_active(desk, told)]
    if ended:
        desk.write([edit for told in ended for edit in _ended(desk, told)], "跨村重复提示自动了结")
    return len(ended)


def _both_active(desk: Desk, told: Told) -> bool:
    rows = desk.store.get_many("person", told.people)
    return len(rows) == 2 and all(row["state"] == ACTIVE for row in rows.values())


def told_pairs(desk: Desk) -> list[Told]:
    """Return the pairs both villages are told of now, with their answers, the latest first."""
    return _told(desk, (ACTIVE,))[::-1]


def _told(desk: Desk, states: Sequence[str]) -> list[Told]:
    """Return the pairs of notices with what each village answered, in the order they were told."""
    rows = list(desk.store.rows(NOTICE, states=states, office=desk.office.site))
    answers = decisions_below(desk, rows)
    names = {peer.site: peer.name for peer in children(desk)}
    pairs: dict[str, list[Row]] = {}
    for row in rows:
        pairs.setdefault(str(row["uid"])[:-1], []).append(row)
    return [_pair(pair[0], pair[1], answers, names) for pair in pairs.values() if len(pair) == 2]


def _pair(one: Row, other: Row, answers: Mapping[str, Reply], names: Mapping[str, str]) -> Told:
    (first, here), (second, there) = ((str(row["uid"]), str(row["addressee"])) for row in (one, other))
    return Told(
        (first, second), (str(one["person"]), str(other["person"])), str(one.get("name") or ""),
        (names.get(here, ""), names.get(there, "")), (answers.get(first), answers.get(second)),
        str(one["found_on"]),
    )  # fmt: skip
