"""Events of the generated year, from being found to being closed after a check on the spot; some late, some still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gridDesk.desk.demo_year_beat import LEADER, Beat, Home
from gridDesk.desk.demo_year_maker import Hence, Maker, clock
from gridDesk.ledger import Edit

RATE = 0.3  # of the workdays bring an event
_STREET, _VILLAGE = "03", "04"  # organiser
# (kind, title, situation, hazard or dispute or agency code, how it is usually handled)
_MATTERS = (
    ("03", "楼道堆放可燃物", "楼道内堆放纸箱等可燃物，影响疏散。", "02", "spot"),
    ("03", "电动车飞线充电", "从窗户拉线为电动车充电。", "12", "spot"),
    ("03", "灭火器过期", "公共部位灭火器压力不足，已过有效期。", "02", "village"),
    ("02", "空置房门锁损坏", "空置房门锁损坏，易被人随意进入。", "15", "village"),
    ("04", "施工未设围挡", "沿街门店装修，未设围挡和警示标志。", "01", "up"),
    ("04", "燃气软管老化", "厨房燃气软管老化，有开裂。", "03", "village"),
    ("01", "楼上漏水引发争执", "楼上卫生间渗水，楼下住户要求赔偿，双方争执。", "02", "village"),
    ("01", "停车占位争执", "两户因停车位置发生争执。", "02", "spot"),
    ("01", "赡养费分担纠纷", "兄弟之间因老人赡养费分担意见不一。", "01", "village"),
    ("01", "拖欠工资纠纷", "务工人员反映装修工程款拖欠两个月。", "05", "up"),
    ("05", "垃圾桶满溢", "垃圾桶满溢，周边散落垃圾。", "", "spot"),
    ("05", "楼前堆放杂物", "住户在楼前堆放旧家具。", "", "village"),
    ("06", "路灯不亮", "路灯连续两晚不亮。", "", "up"),
    ("06", "井盖破损", "人行道井盖破损，已放置警示物。", "", "up"),
    ("07", "反映夜间施工噪音", "住户反映附近夜间施工噪音扰民。", "", "up"),
    ("07", "希望增设充电桩", "多户反映小区充电桩不足。", "", "up"),
    ("08", "建议调整垃圾清运时间", "建议把清运时间提前到早七点前。", "", "village"),
    ("11", "代办老年优待证", "老人行动不便，请求代办老年优待证。", "09", "village"),
    ("11", "代办医保参保", "请求协助办理居民医保参保缴费。", "04", "spot"),
    ("11", "代办残疾人补贴", "请求代办残疾人两项补贴。", "06", "up"),
    ("09", "楼顶搭建彩钢棚", "发现住户在楼顶搭建彩钢棚，已劝停。", "", "up"),
    ("10", "门店销售过期食品", "巡查发现货架上有过期食品，已下架。", "", "up"),
    ("13", "大风刮倒树木", "大风刮倒树木，堵塞通道。", "", "village"),
)  # fmt: skip
_SEASON = {"13": (6, 7, 8, 9)}  # a kind met with only in some months
_DONE = (
    "已清理，复查无反弹。",
    "已更换，复查正常。",
    "双方达成一致，当面和解。",
    "已修复，恢复正常使用。",
    "已办结并告知本人。",
)


@dataclass(slots=True)
class _Case:
    """An event in the making, with what has been written of its steps."""

    uid: str
    beat: Beat
    found: date
    worker: str
    reporter: str
    steps: int = 0


class Events:
    """Finds events on a beat and lets them be handled in the days after."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.number = 0

    def day(self, day: date, beat: Beat) -> tuple[list[Edit], Hence]:
        """Return what is entered of the events found on a day, and what follows later."""
        maker = self.maker
        edits: list[Edit] = []
        hence: Hence = []
        for _ in range(maker.chance(RATE) + maker.chance(RATE / 4)):
            found = [one for one in _MATTERS if day.month in _SEASON.get(one[0], (day.month,))]
            now, later = self._event(day, beat, maker.one(found))
            edits += now
            hence += later
        return edits, hence

    def _event(self, day: date, beat: Beat, matter: tuple[str, str, str, str, str]) -> tuple[list[Edit], Hence]:
        maker, (kind, _title, situation, _code, way) = self.maker, matter
        self.number += 1
        home = maker.one(beat.homes)
        case = _Case("", beat, day, beat.worker(day), "")
        values = self._values(day, case, home, matter)
        made = maker.create("event", values)
        case.uid = made.uid
        edits = [made, self._step(case, day, "01", situation)]
        if way == "spot":
            return [*edits, *self._at_once(case, day)], []
        if way == "up":
            edits.append(
                self._step(
                    case, day, "03", "超出村（社区）办理权限，上报街道。", to=maker.desk.office.parent_name or "街道"
                )
            )
        return edits, list(self._handled(case, way, kind))

    def _values(self, day: date, case: _Case, home: Home, matter: tuple[str, str, str, str, str]) -> dict[str, object]:
        maker, (kind, title, situation, code, way) = self.maker, matter
        urgent = maker.chance(0.02)
        minute = maker.random.randint(8 * 60 + 40, 16 * 60 + 30)
        source = (
            maker.one(("01", "01", "01", "02", "03", "04", "06"))
            if kind not in ("07", "08", "11")
            else maker.one(("02", "03", "04"))
        )
        values: dict[str, object] = {
            "number": f"{day:%Y%m}{self.number:04d}", "title": title, "date": day.isoformat(), "time": clock(minute), "kind": kind,
            "severity": "3" if urgent else "2" if maker.chance(0.07) else "1", "source": source, "grid": case.beat.uid,
            "place": home.place, "finder": case.worker, "situation": situation, "first_owner": case.worker,
            "handling": {"spot": "01", "village": "", "up": "02"}[way], "move": {"spot": "01", "village": "01", "up": "04"}[way],
            "tier": _STREET if way == "up" else _VILLAGE, "status": {"spot": "05", "village": "02", "up": "03"}[way],
            "due": maker.calendar.after(day, 12 if way == "up" else 7).isoformat() if way != "spot" else "",
        }  # fmt: skip
        if home.ledger == "household" and source != "01":
            values["household"] = home.uid
        if urgent:
            values |= {"urgent": 1, "arrived": clock(minute + 8), "reported": clock(minute + 15)}
        if code:
            values[{"01": "dispute_kind", "11": "agency_kind"}.get(kind, "hazard_kind")] = code
        if kind == "01":
            values |= {"scale": "01", "people": 2} if maker.desk.catalogue["event"]["scale"].code_set else {"people": 2}
        return values

    def _at_once(self, case: _Case, day: date) -> Iterator[Edit]:
        result = self.maker.one(_DONE)
        yield self._step(case, day, "02", result)
        yield self._step(case, day, "11", "当场处理完毕，销号。")
        yield Edit("event", case.uid, "update", {"result": result, **self._closing(day, case)})

    def _handled(self, case: _Case, way: str, kind: str) -> Iterator[tuple[date, Edit]]:
        """Yield the steps on later days; one in eight takes too long, one in forty is never finished."""
        maker = self.maker
        slow, tier = maker.chance(0.12), _STREET if way == "up" else _VILLAGE
        begun = maker.after(case.found, 1, 2)
        done = maker.after(begun, 8, 16) if slow else maker.after(begun, 1, 5 if way == "up" else 3)
        if way == "up":
            yield begun, self._step(case, begun, "06", "街道已受理，转有关办公室。", actor="街道网格中心", tier=_STREET)
        yield (
            begun,
            Edit(
                "event",
                case.uid,
                "update",
                {"status": "02", "handled_by": "街道有关办公室" if way == "up" else case.worker},
            ),
        )
        if slow:
            half = maker.after(begun, 3, 5)
            yield half, self._step(case, half, "08", "正在协调，已把进展告诉反映人。")
            if maker.chance(0.5):
                late = maker.after(half, 2, 3)
                yield late, self._step(case, late, "12", "已近时限，请抓紧办理。", actor=LEADER)
        if maker.chance(0.025):
            return
        yield (
            done,
            self._step(
                case, done, "07", maker.one(_DONE), actor="街道有关办公室" if way == "up" else case.worker, tier=tier
            ),
        )
        check = maker.after(done, 0, 2)
        if not maker.chance(0.04):
            yield check, self._step(case, check, "09", "已把结果告诉反映人。")
        yield check, self._step(case, check, "10", "到现场查看，已处理到位。")
        yield check, self._step(case, check, "11", "核查属实，销号。")
        closed = self._closing(check, case) | (
            {"method": "01", "settled": 1, "mediator": LEADER} if kind == "01" else {}
        )
        yield check, Edit("event", case.uid, "update", {"result": maker.one(_DONE), **closed})
        if not maker.chance(0.15):
            back = maker.after(check, 3, 8)
            yield back, self._revisit(case, back)

    def _closing(self, day: date, case: _Case) -> dict[str, object]:
        content = self.maker.random.random()
        return {
            "status": "05", "closed_date": day.isoformat(), "checked_by": case.worker, "checked_on": day.isoformat(),
            "feedback": "已当面或电话告知。", "feedback_on": day.isoformat(), "escalated": 0,
            "satisfaction": "01" if content < 0.86 else "02" if content < 0.98 else "03",
        }  # fmt: skip

    def _revisit(self, case: _Case, day: date) -> Edit:
        worker = case.beat.worker(day) or LEADER
        start = self.maker.random.randint(9 * 60, 16 * 60)
        return self.maker.create("visit", {
            "date": day.isoformat(), "start": clock(start), "end": clock(start + 10), "worker": worker, "grid": case.beat.uid,
            "kind": "06", "event": case.uid, "effective": 1, "result": "01", "content": "回访处理情况，没有反弹。", "satisfied": "01",
        })  # fmt: skip

    def _step(
        self, case: _Case, day: date, act: str, words: str, *, actor: str = "", tier: str = _VILLAGE, to: str = ""
    ) -> Edit:
        case.steps += 1
        minute = 10 * 60 + case.steps * 20 if day == case.found else 15 * 60 + case.steps * 4
        return self.maker.create("event_step", {
            "event": case.uid, "step": case.steps, "date": day.isoformat(), "time": clock(minute), "act": act,
            "actor": actor or case.worker, "tier": tier, "words": words, "to": to,
        })  # fmt: skip
