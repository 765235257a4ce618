"""民情分析: a month of what residents said and what was found, by class and grid, the month before beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from gridDesk.documents.form import Cell, Form, Grid, Line, Signatures, Strip, Title, Words
from gridDesk.documents.log_book import month_words
from gridDesk.documents.log_pieces import banner, label, mid, titles, written
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import SMALL_FIVE


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Matters of one class: this month, the month before, how many of this month's are settled."""

    name: str
    now: int = 0
    before: int = 0
    done: int = 0


@dataclass(frozen=True, kw_only=True)
class MoodAnalysis:
    """A month analysed. `totals` are (what, this month, the month before); `common` names what is common to many."""

    village: str
    grid: str = ""
    month: str = ""
    totals: tuple[tuple[str, int, int], ...] = ()
    matters: Compared = Compared(name="合计")
    topics: tuple[Compared, ...] = ()
    kinds: tuple[Compared, ...] = ()
    grids: tuple[Compared, ...] = ()
    sources: tuple[Compared, ...] = ()
    common: tuple[str, ...] = ()


def mood_analysis(paper: Paper, found: MoodAnalysis) -> Form:
    """Return the analysis of one month (网格员管理制度办法5 四4：每月综合分析)."""
    about = Strip(left=f"{found.village}　{found.grid}", right=month_words(found.month))
    topics, kinds, sources, grids = (
        [_share(one) for one in group]
        for group in ((*found.topics, found.matters), found.kinds, found.sources, found.grids)
    )
    return Form(
        part=found.month, key=found.month,
        blocks=(
            Title(paper.title), about, Words(summary(found), 11), _totals(found),
            _beside("二、按类别和来源（件）", "类别", "来源", "办结率", topics, sources),
            _beside("三、按事项和网格（件）", "事项", "网格", "办结率", kinds, grids),
            written(("四、共性问题", "\n".join(found.common), 2), ("五、原因分析\n和建议", "", 3), ("村（社区）意见", "", 2)),
            Signatures(paper.signatures),
        ),
        again=(Title(f"{paper.title}（续页）", 14), about),
    )  # fmt: skip


def summary(found: MoodAnalysis) -> str:
    """Return the month in a sentence or two, all figures from the tables below it."""
    matters = found.matters
    if not matters.now:
        return f"本月没有收集到民情事项，上月 {matters.before} 件。"
    most = max(found.topics, key=lambda one: one.now)
    parts = [
        f"本月共收集民情事项 {matters.now} 件，{change_words(matters)}；已办结 {matters.done} 件，办结率 {rate(matters)}。"
    ]
    parts.append(f"其中{most.name}类最多，{most.now} 件。")
    return "".join(parts)


def change_words(one: Compared) -> str:
    """Return how this month stands to the one before: 比上月增加 3 件."""
    if one.now == one.before:
        return "与上月持平"
    return f"比上月{'增加' if one.now > one.before else '减少'} {abs(one.now - one.before)} 件"


def rate(one: Compared) -> str:
    """Return the share of this month's matters that are settled."""
    return f"{100 * one.done / one.now:.1f}%" if one.now else "—"


def _totals(found: MoodAnalysis) -> Grid:
    cells = [
        (label(name), mid(str(now)), mid(str(before)), mid(_signed(now - before))) for name, now, before in found.totals
    ]
    half = (len(cells) + 1) // 2
    return _beside("一、工作情况", "项目", "项目", "增减", cells[:half], cells[half:])


def _beside(title: str, left: str, right: str, last: str, *halves: Sequence[tuple[Cell, ...]]) -> Grid:
    """Return two short tables side by side: what, this month, the month before, and `last`."""
    heads = (left, "本月", "上月", last, right, "本月", "上月", last)
    blank = (Cell("", label=True), *(Cell(),) * 3)
    lines = tuple(Line((*(one or blank), *(other or blank)), height=6.2) for one, other in zip_longest(*halves))
    return Grid((37.0, 15.0, 15.0, 18.0) * 2, lines, head=(banner(title, 8), titles(*heads)), size=SMALL_FIVE)


def _share(one: Compared) -> tuple[Cell, ...]:
    return label(one.name), mid(str(one.now)), mid(str(one.before)), mid(rate(one))


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else str(number)
