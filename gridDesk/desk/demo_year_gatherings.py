"""Meetings, trainings, drills, publicity, boards, surveys and reports of the generated year; now and then one is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from gridDesk.desk.demo_work import WORKER
from gridDesk.desk.demo_year_beat import LEADER, Beat
from gridDesk.desk.demo_year_maker import Hence, Maker
from gridDesk.desk.log_reports import leader_dates, week_dates
from gridDesk.ledger import Edit

_VILLAGE = "04"  # organiser
# (code, title, minutes, decisions)
_WEEKLY = (
    "02",
    "网格周例会",
    "通报上周走访、巡查和事项办理情况，安排本周重点。",
    "未走到的住户本周走完，隐患逐项销号。",
)
_MONTHLY = (
    ("03", "月度调度会", "汇总本月指标完成情况，分析未办结事项。", "超时事项逐件明确责任人和期限。"),
    ("05", "民情分析会", "分析本月群众反映的问题，梳理共性问题。", "共性问题报街道协调。"),
    ("08", "支部主题党日", "学习文件，党员认领联系户。", "每名党员联系五户。"),
)  # fmt: skip
_QUARTERLY = (
    ("04", "季度联席会议", "派出所、司法所、物业等共同研究辖区治安和矛盾纠纷。", "重点纠纷联合调处。"),
    ("06", "居民议事会", "商议停车、绿化和公共设施维修。", "按多数意见实施，结果公示。"),
)  # fmt: skip
_CAMPAIGNS = (
    ("防电信诈骗入户宣传", "03", "01,04"), ("消防安全宣传", "04", "03,04"), ("居民医保缴费提醒", "14", "05,06"), ("燃气用电安全提示", "13", "01,05"),
    ("法治宣传进小区", "01", "02,07"), ("禁毒宣传", "06", "03,04"), ("防溺水宣传", "08", "05,03"), ("交通安全宣传", "09", "07"),
    ("健康知识讲座", "11", "02"), ("平安建设知晓率宣传", "05", "01,04"), ("反邪教宣传", "07", "03"),
)  # fmt: skip


class Gatherings:
    """Holds what is due on a workday: weekly, monthly, quarterly and half-yearly."""

    def __init__(self, maker: Maker, beats: Sequence[Beat]) -> None:
        self.maker = maker
        self.beats, self.grid = beats, beats[0].uid if beats else ""

    def put_up(self) -> Iterator[Edit]:
        """Yield the boards that hang since the office began, and the homes with a representative in the WeChat group."""
        begun = self.maker.first.isoformat()
        for beat in self.beats:
            yield self.maker.create("notice_board", {
                "grid": beat.uid, "kind": "01", "place": "党群服务中心门前", "since": begun, "contents": "01,02,03,04,05,06,07,08", "checked_by": LEADER,
            })  # fmt: skip
            yield self.maker.create("notice_board", {
                "grid": beat.uid, "kind": "02", "place": "发放到户", "copies": len(beat.homes), "since": begun, "contents": "03,04,05,07",
            })  # fmt: skip
        for row in self.maker.desk.store.rows("household"):
            if self.maker.chance(0.94):
                yield Edit("household", str(row["uid"]), "update", {"wechat_group": 1})

    def day(self, day: date, _beats: Sequence[Beat]) -> tuple[list[Edit], Hence]:
        """Return what was held on a day."""
        return list(self._held(day)), []

    def _held(self, day: date) -> Iterator[Edit]:
        maker = self.maker
        if not maker.calendar.is_workday(day):
            return
        yield from self._reported(day)
        workday = len(maker.calendar.workdays(day.replace(day=1), day))
        monday = maker.calendar.after(day - timedelta(days=day.weekday() + 1), 1)
        if day == monday and not maker.chance(0.06):
            yield self._meeting(day, _WEEKLY, 12)
        for number, one in enumerate(_MONTHLY):
            if workday == (3, 18, 7)[number] and not maker.chance(0.04):
                yield self._meeting(day, one, 14)
        if day.month % 3 == 0 and workday in (9, 13):
            yield self._meeting(day, _QUARTERLY[workday == 13], 22)
        if workday in (4, 11, 16) and not maker.chance(0.1):
            yield self._campaign(day)
        if workday == 12:
            yield self._training(day, "02", "网格员业务培训", "信息采集、事项上报和安全常识。")
        if workday == 8 and day.month % 3 == 2:
            yield self._training(day, "04", "街道季度集中培训", "政策法规、系统操作、矛盾调解方法。", "03")
        if workday == 14 and day.month in (5, 11):
            yield self._training(day, "05", "消防疏散应急演练", "灭火器使用、楼道疏散和报警演练。")

    def _reported(self, day: date) -> Iterator[Edit]:
        """Yield what was sent up: the visits on the 15th and 20th, month's end, the week's check of logs, sums and analyses."""
        maker = self.maker
        end = last_day(day)
        month = maker.calendar.workdays(day.replace(day=1), end)
        for number, words in ((15, "上半月"), (20, "")):
            if day == _upto(month, number) and not maker.chance(0.08):
                yield self._report(day, "05", f"{day.month}月{words}", day.replace(day=number))
        if day == month[-1]:
            for kind, rate in (("03", 0.05), ("04", 0.0), ("07", 0.08)):
                if not maker.chance(rate):
                    yield self._report(day, kind, f"{day.year}年{day.month}月", end)
        month_ = day.isoformat()[:7]
        for first, due in week_dates(month_, maker.calendar):
            if due == day.isoformat():
                about = f"{_short(first)}至{_short(due)}"
                wanted = [("02", 0.1, ""), ("06", 0.12, ""), *(("08", 0.12, beat.uid) for beat in self.beats)]
                yield from (
                    self._report(day, kind, about, day, grid) for kind, rate, grid in wanted if not maker.chance(rate)
                )
        if day.isoformat() in {due for _first, due in leader_dates(month_, maker.calendar)}:
            for beat in self.beats:
                if not maker.chance(0.08):
                    yield self._report(day, "01", f"{day.month}月{day.day - 2}日至{day.day}日", day, beat.uid)
        if day.month in (6, 11) and day == month[9]:
            yield from (self._survey(day, beat) for beat in self.beats)

    def _report(self, day: date, kind: str, period: str, due: date, grid: str = "") -> Edit:
        to = "中网格" if kind == "01" else "司法所" if kind == "03" else self.maker.desk.office.parent_name or "街道"
        return self.maker.create("report", {
            "kind": kind, "grid": grid, "period": period, "due": due.isoformat(), "date": day.isoformat(), "to": to, "worker": LEADER,
            "way": "1" if kind in ("03", "04") else "4",
        })  # fmt: skip

    def _survey(self, day: date, beat: Beat) -> Edit:
        asked = min(60, max(10, len(beat.homes) // 5))
        back = asked - self.maker.random.randint(1, 5)
        bad = self.maker.random.randint(0, 2) * asked // 60
        fair = round(self.maker.random.randint(3, 6) * asked / 60)
        return self.maker.create("survey_result", {
            "date": day.isoformat(), "grid": beat.uid, "period": f"{day.year}年{'上' if day.month < 7 else '下'}半年", "asked": asked,
            "returned": back, "aware": back - round(self.maker.random.randint(2, 6) * asked / 60), "content": max(0, back - fair - bad), "fair": min(fair, back),
            "dissatisfied": bad, "complaints": min(bad, 1), "counted_by": LEADER, "way": "入户",
        })  # fmt: skip

    def _meeting(self, day: date, about: tuple[str, str, str, str], people: int) -> Edit:
        kind, title, minutes, decisions = about
        away = self.maker.random.randint(0, 2)
        return self.maker.create("meeting", {
            "title": title, "date": day.isoformat(), "start": "09:00", "end": "10:00", "kind": kind, "place": "会议室", "grid": self.grid,
            "level": _VILLAGE, "worker": WORKER, "host": LEADER, "expected": people, "attended": people - away,
            "minutes": minutes, "decisions": decisions,
        })  # fmt: skip

    def _campaign(self, day: date) -> Edit:
        title, kinds, ways = self.maker.one(_CAMPAIGNS)
        people = self.maker.random.randint(15, 80)
        return self.maker.create("publicity", {
            "title": title, "date": day.isoformat(), "kinds": kinds, "ways": ways, "grid": self.grid, "worker": WORKER,
            "place": "小区广场", "people": people, "leaflets": people * 2 if "04" in ways else None,
        })  # fmt: skip

    def _training(self, day: date, kind: str, title: str, content: str, organiser: str = _VILLAGE) -> Edit:
        return self.maker.create("training", {
            "title": title, "date": day.isoformat(), "start": "14:30", "end": "16:30", "kind": kind, "organiser": organiser,
            "host": "街道办事处" if organiser == "03" else self.maker.desk.office.name, "place": "会议室", "hours": 2.0,
            "expected": 16, "attended": 15, "content": content, "grid": self.grid,
        })  # fmt: skip


def last_day(day: date) -> date:
    """Return the last day of the month a day is in."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _short(day: str) -> str:
    return f"{int(day[5:7])}月{int(day[8:10])}日"


def _upto(days: Sequence[date], number: int) -> date | None:
    """Return the last workday of a month up to a day of it."""
    return max((day for day in days if day.day <= number), default=None)
