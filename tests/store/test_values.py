"""Some columns of many records; dates found by their index; what the journal tells of when a record was entered."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk.ledger import CLOSED
from gridDesk.ledger.filter import Condition
from gridDesk.store.filtering import term
from gridDesk.text import CLOCK
from tests.store.helpers import change, create


def test_values_yields_the_columns_asked_for_in_the_order_asked_for(store):
    create(store, "person", name="孙桂兰", birth="1950-02-03")
    create(store, "person", name="李强", birth="1948-01")
    gone = create(store, "person", name="赵敏")
    change(store, "person", gone, "close", closed_on="2026-09-10")
    assert list(store.values("person", ("name", "birth"), order=("birth",))) == [
        ("李强", "1948-01"), ("孙桂兰", "1950-02-03"),
    ]  # fmt: skip
    assert list(store.values("person", ("closed_on",), states=(CLOSED,))) == [("2026-09-10",)]
    assert len(list(store.values("person", ("uid",), limit=1))) == 1
    assert list(store.values("person", ("uid",), office="b" * 16)) == []
    with pytest.raises(ValueError, match="no column"):
        list(store.values("person", ("nothing",)))


@pytest.mark.parametrize("low", ["1950", "1950-01", "1950-01-01", "1950-02", "1950-02-01", "1950-02-03", "1950-02-04"])
def test_a_date_counts_as_its_first_day_whether_or_not_an_index_is_asked(store, low):
    dates = ["1949", "1949-12-31", "1950", "1950-01", "1950-01-01", "1950-02", "1950-02-03", "1950-03", "1951"]
    for date in dates:
        create(store, "person", name="孙桂兰", birth=date)
    found = store.values("person", ("birth",), where=[Condition("birth", "between", (low, None))])
    whole = f"{low}-01-01"[:10] if len(low) < 10 else low
    assert sorted(date for (date,) in found) == sorted(date for date in dates if f"{date}-01-01"[:10] >= whole)


def test_the_lower_end_of_dates_is_told_to_the_index(catalogue):
    sql, args = term(catalogue, catalogue["person"], Condition("birth", "between", ("2026-07-01", "2026-09-30")))
    assert 't."birth" >= ?' in sql
    assert args == ["2026-07-01", "2026-07", "2026-09-30~"]


def at(monkeypatch, moment):
    monkeypatch.setattr(CLOCK, "now", lambda: datetime.fromisoformat(f"{moment}T09:00:00+08:00"))


def test_the_journal_tells_when_records_were_entered_and_gone_over(store, monkeypatch):
    at(monkeypatch, "2026-03-01")
    old = create(store, "person", name="孙桂兰")
    at(monkeypatch, "2026-09-05")
    change(store, "person", old, "verify")
    new = create(store, "person", name="李强")
    change(store, "person", new, name="李强生")
    create(store, "dwelling", number="1")
    entered = store.entered("person", [old, new, "f" * 32])
    assert {uid: moment[:10] for uid, moment in entered.items()} == {old: "2026-03-01", new: "2026-09-05"}
    found = [(uid, op) for _, uid, op, _ in store.touched("a" * 16, "2026-09-01", ["person"])]
    assert found == [(old, "verify"), (new, "create")]
    assert list(store.touched("b" * 16, "2026-01-01", ["person"])) == []


def test_the_newest_entry_moves_with_every_write(store):
    before = store.newest
    uid = create(store, "person", name="孙桂兰")
    between = store.newest
    change(store, "person", uid, "void")
    assert before < between < store.newest
