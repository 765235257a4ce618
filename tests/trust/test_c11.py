"""C11: header, manifest, rows, key file, backup, cards and receipts under damage: typed errors only, no hang, steady memory.

A sample in every run; `python -m tests.hostile --count 1000000` (or `--minutes N`) is the release's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.sync import header, pairing, receipts
from gridDesk.vault import format as key_format
from tests.hostile import fuzz

ROOT = Path(__file__).parents[2]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


def test_damaged_and_forged_bytes_give_typed_errors_only(figure, amount):
    """A child of its own, so that the peak of memory is that of the readers alone."""
    count = amount(20_000, 1_000_000)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile", "--count", str(count)], cwd=ROOT, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    said = ran.stdout.strip().splitlines()[-1] if ran.stdout else ran.stderr[-2000:]
    figure("C11", executions=count, targets=16, outcome=said.partition(" s, ")[2] or said)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]


@pytest.mark.parametrize(
    "read",
    [header.decode, receipts.receipt_from_json, key_format.decode, pairing.read_card],
    ids=lambda read: read.__name__,
)
def test_any_json_and_any_bytes_are_refused_in_type(read):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=300) | _JSON.map(fuzz._canonical))
    def tried(data: bytes) -> None:
        try:
            read(data)
        except fuzz.TYPED:
            return
        raise AssertionError("taken")

    tried()


def test_a_reader_that_crashes_hangs_or_is_slow_would_be_seen(monkeypatch):
    def careless(data: bytes) -> None:
        if len(data) % 3:
            raise KeyError("unforeseen")

    tally = fuzz.Tally()
    tally.meet(fuzz.Target("careless", careless, (b"",)), b"ab")
    assert "KeyError" in tally.wrong[0]
    monkeypatch.setattr(fuzz, "SLOWEST", -1.0)
    tally.meet(fuzz.Target("slow", bytes, (b"",)), b"abc")
    assert "took" in tally.wrong[1]
