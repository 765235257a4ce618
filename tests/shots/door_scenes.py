"""The door in pictures: logging in, the paper key, a restore, the first run; and behind it the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from gridDesk.desk import accounts, door_names, exchange, list_offices
from gridDesk.desk.key_paper import groups_of
from gridDesk.desk.office_folders import look
from gridDesk.desk.paper_keys import PaperKey
from gridDesk.sync.device import Stick
from gridDesk.ui import print_job, unlock
from gridDesk.ui.wizard import DONE, DRILL, KEY, LOCK, SECOND
from gridDesk.vault import paper
from tests.shots.grab import Scene, Studio, settle
from tests.shots.offices import PASSWORD

KEY_BYTES = bytes.fromhex("7b018fe2a4b7c3d9127705630badffee")
THE_KEY = PaperKey(paper.write(KEY_BYTES), paper.qr_text(KEY_BYTES), "2026-03-02")
PEOPLE = ("王建国", "李秀英", "赵敏")
WIZARD = ("office", "grids", "password", "key", "drill", "second", "done")


class DoorScenes:
    """Scenes at the door of the pictured village, and of its accounts."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def door(self) -> Iterator[Scene]:
        """Yield the scenes in which no office is open."""
        yield "01-unlock", lambda: self.login(PEOPLE[:1], "密码不对，没有打开。请检查大小写和输入法后重新输入。")
        yield "01-unlock-three", lambda: self.login(PEOPLE)
        yield "01-unlock-wait", lambda: self.login(PEOPLE, wait=80)
        yield "01-forgot", self.forgot
        yield "01-forgot-password", lambda: self.forgot(fresh=True)
        yield "01-restore", self.restore
        yield "01-restore-open", lambda: self.restore(1)
        for number, name in enumerate(WIZARD):
            yield f"02-wizard-{number + 1}-{name}", lambda number=number: self.wizard(number)

    def accounts(self) -> Iterator[Scene]:
        """Yield the page of the accounts and its dialogs."""
        yield "56-accounts", self.page
        yield "56-accounts-clerk", self.page_of_a_clerk
        yield "56-account-add", self.add
        yield "56-account-roles", lambda: self.dialog("account_dialogs", "RolesDialog", self._people()[-1])
        yield "56-account-reset", lambda: self.dialog("account_dialogs", "ResetDialog", self._people()[-1])
        yield "56-account-remove", lambda: self.dialog("account_remove", "RemoveDialog", self._people()[-1])
        yield "56-account-removed", self.removed
        yield "56-key-drill", self.drill
        yield "56-key-new", self.new_key
        yield "56-key-replace", lambda: self.dialog("paper_key_dialog", "NewKeyDialog")

    # --- the door -------------------------------------------------------------------------------------------------

    def login(self, people: tuple[str, ...], words: str = "", *, wait: int = 0) -> QWidget:
        """Picture the login with so many clerks; after a wrong password, or while one has to wait."""
        beside = [one for one in list_offices(self.desk.folder.parent) if one.path != self.desk.folder]
        before = door_names.names, unlock.waiting
        door_names.names, unlock.waiting = lambda _folder: list(people), lambda *_which: wait
        page = unlock.UnlockPage([look(self.desk.folder), *beside])
        self.studio.window.door._put(page)
        page._look_whether_to_wait()
        door_names.names, unlock.waiting = before
        if words:
            page.problem.say(words, "error")
        return self.studio.window

    def forgot(self, *, fresh: bool = False) -> QWidget:
        """Picture the paper key half typed with a wrong group, or the new password after it."""
        self.studio.window.door.show_paper_key(look(self.desk.folder))
        page = self.studio.window.door.currentWidget()
        if fresh:
            page.show_step(1)
            fill(page.fresh.who, PEOPLE[:2])
            return self.studio.window
        type_key(page.key.edit, wrong=4, upto=4)
        return self.studio.window

    def restore(self, step: int = 0) -> QWidget:
        """Picture the backups that were found, or what opens the one that was chosen."""
        exchange.sticks = lambda: [Stick(self.desk.folder.parent / "U盘", "KINGSTON", 14_600_000_000)]
        self.studio.window.door.home = self.desk.folder.parent
        self.studio.window.door.show_restore()
        page = self.studio.window.door.currentWidget()
        if step:
            page.show_step(step)
        return self.studio.window

    def wizard(self, number: int) -> QWidget:
        """Picture a step of the first run."""
        self.studio.window.door.show_wizard()
        page = self.studio.window.door.currentWidget()
        page.office.name.setText("柳行村")
        page.office.above.setText("淄水街道")
        page.grids.worker.setText("王建国")
        print_job.printers = lambda: ["大厅打印机"]
        page.key.begin(self.desk, THE_KEY)
        exchange.sticks = lambda: [Stick(Path("/U盘"), "KINGSTON", 14_600_000_000)]
        page._show(number)
        if number == LOCK:
            page.lock.place.setText("D:\\网格台\\柳行村")
            page.lock.password.setText("三棵老槐树旁边的")
            page.lock.pair._judge()
        elif number == KEY:
            page.key.view._sent("已交给打印机“大厅打印机”。")
        elif number == DRILL:
            type_key(page.drill.edit, wrong=3, upto=3)
        elif number == SECOND:
            page.problem.say("纸质钥匙对了。请现在就把纸装进信封封好。", "ok")
        elif number == DONE:
            page.done.tell("柳行村", Path("D:\\网格台\\柳行村"), "备份已经放到 U 盘“KINGSTON”，以后自动放。")
        return self.studio.window

    # --- accounts -------------------------------------------------------------------------------------------------

    def _people(self) -> list[accounts.Account]:
        """Return the clerks of the office, three of them."""
        if len(accounts.list_accounts(self.desk)) == 1:
            accounts.add(self.desk, PEOPLE[1], PASSWORD + "一", ("clerk", "sensitive", "approver"))
            accounts.add(self.desk, PEOPLE[2], PASSWORD + "二", ("clerk",))
        return accounts.list_accounts(self.desk)

    def page(self) -> QWidget:
        """Picture the page as a keeper sees it."""
        self._people()
        if not accounts.has_paper_key(self.desk):
            made = accounts.make_paper_key(self.desk)
            accounts.confirm_paper_key(self.desk, made.text)
        self.studio.page("accounts")
        self.studio.window.workspace.shown().refresh()
        return self.studio.window

    def page_of_a_clerk(self) -> QWidget:
        """Picture the page as a clerk sees it who may not change anything."""
        self._people()
        self.studio.page("accounts")
        shown = self.studio.window.workspace.shown()
        can, self.desk.can = self.desk.can, lambda _role: False
        shown.refresh()
        self.desk.can = can
        return self.studio.window

    def dialog(self, module: str, cls: str, *given: object) -> QWidget:
        """Open a dialog over the page."""
        self.page()
        return self.studio.dialog(module, cls, self.desk, *given)

    def add(self) -> QWidget:
        """Picture a new clerk half filled in."""
        dialog = self.dialog("account_dialogs", "AddDialog")
        dialog.name.setText("周小燕")
        dialog.pair.password.setText("三棵老槐树旁边的井")
        dialog.pair._judge()
        return dialog

    def removed(self) -> QWidget:
        """Picture what is said after a clerk was removed."""
        one = self._people()[-1]
        dialog = self.dialog("account_remove", "RemoveDialog", one)
        old = accounts.OldBackup(Path("griddesk-a1a1a1a1-20260914-171204.gdbak"), "2026-09-14T17:12", (one.who,))
        dialog.tell([old])
        return dialog

    def drill(self) -> QWidget:
        """Picture the paper key being tried, one group wrong."""
        dialog = self.dialog("paper_key_dialog", "DrillDialog")
        type_key(dialog.edit, wrong=6, upto=6)
        return dialog

    def new_key(self) -> QWidget:
        """Picture a new paper key as it is shown."""
        made, accounts.make_paper_key = accounts.make_paper_key, lambda _desk: THE_KEY
        print_job.printers = lambda: ["大厅打印机"]
        dialog = self.dialog("paper_key_dialog", "NewKeyDialog")
        dialog.go()
        accounts.make_paper_key = made
        settle(100)
        return dialog


def fill(box: QComboBox, names: tuple[str, ...]) -> None:
    """Offer these names."""
    box.clear()
    box.addItems(names)


def type_key(edit: QWidget, *, wrong: int, upto: int) -> None:
    """Type the groups of a key up to one, in which a digit is wrong."""
    for number, group in enumerate(groups_of(THE_KEY.text)[:upto], 1):
        text = f"{group[:2]}{(int(group[2]) + 1) % 10}{group[3:]}" if number == wrong else group
        edit.boxes[number - 1].setText(text)
        edit.boxes[number - 1].textEdited.emit(text)
