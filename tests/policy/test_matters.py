"""What a grid works on: the list, what needs an approval number, what is refused, each with its clause."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from gridDesk import paths
from gridDesk.errors import DefinitionError
from gridDesk.policy import load_profiles, read_profile
from gridDesk.policy.matters import admit

PROFILES = load_profiles(paths.resources() / "policies")
QD, QL = PROFILES["QD"], PROFILES["QL"]


def test_qd_a4_1_the_list_has_eight_classes_and_the_codes_events_carry():
    matters = QD.matters
    assert matters.groups == (
        "信息采集维护", "社会治安巡防", "重点人群、特殊人群服务管理", "城乡治理协管", "矛盾排查化解", "政策法律宣传",
        "民意搜集调查", "为民代办服务",
    )  # fmt: skip
    with (paths.resources() / "codes" / "event_matter.csv").open(encoding="utf-8") as file:
        labels = {row["code"]: row["label"] for row in csv.DictReader(file)}
    assert {item.code: item.name for item in matters.items}.items() <= labels.items() | {
        ("0501", "矛盾排查化解：参与协助矛盾纠纷排查化解")
    }
    assert {*labels} == {item.code for item in (*matters.items, *matters.prohibited)} | {matters.outside}
    assert admit(QD, "0406").allowed
    assert admit(QD, "0406").clause == "QD-A4.1"


def test_qd_a4_2_what_is_not_in_the_list_needs_the_number_of_its_approval():
    refused = admit(QD, "9901")
    assert (refused.allowed, refused.clause) == (False, "QD-A4.2")
    assert refused.sentence == (
        "这一项不在网格事项清单里，要经区（市）审核同意才能交给网格员办（QD-A4.2 规范四（二）附件二），请填写准入编号。"
    )
    assert admit(QD, "9901", " ").allowed is False
    taken = admit(QD, "9901", "青域准〔2026〕3号")
    assert (taken.allowed, taken.sentence) == (True, "这一项不在网格事项清单里，按准入编号 青域准〔2026〕3号 办理。")
    assert admit(QD, "0999").allowed is False


@pytest.mark.parametrize("number", range(1, 8))
def test_qd_a4_2_each_of_the_seven_is_refused_even_with_an_approval(number):
    found = admit(QD, f"991{number}", "某号")
    assert found.allowed is False
    assert f"禁入清单第 {number} 条" in found.sentence
    assert found.sentence.endswith("网格员不能办，请退回提出的部门。")


def test_qd_a4_2_words_that_smell_of_what_is_refused_are_pointed_at():
    found = admit(QD, "0403", words="配合查封小作坊")
    assert found.allowed
    assert found.sentence.startswith("文字里有“查封”，请核对是不是禁入的事：禁入清单第 1 条")
    assert admit(QD, "0403", words="提醒小作坊办证").sentence == ""


def test_qd_a4_3_a_matter_withdrawn_is_outside_the_list_from_the_next_day():
    text = (paths.resources() / "policies" / "QD.toml").read_text(encoding="utf-8")
    old = '["0405", "城乡治理协管", "宗教管理"]'
    changed = read_profile(text.replace(old, old.replace("]", ', "2026-06-30"]')), "QD.toml")
    assert admit(changed, "0405", day=date(2026, 6, 30)).allowed
    gone = admit(changed, "0405", day=date(2026, 7, 1))
    assert (gone.allowed, gone.clause) == (False, "QD-A4.2")
    assert gone.sentence.startswith("“城乡治理协管：宗教管理”已从 2026-06-30 之后退出清单")
    assert admit(changed, "0405", "某号", day=date(2026, 7, 1)).allowed


def test_a_regulation_without_a_list_refuses_nothing_but_says_what_others_refuse():
    assert QL.matters is None
    assert admit(QL, "0999").allowed
    assert admit(QL, "9911").allowed
    assert admit(QL, "9911").sentence.startswith("这一项在一些地方的禁入清单里")


@pytest.mark.parametrize(
    "lines", ['clause = "X"', 'clause = "X"\nadmission = "Y"\narticle = "一"\noutside = "9"\nitems = [["1"]]\nprohibited = []',
              'clause = "X"\nadmission = "Y"\narticle = "一"\noutside = "9"\nitems = [["1", "a", "b"], ["1", "a", "c"]]\nprohibited = []'],
)  # fmt: skip
def test_a_list_that_cannot_be_used_is_refused(lines):
    with pytest.raises(DefinitionError, match="matters"):
        read_profile(f'id = "X"\ntitle = "某"\nin_force = "2026"\nclauses = []\n[matters]\n{lines}\n', "X.toml")
