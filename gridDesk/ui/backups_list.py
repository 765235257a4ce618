"""The backups on this computer, as a card of the page of backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk import backups
from gridDesk.ui import pieces, theme
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import size_words, when_words

if TYPE_CHECKING:
    from gridDesk.desk.backup_status import Status
    from gridDesk.desk.backups import Kept

HEADINGS = (
    Heading("时间", 11), Heading("为什么做的", 9), Heading("为什么留着", 7), Heading("大小", 5, number=True), Heading("文件"),
)  # fmt: skip
ROWS = 9
INTRO = (
    "改动以后半小时内、退出时、导入和收取前，网格台自己备份；每份写完都重新打开核对过才算数。"
    "备份是加密的，恢复时要密码。最近两天全留，以前的按天、周、月各留一份。"
)


class BackupList(pieces.Card):
    """Every backup: when and why it was made, why it is kept, and how much room they take."""

    def __init__(self) -> None:
        super().__init__("这台电脑上的备份")
        self.say(INTRO)
        self.table = RowsView(HEADINGS, "备份")
        self.empty = theme.subtle("还没有备份。")
        self.room = theme.subtle()
        for piece in (self.table, self.empty, self.room):
            self.body.addWidget(piece)

    def show_state(self, state: Status) -> None:
        """Show what there is; the one chosen stays chosen."""
        chosen = self.table.current()
        lines = [Line(_texts(kept), kept, "pin" if kept.pinned else "") for kept in state.kept]
        place = next((n for n, kept in enumerate(state.kept) if chosen and kept.path == chosen.path), 0)
        self.table.set_lines(lines, choose=place if lines else None)
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        height = self.table.horizontalHeader().sizeHint().height()
        height += min(len(lines), ROWS) * self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(height + 2 * self.table.frameWidth() + theme.spacing(1))
        self.room.setText(
            f"共 {len(lines)} 份，{size_words(state.size)}；磁盘还空 {size_words(state.free)}。"
            "空间不够时先清旧的，最新三份和固定的不动。"
        )


def _texts(kept: Kept) -> tuple[str, ...]:
    made = backups.WHY.get(kept.why, "旧版程序")
    return when_words(kept.when), made, backups.KEPT[kept.age], size_words(kept.size), kept.path.name
