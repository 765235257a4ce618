"""What the records say of each day of a span: read once for all days, then handed out day by day as a `DailyLog`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from gridDesk.desk import directives, log_ticks, log_topics, logs
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.records import many_texts
from gridDesk.desk.work_reading import day_of, lasted, minute_of
from gridDesk.documents.log_day import DailyLog, LogFinding, LogPatrol, LogTally, LogVisit, hours
from gridDesk.ledger import Row
from gridDesk.ledger.filter import Condition
from gridDesk.policy import Calendar
from gridDesk.text import today_iso

Texts = dict[str, str]
_DAY = timedelta(days=1)
MENDED, REPORTED = "02", "04"  # check_result: put right on the spot, reported
_NOBODY = ("03", "04")  # visit_result: nobody at home, turned away
_FIGURES = {"治安隐患": "hazards_security", "消防隐患": "hazards_fire", "环境卫生": "environment"}
_HANDED_ON = {"02": "上报", "03": "转办"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is stored and as it reads."""

    row: Row
    text: Texts


class LogDays:
    """The work records of a grid (or of all, without one) between two days, both included (ISO dates).

    They are those of this office: who keeps and analyses the daily record is the village or community (GZ6-4.4), so that
    a street reads what it did itself, never the sum of its villages.
    """

    def __init__(self, desk: Desk, grid: Row, first: str, last: str) -> None:
        self.desk, self.grid, self.first, self.last = desk, grid, first, last
        pages = self._by_day("daily_log")
        self.logs = {day: kept for day, kept in pages.items() if len(day) == len(first)}  # one of a whole month is none
        self.visits = self._by_day("visit", "start")
        self.patrols = self._by_day("patrol", "start")
        self.events = self._by_day("event", "time")
        self.publicity = self._by_day("publicity", "start")
        self.meetings = self._by_day("meeting", "start")
        self.doors = self._doors(one.row for day in self.visits.values() for one in day)

    def written(self) -> list[str]:
        """Return the days that have a page of their own, in order."""
        return sorted(self.logs)

    def day(self, date: str) -> DailyLog:
        """Return all that was recorded on a day."""
        log = self.logs.get(date, [])
        text = log[0].text if log else {}
        walked = self.patrols_of(date)
        minutes = patrol_minutes(walked)
        findings = self.findings(date)
        visits = tuple(self._visit(one) for one in self.visits.get(date, []))
        changes = tuple(logs.change_lines(self.desk, date))
        return replace(
            who(self.desk, self.grid, text), date=date, weather=text.get("weather", ""), companion=_companion(text), patrols=walked,
            total=hours_words(minutes), minutes=minutes, visits=visits,
            findings=findings, changes=changes, plan=self._plan(date, text), errands=_lines(text, "errands", "other"),
            publicity="\n".join([_lines(text, "publicity"), *self._told(date)]).strip(), mood=_lines(text, "mood", "wechat"),
            tomorrow=text.get("tomorrow", ""), review=_review(text), number=text.get("page", ""),
            key=str(log[0].row["uid"]) if log else "", tally=self._tally(date, log, visits, findings),
            ticks=log_ticks.ticks(self._rows(date), text, changed=bool(changes)),
        )  # fmt: skip

    def plan(self, date: str) -> str:
        """Return what was set for a day, also one that has no page yet."""
        return self._plan(date, {})

    # ---- reading ----

    def _by_day(self, ledger: str, hour: str = "") -> dict[str, list[Kept]]:
        where = [Condition("date", "between", (self.first, self.last)), *self._here()]
        order = ("date", hour) if hour else ("date",)
        rows = list(logs.own_rows(self.desk, ledger, where=where, order=order))
        found: dict[str, list[Kept]] = defaultdict(list)
        for row, text in zip(rows, many_texts(self.desk, ledger, rows), strict=True):
            found[str(row["date"])].append(Kept(row, text))
        return found

    def _here(self) -> list[Condition]:
        return [Condition("grid", "is", (self.grid["uid"],))] if self.grid else []

    def _doors(self, visits: Iterable[Row]) -> dict[str, str]:
        """Return door and head of each household visited, by uid."""
        store = self.desk.store
        homes = store.get_many("household", {str(row["household"]) for row in visits if row.get("household")})
        addresses = store.titles("address", {str(home["address"]) for home in homes.values() if home.get("address")})
        heads = store.titles("person", {str(home["head"]) for home in homes.values() if home.get("head")})
        return {
            uid: _spaced(
                short_address(self.desk, addresses.get(str(home.get("address")), "")),
                heads.get(str(home.get("head")), ""),
            )
            for uid, home in homes.items()
        }

    def _rows(self, date: str) -> log_ticks.DayRows:
        return log_ticks.DayRows(
            *(
                [one.row for one in kept.get(date, [])]
                for kept in (self.visits, self.patrols, self.events, self.publicity)
            )
        )

    # ---- a day's parts ----

    def patrols_of(self, date: str) -> tuple[LogPatrol, ...]:
        """Return the day's patrols: those written in its logs, then those of the ledger that are not among them."""
        found = [one for kept in self.logs.get(date, []) for one in _log_patrols(kept.text)]
        hours = {one.start for one in found}
        for kept in self.patrols.get(date, []):
            text = kept.text
            if not text["start"] or text["start"] not in hours:
                found.append(LogPatrol(start=text["start"], end=text["end"], route=text["route"], found=text["findings"],
                                       handled=text["handled"]))  # fmt: skip
        return tuple(sorted(found, key=lambda one: one.start or "99"))

    def visits_of(self, date: str) -> tuple[int, int]:
        """Return how many visits there were on a day, and how many of them counted (somebody was met)."""
        kept = self.visits.get(date, [])
        return len(kept), sum(one.row.get("effective") != 0 and one.row.get("result") not in _NOBODY for one in kept)

    def said(self, kept: Kept) -> str:
        """Return what was said on a visit: problems, needs and suggestions."""
        return _lines(kept.text, "problem", "needs", "suggestions")

    def _visit(self, kept: Kept) -> LogVisit:
        text = kept.text
        where = self.doors.get(str(kept.row.get("household"))) or text["shop"] or text["unit"] or text["person"]
        problem = self.said(kept)
        return LogVisit(
            time=hours(text["start"], text["end"]), household=where or text["place"],
            kind=text["object"] or text["kind"], content=text["content"] or text["result"], problem=problem,
            answer=text["answer"], topic=log_topics.of_words(problem) if problem else "", solved=bool(kept.row.get("solved")),
        )  # fmt: skip

    def findings(self, date: str) -> tuple[LogFinding, ...]:
        """Return what was found on a day: events, what patrols met with, and what its log says besides."""
        found = [finding(kept.row, kept.text, self.doors) for kept in self.events.get(date, [])]
        for kept in self.patrols.get(date, []):
            if kept.text["findings"] and not kept.row.get("event"):
                found.append(LogFinding(
                    time=kept.text["start"], kind="巡查", topic=log_topics.of_words(kept.text["findings"]), place=kept.text["route"],
                    situation=kept.text["findings"], result=kept.text["handled"], done=kept.row.get("result") == MENDED,
                    handling={MENDED: "当场解决", REPORTED: "上报"}.get(str(kept.row.get("result")), ""),
                ))  # fmt: skip
        for log in self.logs.get(date, []):
            said = ((kind, log.text[key]) for key, kind in (("findings", "巡查"), ("night", "夜间巡查")))
            found += [
                LogFinding(kind=kind, situation=text, topic=log_topics.of_words(text)) for kind, text in said if text
            ]
        return tuple(found)

    def _told(self, date: str) -> list[str]:
        """Return the day's publicity with its counts (齐陵街道办法第十条（五）)."""
        found = []
        for kept in self.publicity.get(date, []):
            counts = [f"{word} {kept.text[key]} {unit}" for key, word, unit in
                      (("people", "参加", "人"), ("leaflets", "发放资料", "份")) if kept.text[key]]  # fmt: skip
            found.append("，".join([kept.text["title"], *counts]) + "。")
        return found

    def _plan(self, date: str, text: Mapping[str, str]) -> str:
        """Return what was set for the day: the morning meeting's, the week's, else what the log before it planned."""
        said = [
            one.text["decisions"] or one.text["minutes"]
            for one in self.meetings.get(date, [])
            if one.row.get("kind") == "01"
        ]
        if said or text.get("week_plan"):
            return "；".join(part for part in (*said, text.get("week_plan", "")) if part)
        return self._set_before(date)

    def _set_before(self, date: str) -> str:
        """Return what the last log before a day set for the next; ahead of today only where no workday lies between."""
        before = max((day for day in self.logs if day < date), default="")
        day, said = (before, self.logs[before][0].text["tomorrow"]) if before else self._earlier
        return said if said and (date <= today_iso() or not _worked_between(self._off, day, date)) else ""

    @cached_property
    def _earlier(self) -> tuple[str, str]:
        """Return day and 明日安排 of the last log before these days."""
        where = [Condition("date", "between", (None, _day_before(self.first))), *self._here()]
        rows = logs.own_rows(self.desk, "daily_log", where=where, order=("-date",), limit=1)
        return next(((str(row["date"]), str(row.get("tomorrow") or "")) for row in rows), ("", ""))

    @cached_property
    def _off(self) -> Calendar:
        return directives.calendar(self.desk)

    def _tally(
        self, date: str, log: list[Kept], visits: tuple[LogVisit, ...], found: tuple[LogFinding, ...]
    ) -> LogTally:
        """Return the day's figures; what the clerk wrote down herself goes before what is counted."""
        row = log[0].row if log else {}
        kinds = Counter(_FIGURES.get(one.kind, "other_found") for one in found)
        kinds["other_found"] += sum(bool(one.problem) for one in visits)
        security, fire, environment, other = (
            _number(row.get(key), kinds[key])
            for key in ("hazards_security", "hazards_fire", "environment", "other_found")
        )
        count, effective = self.visits_of(date)
        return LogTally(
            visits=count, effective=effective, problems=security + fire + environment + other, security=security, fire=fire,
            environment=environment, other=other,
            solved=_number(row.get("solved"), sum(one.handling == "当场解决" for one in found) + sum(one.solved for one in visits)),
            reported=_number(row.get("reported"), sum(one.handling in ("上报", "转办") for one in found)),
        )  # fmt: skip


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - _DAY).isoformat()


def _worked_between(calendar: Calendar, day: str, later: str) -> bool:
    """Tell whether a workday lies between two days."""
    first, last = day_of(day), day_of(later)
    return first is not None and last is not None and bool(calendar.workdays(first + _DAY, last - _DAY))


def who(desk: Desk, grid: Row, text: Mapping[str, str]) -> DailyLog:
    """Return a log that says only who keeps it and where; a written log's own worker goes first."""
    return DailyLog(
        village=desk.office.name, grid=str(grid.get("name") or ""), grid_code=str(grid.get("code") or ""),
        worker=text.get("worker") or str(grid.get("worker") or desk.worker),
    )  # fmt: skip


def _log_patrols(text: Mapping[str, str]) -> list[LogPatrol]:
    """Return the two patrols a log has room for, without the blank ones."""
    found = [
        LogPatrol(**{part: text.get(f"patrol{n}_{part}", "") for part in ("start", "end", "route")}) for n in (1, 2)
    ]
    return [one for one in found if one.start or one.route]


def finding(row: Row, text: Texts, doors: Mapping[str, str]) -> LogFinding:
    """Return an event as a log shows it."""
    done = row.get("status") == "05"
    important = str(row.get("severity") or "1") > "1" or bool(row.get("urgent"))
    return LogFinding(
        time=text["time"], kind=text["kind"], line=text["line"], topic=log_topics.of_event(row), place=text["place"],
        reporter=doors.get(str(row.get("household"))) or text["person"] or text["finder"],
        situation=text["situation"] or text["title"], handling=text["handling"] or _HANDED_ON.get(str(row.get("move")), ""),
        owner=text["handled_by"] or text["first_owner"], due=text["due"], result=text["result"],
        feedback=text["feedback"], done=done, key=important or not done,
    )  # fmt: skip


def patrol_minutes(patrols: Iterable[LogPatrol]) -> int:
    """Return how many minutes were spent on patrol, over midnight too; hours that overlap count once."""
    found = [(minute_of(one.start), lasted(one.start, one.end)) for one in patrols]
    total, until = 0, 0
    for start, minutes in sorted((start, minutes) for start, minutes in found if start is not None):
        total += max(0, start + minutes - max(start, until))
        until = max(until, start + minutes)
    return total


def hours_words(minutes: int) -> str:
    """Return a time of so many minutes in words (2 时 40 分), "" for none."""
    return f"{minutes // 60} 时 {minutes % 60} 分" if minutes else ""


def _number(kept: object, counted: int) -> int:
    return kept if isinstance(kept, int) else counted


def _lines(text: Mapping[str, str], *keys: str) -> str:
    return "\n".join(text[key] for key in keys if text.get(key))


def _companion(text: Mapping[str, str]) -> str:
    post = text.get("companion_post", "")
    return f"{text.get('companion', '')}（{post}）" if post else text.get("companion", "")


def _review(text: Mapping[str, str]) -> str:
    signed = _spaced(text.get("reviewed_by", ""), text.get("reviewed_on", ""))
    return f"{text.get('review', '')}　（{signed}）" if signed else text.get("review", "")


def _spaced(*parts: str) -> str:
    return "　".join(part for part in parts if part)
