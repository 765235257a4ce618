"""Who rents a dwelling: the list of its tenants, entering one, and the day one moved out."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE
from gridDesk.ui import person_events, pieces, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.watching import Watch

HEADINGS = (Heading("承租人"), Heading("起租", 7), Heading("到期", 7), Heading("同住人数", 5, number=True))


@remembers
class TenantsDialog(QDialog):
    """The tenancies of one dwelling; each is a person of the people ledger with the time of renting."""

    def __init__(self, desk: Desk, dwelling: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.dwelling = desk, dwelling
        self.setWindowTitle("承租人")
        self.table = RowsView(HEADINGS, "现在的承租人，按回车修改")
        self.table.opened.connect(lambda uid: self.edit(uid))
        self.nobody = theme.body("这处房屋现在没有承租人。点“登记承租人”，打几个字找到人口台账里的人，没有的可以新建。")
        self.new_button = theme.primary(pieces.button("登记承租人(&N)", lambda: self.edit(None), "plus", theme.SURFACE))
        self.leave_button = pieces.button("退租(&M)", self.move_out, "leave")
        self._build()
        Watch(desk, self, self.refresh, ("tenancy", "person"))
        self.refresh()

    def refresh(self) -> None:
        """Read the tenancies again."""
        rows = list(self.desk.store.rows("tenancy", where={"dwelling": self.dwelling}, states=(ACTIVE,)))
        names = self.desk.store.titles("person", [str(row["tenant"]) for row in rows if row["tenant"]])
        self.table.set_lines([_line(row, names) for row in rows])
        for widget in (self.table, self.leave_button):
            widget.setVisible(bool(rows))
        self.nobody.setVisible(not rows)

    def edit(self, uid: str | None) -> None:
        """Open a tenancy's form, or a new one."""
        known = {"dwelling": self.dwelling}
        title = "修改租住情况" if uid else "登记承租人"
        RecordDialog(self.desk, "tenancy", uid, self, known=known, hidden=("dwelling",), title=title).exec()

    def move_out(self) -> None:
        """Ask since when the chosen tenant has moved out, and whether she left this place too."""
        uid = self.table.current()
        if uid:
            person_events.end_rent(self.desk, self.desk.store.get("tenancy", str(uid)), self).exec()

    def _build(self) -> None:
        place = self.desk.store.titles("dwelling", [self.dwelling]).get(self.dwelling, "")
        close = QPushButton("关闭(&C)")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.leave_button)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.new_button)
        for button in (self.leave_button, close, self.new_button):
            button.setAutoDefault(button is self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading(f"承租人：{place}"))
        column.addWidget(self.nobody)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        fit_screen(self, theme.chars(40), theme.em() * 18)


def _line(row: dict[str, object], names: dict[str, str]) -> Line:
    uid = str(row["uid"])
    name = names.get(str(row["tenant"]), "（没有姓名）")
    texts = (name, str(row.get("since") or ""), str(row.get("until") or ""), str(row.get("people") or ""))
    return Line(texts, uid)
