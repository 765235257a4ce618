"""What other offices send and cannot be applied is kept with its reason; what is erased leaves no trace but its id."""

from __future__ import annotations

import pytest

from gridDesk.ledger import Edit, new_uid, upgrades
from gridDesk.ledger.upgrades import Upgrade
from gridDesk.store import KeptRow, Store, StoreError

from .conftest import KEY, LEDGERS, OFFICE, OTHER, make_catalogue
from .helpers import behind, change, create, home

CANARY = "㛃无此人"
PERSON_2 = LEDGERS["person"].replace('title = ["name"]', 'version = 2\ntitle = ["name"]')


@pytest.fixture
def street(tmp_path, catalogue):
    with Store.create(tmp_path / "street.db", KEY, catalogue, OTHER) as opened:
        yield opened


def sent(store, after=None):
    return list(store.entries(office=store.office.site, after=after or {}))


def louder(values):
    if isinstance(values.get("name"), str):
        values["name"] = values["name"] + "！"
    return values


def test_an_entry_set_aside_stays_in_the_journal_and_is_told_by_its_record(store, street):
    one, other = create(store, "person", name="甲"), create(store, "person", name="乙")
    entries = sent(store)
    street.apply_foreign(entries, asides={(entries[0].replica, 1): "bad_value"}, office=OFFICE.site)
    assert street.get("person", one) is None
    assert street.get("person", other)["name"] == "乙"
    assert [(kept.uid, kept.office, kept.code) for kept in street.kept()] == [(one, OFFICE.site, "bad_value")]
    assert street.heads(OFFICE.site) == store.heads(OFFICE.site)
    assert street.check() == []


def test_a_snapshot_takes_the_place_of_what_was_set_aside(store, street):
    one = create(store, "person", name="甲")
    entries = sent(store)
    street.apply_foreign(entries, asides={(entries[0].replica, 1): "bad_value"}, office=OFFICE.site)
    row = store.get("person", one)
    street.replace_mirror(
        [Edit("person", one, "mirror", row)], office=OFFICE.site, heads=store.heads(OFFICE.site), actor="", label="全部"
    )
    assert street.kept() == []
    assert street.digests(OFFICE.site) == store.digests(OFFICE.site)
    change(store, "person", one, name="丙")
    street.apply_foreign(sent(store, {store.replica: 1}))
    assert street.digests(OFFICE.site) == store.digests(OFFICE.site)
    assert street.check() == []


def test_what_waited_for_a_newer_program_is_taken_by_it_and_the_journal_still_tells_all(
    tmp_path, monkeypatch, catalogue
):
    newer = make_catalogue(tmp_path / "newer", person=PERSON_2)
    with Store.create(tmp_path / "village.db", KEY, newer, OFFICE) as village:
        uids = home(village, "张兰", "三组")
        change(village, "person", uids["person"], name="张小兰")
        entries, whole = sent(village), village.digests(OFFICE.site)
    waiting = {
        (entry.replica, entry.seq): "newer_ledger" if entry.base_rev == 0 else "after_pending"
        for entry in entries if entry.ledger == "person"
    }  # fmt: skip
    with Store.create(tmp_path / "street.db", KEY, catalogue, OTHER) as street:
        street.apply_foreign(entries, asides=waiting, office=OFFICE.site)
        create(street, "person", name="街道的人")
        assert [kept.code for kept in street.kept()] == ["newer_ledger", "after_pending"]
        assert street.check() == []
    monkeypatch.setattr(upgrades, "UPGRADES", (Upgrade("person", 2, louder),))
    with Store.open(tmp_path / "street.db", KEY, newer) as street:
        assert street.kept() == []
        assert street.get("person", uids["person"])["name"] == "张小兰"
        assert [row["name"] for row in street.rows("person", office=OTHER.site)] == ["街道的人！"]
        assert street.digests(OFFICE.site) == whole
        assert street.check() == []


def test_entries_of_an_older_program_arrive_as_today_has_them(tmp_path, monkeypatch, catalogue):
    monkeypatch.setattr(upgrades, "UPGRADES", (Upgrade("person", 2, louder),))
    newer = make_catalogue(tmp_path / "newer", person=PERSON_2)
    with Store.create(tmp_path / "village.db", KEY, catalogue, OFFICE) as village:
        uid = create(village, "person", name="甲", income=5)
        change(village, "person", uid, income=6)
        entries = sent(village)
    with Store.create(tmp_path / "street.db", KEY, newer, OTHER) as street:
        street.apply_foreign(entries)
        row = street.get("person", uid)
        assert (row["name"], row["income"], row["rev"]) == ("甲！", 6, 2)
        assert street.check() == []


def test_records_of_a_snapshot_wait_word_by_word(tmp_path, catalogue):
    newer = make_catalogue(tmp_path / "newer", person=PERSON_2)
    with Store.create(tmp_path / "village.db", KEY, newer, OFFICE) as village:
        uid = create(village, "person", name="甲")
        row, heads, whole = village.get("person", uid), village.heads(OFFICE.site), village.digests(OFFICE.site)
    with Store.create(tmp_path / "street.db", KEY, catalogue, OTHER) as street:
        street.replace_mirror(
            [],
            office=OFFICE.site,
            heads=heads,
            actor="",
            label="全部",
            kept=[KeptRow("person", row, "newer_ledger", 2)],
        )
        assert [kept.uid for kept in street.kept()] == [uid]
    with Store.open(tmp_path / "street.db", KEY, newer) as street:
        assert street.kept() == []
        assert street.digests(OFFICE.site) == whole
        assert street.check() == []


def test_an_entry_that_no_longer_fits_is_set_aside_and_keeps_no_file_from_opening(tmp_path, store, catalogue):
    create(store, "person", name="甲")
    (entry,) = sent(store)
    with Store.create(tmp_path / "street.db", KEY, catalogue, OTHER) as street:
        street.apply_foreign([entry], asides={(entry.replica, 1): "newer_ledger"}, office=OFFICE.site)
        street.replace_mirror(
            [Edit("person", entry.uid, "mirror", store.get("person", entry.uid))],
            office=OFFICE.site, heads={}, actor="", label="全部",
        )  # fmt: skip
    with behind(tmp_path / "street.db", KEY) as db:
        db.execute("UPDATE pending_entry SET code = 'newer_ledger'")
        db.conn.commit()
    with Store.open(tmp_path / "street.db", KEY, catalogue) as street:
        assert [kept.code for kept in street.kept()] == ["base_differs"]
        assert street.check() == []


def pages(path) -> str:
    """Return everything the file holds, decrypted: every table with every column as text."""
    with behind(path, KEY) as db:
        return "".join(
            str(line)
            for name in db.table_names()
            if "gram" not in name
            for line in db.execute(f'SELECT * FROM "{name}"')
        )


def test_an_erased_record_leaves_its_id_and_nothing_else(tmp_path, store):
    uid = create(store, "person", name=CANARY)
    change(store, "person", uid, phone="13900000001", name=CANARY + "改")
    store.erase("person", [uid], actor="王建国", reason="到期清除")
    row = store.get("person", uid)
    assert (row["state"], row["closed_reason"], row["name"], row["rev"]) == ("void", "erased", None, 3)
    assert CANARY not in pages(tmp_path / "office.db")
    assert store.find(CANARY) == []
    assert store.check() == []
    assert store.digests(OFFICE.site) == {}
    assert store.erased(OFFICE.site) == [("person", uid)]


def test_an_erased_record_is_never_changed_again_and_erasing_it_twice_is_no_harm(store):
    uid = create(store, "person", name=CANARY)
    txn = change(store, "person", uid, phone="13900000001")
    store.erase("person", [uid], actor="", reason="")
    store.erase("person", [uid], actor="", reason="")
    for op in ("update", "restore", "reopen"):
        with pytest.raises(StoreError, match="清除"):
            change(store, "person", uid, op, name="又来")
    store.undo(txn, actor="")
    assert store.get("person", uid)["phone"] is None
    assert store.check() == []


@pytest.mark.parametrize("before", [0, 1, 2])
def test_an_erasure_travels_however_much_of_the_record_had_arrived(tmp_path, store, street, before):
    uid = create(store, "person", name=CANARY)
    change(store, "person", uid, name=CANARY + "改")
    street.apply_foreign(sent(store)[:before])
    store.erase("person", [uid], actor="", reason="")
    entries = sent(store, {store.replica: before})
    asides = {(entry.replica, entry.seq): "erased_later" for entry in entries if entry.op != "erase"}
    street.apply_foreign(entries, asides=asides, office=OFFICE.site)
    assert CANARY not in pages(tmp_path / "street.db")
    assert street.erased(OFFICE.site) == [("person", uid)]
    assert street.check() == []


def test_a_snapshot_erases_what_its_office_erased(tmp_path, store, street):
    uid = create(store, "person", name=CANARY)
    street.apply_foreign(sent(store))
    store.erase(
        "person",
        [
            uid,
        ],
        actor="",
        reason="",
    )
    street.replace_mirror(
        [Edit("person", uid, "erase", {})], office=OFFICE.site, heads=store.heads(OFFICE.site), actor="", label="全部"
    )
    assert CANARY not in pages(tmp_path / "street.db")
    assert street.erased(OFFICE.site) == [("person", uid)]
    assert street.check() == []


def test_only_the_owner_erases(store, street):
    uid = create(store, "person", name=CANARY)
    street.apply_foreign(sent(store))
    with pytest.raises(StoreError, match="别的单位"):
        street.erase("person", [uid], actor="", reason="")
    with pytest.raises(ValueError, match="does not exist"):
        store.erase("person", [new_uid()], actor="", reason="")
