import pytest

from gridDesk.store import Draft, ImportLayout, PackageRecord, Peer, PeerAcked, PeerSeen, PrintJob, ShelfPage


def test_settings_hold_what_json_holds(store):
    store.system.put("theme", {"size": 12, "names": ["大", "小"]})
    assert (store.system.get("theme"), store.system.get("nothing", 3)) == ({"size": 12, "names": ["大", "小"]}, 3)


def test_counters_count_by_name(store):
    assert [store.system.next_number("out") for _ in range(3)] == [1, 2, 3]
    assert store.system.next_number("in") == 1


RECORDS = [
    ("peers", Peer(site="c" * 16, name="紫水街道", level="street", relation="parent"), ("c" * 16,)),
    ("peer_seen", PeerSeen("c" * 16, "d" * 16, 7, "e" * 64), ("c" * 16, "d" * 16)),
    ("peer_acked", PeerAcked("c" * 16, "d" * 16, 7), ("c" * 16, "d" * 16)),
    (
        "packages",
        PackageRecord(
            package_id="p1", direction="out", peer="c" * 16, n=1, kind="delta", sha256="0" * 64,
            heads={"d" * 16: [1, 7]}, counts={"person": 3}, digests={"person": [3, "ab"]}, outcome={"state": "ok"},
        ),
        ("p1", "out"),
    ),
    ("layouts", ImportLayout(key="f1", ledger="person", columns={"姓名": "name"}), ("f1",)),
    ("drafts", Draft("person/1", {"name": "张"}, "2026-01-01T00:00:00+08:00"), ("person/1",)),
    ("print_jobs", PrintJob(code="7K3M9QXA", n=1, paper="resident_ledger", pages=3, sheets=2), ("7K3M9QXA",)),
    (
        "shelf_pages",
        ShelfPage(
            code="7K3M9QXA", number=2, shelf="resident_ledger/all/1", sheet=1, position=2, paper="resident_ledger",
            label="1-1", base="1", turn=1, digest="0" * 64, groups={"f" * 32: ["ab", 1, 3]},
        ),
        ("7K3M9QXA", 2),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("shelf", "record", "key"), RECORDS, ids=[name for name, *_ in RECORDS])
def test_small_tables_give_back_what_was_put(store, shelf, record, key):
    table = getattr(store.system, shelf)
    assert (table.get(*key), table.list()) == (None, [])
    table.put(record)
    table.put(record)
    assert (table.get(*key), table.list()) == (record, [record])
    table.delete(*key)
    assert table.list() == []


def test_packages_are_listed_by_their_attributes(store):
    for n, peer in ((2, "a"), (1, "a"), (1, "b")):
        store.system.packages.put(
            PackageRecord(package_id=f"{peer}{n}", direction="out", peer=peer, n=n, kind="delta", sha256="")
        )
    assert [record.n for record in store.system.packages.list(peer="a")] == [1, 2]
    with pytest.raises(ValueError, match="no such attribute"):
        store.system.packages.list(colour="red")
