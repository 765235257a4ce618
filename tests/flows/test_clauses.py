"""Clauses that a page or paper carries out, each in an office: what the text asks for is really done or printed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from gridDesk.desk import (
    Desk,
    exports,
    grants,
    grid_views,
    grids,
    log_pages,
    people,
    population_lodging,
    printing,
    records,
)
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.rounds import PatrolDraft, VisitDraft, record_patrol, record_visit
from gridDesk.desk.rounds_findings import Finding
from gridDesk.desk.rounds_follow import FieldChange, RentEnd
from gridDesk.desk.views import View
from gridDesk.documents.pdf import write_pdf
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from tests.flows import office_forms
from tests.flows.conftest import PASSWORD
from tests.flows.office_forms import DUTY, WORKER

DAY = "2026-11-21"


@pytest.fixture
def office(offices: Path, tmp_path: Path) -> Iterator[Desk]:
    """A village with a record for every form, on a fixed day."""
    with office_forms.at_fixed_time():
        found = office_forms.made(offices / "village", tmp_path / "village", PASSWORD)
        yield found
        found.close()


@pytest.fixture
def home(office: Desk) -> str:
    return people.new_household(office, "77", "柳行村9组7号", {"name": "张为", "birth": "1950-01-01"}).uid


def printed(desk: Desk, paper: str, **more: object) -> str:
    """Return the words of a paper as they stand on its sheets, without spaces."""
    order = PrintOrder(paper=paper, grid=str(desk.grids()[0]["uid"]), **more)  # type: ignore[arg-type]
    out = io.BytesIO()
    write_pdf(printing.compose(desk, order), out)
    document = pypdfium2.PdfDocument(out.getvalue())
    texts = [document[place].get_textpage().get_text_bounded() for place in range(len(document))]
    return "".join("".join(texts).split())


def test_ql_10_2_one_visit_confirms_the_household_changes_a_person_and_ends_a_tenancy(office, home):
    house = records.save(office, "dwelling", None, {"household": home, "rented": 1}).uid
    population_lodging.rent(office, house, {"name": "租客甲"}, "2026-01-05")
    lease = str(next(row["uid"] for row in office.store.rows("tenancy") if row["dwelling"] == house))
    head = str(office.store.get("household", home)["head"])
    record_visit(office, VisitDraft(
        values={"date": DAY, "household": home}, confirm=True, ended=(RentEnd(lease, DAY, leaves=True),),
        changes=(FieldChange("person", head, "phone", "13805330009"),),
    ))  # fmt: skip
    assert office.store.get("household", home)["verified_on"] == DAY
    assert office.store.get("person", head)["phone"] == "13805330009"
    assert office.store.get("tenancy", lease)["state"] == "closed"


def test_ql_10_3_a_finding_of_a_patrol_by_video_becomes_an_event_with_it(office):
    before = {str(row["uid"]) for row in office.store.rows("event")}
    values = {
        "date": DAY,
        "start": "08:00",
        "end": "08:40",
        "kind": office.catalogue["patrol"].parse("kind", "视频巡查"),
    }
    record_patrol(office, PatrolDraft(values=values, findings=(Finding("三组探头黑屏", "06", "三组", "02", "维护方"),)))
    (event,) = [row for row in office.store.rows("event") if row["uid"] not in before]
    text = records.texts(office, "event", event)
    assert (text["title"], text["date"], text["status"]) == ("三组探头黑屏", DAY, "已上报")


def test_ql_11_6_blank_pages_for_the_pen_are_numbered_and_found_again_by_their_number(office):
    log_pages.hand_out(office, PrintOrder(paper="daily_log", mode="blank", days="none", count=2, start=41))
    assert "41" in printed(office, "daily_log", mode="blank", days="none", count=2, start=41)
    grid = str(office.grids()[0]["uid"])
    values = {"date": "2026-11-20", "grid": grid, "worker": "王建国", "page": "41", "mode": "2"}
    uid = records.save(office, "daily_log", None, values).uid
    assert log_pages.find(office, "41").log == uid


def test_jj_02_a_grid_that_is_redrawn_leaves_records_in_the_grid_they_were_in_on_each_day(office, home):
    old, new = str(office.grids()[0]["uid"]), new_uid()
    office.write([Edit("grid", new, "create", {"name": "东片网格"})], "新增网格")
    grids.redraw(office, grids.plan_redrawing(office, new, DAY, "", households=[home]), DAY, "")
    assert [grids.grid_at(office, "household", home, day) for day in ("2026-11-20", DAY)] == [old, new]
    assert office.store.count("grid_move") > 0


def test_jj_06_grids_stand_below_each_other_in_three_levels_each_with_who_answers_for_it(office):
    uids = [str(office.grids()[0]["uid"]), new_uid(), new_uid()]
    edits = [Edit("grid", uids[0], "update", {"level": "1"})]
    edits += [
        Edit("grid", uid, "create", {"name": f"{level}级", "level": str(level), "parent": above, "leader": "李秀英"})
        for level, uid, above in ((2, uids[1], uids[0]), (3, uids[2], uids[1]))
    ]
    office.write(edits, "新增网格")
    lines = grid_views.grid_plan(office).lines
    assert [(line.uid, line.depth) for line in lines] == list(zip(uids, range(3), strict=True))
    assert [line.row["leader"] for line in lines] == ["李秀英"] * 3


def test_jj_19_8_nothing_personal_is_written_out_without_leave(office, tmp_path):
    order = ExportOrder(view=View("", "people"), audience="full", reason="核对", lock=False)
    with pytest.raises(DeskError):
        exports.export(office, order, tmp_path / "all.xlsx", grant=grants.harmless("blank"))
    assert not (tmp_path / "all.xlsx").exists()


def test_xc_2_2_1_the_badge_and_the_list_of_what_is_handed_over_are_printed(office):
    assert "王建国" in printed(office, "badge", records=(WORKER,))
    handed = printed(office, "handover_list", records=(WORKER,))
    for words in ("一户一档", "未办结事项", "居民微信群"):
        assert words in handed


def test_xc_2_2_5_handing_data_outside_needs_the_party_branch_and_the_department(office):
    shown = printed(office, "outside_approval", recipient="区民政局", purpose="高龄津贴核对")
    for words in ("村（社区）党组织意见", "职能部门意见", "区民政局"):
        assert words in shown


def test_gz1_2_a_shift_is_recorded_and_handed_over(office):
    shown = printed(office, "shift_handover", records=(DUTY,))
    for words in ("20:00至次日08:00", "3组路灯不亮", "交班"):
        assert words in shown


def test_gz1_3_10_attendance_is_told_by_the_month_of_every_worker(office):
    shown = printed(office, "attendance_month", month="2026-11")
    for words in ("2026年11月", "王建国", "赵敏"):
        assert words in shown


def test_gz4_2_the_ledger_of_a_village_is_one_volume_with_a_cover_and_contents(office):
    shown = printed(office, "book", month="2026-11", mode="filled")
    for words in ("网格化社会管理台账", "柳行村", "目录"):
        assert words in shown


def test_gz6_1_the_mood_log_keeps_what_is_settled_at_once_apart_from_what_has_a_limit(office):
    shown = printed(office, "mood_log", date="2026-11-03")
    for words in ("民情日志", "当时办结", "限期协办", "城管", "计生", "党群", "经济"):
        assert words in shown
