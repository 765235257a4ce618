"""What an agenda is made of: things to do, each with a way to act on it and the clause it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from gridDesk.ledger.dates import WEEKDAYS

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.policy import Calendar, Profile, WorkFacts
    from gridDesk.policy.plan import VisitPlan

Kind = Literal[
    "visit", "patrol", "event", "log", "tenancy", "permit", "birthday", "report", "meeting", "board", "survey", "verify", "package",
    "task", "inbox", "office", "paper", "old",
]  # fmt: skip
When = Literal["today", "week"]
Level = Literal["late", "due", "soon"]
SECTIONS: dict[Kind, str] = {
    "event": "事项", "visit": "走访", "patrol": "巡查", "log": "工作日志", "task": "任务", "inbox": "待我决定", "report": "报送", "meeting": "会议和宣传",
    "package": "收发", "office": "各单位", "tenancy": "租住", "permit": "居住证", "birthday": "高龄老人生日", "verify": "核实",
    "board": "公示牌和联系卡", "survey": "满意度测评", "paper": "走访计划", "old": "事项",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: what, where or by when, why, and the clause; `page` and `argument` lead to where it is recorded.

    `ledger` and `uid` name its record, of a visit the household, shop, unit or dwelling to go to, with `person` whom to see. `level`: late (its day is past), due (today) or soon. `place` groups doors that are neighbours.
    """

    kind: Kind
    title: str
    line: str = ""
    why: str = ""
    cite: str = ""
    level: Level = "due"
    when: When = "today"
    day: str = ""
    page: str = ""
    argument: str = ""
    ledger: str = ""
    uid: str = ""
    person: str = ""
    place: str = ""
    grid: str = ""

    @property
    def section(self) -> str:
        """Return the word over things of its kind."""
        return SECTIONS[self.kind]

    @property
    def can_confirm(self) -> bool:
        """Tell whether one key can write down a visit that found nothing changed."""
        return self.kind == "visit" and self.ledger in ("household", "shop", "unit", "dwelling")

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what tells it from the others, so that the keyboard stays on it."""
        return self.kind, self.uid or self.title, self.day, self.why


@dataclass(frozen=True, slots=True)
class Ground:
    """What an agenda is worked out from: the office, the day, its regulation, what was done, and the visit plan."""

    desk: Desk
    day: date
    profile: Profile
    calendar: Calendar
    facts: WorkFacts
    plan: VisitPlan

    def citing(self, rule: str) -> str:
        """Return the first clause of the regulation with a rule, in words, "" where it has none."""
        found = (one for one in self.profile.clauses if one.rule == rule and one.binds(self.facts.level))
        return next((f"{one.id} {one.article}" for one in found), "")


def short_day(day: date) -> str:
    """Return a day as a list says it: 11月23日（星期一）."""
    return f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def term(day: date, today: date) -> str:
    """Return in words how long there is until a day."""
    left = (day - today).days
    if left < 0:
        return f"已过 {-left} 天"
    return "今天" if left == 0 else "明天" if left == 1 else f"还有 {left} 天"
