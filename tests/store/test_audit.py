"""The log of who did what, as the file keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from gridDesk import text
from gridDesk.store.audit_log import Wanted
from gridDesk.store.engine import DatabaseError


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test may set."""
    now = [datetime(2026, 3, 5, 9, 0, tzinfo=timezone(timedelta(hours=8)))]
    monkeypatch.setattr(text.CLOCK, "source", lambda: now[0])
    return now


def note(store, kind="export", user="王芳", **more):
    return store.audit(kind, user=user, role="clerk", **more)


def test_lines_follow_from_each_other_and_prove(store):
    first, second = note(store, count=3), note(store, detail={"format": "xlsx"}, objects=["person:" + "a" * 32])
    assert (first.n, second.n, second.prev_hash) == (1, 2, first.hash)
    assert [*store.audit_lines()] == [first, second]
    assert store.audit_head() == (2, second.hash) == store.log.head()
    assert (store.log.hash_at(1), store.log.hash_at(3)) == (first.hash, "")
    assert list(store.log.faults()) == [] == store.check()


def test_the_log_refuses_change_removal_replacement_and_gaps(store):
    note(store)
    note(store)
    names = "replica, at, clock_ok, user, role, kind, objects, count, grant_id, detail, prev_hash, hash"
    again = f"INSERT OR REPLACE INTO audit (n, {names}) SELECT {{}}, {names} FROM audit WHERE n = 1"
    for sql in ("UPDATE audit SET user = ''", "DELETE FROM audit", again.format(2), again.format(4)):
        with pytest.raises(DatabaseError, match="append-only"):
            store._db.conn.execute(sql)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit SET user = '李四' WHERE n = 2", (2, "changed")),
        ("UPDATE audit SET clock_ok = 2 WHERE n = 2", (2, "changed")),
        ("UPDATE audit SET detail = '{ }' WHERE n = 3", (3, "changed")),
        ("UPDATE audit SET objects = 'x' WHERE n = 1", (1, "changed")),
        ("DELETE FROM audit WHERE n = 2", (2, "gap")),
        ("DELETE FROM audit WHERE n = 1", (1, "gap")),
    ],
)
def test_what_was_changed_behind_its_back_is_found(store, sql, fault):
    for _ in range(4):
        note(store)
    for name in ("update", "delete", "other"):
        store._db.conn.execute(f"DROP TRIGGER audit_no_{name}")
    store._db.conn.execute(sql)
    found = next(store.log.faults())
    assert (found.n, found.what) == fault
    assert [sentence for sentence in store.check() if f"操作记录从第 {fault[0]} 条起" in sentence]
    assert list(store.audit_lines()), "the page still shows what is there"


def test_lines_are_found_by_day_person_kind_and_count(store, clock):
    note(store, "login", "王芳")
    note(store, "export", "王芳", count=120)
    clock[0] += timedelta(days=3)
    note(store, "export", "李四", count=10)
    day = clock[0].date().isoformat()
    asked = {
        Wanted(): [3, 2, 1], Wanted(user="王芳"): [2, 1], Wanted(kinds=("export",)): [3, 2], Wanted(least=50): [2],
        Wanted(since=day): [3], Wanted(until=day): [3, 2, 1], Wanted(since=day, user="王芳"): [],
    }  # fmt: skip
    assert {wanted: list(store.log.numbers(wanted)) for wanted in asked} == asked
    assert [line.n for line in store.log.page([2, 3, 9])] == [2, 3]
    assert store.log.totals(Wanted(kinds=("export",))) == {("export", "王芳"): (1, 120), ("export", "李四"): (1, 10)}
    assert (store.log.bounds(), store.log.bounds(Wanted(user="赵"))) == ((1, 3), (0, 0))


def test_a_leap_ahead_is_marked_and_forgotten_when_the_clock_is_put_right(store, clock):
    assert note(store).clock_ok
    clock[0] += timedelta(days=3650)
    assert [note(store).clock_ok, note(store).clock_ok] == [False, False]
    clock[0] -= timedelta(days=3650)
    assert [note(store).clock_ok, note(store).clock_ok] == [False, True]
    clock[0] += timedelta(days=400)  # an office that was closed for a year
    assert not note(store).clock_ok
    clock[0] += timedelta(days=31)
    assert note(store).clock_ok
