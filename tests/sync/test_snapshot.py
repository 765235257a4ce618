"""Plans of snapshots: how a mirror is brought to what the office holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gridDesk.ledger.record import Row
from gridDesk.ledger.upgrades import Upgrade
from gridDesk.sync.delta import Counts
from gridDesk.sync.receipts import agree
from gridDesk.sync.snapshot import AsideRow, RowChange, Snapshot, comparable, flat, plan_snapshot
from tests.sync.helpers import OTHER, VILLAGE, Journal, catalogue, digests, header_of, row, uid

HEADER = header_of(Journal().people(2), kind="snapshot")
Tables = dict[str, list[Row]]


class Rows:
    def __init__(self, tables: Tables, gone: Sequence[tuple[str, str]] = ()) -> None:
        self.tables, self.gone = tables, list(gone)

    def erased(self) -> list[tuple[str, str]]:
        return self.gone

    def ledgers(self) -> list[str]:
        return list(self.tables)

    def rows(self, ledger: str) -> Iterator[Row]:
        return iter(self.tables[ledger])


def snapshot(
    sent: Tables, mirror: Tables | None = None, schema: dict[str, int] | None = None, **kwargs: object
) -> Snapshot:
    held = {ledger: {str(item["uid"]): item for item in rows} for ledger, rows in (mirror or {}).items()}
    return Snapshot(
        Rows(sent, kwargs.pop("erased", ())),
        VILLAGE.site,
        kwargs.pop("catalogue", catalogue()),
        schema or {},
        lambda key: held.get(key, {}),
        **kwargs,
    )


def apply(sent: Tables, mirror: Tables) -> Tables:
    """Change a mirror as the store would."""
    held = {ledger: {str(item["uid"]): dict(item) for item in rows} for ledger, rows in mirror.items()}
    for change in snapshot(sent, mirror).changes():
        if isinstance(change, RowChange):
            rows = held.setdefault(change.ledger, {})
            rows[change.uid] = {**rows.get(change.uid, {}), **change.values}
    return {ledger: [item for item in rows.values() if item["state"] != "void"] for ledger, rows in held.items()}


def test_empty_mirror_takes_every_record() -> None:
    sent = {"person": [row(1, name="张三", rooms=None), row(2, name="李四")]}
    made = plan_snapshot(HEADER, snapshot(sent))
    assert made.counts == {"person": Counts(new=2)}
    assert made.outcome == "accepted"
    changes = list(snapshot(sent).changes())
    assert changes[0] == RowChange("person", uid(1), "create", flat(row(1, name="张三")))


def test_equal_mirror_changes_nothing() -> None:
    rows = {"person": [row(1, name="张三")], "dwelling": [row(2)]}
    made = plan_snapshot(HEADER, snapshot(rows, rows))
    assert made.counts == {}
    assert made.same == 2


def test_time_of_writing_alone_is_no_difference() -> None:
    later = row(1, name="张三") | {"updated_at": "2027-01-01T00:00:00+08:00"}
    assert list(snapshot({"person": [later]}, {"person": [row(1, name="张三")]}).changes()) == [None]


def test_only_the_columns_that_differ_are_changed() -> None:
    sent = {"person": [row(1, rev=3, name="张小三", area=2.5)]}
    mirror = {"person": [row(1, rev=2, name="张三", rooms=4, area=2.5)]}
    assert list(snapshot(sent, mirror).changes()) == [
        RowChange("person", uid(1), "update", {"rev": 3, "name": "张小三", "rooms": None})
    ]


def test_records_the_office_no_longer_has_are_taken_back() -> None:
    mirror = {"person": [row(1), row(2), row(3, state="void")], "dwelling": [row(4)]}
    made = plan_snapshot(HEADER, snapshot({"person": [row(1)]}, mirror))
    assert made.counts == {"person": Counts(void=1), "dwelling": Counts(void=1)}


def test_closed_and_reopened_records_are_counted() -> None:
    mirror = {"person": [row(1), row(2, state="closed"), row(3)]}
    sent = {"person": [row(1, state="closed"), row(2), row(3, state="void"), row(4, state="closed")]}
    assert plan_snapshot(HEADER, snapshot(sent, mirror)).counts == {"person": Counts(1, 1, 1, 1)}


def test_mirror_equals_the_office_afterwards_whatever_it_was() -> None:
    sent = {"person": [row(1, rev=4, name="张三"), row(2, rooms=3), row(5)], "dwelling": [row(9, name="1号")]}
    for mirror in (
        {},
        {"person": [row(1), row(3)]},
        sent,
        {"dwelling": [row(9), row(8)], "person": [row(2, rooms=None, area=1.0)]},
    ):
        after = apply(sent, mirror)
        assert agree(digests(sent), digests(after)) == []
        assert apply(sent, after) == after


def test_ledger_that_this_program_does_not_know_waits() -> None:
    made = plan_snapshot(HEADER, snapshot({"drone": [row(1, height=3)], "person": [row(2)]}))
    assert made.pending == (AsideRow("drone", row(1, height=3), "unknown_ledger"),)
    assert made.counts == {"person": Counts(new=1)}
    assert made.outcome == "partial"
    assert made.records[0].code == "unknown_ledger"


def test_ledger_of_a_newer_version_waits_and_its_mirror_stays() -> None:
    made = plan_snapshot(HEADER, snapshot({"person": [row(1)]}, {"person": [row(2)]}, {"person": 2}))
    assert [aside.code for aside in made.pending] == ["newer_ledger"]
    assert made.counts == {}


def test_records_of_others_bad_values_and_repeats_are_set_aside() -> None:
    rows = [row(1), row(1), row(2, office=OTHER.site), row(3, rooms="三")]
    made = plan_snapshot(HEADER, snapshot({"person": rows}))
    assert [aside.code for aside in made.quarantined] == ["duplicate", "foreign_office", "bad_value"]
    assert made.counts == {"person": Counts(new=1)}


def test_record_set_aside_is_not_taken_back_from_the_mirror() -> None:
    made = plan_snapshot(HEADER, snapshot({"person": [row(3, rooms="三")]}, {"person": [row(3, rooms=3)]}))
    assert made.counts == {}


def test_records_of_an_older_program_are_upgraded() -> None:
    step = Upgrade("person", 2, lambda values: {**values, "name": f"{values.get('name')}·"})
    changes = list(
        snapshot(
            {"person": [row(1, name="甲")]}, schema={"person": 1}, catalogue=catalogue(2), upgrades=(step,)
        ).changes()
    )
    assert isinstance(changes[0], RowChange)
    assert changes[0].values["name"] == "甲·"


def test_columns_of_newer_programs_are_compared_where_they_are_kept() -> None:
    kept = row(1, name="甲", extra=msgspec.json.encode({"colour": "red"}).decode())
    assert list(snapshot({"person": [row(1, name="甲", colour="red")]}, {"person": [kept]}).changes()) == [None]
    changes = list(snapshot({"person": [row(1, name="甲", colour="blue")]}, {"person": [kept]}).changes())
    assert changes == [RowChange("person", uid(1), "update", {"colour": "blue"})]


def test_heads_hold_once_the_snapshot_is_applied() -> None:
    journal = Journal().people(2)
    made = plan_snapshot(header_of(journal, kind="snapshot"), snapshot({}))
    assert made.heads == journal.heads


def test_digests_are_compared_only_where_they_must_be_equal() -> None:
    made = plan_snapshot(HEADER, snapshot({"person": [row(3, rooms="三")]}))
    sent, schema = ["person", "dwelling", "drone"], {"dwelling": 1}
    assert comparable(sent, schema, catalogue(), made.records) == {"dwelling"}
    assert comparable(sent, {"person": 2}, catalogue(), ()) == {"dwelling"}


TOMBSTONE = row(1, state="void") | {"closed_reason": "erased"}


def test_what_the_office_erased_is_erased_here_and_stays_so() -> None:
    made = snapshot({"person": []}, {"person": [row(1, name="甲")]}, erased=[("person", uid(1)), ("person", uid(2))])
    assert [(one.uid, one.kind) for one in made.changes()] == [(uid(1), "erase"), (uid(2), "erase")]
    again = snapshot({"person": []}, {"person": [TOMBSTONE]}, erased=[("person", uid(1))])
    assert list(again.changes()) == []


def test_a_record_erased_here_does_not_come_back_with_a_restored_office() -> None:
    made = list(snapshot({"person": [row(1, name="甲")]}, {"person": [TOMBSTONE]}).changes())
    assert [one.code for one in made] == ["erased"]
