"""Lists that leave: masked unless there is a reason, in a department's formats, and read again just as they are."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import openpyxl
import pytest

from gridDesk.desk import exports, listed, people, printing, records, rosters, view_paper
from gridDesk.desk.demo import make_demo
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View, pack, save_view
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.ledger.filter import Condition
from tests import granted

NUMBER = "370305198001011237"
PHONE = "13800001234"


@pytest.fixture
def desk(village):
    people.new_household(
        village, "007", "齐陵街道柳行村2组1号",
        {"name": "欧阳小满", "id_number": NUMBER, "phone": PHONE, "birth": "1980-01-01", "sex": "1"},
    )  # fmt: skip
    return village


def _rows(desk, path: Path, **wanted):
    granted.export(desk, ExportOrder(**wanted), path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    return [dict(zip(head, (cell.strip("\t") for cell in row), strict=True)) for row in rows]


COLUMNS = ("person.name", "person.id_number", "person.birth", "person.phone", "address.text", "age", "groups")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, ("欧阳小满", None, "1980-01", "138****1234", "齐陵街道柳行村2组1号")),
        ({"audience": "full", "reason": "报街道"}, ("欧阳小满", NUMBER, "1980-01-01", PHONE, "齐陵街道柳行村2组1号")),
        (
            {"audience": "full", "reason": "报街道", "ids": "spaced", "dates": "chinese"},
            ("欧阳小满", "370305 19800101 1237", "1980年1月1日", PHONE, "齐陵街道柳行村2组1号"),
        ),
        ({"dates": "digits"}, ("欧阳小满", None, "198001", "138****1234", "齐陵街道柳行村2组1号")),
    ],
)
def test_a_list_is_masked_unless_it_is_reported_with_a_reason(desk, tmp_path, wanted, said):
    (row,) = _rows(desk, tmp_path / "a.csv", view=View("", "people"), columns=COLUMNS, **wanted)
    assert tuple(row.get(title) for title in ("姓名", "公民身份号码", "出生日期", "联系电话", "家庭住址")) == said


def test_what_is_posted_in_public_holds_no_number_no_door_no_group_and_no_whole_name(desk, tmp_path):
    household = next(desk.store.rows("household"))
    records.save(desk, "household", str(household["uid"]), {"village_group": "2组"})
    address = next(desk.store.rows("address"))
    records.save(desk, "address", str(address["uid"]), {"village_group": "2组"})
    (row,) = _rows(desk, tmp_path / "a.csv", view=View("", "people"), columns=COLUMNS, audience="public")
    assert row == {"序号": "1", "姓名": "欧阳*满", "家庭住址": "2组", "年龄": row["年龄"]}


@pytest.mark.parametrize(
    ("audience", "hidden"), [("outside", (NUMBER, PHONE)), ("public", (NUMBER, PHONE, "欧阳小满", "1980-01-01"))]
)
def test_a_workbook_holds_nothing_that_it_does_not_show(desk, tmp_path, audience, hidden):
    path = tmp_path / "a.xlsx"
    granted.export(desk, ExportOrder(view=View("", "people"), columns=COLUMNS, audience=audience), path)
    with zipfile.ZipFile(path) as archive:
        whole = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    assert not [one for one in hidden if one in whole]


def test_a_long_name_and_place_are_seen_whole_in_the_workbook_and_numbers_stay_on_one_line(desk, tmp_path):
    person = next(iter(desk.store.rows("person")))
    desk.write([Edit("person", str(person["uid"]), "update", {"name": "阿卜杜热合曼·麦麦提依明·吐尔逊江"})], "修改人口")
    path = tmp_path / "a.xlsx"
    granted.export(desk, ExportOrder(view=View("", "people"), audience="full", reason="报街道", lock=False), path)
    sheet = openpyxl.load_workbook(path).active
    heads = {cell.value: cell.column_letter for cell in sheet[4]}
    wraps = {
        name: bool(sheet[f"{heads[name]}5"].alignment.wrap_text)
        for name in ("姓名", "家庭住址", "公民身份号码", "联系电话")
    }
    assert wraps == {"姓名": True, "家庭住址": True, "公民身份号码": False, "联系电话": False}
    assert sheet.row_dimensions[5].height > 30


def test_a_posted_list_is_ordered_by_what_it_shows(desk, tmp_path):
    for n, (name, birth) in enumerate(
        (("王小二", "1949-01-02"), ("李大", "1956-03-04"), ("赵六", "1930-01-01")), start=1
    ):
        people.new_household(desk, f"10{n}", f"齐陵街道柳行村2组{9 - n}号", {"name": name, "birth": birth, "sex": "1"})
    found = _rows(
        desk, tmp_path / "a.csv", view=View("", "people", sort="birth"), columns=("person.name",), audience="public"
    )
    assert [row["姓名"] for row in found] == ["李*", "欧阳*满", "王*二", "赵*"]
    assert [row["序号"] for row in found] == ["1", "2", "3", "4"]


def test_whole_numbers_without_a_reason_and_columns_of_nothing_are_refused(desk, tmp_path):
    with pytest.raises(DeskError, match="用途"):
        granted.export(desk, ExportOrder(view=View("", "people"), audience="full"), tmp_path / "a.csv")
    wanted = ExportOrder(view=View("", "people"), columns=("person.id_number",), audience="public")
    with pytest.raises(DeskError, match="栏目"):
        granted.export(desk, wanted, tmp_path / "a.csv")
    assert list(tmp_path.glob("*.csv")) == []
    assert exports.left(desk) == []


def test_a_view_leaves_as_it_is_filtered_and_sorted_and_is_written_down_without_names(desk, tmp_path):
    for n, birth in enumerate(("2001-01-01", "1950-05-05", "1990-01-01")):
        records.save(desk, "person", None, {"name": f"赵{n}", "birth": birth, "sex": "2"})
    view = View("女", "people", conditions=(Condition("sex", "is", ("2",)),), columns=("name", "birth"), sort="birth")
    rows = _rows(desk, tmp_path / "a.csv", view=view)
    assert [row["姓名"] for row in rows] == ["赵1", "赵2", "赵0"]
    line = exports.left(desk)[0]
    assert (line.list, line.rows, line.columns, line.kind) == ("人口", 3, "序号、姓名、出生日期", "csv")
    assert "赵" not in str(line)


def test_a_search_for_a_person_never_gets_into_the_name_of_the_file(desk):
    order = ExportOrder(view=View("", "people", search="欧阳小满"))
    assert exports.file_name(desk, order).startswith("柳行村人口台账 20")
    assert "欧阳" not in exports.file_name(desk, order)


def test_closed_people_are_marked_where_they_leave_with_the_others(desk, tmp_path):
    uid = str(next(desk.store.rows("person"))["uid"])
    people.move_out(desk, uid, "02", "2026-11-01")
    view = View("", "people", columns=("name",), states=("active", "closed"))
    assert _rows(desk, tmp_path / "a.csv", view=view) == [{"序号": "1", "姓名": "欧阳小满", "状态": "已注销"}]


def test_a_list_is_printed_as_it_stands_with_numbers_shortened(desk):
    view = View("", "people", columns=("name", "id_number", "age"))
    page = printing.compose(desk, PrintOrder(paper=f"view:{pack(view)}", full_ids=False))
    assert [column.title for column in page.columns] == ["序号", "姓名", "公民身份号码", "年龄"]
    (row,) = list(page.body)
    assert row[:3] == ("1", "欧阳小满", "3703**********1237")
    assert abs(sum(column.width for column in page.columns) - page.sheet.room) < 0.1
    assert NUMBER in next(iter(printing.compose(desk, PrintOrder(paper=f"view:{pack(view)}")).body))


def test_saved_views_are_papers_and_one_that_is_gone_says_so(desk):
    save_view(desk, View("六十岁以上", "people", columns=("name", "age")))
    assert [one.title for one in view_paper.papers(desk)] == ["本月待核实的户", "柳行村六十岁以上"]
    assert printing.list_paper(desk, "view:people:六十岁以上").scope == "way"
    for key in ("view:people:没有", "view:released:", "view:{", 'view:{"name":"","table":"released"}'):
        with pytest.raises(DeskError, match="不在"):
            printing.list_paper(desk, key)


def test_every_ledger_can_be_exported_with_every_column(desk, tmp_path):
    ledgers = [ledger.key for ledger in desk.catalogue.ledgers.values() if not ledger.internal]
    for key in ledgers:
        desk.enable(key)
    for table in ("people", "households", "dwellings", *ledgers):
        every = tuple(one.reference for one in listed.offered(desk, table))
        assert len(every) == len(set(every))
        wanted = ExportOrder(view=View("", table), columns=every, audience="full", reason="核对", lock=False)
        granted.export(desk, wanted, tmp_path / "a.xlsx")
        titles = [cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx").active[4]]
        assert all(titles)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    desk = make_demo(tmp_path_factory.mktemp("demo") / "village", people=60)
    desk.enable("released")
    person = str(next(desk.store.rows("person"))["uid"])
    for ledger, values in (("released", {"crime": "测试罪名"}), ("low_income", {"kind": "03", "amount": 65000})):
        desk.write([Edit(ledger, new_uid(), "create", {"person": person, **values})], "新增")
    yield desk
    desk.close()


SHEETS = ("people", "dwellings", "low_income", "disabled", "veteran", "released", "event", "visit", "grid")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("table", SHEETS)
def test_an_export_with_the_columns_of_the_template_is_read_again_and_nothing_changes(demo, tmp_path, table, kind):
    # Tenants without a household of their own are of the roster of dwellings, where they stand with their landlord.
    homes = (Condition("household", "filled", via="residence.person"),) if table == "people" else ()
    order = ExportOrder(
        view=View("", table, conditions=homes),
        columns=exports.template_columns(demo, table),
        audience="full",
        reason="核对",
        ids="quoted",
        lock=False,
    )
    path = tmp_path / exports.file_name(demo, order, kind)
    written = granted.export(demo, order, path)
    if not written.rows:
        pytest.fail("nothing to export")
    plan = rosters.preview(demo, [path])
    (sheet,) = [sheet for sheet in plan.sheets if sheet.target]
    told = [note.message for row in sheet.rows for note in (*row.errors, *row.warnings)]
    changes = [str(change) for row in sheet.rows for change in row.changes]
    assert {row.status for row in sheet.rows} == {"SAME"}, (told, changes)
    assert len(sheet.rows) == written.rows
    assert plan.edits() == []
