"""Pictures of 对外提供: its two lists, a new giving, and who must agree, by password and by slip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gridDesk.desk import grant_copies, grant_slips, grants, paper_mark, print_grants
from gridDesk.desk.grants import PaperApproval
from gridDesk.desk.print_order import PrintOrder
from gridDesk.ui.grant_dialog import GiveDialog
from gridDesk.ui.grant_password import PasswordShown
from gridDesk.ui.grants_page import GrantsPage

if TYPE_CHECKING:
    from tests.shots.grab import Scene, Studio

GIVEN = (
    ("resident_ledger", "M0", "区民政局", "核对高龄津贴", 2), ("low_income", "M0", "街道民政办", "上报", 1),
    ("elderly", "M2", "区卫健局", "对外提供", 3),
)  # fmt: skip


class GrantScenes:
    """The scenes, on the office of a studio."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk, self.told = studio, studio.desk, False

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "59-grants", self.page
        yield "59-grants-copies", lambda: self.page(copies=True)
        yield "59-grant-new", self.giving
        yield "59-grant-approval", lambda: self.giving(asked=True)
        yield "59-grant-slip", lambda: self.giving(asked=True, alone=True)
        yield (
            "59-grant-password",
            lambda: self._shown(PasswordShown("已存到 D:\\台账\\老年人台账.pdf。", "483102975516")),
        )

    def page(self, *, copies: bool = False) -> QWidget:
        """Picture the lists after some givings, one slip still waiting."""
        with _approved_by():  # on paper: earlier scenes made accounts, one of them an approver's
            self._tell()
        window = self.studio.page("grants")
        page = next(one for one in window.findChildren(GrantsPage) if one.isVisible())
        page.tabs["copies" if copies else "given"].setChecked(True)
        return window

    def giving(self, *, asked: bool = False, alone: bool = False) -> QWidget:
        """Picture a new giving; `asked`: somebody must agree, `alone`: nobody else has a password."""
        with _approved_by(*([] if alone else ["李主任", "陈书记"])):
            dialog = GiveDialog(self.desk)
            dialog.recipient.setText("区民政局 王科长")
            dialog.words.setText("核对高龄津贴")
            shown = self._shown(dialog)
            if asked:
                dialog.level.setCurrentIndex(0)
                dialog.accept()
                dialog.adjustSize()
            return shown

    def _shown(self, dialog: QWidget) -> QWidget:
        dialog.show()
        return dialog

    def _tell(self) -> None:
        if self.told:
            return
        self.told = True
        for paper, level, recipient, purpose, copies in GIVEN:
            inside = level == "M0"
            order = PrintOrder(paper=paper, level="" if inside else level, recipient=recipient, purpose=purpose)
            wanted = print_grants.order_of(self.desk, order, copies=copies)
            agreed = None
            if grants.needs_approval(self.desk, wanted):
                agreed = PaperApproval(grant_slips.ask(self.desk, wanted).slip, "李主任")
            grant = grants.issue(self.desk, wanted, agreed)
            grants.note_use(self.desk, grant, code=paper_mark.new_code(self.desk), pages=4)
        waiting = PrintOrder(paper="disabled", recipient="区残联", purpose="上报")
        grant_slips.ask(self.desk, print_grants.order_of(self.desk, waiting))
        grant_copies.take_back(self.desk, grant_copies.copies(self.desk)[0].number)


@contextmanager
def _approved_by(*names: str) -> Iterator[None]:
    """Let an office have these approvers for a scene."""
    kept = grants.approvers
    grants.approvers = lambda _desk: list(names)
    try:
        yield
    finally:
        grants.approvers = kept
