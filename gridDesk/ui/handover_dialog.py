"""Moving to a new computer, and handing the old one over: what was proved first, then what is destroyed for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import handover
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.fitting import fit_height

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.handover import Proof

WIDTH = 36


class GuideDialog(QDialog):
    """How an office moves to a new computer, step by step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("搬到新电脑")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("五步搬到新电脑"))
        for number, words in enumerate(handover.moving_steps(), 1):
            column.addWidget(theme.body(f"{number}　{words}"))
        done = theme.primary(pieces.button("知道了(&K)", self.accept))
        column.addWidget(done)
        fit_height(self, theme.chars(WIDTH))


class HandoverDialog(QDialog):
    """First proves the backup elsewhere, then asks for the office's name, then destroys."""

    destroyed_all = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.proof: Proof | None = None
        self.setWindowTitle("旧电脑交出去")
        self.bar = problem.Bar()
        self.bar.clear()
        self.panel = background.ProgressPanel()
        self.panel.hide()
        self.told = theme.body("")
        self.name = QLineEdit()
        self.name.setAccessibleName("单位名称")
        self.prove = theme.primary(pieces.button("核对第二处的备份(&C)", self.check))
        self.go = theme.danger(pieces.button("毁掉钥匙和数据(&X)", self.destroy_all))
        self.stay = pieces.button("先不做(&N)", self.reject)
        self._build()
        self._show()
        reason = handover.why_not(desk)
        if reason:
            self.bar.say(reason, "warn")
            self.prove.setEnabled(False)
        fit_height(self, theme.chars(WIDTH))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("先证明备份在别处打得开，再毁掉这里的"))
        column.addWidget(
            theme.body(
                "第一步：做最后一份备份，抄到第二处，再从那里恢复一遍、逐条核对。\n"
                "第二步：输入单位名称，毁掉这台电脑上的钥匙文件、数据文件和全部备份。"
            )
        )
        column.addWidget(self.told)
        self.honest = theme.warn_label(handover.HONEST, "warn")
        column.addWidget(self.honest)
        self.label = QLabel(f"照着输入单位名称“{self.desk.office.name}”(&Y)")
        self.label.setBuddy(self.name)
        for piece in (self.label, self.name, self.bar, self.panel):
            column.addWidget(piece)
        foot = QHBoxLayout()
        foot.addWidget(self.stay)
        foot.addStretch(1)
        foot.addWidget(self.prove)
        foot.addWidget(self.go)
        column.addLayout(foot)

    def _show(self) -> None:
        proved = self.proof is not None
        for piece in (self.label, self.name, self.go):
            piece.setVisible(proved)
        self.prove.setVisible(not proved)
        self.told.setVisible(proved)
        fit_height(self, theme.chars(WIDTH))

    def check(self) -> None:
        """Prove the backup at the second place."""
        self.bar.clear()
        self.prove.setEnabled(False)
        task = background.run(
            self.desk,
            lambda desk, progress: handover.prove_elsewhere(desk, progress),
            for_owner(self, self._proved),
            for_owner(self, self._failed),
        )
        task.title = "正在核对"
        self.panel.follow(task)
        self.panel.show()

    def _failed(self, error: DeskError) -> None:
        self.panel.hide()
        self.prove.setEnabled(True)
        self.bar.show_error(error)
        fit_height(self, theme.chars(WIDTH))

    def _proved(self, proof: Proof) -> None:
        self.panel.hide()
        self.proof = proof
        self.told.setText(f"第一步完成：{proof.words}\n备份放在 {proof.path}。")
        self._show()
        self.name.setFocus()

    def destroy_all(self) -> None:
        """Destroy what is here, or say why not."""
        background.stop()
        try:
            done = handover.destroy(self.desk, self.proof, self.name.text())
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            return
        self.accept()
        self.destroyed_all.emit()
        left = f"这些没能删掉，请手工删除：{'、'.join(done.left)}。\n" if done.left else ""
        problem.tell(
            None, f"已毁掉 {done.keys} 份钥匙文件、{done.backups} 份备份和 {done.others} 个数据文件。",
            f"{left}{handover.HONEST}", "旧电脑可以交出去了",
        )  # fmt: skip
