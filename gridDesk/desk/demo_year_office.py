"""What the office itself does in the generated year: morning meetings, study, services, who leads goes round, hours on duty.

It draws from a source of its own, so that the rest of the year stays as it was. Now and then something is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from gridDesk.desk.demo_year_beat import LEADER, SUCCESSOR, Beat
from gridDesk.desk.demo_year_maker import Maker, clock
from gridDesk.ledger import Edit

_VILLAGE, _STREET = "04", "03"  # organiser
_THERE, _ILL = "21", "02"  # 出勤, 病假
_TOGETHER, _BEFORE, _AT_DOORS = "06", "01", "08"  # training_kind: 集中学习, 岗前培训, 入户访谈实习
_MORNING = (
    "安排当天走访和巡查。",
    "通报昨日事项办理情况，安排当天工作。",
    "提醒今日到期的事项，分头办理。",
    "安排重点户走访。",
)
_STUDIED = ("民法典相邻关系", "反电信网络诈骗法", "信访工作条例", "消防安全知识", "个人信息保护要求", "调解方法和案例")
_SERVED = (
    "义诊、量血压、理发。",
    "磨剪刀、修小家电、政策咨询。",
    "为老人代购代办、打扫卫生。",
    "清理楼道杂物、宣传消防。",
)
# (month, workday) of the month on which the office sums up: code and title.
_SUMMED = {
    **{(month, 15): ("09", "季度形势分析会") for month in (3, 6, 9, 12)},
    (6, 17): ("10", "上半年工作小结会"), (12, 14): ("10", "下半年工作小结会"), (12, 18): ("11", "年终工作总结会"),
}  # fmt: skip
# (month, workday) on which those above teach: kind, title, hours, organiser.
_TAUGHT = {
    (5, 10): ("03", "全市网格员业务培训", 8.0, "01"), (3, 11): ("02", "街道网格员业务培训", 4.0, _STREET),
    (9, 11): ("02", "街道网格员业务培训", 4.0, _STREET),
}  # fmt: skip
_OTHERS = ("谢明礼", "沈淑华")


class Routine:
    """Makes the records of each day; keeps the notes of a month until they were read."""

    def __init__(self, maker: Maker, beats: Sequence[Beat]) -> None:
        self.maker, self.beats = maker, beats
        self.notes: list[str] = []

    def day(self, day: date, edits: Sequence[Edit]) -> list[Edit]:
        """Return what is entered on a day, with who took part in the trainings among the day's other edits."""
        made = list(self._duty(day))
        if self.maker.calendar.is_workday(day):
            workday = len(self.maker.calendar.workdays(day.replace(day=1), day))
            made += [*self._met(day, workday), *self._served(day, workday), *self._led(day), *self._studied(day)]
            made += self._began(day)
        made += self._attended(day, [*edits, *made])
        return made

    # --- meetings, services, rounds -----------------------------------------------------------------------------

    def _met(self, day: date, workday: int) -> Iterator[Edit]:
        if not self.maker.chance(0.08):
            yield self._meeting(day, "01", "晨会", self.maker.one(_MORNING), "08:20", "08:35")
        if (day.month, workday) in _SUMMED and not self.maker.chance(0.08):
            kind, title = _SUMMED[day.month, workday]
            yield self._meeting(
                day, kind, title, "汇总指标完成情况，分析存在的问题，明确下一步重点。", "14:30", "16:00"
            )

    def _meeting(self, day: date, kind: str, title: str, words: str, start: str, end: str) -> Edit:
        people = len(self.beats) + 4
        return self.maker.create("meeting", {
            "title": title, "date": day.isoformat(), "start": start, "end": end, "kind": kind, "place": "会议室", "level": _VILLAGE,
            "worker": LEADER, "host": LEADER, "expected": people, "attended": people - self.maker.random.randint(0, 1),
            "minutes": words,
        })  # fmt: skip

    def _served(self, day: date, workday: int) -> Iterator[Edit]:
        """Yield the month's service of each grid, with its party members and heads of houses."""
        for place, beat in enumerate(self.beats):
            if workday == 6 + place % 3 and beat.works(day) and not self.maker.chance(0.12):
                members, heads = self.maker.random.randint(3, 7), self.maker.random.randint(1, 3)
                yield self.maker.create("publicity", {
                    "title": "党员、楼栋长服务日", "date": day.isoformat(), "start": "09:00", "end": "11:00", "kinds": "15", "ways": "07",
                    "grid": beat.uid, "worker": beat.worker(day), "place": "网格活动场地", "people": self.maker.random.randint(12, 45),
                    "participants": f"党员 {members} 人、楼栋长 {heads} 人", "situation": self.maker.one(_SERVED),
                })  # fmt: skip

    def _led(self, day: date) -> Iterator[Edit]:
        """Yield the week's round of the leader by twos, now and then alone."""
        if day.weekday() == 1 and not self.maker.chance(0.1):
            beat, alone = self.maker.one(self.beats), self.maker.chance(0.06)
            start = 9 * 60 + self.maker.random.randint(0, 6) * 10
            yield self.maker.create("patrol", {
                "date": day.isoformat(), "start": clock(start), "end": clock(start + 60), "kind": "99", "grid": beat.uid,
                "worker": LEADER, "companion": "" if alone else self.maker.one(_OTHERS), "people": None if alone else 2,
                "supervisor": 1, "route": beat.routes[0], "checks": "01,03", "result": "01",
            })  # fmt: skip

    # --- study --------------------------------------------------------------------------------------------------

    def _studied(self, day: date) -> Iterator[Edit]:
        monday = day - timedelta(days=day.weekday())
        week = self.maker.calendar.workdays(monday, monday + timedelta(days=6))
        if day == week[-2:][0] and not self.maker.chance(0.1):
            yield self._training(day, _TOGETHER, f"集中学习：{self.maker.one(_STUDIED)}", 1.5, _VILLAGE)
        if day == week[-1]:
            yield from self._alone(day)
        workday = len(self.maker.calendar.workdays(day.replace(day=1), day))
        if (day.month, workday) in _TAUGHT:
            yield self._training(day, *_TAUGHT[day.month, workday])
        if day == self._last_workday(day) and not self.maker.chance(0.1):
            read = {"reviewed_by": LEADER, "reviewed_on": day.isoformat()}
            yield from (Edit("training_attendance", uid, "update", read) for uid in self.notes)
            self.notes.clear()

    def _alone(self, day: date) -> Iterator[Edit]:
        essay = day.month % 3 == 0 and 8 <= day.day <= 14
        for _beat, worker in self._at_work(day):
            if not self.maker.chance(0.1):
                made = self.maker.create("training_attendance", {
                    "worker": worker, "date": day.isoformat(), "presence": _THERE, "self_study": 1, "hours": 1.0,
                    "notes_chars": self.maker.random.randint(320, 560), "essays": 1 if essay else None,
                })  # fmt: skip
                self.notes.append(made.uid)
                yield made

    def _training(self, day: date, kind: str, title: str, hours: float, organiser: str) -> Edit:
        return self.maker.create("training", {
            "title": title, "date": day.isoformat(), "start": "15:30", "end": clock(15 * 60 + 30 + round(min(hours, 8) * 60)),
            "kind": kind, "organiser": organiser, "host": {_VILLAGE: self.maker.desk.office.name, _STREET: "街道办事处"}.get(organiser, "市网格办"), "place": "会议室",
            "teacher": LEADER, "hours": hours, "expected": len(self.beats) + 4, "attended": len(self.beats) + 3,
            "content": title,
        })  # fmt: skip

    def _attended(self, day: date, edits: Sequence[Edit]) -> Iterator[Edit]:
        """Yield who of the workers took part in the trainings of a day; those before the first day are of who begins."""
        for one in edits:
            if one.ledger != "training" or one.op != "create":
                continue
            first = one.values["kind"] in (_BEFORE, _AT_DOORS)
            for beat, worker in self._at_work(day):
                if not first or beat.worker(day) == SUCCESSOR:
                    ill = not first and self.maker.chance(0.04)
                    yield self.maker.create("training_attendance", {
                        "worker": worker, "training": one.uid, "date": one.values["date"], "presence": _ILL if ill else _THERE,
                        "hours": None if ill else one.values["hours"], "passed": None if ill else 1,
                    })  # fmt: skip

    def _began(self, day: date) -> Iterator[Edit]:
        """Yield the training before the first day of the worker who comes in the year, written down on her second day."""
        for term in (term for beat in self.beats for term in beat.terms if term.name == SUCCESSOR):
            if self.maker.calendar.after(term.since, 1) != day:
                continue
            days = self.maker.calendar.workdays(term.since - timedelta(days=14), term.since - timedelta(days=1))
            yield self._training(days[0], _BEFORE, "新任网格员岗前培训", 20.0, _STREET)
            yield self._training(days[-1], _AT_DOORS, "入户访谈实习", 8.0, _VILLAGE)

    def _at_work(self, day: date) -> Iterator[tuple[Beat, str]]:
        """Yield the grids that have a worker on a day, with the file of that worker."""
        files = {str(row["name"]): str(row["uid"]) for row in self.maker.desk.store.rows("worker")}
        for beat in self.beats:
            if beat.present(day) and beat.worker(day) in files:
                yield beat, files[beat.worker(day)]

    def _last_workday(self, day: date) -> date:
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return self.maker.calendar.workdays(day.replace(day=1), last)[-1]

    # --- duty ---------------------------------------------------------------------------------------------------

    def _duty(self, day: date) -> Iterator[Edit]:
        """Yield the two watches of a day; now and then nobody wrote the night down."""
        turn = [LEADER, *_OTHERS, *(name for beat in self.beats if (name := beat.worker(day)))]
        for number, (kind, start, end) in enumerate((("01", "08:00", "20:00"), ("02", "20:00", "08:00"))):
            place = day.toordinal() * 2 + number
            if not self.maker.chance(0.01 if number == 0 else 0.03):
                yield self.maker.create("duty", {
                    "date": day.isoformat(), "kind": kind, "start": start, "end": end, "name": turn[place % len(turn)],
                    "leader": LEADER, "situation": "无异常。", "handover_to": turn[(place + 1) % len(turn)], "handover_at": end,
                    "on_duty": 1,
                })  # fmt: skip
