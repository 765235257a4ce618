"""One clause of a standing, looked at closely: its full text, its periods, and the records that prove a figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridDesk.desk.duties_lines import WORDS, DutyLine, kind_word, period_words
from gridDesk.desk.duties_records import MOST, RecordLine
from gridDesk.policy import Finding
from gridDesk.policy.findings import Record
from gridDesk.ui import pieces, theme
from gridDesk.ui.charts import BarChart
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.standing_table import ICONS, bars_of
from gridDesk.ui.whole_rows import WholeRows

PERIODS = (Heading("期间", 6.6), Heading("指标"), Heading("情况", 4.8))
RECORDS = (Heading("台账", 5), Heading("记录"))


class StandingDetail(QWidget):
    """Shows a `DutyLine`; records are read by whoever hears `wanted` and handed to `show_records`."""

    opened = Signal(str, str)  # a record: ledger and uid
    wanted = Signal(object)  # a Finding whose records are to be named

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line: DutyLine | None = None
        self.finding: Finding | None = None
        self.card = pieces.Card("")
        self.card.heading.setWordWrap(True)
        self.text, self.state = theme.body(), theme.body()
        self.message, self.periods_words = theme.body(), theme.subtle()
        self.chart = BarChart("近几期")
        self.periods = WholeRows(PERIODS, "各期的指标，按上下键看每一期的记录")
        self.periods.chosen.connect(self._show_finding)
        self.lacking = self._list("还缺的记录，按回车打开")
        self.proof = self._list("计入的记录，按回车打开")
        self.lacking_words, self.proof_words = theme.heading(), theme.heading()
        for piece in (
            self.text, self.state, self.chart, self.periods, self.message, self.lacking_words, self.lacking, self.proof_words,
            self.proof,
        ):  # fmt: skip
            self.card.body.addWidget(piece)
        for label in (self.text, self.state, self.message):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)

    def _list(self, name: str) -> WholeRows:
        made = WholeRows(RECORDS, name)
        made.opened.connect(self._open)
        return made

    def _open(self, what: object) -> None:
        if isinstance(what, RecordLine):
            self.opened.emit(what.ledger, what.uid)

    def show_line(self, line: DutyLine | None) -> None:
        """Show another clause; None empties the card."""
        self.line = line
        self.setVisible(line is not None)
        if line is None:
            return
        self.card.heading.setText(line.clause.article)
        self.text.setText(line.text)
        kind = kind_word(line.clause)
        self.state.setText(f"{line.word}。指标：{line.figure}；目标：{line.target}；{kind}计算。")
        self.chart.show_bars(bars_of(line))
        findings = line.standing.findings
        several = len(findings) > 1
        self.periods.setVisible(several)
        if several:
            self.periods.set_lines([_period(one) for one in findings], choose=len(findings) - 1)
        else:
            self._show_finding(findings[-1])

    def _show_finding(self, finding: object) -> None:
        if not isinstance(finding, Finding):
            return
        self.finding = finding
        self.message.setText(finding.message)
        self._name("lacking", finding.lacking, None)
        self._name("proof", finding.proof, None)
        self.wanted.emit(finding)

    def show_records(self, finding: Finding, lacking: Sequence[RecordLine], proof: Sequence[RecordLine]) -> None:
        """Name the records of a finding; those of one that is no longer shown are dropped."""
        if finding is self.finding:
            self._name("lacking", finding.lacking, lacking)
            self._name("proof", finding.proof, proof)

    def _name(self, which: str, records: Sequence[Record], lines: Sequence[RecordLine] | None) -> None:
        """Show the records of one kind; None while they are being read."""
        words, table = getattr(self, f"{which}_words"), getattr(self, which)
        head = "还缺的" if which == "lacking" else "计入的"
        more = f"，先列 {MOST} 条" if len(records) > MOST else ""
        words.setText(f"{head} {len(records):,} 条{more}")
        words.setVisible(bool(records))
        table.setVisible(bool(lines))
        table.set_lines([Line((one.label, one.title), one) for one in lines or ()], choose=None)

    def first(self) -> QWidget:
        """Return what the keyboard goes to first: the periods, else the records."""
        shown = (
            piece for piece in (self.periods, self.lacking, self.proof) if not piece.isHidden() and piece.rows.lines
        )
        return next(shown, self)


def _period(finding: Finding) -> Line:
    icon, colour = ICONS[finding.level]
    return Line(
        (period_words(finding), finding.figure, WORDS[finding.level]), finding, icon=icon, icon_column=2, colour=colour
    )
