"""A standing as screen, paper and workbook tell it: topic, cite, figure, target, level in a word, the last periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gridDesk.desk.duties import Judgement, Point, Trends
from gridDesk.policy import (
    Clause,
    Finding,
    Standing,
    deadlines,
    groups,
    keeping,
    logs,
    meetings,
    patrolling,
    team,
    training,
    visiting,
)
from gridDesk.policy.findings import Level
from gridDesk.policy.periods import KINDS, Period

TOPICS = ("走访", "巡查", "事项", "日志", "会议", "公示", "台账", "培训", "队伍")
_TOPIC_OF = {
    rule.__name__: topic
    for topic, module in zip(
        TOPICS, (visiting, patrolling, deadlines, logs, meetings, groups, keeping, training, team), strict=True
    )
    for rule in module.RULES
}
FEW = 3  # periods whose figures are all told in one line
WORDS: Mapping[Level, str] = {"ok": "达到", "note": "进行中", "warn": "未达到"}
_TIMES = {
    "day": "天",
    "week": "周",
    "half_month": "个半月",
    "month": "个月",
    "quarter": "个季度",
    "half_year": "个半年",
    "year": "年",
}


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of the page: what a clause asks of an office, grid or worker, and how it stands."""

    standing: Standing
    topic: str
    cite: str
    text: str
    figure: str
    target: str
    level: Level
    trend: tuple[Point, ...]

    @property
    def clause(self) -> Clause:
        """Return the clause."""
        return self.standing.clause

    @property
    def word(self) -> str:
        """Return the level in a word."""
        return WORDS[self.level]

    @property
    def values(self) -> tuple[float | None, ...]:
        """Return the figures of the last periods as numbers, None where there was none."""
        return tuple(point.finding.value if point.finding else None for point in self.trend)

    @property
    def wanted(self) -> float | None:
        """Return the target as a number."""
        return self.standing.last.wanted


def topic_of(clause: Clause) -> str:
    """Return under which heading a clause stands: that of its rule."""
    return _TOPIC_OF[clause.rule]


def lines(found: Judgement, trends: Trends, grid: str = "", worker: str = "") -> list[DutyLine]:
    """Return the lines of an office, grid or worker by topic, in each in the order of the regulation."""
    made = [line_of(one, trends.get(part.key(one), ())) for part in found.parts for one in part.of(grid, worker)]
    return sorted(made, key=lambda line: TOPICS.index(line.topic))


def line_of(standing: Standing, trend: tuple[Point, ...] = ()) -> DutyLine:
    """Return a standing as a line."""
    return DutyLine(
        standing, topic_of(standing.clause), f"{standing.clause.id} {standing.clause.article}", standing.clause.text,
        figure_of(standing), standing.last.target, standing.level, trend,
    )  # fmt: skip


def figure_of(standing: Standing) -> str:
    """Return the figure in words: of a few periods each its own, of more in how many of them the target was met."""
    found = standing.findings
    if len(found) == 1:
        return standing.last.figure
    if len(found) <= FEW:
        return _few([(one.period, bare(one.figure)) for one in found if one.period])
    times = _TIMES[standing.clause.period or "month"]
    return f"{len(found)}{times}中{standing.met}{times}达到"


def short_figure(standing: Standing) -> str:
    """Return the figure for a narrow place: 96.6%; of several periods 2／3月, met in two of three."""
    if len(standing.findings) == 1:
        return bare(standing.last.figure)
    times = _TIMES[standing.clause.period or "month"].removeprefix("个")
    return f"{standing.met}／{len(standing.findings)}{times}"


def _few(figures: Sequence[tuple[Period, str]]) -> str:
    """Return the figures of a few periods: 7月起 95.6%、71.4%、95.3%; each with its period where one is missing between."""
    periods = [period for period, _ in figures]
    if all(before.after() == after for before, after in pairwise(periods)):
        return f"{short_period(periods[0])}起 {'、'.join(figure for _, figure in figures)}"
    return "、".join(f"{short_period(period)} {figure}" for period, figure in figures)


def in_two_lines(words: str) -> str:
    """Return a figure or target for a narrow cell: never broken within a number, what it is counted from below it."""
    return words.replace("（", "\n（", 1).replace(" ", "\u00a0")


def bare(figure: str) -> str:
    """Return a figure without what it was counted from: 96.6% of 96.6%（57／59户）."""
    return figure.partition("（")[0]


def by_topic(found: Iterable[DutyLine]) -> dict[str, list[DutyLine]]:
    """Return lines by topic, in the order of the topics."""
    made: dict[str, list[DutyLine]] = {}
    for line in found:
        made.setdefault(line.topic, []).append(line)
    return made


def summary(found: Sequence[DutyLine]) -> str:
    """Return the sentence over the list: how many figures there are and how they stand."""
    if not found:
        return "这一期没有可以对照的条款。"
    counts = {level: sum(line.level == level for line in found) for level in WORDS}
    told = "，".join(f"{counts[level]} 项{word}" for level, word in WORDS.items() if counts[level])
    return f"共 {len(found)} 项指标：{told}。"


def short_period(period: Period) -> str:
    """Return a period as it stands under a chart: 9月, 26年3季, 9/14."""
    first = period.first
    if period.kind == "year":
        return f"{first.year}"
    if period.kind == "half_year":
        return f"{first:%y}年{'上' if first.month == 1 else '下'}半年"
    if period.kind == "quarter":
        return f"{first:%y}年{(first.month + 2) // 3}季"
    if period.kind == "month":
        return f"{first.month}月"
    return f"{first.month}/{first.day}"


def period_words(finding: Finding) -> str:
    """Return the period of a finding as it heads a line."""
    return finding.period.label if finding.period else ""


def kind_word(clause: Clause) -> str:
    """Return by which period a clause counts: 按月."""
    return f"按{KINDS[clause.period]}" if clause.period else ""
