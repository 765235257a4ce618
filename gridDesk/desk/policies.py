"""Which regulation (制度) an office was under on a day: its choices with their dates, and the versions then in force.

A past period is judged by what was in force then (晋江第四十五条). An office only chooses; the texts come from the program
or, signed, from the office above.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import msgspec

from gridDesk import paths
from gridDesk.desk import audit, audit_kinds, directives
from gridDesk.desk.office import Desk
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.policy import Profile, load_profiles
from gridDesk.text import today_iso

DEFAULT = "QL"
CHOSEN, CHOICES = "policy", "policy_choices"  # settings: the present choice, and all with the day each began
_SETTLING_IN = timedelta(
    days=30
)  # whoever sets an office up may choose again; what is chosen then holds from its first day


class Choice(msgspec.Struct, frozen=True):
    """That an office put itself under a regulation: from a day (ISO, "" from the beginning), by its id."""

    since: str
    profile: str


@cache
def own_profiles() -> dict[str, Profile]:
    """Return the profiles this program knows, by id."""
    return load_profiles(paths.resources() / "policies")


def known_on(desk: Desk, day: str) -> dict[str, Profile]:
    """Return the profiles this office could be under on a day (ISO), by id.

    Those in force from above, where there are any; else the program's own and those it issued itself.
    """
    issued = directives.policies(desk, day)
    if issued and desk.office.is_base:
        return issued
    return own_profiles() | issued


def choices(desk: Desk) -> tuple[Choice, ...]:
    """Return which regulations this office chose, the oldest first; the first holds from the beginning."""
    kept = msgspec.convert(desk.setting(CHOICES, []) or [], list[Choice])
    return tuple(kept) or (Choice("", str(desk.setting(CHOSEN, DEFAULT))),)


def profile_on(desk: Desk, day: date) -> Profile:
    """Return the profile this office was under on a day, in the version then in force.

    Before the day of effect of a regulation there is nothing to be judged by: the profile has no clauses then.
    """
    on = day.isoformat()
    known = known_on(desk, on)
    chosen = next(one.profile for one in reversed(choices(desk)) if one.since <= on)
    profile = known.get(chosen) or known.get(DEFAULT) or next(iter(known.values()))
    return profile if profile.in_force <= on else replace(profile, clauses=())


def choose(desk: Desk, key: str) -> None:
    """Put this office under another profile from today on, and note it. Raises DeskError for one it may not be under."""
    need_work(desk, "选择执行的制度")
    today = today_iso()
    if key not in known_on(desk, today):
        raise DeskError("本单位不能选这个制度，", advice="请从清单里选择；上级下发了制度的，按上级的执行。")
    before = choices(desk)
    if before[-1].profile == key:
        return
    kept = [] if _is_first(desk, today) else [one for one in before if one.since < today]
    kept.append(Choice(today if kept else "", key))
    with desk.store.system.together():
        desk.set_setting(CHOICES, msgspec.to_builtins(kept))
        desk.set_setting(CHOSEN, key)
        # A regulation says when a second person must agree before data leave: who changed it must be known.
        audit.note(
            desk, "setting", detail={"setting": CHOSEN, "before": _code(before[-1].profile), "after": _code(key)}
        )


def words_of(desk: Desk) -> str:
    """Return since when this office is under its regulation and what it was under before, "" where it never changed."""
    every = choices(desk)
    if len(every) < 2:
        return ""
    known = own_profiles() | directives.policies(desk)
    old = known[every[-2].profile].title if every[-2].profile in known else every[-2].profile
    return f"{every[-1].since} 起按这个制度；以前的日子仍按当时的《{old}》判断。"


def _code(key: str) -> str:
    return key if audit_kinds.is_code(key) else ""


def _is_first(desk: Desk, today: str) -> bool:
    """Tell whether a choice of today is made while the office is being set up, with none after that."""
    made = str(desk.setting("made_on", "") or "")
    fresh = bool(made) and date.fromisoformat(today) - date.fromisoformat(made) <= _SETTLING_IN
    return fresh and len(choices(desk)) == 1
