"""Village clerks' files in practice: one test per phenomenon, each with a real small file that contains the trap."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, catalogue
from gridDesk.roster import Known, Options, Plan, preview, read_workbook
from gridDesk.roster.plan import Settings
from tests.roster.support import id_number, write_sheets, write_xlsx

HEAD, WIFE, SON = id_number("1960-03-04", 11), id_number("1962-05-06", 22), id_number("1988-07-08", 31)
OTHER, THIRD, GIRL = id_number("1971-01-01", 13), id_number("1975-02-02", 24), id_number("2012-09-09", 46)


def plan_of(path: Path, known: Known | None = None, **options: object) -> Plan:
    return preview(read_workbook(path), known or Known(), catalogue(), Options(**options))


def made(plan: Plan, ledger: str) -> list[Edit]:
    return [edit for edit in plan.edits() if edit.ledger == ledger and edit.op == "create"]


def values(plan: Plan, ledger: str) -> list[dict[str, object]]:
    return [dict(edit.values) for edit in made(plan, ledger)]


def names(plan: Plan) -> list[object]:
    return [edit.values["name"] for edit in made(plan, "person")]


def homes(plan: Plan) -> list[list[str]]:
    called = {edit.uid: str(edit.values["name"]) for edit in made(plan, "person")}
    found: dict[object, list[str]] = {}
    for edit in made(plan, "residence"):
        found.setdefault(edit.values.get("household"), []).append(called[str(edit.values["person"])])
    return list(found.values())


def errors(plan: Plan) -> list[str]:
    return [note.kind for sheet in plan.sheets for row in sheet.rows for note in row.errors]


def warnings(plan: Plan) -> list[str]:
    return [note.kind for sheet in plan.sheets for row in sheet.rows for note in row.warnings]


def again(path: Path, plan: Plan) -> Plan:
    return plan_of(path, Known().with_edits((*plan.edits(), *plan.offered())))


class TestHeaders:
    def test_merged_titles_notes_and_a_two_row_header_give_one_address(self, tmp_path):
        rows = [
            ["某某镇柳行村常住人口登记表", *[None] * 7],
            ["填报单位：柳行村", *[None] * 5, "2026年5月", None],
            ["注：红色为必填", *[None] * 7],
            ["序号", "姓名", "公民身份号码", "户籍地", None, None, "联系", None],
            [None, None, None, "省", "市", "详址", "手机", "备注"],
            [1, "王伟", HEAD, "山东省", "淄博市", "柳行村2组7号", "13800000001", "党员"],
        ]
        merges = ["A1:H1", "A2:C2", "A3:H3", "A4:A5", "B4:B5", "C4:C5", "D4:F4", "G4:H4"]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, merges))
        assert names(plan) == ["王伟"]
        assert values(plan, "address")[0]["text"] == "山东省淄博市柳行村2组7号"
        assert values(plan, "person")[0]["phone"] == "13800000001"

    def test_a_two_row_header_without_merges(self, tmp_path):
        rows = [
            ["姓名", "身份证号", "户籍地", "", "联系电话"],
            ["", "", "村", "门牌", ""],
            ["王伟", HEAD, "柳行村", "7", "13800000001"],
        ]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert names(plan) == ["王伟"]
        assert values(plan, "address")[0]["text"] == "柳行村7号"

    def test_a_header_in_the_fourteenth_line(self, tmp_path):
        rows = [[f"说明第{n}条，请认真填写", None, None] for n in range(1, 14)]
        rows += [["姓名", "身份证号", "性别"], ["王伟", HEAD, "男"]]
        assert names(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == ["王伟"]

    @pytest.mark.parametrize(
        "words",
        [
            ("名字", "证件号码", "和户主关系", "户编号"),
            ("成员姓名", "身份证", "称谓", "户口号"),
            ("人员姓名", "公民身份号码", "家庭关系", "家庭编号"),
            ("姓　名", "身份证号码\n(18位)", "*与户主关系：", "户口簿号"),
        ],
    )
    def test_every_office_has_its_own_words(self, words, tmp_path):
        rows = [list(words), ["王伟", HEAD, "户主", 1], ["李兰", WIFE, "妻", 1]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert homes(plan) == [["王伟", "李兰"]]
        assert values(plan, "household")[0]["number"] == "1"

    def test_dictionary_and_empty_sheets_are_left_out_and_hidden_ones_are_said(self, tmp_path):
        import openpyxl

        sheets = {
            "人口": [["姓名", "身份证号"], ["王伟", HEAD]],
            "bean": [["民族", "代码"], ["汉族", "01"], ["回族", "03"]],
            "省市": [["省", "市"], ["山东省", "淄博市"]],
            "旧数据": [["姓名", "身份证号"], ["赵刚", OTHER]],
            "Sheet5": [],
        }
        path = write_sheets(tmp_path / "a.xlsx", sheets)
        book = openpyxl.load_workbook(path)
        book["旧数据"].sheet_state = "hidden"
        book.save(path)
        plan = plan_of(path)
        assert [sheet.target for sheet in plan.sheets] == ["resident", None, None, None, None]
        assert any("“旧数据”是隐藏的，没有读入" in notice for notice in plan.notices)

    def test_hidden_rows_are_read_and_said(self, tmp_path):
        import openpyxl

        path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD], ["李兰", WIFE]])
        book = openpyxl.load_workbook(path)
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["C"].hidden = True
        book.save(path)
        plan = plan_of(path)
        assert names(plan) == ["王伟", "李兰"]
        assert any("有 1 行" in notice and "隐藏" in notice for notice in plan.notices)


class TestHouseholds:
    HEADINGS = ("户主姓名", "姓名", "与户主关系", "身份证号", "户号", "家庭住址")

    def test_ways_are_counted_and_the_clerk_may_choose(self, tmp_path):
        rows = [
            list(self.HEADINGS),
            ["王伟", "王伟", "户主", HEAD, 1, "东街1号"], ["王伟", "李兰", "妻", WIFE, 1, "东街1号"],
            ["赵刚", "赵刚", "户主", OTHER, 2, "东街1号"],
        ]  # fmt: skip
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        sheet = plan.sheets[0]
        assert sheet.grouping == "按户号"
        assert {way.key: way.households for way in sheet.ways} == {
            "number": 2, "head": 2, "relation": 2, "address": 2, "none": 3,
        }  # fmt: skip
        chosen = plan_of(path, settings={sheet.matches.layout: Settings("none")})
        assert chosen.sheets[0].grouping == "没有分户依据，未分户"
        assert made(chosen, "household") == []

    def test_without_a_head_row_the_household_stands_and_its_head_stays_open(self, tmp_path):
        rows = [
            ["户主姓名", "姓名", "与户主关系", "身份证号"],
            ["王老大", "李兰", "妻", WIFE],
            ["王老大", "王小", "子", SON],
        ]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert homes(plan) == [["李兰", "王小"]]
        assert "head" not in values(plan, "household")[0]
        assert any("没有“户主”这一行" in notice for notice in plan.notices)

    def test_vertical_merges_and_blanks_below_are_filled_down(self, tmp_path):
        rows = [
            ["序号", "户主", "户主身份证号", "姓名", "身份证号", "住址"],
            [1, "王伟", HEAD, "王伟", HEAD, "东街1号"], [2, None, None, "李兰", WIFE, None],
            [3, "赵刚", OTHER, "赵刚", OTHER, "东街2号"], [4, "", "", "赵梅", THIRD, ""],
        ]  # fmt: skip
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["B2:B3", "C2:C3", "F2:F3"]))
        assert homes(plan) == [["王伟", "李兰"], ["赵刚", "赵梅"]]
        assert [edit.values["text"] for edit in made(plan, "address")] == ["东街1号", "东街2号"]

    @pytest.mark.parametrize("mark", ["同上", "〃", "″", "〃 "])
    def test_ditto_marks(self, mark, tmp_path):
        rows = [["户号", "姓名", "身份证号", "家庭住址"], [1, "王伟", HEAD, "东街1号"], [mark, "李兰", WIFE, mark]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert homes(plan) == [["王伟", "李兰"]]
        assert len(made(plan, "address")) == 1

    def test_serial_numbers_with_gaps_tell_nothing(self, tmp_path):
        rows = [["序号", "姓名", "身份证号"], [1, "王伟", HEAD], [7, "李兰", WIFE], ["", "赵刚", OTHER]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert names(plan) == ["王伟", "李兰", "赵刚"]
        assert all("remark" not in edit.values for edit in made(plan, "person"))

    def test_a_household_code_of_eighteen_digits_is_text(self, tmp_path):
        code = "370305001002020007"
        rows = [["户编码", "姓名", "身份证号"], [code, "王伟", HEAD], [code, "李兰", WIFE]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert [edit.values["number"] for edit in made(plan, "household")] == [code]

    def test_sheets_per_group_name_the_group(self, tmp_path):
        head = ["户号", "姓名", "身份证号"]
        sheets = {
            "1组": [head, [1, "王伟", HEAD]],
            "二组": [head, [1, "赵刚", OTHER]],
            "三片": [head, [1, "孙丽", THIRD]],
        }
        plan = plan_of(write_sheets(tmp_path / "a.xlsx", sheets))
        assert [edit.values["village_group"] for edit in made(plan, "household")] == ["1组", "2组", "三片"]


class TestSeveralPeopleInALine:
    def test_names_in_one_cell(self, tmp_path):
        rows = [
            ["家庭住址", "姓名", "身份证号"],
            ["东街1号", "王伟、李兰", f"{HEAD}、{WIFE}"],
            ["东街2号", "赵刚", OTHER],
        ]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
        assert [edit.values["id_number"] for edit in made(plan, "person")] == [HEAD, WIFE, OTHER]
        assert [row.row for row in plan.sheets[0].rows] == [2, 2, 3]
        assert any("1 行一行里写了几个人" in notice for notice in plan.notices)
        assert again(path, plan).edits() == []

    def test_other_members_beside_the_head(self, tmp_path):
        rows = [
            ["户主", "身份证号", "联系电话", "家庭成员"],
            ["王伟", HEAD, "13800000001", "李兰（妻）、王小（子）"],
            ["赵刚", OTHER, "", "赵梅"],
            ["孙平", THIRD, "", ""],
        ]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        assert homes(plan) == [["王伟", "李兰", "王小"], ["赵刚", "赵梅"], ["孙平"]]
        assert [edit.values.get("relation") for edit in made(plan, "residence")] == ["02", "12", "20", "02", None, "02"]
        assert [edit.values.get("id_number") for edit in made(plan, "person")] == [HEAD, None, None, OTHER, None, THIRD]
        assert again(path, plan).edits() == []

    def test_husband_and_wife_in_one_line(self, tmp_path):
        rows = [
            ["全员人口登记", *[None] * 6],
            ["编号", "女方信息", None, None, "男方信息", None, None],
            [None, "姓名", "身份证号", "民族", "姓名", "身份证号", "民族"],
            [1, "李兰", WIFE, "汉族", "王伟", HEAD, "汉族"],
            [2, "赵梅", THIRD, "回族", "", "", ""],
        ]
        merges = ["A1:G1", "A2:A3", "B2:D2", "E2:G2"]
        path = write_xlsx(tmp_path / "a.xlsx", rows, merges)
        plan = plan_of(path)
        assert homes(plan) == [["李兰", "王伟"], ["赵梅"]]
        assert [edit.values["ethnicity"] for edit in made(plan, "person")] == ["01", "01", "03"]
        assert again(path, plan).edits() == []

    def test_a_bad_number_of_the_second_person_names_her_own_cell(self, tmp_path):
        rows = [["姓名", "身份证号", "配偶姓名", "配偶身份证号"], ["王伟", HEAD, "李兰", WIFE[:-1]]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert names(plan) == ["王伟"]
        assert [(note.column, note.kind) for row in plan.sheets[0].rows for note in row.errors] == [("D2", "id_length")]

    def test_numbers_that_do_not_match_the_names_are_said(self, tmp_path):
        rows = [["姓名", "身份证号", "住址"], ["王伟、李兰、王小", f"{HEAD}/{WIFE}", "东街1号"]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert names(plan) == ["王伟", "李兰", "王小"]
        assert all("id_number" not in edit.values for edit in made(plan, "person"))
        assert "numbers_do_not_match" in warnings(plan)


class TestNumbers:
    def test_a_number_ruined_by_excel_is_met_by_name_and_fifteen_digits(self, tmp_path):
        known = Known().with_edits(
            plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]])).edits()
        )
        ruined = [["姓名", "身份证号", "电话"], ["王伟", float(HEAD[:15] + "000"), "13800000001"]]
        plan = plan_of(write_xlsx(tmp_path / "b.xlsx", ruined), known)
        assert errors(plan) == []
        assert [(edit.op, dict(edit.values)) for edit in plan.edits()] == [("update", {"phone": "13800000001"})]
        assert warnings(plan) == ["id_precision_lost"]

    def test_binary_neighbours_of_a_number_are_met_too_and_strangers_are_refused(self, tmp_path):
        known = Known().with_edits(
            plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]])).edits()
        )
        neighbour = float(int(HEAD[:17] + "8"))
        plan = plan_of(write_xlsx(tmp_path / "b.xlsx", [["姓名", "身份证号"], ["王伟", neighbour]]), known)
        assert (errors(plan), plan.edits()) == ([], [])
        plan = plan_of(write_xlsx(tmp_path / "c.xlsx", [["姓名", "身份证号"], ["孙平", neighbour]]), known)
        assert errors(plan) == ["id_precision_lost"]

    @pytest.mark.parametrize(
        "cell", [f"'{HEAD}", f" {HEAD[:6]} {HEAD[6:14]} {HEAD[14:]} ", f"{HEAD}\t", f"身份证：{HEAD}", f"{HEAD}（已核）",
                 HEAD.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})],
    )  # fmt: skip
    def test_a_number_with_dirt_around_it(self, cell, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", cell]]))
        assert [edit.values["id_number"] for edit in made(plan, "person")] == [HEAD]

    @pytest.mark.parametrize("end", ["x", "Ｘ", "×", "*"])
    def test_every_way_of_writing_the_last_x(self, end, tmp_path):
        number = next(n for n in (id_number("1960-03-04", s) for s in range(1, 99)) if n.endswith("X"))
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", number[:-1] + end]]))
        assert [edit.values["id_number"] for edit in made(plan, "person")] == [number]

    def test_two_numbers_of_two_people_in_a_cell_are_refused_and_two_forms_of_one_are_taken(self, tmp_path):
        short = HEAD[:6] + HEAD[8:17]
        rows = [["姓名", "身份证号"], ["王伟", f"{HEAD}/{short}"], ["李兰", f"{WIFE} {SON}"]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert [edit.values["id_number"] for edit in made(plan, "person")] == [HEAD]
        assert errors(plan) == ["id_several"]

    @pytest.mark.parametrize("cell", ["无", "未办", "0" * 18, "000000201501010000", "不详", "/"])
    def test_placeholders_are_no_number_and_no_reason_to_refuse(self, cell, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号", "性别"], ["王苗", cell, "女"]]))
        assert names(plan) == ["王苗"]
        assert errors(plan) == []


class TestDatesAgesAndSex:
    @pytest.mark.parametrize(
        ("cell", "kept"),
        [
            ("1985.3.2", "1985-03-02"), ("1985-03", "1985-03"), ("19850302", "1985-03-02"), ("85.3", "1985-03"),
            (31108, "1985-03-02"), ("2020年3月", "2020-03"), ("二〇二〇年三月", "2020-03"), ("1985/3/2", "1985-03-02"),
            (dt.datetime(1985, 3, 2), "1985-03-02"), (198503, "1985-03"), (1985, "1985"),
        ],
    )  # fmt: skip
    def test_dates_in_every_style(self, cell, kept, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "出生日期", "性别"], ["王伟", cell, "男"]]))
        assert values(plan, "person")[0]["birth"] == kept

    @pytest.mark.parametrize("cell", ["农历八月十五", "去年腊月", "1960年正月初三"])
    def test_lunar_dates_are_flagged_and_the_row_is_taken(self, cell, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "出生日期", "性别"], ["王伟", cell, "男"]]))
        assert names(plan) == ["王伟"]
        assert warnings(plan) == ["date_lunar"]

    def test_an_age_is_kept_in_words_and_never_as_a_birth_date(self, tmp_path):
        rows = [["2025年人口表", None, None], ["姓名", "年龄", "性别"], ["王伟", 65, "男"]]
        path = write_xlsx(tmp_path / "a.xlsx", rows, ["A1:C1"])
        plan = plan_of(path)
        assert "birth" not in values(plan, "person")[0]
        assert values(plan, "person")[0]["remark"] == "年龄：65岁，约1960年出生"
        assert again(path, plan).edits() == []

    @pytest.mark.parametrize("word", ["男", "男性", "M", "1", 1, " 男 "])
    def test_sex_in_every_style(self, word, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "性别", "民族"], ["王伟", word, "汉"]]))
        assert values(plan, "person")[0]["sex"] == "1"

    def test_a_sex_that_contradicts_the_number_is_warned_of(self, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "性别", "身份证号"], ["王伟", "女", HEAD]]))
        assert values(plan, "person")[0]["sex"] == "1"
        assert warnings(plan) == ["sex_contradicts_id"]


class TestOldCodes:
    def test_sex_zero_and_one_are_told_by_the_numbers(self, tmp_path):
        rows = [
            ["姓名", "性别", "身份证号"],
            ["王伟", 0, HEAD],
            ["李兰", 1, WIFE],
            ["赵梅", 1, THIRD],
            ["王苗", 1, "无"],
        ]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        coding = plan.sheets[0].codings[0]
        assert (coding.title, coding.chosen, coding.certain) == ("性别", "zero_man", True)
        assert [edit.values["sex"] for edit in made(plan, "person")] == ["1", "2", "2", "2"]
        assert warnings(plan) == []

    def test_without_numbers_the_clerk_is_asked_and_the_answer_counts(self, tmp_path):
        rows = [["姓名", "文化程度", "身份证号"], ["王伟", 60, HEAD], ["李兰", 70, WIFE], ["赵刚", 60, OTHER]]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        coding = plan.sheets[0].codings[0]
        assert not coding.certain
        assert [edit.values["education"] for edit in made(plan, "person")] == ["60", "70", "60"]
        layout = plan.sheets[0].matches.layout
        chosen = plan_of(path, settings={layout: Settings(codings={"文化程度": "tens"})})
        assert [edit.values["education"] for edit in made(chosen, "person")] == ["70", "80", "70"]

    def test_codes_that_only_one_list_has_tell_the_list(self, tmp_path):
        rows = [["姓名", "文化程度", "身份证号"], ["王伟", 50, HEAD], ["李兰", 70, WIFE], ["王苗", 70, GIRL]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert plan.sheets[0].codings[0].chosen in ("tens", "gb1984")

    def test_one_digit_relations_make_households(self, tmp_path):
        rows = [
            ["户号", "姓名", "与户主关系", "身份证号"],
            [1, "王伟", 0, HEAD], [1, "李兰", 1, WIFE], [1, "王小", 2, SON], [2, "赵刚", 0, OTHER], [2, "赵甜", 3, GIRL],
        ]  # fmt: skip
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert plan.sheets[0].codings[0].chosen == "one_digit"
        assert [edit.values["relation"] for edit in made(plan, "residence")] == ["02", "10", "20", "02", "30"]
        assert all("head" in edit.values for edit in made(plan, "household"))


class TestPhonesAndRelations:
    def test_several_phones_with_words_beside_them(self, tmp_path):
        rows = [
            ["姓名", "身份证号", "联系电话"],
            ["王伟", HEAD, "13800000001(儿子)；0533-7654321"],
            ["李兰", WIFE, 13800000002],
        ]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert [edit.values["phone"] for edit in made(plan, "person")] == [
            "13800000001(儿子)；0533-7654321", "13800000002",
        ]  # fmt: skip

    def test_relation_words_and_their_note(self, tmp_path):
        rows = [
            ["户号", "姓名", "与户主关系", "与户主关系备注"],
            [1, "王伟", "户主", ""], [1, "李兰", "老伴", ""], [1, "王大", "大儿子", ""], [1, "孙燕", "儿媳妇", "大儿媳"],
            [1, "周老太", "岳母", ""], [1, "王某某", "之孙女婿的表弟", ""],
        ]  # fmt: skip
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        found = [(edit.values.get("relation"), edit.values.get("relation_note")) for edit in made(plan, "residence")]
        assert found[0][0] == "02"
        assert found[1][0] in ("10", "11", "12")
        assert found[2][0] == "22"
        assert found[3] == ("38", "大儿媳")
        assert found[4][0] == "56"
        assert found[5] == (None, "之孙女婿的表弟")
        assert names(plan)[-1] == "王某某"


class TestGroups:
    @pytest.mark.parametrize("tick", ["√", "☑", "1", "是", "有", 1])
    def test_tick_columns(self, tick, tmp_path):
        rows = [
            ["姓名", "身份证号", "低保", "党员"],
            ["王伟", HEAD, tick, ""],
            ["李兰", WIFE, "", tick],
            ["赵刚", OTHER, "", "否"],
        ]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        assert (len(made(plan, "low_income")), len(made(plan, "party_member"))) == (1, 1)
        assert again(path, plan).edits() == []

    def test_several_groups_in_one_cell_with_levels(self, tmp_path):
        rows = [
            ["姓名", "身份证号", "人员类别"],
            ["王伟", HEAD, "低保A档、肢体残疾二级，党员"],
            ["李兰", WIFE, "独居老人"],
        ]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        assert values(plan, "low_income")[0]["relief_class"] == "A"
        assert (values(plan, "disabled")[0]["kind"], values(plan, "disabled")[0]["level"]) == ("4", "2")
        assert len(made(plan, "party_member")) == 1
        assert len(made(plan, "elderly")) == 1
        assert "remark" not in values(plan, "person")[0]
        assert again(path, plan).edits() == []

    def test_what_a_roster_says_of_a_group_goes_to_the_groups_record(self, tmp_path):
        rows = [
            ["户号", "姓名", "身份证号", "残疾等级", "残疾类别", "残疾证号", "低保档次"],
            [1, "王伟", HEAD, "三级", "肢体", HEAD + "43", ""],
            [1, "李兰", WIFE, "", "", "", "B类"],
            [2, "赵刚", OTHER, "无", "无", "", ""],
        ]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        assert [(v["level"], v["kind"], v["certificate"]) for v in values(plan, "disabled")] == [
            ("3", "4", HEAD + "43")
        ]
        assert [v["relief_class"] for v in values(plan, "low_income")] == ["B"]
        assert all("remark" not in v for v in values(plan, "person"))
        assert again(path, plan).edits() == []

    def test_protected_groups_are_offered_and_written_only_when_let_in(self, tmp_path):
        rows = [["姓名", "身份证号", "人员类别", "社区矫正"], ["王伟", HEAD, "刑满释放", ""], ["李兰", WIFE, "", "√"]]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert {edit.ledger for edit in plan.edits()}.isdisjoint({"released", "community_correction"})
        assert plan.offers == {"released", "community_correction"}
        assert plan.needs == frozenset()
        assert "刑满释放" not in str([edit.values for edit in plan.edits()])


class TestHouses:
    def test_a_range_of_dates_becomes_beginning_and_end(self, tmp_path):
        rows = [
            ["房屋地址", "房主姓名", "承租人姓名", "承租人身份证号", "租赁起止日期"],
            ["东街1号", "王伟", "孙平", THIRD, "2024.3-2025.3"],
            ["东街2号", "赵刚", "周强", OTHER, "2024年3月1日至长期"],
        ]
        path = write_xlsx(tmp_path / "a.xlsx", rows)
        plan = plan_of(path)
        assert [(v.get("since"), v.get("until")) for v in values(plan, "tenancy")] == [
            ("2024-03", "2025-03"), ("2024-03-01", None),
        ]  # fmt: skip
        assert again(path, plan).edits() == []

    def test_a_house_belongs_to_the_household_that_owns_it_and_lives_there(self, tmp_path):
        sheets = {
            "人口": [["户号", "姓名", "与户主关系", "身份证号", "住址"], [1, "王伟", "户主", HEAD, "东街1号"]],
            "房屋": [["房屋地址", "房主姓名", "房屋用途"], ["东街1号", "王伟", "自住"], ["东街9号", "王伟", "出租"]],
        }
        path = write_sheets(tmp_path / "a.xlsx", sheets)
        plan = plan_of(path)
        household = made(plan, "household")[0].uid
        assert [v.get("household") for v in values(plan, "dwelling")] == [household, None]
        assert again(path, plan).edits() == []

    def test_free_text_addresses_stay_as_typed_and_are_read_best_effort(self, tmp_path):
        rows = [
            ["姓名", "身份证号", "家庭住址"],
            ["王伟", HEAD, "3组12号"],
            ["赵刚", OTHER, "东街"],
            ["孙平", THIRD, "幸福小区1栋2单元301"],
        ]
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
        assert [v["text"] for v in values(plan, "address")] == ["3组12号", "东街", "幸福小区1栋2单元301"]
        assert values(plan, "address")[0]["village_group"] == "3组"
        assert (values(plan, "address")[2]["building"], values(plan, "address")[2]["unit"]) == ("1", "2")


class TestNames:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [("王□", "name_lost_character"), ("王?", "name_lost_character"), ("张WEI", "name_described_character"),
         ("王（氵甸）", "name_described_character"), ("李\ue863", "name_private_use")],
    )  # fmt: skip
    def test_a_character_that_could_not_be_typed_is_flagged_and_kept(self, name, kind, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], [name, HEAD]]))
        assert warnings(plan) == [kind] or kind == "name_private_use"
        assert len(made(plan, "person")) == 1

    @pytest.mark.parametrize("dot", "·•‧・･⋅∙．.")
    def test_one_dot_for_all_the_dots_of_minority_names(self, dot, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], [f"阿依古丽{dot}买买提", HEAD]]))
        assert names(plan) == ["阿依古丽·买买提"]

    @pytest.mark.parametrize("name", ["𠮷村", "𬭎", "㼆", "一"])
    def test_rare_and_single_characters_are_names(self, name, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], [name, HEAD]]))
        assert names(plan) == [name]

    def test_words_in_brackets_after_a_name_are_about_the_person(self, tmp_path):
        plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟（外出）", HEAD]]))
        assert names(plan) == ["王伟"]
        assert values(plan, "person")[0]["remark"] == "姓名旁注：外出"


class TestFiles:
    def test_a_gbk_csv_with_tabs_after_the_numbers(self, tmp_path):
        path = tmp_path / "导出.csv"
        path.write_bytes(f"姓名,身份证号\n王伟,{HEAD}\t\n".encode("gbk"))
        assert [v["id_number"] for v in values(plan_of(path), "person")] == [HEAD]

    def test_a_quote_that_is_never_closed_swallows_nothing(self, tmp_path):
        path = tmp_path / "导出.csv"
        lines = ["姓名,身份证号,备注", f'王伟,{HEAD},"高个', *[f"李{n:02d}号,,无" for n in range(40)]]
        path.write_text("\n".join(lines).replace("号", ""), encoding="utf-8-sig")
        assert len(plan_of(path).sheets[0].rows) == 41

    def test_an_et_file_is_told_in_words(self, tmp_path):
        path = tmp_path / "人口.et"
        path.write_bytes(b"x")
        with pytest.raises(DeskError, match="另存为"):
            read_workbook(path)

    def test_the_one_cell_dimension_that_wps_writes_hides_no_row(self, tmp_path):
        path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD], ["李兰", WIFE]])
        rewritten(
            path, "xl/worksheets/sheet1.xml", lambda text: text.replace('<dimension ref="A1:B3"', '<dimension ref="A1"')
        )
        assert names(plan_of(path)) == ["王伟", "李兰"]

    def test_a_strict_workbook_is_read(self, tmp_path):
        path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]])
        old, new = (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
        for part in part_names(path):
            if part.endswith((".xml", ".rels")) and "docProps" not in part:
                rewritten(path, part, lambda text: text.replace(old, new).replace(rels, strict))
        assert names(plan_of(path)) == ["王伟"]

    def test_formats_down_to_the_last_line_are_no_rows(self, tmp_path):
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["姓名", "身份证号"])
        book.active.append(["王伟", HEAD])
        book.active["A1048576"] = " "
        book.save(tmp_path / "a.xlsx")
        assert names(plan_of(tmp_path / "a.xlsx")) == ["王伟"]

    def test_names_of_other_departments_lists(self, tmp_path):
        rows = [
            ["承包方成员明细表", *[None] * 5],
            ["户主姓名", "成员姓名", "性别", "证件类型", "证件号码", "与户主关系"],
            ["王伟", "王伟", "男", "居民身份证", HEAD, "户主"],
            ["王伟", "李兰", "女", "居民身份证", WIFE, "配偶"],
        ]
        plan = plan_of(write_xlsx(tmp_path / "土地承包.xlsx", rows, ["A1:F1"]))
        assert homes(plan) == [["王伟", "李兰"]]
        assert errors(plan) == []


def part_names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def rewritten(path: Path, part: str, change) -> None:
    """Change the text of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode("utf-8")).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
