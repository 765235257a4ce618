from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.documents.form import Form, Grid, Strip, Tiles, Title, Words
from gridDesk.documents.form_blocks import wanted
from gridDesk.documents.form_papers import FilledBlanks, blocks_of, build_forms
from gridDesk.documents.papers import Paper, load_papers
from gridDesk.documents.tables import Header
from gridDesk.errors import DefinitionError
from gridDesk.ledger import catalogue

HEADER = Header(unit="柳行村", date="2026-11-21")

SLIP = """
key = "slip"
title = "请假条"
kind = "form"
ledger = "leave"
signatures = ["申请人（签字）"]
[[block]]
strip = ["单位：{单位}", "", "编号：{编号}"]
[[block]]
widths = [24, 61, 24, 61]
lines = [
  ["*请假人", "{网格员}", "*类别", { text = "{类别□}", down = 2 }],
  ["*时间", "{开始日期}至{结束日期}", "*照片", ],
  ["*事由", { text = "{事由}", span = 3, ruled = 9, height = 27 }],
]
[[block]]
repeat = "人员"
widths = [1, 4]
head = [["*序号", "*姓名"]]
line = ["{序号}", "{姓名}"]
least = 3
[[block]]
words = "今有{网格员}请假。"
[[block]]
space = 6
"""


def read(tmp_path: Path, text: str) -> Paper:
    (tmp_path / "slip.toml").write_text(text, encoding="utf-8")
    return load_papers(tmp_path, catalogue())["slip"]


def form(paper: Paper, filled: FilledBlanks) -> Form:
    (made,) = build_forms(paper, [filled], HEADER).forms
    return made


def test_what_a_form_says_stands_in_its_cells(tmp_path: Path) -> None:
    values = {
        "单位": "柳行村",
        "编号": "7",
        "网格员": "王伟",
        "类别□": "☑事假　□病假",
        "开始日期": "2026年3月1日",
        "事由": "探亲",
    }
    made = form(read(tmp_path, SLIP), FilledBlanks(part="请假条 2026-03-01", key="a" * 32, values=values))
    title, _, strip, grid, _, words, _, _ = made.blocks
    assert (title, strip) == (Title("请假条"), Strip("单位：柳行村", "", "编号：7"))
    assert isinstance(grid, Grid)
    assert [cell.text for line in grid.lines for cell in line.cells] == [
        "请假人", "王伟", "类别", "☑事假　□病假", "时间", "2026年3月1日至　　　　", "照片", "事由", "探亲",
    ]  # fmt: skip
    assert [cell.label for cell in grid.lines[0].cells] == [True, False, True, False]
    assert grid.lines[2].height == 27
    assert words == Words("今有王伟请假。")
    assert (made.key, made.part) == ("a" * 32, "请假条 2026-03-01")


def test_a_form_for_the_pen_keeps_cells_free_and_leaves_room_among_words(tmp_path: Path) -> None:
    made = form(read(tmp_path, SLIP), FilledBlanks(part="空白请假条", rooms={"开始日期": "　年　月　日"}))
    grid, words = made.blocks[3], made.blocks[5]
    assert isinstance(grid, Grid)
    assert isinstance(words, Words)
    assert grid.lines[0].cells[1].text == ""
    assert grid.lines[1].cells[1].text == "　年　月　日至　　　　"
    assert "＿＿" in words.text


def test_a_list_has_a_row_for_each_and_at_least_so_many_numbered_throughout(tmp_path: Path) -> None:
    paper = read(tmp_path, SLIP)
    for count, rows in ((0, 3), (2, 3), (5, 5)):
        people = [{"姓名": f"某{n}"} for n in range(count)]
        grid = form(paper, FilledBlanks(part="请假条", rows={"人员": people})).blocks[4]
        assert isinstance(grid, Grid)
        assert [line.cells[0].text for line in grid.lines] == [str(n) for n in range(1, rows + 1)]
        assert [line.cells[1].text for line in grid.lines[:count]] == [f"某{n}" for n in range(count)]


def test_a_form_says_which_blanks_it_asks_for(tmp_path: Path) -> None:
    asked = wanted(blocks_of(read(tmp_path, SLIP)))
    assert asked.values == {"单位", "编号", "网格员", "类别□", "开始日期", "结束日期", "事由"}
    assert asked.rows == {"人员": {"姓名"}}


def test_small_forms_stand_side_by_side_without_a_title_of_their_own(tmp_path: Path) -> None:
    text = SLIP.replace("[[block]]", "tiles = { columns = 2, rows = 5, width = 90, height = 54 }\n[[block]]", 1)
    paper = read(tmp_path, text)
    page = build_forms(paper, [FilledBlanks(part="卡")], HEADER)
    assert page.tiles == Tiles(2, 5, 90, 54)
    assert not any(isinstance(block, Title) for block in next(iter(page.forms)).blocks)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("space = 6", "spaec = 6", 24, "每个 [[block]] 要写"),
        ("space = 6", 'space = 6\nwords = "多"', 24, "只能写"),
        ("least = 3", "last = 3", 21, "不认识的属性 last"),
        ("{事由}", "{事由", 14, "花括号不成对"),
        ("{事由}", "{}", 14, "没有名称"),
        ("span = 3, ruled", "span = 2, ruled", 14, "没有占满 4 栏"),
        ("span = 3, ruled", "span = 4, ruled", 14, "超出了 4 栏"),
        ("ruled = 9,", "down = 2,", 12, "超出了表格的最后一行"),
        ("ruled = 9", "rules = 9", 14, "不认识的属性 rules"),
        ("ruled = 9", 'align = "middle"', 14, "align 不能是 middle"),
        ("ruled = 9", 'tint = "red"', 14, "tint 应写成 #rrggbb"),
        ("widths = [1, 4]", "widths = [1, 0]", 18, "widths"),
        ("least = 3", "least = -3", 21, "least 应是"),
    ],
)
def test_a_slip_in_a_block_is_told_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, SLIP.replace(old, new))
    assert (caught.value.where, caught.value.line) == ("slip.toml", line)
    assert reason in caught.value.reason
