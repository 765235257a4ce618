"""What is kept: offices below, ledgers, how fresh they are, and the duties that records are of; worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk import paths
from gridDesk.ledger.codes import load_code_set
from gridDesk.policy import GridFacts, WorkFacts, containing, duties_of, judge_work, load_profiles
from gridDesk.policy.work import Event, Gathering, Kept, Visit

PROFILES = load_profiles(paths.resources() / "policies")
MARCH, QUARTER = containing("month", date(2026, 3, 1)), containing("quarter", date(2026, 3, 1))


def found(profile, clause, rule, period=MARCH, today=date(2026, 4, 5), **known):
    """Return the last finding of each grid about one rule of a clause."""
    known = {"level": "village", "name": "柳行村", **known}
    facts = WorkFacts(first=period.first, last=period.last, today=today, **known)
    return [
        standing.last for standing in judge_work(PROFILES[profile], facts, period)
        if (standing.clause.id, standing.clause.rule) == (clause, rule)
    ]  # fmt: skip


def words(findings):
    return [(one.grid, one.level, one.figure, one.target) for one in findings]


def test_ql_02_a_street_counts_its_thirty_seven_villages_and_its_community():
    full = found("QL", "QL-02", "offices_below", level="street", offices={"village": 37, "community": 1})
    assert words(full) == [("", "ok", "37 个村、1 个社区", "37 个村、1 个社区")]
    (less,) = found("QL", "QL-02", "offices_below", level="street", offices={"village": 36})
    assert (less.level, less.value, less.wanted) == ("warn", 36, 38)
    assert less.message == "已配对 36 个村、0 个社区。还有 2 个单位没有配对，请到“各单位”里配对。"
    assert found("QL", "QL-02", "offices_below", level="street") == []
    assert found("QL", "QL-02", "offices_below", offices={"village": 3}) == []  # binds streets only


def kept(ledger, total=0, fresh=0, **known):
    return Kept(ledger=ledger, label=known.pop("label", ledger), total=total, fresh=fresh, **known)


def test_ql_10_1_ledgers_of_people_places_things_events_mood_and_organisations_are_kept():
    names = ("person", "address", "dwelling", "key_place", "event", "visit", "unit")
    (one,) = found("QL", "QL-10.1", "ledgers_kept", kept=tuple(kept(name, 10) for name in names))
    assert (one.level, one.figure, one.message) == ("ok", "7 本", "柳行村建立台账 7 本，共 70 条记录。")


def test_xc_2_1c_groups_that_are_hidden_are_neither_counted_nor_named():
    names = ("preferential", "left_behind", "elderly", "disabled", "veteran")
    every = [kept(name, 2, focus=True) for name in names] + [kept("residence", 9, label="流动人口", focus=True)]
    (one,) = found("XC", "XC-2.1c", "ledgers_kept", level="community", kept=(*every, kept("residence", 500)))
    assert (one.level, one.figure, one.target) == ("ok", "6 本", "6 本")
    assert one.message == "柳行村建立台账 6 本，共 19 条记录。另有 4 本受保护台账由经办人登录后核对。"
    (less,) = found("XC", "XC-2.1c", "ledgers_kept", kept=(*every, kept("mental", label="严重精神障碍", used=False)))
    assert less.level == "warn"
    assert less.message.startswith("柳行村建立台账 6 本，共 19 条记录。没有启用：严重精神障碍。")


def test_jj_07_2_addresses_people_dwellings_units_and_floating_people_are_kept():
    names = ("address", "person", "dwelling", "unit")
    (one,) = found("JJ", "JJ-07.2", "ledgers_kept", kept=(*map(kept, names), kept("residence", label="流动人口")))
    assert (one.level, one.target) == ("ok", "5 本")


def test_jj_07_9_those_who_are_owed_care_have_ledgers_of_their_own():
    (one,) = found("JJ", "JJ-07.9", "ledgers_kept", kept=tuple(map(kept, ("preferential", "low_income", "disabled"))))
    assert (one.level, one.figure) == ("ok", "3 本")


def test_xc_2_1e_groups_that_are_to_be_looked_after_are_told_to_who_may_know():
    (one,) = found("XC", "XC-2.1e", "ledgers_kept", kept=tuple(map(kept, ("drug", "released", "cult"))))
    assert one.figure == "3 本"
    assert one.message.endswith("另有 2 本受保护台账由经办人登录后核对。")
    assert found("XC", "XC-2.1e", "ledgers_kept") == []


def test_ql_11_2_all_of_people_dwellings_units_and_shops_are_updated_each_month():
    """March: 300 people of whom 299 were verified, 100 dwellings of whom 100: 399 of 400 is 99.75 %."""
    grids = (GridFacts(uid="甲", name="甲网格"), GridFacts(uid="乙", name="乙网格"))
    ledgers = (
        kept("person", 200, 200, grid="甲"), kept("person", 100, 99, grid="乙", label="人口"),
        kept("dwelling", 100, 100, grid="乙"), kept("volunteer", 50, 0, grid="甲"),
        kept("dwelling", 8, 6, grid="乙", label="出租房屋", focus=True), kept("volunteer", 9, 0, focus=True, label="志愿者"),
        kept("disabled", 4, 3, grid="乙", label="残疾人", focus=True),
    )  # fmt: skip
    known = {"grids": grids, "kept": ledgers}
    every = found("QL", "QL-11.2", "updates", **known)
    assert words(every) == [
        ("", "warn", "99.8%（399／400条）", "100%"), ("甲", "ok", "100%（200／200条）", "100%"),
        ("乙", "warn", "99.5%（199／200条）", "100%"),
    ]  # fmt: skip
    assert every[2].message == "乙网格2026年3月已更新 199 条。还没有核实：人口 1 条。"
    focus = found("QL", "QL-11.2", "focus_updates", **known)
    assert words(focus)[0] == ("", "warn", "75%（9／12条）", "100%")
    assert [one.level for one in found("QL", "QL-11.2", "focus_updates", today=date(2026, 3, 31), **known)] == [
        "note", "note",
    ]  # fmt: skip


def test_ql_11_2_of_months_before_that_of_the_facts_nothing_is_said():
    """When a record was verified is known of the last time only: of the first quarter just March is judged."""
    known = {"period": QUARTER, "kept": (kept("person", 10, 9),)}
    (one,) = found("QL", "QL-11.2", "updates", **known)
    assert one.period == MARCH
    facts = WorkFacts(
        first=QUARTER.first, last=QUARTER.last, today=date(2026, 4, 5), level="village", kept=known["kept"]
    )
    (standing,) = [one for one in judge_work(PROFILES["QL"], facts, QUARTER) if one.clause.rule == "updates"]
    assert len(standing.findings) == 1


BEGIN = "柳行村2026年第1季度的记录："
EVENTS = (
    Event(uid="1", found=date(2026, 1, 1), kind="消防隐患"),
    Event(uid="2", found=date(2026, 3, 31), kind="群众诉求", line="民政"),
    Event(uid="3", found=date(2025, 12, 31), kind="环境卫生"),
    Event(uid="4", found=date(2026, 2, 2), kind="别的"),
)
DONE = {
    "events": EVENTS, "visits": (Visit(uid="v", day=date(2026, 2, 28)),),
    "gatherings": (Gathering(uid="g", ledger="publicity", day=date(2026, 1, 9)),),
}  # fmt: skip


def test_jj_07_records_of_a_quarter_are_counted_by_the_twelve_duties():
    """The last day of the year before belongs to the last quarter; a line of business goes before the kind."""
    (one,) = found("JJ", "JJ-07", "duties_recorded", QUARTER, **DONE)
    assert (one.level, one.figure, one.target) == ("ok", "4 类有记录", "共 12 类")
    assert one.message.startswith(
        f"{BEGIN}基础信息采集 1 条、消防安全 1 条、精神文明 1 条、民政 1 条。没有记录的：基层党建、"
    )


def test_xc_2_1b_records_of_a_quarter_are_counted_by_the_ten_roles():
    (one,) = found("XC", "XC-2.1b", "duties_recorded", QUARTER, **DONE)
    assert (one.figure, one.target) == ("4 类有记录", "共 10 类")
    assert one.message.startswith(f"{BEGIN}信息宣传员 1 条、民情收集员 1 条、事项代办员 1 条、安全维稳员 1 条。")


def test_ql_03_records_of_a_quarter_are_counted_by_line_of_business():
    (one,) = found("QL", "QL-03", "duties_recorded", QUARTER, **DONE)
    assert one.message.startswith(f"{BEGIN}宣传 1 条、民政 1 条、消防 1 条、网格巡查走访 1 条。")
    assert found("QL", "QL-03", "duties_recorded", QUARTER) == []


@pytest.mark.parametrize("profile", ["JJ", "QL", "XC"])
def test_duties_speak_in_the_words_of_the_code_tables_and_leave_no_kind_of_event_out(profile):
    lines, kinds = (
        {code.label for code in load_code_set(paths.resources() / "codes" / f"{name}.csv").codes}
        for name in ("business_line", "event_kind")
    )
    listed = duties_of(PROFILES[profile])
    assert {word for one in listed for word in one.lines} <= lines
    assert {word for one in listed for word in one.kinds} | {"其他"} == kinds
