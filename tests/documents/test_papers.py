from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.documents.papers import load_papers
from gridDesk.documents.tables import build_table, chinese_date
from gridDesk.errors import DefinitionError
from gridDesk.ledger import catalogue
from tests.documents.samples import HEADER, papers, people

GOOD = """key = "trial"
title = "试用表"
kind = "table"
columns = [
  { key = "no" },
  { key = "person.name" },
  { key = "person.id_number", title = "证件号码", width = 40 },
]
"""


def load(tmp_path: Path, text: str, name: str = "trial.toml") -> object:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return load_papers(tmp_path, catalogue())


def test_every_special_group_has_a_paper_and_every_table_fits_its_sheet() -> None:
    assert {ledger.key for ledger in catalogue().special()} <= set(papers())
    for paper in papers().values():
        if paper.kind == "table":
            assert sum(column.width for column in paper.columns) <= paper.sheet.room + 0.1, paper.key


def test_id_numbers_keep_the_width_they_need_on_every_paper() -> None:
    for paper in papers().values():
        assert all(column.width >= 34 for column in paper.columns if column.key.endswith("id_number")), paper.key


def test_a_column_takes_title_width_and_alignment_from_its_field(tmp_path: Path) -> None:
    paper = load(tmp_path, GOOD)["trial"]  # type: ignore[index]
    field = catalogue()["person"]["name"]
    assert [(column.title, column.width, column.align) for column in paper.wide] == [
        ("序号", 9.0, "center"), (field.label, field.width, "left"), ("证件号码", 40.0, "center"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("person.name", "person.nickname", 6, "栏目 person.nickname 在台账里不存在"),
        ("width = 40", 'wide = 40', 7, "不认识的属性 wide"),
        ('key = "trial"', 'key = "other"', 1, "key 应与文件名相同"),
        ('kind = "table"', 'kind = "list"', 3, "kind 不能是 list，只能是 table、form"),
        ('title = "试用表"', "title = ", 2, "TOML 写法不对"),
        ("columns", "colums", 4, "不认识的属性 colums"),
        ("person.name", "person.former_name", 6, "栏目 person.former_name 没有宽度，请写 width"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert (caught.value.where, caught.value.line, caught.value.reason) == ("trial.toml", line, reason)


def test_a_paper_names_every_row_key_it_wants() -> None:
    assert set(papers()["resident_ledger"].keys) == set(next(people(1)))


def test_rows_from_a_generator_stream_and_take_their_section_counts_from_the_header() -> None:
    page = build_table(papers()["resident_ledger"], people(3), HEADER)
    assert [type(item).__name__ for item in page.body] == ["Section", "Group"]
    assert list(page.body) == []  # read once


def test_dates_read_as_chinese_and_blank_ones_leave_room_for_the_pen() -> None:
    assert chinese_date("2026-03-09") == "2026 年 3 月 9 日"
    assert chinese_date("2026-03") == "2026 年 3 月"
    assert chinese_date("") == "　　 年 　 月 　 日"
