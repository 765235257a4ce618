"""Back-off: five free tries, then waiting that a restart and a changed clock do not shorten."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.vault import BackOff, KeyFileMissing, TooManyAttempts, WrongPassword


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def wrong() -> None:
    raise WrongPassword


def fail(backoff: BackOff, times: int, clock: Clock) -> list[int]:
    waits = []
    for _ in range(times):
        clock.seconds += backoff.waiting()
        with pytest.raises(WrongPassword):
            backoff.guard(wrong)
        waits.append(backoff.waiting())
    return waits


def test_five_tries_are_free_then_waiting_doubles_to_a_quarter_of_an_hour(tmp_path: Path) -> None:
    clock = Clock()
    waits = fail(BackOff(tmp_path, clock), 12, clock)
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_trying_while_waiting_is_refused_with_the_time_left(tmp_path: Path) -> None:
    clock = Clock()
    backoff = BackOff(tmp_path, clock)
    fail(backoff, 6, clock)
    clock.seconds += 20
    with pytest.raises(TooManyAttempts, match="40秒") as caught:
        backoff.guard(lambda: pytest.fail("must not be tried"))
    assert caught.value.seconds == 40


def test_success_clears_the_count_and_tells_how_many_tries_failed(tmp_path: Path) -> None:
    clock = Clock()
    backoff = BackOff(tmp_path, clock)
    fail(backoff, 3, clock)
    assert backoff.guard(lambda: "keys")[1].failed == 3
    assert backoff.guard(lambda: "keys")[1].failed == 0


def test_restarted_program_still_waits(tmp_path: Path) -> None:
    clock = Clock()
    fail(BackOff(tmp_path, clock), 7, clock)
    clock.seconds += 10
    assert BackOff(tmp_path, clock).waiting() == 110


def test_restarted_machine_begins_the_wait_anew(tmp_path: Path) -> None:
    clock = Clock()
    fail(BackOff(tmp_path, clock), 7, clock)
    clock.seconds = 15
    assert BackOff(tmp_path, clock).waiting() == 105


def test_trouble_with_the_key_file_is_not_counted_as_a_guess(tmp_path: Path) -> None:
    backoff = BackOff(tmp_path, Clock())

    def missing() -> None:
        raise KeyFileMissing("单位")

    for _ in range(9):
        with pytest.raises(KeyFileMissing):
            backoff.guard(missing)
    assert backoff.waiting() == 0


def test_killing_the_program_during_a_try_counts_it(tmp_path: Path) -> None:
    backoff = BackOff(tmp_path, Clock())

    def killed() -> None:
        raise KeyboardInterrupt

    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            backoff.guard(killed)
    assert backoff.waiting() == 30


@pytest.mark.parametrize("text", ["", "[]", '{"failures":-3,"at":0}', '{"failures":1e99,"at":0}', "\0"])
def test_damaged_count_uses_up_the_free_tries_and_locks_nobody_out(tmp_path: Path, text: str) -> None:
    backoff = BackOff(tmp_path, Clock())
    backoff.path.write_text(text, encoding="utf-8")
    assert backoff.waiting() == 0
    with pytest.raises(WrongPassword):
        backoff.guard(wrong)
    assert backoff.waiting() == 30


def test_count_that_cannot_be_written_does_not_keep_the_office_out(tmp_path: Path) -> None:
    assert BackOff(tmp_path / "gone", Clock()).guard(lambda: 1)[0] == 1


def test_wait_of_minutes_reads_naturally() -> None:
    assert "请等15分钟后" in str(TooManyAttempts(900))
    assert "请等1分30秒后" in str(TooManyAttempts(90))


def test_each_clerk_is_counted_alone_and_all_together(tmp_path: Path) -> None:
    clock = Clock()
    backoff = BackOff(tmp_path, clock)
    for n in range(5):
        with pytest.raises(WrongPassword):
            backoff.guard(wrong, f"clerk {n}")
    assert backoff.waiting("clerk 9") == 30
    clock.seconds += 30
    assert backoff.guard(lambda: "keys", "clerk 0")[1].failed == 1
    assert backoff.waiting("clerk 1") == 0
    assert backoff.guard(lambda: "keys", "clerk 1")[1].failed == 1


def test_an_own_login_does_not_wipe_away_what_was_tried_at_another_clerk(tmp_path: Path) -> None:
    backoff = BackOff(tmp_path, Clock())
    for _ in range(5):
        with pytest.raises(WrongPassword):
            backoff.guard(wrong, "somebody else")
        backoff.guard(lambda: "keys", "me")
    assert backoff.waiting("somebody else") == 30
    assert backoff.waiting("me") == 0


def test_unnamed_tries_are_told_to_whoever_comes_in_next(tmp_path: Path) -> None:
    backoff = BackOff(tmp_path, Clock())
    with pytest.raises(WrongPassword):
        backoff.guard(wrong)
    assert backoff.guard(lambda: "me", "", lambda result: result)[1].failed == 1


def test_no_name_stands_in_the_file(tmp_path: Path) -> None:
    backoff = BackOff(tmp_path, Clock())
    with pytest.raises(WrongPassword):
        backoff.guard(wrong, "王小兰")
    assert "王小兰".encode() not in backoff.path.read_bytes()
    assert b"\\u" not in backoff.path.read_bytes()


def test_a_changed_count_and_one_set_back_are_told_apart_by_their_marks(tmp_path: Path) -> None:
    backoff = BackOff(tmp_path, Clock())
    first = backoff.guard(lambda: "keys")[1]
    assert first.marks == ()
    second = backoff.guard(lambda: "keys")[1]
    assert second.marks == (first.mark,)
    kept = backoff.path.read_bytes()
    third = backoff.guard(lambda: "keys")[1]
    assert third.marks == (second.mark, first.mark)
    backoff.path.write_bytes(kept)
    assert third.mark not in backoff.guard(lambda: "keys")[1].marks
