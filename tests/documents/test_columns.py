"""Columns fitted to a sheet: numbers and dates whole, texts squeezed, one above the other where it is narrow."""

from __future__ import annotations

from gridDesk.documents.columns import STACK, ease, least_widths, squeezed, stacked, widened
from gridDesk.documents.table_page import Column
from gridDesk.documents.tables import build_table
from gridDesk.ledger import catalogue
from tests.documents.samples import HEADER, papers, people

COLUMNS = (
    Column("no", "序号", 9, "center"), Column("person.name", "姓名", 20), Column("person.id_number", "公民身份号码", 35, "center"),
    Column("person.phone", "联系电话", 24, "center"), Column("address.text", "住址", 40), Column("person.remark", "备注", 30),
)  # fmt: skip


def test_squeezing_leaves_numbers_and_names_whole() -> None:
    least = least_widths(catalogue(), COLUMNS)
    found = {column.key: column.width for column in squeezed(COLUMNS, 130, least)}
    assert sum(found.values()) <= 130.1
    assert found["person.id_number"] >= 34.5
    assert found["person.phone"] >= 23
    assert found["person.name"] >= 13
    assert found["address.text"] < 40


def test_widening_gives_room_to_texts_only() -> None:
    found = {column.key: column.width for column in widened(COLUMNS, 258)}
    assert round(sum(found.values()), 3) == 258
    assert (found["no"], found["person.id_number"]) == (9, 35)


def test_named_columns_go_above_each_other_first_and_keep_their_place() -> None:
    def room(columns: object) -> float:
        return ease(columns, 130, least_widths(catalogue(), columns))  # type: ignore[arg-type]

    found = stacked(COLUMNS, [["person.id_number", "person.phone"]], room)
    assert [column.key for column in found][:3] == ["no", "person.name", f"person.id_number{STACK}person.phone"]
    assert found[2].title == f"公民身份号码{STACK}联系电话"
    assert found[2].width == 35


def test_nothing_is_stacked_where_all_fit() -> None:
    assert stacked(COLUMNS, [["person.id_number", "person.phone"]], lambda _columns: 1.0) == list(COLUMNS)


def test_stacked_texts_keep_their_lines_and_an_empty_stack_is_empty() -> None:
    from dataclasses import replace

    paper = papers()["resident_ledger"]
    both = Column(f"person.phone{STACK}person.remark", "联系电话\n备注", 30)
    paper = replace(paper, columns=(Column("person.name", "姓名", 20), both), section="", group="")
    rows = [{"person.name": "甲", "person.remark": "外出"}, {"person.name": "乙"}, {"person.phone": "13800000000"}]
    assert list(build_table(paper, rows, HEADER).body) == [("甲", "\n外出"), ("乙", ""), ("", "13800000000\n")]
    assert set(paper.keys) == {"person.name", "person.phone", "person.remark"}
    assert next(people(1))["person.phone"]
