"""A6: backups at most half an hour of changes old, thinned by a calendar of their own that no clock can hurry.

Two years of office days are played in numbers; the backups of the last test are real. Nothing here needs Windows.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta, timezone

from gridDesk.desk import Desk, backup_calendar, backups, people
from gridDesk.desk.backup_calendar import Mark
from gridDesk.text import CLOCK

START = date(2026, 1, 5).toordinal()


class Keeping:
    """An office's backups in numbers: what stands on the disk after each, and everything ever thinned."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.made = 0
        self.thinned: list[int] = []

    def back_up(self, wall: int, *, pinned: bool = False) -> None:
        self.made += 1
        self.marks.append(Mark(self.made, backup_calendar.next_day(self.marks, wall), wall, pinned, 100))
        gone = backup_calendar.to_thin(self.marks)
        self.thinned += gone
        self.marks = [mark for mark in self.marks if mark.n not in gone]
        assert len(self.marks) >= min(self.made, backup_calendar.FLOOR)
        assert self.made in {mark.n for mark in self.marks}, "the newest one always stays"


def play(days: int, per_day: int, seed: int) -> tuple[Keeping, int]:
    """Play office days with weekends off, holidays, and now and then a clock that is years off for some hours."""
    chance, keeping, jumps = random.Random(seed), Keeping(), 0
    for day in range(days):
        wall = START + day
        if day % 7 in (5, 6) or chance.random() < 0.03:
            continue
        for _ in range(per_day):
            jump = chance.random()
            if jump < 0.01:
                jumps += 1
                keeping.back_up(wall + chance.choice((3652, -3652, -6000, 365)))
            keeping.back_up(wall)
            # Days of the backups' own calendar never run ahead of those that really passed: nothing goes too early.
            assert max(mark.day for mark in keeping.marks) <= wall
    return keeping, jumps


def test_two_years_of_office_days_keep_what_the_calendar_says_whatever_the_clock_does(figure, amount):
    offices, made, thinned, jumped = amount(4, 120), 0, 0, 0
    for seed in range(offices):
        keeping, jumps = play(730, 8, seed)
        ages = Counter(backup_calendar.age_class(keeping.marks).values())
        assert ages["all"] >= 8
        assert (ages["day"], ages["week"], ages["month"]) == (12, 10, 9)
        oldest = min(mark.wall for mark in keeping.marks if mark.wall < START + 730 and mark.wall >= START)
        assert START + 730 - oldest > 300, "nine months and more can be gone back"
        made, thinned, jumped = made + keeping.made, thinned + len(keeping.thinned), jumped + jumps
    assert jumped > 100 * offices / 4
    figure("A6", offices=offices, backups=made, thinned=thinned, clock_jumps=jumped, kept_too_few=0)


def test_a_clock_ten_years_ahead_thins_nothing_and_goes_on_where_it_was():
    keeping = Keeping()
    for day in range(40):
        keeping.back_up(START + day)
    held = {mark.n for mark in keeping.marks}
    keeping.back_up(START + 39 + 3652)
    assert held <= {mark.n for mark in keeping.marks}
    keeping.back_up(START + 40)
    assert max(mark.day for mark in keeping.marks) == START + 40


def test_pinned_ones_and_the_newest_three_stay_even_when_space_is_short():
    marks = [Mark(n, START + n, START + n, n == 2, 100) for n in range(1, 9)]
    assert backup_calendar.to_free(marks, 10_000) == [1, 3, 4, 5]
    assert backup_calendar.to_free(marks, 150) == [1, 3]


def test_a_backup_is_due_half_an_hour_after_the_first_change_that_is_in_none(village: Desk, figure):
    minutes = [0.0]
    schedule = backups.Schedule(lambda: minutes[0] * 60)
    backups.run(village, why="time")
    asked, waited = 0, []
    changed_at: float | None = None
    for step in range(12 * 60 // 5):  # a working day and more, looked at every five minutes
        minutes[0] = step * 5.0
        if step % 17 == 0:
            people.new_household(village, str(step), f"柳行村{step}号", {"name": f"测试{step}"})
            changed_at = minutes[0] if changed_at is None else changed_at
        asked += 1
        if schedule.due(village):
            waited.append(minutes[0] - (changed_at or 0))
            changed_at = None
            village.set_setting(backups.LAST, {"mark": village.store.mark(), "n": asked})
    assert waited
    assert max(waited) <= backups.DUE_MINUTES + 5
    assert not schedule.due(village)
    figure("A6", looks=asked, backups_due=len(waited), oldest_unsaved_minutes=max(waited))


def test_real_backups_over_months_thin_by_their_own_record(village: Desk, figure, amount, monkeypatch):
    day = [0]
    monkeypatch.setattr(
        CLOCK, "source", lambda: datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=8))) + timedelta(days=day[0])
    )
    made = amount(16, 60)
    for n in range(made):
        day[0] = n * 3 if n != made - 2 else n * 3 + 3652
        backups.run(village, why="time")
    kept = backups.listed(village.folder / backups.FOLDER)
    assert [one.n for one in kept][:2] == [made, made - 1]
    assert Counter(one.age for one in kept)["day"] == 12
    assert len(kept) < made
    assert all(one.manifest is not None for one in kept)
    figure("A6", real_backups=made, kept=len(kept))
