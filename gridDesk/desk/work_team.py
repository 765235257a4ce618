"""Who serves which grid from when to when, on which days not, and who leads: for the rules on work."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gridDesk.desk.work_homes import Homes
from gridDesk.desk.work_reading import Line, Scope, day_of, text_of
from gridDesk.ledger import ACTIVE, CLOSED
from gridDesk.policy.calendar import days_between
from gridDesk.policy.facts import GridFacts
from gridDesk.policy.grid_size import WORKERS as FIELD_WORKERS
from gridDesk.policy.work import Worker
from gridDesk.policy.work_index import HELPERS

WORKERS, PART_TIME = ("06", "07", "08"), "07"
_LEADERS = ("01", "02", "03", "04", "05")
_LEFT = "07"
_LEAVE = frozenset(("01", "02", "03", "04", "05", "06", "07", "08", "99"))
_REFUSED = "03"
LEAVE_KEYS = ("worker", "kind", "since", "until", "days", "approval", "back_on")
_SPLIT = re.compile(r"[、，,;；/\s]+")
_GRID = ("name", "code", "kind", "special_kind", "level", "leader", "worker", "assistants", "instructor", "valid_from")
_POST = ("grid", "role", "name", "worker", "identity", "since", "until", "closed_on", "state")
_WORKER = ("name", "role", "grid", "other_grids", "started_on", "exit_on", "status", "closed_on", "state")
_POSTS = {"leader": "网格长", "worker": "专职网格员", "assistants": "兼职网格员", "instructor": "网格指导员"}


@dataclass(frozen=True)
class Team:
    """The grids of an office, its workers, the names of who leads or supervises, and names by worker record."""

    grids: tuple[GridFacts, ...]
    workers: tuple[Worker, ...]
    leaders: frozenset[str]
    names: Mapping[str, str]

    def supervises(self, name: str, grid: str, day: date) -> bool:
        """Tell whether somebody is in a grid ("": not said which) to supervise: a leader who is not its own worker then."""
        if name not in self.leaders:
            return False
        return not any(
            one.name == name and one.role in ("", *FIELD_WORKERS) and (not grid or not one.grids or grid in one.grids)
            and (one.since is None or one.since <= day) and (one.until is None or day <= one.until)
            for one in self.workers
        )  # fmt: skip


@dataclass(frozen=True)
class _Held:
    """One grid served by somebody: the record of the worker (else of what names her), from when to when."""

    uid: str
    name: str
    grid: str
    role: str
    since: date | None
    until: date | None


def names_in(value: object) -> list[str]:
    """Return the names in a field that may hold several."""
    return [name for name in _SPLIT.split(text_of(value)) if name]


def team_of(scope: Scope, homes: Homes) -> Team:
    """Read grids, posts, personnel files and leaves, once each."""
    grids = list(scope.lines("grid", _GRID, states=(ACTIVE,)))
    all_files, all_posts = (
        list(_ending(scope, "worker", _WORKER, "exit_on")),
        list(_ending(scope, "post", _POST, "until")),
    )
    files = [line for line in all_files if not _over(line["exit_on"], scope)]
    by_name = {text_of(line["name"]): line["uid"] for line in files}
    all_posts = [{**line, "worker": line["worker"] or by_name.get(text_of(line["name"]))} for line in all_posts]
    posts = [line for line in all_posts if not _over(line["until"], scope)]
    names = {text_of(line["uid"]): text_of(line["name"]) for line in all_files}
    held = [*_by_posts(posts, names), *_by_files(files, posts, grids)]
    left = [*_by_posts(_gone(all_posts, posts), names), *_by_files(_gone(all_files, files), all_posts, grids)]
    held += _by_grids(grids, held, left)
    held += _vacated(scope, held, left)
    leaders = {name for line in grids for key in ("leader", "instructor") for name in names_in(line[key])}
    leaders |= {name for line in posts if line["role"] in _LEADERS for name in names_in(_who(line, names))}
    facts = tuple(_grid(scope, line, homes, posts, names) for line in grids)
    return Team(facts, tuple(_workers(scope, held, _away(scope))), frozenset(leaders), names)


def _ending(scope: Scope, ledger: str, keys: tuple[str, ...], end: str) -> Iterator[Line]:
    """Yield the records of a ledger, each with the day it was over, None while it is not."""
    for line in scope.lines(ledger, keys):
        yield {**line, end: day_of(line[end]) or (day_of(line["closed_on"]) if line["state"] == CLOSED else None)}


def _over(end: object, scope: Scope) -> bool:
    """Tell whether what ended on a day was over before the first of the days asked for."""
    return isinstance(end, date) and end < scope.first


def _gone(everybody: Iterable[Line], there: Iterable[Line]) -> list[Line]:
    known = {line["uid"] for line in there}
    return [line for line in everybody if line["uid"] not in known]


def _vacated(scope: Scope, held: Iterable[_Held], left: Iterable[_Held]) -> list[_Held]:
    """Return who walked, before the days asked for, a grid that nobody walks in them.

    The post is vacant then, and no grid for which nobody was ever named: whichever days are read, it owes the same.
    """

    def walks(one: _Held) -> bool:
        return scope.words.one("post", "role", one.role or None) not in HELPERS

    served = {one.grid for one in held if walks(one)}
    return [one for one in left if walks(one) and one.grid and one.grid not in served]


def _who(line: Line, names: Mapping[str, str]) -> str:
    return names.get(text_of(line["worker"])) or text_of(line["name"])


def _by_posts(posts: Iterable[Line], names: Mapping[str, str]) -> Iterator[_Held]:
    for line in posts:
        name, until = _who(line, names), line["until"]
        if name:
            uid = text_of(line["worker"]) or text_of(line["uid"])
            yield _Held(uid, name, text_of(line["grid"]), text_of(line["role"]), day_of(line["since"]), _date(until))


def _by_files(files: Iterable[Line], posts: Iterable[Line], grids: Iterable[Line]) -> Iterator[_Held]:
    """Yield the grids of personnel files that no post tells of."""
    posted = {(text_of(line["worker"]), text_of(line["grid"])) for line in posts if line["role"] in WORKERS}
    named = {text_of(line["name"]): text_of(line["uid"]) for line in grids}
    for line in files:
        uid, until = text_of(line["uid"]), _date(line["exit_on"])
        if (line["status"] == _LEFT and until is None) or line["role"] not in (None, *WORKERS):
            continue
        others = [named[name] for name in names_in(line["other_grids"]) if name in named]
        for grid in dict.fromkeys([text_of(line["grid"]), *others]):
            if (uid, grid) in posted:
                continue
            yield _Held(uid, text_of(line["name"]), grid, text_of(line["role"]), day_of(line["started_on"]), until)


def _by_grids(grids: Iterable[Line], held: Iterable[_Held], left: Iterable[_Held]) -> list[_Held]:
    """Return whom the record of a grid names as its worker, where neither post nor personnel file tells of anybody.

    Who left that grid, as one of them says, is not there any more though its record still has the name.
    """
    known = {one.grid for one in held if one.role in WORKERS}
    gone = {(one.grid, one.name) for one in left}
    return [
        _Held(text_of(line["uid"]), name, text_of(line["uid"]), "06", None, None)
        for line in grids
        if line["uid"] not in known
        for name in names_in(line["worker"])
        if (line["uid"], name) not in gone
    ]


def _workers(scope: Scope, held: Iterable[_Held], away: Mapping[str, frozenset[date]]) -> Iterator[Worker]:
    """Yield each stretch of service once, with all grids served in it."""
    together: dict[tuple[str, str, str, date | None, date | None], list[str]] = {}
    for one in held:
        together.setdefault((one.uid, one.name, one.role, one.since, one.until), []).append(one.grid)
    for (uid, name, role, since, until), grids in together.items():
        yield Worker(
            uid=uid, name=name, grids=tuple(grid for grid in dict.fromkeys(grids) if grid),
            role=scope.words.one("post", "role", role or None), full_time=role != PART_TIME, since=since, until=until,
            away=away.get(uid, frozenset()),
        )  # fmt: skip


def _away(scope: Scope) -> dict[str, frozenset[date]]:
    """Return the whole days on leave by worker."""
    found: dict[str, set[date]] = {}
    for line in scope.lines("leave", LEAVE_KEYS):
        if leave := leave_of(line):
            days = days_between(max(leave[0], scope.first), min(leave[1], scope.last))
            found.setdefault(text_of(line["worker"]), set()).update(days)
    return {uid: frozenset(days) for uid, days in found.items()}


def leave_of(line: Mapping[str, object]) -> tuple[date, date] | None:
    """Return the first and the last whole day of a leave, None for what was refused and what is none (迟到, 旷工).

    Whoever reported back (销假) before its last day was on leave until the day before that.
    """
    first, count = day_of(line["since"]), float(str(line["days"] or 1))
    if first is None or count < 1 or line["kind"] not in _LEAVE or line["approval"] == _REFUSED:
        return None
    last = day_of(line["until"]) or first + timedelta(days=math.ceil(count) - 1)
    back = day_of(line["back_on"])
    return first, back - timedelta(days=1) if back and back < last else last


def _grid(scope: Scope, line: Line, homes: Homes, posts: Iterable[Line], names: Mapping[str, str]) -> GridFacts:
    uid, words = text_of(line["uid"]), scope.words
    held, who = Counter[str](), Counter[str]()
    for post in posts:
        if post["grid"] == uid and _holds(post, scope.last) and _who(post, names):
            held[words.one("post", "role", post["role"])] += 1
            who[words.one("post", "identity", post["identity"])] += 1
    for key, role in _POSTS.items():
        held[role] = max(held[role], len(names_in(line[key])))
    return GridFacts(
        uid=uid, name=text_of(line["name"]), code=text_of(line["code"]), is_special=line["kind"] == "02",
        special=words.one("grid", "special_kind", line["special_kind"]), level=text_of(line["level"]),
        households=homes.households[uid], people=homes.people.count[uid], posts=+held, identities=+who,
        since=day_of(line["valid_from"]),
    )  # fmt: skip


def _holds(post: Line, day: date) -> bool:
    since, until = day_of(post["since"]), _date(post["until"])
    return (since is None or since <= day) and (until is None or until >= day)


def _date(value: object) -> date | None:
    return value if isinstance(value, date) else day_of(value)
