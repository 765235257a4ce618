"""What the rules on training and on the team are told: who was taught what, and the files of the grid workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridDesk.policy.findings import Record

GRADES = ("小学", "初中", "高中", "大专", "本科", "研究生")  # 文化程度; 中等职业教育 stands with 高中 (青岛办法四11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One worker's part in a training (参训记录), or what she studied by herself (`alone`, 自学).

    `hours` are 0 for who was not there; `notes` characters and `essays` were written, `reviewed` is when somebody read them.
    """

    uid: str
    day: date
    worker: str = ""
    hours: float = 0.0
    kind: str = ""
    organiser: str = ""
    alone: bool = False
    notes: int = 0
    essays: int = 0
    reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The file of a grid worker (网格员): one of `GRADES` or "" for not known; None where a question is not answered.

    `resigned`: left of her own will (本人辞职), having `asked` to on a day. `passed`: 岗前培训合格. `lent` to another office, with
    the `leave_of` who agreed.
    """

    uid: str
    name: str
    since: date | None = None
    until: date | None = None
    born: date | None = None
    schooling: str = ""
    full_time_schooling: str = ""
    passed: bool | None = None
    in_charge: bool = False
    probation_until: date | None = None
    probation_result: str = ""
    resigned: bool = False
    asked: date | None = None
    handed_over: date | None = None
    lent: str = ""
    leave_of: str = ""

    def is_there(self, day: date) -> bool:
        """Tell whether she is of the team on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def has_at_least(grade: str, wanted: str) -> bool:
    """Tell whether a schooling is one of those asked for; what is not known is not."""
    return grade in GRADES and GRADES.index(grade) >= GRADES.index(wanted)


def files_of(members: Sequence[Member]) -> tuple[Record, ...]:
    """Return the records that prove a finding about some of the team."""
    return tuple(("worker", one.uid) for one in members)
