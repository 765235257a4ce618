"""Which check boxes of a daily record the day's own records tick: 三个五 (新城街道) and the four 三个必 (制度办法4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gridDesk.ledger import Row


@dataclass(frozen=True, slots=True)
class DayRows:
    """The day's visits, patrols, events and publicity as stored."""

    visits: Sequence[Row]
    patrols: Sequence[Row]
    events: Sequence[Row]
    publicity: Sequence[Row]


_CHECKED = {"01": "环境卫生", "02": "基础设施", "03": "安全隐患", "04": "公共区域", "05": "可疑人员"}
_VISITED = {"05": "困难人群", "06": "流动人口", "07": "空巢老人", "08": "模范人物", "09": "特殊人群"}
_KIND_MEANS = {"02": "09", "03": "05", "04": "04"}  # a kind of visit that says whom it was to
_MUST_SEE = {
    "08": "三个必访：党员干部、楼栋长", "10": "三个必访：志愿者", "07": "三个必看：孤寡独居老人", "05": "三个必看：困难、残疾群体",
    "06": "三个必查：流动人口、出租房屋", "04": "三个必查：流动人口、出租房屋", "09": "三个必查：特殊人群",
}  # fmt: skip
_TOURED = {"01": "三个必巡：环境卫生", "02": "三个必巡：市政设施", "03": "三个必巡：消防治安"}
_EVENT_TICKS = {
    "01": "三个必查：矛盾纠纷", "02": "三个必巡：消防治安", "03": "三个必巡：消防治安", "05": "三个必巡：环境卫生", "06": "三个必巡：市政设施",
}  # fmt: skip
_EVENT_CHECKS = {"02": "安全隐患", "03": "安全隐患", "04": "安全隐患", "05": "环境卫生", "06": "基础设施"}
_HEALTH = "11"


def ticks(day: DayRows, text: Mapping[str, str], *, changed: bool) -> frozenset[str]:
    """Return the boxes to tick, each as `行：项`. `text` is the log's own record, `changed` that ledgers were updated."""
    checked = _codes(day.patrols, "checks")
    seen = set(_codes(day.visits, "object"))
    seen |= {_KIND_MEANS[kind] for kind in _codes(day.visits, "kind") if kind in _KIND_MEANS}
    kinds = _codes(day.events, "kind")
    found = {f"五必查：{_CHECKED[code]}" for code in checked if code in _CHECKED}
    found |= {f"五必查：{_EVENT_CHECKS[kind]}" for kind in kinds if kind in _EVENT_CHECKS}
    found |= {f"五必访：{_VISITED[code]}" for code in seen if code in _VISITED}
    found |= {"五必访：流动人口"} if "04" in seen else set()
    found |= {f"五必做：{word}" for word in _done(day, text, changed=changed)}
    found |= {_MUST_SEE[code] for code in seen if code in _MUST_SEE} | {
        _TOURED[code] for code in checked if code in _TOURED
    }
    found |= {_EVENT_TICKS[kind] for kind in kinds if kind in _EVENT_TICKS}
    found |= {"三个必访：居民回访"} if "06" in _codes(day.visits, "kind") else set()
    return frozenset(found)


def _done(day: DayRows, text: Mapping[str, str], *, changed: bool) -> set[str]:
    """Return which of 五必做 the records bear out."""
    asked = any(row.get(key) for row in day.visits for key in ("problem", "needs", "suggestions"))
    helped = any(row.get("solved") for row in day.visits) or any(row.get("status") == "05" for row in day.events)
    healed = _HEALTH in (*_codes(day.publicity, "kinds"), *_codes(day.visits, "publicity"))
    facts = {
        "摸底数": changed or any(row.get("result") in ("01", "02") for row in day.visits),
        "搜民情": asked or bool(day.events),
        "观舆情": bool(text.get("mood") or text.get("wechat")),
        "防疫情": healed,
        "解需求": helped or bool(text.get("errands")),
    }
    return {word for word, is_so in facts.items() if is_so}


def _codes(rows: Iterable[Row], key: str) -> set[str]:
    return {code for row in rows for code in str(row.get(key) or "").split(",") if code}
