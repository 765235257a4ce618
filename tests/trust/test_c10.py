"""C10: pairing by file and thirty digits read over the phone; a changed key is never accepted silently."""

from __future__ import annotations

import random

import pytest

from gridDesk.desk import exchange
from gridDesk.errors import DeskError

DIGITS = 30  # fifteen of each side


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


def test_other_keys_of_a_known_office_need_a_person_who_says_so(paired, open_copy, stick, figure):
    village, street = paired
    known = village.store.system.peers.list()[0]
    posing = open_copy("street", "posing")
    posing_keys = exchange.own_card(posing)
    assert not exchange.replaces_keys(village, posing_keys), "a copy of the office has its keys"
    forged = exchange.own_card(village)
    card = type(forged)(
        **{**_of(exchange.own_card(street)), "sign_key": forged.sign_key, "recipient": forged.recipient}
    )
    assert exchange.replaces_keys(village, card)
    right = exchange.pairing_digits(village, card)[1][-5:]
    with pytest.raises(DeskError, match="换了电脑"):
        exchange.pair(village, card, right, "parent")
    assert village.store.system.peers.list() == [known]
    exchange.pair(village, card, right, "parent", new_keys=True)
    assert village.store.system.peers.get(card.site).sign_key == card.sign_key
    kinds = [line.kind for line in village.store.audit_lines()]
    assert kinds[-1] == "key_replaced"
    figure("C10", changed_keys_refused_without_a_person=1)


def _of(card: object) -> dict[str, object]:
    return {name: getattr(card, name) for name in card.__struct_fields__}
