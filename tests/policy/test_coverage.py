"""Every clause of the texts has a place where it is carried out, and every rule or page that does so is proved by a test."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from gridDesk import cli, paths
from gridDesk.errors import DefinitionError
from gridDesk.ledger import catalogue
from gridDesk.policy import RULES, WORK_RULES, load_profiles, read_profile
from gridDesk.policy.coverage import LATER, counts, coverage, listed_clauses, names_of_tests, proofs

FOLDER = paths.resources() / "policies"
PROFILES = load_profiles(FOLDER)
TESTS = names_of_tests(Path(__file__).parent.parent)
EVERY = coverage(PROFILES, listed_clauses(FOLDER / "clauses.tsv"), TESTS)
CLAUSES = [(profile.id, clause) for profile in PROFILES.values() for clause in profile.clauses]


def test_every_clause_of_the_list_is_carried_out_or_says_by_which_work_it_will_be():
    assert len(EVERY) == 158
    assert [one.listed.id for one in EVERY if one.state == "nothing"] == []
    assert counts(EVERY)["nothing"] == 0


@pytest.mark.parametrize("one", [one for one in EVERY if one.state in ("rule", "place")], ids=lambda one: one.listed.id)
def test_what_carries_a_clause_out_is_proved_by_a_test_that_names_it(one):
    assert one.tests, one.listed.id


def test_every_rule_of_a_profile_is_there_and_no_rule_is_without_a_clause():
    used = {clause.rule for _, clause in CLAUSES if clause.rule}
    assert used <= {*RULES, *WORK_RULES}
    assert {*RULES, *WORK_RULES} == used


def test_what_is_still_to_come_is_named_in_a_word_that_is_known():
    assert {clause.later for _, clause in CLAUSES if clause.later} <= {*LATER}


def _titles():
    for file in (paths.forms() / "papers").glob("*.toml"):
        yield str(tomllib.loads(file.read_text(encoding="utf-8"))["title"])


@pytest.mark.parametrize(
    ("profile", "clause"), [one for one in CLAUSES if one[1].place], ids=lambda one: getattr(one, "id", one)
)
def test_a_place_names_pages_papers_and_ledgers_that_are_there(profile, clause):
    from gridDesk.ui.navigation import PAGES

    labels = {ledger.label for ledger in catalogue().ledgers.values()}
    papers = {*_titles()} | {f"{label}台账" for label in labels}
    pages = re.findall(r"“([^”]+)”页", clause.place)
    ledgers = re.findall(r"“([^”]+)”台账", clause.place)
    printed = re.findall(r"《([^》]+)》", clause.place)
    assert {*pages} <= {entry.label for entry in PAGES}
    assert {*ledgers} <= labels
    assert {*printed} <= papers
    assert pages or ledgers or printed


def test_a_test_proves_only_the_clause_whose_whole_id_it_carries():
    names = ("test_ql_11_1_hours", "test_ql_11", "test_of_QL_11_here", "test_ql_11_12", "test_xql_11_1")
    assert proofs("QL-11.1", names) == ("test_ql_11_1_hours",)
    assert proofs("QL-11", names) == ("test_ql_11", "test_of_QL_11_here")
    assert proofs("JJ-21.1b", ("test_jj_21_1_x", "test_jj_21_1b_x")) == ("test_jj_21_1b_x",)


def test_a_clause_that_nothing_carries_out_is_refused_and_one_not_written_down_shows():
    head = 'id = "X"\ntitle = "某"\nin_force = "2026"\n[[clauses]]\nid = "QL-02"\narticle = "一"\ntext = "某。"\n'
    with pytest.raises(DefinitionError, match="QL-02 缺少 rule"):
        read_profile(head, "X.toml")
    only = read_profile(head + 'later = "team"\n', "X.toml")
    first, second, *_ = coverage({"X": only}, listed_clauses(FOLDER / "clauses.tsv"))
    assert (first.listed.id, first.state, first.later) == ("QL-02", "later", ("队伍结构",))
    assert (second.listed.id, second.state) == ("QL-03", "nothing")


def test_the_command_prints_the_table_with_its_counts(capsys):
    assert cli.main(["clauses", "--profile", "QD", "--json", "--tests", str(Path(__file__).parent)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["nothing"] == 0
    by_id = {one["id"]: one for one in found["clauses"]}
    assert by_id["QD-A2.1"]["rules"] == ["size_of_grid"]
    assert by_id["QD-A2.1"]["tests"]
    assert cli.main(["clauses", "--profile", "GZ4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("GZ2　办法2　GZ1、GZ3、GZ4、GZ5、GZ6　有页面或纸张　“下发文件”页")
    assert lines[-1] == "共 6 条：按规则判断 4 条、有页面或纸张 2 条。"
