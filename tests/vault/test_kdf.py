"""Calibration picks memory by the time this machine takes, within bounds."""

from __future__ import annotations

import pytest

from gridDesk.vault import calibrate, kdf


def test_slow_machine_stays_at_the_floor_and_fast_one_stops_at_the_cap(
    light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kdf, "M_CALIBRATED", 256)
    slow, fast = iter(range(0, 100, 10)), iter([0.0] * 100)
    assert calibrate(0.5, lambda: float(next(slow))) == 64 * 1024
    monkeypatch.setattr(kdf, "M_CALIBRATED", 128 * 1024)
    assert calibrate(0.5, lambda: float(next(fast))) == 128 * 1024
