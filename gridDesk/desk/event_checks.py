"""What keeps an event from its next step, as pure checks over its stored values; each sentence cites its clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk.event_steps import AGENCY, DONE, MOVED_UP, TO_CHECK, WAITING
from gridDesk.errors import DeskError
from gridDesk.policy.matters import admit
from gridDesk.policy.profile import Profile
from gridDesk.text import today, today_iso, trim

Values = Mapping[str, object]
URGENT = "15"  # event_kind 突发事件
_WHO = (
    "person", "party_name", "other_party", "people", "household", "unit", "shop", "key_place", "units_involved", "finder",
)  # fmt: skip
_BY_PEOPLE = ("03", "04")  # event_source 群众反映, 微信群
_CHECK = ("closed_after_check", "QL-10.7", "第十条（七）")
_REPORT = ("report_complete", "JJ-19.3", "第十九条（三）")
_TIMES = ("urgent_times", "JJ-07.11", "第七条（十一）")


@dataclass(frozen=True, slots=True)
class Advice:
    """Where an event should go by its class (GZ3-6.3): the act that suggests itself, and why, in a sentence."""

    act: str
    words: str


def clause(profile: Profile | None, rule: str, known: str, article: str) -> str:
    """Return a clause as it is cited: that of the office's own regulation where it has one, else the one it is known by."""
    found = next((one for one in (profile.clauses if profile else ()) if one.rule == rule), None)
    return f"{found.id} {found.article}" if found else f"{known} {article}"


def check_open(values: Values) -> None:
    """Raise DeskError for an event that is closed."""
    if values.get("status") == DONE:
        raise DeskError("这件事项已经销号，", advice="还要办就先点“恢复办理”。")


def check_found(values: Values) -> None:
    """Raise DeskError for an event that was found on a day still to come."""
    day = str(values.get("date") or "")
    if day > today_iso()[: len(day)]:
        raise DeskError(f"发现日期 {day} 还没有到，", advice="请填已经到了的日子；以后要办完的日子写在“处理时限”里。")


def check_words(words: str, what: str, advice: str) -> str:
    """Return the words; raise DeskError where there are none."""
    if not trim(words):
        raise DeskError(f"还没有写{what}，", advice=advice)
    return trim(words)


def check_close(values: Values, profile: Profile | None = None) -> None:
    """Raise DeskError where an event may not be closed yet: no check on the spot, or no result of an agency matter."""
    check_open(values)
    if not values.get("checked_on") or not values.get("checked_by"):
        raise DeskError(
            f"还没有现场核查，不能销号（{clause(profile, *_CHECK)}），",
            advice="请先到现场看一看，点“现场核查”记下谁看的、哪天看的。",
        )
    if is_agency(values) and not trim(values.get("result")):
        raise DeskError(
            "代办事项还没有写办理结果，不能销号，",
            advice="请先点“办理”，写清办成没有、什么时候取，勾上“已办完”，再现场核查。",
        )


def check_report(values: Values, profile: Profile | None = None) -> None:
    """Raise DeskError where what is reported up lacks time, place, people or situation (晋江第十九条（三）)."""
    check_open(values)
    said = {
        "时间": bool(values.get("date")) and (bool(values.get("time")) or not is_urgent(values)),
        "地点": bool(trim(values.get("place"))),
        "人物": any(values.get(key) for key in _WHO),
        "情况": bool(trim(values.get("situation")) or trim(values.get("demand"))),
    }
    lacking = [word for word, there in said.items() if not there]
    if lacking:
        raise DeskError(
            f"上报的信息还缺：{'、'.join(lacking)}（{clause(profile, *_REPORT)}），",
            advice="请先点“修改”补上，再上报。",
        )


def check_up(values: Values, profile: Profile | None = None) -> None:
    """Raise DeskError where an event may not be reported up: something lacks, or it was and nobody answered yet."""
    if values.get("status") == MOVED_UP:
        raise DeskError("这件事项已经上报，上级还没有答复，", advice="补充情况的点“办理”记一步，要催的点“催办”。")
    check_report(values, profile)


def check_matter(profile: Profile, values: Values) -> str:
    """Return the hint that comes with a matter that may be taken on, "" for none; raise DeskError where it may not."""
    said = admit(
        profile, str(values.get("matter") or ""), str(values.get("approval") or ""),
        f"{values.get('title') or ''}{values.get('situation') or ''}", today(),
    )  # fmt: skip
    if not said.allowed:
        raise DeskError(said.sentence)
    return said.sentence


def is_agency(values: Values) -> bool:
    """Tell whether an event is something done for somebody (代办)."""
    return values.get("kind") == AGENCY or bool(values.get("agency_kind"))


def is_urgent(values: Values) -> bool:
    """Tell whether an event is an emergency, of which the times of finding, arrival and report are written down."""
    return values.get("kind") == URGENT or values.get("urgent") == 1


def times_words(values: Values, profile: Profile | None = None) -> str:
    """Return how quick an emergency was met: minutes from finding to arrival and to report; "" for other events."""
    if not is_urgent(values):
        return ""
    found, arrived, reported = (_minutes(values.get(key)) for key in ("time", "arrived", "reported"))
    lacking = [word for word, value in (("发现", found), ("到场", arrived), ("报告", reported)) if value is None]
    if lacking or found is None:
        return f"还没有写{'、'.join(lacking)}时间（{clause(profile, *_TIMES)}）"
    parts = [
        f"{(value - found) % (24 * 60)} 分钟{word}"
        for word, value in (("到场", arrived), ("报告", reported))
        if value is not None
    ]
    return f"发现后 {'，'.join(parts)}（{clause(profile, *_TIMES)}）"


def _minutes(value: object) -> int | None:
    hours, _, minutes = str(value or "").partition(":")
    return int(hours) * 60 + int(minutes[:2]) if hours.isdigit() and minutes[:2].isdigit() else None


def suggestion(profile: Profile | None, values: Values) -> Advice | None:
    """Return where an event should go by its class (分类分层处理), None once it is on its way.

    Common: answered or solved by the grid on the spot. Of many people, or less simple: the village. Grave: reported up.
    """
    if values.get("status") not in (None, "", WAITING) or is_agency(values):
        return None
    found = next((one for one in (profile.clauses if profile else ()) if one.rule == "routed"), None)
    cited = f"（{found.id} {found.article}）" if found else ""
    severity, scale = str(values.get("severity") or "1"), str(values.get("scale") or "")
    if is_urgent(values) or severity >= "3" or scale >= "04":
        return Advice("report", f"重大疑难或突发的，应当上报{cited}。")
    if severity == "2" or scale >= "03":
        return Advice("assign", f"较复杂或涉及多户的，由村（社区）协调，交给人办{cited}。")
    return Advice("solve", f"一般的，由网格当场答复或解决{cited}。")


def is_untold(values: Values) -> bool:
    """Tell whether an event is closed and somebody waits to hear of it: a party, or who reported it and is no worker."""
    if values.get("status") != DONE or values.get("feedback_on") or values.get("feedback"):
        return False
    told_of = any(values.get(key) for key in ("person", "party_name", "finder_phone"))
    return told_of or str(values.get("source") or "") in _BY_PEOPLE


def state_words(values: Values, shown: str) -> str:
    """Return where an event stands, in words: `shown` is the label of its state."""
    if values.get("status") == TO_CHECK and values.get("checked_on"):
        return "待销号"
    if is_untold(values):
        return "待反馈"
    return shown or "待处理"
