"""What an office did in a stretch of days, gathered from its ledgers for the rules of the regulations.

Only the records of those days are read, each ledger once and only the fields that rules ask about. Void and erased
records are not among them. Of sealed ledgers those with their key learn that somebody is to be looked after, not why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from gridDesk.desk import directives, down
from gridDesk.desk.office import Desk
from gridDesk.desk.work_events import events_of
from gridDesk.desk.work_homes import Homes, People, homes_of, people_of
from gridDesk.desk.work_kept import kept_of, months_between
from gridDesk.desk.work_landlords import landlords_of
from gridDesk.desk.work_reading import (
    COUNTED,
    Line,
    Scope,
    between,
    day_of,
    lasted,
    minute_of,
    number_of,
    text_of,
)
from gridDesk.desk.work_staff import members_of, studies_of
from gridDesk.desk.work_team import Team, names_in, team_of
from gridDesk.ledger.filter import Condition
from gridDesk.policy import Calendar, Period, WorkFacts, containing
from gridDesk.policy.work import Board, Gathering, Kept, Page, Patrol, Report, Survey, Task, Visit, Watch
from gridDesk.text import today

NOBODY_MET = ("03", "04")  # 家中无人, 拒访
DONE, WITHDRAWN, ACCEPTED = "03", "03", "02"
ALL_DAY, DAY = "03", 24 * 60
BROUGHT_FORWARD = 10  # days: a meeting before a long holiday counts for the day in it
_BEGINNINGS = ("visit", "patrol", "daily_log", "event")
_DATED = (Condition("date", "filled"),)


def gather(
    desk: Desk,
    first: date,
    last: date,
    office: str | None = None,
    *,
    calendar: Calendar | None = None,
    kept: bool = True,
) -> WorkFacts:
    """Return what the office did from one day to another, both counted; at a street `office` is the site of one below.

    Without `kept` nothing is counted of how fresh the ledgers are, which reads every record of them (see `gather_kept`).
    """
    return gather_people(desk, first, last, office, calendar=calendar, kept=kept)[0]


def gather_people(
    desk: Desk,
    first: date,
    last: date,
    office: str | None = None,
    *,
    calendar: Calendar | None = None,
    kept: bool = False,
) -> tuple[WorkFacts, People]:
    """Return what `gather` does, with who lives where: read once, it serves `gather_kept` too."""
    scope = _scope(desk, first, last, office)
    homes = homes_of(scope)
    team = team_of(scope, homes)
    facts = WorkFacts(
        level=scope.level, first=first, last=last, today=today(), name=_name(desk, scope.site), begun=_begun(scope),
        calendar=calendar or directives.calendar(desk), grids=team.grids, workers=team.workers, homes=homes.homes,
        landlords=tuple(one.home for one in landlords_of(scope)), studies=tuple(studies_of(scope)),
        members=tuple(members_of(scope)),
        focus=homes.focus, visits=tuple(_visits(scope, homes)), patrols=tuple(_patrols(scope, team)),
        events=tuple(events_of(scope)), pages=tuple(_pages(scope)), gatherings=tuple(_gatherings(scope)),
        watches=tuple(_watches(scope, team)), boards=tuple(_boards(scope)), surveys=tuple(_surveys(scope)),
        reports=tuple(_reports(scope)), tasks=tuple(_tasks(scope)), kept=_kept(scope, homes) if kept else (),
        offices=_offices(desk, scope),
    )  # fmt: skip
    return facts, homes.people


def held_since(desk: Desk, facts: WorkFacts, first: date) -> WorkFacts:
    """Return facts that also tell what was held since an earlier day: meetings, trainings, publicity, surveys."""
    scope = _scope(desk, first, facts.last, None)
    return replace(
        facts, first=first, gatherings=tuple(_gatherings(scope)), surveys=tuple(_surveys(scope)),
        studies=tuple(studies_of(scope)),
    )  # fmt: skip


def gather_kept(
    desk: Desk, first: date, last: date, facts: WorkFacts, people: People, office: str | None = None
) -> dict[Period, WorkFacts]:
    """Return facts that tell of the ledgers as they stood at the end of each month between two days, of the same office.

    `facts` and `people`, gathered together, lend the rest: the office, its grids and workers, what was done, who lives
    where. Who left before the first of their days is read anew where the months begin earlier.
    """
    months = months_between(first, last)
    scope = _scope(desk, months[0].first, months[-1].last, office)
    found = kept_of(scope, people if facts.first <= scope.first else people_of(scope), months)
    return {month: replace(facts, first=month.first, last=month.last, kept=kept) for month, kept in found.items()}


def _kept(scope: Scope, homes: Homes) -> tuple[Kept, ...]:
    """Return the ledgers as of the month of the last day."""
    month = containing("month", scope.last)
    return kept_of(scope, homes.people, [month])[month]


def _scope(desk: Desk, first: date, last: date, office: str | None) -> Scope:
    site = office or desk.office.site
    if site == desk.office.site:
        return Scope(desk, site, desk.office.level, first, last, today())
    peer = desk.store.system.peers.get(site)
    return Scope(desk, site, peer.level if peer else "village", first, last, today())


def _name(desk: Desk, site: str) -> str:
    return down.names(desk).get(site, "")


def _begun(scope: Scope) -> date | None:
    """Return the first day this office kept records: when it was made here, or earlier records were written in."""
    made = day_of(scope.desk.setting("made_on")) if scope.site == scope.desk.office.site else None
    office = None if scope.desk.office.is_base else scope.site
    found = [made]
    for ledger in _BEGINNINGS:
        values = scope.desk.store.values(
            ledger, ("date",), where=_DATED, office=office, states=COUNTED, order=("date",), limit=1
        )
        found += [day_of(value) for (value,) in values]
    return min((day for day in found if day is not None), default=None)


def _offices(desk: Desk, scope: Scope) -> dict[str, int]:
    """Return how many offices of each level stand below a street."""
    return Counter(peer.level for peer in down.below(desk)) if scope.site == desk.office.site else {}


# --- visits and patrols -------------------------------------------------------------------------------------------------

_VISIT = (
    "date", "start", "end", "worker", "grid", "kind", "object", "household", "dwelling", "shop", "unit", "person", "effective",
    "result", "event", "next_on", "companion",
)  # fmt: skip
_TICKED = ("checks", "visited", "done")  # 必查, 必访, 必做
_PATROL = ("date", "start", "end", "kind", "grid", "worker", "companion", "people", "supervisor", *_TICKED)


def _visits(scope: Scope, homes: Homes) -> Iterator[Visit]:
    words = scope.words
    for line in scope.dated("visit", _VISIT):
        home = next((text_of(line[key]) for key in ("household", "shop", "unit", "dwelling") if line[key]), "")
        yield Visit(
            uid=text_of(line["uid"]), day=_day(line), grid=text_of(line["grid"]), worker=_all_who(line),
            home=homes.one(home), person=text_of(line["person"]), kind=words.one("visit", "kind", line["kind"]),
            object=words.one("visit", "object", line["object"]), result=words.one("visit", "result", line["result"]),
            start=minute_of(line["start"]), effective=line["effective"] != 0 and line["result"] not in NOBODY_MET,
            minutes=lasted(line["start"], line["end"]), event=text_of(line["event"]), next_on=day_of(line["next_on"]),
        )  # fmt: skip


def _patrols(scope: Scope, team: Team) -> Iterator[Patrol]:
    words = scope.words
    for line in scope.dated("patrol", _PATROL):
        names, with_her = names_in(line["worker"]), names_in(line["companion"])
        led, grid = line["supervisor"], text_of(line["grid"])
        yield Patrol(
            uid=text_of(line["uid"]), day=_day(line), grid=grid, worker=_all_who(line),
            kind=words.one("patrol", "kind", line["kind"]), start=minute_of(line["start"]), end=minute_of(line["end"]),
            people=number_of(line["people"]) or max(1, len({*names, *with_her})),
            checks=frozenset(word for key in _TICKED for word in words.many("patrol", key, line[key])),
            supervisor=bool(led) if led is not None else bool(names) and team.supervises(names[0], grid, _day(line)),
        )  # fmt: skip


def _all_who(line: Line) -> str:
    """Return who went, companions too: a second worker who goes along has done her own round."""
    return "、".join(dict.fromkeys((*names_in(line["worker"]), *names_in(line["companion"]))))


def _day(line: Line, key: str = "date") -> date:
    """Return the date of a record that was read because of it."""
    day = day_of(line[key])
    if day is None:
        raise ValueError(f"a {key} that is no date")
    return day


# --- pages, meetings, duty ----------------------------------------------------------------------------------------------


def _pages(scope: Scope) -> Iterator[Page]:
    for line in scope.dated("daily_log", ("date", "grid", "worker", "mode", "reviewed_on")):
        yield Page(
            uid=text_of(line["uid"]), day=_day(line), grid=text_of(line["grid"]), worker=text_of(line["worker"]),
            mode=scope.words.one("daily_log", "mode", line["mode"]), reviewed=day_of(line["reviewed_on"]),
        )  # fmt: skip


def _gatherings(scope: Scope) -> Iterator[Gathering]:
    """Yield meetings, trainings and publicity; a training and a meeting are of one kind, publicity of several."""
    keys = {
        "meeting": ("kind", "level", "worker"),
        "training": ("kind", "organiser", "teacher"),
        "publicity": ("kinds", "", "worker"),
    }
    for ledger, (kind, level, who) in keys.items():
        asked = (
            "date",
            "grid",
            "start",
            "end",
            "hours",
            "attended",
            "people",
            "leaflets",
            kind,
            who,
            *([level] if level else []),
        )
        for line in scope.dated(ledger, asked, before=BROUGHT_FORWARD):
            hours = line["hours"]
            yield Gathering(
                uid=text_of(line["uid"]), ledger=ledger, day=_day(line), grid=text_of(line["grid"]),
                kinds=scope.words.many(ledger, kind, line[kind]), worker=text_of(line[who]),
                level=scope.words.one(ledger, level, line[level]) if level else "",
                hours=float(hours) if isinstance(hours, int | float) else lasted(line["start"], line["end"]) / 60,
                people=number_of(line["attended"]) or number_of(line["people"]), leaflets=number_of(line["leaflets"]),
            )  # fmt: skip


def _watches(scope: Scope, team: Team) -> Iterator[Watch]:
    for line in scope.dated("duty", ("date", "kind", "start", "end", "grid", "worker", "name"), before=1):
        minutes = lasted(line["start"], line["end"])
        same = line["start"] is not None and line["start"] == line["end"]
        yield Watch(
            uid=text_of(line["uid"]), day=_day(line), grid=text_of(line["grid"]),
            worker=team.names.get(text_of(line["worker"])) or text_of(line["name"]), start=minute_of(line["start"]) or 0,
            minutes=minutes or (DAY if same or line["kind"] == ALL_DAY else 0),
        )  # fmt: skip


# --- boards, surveys, reports, tasks -------------------------------------------------------------------------------------


def _boards(scope: Scope) -> Iterator[Board]:
    """Yield the boards that were up at some time in these days."""
    for line in scope.lines("notice_board", ("grid", "kind", "since", "until", "contents", "closed_on")):
        until = day_of(line["until"]) or day_of(line["closed_on"])
        since = day_of(line["since"])
        if (until is None or until >= scope.first) and (since is None or since <= scope.last):
            yield Board(
                uid=text_of(line["uid"]), grid=text_of(line["grid"]), since=since, until=until,
                kind=scope.words.one("notice_board", "kind", line["kind"]),
                contents=scope.words.many("notice_board", "contents", line["contents"]),
            )  # fmt: skip


_COUNTS = ("asked", "aware", "content", "fair", "dissatisfied", "complaints", "returned")


def _surveys(scope: Scope) -> Iterator[Survey]:
    for line in scope.dated("survey_result", ("date", "grid", *_COUNTS)):
        counts = {key: number_of(line[key]) for key in _COUNTS}
        yield Survey(uid=text_of(line["uid"]), day=_day(line), grid=text_of(line["grid"]), **counts)


def _reports(scope: Scope) -> Iterator[Report]:
    for line in scope.dated("report", ("kind", "date", "due", "grid")):
        yield Report(
            uid=text_of(line["uid"]), kind=scope.words.one("report", "kind", line["kind"]), sent=_day(line),
            due=day_of(line["due"]), grid=text_of(line["grid"]),
        )  # fmt: skip


def _tasks(scope: Scope) -> Iterator[Task]:
    """Yield the tasks given to this office in these days, and the older ones that were not answered before them."""
    lines = list(_given(scope))
    answers = _answers(scope, [text_of(line["uid"]) for line in lines])
    for line in lines:
        done = answers.get(text_of(line["uid"])) or (day_of(line["done_on"]) if line["status"] == ACCEPTED else None)
        if line["status"] != WITHDRAWN and (
            done is None or done >= scope.first or _day(line, "issued_on") >= scope.first
        ):
            yield Task(uid=text_of(line["uid"]), given=_day(line, "issued_on"), due=day_of(line["due"]), answered=done)


def _given(scope: Scope) -> Iterator[Line]:
    sender = down.above(scope.desk) if scope.site == scope.desk.office.site else None
    office = sender.site if sender else scope.desk.office.site
    if sender is None and scope.site == scope.desk.office.site:
        return
    addressed = Condition("addressee", "is", (scope.site, "", None))
    keys = ("issued_on", "due", "status", "done_on")
    yield from scope.lines("task", keys, between("issued_on", None, scope.last), addressed, office=office)


def _answers(scope: Scope, tasks: list[str]) -> dict[str, date]:
    """Return when this office reported tasks done, the first time of each."""
    found: dict[str, date] = {}
    done = Condition("decision", "is", (DONE,))
    for line in scope.lines("reply", ("item", "on"), Condition("item", "is", tuple(tasks)), done) if tasks else ():
        item, day = text_of(line["item"]), day_of(line["on"])
        if day is not None:
            found[item] = min(day, found.get(item, day))
    return found
