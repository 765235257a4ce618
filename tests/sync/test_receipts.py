"""Receipts: what they say survives, and what they prove."""

from __future__ import annotations

import msgspec
import pytest

from gridDesk.sync.asides import REASONS
from gridDesk.sync.errors import BodyInvalid
from gridDesk.sync.lines import pack_lines, read_lines
from gridDesk.sync.receipts import (
    Difference,
    Receipt,
    RecordOutcome,
    RollbackProof,
    agree,
    receipt_from_json,
    rollback_proofs,
    shortened,
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


def test_a_receipt_of_very_many_asides_fits_into_a_line_and_tells_how_many_more() -> None:
    codes = ["newer_ledger"] * 60_000 + ["bad_value"] * 2 + ["erased"]
    records = tuple(RecordOutcome(uid(n), "person", code, REASONS[code]) for n, code in enumerate(codes))
    told = shortened(msgspec.structs.replace(RECEIPT, records=records, reason="前面的话。" * 100))
    packed = pack_lines([told])
    assert list(read_lines(packed.data, packed.size, msgspec.json.Decoder(Receipt), "回执")) == [told]
    assert [one.code for one in told.records[:3]] == ["erased", "bad_value", "bad_value"]
    assert len(told.records) == 10_000
    assert told.reason.endswith("这里列出 10,000 条，另有 50,003 条没有列出。")
    assert shortened(told) == told
    assert shortened(RECEIPT) == RECEIPT


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
