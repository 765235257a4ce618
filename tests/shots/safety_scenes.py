"""Scenes of what keeps an office's data whole: backups, the review of what is kept, damage, handing a computer over."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gridDesk.desk import backup_restore, backup_second, backups, damage, records
from gridDesk.ui.damage_page import DamagePage

if TYPE_CHECKING:
    from tests.shots.grab import Studio

Scene = tuple[str, Callable[[], QWidget]]


class SafetyScenes:
    """The pages of safety, in an office that has a second place and people who left long ago."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._ready = False

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "70-backups", lambda: self._page("backups")
        yield "70-backups-foot", self._foot
        yield "71-retention", lambda: self._page("retention")
        yield "71-retention-erase", self._erase
        yield "72-damage", lambda: self._damage("pages")
        yield "72-damage-keys", lambda: self._damage("keys_missing")
        yield "73-handover", lambda: self._dialog("HandoverDialog", self.studio.desk)
        yield "73-moving", lambda: self._dialog("GuideDialog")

    def _page(self, key: str) -> QWidget:
        self._make_ready()
        return self.studio.page(key)

    def _foot(self) -> QWidget:
        window = self._page("backups")
        page = self.studio.window.workspace.shown()
        from PySide6.QtWidgets import QScrollArea

        area = page.findChild(QScrollArea)
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        return window

    def _make_ready(self) -> None:
        if self._ready:
            return
        self._ready = True
        desk = self.studio.desk
        for _ in range(3):
            backups.run(desk, why="time")
        stick = desk.folder.parent.parent / "second"
        stick.mkdir(exist_ok=True)
        if backup_second.of(desk) is None:
            backup_second.choose(desk, stick)
            backup_second.copy(desk)
        backup_restore.drill(desk)
        for place, row in enumerate(list(desk.store.rows("person", limit=9))):
            year = 2012 + place
            records.close_record(
                desk, "person", str(row["uid"]), reason_code=("01", "02")[place % 2], on=f"{year}-03-0{place + 1}"
            )

    def _erase(self) -> QWidget:
        from gridDesk.ui.retention_page import EraseDialog

        self._page("retention")
        page = self.studio.window.workspace.shown()
        dialog = EraseDialog(page, page.cases[:3])
        dialog.show()
        return dialog

    def _damage(self, kind: str) -> QWidget:
        self._make_ready()
        folder = Path(shutil.copytree(self.studio.desk.folder, self.studio.out.parent / "harmed", dirs_exist_ok=True))
        page = DamagePage(damage.examine(folder, kind))
        page.resize(self.studio.window.size())
        page.show()
        return page

    def _dialog(self, cls: str, *given: object) -> QWidget:
        return self.studio.dialog("handover_dialog", cls, *given)
