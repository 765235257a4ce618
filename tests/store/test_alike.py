"""Pairs and candidates come from the index: many namesakes, other offices and merged records do no harm."""

from __future__ import annotations

from gridDesk.ledger import Edit, new_uid
from gridDesk.ledger.idnumber import check_digit
from gridDesk.store import alike

NUMBERS = [
    first17 + check_digit(first17) for first17 in (f"370305{1940 + n % 60}0{n % 9 + 1}15{n:03d}" for n in range(400))
]


def people(store, rows):
    uids = [new_uid() for _ in rows]
    store.write(
        [Edit("person", uid, "create", row) for uid, row in zip(uids, rows, strict=True)], actor="钱", label="录入"
    )
    return uids


def test_a_slip_is_found_among_hundreds_of_namesakes(store):
    wrong = NUMBERS[200][:16] + str((int(NUMBERS[200][16]) + 5) % 10) + NUMBERS[200][17]
    uids = people(store, [{"name": "王伟", "id_number": number} for number in [*NUMBERS, wrong]])
    assert len(uids) > alike.BLOCK
    found = {(pair.one, pair.other): pair.score for pair in store.alike_pairs(lambda *_told: None)}
    assert found[uids[200], uids[-1]] == 90


def test_looking_for_pairs_tells_how_far_it_is_and_can_be_stopped(store):
    people(store, [{"name": "王伟", "birth": "1980-01-01"} for _ in range(3)])
    told = []
    assert len(store.alike_pairs(lambda *words: told.append(words))) == 3
    assert told[-1][:2] == (9, 9)


def test_the_void_are_nobody(store):
    one, other = people(store, [{"name": "王伟", "birth": "1980-01-01"} for _ in range(2)])
    store.write([Edit("person", other, "void", {})], actor="钱", label="撤销")
    assert store.alike_pairs(lambda *_told: None) == []
    assert [like.uid for like in store.alike({"name": "王伟", "birth": "1980"})] == [one]
    assert store.alike({}) == store.alike({"name": "", "id_number": "无", "phone": ""}) == []
