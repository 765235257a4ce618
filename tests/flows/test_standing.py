"""How offices stand: by the regulation then in force, over several periods, at a street, on paper, as a spreadsheet."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from gridDesk import cli
from gridDesk.desk import (
    duties,
    duties_lines,
    duties_paper,
    duties_records,
    duties_sheet,
    duties_street,
    grants,
    policies,
    printing,
)
from gridDesk.desk.duties_wish import ALL, Wish, period_of, period_text, wish_of
from gridDesk.desk.print_order import PrintOrder
from gridDesk.errors import DeskError
from gridDesk.ledger import new_uid
from gridDesk.policy import WEEKENDS, containing
from gridDesk.text import CLOCK
from tests.flows.two_offices import carry
from tests.flows.work_records import change, enter, grid_of, home, member

SEPTEMBER = containing("month", date(2026, 9, 1))
QUARTER = containing("quarter", date(2026, 9, 1))


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    duties.forget()
    monkeypatch.setattr(CLOCK, "now", lambda: datetime.fromisoformat("2026-11-21T09:00:00+08:00"))


def line(desk, clause, rule, period=QUARTER, grid="", office=None):
    found = duties.judgement(desk, period, office)
    lines = duties_lines.lines(found, duties.trends(desk, period, office), grid)
    return next(one for one in lines if (one.clause.id, one.clause.rule) == (clause, rule))


def coverage(desk, **where):
    return line(desk, "QL-11.1", "visit_coverage", **where)


def worked(desk, visited=2):
    """Keep an office with three households since July, of which some were visited."""
    enter(desk, "patrol", date="2026-07-01", grid=grid_of(desk))
    houses = [home(desk, f"000{n}") for n in range(1, 4)]
    visits = [
        enter(desk, "visit", date="2026-09-14", grid=grid_of(desk), household=house, kind="入户走访")
        for house in houses[:visited]
    ]
    return houses, visits


def test_a_clause_shows_figure_target_and_the_records_behind_it(village):
    houses, visits = worked(village)
    shown = coverage(village)
    assert (shown.figure, shown.target, shown.level, shown.word, shown.topic) == (
        "66.7%（2／3户）", "100%", "warn", "未达到", "走访",
    )  # fmt: skip
    assert {uid for _, uid in shown.standing.last.lacking} == {houses[2]}
    named = duties_records.named(village, shown.standing.last.proof)
    assert {one.uid for one in named} <= {*houses, *visits}
    assert all(one.title for one in named)
    assert coverage(village, grid=grid_of(village)).figure == "66.7%（2／3户）"


def test_a_period_that_still_runs_is_no_failure_yet(village):
    worked(village)
    shown = coverage(village, period=containing("quarter", date(2026, 11, 1)))
    assert (shown.level, shown.word, shown.figure) == ("note", "进行中", "0%（0／3户）")
    assert (
        "本期还没有结束，按到今天为止的记录计算。"
        in duties.judgement(village, containing("month", date(2026, 11, 1))).notices
    )


def test_what_was_found_is_kept_until_a_record_changes(village):
    _, visits = worked(village)
    before = duties.judgement(village, QUARTER)
    assert duties.judgement(village, QUARTER) is before
    change(village, "visit", visits[0], "void")
    assert duties.judgement(village, QUARTER) is not before
    assert coverage(village).figure == "33.3%（1／3户）"


def test_what_was_found_is_asked_again_when_another_office_is_paired(street_of_two):
    _, street = street_of_two
    before = duties.judgement(street, QUARTER)
    peer = street.store.system.peers.list()[0]
    street.store.system.peers.put(replace(peer, site=new_uid(), name="北石村"))
    assert duties.judgement(street, QUARTER) is not before


def test_periods_before_are_told_the_oldest_first_and_those_before_the_records_not(village):
    worked(village)
    trend = coverage(village).trend
    assert [point.period.label for point in trend][-2:] == ["2026年第2季度", "2026年第3季度"]
    assert [point.finding is not None for point in trend] == [False] * 5 + [True]
    assert trend[-1].finding.value == pytest.approx(66.7, abs=0.1)


def test_a_quarter_tells_the_figure_of_each_of_its_months(village):
    worked(village)
    shown = line(village, "QL-11.1", "visits_per_day")
    assert [one.period.label for one in shown.standing.findings] == ["2026年7月", "2026年8月", "2026年9月"]
    assert shown.figure.startswith("7月起 0 户、0 户、")


def test_a_regulation_that_changed_within_the_period_judges_its_own_days_and_the_page_says_so(village, monkeypatch):
    worked(village)
    village.set_setting("made_on", "2026-01-01")
    monkeypatch.setattr(policies, "today_iso", lambda: "2026-08-16")
    policies.choose(village, "XC")
    found = duties.judgement(village, QUARTER)
    assert [(one.part.profile.id, one.part.first, one.part.last) for one in found.parts] == [
        ("QL", date(2026, 7, 1), date(2026, 8, 15)), ("XC", date(2026, 8, 16), date(2026, 9, 30)),
    ]  # fmt: skip
    assert any(words.startswith("2026年8月16日起改按《") for words in found.notices)
    first = next(one for one in found.parts[0].of() if one.clause.rule == "visit_coverage")
    assert first.last.figure == "0%（0／3户）"  # the visits of September belong to the other part
    assert first.last.period.last == date(2026, 8, 15)
    assert {one.clause.id[:2] for one in found.parts[1].of()} == {"XC"}


def test_ql_11_5_what_is_asked_once_a_year_is_found_though_the_regulation_changed_in_the_quarter(village, monkeypatch):
    """Surveyed in May under 齐陵, which was left on 16 August: looked at by the quarter, the year's survey is the one of May."""
    worked(village)
    village.set_setting("made_on", "2026-01-01")
    enter(village, "survey_result", date="2026-05-12", asked="50", returned="50", aware="48", content="47")
    monkeypatch.setattr(policies, "today_iso", lambda: "2026-08-16")
    policies.choose(village, "GZ1")
    enter(village, "meeting", title="总结", date="2026-11-20", kind="年终工作总结会")
    enter(village, "meeting", title="上半年", date="2026-07-03", kind="半年工作小结会")
    first, second = duties.judgement(village, QUARTER).parts
    survey = next(one for one in first.of() if one.clause.rule == "survey")
    assert (survey.last.level, survey.last.period.first) == ("ok", date(2026, 1, 1))
    assert survey.last.period.last == date(2026, 8, 15)
    summed = {one.clause.period: one.last for one in second.of() if one.clause.rule == "meetings"}
    assert (summed["year"].figure, summed["year"].period.first) == ("1 次", date(2026, 8, 16))
    assert summed["year"].period.last == date(2026, 12, 31)
    assert summed["half_year"].figure == "0 次"  # that of July was before it held


def test_gz5_4_the_last_week_of_a_month_is_read_to_its_end_whatever_period_is_looked_at(village):
    """June 2026 has five weeks that begin in it; in the last one she was seen on Thursday 2 July."""
    village.set_setting("policy", "GZ5")
    person = member(village, home(village, "0001"), "孙桂兰")
    enter(village, "low_income", person=person)
    for day in ("2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22", "2026-07-02"):
        enter(village, "visit", date=day, grid=grid_of(village), person=person, kind="入户走访")
    for kind in ("week", "month"):
        period = containing(kind, date(2026, 6, 24))
        (found,) = [one for one in duties.standings(village, period) if one.clause.id == "GZ5-4" and not one.grid]
        assert "帮扶人群应 5 次已 5 次" in found.last.message


def test_a_year_without_a_calendar_is_told(village, monkeypatch):
    worked(village)
    monkeypatch.setattr("gridDesk.desk.directives.own_calendar", lambda: WEEKENDS)
    assert any("本机没有2026年的节假日和调休安排" in words for words in duties.judgement(village, QUARTER).notices)


def test_wishes_and_periods_are_read_as_they_are_written():
    for text in ("2026", "2026-H2", "2026-Q3", "2026-09", "2026-W38", "2026-09-14"):
        assert period_text(period_of(text)) == text
    wish = wish_of("2026-Q3|grid|王建国|site")
    assert (wish.grid, wish.worker, wish.office, wish.text) == ("grid", "王建国", "site", "2026-Q3|grid|王建国|site")
    assert wish.step(-1).period.label == "2026年第2季度"
    assert Wish(containing("month", date(2026, 11, 1))).step(1).period.label == "2026年11月"
    assert wish.of("month").period.label == "2026年9月"
    for wrong in ("2026-Q5", "2026-13", "昨天", "2026-W60"):
        with pytest.raises(DeskError):
            period_of(wrong)


@pytest.fixture
def street_of_two(paired, stick):
    village, street = paired
    worked(village)
    carry(village, street, stick)
    return village, street


def test_a_street_sees_what_the_village_sees(street_of_two):
    village, street = street_of_two
    site = village.office.site
    assert coverage(street, office=site).figure == coverage(village).figure == "66.7%（2／3户）"
    found = duties_street.matrix(street, QUARTER)
    assert found.offices == ((site, "柳行村"),)
    row = next(row for row in found.rows if row.clause.rule == "visit_coverage")
    assert [cell.figure for cell in row.cells] == ["66.7%（2／3户）"]
    own = duties.judgement(street, QUARTER)
    assert "visit_coverage" not in {one.clause.rule for one in own.standings() if one.last.proof}


def text_of(data):
    pdf = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in pdf)


def test_the_paper_says_what_the_page_says_with_charts_and_lines_to_sign(village):
    worked(village)
    order = PrintOrder(paper=duties_paper.key(Wish(QUARTER)))
    done = printing.render(village, order)
    told = text_of(done.pdf).replace("\r\n", "")  # what a figure was counted from stands below it
    for words in (
        "2026年第3季度履职情况表",
        "柳行村",
        "66.7%（2／3户）",
        "未达到",
        "填报人",
        "审核人",
        "日期",
        "近几期",
        "走访",
    ):
        assert words in told
    assert not done.sentences
    assert printing.docx(village, order)[:2] == b"PK"


def test_the_paper_of_a_street_puts_its_offices_beside_each_other(street_of_two):
    _, street = street_of_two
    told = text_of(printing.pdf(street, PrintOrder(paper=duties_paper.key(Wish(QUARTER, office=ALL)))))
    assert "各单位履职情况表" in told
    assert "柳行村" in told
    assert "66.7%" in told


def cells(path):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_the_spreadsheet_has_the_same_lines_with_numbers(village, tmp_path):
    worked(village)
    target = tmp_path / "s.xlsx"
    rows = duties_sheet.save(village, Wish(QUARTER), target, grant=grants.harmless("report"))
    found = cells(target)
    row = next(row for row in found if "66.7%（2／3户）" in row)
    assert row[0] == "走访"
    assert row[1].startswith("QL-11.1")
    assert row[5:7] == ["100%", "未达到"]
    assert row[8] == pytest.approx(66.67, abs=0.01)
    assert row[9] == 100
    assert rows == len(duties.standings(village, QUARTER))


def test_a_spreadsheet_needs_a_grant(village, tmp_path):
    with pytest.raises(DeskError):
        duties_sheet.save(
            village, Wish(QUARTER), tmp_path / "s.xlsx", grant=grants.Grant("0" * 16, grants.Order(paper=""))
        )


def test_the_terminal_prints_the_table(village, monkeypatch, capsys):
    worked(village)
    monkeypatch.setattr("gridDesk.cli.standing.opened", lambda _options: _kept(village))
    assert cli.main(["standing", "--json", str(village.folder), "--period", "2026-Q3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["period"] == "2026年第3季度"
    assert "66.7%（2／3户）" in {one["figure"] for one in told["lines"]}
    assert cli.main(["standing", str(village.folder), "--grid", "没有的网格"]) == 1


class _kept:
    def __init__(self, desk):
        self.desk = desk

    def __enter__(self):
        return self.desk

    def __exit__(self, *_):
        return None


def test_nothing_is_found_about_a_month_before_the_records(village):
    worked(village)
    shown = duties.standings(village, containing("month", date(2026, 3, 1)))
    assert not [one for one in shown if one.clause.rule in ("visit_coverage", "patrols_per_day", "logs_written")]


def test_reading_the_file_again_gives_the_same(village):
    worked(village)
    told = io.StringIO()
    for one in duties.standings(village, SEPTEMBER):
        told.write(f"{one.clause.id} {one.last.figure}\n")
    duties.forget()
    again = "".join(f"{one.clause.id} {one.last.figure}\n" for one in duties.standings(village, SEPTEMBER))
    assert told.getvalue() == again
