"""What was refused is one line for an auditor: an act that is not for the role, a wrong approver, tries while waiting."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import gridDesk
from gridDesk import vault
from gridDesk.desk import (
    Desk,
    accounts,
    audit,
    audit_view,
    audit_words,
    erasure,
    grants,
    key_export,
    locking,
    open_office,
    paper_keys,
    people,
    records,
    refusals,
    search,
)
from gridDesk.desk.grants import Approval, Order
from gridDesk.desk.opening import open_with_paper_key
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.store.audit_log import Wanted
from gridDesk.vault.paper import new_paper_key, write
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import as_role

OTHER = "一个很长很长的密码二号"
WRONG = "不是这个密码不是这个"


@pytest.fixture(autouse=True)
def nothing_noted_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_lately", {})


def told(desk: Desk, *kinds: str) -> list[tuple[str, dict[str, object]]]:
    """Return kind and codes of the lines of these kinds, oldest first."""
    return [(one.kind, dict(one.detail)) for one in desk.store.audit_lines() if one.kind in kinds]


def test_an_act_that_is_not_for_the_role_is_one_line_however_often_it_is_tried(village: Desk):
    uid = new_uid()
    village.write([Edit("person", uid, "create", {"name": "赵新"})], "录入")
    with as_role(village, "auditor") as desk:
        for _ in range(40):
            with pytest.raises(DeskError):
                desk.write([Edit("person", uid, "update", {"name": "李四"})], "改")
        with pytest.raises(DeskError):
            search.find(desk, "赵新")
        with pytest.raises(DeskError):
            people.person_view(desk, uid)
    assert told(village, "act_refused") == [("act_refused", {"act": act}) for act in ("write", "search", "look")]
    line = audit_view.Lines(village, Wanted(kinds=("act_refused",)))[2]
    assert (line.who, line.act, line.where) == ("李四", "没有权限，被拒绝", "录入和修改台账")
    assert line.kind in audit_view.GROUPS["refused"][1]


def test_five_minutes_later_it_is_told_again(village: Desk, monkeypatch: pytest.MonkeyPatch):
    from datetime import timedelta

    from gridDesk.text import CLOCK

    source = CLOCK.source
    with as_role(village, "keeper") as desk:
        for minutes in (0, 4, 6):
            monkeypatch.setattr(CLOCK, "source", lambda minutes=minutes: source() + timedelta(minutes=minutes))
            with pytest.raises(DeskError):
                grants.issue(desk, Order(purpose="own_shelf", persons=3))
    assert len(told(village, "act_refused")) == 2


def test_keepers_acts_and_looser_settings_are_told_too(village: Desk):
    with as_role(village, "clerk") as desk:
        for act in (
            lambda: accounts.add(desk, "新人", OTHER, ["clerk"]),
            lambda: locking.set_minutes(desk, 60),
            lambda: grants.issue(desk, Order(purpose="own_shelf", persons=3, sensitive=True)),
            lambda: desk.enable("drug"),
        ):
            with pytest.raises(DeskError):
                act()
    assert [detail["act"] for _, detail in told(village, "act_refused")] == [
        "keys",
        "weaken",
        "print_sealed",
        "switch_sealed",
    ]


def test_a_wrong_password_of_an_approver_is_told_with_the_account_that_was_tried(village: Desk):
    slot = accounts.add(village, "周审批", OTHER, ["approver"]).slot
    uid = new_uid()
    village.write([Edit("person", uid, "create", {"name": "赵新"})], "录入")
    records.close_record(village, "person", uid, reason_code="01", on="2015-01-01")
    with as_role(village, "clerk") as desk:
        for _ in range(2):
            with pytest.raises(DeskError, match="密码不对"):
                erasure.erase(desk, "person", [uid], "保存期满", Approval("周审批", WRONG))
    assert told(village, "approval_failed") == [("approval_failed", {"slot": slot, "reason": "wrong"})]
    line = audit_view.Lines(village, Wanted(kinds=("approval_failed",))).line(0)
    assert dict(audit_words.details(village, line))["原因"] == "密码不对或没有审批权限"
    assert dict(audit_words.details(village, line))["账号"] == "周审批"
    with as_role(village, "clerk") as desk:
        for _ in range(3):
            with pytest.raises(DeskError):
                erasure.erase(desk, "person", [uid], "保存期满", Approval("周审批", WRONG))
        with pytest.raises(vault.TooManyAttempts):
            erasure.erase(desk, "person", [uid], "保存期满", Approval("周审批", OTHER))
    assert told(village, "approval_failed")[1:] == [("approval_failed", {"slot": slot, "reason": "paused"})]


def test_a_wrong_own_password_is_told(village: Desk, tmp_path: Path):
    with pytest.raises(DeskError):
        accounts.change_password(village, WRONG, OTHER)
    with pytest.raises(DeskError):
        key_export.export_keys(village, WRONG, "试一试", tmp_path / "keys")
    assert told(village, "password_failed") == [("password_failed", {"slot": village.keys.slot, "reason": "wrong"})]


def test_tries_while_it_was_time_to_wait_are_told_at_the_next_login(village: Desk, monkeypatch: pytest.MonkeyPatch):
    folder, now = village.folder, [1000.0]
    village.close()
    guard = vault.BackOff
    monkeypatch.setattr(vault, "BackOff", lambda folder: guard(folder, lambda: now[0]))
    for _ in range(5):
        with pytest.raises(vault.WrongPassword):
            open_office(folder, WRONG)
    for _ in range(3):
        with pytest.raises(vault.TooManyAttempts):
            open_office(folder, PASSWORD)
    now[0] += 30
    desk = open_office(folder, PASSWORD)
    kept = [(one.kind, one.count) for one in desk.store.audit_lines()][-3:]
    desk.close()
    assert kept == [("login_paused", 3), ("login_failed", 5), ("login", 0)]
    desk = open_office(folder, PASSWORD)
    assert [one.kind for one in desk.store.audit_lines()][-1:] == ["login"]
    assert len(told(desk, "login_paused")) == 1
    desk.close()


def test_a_paper_key_that_opened_nothing_is_told_at_the_next_login_and_at_once_in_an_open_office(village: Desk):
    folder = village.folder
    made = paper_keys.make_paper_key(village)
    with pytest.raises(vault.PaperKeyWrong):
        paper_keys.confirm_paper_key(village, write(new_paper_key()))
    assert told(village, "paper_key_failed") == [("paper_key_failed", {})]
    who = village.keys.who
    village.close()
    with pytest.raises(vault.PaperKeyWrong):
        open_with_paper_key(folder, write(new_paper_key()), new_password=OTHER, who=who)
    desk = open_with_paper_key(folder, made.text, new_password=OTHER, who=who)
    desk.close()
    desk = open_office(folder, OTHER)
    assert told(desk, "paper_key_failed")[1:] == [("paper_key_failed", {"way": "door"})]
    desk.close()


def test_every_refusal_in_the_program_has_a_code_and_words():
    """The log keeps a code of each act; one without would be told as 其他."""
    said = set()
    for path in (Path(gridDesk.__file__).parent / "desk").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name in ("need_work", "need_clerk", "not_yours") or (
                name == "act" and "refusals" in ast.dump(node.func)
            ):
                said |= {one.value for one in node.args[1:] if isinstance(one, ast.Constant)}
    assert len(said) > 20
    assert said - set(refusals.ACTS) == set()
    assert len(set(refusals.ACTS.values())) == len(refusals.ACTS)
