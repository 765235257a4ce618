"""Which regulation an office was under on a day: choices with their dates, versions by their day of effect."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk import text
from gridDesk.desk import directive_issue, directive_kinds, grid_views, policies
from gridDesk.errors import DeskError
from gridDesk.paths import resources
from gridDesk.policy import admit
from gridDesk.store.audit_log import Wanted
from tests.flows.two_offices import carry, pair

QL = (resources() / "policies" / "QL.toml").read_text(encoding="utf-8")


@pytest.fixture
def both(village, street, tmp_path, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat("2026-11-21T09:00:00+08:00"))
    pair(village, street, tmp_path)
    return village, street, tmp_path


def receive(both):
    village, street, stick = both
    carry(street, village, stick)


@pytest.fixture
def on(monkeypatch):
    """Return how to make it another day."""

    def go(day):
        monkeypatch.setattr(policies, "today_iso", lambda: day)

    return go


def ids(desk, *days):
    return [policies.profile_on(desk, date.fromisoformat(day)).id for day in days]


def test_a_past_day_keeps_the_regulation_that_was_chosen_then(village, on):
    village.set_setting("made_on", "2026-01-01")
    on("2026-07-01")
    policies.choose(village, "XC")
    on("2026-10-01")
    policies.choose(village, "QD")
    policies.choose(village, "JJ")
    assert ids(village, "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01") == ["QL", "XC", "XC", "JJ"]
    assert (
        policies.words_of(village)
        == "2026-10-01 起按这个制度；以前的日子仍按当时的《新城街道网格员工作管理办法》判断。"
    )
    log = village.store.log
    noted = [line.detail for line in log.page(log.numbers(Wanted(kinds=("setting",))))]
    assert [(one["before"], one["after"]) for one in noted] == [("QD", "JJ"), ("XC", "QD"), ("QL", "XC")]


def test_the_first_choice_of_a_new_office_holds_from_its_first_day(village, on):
    village.set_setting("made_on", "2026-06-20")
    on("2026-07-01")
    policies.choose(village, "QD")
    policies.choose(village, "XC")
    assert ids(village, "2024-01-01", "2026-07-01") == ["XC", "XC"]
    on("2026-08-01")
    policies.choose(village, "JJ")
    assert ids(village, "2026-07-31", "2026-08-01") == ["XC", "JJ"]


def test_an_office_of_an_older_program_keeps_the_choice_it_made(village):
    village.set_setting("policy", "XC")
    assert ids(village, "2024-01-01", "2026-11-21") == ["XC", "XC"]


def test_nothing_is_judged_by_a_regulation_before_its_day_of_effect(village):
    village.set_setting("policy", "XC")
    assert policies.profile_on(village, date(2022, 6, 1)).clauses == ()
    assert policies.profile_on(village, date(2022, 6, 2)).clauses


def test_jj_45_a_new_version_from_the_street_leaves_past_periods_to_the_old_one(both):
    village, street, _ = both
    for effective, title in (("2026-03-01", "旧办法"), ("2026-07-01", "新办法")):
        content = QL.replace("齐陵街道专职网格管理员管理办法", title)
        directive_issue.issue(street, "policy", "QL", title, content, effective)
    receive(both)
    found = [policies.profile_on(village, date(2026, month, 1)).title for month in (2, 3, 6, 7)]
    assert found == ["齐陵街道专职网格管理员管理办法", "旧办法", "旧办法", "新办法"]
    assert grid_views.profile_of(village).title == "新办法"


def test_gz2_a_village_can_neither_issue_a_regulation_nor_leave_the_one_from_above(both):
    village, street, _ = both
    directive_issue.issue(street, "policy", "QL", "办法", QL, "2026-01-01")
    receive(both)
    with pytest.raises(DeskError, match="不能选"):
        policies.choose(village, "XC")
    with pytest.raises(DeskError):
        directive_issue.issue(village, "policy", "QL", "自己的办法", QL, "2026-01-01")
    assert list(policies.known_on(village, "2026-11-21")) == ["QL"]


def test_a_regulation_of_every_shape_is_issued_received_and_followed_with_its_list_of_matters(both):
    village, street, _ = both
    content = (resources() / "policies" / "QD.toml").read_text(encoding="utf-8")
    directive_issue.issue(street, "policy", "QD", "青岛规范", content, "2026-01-01")
    receive(both)
    profile = grid_views.profile_of(village)
    assert (profile.id, admit(profile, "9911").clause) == ("QD", "QD-A4.2")
    shown = directive_kinds.words("policy", "QD", content)
    for line in (
        "规范五（四）　分流、交办事项在规定时限内办结。",
        "· 城乡治理协管：宗教管理",
        "· 6. 相关部门未落实“权随责走、费随事走”的事项。",
    ):
        assert line in shown
    bad = content.replace("times = 1, with_visits = true", "times = -1")
    assert bad != content
    with pytest.raises(DeskError, match="参数不对"):
        directive_issue.issue(street, "policy", "QD", "青岛规范", bad, "2026-02-01")
