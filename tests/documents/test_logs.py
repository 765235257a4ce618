"""The daily record in its five layouts, the bound month, and the papers drawn from many days."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridDesk.documents.form import Cell, Form, FormPage, Grid
from gridDesk.documents.form_layout import lay_out
from gridDesk.documents.log_day import LogFinding, LogVisit, entries, reduced, told
from gridDesk.documents.log_layouts import LAYOUTS
from gridDesk.documents.log_street import CLASSES, duty_class
from gridDesk.documents.pdffile import MM
from tests.documents.log_samples import LOG_GOLDEN, LOG_PAGES, day, golden, in_mode, logs
from tests.documents.samples import pdf, squeezed, texts

LAYOUT_KEYS = sorted(LAYOUTS)


def words(page: FormPage) -> str:
    """Return every text of a page's cells and headings."""
    cells = [
        cell
        for form in page.forms
        for grid in _grids(form)
        for line in (*grid.head, *grid.lines)
        for cell in line.cells
    ]
    return squeezed("".join(cell.text for cell in cells))


def _grids(form: Form) -> list[Grid]:
    return [block for block in form.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("key", LOG_PAGES)
def test_each_log_paper_says_what_its_golden_text_says(key: str) -> None:
    assert golden(key) == (LOG_GOLDEN / f"{key}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", LAYOUT_KEYS)
def test_one_record_fills_every_layout(key: str) -> None:
    text = words(logs(key, "filled", day()))
    for said in ("柳行村第二网格", "2026年11月20日星期五", "三盏路灯不亮", "东屋漏雨", "走访独居老人5户"):
        assert said in text, said


@pytest.mark.parametrize("key", LAYOUT_KEYS)
@pytest.mark.parametrize("mode", ["blank", "half"])
def test_a_page_for_the_pen_is_one_side_with_rows_of_nine_millimetres(key: str, mode: str) -> None:
    page = logs(key, mode, in_mode(mode))  # type: ignore[arg-type]
    (form,) = page.forms
    (side,) = lay_out(form, page.sheet)
    empty = [piece for piece in side.pieces if piece.line and piece.line.stretch]
    assert len(empty) >= 3
    assert min(piece.height for piece in empty) >= 9 * MM
    ruled = [cell for grid in _grids(form) for line in grid.lines for cell in line.cells if cell.ruled]
    assert all(cell.ruled >= 9 for cell in ruled)


@pytest.mark.parametrize("key", LAYOUT_KEYS)
def test_a_blank_page_says_who_and_its_number_and_nothing_of_the_day(key: str) -> None:
    data = squeezed("".join(texts(pdf(LOG_PAGES[f"{key}_blank"]())[0])))
    assert day().worker in data
    assert "页码：2026-143" in data
    assert not any(said in data for said in ("2026年11月20日", "路灯", "漏雨", "☑", "反诈"))


@pytest.mark.parametrize("key", LAYOUT_KEYS)
def test_a_half_filled_page_names_the_visits_due_and_leaves_the_day_open(key: str) -> None:
    text = words(LOG_PAGES[f"{key}_half"]())  # type: ignore[arg-type]
    assert all(f"3组{n}号" in text for n in range(1, 6))
    assert "2026年11月20日星期五" in text
    assert not any(said in text for said in ("路灯", "漏雨", "反诈"))


@pytest.mark.parametrize("key", LAYOUT_KEYS)
def test_a_long_day_goes_on_over_the_leaf_and_loses_nobody(key: str) -> None:
    many = replace(day(40), visits=tuple(replace(one, problem=f"问题{n}号") for n, one in enumerate(day(40).visits)))
    data, printed = pdf(logs(key, "filled", many))
    text = squeezed("".join(texts(data)))
    assert len(printed.pages) > 1
    assert "续页" in squeezed(texts(data)[1])
    assert all(f"3组{n + 1}号" in text and f"问题{n}号" in text for n in range(40))


def test_the_boxes_the_records_tick_are_ticked_and_no_others() -> None:
    for key, count in (("work_record", 3 + 1), ("mood_diary", 2)):  # the patrol of two hours is a box too
        assert words(logs(key, "filled", day())).count("☑") == count


def test_a_patrol_of_less_than_two_hours_is_not_ticked() -> None:
    assert "☑满2小时" in words(logs("work_record", "filled", day()))
    assert "□满2小时" in words(logs("work_record", "filled", replace(day(), minutes=119)))


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (LogFinding(handling="当场解决", owner="网格员"), 0), (LogFinding(), 0), (LogFinding(handling="转办"), 1),
        (LogFinding(owner="民政专员"), 1), (LogFinding(handling="上报", owner="网格中心"), 2),
    ],
)  # fmt: skip
def test_findings_stand_under_whose_duty_they_are(finding: LogFinding, place: int) -> None:
    assert CLASSES[duty_class(finding)] == CLASSES[place]


def test_the_mood_log_counts_each_class_once_and_splits_at_once_from_limited() -> None:
    (form,) = logs("mood_log", "filled", day()).forms
    tally = [grid for grid in _grids(form) if len(grid.widths) == 8][-1]
    rows = [[cell.text for cell in line.cells if not cell.label] for line in tally.lines]
    assert rows == [
        ["1", "0", "0", "1", "2", "4"],
        ["0", "0", "0", "0", "1", "1"],
        ["1", "0", "0", "1", "1", "3"],
        ["0", "0", "0", "0", "1", "1"],
    ]


def test_a_diary_runs_by_the_hours_and_tells_nothing_twice() -> None:
    found = entries(day())
    assert [one.time for one in found] == sorted(one.time for one in found)
    assert [one.where for one in found if one.key] == ["主街", "工业路8号"]
    twice = replace(day(), findings=(*day().findings, LogFinding(time="08:10", situation="警示牌倒了。")))
    assert len(entries(twice)) == len(found)


def test_what_was_said_on_a_visit_is_an_item_of_its_own() -> None:
    assert [one.situation for one in told(day()) if one.reporter.startswith("3组1号")] == ["东屋漏雨，盼修缮。"]


def test_a_blank_day_keeps_no_visit_and_a_half_filled_one_only_whom_to_see() -> None:
    assert reduced(day(), "blank").visits == ()
    assert reduced(day(), "half").visits[0] == LogVisit(
        time="09:00", household=day().visits[0].household, kind="困难人群"
    )


def test_the_tall_cell_of_the_tally_stands_beside_all_its_rows() -> None:
    (form,) = logs("mood_log", "filled", day()).forms
    tally = [grid for grid in _grids(form) if len(grid.widths) == 8][-1]
    assert tally.lines[0].cells[0] == Cell("件\n数", label=True, down=len(tally.lines))


@pytest.mark.parametrize("key", LAYOUT_KEYS)
def test_eight_visits_due_in_a_community_still_stand_on_one_side_with_the_signatures(key: str) -> None:
    due = tuple(LogVisit(household=f"和谐小区{n}号楼1单元{n}01　某某", kind="入户走访") for n in range(1, 9))
    page = logs(key, "half", replace(day(), visits=due))
    (form,) = page.forms
    assert len(lay_out(form, page.sheet)) == 1


def test_every_class_of_duty_keeps_a_line_for_the_pen_however_many_visits_are_due() -> None:
    visits = tuple(LogVisit(household=f"柳行村{n}组{n}号　王伟", kind="入户走访") for n in range(1, 12))
    page = logs("street_diary", "half", replace(day(), visits=visits))
    (form,) = page.forms
    side = lay_out(form, page.sheet)[0]
    said = [tuple(cell.text for cell in piece.line.cells) for piece in side.pieces if piece.line]
    for name in CLASSES:
        assert not any(said[said.index((name,)) + 1])
