"""Where an event belongs (分类分层处理): the suggestion of GZ3-6.3 by its class, in words that cite the clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from gridDesk.policy.work import Event

if TYPE_CHECKING:
    from gridDesk.policy.profile import Profile

DISPUTE = "矛盾纠纷"
_WORDS = {
    "一般": "一般性问题，由{to}当场答复或解决",
    "共性": "共性问题或矛盾纠纷，由{to}协调解决，解决不了再上报",
    "重大疑难": "重大疑难问题，上报{to}集中研究解决",
}


@dataclass(frozen=True, slots=True)
class Route:
    """Who is to handle an event, as the regulation calls it (网格, 村, 镇), and why: 重大疑难问题，上报镇…（GZ3-6.3）."""

    to: str
    words: str
    clause: str


def class_of(event: Event) -> Literal["一般", "共性", "重大疑难"]:
    """Return the class of an event: grave ones by severity, those in common are the larger ones and disputes."""
    if event.severity == "重大":
        return "重大疑难"
    return "共性" if event.severity == "较大" or event.kind == DISPUTE else "一般"


def route_of(profile: Profile, event: Event) -> Route | None:
    """Return who is to handle an event under a profile; None where it says nothing."""
    for clause in profile.clauses:
        routing = cast("Mapping[str, str]", clause.params.get("routing", {}))
        to = routing.get(class_of(event)) if clause.rule == "routed" else None
        if to is not None:
            return Route(to, f"{_WORDS[class_of(event)].format(to=to)}（{clause.id}）", clause.id)
    return None
