"""Pages that follow the records: refreshed once after a change, when they show, and never for an office that is closed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridDesk.desk import records
from gridDesk.ui.watching import GATHER_MS, Watch


def test_a_page_of_an_office_that_was_closed_is_not_refreshed(qtbot, demo) -> None:
    page, told = QWidget(), []
    qtbot.addWidget(page)
    Watch(demo, page, lambda: told.append("asked the closed file"))
    page.show()
    records.save(demo, "grid", None, {"name": "第三网格"})
    demo.close()  # the page was told of the change, and is refreshed in a moment
    qtbot.wait(GATHER_MS * 3)
    page.hide()
    page.show()
    assert told == []
