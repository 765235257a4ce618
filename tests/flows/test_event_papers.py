"""What the papers of events say: their steps in order, and nothing counted where there is nothing."""

from __future__ import annotations

from gridDesk.desk import printing
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.form import FormPage, Grid
from gridDesk.documents.table_page import TablePage
from gridDesk.ledger import Edit, new_uid


def test_steps_stand_under_their_event_as_they_were_taken(village: Desk) -> None:
    lamp, wall = new_uid(), new_uid()
    edits = [
        Edit("event", uid, "create", {"title": title, "date": "2026-11-02", "kind": "01"})
        for uid, title in ((lamp, "路灯不亮"), (wall, "围墙倾斜"))
    ]
    for number, act in ((2, "上报"), (10, "办理"), (1, "登记")):
        for uid in (wall, lamp):
            values = {"event": uid, "step": number, "date": "2026-11-02", "time": "10:00", "act": code(village, act)}
            edits.append(Edit("event_step", new_uid(), "create", values))
    village.write(edits, "新增事项")
    page = printing.compose(village, PrintOrder(paper="event_step"))
    assert isinstance(page, TablePage)
    places = [[column.key for column in page.columns].index(f"event_step.{key}") for key in ("event", "step")]
    rows = [tuple(row[place] for place in places) for row in page.body if isinstance(row, tuple)]
    steps = [row for row in rows if row[1] in ("1", "2", "10")]
    assert [(event.rpartition(" ")[2], step) for event, step in steps] == [
        (title, step) for title in sorted({event.rpartition(" ")[2] for event, _ in steps}) for step in ("1", "2", "10")
    ]


def test_bulletin_without_overdue_events_numbers_none(village: Desk) -> None:
    page = printing.compose(village, PrintOrder(paper="bulletin", month="2026-11"))
    assert isinstance(page, FormPage)
    (form,) = page.forms
    lines = [line for block in form.blocks if isinstance(block, Grid) for line in block.lines]
    (row,) = [line for line in lines if any(cell.text == "没有超过时限尚未办结的事项" for cell in line.cells)]
    assert row.cells[0].text == ""


def code(desk: Desk, word: str) -> str:
    """Return the code of an act of an event."""
    return str(desk.catalogue["event_step"]["act"].parse(word))
