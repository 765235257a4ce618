"""Comparing a department's list with the ledgers: four kinds of answers, and nothing written."""

from __future__ import annotations

import openpyxl
import pytest

from gridDesk.desk import compare, rosters
from gridDesk.errors import DeskError
from tests.roster.support import id_number, write_xlsx

HEAD, WIFE, SON = id_number("1960-03-04", 11), id_number("1962-05-06", 22), id_number("1988-07-08", 31)
OTHER, STRANGER = id_number("1971-01-01", 13), id_number("1980-02-02", 24)
ROSTER = [
    ["户号", "姓名", "与户主关系", "身份证号", "联系电话", "家庭住址", "低保"],
    [1, "王伟", "户主", HEAD, "13800000001", "柳行村东街1号", "√"],
    [1, "李兰", "妻", WIFE, "13800000002", "柳行村东街1号", ""],
    [1, "王小", "子", SON, "", "柳行村东街1号", "√"],
    [2, "赵刚", "户主", OTHER, "", "柳行村东街2号", ""],
]


@pytest.fixture
def office(village, tmp_path):
    rosters.apply(village, rosters.preview(village, [write_xlsx(tmp_path / "人口.xlsx", ROSTER)]))
    return village


def state_of(desk) -> tuple[object, ...]:
    layouts = [(layout.key, layout.used_at) for layout in desk.store.system.layouts.list()]
    return desk.store.digests(desk.office.site), layouts, desk.store.check()


def test_a_list_is_compared_and_nothing_is_written(office, tmp_path):
    rows = [
        ["医保参保名单", None, None, None],
        ["姓名", "证件号码", "手机", "住址"],
        ["王伟", HEAD, "13800000001", "东街1号"],
        ["李 兰", WIFE, "13900000009", "东街1号"],
        ["孙平", STRANGER, "", ""],
        ["周强", "3703051990", "", ""],
    ]
    before = state_of(office)
    found = compare.compare(office, [write_xlsx(tmp_path / "医保.xlsx", rows, ["A1:D1"])])
    assert state_of(office) == before
    assert [line.name for line in found.only_theirs] == ["孙平"]
    assert [line.name for line in found.only_ours] == ["王小", "赵刚"]
    assert [(line.name, one.label, one.theirs, one.ours) for line in found.differing for one in line.differences] == [
        ("李兰", "联系电话", "13900000009", "13800000002"),
    ]
    assert [(line.name, line.place) for line in found.unread] == [("周强", "Sheet1 第 6 行")]
    assert (found.same, found.listed, found.in_scope) == (1, 4, 4)


def test_the_scope_says_whom_the_list_should_hold(office, tmp_path):
    path = write_xlsx(tmp_path / "低保.xlsx", [["姓名", "身份证号"], ["王伟", HEAD], ["赵刚", OTHER]])
    found = compare.compare(office, [path], compare.Scope(group="low_income"))
    assert [line.name for line in found.only_ours] == ["王小"]
    assert [line.name for line in found.outside] == ["赵刚"]
    assert (found.same, found.only_theirs) == (1, ())
    kinds = compare.compare(office, [path], compare.Scope(kind="02"))
    assert kinds.in_scope == 0


def test_cut_numbers_old_numbers_and_namesakes_are_met_with_care(office, tmp_path):
    rows = [
        ["姓名", "身份证号", "出生日期"],
        ["王伟", float(HEAD[:15] + "000"), ""],
        ["李兰", WIFE[:6] + WIFE[8:17], ""],
        ["王小", "", "1988-07-08"],
        ["赵刚", OTHER[:10] + ("1" if OTHER[10] != "1" else "2") + OTHER[11:], ""],
    ]
    found = compare.compare(office, [write_xlsx(tmp_path / "公安.xlsx", rows)])
    assert found.same == 3
    assert [line.name for line in (*found.only_theirs, *found.unread)] == ["赵刚"]


def test_only_the_chosen_fields_are_compared(office, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号", "手机"], ["李兰", WIFE, "13900000009"]])
    assert compare.compare(office, [path], fields=("birth",)).differing == ()
    assert compare.comparable_fields(office, rosters.read([path])) == {
        "name": "姓名",
        "birth": "出生日期",
        "phone": "联系电话",
    }


def test_the_result_is_kept_as_a_workbook_with_numbers_as_text(office, tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx", [["姓名", "身份证号", "手机"], ["李兰", WIFE, "13900000009"], ["孙平", STRANGER, ""]]
    )
    found = compare.compare(office, [path])
    compare.save(office, found, tmp_path / "比对.xlsx")
    book = openpyxl.load_workbook(tmp_path / "比对.xlsx")
    assert book.sheetnames == ["说明", "他们有我们没有", "我们有他们没有", "内容不同"]
    assert [cell.value for cell in book["他们有我们没有"][2]][:2] == ["孙平", STRANGER]
    assert book["内容不同"]["E2"].value == "13900000009"


def test_a_list_without_people_is_told(office, tmp_path):
    with pytest.raises(DeskError, match="没有读到姓名或身份证号"):
        compare.compare(office, [write_xlsx(tmp_path / "a.xlsx", [["车牌", "颜色"], ["A1", "红"]])])
