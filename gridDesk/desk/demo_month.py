"""A month of work of a demonstration office: logs, visits and some events, quickly made; see `demo_year` for a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from gridDesk.ledger import Edit
from gridDesk.text import today


class Month:
    """Makes the records from a seeded source; `visited` are households with their grids."""

    def __init__(
        self, random: Random, uid: Callable[[], str], grids: list[str], visited: list[tuple[str, str]]
    ) -> None:
        self.random, self.uid, self.grids, self.visited = random, uid, grids, visited

    def work(self) -> list[Edit]:
        """Return a month of logs, visits and some events."""
        edits: list[Edit] = []
        days = [today() - timedelta(days=n) for n in range(30)]
        for day in (one for one in days if one.weekday() < 5 and self.random.random() < 0.9):
            edits.append(Edit("daily_log", self.uid(), "create", self._log(day)))
            for home, grid in self.random.sample(self.visited, min(5, len(self.visited))):
                edits.append(Edit("visit", self.uid(), "create", self._visit(day, home, grid)))
            if self.random.random() < 0.4:
                made = Edit("event", self.uid(), "create", self._event(day))
                edits += [made, *self._steps(made, day)]
        return edits

    def _log(self, day: date) -> dict[str, object]:
        return {
            "date": day.isoformat(), "grid": self.grids[0], "worker": "王建国", "weather": self.random.choice("123"),
            "patrol1_start": "08:30", "patrol1_end": "10:00", "patrol1_route": "1组至4组主街",
            "patrol2_start": "14:30", "patrol2_end": "15:40", "patrol2_route": "5组至8组、村东水渠",
            "publicity": "宣传防电信诈骗，发放明白纸 12 份。", "tomorrow": "走访 3 组剩余住户，核实租户信息。", "mode": "1",
        }  # fmt: skip

    def _visit(self, day: date, home: str, grid: str) -> dict[str, object]:
        hour = self.random.randint(8, 16)
        problems = ("", "", "", "门前路灯不亮，希望维修。", "邻居堆放杂物占道。")
        return _filled({
            "date": day.isoformat(), "start": f"{hour:02d}:10", "end": f"{hour:02d}:30", "worker": "王建国", "grid": grid,
            "kind": "01", "household": home, "result": "01", "content": self.random.choice((
                "核对家庭成员信息，无变化。", "宣传医保缴费，提醒月底前办理。", "查看用电用气，未见隐患。", "了解老人身体情况，状况良好。")),
            "problem": self.random.choice(problems),
        })  # fmt: skip

    def _event(self, day: date) -> dict[str, object]:
        kind, title, place = self.random.choice((
            ("05", "主街垃圾桶满溢", "3组主街"), ("03", "楼道堆放可燃物", "柳溪小区2号楼"), ("01", "邻里因滴水发生争执", "5组"),
            ("06", "路灯不亮", "村东路口"), ("11", "代办老年优待证", "村便民服务站"),
        ))  # fmt: skip
        done = self.random.random() < 0.7
        return _filled({
            "title": title, "date": day.isoformat(), "kind": kind, "severity": "1", "source": "01", "grid": self.grids[0],
            "place": place, "finder": "王建国", "situation": title + "，已拍照登记。", "handling": "01" if done else "02",
            "status": "05" if done else "03", "result": "当天已处理。" if done else "",
        })  # fmt: skip

    def _steps(self, event: Edit, day: date) -> Iterator[Edit]:
        """Yield what was done about an event: found, and settled where it is."""
        acts = (
            [("01", "登记。"), ("02", "当天已处理。")]
            if event.values["status"] == "05"
            else [("01", "登记。"), ("03", "上报街道。")]
        )
        for number, (act, words) in enumerate(acts, 1):
            yield Edit("event_step", self.uid(), "create", {
                "event": event.uid, "step": number, "date": day.isoformat(), "act": act, "actor": "王建国", "tier": "04", "words": words,
            })  # fmt: skip


def _filled(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in (None, "")}
