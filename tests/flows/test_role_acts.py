"""Role matrix: who may write, send, take in, approve and manage, act by act; and that what the program does goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gridDesk.desk import (
    Desk,
    accounts,
    audit,
    backups,
    carrying,
    codes,
    damage,
    directive_issue,
    duplicates,
    erasure,
    exchange,
    exports,
    figures,
    grants,
    history,
    key_export,
    people,
    policies,
    records,
    recovery,
    retention,
    rosters,
    safety,
    search,
    street_folder,
    street_writing,
    tables,
)
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.grants import Order
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.vault import ALL_ROLES
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import as_role
from tests.flows.two_offices import fill
from tests.roster.support import write_xlsx

CORRECTION = codes.Correction(code_set="shop_kind", code="30", label="宠物店", reason="新开")
WORK, CLERK, APPROVER, KEEPER = {"clerk", "sensitive"}, {"clerk"}, {"approver"}, {"keeper"}
SETS = [("clerk",), ("sensitive",), ("approver",), ("keeper",), ("auditor",), ("approver", "keeper", "auditor")]


@dataclass
class World:
    """A street with a paired village, a stick with a package for it, and people that acts are done to."""

    desk: Desk
    village: str
    stick: Path
    package: Path
    folder: Path
    uids: list[str]
    kept: dict[str, object] = field(default_factory=dict)

    def order(self) -> Order:
        """Return an order that gives people to somebody."""
        return Order(purpose="own_shelf", persons=3)


@pytest.fixture
def world(paired, stick, tmp_path):
    village, street = paired
    fill(village, 2)
    package = exchange.write_package(village, street.office.site, stick).path
    uids = [new_uid() for _ in range(4)]
    street.write([Edit("person", uid, "create", {"name": f"测试{n}"}) for n, uid in enumerate(uids)], "录入")
    for uid in uids[2:]:
        records.close_record(street, "person", uid, reason_code="01", on="2015-01-01")
    return World(street, village.office.site, stick, package, tmp_path, uids)


def card(world: World) -> exchange.Card:
    """Return the card of an office nobody has met."""
    known = exchange.own_card(world.desk)
    return type(known)(
        **{name: getattr(known, name) for name in known.__struct_fields__} | {"site": "ef" * 8, "level": "village"}
    )


def pair(desk: Desk, world: World) -> None:
    """Pair with that office."""
    exchange.pair(desk, card(world), exchange.pairing_digits(desk, card(world))[1][-5:], "child")


def roster(desk: Desk, world: World) -> None:
    """Bring a list of people in."""
    path = write_xlsx(world.folder / "名册.xlsx", [["姓名", "性别"], ["赵新", "男"]])
    rosters.apply(desk, rosters.preview(desk, [path]))


def look_into(desk: Desk, world: World) -> None:
    """See what a list of people would bring, which tells who is known."""
    rosters.preview(desk, [write_xlsx(world.folder / "名册二.xlsx", [["姓名", "性别"], ["赵新", "男"]])])


def erase(desk: Desk, world: World) -> None:
    """Erase somebody, with nobody else to agree."""
    erasure.erase(desk, "person", [world.uids[2]], "保存期满")


def review(desk: Desk, world: World) -> None:
    """Keep somebody a year more, and end the review."""
    cases = {case.uid: case for case in retention.due(desk)}
    retention.keep(desk, [cases[world.uids[3]]], 12)
    retention.finish(desk)


Act = Callable[[Desk, World], object]
ACTS: dict[str, tuple[Act, set[str]]] = {
    "create": (lambda desk, _w: records.save(desk, "person", None, {"name": "新人"}), WORK),
    "change": (lambda desk, w: desk.write([Edit("person", w.uids[0], "update", {"name": "李四"})], "改"), WORK),
    "close": (lambda desk, w: records.close_record(desk, "person", w.uids[1], reason_code="02", on="2026-01-01"), WORK),
    "household": (lambda desk, _w: people.new_household(desk, "9", "柳行村9号", {"name": "户主"}), WORK),
    "undo": (lambda desk, _w: history.undo(desk, history.recent(desk)[0].txn), WORK),
    "import": (roster, WORK),
    "look into a list": (look_into, WORK),
    "close the month": (lambda desk, _w: figures.close_month(desk, "2026-01"), WORK),
    "list": (lambda desk, _w: tables.table(desk, "people"), WORK),
    "search": (lambda desk, _w: search.sections(desk, "测试"), WORK),
    "find": (lambda desk, _w: search.find(desk, "测试"), WORK),
    "look": (lambda desk, w: people.person_view(desk, w.uids[0]), WORK),
    "reveal": (lambda desk, w: people.reveal_id(desk, w.uids[0]), WORK),
    "field history": (lambda desk, w: history.record_history(desk, "person", w.uids[0]), WORK),
    "duplicates": (lambda desk, _w: duplicates.pairs(desk), WORK),
    "print or export": (lambda desk, w: grants.issue(desk, w.order()), WORK),
    "count an export": (lambda desk, _w: exports.count(desk, ExportOrder(view=View("", "people")).view), WORK),
    "write a package": (lambda desk, w: exchange.write_package(desk, w.village, w.stick), CLERK),
    "take a package": (lambda desk, w: exchange.apply_package(desk, w.package), CLERK),
    "carry": (lambda desk, w: carrying.carry(desk, w.stick), CLERK),
    "a folder": (lambda desk, w: street_folder.apply_folder(desk, w.stick), CLERK),
    "write for all": (lambda desk, w: street_writing.write_all(desk, w.stick), CLERK),
    "pair": (pair, CLERK),
    "stop": (lambda desk, w: exchange.retire(desk, w.village), CLERK),
    "invite": (lambda desk, w: recovery.write_invitation(desk, w.village, w.stick), CLERK),
    "issue": (lambda desk, _w: directive_issue.issue(desk, "policy", "通知", "通知", "正文"), CLERK),
    "correct a code": (lambda desk, _w: codes.correct(desk, CORRECTION), CLERK),
    "choose a regulation": (lambda desk, _w: policies.choose(desk, "QD"), WORK),
    "erase alone": (erase, APPROVER),
    "review": (review, WORK | APPROVER),
    "add an account": (lambda desk, _w: accounts.add(desk, "新人", "one grey goose over hills", ["clerk"]), KEEPER),
    "export the key": (lambda desk, w: key_export.export_keys(desk, PASSWORD, "试一试", w.folder / "keys"), KEEPER),
    "back up": (lambda desk, _w: backups.run(desk), set(ALL_ROLES)),
    "prove the file": (lambda desk, _w: safety.check(desk), set(ALL_ROLES)),
}  # fmt: skip


@pytest.mark.parametrize("roles", SETS, ids="+".join)
def test_every_act_is_for_the_roles_it_is_for(world, roles):
    wrong = {}
    for name, (act, allowed) in ACTS.items():
        audit._lately.clear()
        before = world.desk.store.audit_head()[0]
        with as_role(world.desk, *roles) as desk:
            said = refusal(lambda act=act, desk=desk: act(desk, world))
        for_want_of_role = "职责" in said or "钥匙保管人才能" in said
        if (for_want_of_role or "审批人同意" in said) == bool(allowed & {*roles}):
            wrong[name] = said
        told = [line.kind for line in world.desk.store.audit_lines(after=before)].count("act_refused")
        if told != for_want_of_role:
            wrong[name] = f"{told} lines tell of it: {said}"
    assert wrong == {}
    assert world.desk.store.check() == []


def refusal(act: Callable[[], object]) -> str:
    """Return why an act was refused, "" where it was done; an act that fails for another reason is not refused."""
    try:
        act()
    except DeskError as error:
        return f"{error.message}{error.advice}"
    return ""


def test_the_refusal_says_the_role_the_act_and_what_next(world):
    with as_role(world.desk, "auditor", "keeper") as desk, pytest.raises(DeskError) as caught:
        desk.write([Edit("person", world.uids[0], "update", {"name": "李四"})], "改")
    assert (
        f"{caught.value.message}{caught.value.advice}"
        == "你的职责是钥匙保管人、审计人，不能录入和修改台账，请办事员登录后来做。"
    )
    assert world.desk.store.get("person", world.uids[0])["name"] == "测试0"


def test_an_approver_alone_closes_and_erases_what_is_due_for_it_was_agreed_to(world):
    with as_role(world.desk, "approver") as desk:
        world.desk.write([Edit("low_income", new_uid(), "create", {"person": world.uids[3]})], "低保")
        cases = [case for case in retention.due(desk) if case.uid == world.uids[3]]
        retention.erase(desk, cases, "保存期满")
        assert desk.store.get("person", world.uids[3])["name"] is None
        assert desk.store.count("low_income") == 0
        assert desk.store.get("person", world.uids[0])["name"] == "测试0"


def test_an_office_comes_back_from_its_backup_whoever_restores_it(world):
    folder = world.desk.folder
    accounts.add(world.desk, "小赵", "one grey goose over hills", ["auditor"])
    made = safety.backup(world.desk)
    world.desk.close()
    back = safety.restore(made, folder, "one grey goose over hills", "小赵")
    try:
        assert back.keys.roles == {"auditor"}
        assert back.store.get("person", world.uids[0])["name"] == "测试0"
        assert damage.look_through(back) == []
    finally:
        back.close()
    world.desk = safety.restore(made, folder, PASSWORD)
    world.desk.close()


def test_an_account_without_the_records_opens_an_office_whose_program_has_something_to_put_right(world, monkeypatch):
    from gridDesk.desk import attachments, open_office

    worker = new_uid()
    world.desk.write([Edit("worker", worker, "create", {"name": "王建国"})], "录入")
    accounts.add(world.desk, "小赵", "one grey goose over hills", ["auditor"])
    folder = world.desk.folder
    world.desk.close()
    monkeypatch.setattr(attachments, "_old_photo", lambda _desk, uid: b"\x89PNG" if uid == worker else b"")
    desk = open_office(folder, "one grey goose over hills", "小赵")
    try:
        assert desk.store.get("worker", worker)["portrait"]
    finally:
        desk.close()
