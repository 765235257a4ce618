"""B8: five free tries, then 30 s doubling to 15 min; a restart and the clock shorten nothing; nobody is locked out for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pytest

from gridDesk.text import CLOCK
from gridDesk.vault import BackOff, TooManyAttempts, WrongPassword
from gridDesk.vault.backoff import FREE, LONGEST_WAIT

Figure = Callable[..., None]
Amount = Callable[[int, int], int]


def wrong() -> str:
    raise WrongPassword


def test_guessing_is_slowed_down_whatever_is_restarted_or_set(
    tmp_path: Path, figure: Figure, amount: Amount, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, days = Random(8), amount(1, 100)
    seconds, tries, refused, restarts, clocks, longest = days * 86400, 0, 0, 0, 0, 0
    machine = [0.0]
    steady = partial(machine.__getitem__, 0)
    backoff = BackOff(tmp_path, steady)
    spent = 0.0
    while spent < seconds:  # somebody tries as fast as the program lets her
        who = chance.choice(["王小兰", "李大山", ""])
        if chance.random() < 0.3:
            restarts += 1
            backoff = BackOff(tmp_path, steady)
        if chance.random() < 0.3:
            clocks += 1
            year = chance.choice([1990, 2016, 2036, 2099])
            monkeypatch.setattr(CLOCK, "source", lambda year=year: datetime(year, 1, 1, tzinfo=UTC))
        try:
            with pytest.raises(WrongPassword):
                backoff.guard(wrong, who)
            tries += 1
            passed = 0.1
        except TooManyAttempts as error:
            refused += 1
            longest = max(longest, error.seconds)
            passed = float(error.seconds)
        if chance.random() < 0.02:  # the machine is restarted: its monotonic clock begins anew
            machine[0] = 0.0
        machine[0] += passed
        spent += passed
    assert tries <= FREE + 6 + days * 86400 / LONGEST_WAIT + 1
    assert longest <= LONGEST_WAIT
    machine[0] += LONGEST_WAIT
    found, before = backoff.guard(lambda: "in", "王小兰")
    assert found == "in"
    assert before.failed > 0
    figure(
        "B8", days_of_guessing=days, tries_allowed=tries, refused=refused, restarts=restarts, clocks_set=clocks,
        told_at_the_next_login=before.failed, locked_for_ever=0,
    )  # fmt: skip


def test_who_has_an_own_password_does_not_win_free_tries_at_another_clerk(tmp_path: Path, figure: Figure) -> None:
    now = 1000.0
    backoff = BackOff(tmp_path, lambda: now)
    tries = 0
    for _ in range(50):
        try:
            with pytest.raises(WrongPassword):
                backoff.guard(wrong, "王小兰")
            tries += 1
        except TooManyAttempts:
            pass
        backoff.guard(lambda: "in", "李大山")
    assert tries == FREE
    figure("B8", tries_between_own_logins=50, allowed=tries)
