"""What the page 巡查走访 shows: the rounds of a day, and what stands behind a door before one knocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridDesk.desk import audit, policies
from gridDesk.desk.office import Desk
from gridDesk.desk.people import Member, members
from gridDesk.desk.records import Choice, choices, many_texts
from gridDesk.desk.rounds import BY_VIDEO, TARGETS
from gridDesk.errors import DeskError
from gridDesk.ledger import Row

DONE = "05"  # event_status 已办结
_BY_PHONE = "07"  # visit_kind: a contact, no visit
_EVERY = ("visit_every", "help_every", "report_every")
_ROUTES = 30  # of the last patrols are looked through
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Round:
    """A patrol or visit of the day: its ledger and uid, when it began, what, what was said or found."""

    ledger: str
    uid: str
    time: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class DayRounds:
    """The rounds of a day, and how many were made of how many that a regulation asks a day (0: it asks none)."""

    patrols: tuple[Round, ...]
    visits: tuple[Round, ...]
    times: int  # patrols of the workers, on foot
    supervised: int
    minutes: int
    homes: int  # effectively visited, each counted once; 户 are who lives there, shops and firms are none
    wanted_times: int
    wanted_homes: int


@dataclass(frozen=True, slots=True)
class Care:
    """A special group that somebody behind the door belongs to: its record, who, the group, how often she is to be seen."""

    ledger: str
    uid: str
    name: str
    group: str
    every: str
    verified_on: str


@dataclass(frozen=True, slots=True)
class Lease:
    """A tenancy behind the door: its uid, in words who rents what since when."""

    uid: str
    words: str


@dataclass(frozen=True, slots=True)
class Door:
    """What is kept of a household, shop, unit or dwelling that is visited.

    `records` are those whose fields may be changed here, as (ledger, uid, name); `notes` are sentences to be read before
    knocking: open events, the last visit.
    """

    ledger: str
    uid: str
    title: str
    address: str
    people: tuple[Member, ...] = ()
    records: tuple[tuple[str, str, str], ...] = ()
    dwellings: tuple[tuple[str, str], ...] = ()
    leases: tuple[Lease, ...] = ()
    cares: tuple[Care, ...] = ()
    notes: tuple[str, ...] = ()
    verified_on: str = ""
    wechat: str = ""


# --- the day ---------------------------------------------------------------------------------------------------------


def day_rounds(desk: Desk, day: str, grid: str = "") -> DayRounds:
    """Return the rounds this office made on a day (ISO), in one grid or in all, and how many are asked for a day."""
    where: dict[str, object] = {"date": day, **({"grid": grid} if grid else {})}
    patrols, visits = (
        list(desk.store.rows(ledger, where=where, order=("start",), office=desk.office.site))
        for ledger in ("patrol", "visit")
    )
    own = [row for row in patrols if not row.get("supervisor") and row.get("kind") != BY_VIDEO]
    seen = [row for row in patrols if row.get("supervisor")]
    met = [row for row in visits if row.get("effective") != 0 and row.get("kind") != _BY_PHONE]
    reached = {row[key] for row in met for key in ("household", "dwelling") if row.get(key)}
    return DayRounds(
        tuple(_patrol_line(desk, *pair) for pair in zip(patrols, many_texts(desk, "patrol", patrols), strict=True)),
        tuple(_visit_line(row, text) for row, text in zip(visits, many_texts(desk, "visit", visits), strict=True)),
        len(own), len(seen), sum(map(_minutes, own)), len(reached),
        asked(desk, day, "patrols_per_day", "times"), asked(desk, day, "visits_per_day", "households"),
    )  # fmt: skip


def asked(desk: Desk, day: str, rule: str, key: str) -> int:
    """Return what the regulation in force on a day asks for by a rule, 0 where it asks nothing."""
    clauses = policies.profile_on(desk, date.fromisoformat(day)).clauses
    found = [one.params.get(key) for one in clauses if one.rule == rule and one.binds(desk.office.level)]
    return max((int(value) for value in found if isinstance(value, int)), default=0)


def _minutes(row: Row) -> int:
    """Return how long a patrol took; one past midnight ends on the next day."""
    start, end = str(row.get("start") or ""), str(row.get("end") or "")
    if not start or not end:
        return 0
    hours, minutes = (int(b) - int(a) for a, b in zip(start.split(":"), end.split(":"), strict=True))
    return (hours * 60 + minutes) % (24 * 60)


def _patrol_line(desk: Desk, row: Row, text: dict[str, str]) -> Round:
    kind = desk.catalogue.code_sets["patrol_kind"].by_code.get(str(row.get("kind") or ""))
    what = f"{kind.label if kind else '巡查'}{'（督查）' if row.get('supervisor') else ''}"
    long = f"{_minutes(row)} 分钟" if _minutes(row) else ""
    said = "；".join(part for part in (long, text["route"], text["findings"]) if part)
    return Round("patrol", str(row["uid"]), text["start"], what, said or text["result"])


def _visit_line(row: Row, text: dict[str, str]) -> Round:
    what = next((text[key] for key in TARGETS if text[key]), "") or text["person"] or text["place"] or "走访"
    said = "；".join(part for part in (text["result"], text["content"], text["problem"], text["needs"]) if part)
    return Round("visit", str(row["uid"]), text["start"], what, said)


def routes(desk: Desk, grid: str = "") -> list[str]:
    """Return the ways this office walked lately in a grid, the most frequent first."""
    where: dict[str, object] = {"grid": grid} if grid else {}
    rows = desk.store.rows("patrol", where=where, order=("-date",), limit=_ROUTES, office=desk.office.site)
    walked = [str(row["route"]) for row in rows if row.get("route")]
    return sorted(dict.fromkeys(walked), key=lambda way: -walked.count(way))


# --- the door --------------------------------------------------------------------------------------------------------


def targets(desk: Desk, text: str, limit: int = 20) -> list[tuple[str, Choice]]:
    """Return what a typed text may mean at whose door one was: households first, then shops, units and dwellings.

    The number of a household, and the text of the code on its card, mean that household alone.
    """
    if not text.strip():
        return []
    exact = by_number(desk, text)
    if exact:
        return [("household", exact)]
    found = [("household", one) for one in choices(desk, "household", text, limit)]
    for ledger in ("shop", "unit"):
        found += [(ledger, one) for one in choices(desk, ledger, text, 5)]
    found += [("dwelling", one) for one in choices(desk, "dwelling", text, 5)]
    return found[:limit]


def by_number(desk: Desk, text: str) -> Choice | None:
    """Return the household with a number, or whose card has this code; None when there is none or more than one."""
    word = text.strip()
    if not word:
        return None
    row = desk.store.get("household", word.lower()) if len(word) == 32 else None
    rows = [row] if row else list(desk.store.rows("household", where={"number": word}, limit=2))
    if len(rows) != 1 or rows[0]["state"] == "void":
        return None
    uid = str(rows[0]["uid"])
    return Choice(uid, desk.store.titles("household", [uid]).get(uid, ""), _address(desk, rows[0]))


def _address(desk: Desk, row: Row) -> str:
    uid = str(row.get("address") or row.get("place") or "")
    return (desk.store.titles("address", [uid]).get(uid, "") if uid else "") or str(row.get("address_text") or "")


def door(desk: Desk, ledger: str, uid: str) -> Door:
    """Return what is kept behind a door. Raises DeskError when there is no such record in force."""
    row = desk.store.get(ledger, uid)
    label = desk.catalogue[ledger].label
    if row is None or row["state"] == "void":
        raise DeskError(f"这条{label}记录已经不在，", advice="请重新选择。")
    title = desk.store.titles(ledger, [uid]).get(uid, label)
    inside = tuple(members(desk, uid)) if ledger == "household" else ()
    houses = _dwellings(desk, ledger, row)
    names = desk.store.titles("dwelling", houses)
    rents = list(desk.store.rows("tenancy", where={"dwelling": houses})) if houses else []
    tenants = desk.store.titles("person", {str(rent["tenant"]) for rent in rents if rent.get("tenant")})
    there = {one.uid: one.name for one in inside} | tenants
    changeable = (*(("person", who, name) for who, name in there.items()), (ledger, uid, f"本{_WORDS[ledger]}"))
    return Door(
        ledger, uid, title, _address(desk, row), inside, changeable,
        tuple((one, names.get(one, "")) for one in houses), tuple(_lease(rent, tenants) for rent in rents),
        _cares(desk, there), _notes(desk, ledger, uid, row), str(row.get("verified_on") or ""),
        str(row.get("wechat_name") or ("已入群" if row.get("wechat_group") else "")) if ledger == "household" else "",
    )  # fmt: skip


_WORDS = {"household": "户", "shop": "店", "unit": "单位", "dwelling": "房"}


def _dwellings(desk: Desk, ledger: str, row: Row) -> list[str]:
    uid = str(row["uid"])
    if ledger == "dwelling":
        return [uid]
    if ledger != "household":
        return []
    found = [str(one["uid"]) for one in desk.store.rows("dwelling", where={"household": uid})]
    if row.get("address"):
        found += [str(one["uid"]) for one in desk.store.rows("dwelling", where={"address": row["address"]})]
    return list(dict.fromkeys(found))


def _lease(rent: Row, tenants: dict[str, str]) -> Lease:
    since = f"，{rent['since']} 起" if rent.get("since") else ""
    return Lease(str(rent["uid"]), f"{tenants.get(str(rent.get('tenant')), '（没有姓名）')}{since}")


def _cares(desk: Desk, people: dict[str, str]) -> tuple[Care, ...]:
    found = []
    for shape in desk.enabled() if people else ():
        if shape.group != "special":
            continue
        for row in desk.store.rows(shape.key, where={shape.subject: list(people)}):
            every = next((shape[key].show(row[key]) for key in _EVERY if key in shape and row.get(key)), "")
            audit.opened(desk, shape.key, str(row["uid"]))
            name = people[str(row[shape.subject])]
            seen = str(row.get("verified_on") or "")
            found.append(Care(shape.key, str(row["uid"]), name, shape.label, every, seen))
    return tuple(found)


def _notes(desk: Desk, ledger: str, uid: str, row: Row) -> tuple[str, ...]:
    """Return what to know before knocking: what is still open, and what the last visit was about."""
    notes = [f"已于 {row.get('closed_on') or '以前'} 注销。"] if row["state"] == "closed" else []
    if ledger in desk.catalogue["event"]:
        waiting = [one for one in desk.store.rows("event", where={ledger: uid}) if one.get("status") != DONE]
        notes += [f"未办结事项（{one.get('date') or ''}）：{one.get('title') or ''}。" for one in waiting[:_SHOWN]]
    last = list(desk.store.rows("visit", where={ledger: uid}, order=("-date",), limit=1))
    for one, text in zip(last, many_texts(desk, "visit", last), strict=True):
        said = _sentence((text["problem"], text["needs"], text["content"] or text["result"]))
        notes.append(f"上次走访 {one['date']}：{said}")
    return tuple(notes) if last else (*notes, "还没有走访过。")


def _sentence(parts: Sequence[str]) -> str:
    return next((part.rstrip("。") for part in parts if part), "没有写内容") + "。"
