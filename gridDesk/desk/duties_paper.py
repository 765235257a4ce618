"""履职情况 on paper: a table of clauses with figure, target, level and the last periods as a chart; signature lines below.

Key of the paper: `view:standing:` and a wish (see `duties_wish`). Figures, and the names of offices, grids and workers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gridDesk.desk import duties, duties_lines, duties_street
from gridDesk.desk.duties_lines import DutyLine, by_topic, summary
from gridDesk.desk.duties_street import Matrix, MatrixRow
from gridDesk.desk.duties_wish import ALL, Wish, wish_of
from gridDesk.desk.office import Desk
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.documents.form import Block, Chart, FormPage, Line

PREFIX = "view:standing:"
TITLE = "履职情况表"
HELP = "每条制度要求的指标、目标和近几期的变化，按走访、巡查、事项等分列，末尾留签字栏。"
_SIGNED = ("填报人", "审核人", "日期")
_WIDTHS = (60.0, 30.0, 25.0, 14.0, 44.0)
_HEADS = ("条款和要求", "指标", "目标", "情况", "近几期")
_CLAUSE, _ACROSS = 62.0, 8  # of the sheet of all offices: mm of the first column, offices beside each other
CHART_HEIGHT = 9.4


def key(wish: Wish) -> str:
    """Return the key of the paper of a wish, as the print page is asked for it."""
    return f"{PREFIX}{wish.text}"


def is_standing(key: str) -> bool:
    """Tell whether a paper's key is one of these."""
    return key.startswith(PREFIX)


def title(key: str) -> str:
    """Return the title of the paper with a key."""
    return f"{wish_of(key.removeprefix(PREFIX)).period.label}{TITLE}"


def page(desk: Desk, key: str) -> FormPage:
    """Return the page of a key. Raises DeskError for a key that says no period."""
    from gridDesk.documents.form import Form, FormPage
    from gridDesk.documents.sheet import Sheet

    wish = wish_of(key.removeprefix(PREFIX))
    wide = wish.office == ALL
    blocks = tuple(_all_offices(desk, wish) if wide else _one(desk, wish))
    form = Form(part=f"{wish.period.label}{TITLE}", key="standing", blocks=blocks, again=blocks[:2])
    sheet = Sheet(landscape=True, gutter=20.0) if wide else Sheet(gutter=22.0, top_margin=15.0)
    return FormPage(name="standing", title=title(key), forms=[form], sheet=sheet)


def scope_words(desk: Desk, wish: Wish, grids: Sequence[tuple[str, str]], office: str) -> str:
    """Return in words whom figures are about: 柳溪村　第一网格."""
    if wish.worker:
        return f"{office}　网格员：{wish.worker}"
    name = dict(grids).get(wish.grid, "")
    return f"{office}　{name}" if name else office


# --- one office, grid or worker -----------------------------------------------------------------------------------------


def _one(desk: Desk, wish: Wish) -> Iterator[Block]:
    from gridDesk.documents.form import Signatures, Space, Strip, Title, Words
    from gridDesk.documents.sheet import SMALL_FIVE

    found = duties.judgement(desk, wish.period, wish.site)
    trends = duties.trends(desk, wish.period, wish.site)
    lines = duties_lines.lines(found, trends, wish.grid, wish.worker)
    yield Title(f"{wish.period.label}{TITLE}", 16)
    yield Strip(left=f"单位：{scope_words(desk, wish, found.grids, found.name)}", right=f"填报日期：{today_iso()}")
    regulation = "、".join(dict.fromkeys(f"《{one.part.profile.title}》" for one in found.parts))
    yield Words(f"依据{regulation}。{summary(lines)}{''.join(found.notices)}", SMALL_FIVE, indent=False)
    yield Space(1.5)
    yield _table(lines)
    yield Words("柱为近几期的数：实心为达到，空心为未达到，虚线为目标。", 7.5, indent=False)
    yield Space(1.0)
    yield Signatures(_SIGNED)


def _table(lines: Sequence[DutyLine]) -> Block:
    from gridDesk.documents.form import Cell, Grid
    from gridDesk.documents.form import Line as Row
    from gridDesk.documents.sheet import SMALL_FIVE

    rows: list[Line] = []
    for topic, found in by_topic(lines).items():
        rows.append(Row((Cell(topic, span=len(_WIDTHS), align="left", tint="#eeeeee"),), 5.5))
        rows += [_row(line) for line in found]
    head = Row(tuple(Cell(words, label=True) for words in _HEADS), 7.0)
    return Grid(_WIDTHS, tuple(rows), head=(head,), size=SMALL_FIVE)


def _row(line: DutyLine) -> Line:
    from gridDesk.documents.form import Cell
    from gridDesk.documents.form import Line as Row

    cells = (
        Cell(f"{line.clause.article}　{line.text}", wrap=True, size=7.5), Cell(duties_lines.in_two_lines(line.figure), wrap=True, size=8.0),
        Cell(line.target, wrap=True, size=8.0), Cell(line.word, align="center"), Cell(trend_words(line), size=7.5, wrap=True, chart=chart_of(line)),
    )  # fmt: skip
    return Row(cells, CHART_HEIGHT)


def chart_of(line: DutyLine) -> Chart | None:
    """Return the last periods of a line as a chart, None where there are no numbers."""
    from gridDesk.documents.form import Chart

    if not any(value is not None for value in line.values):
        return None
    labels = tuple(duties_lines.short_period(point.period) for point in line.trend)
    met = tuple(point.finding is not None and point.finding.level == "ok" for point in line.trend)
    return Chart(line.values, met, line.wanted, labels)


def trend_words(line: DutyLine) -> str:
    """Return the last periods in words, for where nothing is drawn: 8月 100%　9月 64.8%."""
    told = [(point.period, point.finding) for point in line.trend if point.finding is not None]
    return "　".join(
        f"{duties_lines.short_period(period)} {duties_lines.bare(finding.figure)}" for period, finding in told
    )


# --- a street over all its offices --------------------------------------------------------------------------------------


def _all_offices(desk: Desk, wish: Wish) -> Iterator[Block]:
    from gridDesk.documents.form import Signatures, Space, Strip, Title, Words
    from gridDesk.documents.sheet import SMALL_FIVE

    found = duties_street.matrix(desk, wish.period)
    yield Title(f"{wish.period.label}各单位{TITLE}", 16)
    yield Strip(left=f"单位：{desk.office.name}", right=f"填报日期：{today_iso()}")
    if found.notices:
        yield Words("".join(found.notices), SMALL_FIVE, indent=False)
    for first in range(0, len(found.offices), _ACROSS):
        yield Space(2.0)
        yield _some_offices(found, first)
    yield Space(3.0)
    yield Signatures(_SIGNED)


def _some_offices(found: Matrix, first: int) -> Block:
    from gridDesk.documents.form import Cell, Grid
    from gridDesk.documents.form import Line as Row
    from gridDesk.documents.sheet import SMALL_FIVE

    names = [name for _, name in found.offices[first : first + _ACROSS]]
    widths = (_CLAUSE, *(24.0 for _ in names))
    head = Row((Cell("条款和要求", label=True), *(Cell(name, label=True, size=8.0) for name in names)), 8.0)
    rows: list[Line] = []
    topic = ""
    for row in found.rows:
        if row.topic != topic:
            topic = row.topic
            rows.append(Row((Cell(topic, span=len(widths), align="left", tint="#eeeeee"),), 6.0))
        rows.append(_across(row, first, len(names)))
    return Grid(widths, tuple(rows), head=(head,), size=SMALL_FIVE)


def _across(row: MatrixRow, first: int, count: int) -> Line:
    from gridDesk.documents.form import Cell
    from gridDesk.documents.form import Line as Row

    texts = [f"{cell.word}\n{cell.figure}" if cell else "—" for cell in row.cells[first : first + count]]
    words = Cell(f"{row.clause.article}　{row.clause.text}", wrap=True, size=8.0)
    return Row((words, *(Cell(text, align="center", wrap=True, size=7.5) for text in texts)), 9.0)
