"""The daily record on paper, from an office: pages handed out and found again, bound months, gaps, and what is drawn from them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk import text
from gridDesk.desk import (
    Desk,
    grid_views,
    log_analysis,
    log_gaps,
    log_pages,
    log_papers,
    log_reports,
    logs,
    print_jobs,
    printing,
    shelf,
)
from gridDesk.desk.directives import own_calendar
from gridDesk.desk.log_days import LogDays, patrol_minutes
from gridDesk.desk.log_topics import of_event, of_words
from gridDesk.desk.making import Making
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.log_day import LogPatrol
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.tables import Header
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.vault import Level
from tests.documents.samples import squeezed, texts

TODAY = "2026-11-27"
LAYOUTS = ("daily_log", "work_record", "street_diary", "mood_diary", "mood_log")


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat(f"{TODAY}T18:00:00+08:00"))


def keep(desk: Desk, ledger: str, **values: object) -> str:
    """Keep a record, its values written as clerks write them."""
    shape, uid = desk.catalogue[ledger], new_uid()
    read = {key: value if shape[key].to else shape.parse(key, value) for key, value in values.items()}
    if "grid" in shape and "grid" not in read:
        read["grid"] = desk.grids()[0]["uid"]
    desk.write([Edit(ledger, uid, "create", read)], "试")
    return uid


def said(desk: Desk, order: PrintOrder) -> list[str]:
    out = io.BytesIO()
    write_pdf(printing.compose(desk, order), out)
    return [squeezed(page) for page in texts(out.getvalue())]


def making(desk: Desk, paper: str, **order: object) -> Making:
    wanted = PrintOrder(paper=paper, **order)  # type: ignore[arg-type]
    return Making(desk, printing.paper_of(desk, paper), wanted, Level.DESK, Header())


@pytest.fixture
def worked(village: Desk) -> Desk:
    """A village with a day of work on 26 November: a log, visits, an event, a patrol of its own."""
    village.set_setting("made_on", "2026-11-24")
    keep(village, "daily_log", date="2026-11-26", worker="王建国", weather="晴", patrol1_start="08:30", patrol1_end="10:00",
         patrol1_route="东街", tomorrow="走访独居老人。", errands="代缴医保 1 户。", page="143")  # fmt: skip
    keep(village, "patrol", date="2026-11-26", start="14:00", end="15:00", route="水库", checks="安全隐患", findings="警示牌倒了。", handled="已扶正。",
         result="当场整改")  # fmt: skip
    keep(village, "visit", date="2026-11-26", start="09:00", end="09:20", kind="困难群众走访", place="3组1号", content="核对信息。",
         problem="门前路灯不亮。")  # fmt: skip
    keep(village, "visit", date="2026-11-26", start="10:10", place="3组2号", result="家中无人")
    keep(village, "event", title="邻里争执", date="2026-11-26", kind="矛盾纠纷", source="群众反映", place="5组", situation="滴水争执。", handling="上报",
         status="已上报", due="2026-12-01", handled_by="司法所")  # fmt: skip
    return village


# --- numbers of blank pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "count"), [("work", 21), ("all", 30)])
def test_a_blank_month_has_a_numbered_page_for_each_day(village, days, count):
    pages = log_pages.plan(village, PrintOrder(paper="daily_log", mode="blank", month="2026-11", days=days))
    assert [page.number for page in pages] == [f"2026-{n}" for n in range(1, count + 1)]
    assert [page.date for page in pages] == logs.chosen_days(village, "2026-11", days)
    assert len(said(village, PrintOrder(paper="daily_log", mode="blank", month="2026-11", days=days))) == count


def test_numbers_run_on_after_a_printing_and_begin_anew_with_the_year(village):
    november = PrintOrder(paper="daily_log", mode="blank", month="2026-11", code="K00001")
    assert [log_pages.plan(village, november)[0].number for _ in range(2)] == ["2026-1", "2026-1"]  # looking costs none
    print_jobs.note(village, november, "网格工作日志", pages=21)
    undated = PrintOrder(paper="mood_log", mode="blank", days="none", count=3)
    assert log_pages.plan(village, undated) == [log_pages.BlankPage(f"2026-{n}") for n in (22, 23, 24)]
    log_pages.hand_out(village, undated)
    assert log_pages.next_number(village, str(village.grids()[0]["uid"]), "2026") == 25
    assert log_pages.plan(village, replace(november, month="2027-01", code=""))[0].number == "2027-1"


def test_a_second_copy_of_a_printing_hands_out_nothing_new(village):
    order = PrintOrder(paper="work_record", mode="blank", month="2026-11", code="K00002")
    for _ in range(2):
        print_jobs.note(village, order, "网格员工作记录表", pages=21)
    assert [one.last for one in log_pages.batches(village)] == [21]


def test_a_page_can_be_begun_at_a_number_of_ones_own_and_printed_again_at_it(village):
    order = PrintOrder(paper="daily_log", mode="blank", days="none", count=2, start=100)
    for _ in range(2):
        log_pages.hand_out(village, order)
    assert [(one.first, one.last) for one in log_pages.batches(village)] == [(100, 101)]


def test_filled_pages_and_other_papers_take_no_numbers(village):
    for order in (PrintOrder(paper="daily_log", month="2026-11"), PrintOrder(paper="household_card", mode="blank")):
        assert log_pages.hand_out(village, order) is None
    assert log_pages.batches(village) == []


@pytest.mark.parametrize("written", ["2026-2", "第2页", "２０２６－２", "2"])
def test_a_hand_written_page_is_found_again_by_its_number(village, written):
    grid = str(village.grids()[0]["uid"])
    log_pages.hand_out(village, PrintOrder(paper="daily_log", mode="blank", month="2026-11"))
    found = log_pages.find(village, written)
    assert found == log_pages.FoundPage("2026-2", "2026-11-03", grid, "daily_log", "")
    assert log_pages.page_of(village, "2026-11-03", grid) == "2026-2"
    uid = keep(village, "daily_log", date="2026-11-03", page="第 2 页")
    assert log_pages.find(village, written).log == uid
    assert "2026-2" not in [page.number for page in log_pages.not_entered(village, grid, "2026-11")]


def test_a_number_nobody_was_given_is_not_found(village):
    assert log_pages.find(village, "999") is None
    assert log_pages.find(village, "没有数字") is None


# --- one record, five layouts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", LAYOUTS)
def test_every_layout_says_what_was_recorded(worked, paper):
    (page,) = said(worked, PrintOrder(paper=paper, date="2026-11-26"))
    for word in ("2026年11月26日星期四", "王建国", "3组1号", "路灯不亮", "滴水争执", "走访独居老人"):
        assert word in page, word


def test_patrols_of_the_log_and_of_the_ledger_stand_together_and_add_up(worked):
    day = LogDays(worked, worked.grids()[0], "2026-11-26", "2026-11-26").day("2026-11-26")
    assert [(one.start, one.route) for one in day.patrols] == [("08:30", "东街"), ("14:00", "水库")]
    assert (day.minutes, day.total) == (150, "2 时 30 分")
    assert (day.tally.visits, day.tally.effective, day.tally.problems, day.tally.solved, day.tally.reported) == (
        2,
        1,
        3,
        1,
        1,
    )
    assert {"五必查：安全隐患", "五必访：困难人群", "五必做：搜民情"} <= day.ticks
    assert day.number == "143"


def test_hours_that_overlap_count_once():
    spans = [("08:00", "10:00"), ("09:00", "09:30"), ("09:30", "10:30"), ("14:00", ""), ("15:00", "15:30")]
    assert patrol_minutes(LogPatrol(start=start, end=end) for start, end in spans) == 150 + 30


def test_the_plan_of_a_day_is_what_the_log_before_it_set(worked):
    kept = LogDays(worked, worked.grids()[0], "2026-11-20", "2026-11-30")
    assert kept.plan("2026-11-27") == "走访独居老人。"
    keep(worked, "meeting", title="晨会", date="2026-11-27", kind="晨会", decisions="检查取暖用电。")
    assert LogDays(worked, worked.grids()[0], "2026-11-20", "2026-11-30").plan("2026-11-27") == "检查取暖用电。"


def test_the_plan_of_a_day_is_also_read_from_a_log_before_the_pages_asked_for(worked):
    grid = worked.grids()[0]
    assert LogDays(worked, grid, "2026-11-27", "2026-11-27").plan("2026-11-27") == "走访独居老人。"
    keep(worked, "daily_log", date="2026-11-30", tomorrow="收缴费。")
    assert LogDays(worked, grid, "2026-12-01", "2026-12-31").plan("2026-12-01") == "收缴费。"
    other = keep(worked, "grid", name="二网格", kind="基础网格")
    assert LogDays(worked, worked.store.get("grid", other), "2026-11-27", "2026-11-27").plan("2026-11-27") == ""


def test_what_was_set_for_tomorrow_stands_on_one_page_of_the_days_to_come(worked):
    kept = LogDays(worked, worked.grids()[0], "2026-11-20", "2026-12-04")
    assert [kept.plan(day) for day in ("2026-11-27", "2026-11-30", "2026-12-01")] == ["走访独居老人。", "", ""]


def test_a_patrol_over_midnight_lasts_as_long_as_it_does():
    night = [("23:00", "01:30"), ("23:30", "00:30"), ("08:00", "09:00")]
    assert patrol_minutes(LogPatrol(start=start, end=end) for start, end in night) == 150 + 60


def test_words_without_a_number_find_no_page(worked):
    keep(worked, "daily_log", date="2026-11-25", page="手写")
    assert log_pages.find(worked, "封面") is None


def test_the_layout_in_use_follows_the_regulation_until_the_office_chooses(village):
    assert log_papers.layout_in_use(village) == "daily_log"
    grid_views.choose_profile(village, "XC")
    assert log_papers.layout_in_use(village) == "work_record"
    log_papers.choose_layout(village, "mood_diary")
    assert log_papers.layout_in_use(village) == "mood_diary"
    assert set(LAYOUTS) <= {choice.key for choice in printing.papers(village)}


@pytest.mark.parametrize(
    ("values", "topic"),
    [
        ({"kind": "05"}, "城管"), ({"kind": "01"}, "其他"), ({"kind": "07", "line": "09"}, "经济"), ({"kind": "11", "agency_kind": "08"}, "计生"),
        ({"kind": "07", "situation": "党费收缴"}, "党群"), ({"kind": "03", "title": "路灯下堆放纸箱"}, "其他"), ({}, "其他"),
    ],
)  # fmt: skip
def test_an_event_has_a_class_by_its_codes_and_only_then_by_its_words(values, topic):
    assert of_event(values) == topic


def test_what_residents_say_is_classed_by_its_words():
    assert [of_words(said) for said in ("路灯不亮", "新生儿登记", "入党申请", "工资没发", "身体不好")] == [
        "城管",
        "计生",
        "党群",
        "经济",
        "其他",
    ]


# --- bound month and gaps -----------------------------------------------------------------------------------------


def test_a_bound_month_holds_cover_index_every_page_gaps_and_review(worked):
    keep(worked, "daily_log", date="2026-11-24", worker="王建国")
    pages = said(worked, PrintOrder(paper="log_book", month="2026-11"))
    assert "网格工作日志" in pages[0]
    assert "第11册" in pages[0]
    assert "共2页" in pages[0]
    assert pages[1].startswith("网格责任区基本情况")
    index = next(place for place, page in enumerate(pages) if page.startswith("索引"))
    assert "11月24日二24已写" in pages[index]
    assert "11月25日三缺" in pages[index]
    assert "11月26日四26已写2" in pages[index]
    days = [page for page in pages[index + 1 :] if page.startswith("网格工作日志")]
    assert ["2026年11月24日" in days[0], "2026年11月26日" in days[1], len(days)] == [True, True, 2]
    gaps = next(page for page in pages if page.startswith("缺页清单"))
    assert "应写4页，已写2页，缺2页" in gaps
    assert "11月25日" in gaps
    assert "11月27日" in gaps
    assert any(page.startswith("本月审阅") for page in pages)


def test_a_blank_bound_month_numbers_its_pages_and_hands_them_out(village):
    order = PrintOrder(paper="log_book", month="2026-12", mode="blank", code="K00003")
    pages = said(village, order)
    assert sum("页码：2026-" in page for page in pages) == 23
    assert "12月31日四2026-23" in next(page for page in pages if page.startswith("索引"))
    print_jobs.note(village, order, "工作日志", pages=len(pages))
    assert log_pages.find(village, "23").date == "2026-12-31"


def test_a_month_is_bound_grid_by_grid(village):
    village.write([Edit("grid", new_uid(), "create", {"name": "二网格", "kind": "01"})], "新建网格")
    with pytest.raises(DeskError, match="先选一个网格"):
        printing.compose(village, PrintOrder(paper="log_book", month="2026-11"))


def test_a_month_with_a_long_day_gives_every_day_a_leaf_and_others_do_not(worked):
    keep(worked, "daily_log", date="2026-11-25")
    assert not printing.compose(worked, PrintOrder(paper="daily_log", month="2026-11")).odd_start
    for n in range(30):
        keep(worked, "visit", date="2026-11-26", start="11:00", place=f"4组{n}号", content="核对信息，" * 6)
    assert printing.compose(worked, PrintOrder(paper="daily_log", month="2026-11")).odd_start
    assert "含背面" in said(worked, PrintOrder(paper="log_book", month="2026-11"))[0]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.sets(st.dates(date(2026, 11, 1), date(2026, 11, 30))))
def test_the_gaps_are_the_workdays_without_a_page_up_to_today(village, written):
    made = date(2026, 11, 2)
    village.set_setting("made_on", made.isoformat())
    found = logs.states(village, logs.days_of("2026-11"), {day.isoformat() for day in written})
    begun = min({made, *written})
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(30)]
    expected = [
        day for day in days if day.weekday() < 5 and begun <= day <= date.fromisoformat(TODAY) and day not in written
    ]
    assert [day for day, state in found if state == "missing"] == [day.isoformat() for day in expected]
    assert {day for day, state in found if state == "written"} == {day.isoformat() for day in written}


def test_a_gap_is_explained_by_the_leave_the_worker_was_on(worked):
    worker = keep(worked, "worker", name="王建国")
    keep(worked, "leave", worker=worker, kind="事假", since="2026-11-27", until="2026-11-30")
    worked.set_setting("made_on", "2026-11-25")
    found = log_gaps.grid_days(worked, worked.grids()[0], logs.days_of("2026-11"))
    assert (found.missing, found.reasons) == (["2026-11-25", "2026-11-27"], {"2026-11-27": "事假"})
    assert (found.due, found.written) == (3, 1)


def test_only_whole_days_of_leave_explain_a_gap_as_in_the_figures(worked):
    worker = keep(worked, "worker", name="王建国")
    keep(worked, "leave", worker=worker, kind="旷工", since="2026-11-25", until="2026-11-25")
    keep(worked, "leave", worker=worker, kind="病假", since="2026-11-27", days="0.5")
    worked.set_setting("made_on", "2026-11-25")
    assert log_gaps.grid_days(worked, worked.grids()[0], logs.days_of("2026-11")).reasons == {}


def test_a_leave_without_its_last_day_lasts_as_many_days_as_it_says(worked):
    worker = keep(worked, "worker", name="王建国")
    keep(worked, "leave", worker=worker, kind="年休假", since="2026-11-25", days="3")
    worked.set_setting("made_on", "2026-11-25")
    found = log_gaps.grid_days(worked, worked.grids()[0], logs.days_of("2026-11"))
    assert found.reasons == {"2026-11-25": "年休", "2026-11-27": "年休"}


# --- drawn from many days -----------------------------------------------------------------------------------------


def test_the_weekly_check_marks_every_day_of_every_grid(worked):
    keep(worked, "grid", name="二网格", kind="基础网格")
    (page,) = said(worked, PrintOrder(paper="log_gaps", date="2026-11-26"))
    assert "柳行村网格王建国休缺缺✓缺" in page
    assert "共检查2个网格，空岗" in page


def test_complaints_are_summed_by_where_they_came_from(worked):
    (page,) = said(worked, PrintOrder(paper="complaints_day", date="2026-11-26"))
    assert "群众反映微信群上级交办入户走访其他合计已办结未办结10010202" in page
    assert "警示牌" not in page  # what the worker found by herself is no complaint
    assert "2026年11月23日至11月29日" in said(worked, PrintOrder(paper="complaints_week", date="2026-11-26"))[0]


def test_a_day_without_complaints_has_no_page_in_a_month(worked):
    assert len(said(worked, PrintOrder(paper="complaints_day", month="2026-11"))) == 1
    assert len(said(worked, PrintOrder(paper="complaints_day", date="2026-11-12"))) == 1


@given(month=st.dates(date(2020, 1, 1), date(2035, 12, 31)).map(lambda day: day.isoformat()[:7]))
def test_reports_fall_on_workdays_every_three_days_without_gap_or_overlap(month):
    leader, weekly = log_reports.leader_dates(month), log_reports.week_dates(month)
    for spans in (leader, weekly):
        assert spans
        assert all(not own_calendar().is_rest(due) and due[:7] == month for _, due in spans)
        assert all(first <= due for first, due in spans)
    assert all(days_of_span(span) >= 3 for span in leader)
    assert all(start == next_day(due) for (_, due), (start, _) in pairwise(leader))
    assert all(date.fromisoformat(first).weekday() == 0 for first, _ in weekly)
    assert all(due < start for (_, due), (start, _) in pairwise(weekly))


def days_of_span(span):
    return (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days + 1


def next_day(day):
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def test_a_week_of_holidays_is_reported_with_the_next():
    """2020: 24 January to 2 February were off, so the week of 27 January has no workday."""
    assert ("2020-01-27", "2020-02-07") in log_reports.week_dates("2020-02")


def test_the_register_of_reports_says_what_was_done_up_to_today(worked):
    leader, middle = said(worked, PrintOrder(paper="report_register", month="2026-11"))
    assert "走访2户次，巡查2次，收集事项3件，办结1件" in leader
    assert "中网格每周向网格管理中心报告一次" in middle
    blank = "".join(said(worked, PrintOrder(paper="report_register", month="2026-11", mode="blank")))
    assert "户次" not in blank


def test_the_analysis_counts_by_class_and_compares_with_the_month_before(worked):
    keep(worked, "event", title="垃圾满溢", date="2026-10-12", kind="环境卫生", status="已办结")
    found = log_analysis.analysed(making(worked, "mood_analysis", month="2026-11"), "2026-11")
    assert (found.matters.now, found.matters.before, found.matters.done) == (3, 1, 1)
    assert {one.name: (one.now, one.before) for one in found.topics if one.now or one.before} == {
        "城管": (1, 1),
        "其他": (2, 0),
    }
    assert [one.name for one in found.kinds] == ["巡查发现", "矛盾纠纷", "走访反映", "环境卫生"]
    totals = {name: (now, before) for name, now, before in found.totals}
    assert totals["走访（户次）"] == (2, 0)
    assert totals["巡查（次）"] == (2, 0)


def test_what_several_grids_report_is_named_as_common(worked):
    second = keep(worked, "grid", name="二网格", kind="基础网格")
    for grid in (worked.grids()[0]["uid"], second):
        keep(worked, "event", title="井盖缺失", date="2026-11-20", kind="市政设施", grid=grid)
    found = log_analysis.analysed(making(worked, "mood_analysis", month="2026-11"), "2026-11")
    assert [line for line in found.common if "市政设施" in line] == [
        "城管类“市政设施” 2 件，涉及柳行村网格、二网格，其中 2 件未办结。"
    ]
    assert [(one.name, one.now) for one in found.grids] == [("柳行村网格", 4), ("二网格", 1)]


def test_months_go_back_over_the_turn_of_the_year():
    assert [log_analysis.month_before(month) for month in ("2026-01", "2026-11")] == ["2025-12", "2026-10"]


@pytest.mark.parametrize("paper", ["daily_log", "log_book"])
def test_a_day_written_later_exchanges_its_own_pages_only(worked, paper):
    keep(worked, "daily_log", date="2026-11-24", worker="王建国")
    order = PrintOrder(paper=paper, month="2026-11", shelved=True)
    shelf.record(worked, shelf.prepare(worked, order))
    keep(worked, "visit", date="2026-11-26", start="15:00", place="3组7号", content="补记。")
    prepared = shelf.prepare(worked, order)
    parts = {page.part for page in prepared.printed if page.number in prepared.pages}
    assert parts == ({"2026-11-26"} if paper == "daily_log" else {"2026-11-26", "索引", "审阅"})


def test_a_missing_day_written_at_last_moves_no_other_page_of_the_book(worked):
    keep(worked, "daily_log", date="2026-11-25", worker="王建国")
    order = PrintOrder(paper="log_book", month="2026-11", shelved=True)
    shelf.record(worked, shelf.prepare(worked, order))
    keep(worked, "daily_log", date="2026-11-24", worker="王建国")
    prepared = shelf.prepare(worked, order)
    parts = {page.part for page in prepared.printed if page.number in prepared.pages}
    assert parts == {"封面", "索引", "2026-11-24", "缺页清单", "审阅"}


def test_figures_the_clerk_wrote_down_go_before_those_counted(worked):
    day = LogDays(worked, worked.grids()[0], "2026-11-26", "2026-11-26").day("2026-11-26")
    assert (day.tally.security, day.tally.fire, day.tally.environment, day.tally.other) == (0, 0, 0, 3)
    logs.save_log(worked, "2026-11-26", worked.grids()[0]["uid"], {"hazards_fire": 2, "solved": 5})
    day = LogDays(worked, worked.grids()[0], "2026-11-26", "2026-11-26").day("2026-11-26")
    assert (day.tally.fire, day.tally.problems, day.tally.solved) == (2, 5, 5)
    (page,) = said(worked, PrintOrder(paper="daily_log", date="2026-11-26"))
    assert "走访户次有效走访发现问题治安隐患消防隐患环境卫生其他问题当天解决上报215020351" in page
