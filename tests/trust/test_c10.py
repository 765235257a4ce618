"""C10: pairing by file and thirty digits read over the phone; a changed key is never accepted silently."""

from __future__ import annotations

import random

import pytest

from gridDesk.desk import accounts, exchange, grant_slips, grants, outbox, street_folder
from gridDesk.desk.carrying import look
from gridDesk.desk.grants import Approval, PaperApproval
from gridDesk.errors import DeskError
from tests.flows.conftest import PASSWORD

DIGITS = 30  # fifteen of each side
WORDS = "seven old boats on a lake"


def test_only_the_right_digits_pair(village, street, stick, figure, amount):
    card = exchange.read_card(exchange.write_card(street, stick))
    ours, theirs = exchange.pairing_digits(village, card)
    assert (ours, theirs) == tuple(reversed(exchange.pairing_digits(street, exchange.own_card(village))))
    digits = "".join(char for char in ours + theirs if char.isdigit())
    assert len(digits) == DIGITS
    right, chance, refused = theirs[-5:], random.Random(1), 0
    for _ in range(amount(300, 10_000)):
        wrong = f"{chance.randrange(100_000):05d}"
        if wrong == right:
            continue
        with pytest.raises(DeskError):
            exchange.pair(village, card, wrong, "parent")
        refused += 1
    assert exchange.peers(village) == []
    exchange.pair(village, card, right, "parent")
    figure("C10", digits=DIGITS, wrong_refused=refused, right_taken=1)


def other_keys(office, known):
    """Return the card of a known office with keys that are not its own."""
    forged = exchange.own_card(office)
    return type(forged)(**{**_of(exchange.own_card(known)), "sign_key": forged.sign_key, "recipient": forged.recipient})


def test_other_keys_of_a_known_office_need_a_person_who_says_so_and_a_second_one(paired, open_copy, figure):
    village, street = paired
    known = village.store.system.peers.list()[0]
    posing = open_copy("street", "posing")
    assert not exchange.replaces_keys(village, exchange.own_card(posing)), "a copy of the office has its keys"
    card = other_keys(village, street)
    assert exchange.replaces_keys(village, card)
    right = exchange.pairing_digits(village, card)[1][-5:]
    with pytest.raises(DeskError, match="换了电脑"):
        exchange.pair(village, card, right, "parent")
    with pytest.raises(grants.ApprovalNeeded):
        exchange.pair(village, card, right, "parent", new_keys=True)
    for approval in (
        Approval(village.keys.who, PASSWORD),  # the clerk's own
        PaperApproval("2026-001", "李主任"),  # nobody printed it
        PaperApproval(
            grant_slips.ask(village, exchange.key_order(other_keys(posing, street))).slip, "李主任"
        ),  # for none of these
    ):
        with pytest.raises(grants.ApprovalWrong):
            exchange.pair(village, card, right, "parent", new_keys=True, approval=approval)
    assert village.store.system.peers.list() == [known]
    slip = grant_slips.ask(village, exchange.key_order(card))
    exchange.pair(village, card, right, "parent", new_keys=True, approval=PaperApproval(slip.slip, "李主任"))
    assert village.store.system.peers.get(card.site).sign_key == card.sign_key
    line = list(village.store.audit_lines())[-1]
    assert (line.kind, line.detail) == ("key_replaced", {"approver": "paper", "slip": slip.slip})
    with pytest.raises(grants.ApprovalWrong):
        grant_slips.used_up(village, exchange.key_order(card), slip.slip)
    figure("C10", changed_keys_refused_without_a_second_person=5)


def test_where_there_is_another_approver_the_own_password_agrees_to_other_keys(paired, figure):
    village, street = paired
    slot = accounts.add(village, "老周", WORDS, ["approver"]).slot
    accounts.add(village, "小赵", WORDS + "!", ["clerk"])
    card = other_keys(village, street)
    right = exchange.pairing_digits(village, card)[1][-5:]
    slip = grant_slips.ask(village, exchange.key_order(card)).slip
    for approval in (
        Approval("老周", "不是他的密码，差得远"),
        Approval("小赵", WORDS + "!"),
        PaperApproval(slip, "老周"),
    ):
        with pytest.raises(grants.ApprovalWrong):
            exchange.pair(village, card, right, "parent", new_keys=True, approval=approval)
    exchange.pair(village, card, right, "parent", new_keys=True, approval=Approval("老周", WORDS))
    assert list(village.store.audit_lines())[-1].detail == {"approver": slot}
    figure("C10", changed_keys_refused_without_the_approver=3)


def test_an_office_is_paired_only_as_what_it_can_be_and_under_one_parent(paired, open_copy, figure):
    village, street = paired
    card = exchange.own_card(street)
    refused = 0
    for level, role in (
        ("village", "parent"),
        ("village", "child"),
        ("community", "child"),
        ("street", "child"),
        ("district", "child"),
    ):
        other = _card(card, site="ef" * 8, level=level)
        with pytest.raises(DeskError, match="不会是"):
            exchange.pair(village, other, exchange.pairing_digits(village, other)[1][-5:], role)
        refused += 1
    second = _card(card, site="ef" * 8, level="district", name="新区")
    right = exchange.pairing_digits(village, second)[1][-5:]
    with pytest.raises(DeskError, match="已经有上级"):
        exchange.pair(village, second, right, "parent")
    exchange.retire(village, card.site)
    exchange.pair(village, second, right, "parent")
    assert [peer.name for peer in exchange.peers(village)] == ["新区"]
    figure("C10", wrong_relations_refused=refused + 1)


def test_with_an_office_that_was_stopped_nothing_is_exchanged_until_it_is_paired_again(paired, stick, figure):
    village, street = paired
    sent = exchange.write_package(village, street.office.site, stick).path
    theirs = exchange.write_package(street, village.office.site, stick).path
    outbox.hand_over(village, [line.package_id for line in exchange.log(village)])
    exchange.retire(village, street.office.site)
    assert [line.kind for line in village.store.audit_lines()][-1] == "peer_retired"
    assert exchange.peers(village) == []
    seen = {found.path: found for found in look(village, stick).found}
    assert (seen[theirs].what, "停止与" in seen[theirs].why) == ("stranger", True)
    for act in (
        lambda: exchange.apply_package(village, theirs), lambda: exchange.preview_package(village, theirs),
        lambda: exchange.write_package(village, street.office.site, stick), lambda: exchange.peer_named(village, ""),
        lambda: exchange.retire(village, street.office.site),
    ):  # fmt: skip
        with pytest.raises(DeskError):
            act()
    report = street_folder.apply_folder(village, stick)
    assert [one.why.partition("，")[0] for one in report.others if one.file == theirs.name] == [
        "本单位已经停止与“齐陵街道”的往来"
    ]
    (line,) = [line for line in exchange.log(village) if line.direction == "out"]
    assert (line.covered, line.overdue, line.open) == (True, 0, False)
    card = exchange.own_card(street)
    exchange.pair(village, card, exchange.pairing_digits(village, card)[1][-5:], "parent")
    exchange.apply_package(village, theirs)
    exchange.apply_package(street, sent)
    assert [peer.name for peer in exchange.peers(village)] == [street.office.name]
    figure("C10", stopped_and_paired_again=1)


def test_an_office_that_was_stopped_does_not_come_back_with_other_keys_unasked(paired):
    village, street = paired
    exchange.retire(village, street.office.site)
    card = other_keys(village, street)
    with pytest.raises(grants.ApprovalNeeded):
        exchange.pair(village, card, exchange.pairing_digits(village, card)[1][-5:], "parent", new_keys=True)


def _card(card: exchange.Card, **values: str) -> exchange.Card:
    return type(card)(**{**_of(card), **values})


def _of(card: object) -> dict[str, object]:
    return {name: getattr(card, name) for name in card.__struct_fields__}
