"""Receipts: what they say survives, and what they prove."""

from __future__ import annotations

import msgspec
import pytest

from gridDesk.sync.errors import BodyInvalid
from gridDesk.sync.receipts import (
    Difference,
    Receipt,
    RecordOutcome,
    RollbackProof,
    agree,
    receipt_from_json,
    rollback_proofs,
    watermarks,
)
from tests.sync.helpers import CREATED, R1, R2, digests, row, uid

RECEIPT = Receipt(
    pkg_id=uid(1), n=57, sha256="ab" * 32, outcome="partial", reason="", at=CREATED, heads={R1: (20, "cd" * 32)},
    counts={"person": (1, 2, 0, 0)}, digests={"person": (2741, "ef" * 32)}, lost={R2: (3, 5)},
    records=(RecordOutcome(uid(9), "person", "bad_value", "有字段的内容与字段类型不符"),),
)  # fmt: skip


def test_receipt_survives_the_round_trip() -> None:
    assert receipt_from_json(RECEIPT.to_json()) == RECEIPT
    assert msgspec.json.decode(RECEIPT.to_json())["records"][0][2] == "bad_value"


@pytest.mark.parametrize(
    "text", ["", "{}", "[" * 50_000, RECEIPT.to_json().replace("partial", "fine"), RECEIPT.to_json()[:-1]]
)
def test_damaged_receipt_is_refused(text: str) -> None:
    with pytest.raises(BodyInvalid, match="回执"):
        receipt_from_json(text)


def test_equal_states_agree_in_any_order_of_records() -> None:
    rows = [row(1, name="甲"), row(2, name="乙")]
    assert agree(digests({"person": rows}), digests({"person": rows[::-1]})) == []


def test_differences_are_named_with_both_counts() -> None:
    own = digests({"person": [row(1), row(2)], "dwelling": [row(3, name="1号")], "visit": []})
    other = digests({"person": [row(1)], "dwelling": [row(3, name="2号")]})
    assert agree(own, other) == [Difference("dwelling", 1, 1), Difference("person", 2, 1)]


def test_receipt_beyond_our_own_journal_proves_that_we_went_back() -> None:
    assert rollback_proofs(RECEIPT, {R1: (20, "cd" * 32)}) == []
    assert rollback_proofs(RECEIPT, {R1: (25, "00" * 32)}) == []
    assert rollback_proofs(RECEIPT, {R1: (12, "00" * 32)}) == [RollbackProof(R1, 12, 20)]
    assert rollback_proofs(RECEIPT, {R1: (20, "00" * 32)}) == [RollbackProof(R1, 20, 20)]
    assert rollback_proofs(RECEIPT, {R2: (3, "00" * 32)}) == [RollbackProof(R1, 0, 20)]


def test_receipt_moves_the_watermark_even_back() -> None:
    assert watermarks(RECEIPT) == {R1: 20}
