"""The choices of a layout: one signal a change, remembered for each paper."""

from __future__ import annotations

from gridDesk.desk import Desk, layouts
from gridDesk.desk.print_order import Layout
from gridDesk.ui.print_choices import PrintChoices
from gridDesk.ui.print_layout import PrintLayout


def test_what_is_chosen_is_told_once_and_remembered_for_its_paper_alone(qtbot: object, desk: Desk) -> None:
    widget = PrintLayout(desk)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.show_paper("resident_ledger")
    assert widget.layout_wanted() == Layout()
    told: list[Layout] = []
    widget.changed.connect(told.append)
    widget.sheet.setCurrentIndex(2)
    widget.sheet.activated.emit(2)
    widget.large.setChecked(True)
    widget.rows.setChecked(True)
    assert told[0] == Layout(size="A4", landscape=False)
    assert told[-1] == Layout(size="A4", landscape=False, large=True, blank_rows=True)
    assert len(told) == 3
    assert layouts.remembered(desk, "resident_ledger") == told[-1]
    widget.show_paper("dwelling_ledger")
    assert widget.layout_wanted() == Layout()
    widget.show_paper("resident_ledger")
    assert widget.layout_wanted() == told[-1]
    assert len(told) == 3


def test_layout_of_a_newer_program_is_left_alone(desk: Desk) -> None:
    desk.set_setting("layout:resident_ledger", {"size": "B5"})
    assert layouts.remembered(desk, "resident_ledger") == Layout()


def test_volume_is_asked_about_in_its_own_words(qtbot: object, desk: Desk) -> None:
    choices = PrintChoices(desk)
    qtbot.addWidget(choices)  # type: ignore[attr-defined]
    assert choices.choose("book")
    assert choices.modes["half"].text() == "空的台账也装订"
    assert choices.mode() == "filled"
    assert choices.choose("daily_log")
    assert choices.modes["half"].text() == "半填（带上已知的）"
