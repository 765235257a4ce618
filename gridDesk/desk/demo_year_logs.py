"""The daily log of the generated year: most days written, some by hand and entered later, some forgotten; weekly reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from gridDesk.desk.demo_year_beat import LEADER, Beat
from gridDesk.desk.demo_year_maker import Hence, Maker
from gridDesk.ledger import Edit

_FORGOTTEN, _BY_HAND, _NOT_REVIEWED = 0.035, 0.06, 0.12
_TOLD = ("宣传防电信诈骗，发放明白纸。", "宣传医保缴费政策。", "提醒燃气用电安全。", "宣传垃圾分类。", "", "")
_MOOD = ("", "", "", "居民关心供暖时间。", "居民议论医保缴费标准。", "居民希望增加停车位。", "反映快递柜不够用。")
_ERRANDS = ("", "", "", "为老人代办养老认证 1 人。", "协助打印医保缴费凭证。", "帮助联系维修水管。")
_TOMORROW = (
    "继续走访未走到的住户。",
    "走访沿街门店，检查消防。",
    "核对出租房和流动人口。",
    "看望独居老人。",
    "整理台账，补录信息。",
)
_WEEK = ("入户走访和信息核对。", "消防安全隐患排查。", "独居老人走访。", "反诈宣传。")
_SAID = ("已阅，记录清楚。", "已阅，隐患要跟踪到底。", "已阅。注意写明处理结果。", "已阅，继续做好走访。")
# Weather of each month: code and weight.
_WEATHER = {
    1: ("1", "1", "2", "3", "6", "7"), 4: ("1", "1", "2", "3", "4", "8"), 7: ("1", "2", "3", "4", "4", "5"), 10: ("1", "1", "2", "2", "3", "4"),
}  # fmt: skip


class Logs:
    """Writes the pages of every grid; keeps the pages of a week until the leader has read them."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.page: dict[str, int] = defaultdict(int)
        self.week: list[str] = []

    def day(self, day: date, beats: Sequence[Beat]) -> tuple[list[Edit], Hence]:
        """Return the pages written on a day and those that are written later from paper; on Fridays the week's review."""
        edits: list[Edit] = []
        hence: Hence = []
        weather = self.maker.one(_WEATHER[max(month for month in _WEATHER if month <= day.month)])
        for beat in beats:
            if not beat.works(day) or self.maker.chance(_FORGOTTEN):
                continue
            made, by_hand = self._page(day, beat, weather)
            if by_hand:
                hence.append((self.maker.after(day, 1, 4), made))
            else:
                self.week.append(made.uid)
                edits.append(made)
        if day.weekday() == 4 and (self.maker.last - day).days >= 5:  # the latest week still waits
            edits += self._review(day)
        return edits, hence

    def _page(self, day: date, beat: Beat, weather: str) -> tuple[Edit, bool]:
        maker, by_hand = self.maker, self.maker.chance(_BY_HAND)
        year = f"{day.year}/{beat.uid}"
        self.page[year] += 1
        return maker.create("daily_log", {
            "date": day.isoformat(), "grid": beat.uid, "worker": beat.worker(day), "weather": weather,
            "errands": maker.one(_ERRANDS), "publicity": maker.one(_TOLD), "mood": maker.one(_MOOD),
            "wechat": "群内发布提醒 1 条，无负面信息。" if maker.chance(0.3) else "", "tomorrow": maker.one(_TOMORROW),
            "week_plan": maker.one(_WEEK) if day.weekday() == 0 else "", "mode": "2" if by_hand else "1",
            "page": f"{day.year}-{self.page[year]}" if by_hand else "",
        }), by_hand  # fmt: skip

    def _review(self, day: date) -> Iterator[Edit]:
        """Yield the leader's notes on the pages of the week; in some weeks she does not come to it."""
        if self.maker.chance(_NOT_REVIEWED):
            self.week.clear()
        for uid in self.week:
            values = {"review": self.maker.one(_SAID), "reviewed_by": LEADER, "reviewed_on": day.isoformat()}
            yield Edit("daily_log", uid, "update", values)
        self.week.clear()
