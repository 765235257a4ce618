"""A11: the clock set ten years back or forward stops nothing and loses nothing; lines keep their order and are marked.

Counters order everything; the clock is only written down. The back-off on passwords counts by the machine's monotonic
clock and is tried with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from gridDesk import text
from gridDesk.desk import Desk, audit, backups, open_office, today
from gridDesk.desk.receiving import apply_package
from gridDesk.desk.sending import write_package
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.vault import BackOff
from gridDesk.vault.errors import TooManyAttempts, WrongPassword
from tests.flows.conftest import PASSWORD, offices, open_copy, paired, stick, street, village

__all__ = ["offices", "open_copy", "paired", "stick", "street", "village"]

TEN_YEARS = timedelta(days=3653)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that a test may set."""
    now = [datetime.now(timezone(timedelta(hours=8))) + timedelta(minutes=1)]
    monkeypatch.setattr(text.CLOCK, "source", lambda: now[0])
    return now


def work(desk: Desk) -> str:
    """Write a record and a line of the log; return the record."""
    uid = new_uid()
    desk.write([Edit("grid", uid, "create", {"name": "测试网格", "kind": "01"})], "新建网格")
    audit.note(desk, "export", count=1)
    return uid


@pytest.mark.parametrize("leap", [-TEN_YEARS, TEN_YEARS], ids=["back", "forward"])
def test_nothing_is_blocked_or_lost_and_lines_are_marked_in_order(
    paired, stick, clock, leap, figure: Callable[..., None]
):
    village, street = paired
    before = work(village)
    clock[0] += leap
    during = [work(village) for _ in range(5)]
    sent = write_package(village, street.office.site, stick)
    applied = apply_package(street, sent.path)
    apply_package(village, write_package(street, village.office.site, stick).path)
    clock[0] -= leap
    after = work(village)

    lines = list(village.store.audit_lines())
    exports = [line for line in lines if line.kind == "export"]
    assert [line.n for line in lines] == list(range(1, len(lines) + 1))
    assert [line.clock_ok for line in exports[:6]] == [True] + [False] * 5
    jumps = [line for line in lines if line.kind == "clock_jump"]
    assert len(jumps) in (1, 2)
    assert jumps[0].detail["back"] is (leap < timedelta(0))
    assert applied.verdict == "apply"
    assert all(village.store.get("grid", uid) and street.store.get("grid", uid) for uid in (before, *during))
    assert village.store.get("grid", after)
    assert (village.store.check(), street.store.check(), audit.verify(village)) == ([], [], [])
    figure(
        "A11", leap_days=leap.days, acts=7, lines_marked=sum(not line.clock_ok for line in lines), packages=2, lost=0
    )


def clock_card(desk: Desk) -> today.Card | None:
    return next((card for card in today.today(desk).cards if card.title == "电脑时间"), None)


@pytest.mark.parametrize(("leap", "words"), [(-TEN_YEARS, "还早"), (TEN_YEARS, "晚了一年多")], ids=["back", "forward"])
def test_the_morning_page_says_for_a_week_that_the_clock_is_wrong(
    village: Desk, clock, leap, words, figure: Callable[..., None]
):
    work(village)
    assert clock_card(village) is None
    clock[0] -= timedelta(minutes=5)
    work(village)
    assert clock_card(village) is None, "a clock that was put right by minutes is no matter"
    clock[0] += leap
    work(village)
    card = clock_card(village)
    assert (card.level, card.page) == ("warn", "settings")
    assert words in card.line
    clock[0] -= leap
    assert clock_card(village) is None, "put right"
    work(village)
    clock[0] += timedelta(hours=1)
    work(village)
    assert clock_card(village) is None
    if leap < timedelta(0):
        clock[0] += leap
        for _ in range(9):
            work(village)
            clock[0] += timedelta(days=1)
        assert clock_card(village) is None, "told long enough"
    figure("A11", leap_days=leap.days, told_in_words=1)


@pytest.mark.parametrize("leap", [-TEN_YEARS, TEN_YEARS], ids=["back", "forward"])
def test_no_backup_is_thinned_away_by_a_wrong_clock(village: Desk, clock, leap, figure: Callable[..., None]):
    # From nine in the morning: no midnight falls among the last three, which would make the first day the third.
    clock[0] = (clock[0] + timedelta(days=1)).replace(hour=9, minute=0)
    kept = []
    for _ in range(6):
        work(village)
        kept.append(backups.run(village).name)
        clock[0] += timedelta(hours=7)
    clock[0] += leap
    for _ in range(3):
        work(village)
        kept.append(backups.run(village).name)
        clock[0] += timedelta(hours=1)
    backups.thin(village)
    there = {one.path.name for one in backups.listed(village.folder / "backups")}
    figure("A11", leap_days=leap.days, backups_made=len(kept), backups_kept=len(there & set(kept)))
    assert set(kept) <= there


@pytest.mark.parametrize("leap", [-TEN_YEARS, TEN_YEARS], ids=["back", "forward"])
def test_the_wait_after_wrong_passwords_is_not_shortened(tmp_path, clock, leap, figure: Callable[..., None]):
    ticks = [1000.0]
    guard = BackOff(tmp_path, lambda: ticks[0])

    def wrong() -> None:
        raise WrongPassword

    for _ in range(5):
        with pytest.raises(WrongPassword):
            guard.guard(wrong)
    wait = guard.waiting()
    clock[0] += leap
    assert BackOff(tmp_path, lambda: ticks[0]).waiting() == wait
    with pytest.raises(TooManyAttempts):
        BackOff(tmp_path, lambda: ticks[0]).guard(wrong)
    ticks[0] += wait
    assert BackOff(tmp_path, lambda: ticks[0]).waiting() == 0
    figure("A11", leap_days=leap.days, wait_before=wait, wait_after=wait)


def test_the_office_opens_with_any_clock_and_its_lines_stay_readable(village: Desk, clock, figure: Callable[..., None]):
    folder, opened = village.folder, 0
    for leap in (-TEN_YEARS, 2 * TEN_YEARS, -TEN_YEARS):
        village.close()
        clock[0] += leap
        try:
            village = open_office(folder, PASSWORD)
        except DeskError as error:  # pragma: no cover -- the failure this row is about
            pytest.fail(str(error))
        work(village)
        opened += 1
    assert audit.verify(village) == []
    village.close()
    figure("A11", openings_at_wrong_times=opened, refused=0)
