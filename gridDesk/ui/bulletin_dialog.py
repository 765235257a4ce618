"""Dialogs of a street: a bulletin, the result of an assessment, and official counts for a village and its grids."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from gridDesk.desk import bulletins, counts_down, down, records
from gridDesk.desk.counts_down import CountLine
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.text import today, today_iso
from gridDesk.ui import spelling, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.choosers import CodeChooser
from gridDesk.ui.event_dialog import EventDialog, needed, text_of
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.words_dialog import WordsDialog, words_of


@remembers
def bulletin(desk: Desk, parent: QWidget | None = None) -> WordsDialog:
    """Ask for a bulletin and whom it is for."""
    shape = desk.catalogue["bulletin"]
    made = WordsDialog(
        desk, "发通报", "勾选的单位各收到一份，看过以后签收，这里看得到谁还没有签收。", "发出(&S)", parent
    )
    title = made.ask_text("标题(&M)")
    number = made.ask_text("文号(&W)", "可不填")
    kind = made.ask_beside("类别(&L)", CodeChooser(shape["kind"].code_set, spelling.keys))
    kind.set_code("01")
    until = made.ask_date("签收期限(&X)", "", ahead=True)
    content = made.ask_words("正文(&N)", "Ctrl+回车 发出", lines=6)
    offices = made.ask_offices()

    def act() -> object:
        values: dict[str, object] = {
            "title": text_of(title), "number": text_of(number), "kind": kind.code(),
            "sign_by": records.parse(desk, "bulletin", "sign_by", until.text()), "content": words_of(content),
        }  # fmt: skip
        return bulletins.issue(desk, None if offices.sites() and offices.every() else offices.sites(), values)

    made.act = act
    return made.opened(title, 50)


@remembers
def score(desk: Desk, parent: QWidget | None = None) -> WordsDialog:
    """Ask for the result of the assessment of one worker of an office below."""
    shape = desk.catalogue["score_notice"]
    made = WordsDialog(desk, "发考核结果", "只发给这位网格员所在的单位，别的单位看不到。", "发出(&S)", parent)
    choices = [(f"{name}（{office}）", uid) for uid, name, office in bulletins.workers_below(desk)]
    worker = made.ask_one("网格员(&W)", choices)
    worker.setEditable(False)
    period = made.ask_text("考核期(&Q)", "按月写 2026-05，按年写 2026", text=today_iso()[:7])
    points = made.ask_text("得分(&F)")
    level = made.ask_code("等次(&D)", shape["level"].code_set)
    items = made.ask_words("得分明细(&M)", "各项得分、加分和扣分的事由")

    def act() -> object:
        uid = needed(worker.currentData(), "还没有收到下级单位的网格员名册，无法选择。")
        values: dict[str, object] = {
            "period": shape.parse("period", period.text()), "score": shape.parse("score", points.text()),
            "level": level.code(), "items": words_of(items),
        }  # fmt: skip
        return bulletins.send_score(desk, uid, values)

    made.act = act
    return made.opened(worker)


class CountsDialog(EventDialog):
    """The counts of one office for a year: the whole office, and each of its grids known here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, site: str = "") -> None:
        words = "村（社区）收到以后，统计和补贴先按这里的数比较。改过的数再下达一次就行；空着的不下达。"
        super().__init__(desk, "下达核定户数", words, "下达(&S)", parent)
        peers = down.below(desk)
        self.office = self.ask_one("单位(&W)", [(peer.name, peer.site) for peer in peers])
        self.year = self.ask_text("年份(&N)", text=str(today().year))
        self.source = self.ask_text("数据来源(&Y)", "如：派出所、统计站", text=desk.office.name)
        self.table = QWidget()
        self.grid = QGridLayout(self.table)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(theme.gap())
        self.lines: list[tuple[str, str, QLineEdit, QLineEdit]] = []
        self.ask_rows(self.table, [])
        if site:
            self.office.setCurrentIndex(max(self.office.findData(site), 0))
        self.office.currentIndexChanged.connect(lambda _place: self._fill())
        self.year.editingFinished.connect(self._fill)
        self.act = self._issue
        self._fill()
        self.office.setFocus()

    def _fill(self) -> None:
        """Show the grids of the chosen office with what was sent for the year."""
        site, year = str(self.office.currentData() or ""), text_of(self.year)
        while (item := self.grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self._order = self._order[:3]
        self.lines = []
        sent = counts_down.sent_to(self.desk, site, year) if site else {}
        for place, words in enumerate(("", "户数", "人口数")):
            self.grid.addWidget(theme.subtle(words), 0, place)
        for uid, name in [("", "全村（社区）"), *counts_down.grids_of(self.desk, site)] if site else []:
            self._add(uid, name, sent.get(uid))
        self.grid.setColumnStretch(0, 1)
        fit_height(self, theme.chars(34))

    def _add(self, uid: str, name: str, line: CountLine | None) -> None:
        row = len(self.lines) + 1
        self.grid.addWidget(QLabel(name), row, 0)
        edits = []
        for place, (words, value) in enumerate(
            (("户数", line and line.households), ("人口数", line and line.people)), 1
        ):
            edit = QLineEdit("" if value is None else str(value))
            edit.setAccessibleName(f"{name}{words}")
            edit.setFixedWidth(theme.chars(6))
            self.grid.addWidget(edit, row, place)
            self.enter_goes_on(edit)
            edits.append(edit)
        self.lines.append((uid, name, edits[0], edits[1]))

    def _issue(self) -> object:
        site = needed(str(self.office.currentData() or ""), "还没有配对的下级单位，请先在“收发”页配对。")
        lines = [
            CountLine(uid, name if uid else "", self._number("households", homes), self._number("people", people))
            for uid, name, homes, people in self.lines
        ]
        return counts_down.issue(self.desk, site, text_of(self.year), lines, text_of(self.source))

    def _number(self, key: str, edit: QLineEdit) -> int | None:
        try:
            value = records.parse(self.desk, counts_down.NOTICE, key, edit.text())
        except FieldError as error:
            edit.setFocus()
            raise FieldError(
                f"{edit.accessibleName()}：{error.message.partition('：')[2]}", advice=error.advice
            ) from None
        return None if value is None else int(str(value))
