"""Patrols and visits of the generated year: two patrols a workday, visits that reach nearly every home each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from gridDesk.desk.demo_year_beat import LEADER, Beat, Home, Watched
from gridDesk.desk.demo_year_maker import Maker, clock
from gridDesk.ledger import Edit
from gridDesk.policy.periods import Period, containing

MOST = 14  # homes a worker reaches in a day at most
_SHORT = 0.98  # share of the homes reached in the quarter that was just missed
_EMPTY = 0.06  # share of visits that meet nobody
_FINDINGS = (
    ("02", "楼道停放电动车，已劝离。", "当场劝离并告知危险。"), ("02", "消防通道堆放杂物。", "联系住户当场清理。"),
    ("02", "路面散落生活垃圾。", "通知保洁员清理完毕。"), ("03", "灭火器压力不足。", "限一周内更换。"), ("04", "路灯不亮一处。", "已上报街道。"),
    ("02", "占道经营一处。", "劝导后入店经营。"),
)  # fmt: skip
_TALK = (
    "核对家庭成员和联系电话，无变化。", "宣传医保缴费，提醒月底前办理。", "查看用电用气，未见隐患。", "了解老人身体情况，状况良好。",
    "宣传防范电信网络诈骗，发放明白纸。", "核对房屋使用情况，无出租。", "提醒冬季取暖防范一氧化碳中毒。", "询问近期困难，暂无诉求。",
    "核对在外务工人员去向，无变化。", "讲解垃圾分类投放时间。",
)  # fmt: skip
# Codes of visit_object and must_do with how often a patrol has them.
_SEEN = (("05", 0.2), ("06", 0.2), ("07", 0.25), ("08", 0.1), ("09", 0.06), ("10", 0.1), ("11", 0.04), ("12", 0.1))
_DONE = (("01", 0.5), ("02", 0.6), ("03", 0.4), ("04", 0.1), ("05", 0.4))
_ANSWERS = ("已记录，转办后答复。", "已当场答复，联系有关人员处理。")
_PROBLEMS = (
    "门前路灯不亮，希望维修。", "邻居堆放杂物占道。", "下水道返味，希望疏通。", "咨询高龄津贴办理时间。", "反映夜间噪音扰民。", "希望小区增设充电桩。",
)  # fmt: skip


class Rounds:
    """Walks the beats; what is left of a quarter is kept grid by grid."""

    def __init__(self, maker: Maker, beside: Maker) -> None:
        self.maker, self.beside = maker, beside
        self.quarter: dict[str, Period] = {}
        self.left: dict[str, list[Home]] = {}
        self.missed: set[str] = set()  # homes nobody comes to in the quarter
        self.route: dict[str, int] = {}
        self._looked_in_on: dict[str, Watched] = {}

    # --- patrols ----------------------------------------------------------------------------------------------

    def patrols(self, day: date, beat: Beat) -> Iterator[Edit]:
        """Yield a day's patrols: morning and afternoon, now and then one forgotten; more on some days."""
        maker = self.maker
        for start, least, most in ((8 * 60 + 30, 70, 100), (14 * 60 + 20, 60, 85)):
            if not maker.chance(0.035):
                begun = start + maker.random.randint(0, 4) * 5
                yield self._patrol(day, beat, begun, begun + maker.random.randint(least, most))
        if day.weekday() == 4:
            yield self._patrol(day, beat, 19 * 60 + 30, 20 * 60 + 30, "02", people=2)
        if day.weekday() == 2 and maker.chance(0.9):
            yield self._patrol(day, beat, 11 * 60, 11 * 60 + 20, "05")
        if day == self._sweep(day) and not maker.chance(0.1):
            yield self._patrol(day, beat, 16 * 60, 17 * 60 + 30, "03", people=3, companion=LEADER)

    def _sweep(self, day: date) -> date:
        """Return the day of the month's full sweep: its tenth workday."""
        return self.maker.calendar.after(day.replace(day=1) - timedelta(days=1), 10)

    def _patrol(self, day: date, beat: Beat, start: int, end: int, kind: str = "01", *, people: int = 1,
                companion: str = "") -> Edit:  # fmt: skip
        maker = self.maker
        at = self.route[beat.uid] = self.route.get(beat.uid, -1) + 1
        result, found, handled = maker.one(_FINDINGS) if maker.chance(0.09) else ("01", "", "")
        every = kind in ("01", "03") and maker.chance(0.86)
        return maker.create("patrol", {
            "date": day.isoformat(), "start": clock(start), "end": clock(end), "kind": kind, "grid": beat.uid,
            "worker": beat.worker(day), "route": beat.routes[at % len(beat.routes)] if kind != "03" else "全网格",
            "checks": self._checked("01,02,03,04,05" if every else maker.one(("01,03", "03,04", "01,02,03"))), "result": result,
            "findings": found, "handled": handled, "solved": 1 if result == "02" else None,
            "reported": 1 if result == "04" else None, **(self._ticked() if kind in ("01", "03") else {}), "people": people if people > 1 else None, "companion": companion,
        })  # fmt: skip

    def _checked(self, codes: str) -> str:
        """Return what a patrol looked at, now and then disputes (矛盾纠纷) as well."""
        return f"{codes},10" if self.beside.chance(0.25) else codes

    def _ticked(self) -> dict[str, object]:
        """Return whom a patrol called on and what it did (五必访、五必做): not every time everything."""
        seen = [code for code, rate in _SEEN if self.beside.chance(rate)]
        done = [code for code, rate in _DONE if self.beside.chance(rate)]
        return {"visited": ",".join(seen), "done": ",".join(done)}

    # --- visits -----------------------------------------------------------------------------------------------

    def visits(self, day: date, beat: Beat) -> Iterator[Edit]:
        """Yield a day's visits and what they confirm: who is due by interval first, then the next homes of the walk."""
        minute = 9 * 60 + 30 if self.maker.chance(0.5) else 15 * 60 + 30
        for number, (home, kind, person) in enumerate(self._chosen(day, beat)):
            start = (8 * 60 + 40 + number * 17) if number < 8 else minute + 60 + (number - 8) * 15
            yield from self._visit(day, beat, home, kind, person, start)

    def _chosen(self, day: date, beat: Beat) -> list[tuple[Home, str, str]]:
        left = self._left(day, beat)
        due = list(self._due(day, beat))
        chosen = [(self._by_uid[one.home], "02", one.person) for one in due]
        self._looked_in_on = {one.person: one for one in due}
        seen = {home.uid for home, _kind, _person in chosen}
        left[:] = [home for home in left if home.uid not in seen]
        wanted = self._wanted(day, beat, len(left))
        chosen += [(home, "05" if home.ledger == "shop" else "01", "") for home in left[:wanted]]
        del left[:wanted]
        waiting = {home.uid for home in left} | self.missed
        again = [home for home in beat.homes if home.uid not in waiting] or beat.homes
        for _ in range(self._usual() + self.maker.one((0, 0, 1, 2)) - len(chosen)):
            chosen.append((self.maker.one(again), "01", ""))
        return chosen

    def _usual(self) -> int:
        """Return how many homes a day the office asks for: 齐陵街道办法第十一条（一）."""
        return 8 if self.maker.desk.office.level == "community" else 5

    @cached_property
    def _by_uid(self) -> dict[str, Home]:
        return {}

    def _left(self, day: date, beat: Beat) -> list[Home]:
        """Return the homes of a grid still to be reached this quarter."""
        quarter = containing("quarter", day)
        if self.quarter.get(beat.uid) != quarter:
            self.quarter[beat.uid] = quarter
            self._by_uid.update({home.uid: home for home in beat.homes})
            homes = list(beat.homes)
            self.missed -= {home.uid for home in homes}
            if beat.short and quarter == containing("quarter", self.maker.last).before():
                gone = set(self.maker.random.sample(range(len(homes)), max(1, len(homes) - round(len(homes) * _SHORT))))
                self.missed |= {homes[number].uid for number in gone}
                homes = [home for number, home in enumerate(homes) if number not in gone]
            turn = self.maker.random.randrange(len(homes) or 1)
            self.left[beat.uid] = homes[turn:] + homes[:turn]
        return self.left[beat.uid]

    def _wanted(self, day: date, beat: Beat, left: int) -> int:
        """Return how many homes of the walk are visited today, so that all are reached before the quarter ends."""
        quarter = self.quarter[beat.uid]
        days = sum(beat.works(one) for one in self.maker.calendar.workdays(day, quarter.last)) - 3
        pace = -(-left // max(1, days))
        return min(MOST, pace + self.maker.one((0, 0, 1)))

    def _due(self, day: date, beat: Beat) -> Iterator[Watched]:
        """Yield who is due to be looked in on; one in eight is put off for some days."""
        for one in beat.watched:
            if one.due <= day:
                if self.maker.chance(0.12):
                    one.due = day + timedelta(days=self.maker.random.randint(2, 9))
                else:
                    one.due = day + timedelta(days=one.every)
                    yield one

    def _visit(self, day: date, beat: Beat, home: Home, kind: str, person: str, start: int) -> Iterator[Edit]:
        maker, watched = self.maker, self._looked_in_on.pop(person, None) if kind == "02" else None
        empty = kind != "02" and maker.chance(_EMPTY)
        changed = not empty and maker.chance(0.03)
        settled = maker.chance(0.8)
        problem = "" if empty or not maker.chance(0.05) else maker.one(_PROBLEMS)
        shared: dict[str, object] = {
            "date": day.isoformat(), "start": clock(start), "end": clock(start + (3 if empty else maker.random.randint(8, 15))),
            "worker": beat.worker(day), "grid": beat.uid, "kind": kind, "object": watched.object if watched else home.object,
            home.ledger: home.uid,
        }  # fmt: skip
        if empty:
            self.left[beat.uid].append(home)
            yield maker.create("visit", {**shared, "effective": 0, "result": "03", "content": "家中无人，已留联系卡。"})
            return
        yield maker.create("visit", {
            **shared, "person": person or home.head, "effective": 1, "result": "02" if changed else "01",
            "content": maker.one(_TALK), "problem": problem, "answer": _ANSWERS[settled] if problem else "", "solved": int(settled) if problem else None,
            "hazards": "02" if maker.chance(0.02) else "00", "publicity": maker.one(("", "", "03", "04", "13", "14")),
            "updated": "更正联系电话。" if changed else "", "satisfied": "01" if maker.chance(0.3) else "",
        })  # fmt: skip
        kept = (*home.kept, watched.record) if watched else home.kept
        yield from (Edit(ledger, uid, "verify", {"verified_on": day.isoformat()}) for ledger, uid in kept)
