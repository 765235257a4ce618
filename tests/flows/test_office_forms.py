"""Every form of the office, for the pen and filled: it fits its sheets, says what the record says, hides what it must."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridDesk import paths
from gridDesk.desk import Desk, attachments, forms_duty, forms_leave, printing
from gridDesk.desk.grid_views import choose_profile
from gridDesk.desk.headings import FORM_HEADINGS
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.form import FormPage
from gridDesk.documents.form_layout import lay_out, lay_out_box
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.pdffile import MM
from gridDesk.ledger import Edit
from tests.flows import office_forms
from tests.flows.conftest import PASSWORD
from tests.flows.office_forms import (
    DUTY,
    ELDER_ID,
    ELDER_PHONE,
    EVENT,
    ID,
    LEAVE,
    MEETING,
    OPEN,
    PARTY_ID,
    PARTY_PHONE,
    PATROL,
    TRAINING,
    WORKER,
    said,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "forms"
# Paper: the record it is filled from, and how many sheets it takes for the pen and filled.
RECORDS = {
    "badge": WORKER, "worker_file": WORKER, "resignation": WORKER, "handover_list": WORKER, "leave_slip": LEAVE,
    "meeting_minutes": MEETING, "sign_in": MEETING, "training_register": TRAINING, "training_sign_in": TRAINING,
    "shift_handover": DUTY, "task_slip": OPEN, "dispute_dossier": EVENT, "patrol_record": PATROL,
    "dispute_register": EVENT, "mediation_agreement": EVENT, "event_pictures": EVENT,
}  # fmt: skip
OTHERS = (
    "contact_card", "grid_board", "grid_board_a2", "duty_roster", "attendance_month", "visit_plan", "visit_plan_day", "visit_plan_rest", "survey", "outside_approval", "bulletin",
    "extract_month",
)  # fmt: skip
SHEETS = {"worker_file": 2, "dispute_dossier": 8}
FORMS = (*RECORDS, *OTHERS)


@pytest.fixture(scope="module")
def desk(offices: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample office; tests that write use `changed`."""
    with office_forms.at_fixed_time():
        found = office_forms.made(offices / "village", tmp_path_factory.mktemp("forms") / "village", PASSWORD)
        yield found
        found.close()


@pytest.fixture
def changed(offices: Path, tmp_path: Path) -> Iterator[Desk]:
    """A sample office of one's own."""
    with office_forms.at_fixed_time():
        found = office_forms.made(offices / "village", tmp_path / "village", PASSWORD)
        yield found
        found.close()


def page(desk: Desk, key: str, mode: str = "filled", **more: object) -> FormPage:
    """Compose a form of the sample office, from its record where it has one."""
    records = (RECORDS[key],) if mode == "filled" and key in RECORDS else ()
    order = {"records": records, "month": "2026-11", "grid": str(desk.grids()[0]["uid"]), **more}
    return printing.compose(desk, PrintOrder(paper=key, mode=mode, **order))  # type: ignore[arg-type,return-value]


def text(desk: Desk, key: str, mode: str = "filled", **more: object) -> str:
    return said(page(desk, key, mode, **more))


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("mode", ["blank", "filled"])
def test_every_office_form_fits_its_sheets_and_says_what_it_said_before(desk, key, mode):
    composed = page(desk, key, mode)
    printed = write_pdf(composed, io.BytesIO())
    assert (len(printed.pages), printed.missing) == (SHEETS.get(key, 1), ())
    golden = GOLDEN / f"{key}_{mode}.txt"
    assert said(composed) == golden.read_text(encoding="utf-8"), "python -m tests.flows.test_office_forms renews these"


@pytest.mark.parametrize("key", FORMS)
def test_every_office_form_is_offered_for_the_pen_and_filled_with_its_help(desk, key):
    choice = next(one for one in printing.papers(desk) if one.key == key)
    assert (choice.kind, choice.modes) == ("form", ("blank", "filled"))
    assert choice.help.endswith("。")
    assert choice.scope in (("record",) if key in RECORDS else ("grid", "month", "office"))
    assert choice.heading in FORM_HEADINGS


@pytest.mark.parametrize("key", FORMS)
def test_rows_for_the_pen_are_at_least_nine_millimetres_high(desk, key):
    composed = page(desk, key, "blank")
    if composed.tiles or key.startswith("grid_board"):
        return  # nobody writes on a card or a board
    for form in composed.forms:
        for side in lay_out(form, composed.sheet):
            for piece in side.pieces:
                free = piece.line and any(not cell.text and not cell.picture for cell in piece.line.cells)
                assert not free or piece.height >= 8.49 * MM, (key, [cell.text for cell in piece.line.cells])


@pytest.mark.parametrize("key", ["contact_card", "badge"])
@pytest.mark.parametrize("mode", ["blank", "filled"])
def test_small_forms_fit_their_boxes_under_every_regulation(changed, key, mode):
    for profile in ("QL", "JJ", "XC", "QD"):
        choose_profile(changed, profile)
        composed = page(changed, key, mode)
        tiles = composed.tiles
        assert tiles
        for form in composed.forms:
            box = (tiles.width - 2 * tiles.padding) * MM, (tiles.height - 2 * tiles.padding) * MM
            assert len(lay_out_box(form, *box)) == 1, profile


def test_word_files_are_made_of_every_office_form(desk):
    for key in FORMS:
        records = (RECORDS[key],) if key in RECORDS else ()
        assert printing.docx(desk, PrintOrder(paper=key, records=records, month="2026-11"))[:2] == b"PK", key


@pytest.mark.parametrize("mode", ["blank", "filled"])
def test_every_office_form_can_be_made_by_a_street_that_has_no_grids_and_no_records(street, mode):
    for key in FORMS:
        composed = printing.compose(street, PrintOrder(paper=key, mode=mode, month="2026-11"))  # type: ignore[arg-type]
        assert write_pdf(composed, io.BytesIO()).pages, key


# --- leave ----------------------------------------------------------------------------------------------------------


def test_leave_slip_names_the_approvers_of_GZ1_3_2(desk):
    shown = text(desk, "leave_slip")
    assert "分管领导 | 签注意见" in shown
    assert "办事处主任 | 审批" in shown
    assert "党工委书记 |" not in shown
    assert "共 5 天" in shown


def test_tiers_of_leave_are_those_of_GZ1_3_2():
    with (paths.resources() / "policies" / "clauses.tsv").open(encoding="utf-8") as file:
        clause = next(row for row in csv.DictReader(file, delimiter="\t") if row["id"] == "GZ1-3.2")
    tiers = re.search(r"tiers=([^;]*)", clause["params"])
    assert tiers
    for tier in tiers[1].split(","):
        limit, last = tier.split(":")
        days = float(limit) if limit.isdigit() else float(limit[1:])
        if limit == "30":  # the text: 一个月以内（不含30天）; the list of clauses left that out
            days = 29.5
        assert forms_leave.approvers(days)[-1] == (last, "审批")
        if limit.isdigit():
            assert forms_leave.approvers(days + 0.5)[-1] != (last, "审批")
    assert (
        f"sick_max_months={forms_leave.SICK_MONTHS}" in clause["params"],
        f"personal_max_months_per_year={forms_leave.PERSONAL_MONTHS}" in clause["params"],
    ) == (True, True)


def test_leave_slip_shows_totals_of_the_year_and_limits_of_GZ1_3_2(changed):
    assert (
        "2026年累计⏎（含本次） | 事假（天） | 病假（天） | 其他假（天） | 规定限额\n5 | 2 | 0 | 事假全年累计不超过2个月"
        in text(changed, "leave_slip")
    )
    changed.write([Edit("leave", LEAVE, "update", {"until": "2027-01-20", "days": 63.0})], "修改请假")
    assert "63 | 2 | 0 | 事假全年累计已超过2个月" in text(changed, "leave_slip")
    changed.write(
        [Edit("leave", LEAVE, "update", {"kind": "02", "since": "2026-01-01", "until": "2026-07-01", "days": None})],
        "修改请假",
    )
    assert "病假一次已超过6个月" in text(changed, "leave_slip")


def test_leave_that_was_refused_counts_nowhere(changed):
    changed.write([Edit("leave", "31" * 16, "update", {"approval": "03"})], "修改请假")
    assert "\n5 | 0 | 0 | " in text(changed, "leave_slip")


def test_leave_slip_says_who_approved_it_and_when(changed):
    changed.write(
        [Edit("leave", LEAVE, "update", {"approver": "周主任", "approved_on": "2026-11-17", "approval": "02"})],
        "修改请假",
    )
    assert "办事处主任 | 审批 | 周主任　2026年11月17日 | " in text(changed, "leave_slip")


# --- the team -------------------------------------------------------------------------------------------------------


def test_resignation_names_the_first_day_after_the_notice_of_QL_28(desk):
    shown = text(desk, "resignation")
    assert "2026年12月10日" in shown
    assert "☑本人辞职" in shown
    assert "第二十八条" in shown


def test_resignation_cites_JJ_40_under_that_regulation(changed):
    choose_profile(changed, "JJ")
    assert "第四十条" in text(changed, "resignation")
    changed.write([Edit("worker", WORKER, "update", {"resign_applied": "2026-01-31"})], "修改网格员")
    assert "2026年2月28日" in text(changed, "resignation")  # 提前一个月
    choose_profile(changed, "QL")
    assert "2026年3月2日" in text(changed, "resignation")  # 提前三十日


def test_handover_of_QL_28_lists_equipment_and_open_events_but_nobody_served(desk):
    shown = text(desk, "handover_list")
    assert "装备物资 | 手持终端 | 1 | 件 | SB-01" in shown
    assert "未办结事项 | 3组路灯不亮" in shown
    assert "邻里排水纠纷" not in shown
    assert "住户" not in shown


def test_personnel_file_has_the_six_sections_of_QL_26_and_room_to_report_it(desk):
    shown = text(desk, "worker_file")
    for section in (
        "一、基本情况",
        "二、学习和工作经历",
        "三、薪酬待遇",
        "四、考核评议",
        "五、教育培训",
        "六、表彰奖励",
        "报备",
    ):
        assert section in shown
    for fact in (ID, "岗位业务培训", "上半年优秀网格员", "1800.00", "2026年10月 | 月 | 92 | 2 | 优秀"):
        assert fact in shown
    assert ID not in text(desk, "worker_file", full_ids=False)


def test_badge_of_JJ_19_1_shows_work_data_in_full_and_nothing_private(desk):
    shown = text(desk, "badge")
    for fact in ("王建国", "专职网格员", "LX-2026-001", "0533-7650110", "齐陵街道", "〔图〕"):
        assert fact in shown
    for private in (ID, "1984", "13505330002", "3组8号"):
        assert private not in shown


def test_training_register_of_QL_19_counts_attendance_and_hours(desk):
    shown = text(desk, "training_register")
    assert "王建国 | 柳行村第一网格 | 出勤 | 3 |  | 是 | 3 | " in shown
    assert "登记 2 人，出勤 1 人，缺勤 1 人" in shown
    assert "☑日常培训" in shown


def test_sign_in_sheet_prints_who_is_expected_and_leaves_room_for_others(desk):
    shown = text(desk, "sign_in")
    assert "1 | 李秀英 |  |  | 19 |  |  | " in shown
    assert "2 | 王建国" in shown
    assert "3 | 赵敏" in shown
    assert "18 |  |  |  | 36 |  |  | " in shown
    assert "赵敏 | 柳行村第一网格" in text(desk, "training_sign_in")


# --- duty -----------------------------------------------------------------------------------------------------------


def test_duty_roster_of_JJ_19_6_shows_hours_nobody_is_on_duty(desk):
    shown = text(desk, "duty_roster")
    assert "20日 | 五 | 谢明礼 | 王建国 | 李秀英 | 00:00–08:00" in shown
    assert "21日 | 六 | 王建国 | 王建国 | 李秀英 | \n" in shown
    assert "19日 | 四 |  |  |  | 全天" in shown
    assert "本月无人值班合计 680 小时" in shown


def test_shift_of_no_grid_is_one_of_the_whole_village(changed):
    changed.write(
        [Edit("duty", "48" * 16, "create", {"date": "2026-11-19", "kind": "03", "name": "谢明礼"})], "新增值班"
    )
    assert "19日 | 四 | 谢明礼 | 谢明礼 |  | \n" in text(changed, "duty_roster")


def test_night_shift_covers_the_morning_after_it():
    night, day = (20 * 60, 8 * 60), (8 * 60, 20 * 60)
    assert forms_duty.gaps([day, night], [night]) == []
    assert forms_duty.gaps([day, night]) == [(0, 8 * 60)]
    assert forms_duty.gaps([], [night]) == [(8 * 60, 24 * 60)]


@pytest.mark.parametrize("month", ["2026-02", "2026-11", "2026-12"])
def test_duty_roster_of_any_month_fits_one_sheet(desk, month):
    for mode in ("blank", "filled"):
        assert len(write_pdf(page(desk, "duty_roster", mode, month=month), io.BytesIO()).pages) == 1


def test_handover_record_hands_on_what_is_not_settled(desk):
    shown = text(desk, "shift_handover")
    assert "2026年11月20日　20:00 至 次日 08:00" in shown
    assert "1 | 3组路灯不亮" in shown
    assert "☑夜间值班" in shown


def test_attendance_of_XC_3_3_lists_every_worker_also_without_figures(desk):
    shown = text(desk, "attendance_month")
    assert "王建国 | 柳行村第一网格 | 专职网格员 | 21 | 18" in shown
    assert "赵敏 | 柳行村第一网格 | 兼职网格员 |  | " in shown


# --- at the doors ---------------------------------------------------------------------------------------------------


def test_visit_plan_goes_by_address_and_leaves_out_who_was_called_on(desk):
    lines = [line.split(" | ") for line in text(desk, "visit_plan").splitlines() if re.match(r"\d+ \| \d", line)]
    assert [(line[1], line[7]) for line in lines] == [("1", "丁"), ("2", "丁"), ("3", "丁"), ("4", "甲"), ("6", "丁")]
    assert lines[3][8] == "11月12日"


def test_visit_plan_of_a_day_holds_the_number_of_QL_11_1_and_that_of_the_period_everybody_once(desk):
    def doors(key: str) -> list[str]:
        return [line.split(" | ")[1] for line in text(desk, key).splitlines() if re.match(r"\d+ \| \d", line)]

    assert len(doors("visit_plan_day")) <= 5
    assert set(doors("visit_plan_day")) <= set(doors("visit_plan_rest"))
    assert len(doors("visit_plan_rest")) == len(set(doors("visit_plan_rest"))) == 5


def test_visit_plan_names_no_group_and_no_number_of_documents(desk):
    shown = text(desk, "visit_plan")
    checks = shown.index("五必查")
    for hidden in (ELDER_ID, "独居", "老年", "慢性病", "低保"):
        assert hidden not in shown[:checks]
    assert ELDER_PHONE in shown
    full = text(desk, "visit_plan", full_ids=True)
    assert ELDER_ID not in full


def test_visit_plan_says_no_more_of_a_protected_group_than_a_letter(changed):
    person = next(row for row in changed.store.rows("person") if row["name"] == "住户甲")
    changed.enable("mental")
    changed.write([Edit("mental", "99" * 16, "create", {"person": person["uid"], "visit_every": "03"})], "新增")
    shown = text(changed, "visit_plan")
    assert "1 | 1 | 1组 | 1组1号 | 住户甲 |  | 11.23 | 乙 | " in shown
    assert not any(word in shown for word in ("精神", "障碍", "随访"))
    changed.disable("mental")
    assert "1 | 1 | 1组 | 1组1号 | 住户甲 |  | 11.23 | 丁 | " in text(changed, "visit_plan")


def test_visit_plan_carries_the_three_fives_of_XC_2_2_2(desk):
    for mode in ("blank", "filled"):
        shown = text(desk, "visit_plan", mode)
        assert "五必查 | □环境卫生 | □基础设施 | □安全隐患 | □公共区域 | □可疑人员" in shown
        assert "五必访 | □困难人群 | □流动人口 | □空巢老人 | □模范人物 | □特殊人群" in shown
        assert "五必做 | □摸底数 | □搜民情 | □观舆情 | □防疫情 | □解需求" in shown
        assert "每天两小时以上" in shown


def test_patrol_record_ticks_the_five_checks_of_XC_2_2_2(desk):
    shown = text(desk, "patrol_record")
    assert "五必查 | ☑环境卫生 | □基础设施 | ☑安全隐患 | □公共区域 | □可疑人员" in shown
    assert "五必访 | □困难人群" in shown
    assert "五必做 | □摸底数" in shown
    assert "东街至村小学" in shown


def test_survey_of_QL_11_5_asks_awareness_and_satisfaction_without_a_name(desk):
    shown = text(desk, "survey")
    for asked in ("您知道您所在网格的网格员是谁吗", "是否满意", "投诉过", "不低于 85%", "不超过 5%", "柳行村第一网格"):
        assert asked in shown
    assert "王建国" not in shown


# --- on walls and cards ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["grid_board", "grid_board_a2"])
def test_board_shows_what_XC_2_2_4_JJ_19_1_and_QD_A3_2_ask_and_nothing_private(desk, key):
    shown = text(desk, key)
    for fact in (
        "柳行村第一网格", "3703051032010000001", "李秀英 | 王建国 | 赵敏", "网格长 | 专职网格员 | 兼职网格员",
        "13505330001 | 13505330002 | 13505330003", "● 民生事项代办", "1. 采集基础信息", "0533-7650110", "东至柳行河",
    ):  # fmt: skip
        assert fact in shown, fact
    for private in (ID, "1984", "3组8号", "住户"):
        assert private not in shown
    assert shown.count("〔图〕") == 3  # sketch, photo of the one worker who gave it, QR code of the group
    assert page(desk, key).watermark == ""


def test_board_takes_its_texts_from_the_regulation_in_force(changed):
    choose_profile(changed, "XC")
    assert "党建引领员" in text(changed, "grid_board")


def test_board_names_also_those_who_do_not_fit_beside_the_sketch(changed):
    grid = changed.grids()[0]["uid"]
    posts = [
        Edit("post", f"{n:032x}", "create", {"grid": grid, "role": "07", "name": f"志愿者{n}"}) for n in range(1, 9)
    ]
    changed.write(posts, "新增岗位")
    shown = text(changed, "grid_board")
    assert all(f"志愿者{n}" in shown for n in range(1, 9))
    assert "其他网格力量" in shown
    for profile in ("QL", "JJ", "XC", "QD"):
        choose_profile(changed, profile)
        assert [len(write_pdf(page(changed, key), io.BytesIO()).pages) for key in ("grid_board", "grid_board_a2")] == [
            1,
            1,
        ], profile


def test_ten_contact_cards_of_QD_A3_2_stand_on_a_sheet_with_the_group_code_of_QD_A6_4(desk):
    composed = page(desk, "contact_card", count=2)
    forms = list(composed.forms)
    assert (len(forms), len(write_pdf(composed, io.BytesIO()).pages)) == (20, 2)
    shown = said(page(desk, "contact_card"))
    for fact in ("李秀英 | 13505330001 | 〔图〕", "王建国 | 13505330002", "0533-7650110", "民生事项代办"):
        assert fact in shown


# --- events ---------------------------------------------------------------------------------------------------------


def test_dossier_of_QD_A5_4_tells_everything_recorded_in_order(desk):
    shown = text(desk, "dispute_dossier")
    course = shown[shown.index("矛盾纠纷办理经过") : shown.index("人 民 调 解 协 议 书")]
    told = (
        "排水沟已恢复；答复：再有变化随时联系",
        "新增事项",
        "处理人（部门）：村人民调解委员会",
        "协议编号：柳调2026-07",
        "反馈日期：2026-11-12",
    )
    assert [course.index(words) for words in told] == sorted(course.index(words) for words in told)
    assert PARTY_ID not in course
    assert PARTY_PHONE not in course


def test_dossier_names_the_page_each_paper_begins_on(desk):
    forms = list(page(desk, "dispute_dossier").forms)
    assert [form.number for form in forms] == ["", "", *(f"卷内第{n}页" for n in range(1, 7))]
    assert "4 | 办理经过 | 4 | 1 | " in text(desk, "dispute_dossier")


def test_dossier_shortens_numbers_of_documents_where_whole_ones_are_not_wanted(desk):
    assert PARTY_ID in text(desk, "dispute_dossier")
    assert PARTY_ID not in text(desk, "dispute_dossier", full_ids=False)


def test_task_slip_sets_a_date_and_has_a_receipt(desk):
    shown = text(desk, "task_slip")
    assert "电力服务站 | 处理时限 | 2026年11月10日" in shown
    assert "请于 2026年11月10日 前办结" in shown
    assert "任务办理回执" in shown


def test_pictures_of_an_event_stand_before_and_after_beside_each_other(changed):
    for n in range(4):
        attachments.add(changed, "event", EVENT, "pictures", office_forms.picture(f"#0000{n}f"))
    attachments.add(changed, "event", EVENT, "pictures_after", office_forms.picture("green"))
    shown = text(changed, "event_pictures")
    assert shown.count("〔图〕") == 4
    assert "台账里有整改前 4 张、整改后 1 张，本表各印前 3 张。" in shown
    changed.store.write([Edit("event", EVENT, "update", {"pictures": "f" * 64})], actor="", label="修改")
    assert "有 1 张照片还没有传到本机。" in text(changed, "event_pictures")


def test_bulletin_of_QD_A5_6_counts_by_unit_what_was_handed_settled_and_on_time(desk):
    shown = text(desk, "bulletin")
    assert "村人民调解委员会 | 1 | 1 | 1 | 0 | 100% | 100% | 100%" in shown
    assert "电力服务站 | 1 | 0 | 0 | 1 | 0% | — | —" in shown
    assert "合　计 | 2 | 1 | 1 | 1 | 50% | 100% | 100%" in shown
    assert "市政设施（编号 77777777） | 电力服务站 | 2026年11月10日" in shown
    assert "路灯" not in shown  # what an event is called may name people


def test_monthly_extract_of_GZ7_8_holds_counts_only_and_room_to_approve_and_sign_for_it(desk):
    shown = text(desk, "extract_month")
    assert "柳行村第一网格 | 6 | 6 | 0 | 0 | 0 | 0 | 0 | 3 | 1 | 2 | 1 | 1 | 1" in shown
    assert "各类关爱和重点人群 | 1 | 0 | 0 | 0" in shown
    assert "人口和居住 | 12 | 0 | 0 | 0" in shown
    for words in ("审核意见", "司法所⏎签收"):
        assert words in shown
    assert "住户" not in shown
    assert "老年" not in shown


def test_approval_of_data_handed_outside_names_recipient_purpose_basis_and_rows(changed):
    changed.set_setting("exports", None)
    shown = text(changed, "outside_approval", recipient="区民政局", purpose="高龄津贴核对")
    for fact in ("区民政局", "高龄津贴核对", "个人信息保护法第十三条", "村（社区）党组织意见", "职能部门意见"):
        assert fact in shown
    assert "区民政局" not in text(changed, "outside_approval", "blank", recipient="区民政局")


def renew() -> None:
    """Write the golden texts anew."""
    import tempfile

    from gridDesk.desk import new_office
    from gridDesk.ledger import Office

    folder = Path(tempfile.mkdtemp())
    office = Office(site="a" * 16, name="柳行村", level="village", parent_name="齐陵街道")
    new_office(folder / "village", office, password=PASSWORD, worker="王建国", grids=["柳行村网格"]).close()
    GOLDEN.mkdir(parents=True, exist_ok=True)
    with office_forms.at_fixed_time():
        desk = office_forms.made(folder / "village", folder / "copy", PASSWORD)
        for key in FORMS:
            for mode in ("blank", "filled"):
                (GOLDEN / f"{key}_{mode}.txt").write_text(text(desk, key, mode), encoding="utf-8")
        desk.close()


if __name__ == "__main__":
    renew()
