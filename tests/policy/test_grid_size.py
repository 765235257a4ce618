"""Rules on grids, clause by clause: what is found at the figure and on either side of it."""

from __future__ import annotations

import pytest

from gridDesk import paths
from gridDesk.errors import DefinitionError
from gridDesk.policy import RULES, WORK_RULES, GridFacts, OfficeFacts, judge, load_profiles

PROFILES = load_profiles(paths.resources() / "policies")


def grid(name="甲", **known):
    return GridFacts(uid=name, name=name, **known)


def levels(profile, clause, *grids, village=True, changes=0):
    """Return (grid, level) of what one clause finds."""
    office = OfficeFacts(is_village=village, grids=grids, changes=changes)
    return [(item.grid, item.level) for item in judge(PROFILES[profile], office) if item.clause == clause]


def test_every_profile_names_rules_that_are_there():
    assert sorted(PROFILES) == ["GZ1", "GZ3", "GZ4", "GZ5", "GZ6", "JJ", "QD", "QL", "XC"]
    for profile in PROFILES.values():
        assert profile.title
        assert profile.in_force
        assert all(clause.rule in ("", *RULES, *WORK_RULES) for clause in profile.clauses)
        assert all(clause.text.endswith("。") for clause in profile.clauses)


def test_ql_05_a_village_is_one_grid_with_one_worker():
    one = grid(posts={"专职网格员": 1})
    assert levels("QL", "QL-05", one) == [("", "ok"), ("甲", "ok")]
    assert levels("QL", "QL-05", one, grid("乙")) == [("", "warn"), ("甲", "ok"), ("乙", "warn")]


@pytest.mark.parametrize(("households", "grids", "level"), [(350, 1, "ok"), (351, 1, "warn"), (351, 2, "ok")])
def test_ql_05_a_community_has_a_grid_for_350_households(households, grids, level):
    first = grid("1", households=households)
    rest = [grid(str(n)) for n in range(2, grids + 1)]
    assert levels("QL", "QL-05", first, *rest, village=False)[0] == ("", level)


@pytest.mark.parametrize(("households", "people", "level"), [
    (299, 700, "warn"), (300, 700, "ok"), (500, 1400, "ok"), (501, 1400, "warn"), (280, 950, "ok"),
])  # fmt: skip
def test_qd_a2_1_a_grid_has_300_to_500_households_or_about_1000_people(households, people, level):
    assert levels("QD", "QD-A2.1", grid(households=households, people=people), village=False) == [("甲", level)]


def test_qd_a2_1_a_village_may_be_one_grid_of_any_size_and_a_special_grid_needs_its_kind():
    for households in (120, 600):
        assert levels("QD", "QD-A2.1", grid(households=households)) == [("甲", "ok")]
    both = levels("QD", "QD-A2.1", grid(households=600), grid("乙", households=400))
    assert both == [("甲", "warn"), ("乙", "ok")]
    assert levels("QD", "QD-A2.1", grid(is_special=True, special="学校")) == [("甲", "ok")]
    assert levels("QD", "QD-A2.1", grid(is_special=True)) == [("甲", "warn")]


@pytest.mark.parametrize(("code", "level"), [("", "note"), ("3" * 19, "ok"), ("3" * 18, "warn"), ("x" * 19, "warn")])
def test_qd_a2_3_a_code_has_19_digits(code, level):
    assert levels("QD", "QD-A2.3", grid(code=code)) == [("甲", level)]


def test_qd_a3_1_every_grid_has_a_full_time_worker():
    found = levels("QD", "QD-A3.1", grid(posts={"专职网格员": 1}), grid("乙", posts={"兼职网格员": 2}))
    assert found == [("甲", "ok"), ("乙", "warn")]


def test_jj_11_a_grid_of_the_third_level_has_two_workers():
    assert levels("JJ", "JJ-11", grid(level="3", posts={"专职网格员": 1})) == [("甲", "warn")]
    assert levels("JJ", "JJ-11", grid(level="3", posts={"专职网格员": 1, "兼职网格员": 1})) == [("甲", "ok")]
    assert levels("JJ", "JJ-11", grid(level="2")) == []


def test_jj_10_a_grid_of_the_second_level_has_its_leader_and_a_worker():
    assert levels("JJ", "JJ-10", grid(level="2", posts={"网格长": 1, "专职网格员": 1})) == [("甲", "ok")]
    assert levels("JJ", "JJ-10", grid(level="2", posts={"专职网格员": 1})) == [("甲", "warn")]


def test_jj_09_a_grid_of_the_first_level_has_its_three_leaders_and_five_part_time_identities():
    office = OfficeFacts(is_village=True, grids=(grid(level="1", posts={"第一网格长": 1}),))
    words = judge(PROFILES["JJ"], office)[0].message
    assert words.startswith("甲缺第一副网格长、网格长、兼职网格员（公安干警）")
    posts = {"第一网格长": 1, "第一副网格长": 1, "网格长": 1}
    five = ("公安干警", "公安辅警", "基层医务工作者", "市场监管人员", "综合执法人员")
    assert levels("JJ", "JJ-09", grid(level="1", posts=posts, identities=dict.fromkeys(five, 1))) == [("甲", "ok")]


def test_xc_1_2_changes_are_told_to_the_street():
    assert levels("XC", "XC-1.2", grid(), changes=3) == [("", "note")]
    assert levels("XC", "XC-1.2", grid()) == []


def test_a_profile_with_an_unknown_rule_is_told_by_file(tmp_path):
    text = (
        'id = "ZZ"\ntitle = "x"\nin_force = "2020"\n[[clauses]]\nid = "ZZ-1"\narticle = "一"\nrule = "no"\ntext = "x"\n'
    )
    (tmp_path / "ZZ.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="规则 no 不存在"):
        load_profiles(tmp_path)
