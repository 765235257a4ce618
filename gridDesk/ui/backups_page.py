"""备份与恢复: how the backups stand, on one page, and everything that is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import backup_restore, backup_second, backup_status, backups, safety
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.backups_list import BackupList
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.backup_status import Status


class BackupsPage(QWidget):
    """The state at the top, what to do beside it, the second place, the list of backups, and moving to another computer."""

    title = "备份与恢复"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.state: Status | None = None
        self.bar = problem.Bar()
        self.progress = background.ProgressPanel()
        self.progress.hide()
        body = QWidget()
        column = QVBoxLayout(body)
        edge = theme.gap() * 2
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), edge)
        column.setSpacing(theme.gap() * 1.2)
        column.addWidget(theme.title(self.title))
        for piece in (
            self.bar, self.progress, self._now_card(), self._second_card(), self._list_card(), self._check_card(), self._moving_card(),
        ):  # fmt: skip
            column.addWidget(piece)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(body))
        self.setFocusProxy(self.now)
        self.refresh()

    # --- how it is built ------------------------------------------------------------------------------------------

    def _now_card(self) -> QWidget:
        card = pieces.Card("现在怎么样")
        self.told = QVBoxLayout()
        self.told.setSpacing(theme.spacing(1))
        card.body.addLayout(self.told)
        self.next_words = theme.subtle()
        card.body.addWidget(self.next_words)
        self.now = theme.primary(QPushButton(theme.icon("shield", theme.SURFACE), "立即备份(&B)"))
        self.now.clicked.connect(self.back_up)
        self.drill = pieces.button("演练一次恢复(&D)", self.rehearse, "check-circle")
        self.drill.setToolTip("把最新的备份恢复到临时文件夹，打开核对，再删掉；现在的数据不动")
        self.resume = pieces.button("数据无误，继续清理(&J)", self.go_on_thinning, "check")
        self._row(card, self.now, self.drill, self.resume)
        return card

    def _second_card(self) -> QWidget:
        card = pieces.Card("第二处备份")
        self.second = theme.body()
        card.body.addWidget(self.second)
        self.choose = pieces.button("选第二处(&L)…", self.choose_second, "folder")
        self.copy = pieces.button("现在抄一份(&Y)", self.copy_second, "copy")
        self.forget = theme.quiet(pieces.button("不再用它(&F)", self.forget_second, "close"))
        self._row(card, self.copy, self.choose, self.forget)
        card.say("用 U 盘或另一块硬盘都行，平时收发的 U 盘也可以兼用。选好以后，插上它网格台就自己抄，抄完读回核对。")
        return card

    def _list_card(self) -> QWidget:
        self.list = BackupList()
        self.table = self.list.table
        self.table.opened.connect(lambda _kept: self.restore_chosen())
        self.restore = pieces.button("用选中的备份恢复(&R)…", self.restore_chosen, "undo")
        self.restore_other = pieces.button("用别处的备份恢复(&O)…", self.restore_file, "folder")
        self._row(self.list, self.restore, self.restore_other)
        return self.list

    def _check_card(self) -> QWidget:
        card = pieces.Card("检查数据")
        card.say(
            "把整个数据文件读一遍，和修改记录逐条核对。每次打开单位时已自动读过一遍数据文件，操作记录也逐条核对过，平时不必点。"
        )
        self.check = pieces.button("检查数据(&C)", self.check_data, "check-circle")
        self._row(card, self.check)
        return card

    def _moving_card(self) -> QWidget:
        card = pieces.Card("换电脑、旧电脑报废")
        card.say("先在新电脑上用第二处的备份恢复，确认能打开；再回到旧电脑，按步骤毁掉钥匙和数据。")
        self.guide = pieces.button("怎样搬到新电脑(&G)", self.show_guide, "help")
        self.leave = pieces.button("旧电脑交出去(&X)…", self.hand_over, "leave")
        self._row(card, self.guide, self.leave)
        return card

    def _row(self, card: pieces.Card, *buttons: QWidget) -> None:
        row = FlowLayout()
        for button in buttons:
            row.addWidget(button)
        card.body.addLayout(row)

    # --- what shows -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again."""
        state = self.state = backup_status.status(self.desk)
        pieces.empty(self.told)
        for level, words in state.lines:
            self.told.addWidget(theme.warn_label(words, level))
        self.next_words.setText(self._next_words(state))
        self.resume.setVisible(bool(state.paused))
        self._show_second(state)
        self.list.show_state(state)
        self.restore.setEnabled(bool(state.kept))

    def _next_words(self, state: Status) -> str:
        coming = "有改动还没有备份，半小时内自动备份。" if state.changed else "没有新的改动要备份。"
        drill = f"上次恢复演练：{when_words(state.drill_at)}，{state.drill}" if state.drill_at else "还没有演练过恢复。"
        return f"{coming}\n{drill}"

    def _show_second(self, state: Status) -> None:
        found = state.second
        for button in (self.copy, self.forget):
            button.setVisible(found is not None)
        self.choose.setText("换一处(&L)…" if found else "选第二处(&L)…")
        if found is None:
            self.second.setText("还没有选。电脑丢了、坏了或中了勒索病毒，只有放在别处的备份救得回来。")
            return
        when = f"上次抄：{when_words(found.at)}，第 {found.n} 份" if found.at else "还没有抄过"
        here = "现在插着" if state.second_here else "现在不在"
        more = "，有更新的备份还没有抄过去" if state.behind else ""
        self.second.setText(f"{found.name}（{found.path}），{here}。{when}{more}。")
        self.copy.setEnabled(state.second_here)

    # --- what is done ---------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make a backup now."""
        self._run("正在备份", lambda desk, progress: backups.run(desk, None, progress, why="hand"), self._backed_up)

    def _backed_up(self, path: Path) -> None:
        self.bar.say(f"备份完成，已重新打开核对过：{path.name}", "ok")
        if self.state and self.state.second_here:
            self.copy_second()

    def copy_second(self) -> None:
        """Copy the newest backup to the second place."""
        self._run("正在抄到第二处", lambda desk, progress: backup_second.copy(desk, progress), self._copied)

    def _copied(self, path: Path) -> None:
        self.bar.say(f"已抄到第二处，并从那里读回核对过：{path}", "ok")

    def choose_second(self) -> None:
        """Let the clerk choose a stick or a folder."""
        from gridDesk.ui.recovery_steps import stick_folder

        folder = QFileDialog.getExistingDirectory(self, "第二处备份放在哪里（U 盘或另一块硬盘）", stick_folder())
        if folder:
            self.use_second(Path(folder))

    def use_second(self, folder: Path) -> None:
        """Use a folder as the second place, and copy there at once."""
        try:
            backup_second.choose(self.desk, folder)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.refresh()
        if not backup_second.is_elsewhere(self.desk, folder):
            self.bar.say("已选好。它和数据在同一块硬盘上，硬盘坏了会一起丢；有 U 盘时请换成 U 盘。", "warn")
        self._run("正在备份并抄到第二处", _both, self._copied)

    def forget_second(self) -> None:
        """Have no second place any more, after asking."""
        words = "以后插上它不再自己抄；已经抄过去的备份还在上面。"
        if problem.ask(self, "不再用这个地方放备份吗？", "不再用(&Y)", "继续用(&N)", detail=words):
            backup_second.forget(self.desk)
            self.refresh()

    def rehearse(self) -> None:
        """Restore the newest backup into a scratch folder, look, and throw it away."""
        self._run("正在演练恢复", lambda desk, _progress: backup_restore.drill(desk), self._rehearsed)

    def _rehearsed(self, words: str) -> None:
        self.bar.say(f"演练通过：{words}", "ok")

    def go_on_thinning(self) -> None:
        """Go on thinning after a restore."""
        backups.resume(self.desk)
        self.refresh()

    def check_data(self) -> None:
        """Check the whole data file and say what was found."""
        self._run("正在检查数据", lambda desk, progress: safety.check(desk, progress), self._checked)

    def _checked(self, problems: list[str]) -> None:
        if problems:
            more = f"\n另外还有 {len(problems) - 5} 处。" if len(problems) > 5 else ""
            self.bar.say("检查发现问题：\n" + "\n".join(problems[:5]) + more, "error")
        else:
            self.bar.say("检查完成，数据完整，和修改记录一一对得上。", "ok")

    def restore_chosen(self) -> None:
        """Leave the office and restore the chosen backup at the door, after asking."""
        kept = self.table.current()
        if kept is not None:
            self._restore(kept.path, kept.when)

    def restore_file(self) -> None:
        """Let the clerk choose a backup that lies elsewhere."""
        from gridDesk.ui.recovery_steps import stick_folder

        name, _ = QFileDialog.getOpenFileName(self, "选择备份文件", stick_folder(), "网格台备份 (*.gdbak)")
        if name:
            self._restore(Path(name), Path(name).name)

    def _restore(self, path: Path, when: str) -> None:
        detail = (
            f"这个单位会回到 {when} 的样子。恢复前先把现在的数据备份一次，现在的文件也改名留在旁边；"
            "恢复后暂停清理旧备份，下一次收发会把整份数据报上去。"
        )
        if problem.ask(self, "要用这份备份恢复吗？", "恢复(&R)", "先不恢复(&N)", detail=detail, danger=True):
            self._run(
                "正在备份现在的数据",
                lambda desk, progress: backups.run(desk, None, progress, why="restore"),
                lambda _made: self.window().restore(path),
            )

    def show_guide(self) -> None:
        """Tell how an office moves to a new computer."""
        from gridDesk.ui.handover_dialog import GuideDialog

        GuideDialog(self).open()

    def hand_over(self) -> None:
        """Begin to hand this computer over."""
        from gridDesk.ui.handover_dialog import HandoverDialog

        dialog = HandoverDialog(self.desk, self)
        dialog.destroyed_all.connect(lambda: self.window().forget_office())
        dialog.open()

    def _run(self, title: str, job: background.Job, done: object) -> None:
        self.bar.clear()
        self._free(free=False)
        task = background.run(self.desk, job, for_owner(self, done), for_owner(self, self.bar.show_error))
        task.title = title
        task.cancelled.connect(for_owner(self, lambda: self.bar.say("已停下，什么也没有改。", "note")))
        task.finished.connect(for_owner(self, self._finished))
        self.progress.follow(task)
        self.progress.show()

    def _finished(self) -> None:
        self.progress.hide()
        self._free(free=True)
        self.refresh()

    def _free(self, *, free: bool) -> None:
        for button in (
            self.now,
            self.drill,
            self.copy,
            self.choose,
            self.restore,
            self.restore_other,
            self.check,
            self.leave,
        ):
            button.setEnabled(free)


def _both(desk: Desk, progress: background.Job) -> Path:
    """Back up when there is news, then copy."""
    if backups.changed(desk):
        backups.run(desk, None, progress, why="hand")
    return backup_second.copy(desk, progress)
