import dataclasses

import msgspec
import pytest

from gridDesk.ledger import Edit, Entry, Office, new_uid
from gridDesk.store import PeerSeen, Store, StoreError

from .conftest import KEY, LEDGERS, OFFICE, OTHER, make_catalogue
from .helpers import change, create, home


@pytest.fixture
def street(tmp_path, catalogue):
    with Store.create(tmp_path / "street.db", KEY, catalogue, OTHER) as opened:
        yield opened


def sent(store, after=None):
    return list(store.entries(office=store.office.site, after=after or {}))


def snapshot(store):
    ledgers = store.catalogue.ledgers
    return [
        Edit(ledger, str(row["uid"]), "create", row)
        for ledger in ledgers
        for row in store.rows(ledger, states=("active", "closed"))
    ]


def agree(village, street):
    return village.digests(OFFICE.site) == street.digests(OFFICE.site)


def test_mirror_equals_the_owner_after_entries_were_applied(store, street):
    one = home(store, "张兰", "三组12号")
    change(store, "person", one["person"], "verify")
    change(store, "residence", one["residence"], "close", closed_on="2026")
    street.apply_foreign(sent(store))
    assert agree(store, street)
    assert street.get("person", one["person"]) == store.get("person", one["person"])
    assert street.heads(OFFICE.site) == store.heads(OFFICE.site)
    assert street.history("person", one["person"]) == store.history("person", one["person"])
    assert [hit.name for hit in street.find("张兰", offices=[OFFICE.site])] == ["张兰"]
    assert street.find("张兰", offices=[OTHER.site]) == []
    assert street.check() == []


def test_a_ledger_whose_only_record_was_taken_back_agrees_with_an_office_that_never_heard_of_it(store, street):
    entered = create(store, "person", name="张兰")
    store.write([Edit("person", entered, "void", {"state": "void"})], actor="王建国", label="作废")
    street.apply_foreign(sent(store))
    assert agree(store, street)
    assert street.check() == store.check() == []


def test_entries_received_are_not_sent_on_nor_undone_here(store, street):
    create(store, "person", name="张兰")
    changes = street.apply_foreign(sent(store))
    assert sent(street) == []
    assert street.transactions() == []
    with pytest.raises(StoreError):
        street.undo(changes.txn, actor="")


def test_replay_state_is_written_in_the_same_transaction(store, street):
    create(store, "person", name="张兰")
    head = store.heads(OFFICE.site)[store.replica]
    street.apply_foreign(sent(store), then=lambda s: s.peer_seen.put(PeerSeen(OFFICE.site, store.replica, *head)))
    assert street.system.peer_seen.get(OFFICE.site, store.replica) == PeerSeen(OFFICE.site, store.replica, *head)

    def fail(system):
        system.peer_seen.delete(OFFICE.site, store.replica)
        raise RuntimeError

    create(store, "person", name="李四")
    with pytest.raises(RuntimeError):
        street.apply_foreign(sent(store, {store.replica: 1}), then=fail)
    assert street.count("person") == 1
    assert street.system.peer_seen.get(OFFICE.site, store.replica) is not None


def test_gap_repetition_and_other_content_are_refused_whole(store, street):
    for name in ("甲", "乙", "丙"):
        create(store, "person", name=name)
    first, second, third = sent(store)
    for bad in ([second], [first, third], [first, first], [first, dataclasses.replace(second, prev_hash="0" * 64)]):
        with pytest.raises(StoreError, match="不连续"):
            street.apply_foreign(bad)
    assert street.count("person", states=()) == 0
    street.apply_foreign([first, second, third])
    with pytest.raises(StoreError, match="不连续"):
        street.apply_foreign([first])


def forge(entry: Entry, **values) -> Entry:
    changed = dataclasses.replace(entry, **values)
    return dataclasses.replace(changed, hash=changed.digest())


def test_entries_that_do_not_fit_are_refused(store, street, catalogue):
    create(store, "person", name="张兰")
    (first,) = sent(store)
    own = create(street, "person", name="街道自己的人")
    for bad in (
        forge(first, base_rev=3),
        forge(first, office=OTHER.site),
        forge(first, uid=own, base_rev=1),
        forge(first, fields={"state": [None, "active"], "income": [None, "很多"]}),
        forge(first, fields={"state": [None, "odd"]}),
        forge(first, fields={"name": [None, "没有状态"]}),
        forge(first, replica=street.replica),
    ):
        with pytest.raises(StoreError):
            street.apply_foreign([bad])
    assert street.count("person", states=()) == 1
    assert street.check() == []


def test_chain_of_one_office_cannot_be_used_by_another(store, street):
    create(store, "person", name="甲")
    create(store, "person", name="乙")
    first, second = sent(store)
    street.apply_foreign([first])
    with pytest.raises(StoreError, match="冒用"):
        street.apply_foreign([forge(second, office="c" * 16)])


def test_snapshot_makes_the_mirror_equal_and_later_entries_go_on_from_it(store, street):
    one = home(store, "张兰", "三组12号")
    change(store, "person", one["person"], name="张岚")
    street.replace_mirror(snapshot(store), office=OFFICE.site, heads=store.heads(OFFICE.site), actor="", label="整份")
    assert agree(store, street)
    assert street.get("person", one["person"])["rev"] == 2
    head = store.heads(OFFICE.site)[store.replica]
    assert street.heads(OFFICE.site) == {store.replica: head}
    change(store, "person", one["person"], name="张澜")
    street.apply_foreign(sent(store, {store.replica: head[0]}))
    assert agree(store, street)
    assert sent(street) == []
    assert street.check() == []


def test_snapshot_heals_a_mirror_that_fell_behind(store, street):
    one, gone = home(store, "张兰", "三组12号"), create(store, "person", name="误录")
    street.apply_foreign(sent(store)[:5])
    change(store, "person", one["person"], name="张岚", phone="13812345678")
    change(store, "person", gone, "void")
    edits = [*snapshot(store), Edit("person", gone, "void", {})]
    street.replace_mirror(edits, office=OFFICE.site, heads=store.heads(OFFICE.site), actor="", label="整份")
    assert agree(store, street)
    assert (street.get("person", gone)["state"], street.count("person")) == ("void", 1)
    assert street.check() == []


def test_same_snapshot_twice_changes_nothing(store, street):
    home(store, "张兰", "三组12号")
    for count in (4, 0):
        changes = street.replace_mirror(
            snapshot(store), office=OFFICE.site, heads=store.heads(OFFICE.site), actor="", label="整份"
        )
        assert changes.count == count
    assert street.check() == []


def test_snapshot_may_not_touch_records_of_a_third_office(store, street):
    own = create(street, "person", name="街道自己的人")
    with pytest.raises(StoreError, match="属于别的单位"):
        street.replace_mirror(
            [Edit("person", own, "update", {"name": "x"})], office=OFFICE.site, heads={}, actor="", label=""
        )


def test_lost_computer_is_rebuilt_from_the_mirror(store, street, tmp_path, catalogue):
    one = home(store, "张兰", "三组12号")
    street.apply_foreign(sent(store))
    with Store.create(tmp_path / "new.db", KEY, catalogue, OFFICE) as rebuilt:
        rebuilt.replace_mirror(
            snapshot(street), office=OFFICE.site, heads=street.heads(OFFICE.site), actor="", label="取回"
        )
        assert agree(store, rebuilt)
        change(rebuilt, "person", one["person"], name="张岚")
        assert [entry.seq for entry in sent(rebuilt)] == [1]
        assert rebuilt.check() == []


NEWER_LEDGER = """
key = "pet"
label = "犬只"
group = "work"
title = ["name"]
fields = [{ key = "name", label = "名", type = "text" }, { key = "keeper", label = "主人", type = "record", to = "person" }]
"""


def split_fields(text: str) -> str:
    """Put the new field at the end of the list of fields, which ends at the last bracket."""
    head, _, tail = text.rpartition("]")
    return f'{head}  {{ key = "blood", label = "血型", type = "text" }},\n]{tail}'


def test_fields_and_ledgers_of_a_newer_program_wait_until_they_are_known(tmp_path, catalogue):
    newer = make_catalogue(tmp_path / "newer", person=split_fields(LEDGERS["person"]), pet=NEWER_LEDGER)
    village = Store.create(tmp_path / "village.db", KEY, newer, OFFICE)
    person = create(village, "person", name="张兰", blood="AB")
    pet = create(village, "pet", name="阿黄", keeper=person)
    change(village, "pet", pet, name="大黄")
    street = Store.create(tmp_path / "street.db", KEY, catalogue, OTHER)
    street.apply_foreign(sent(village))
    assert msgspec.json.decode(street.get("person", person)["extra"]) == {"blood": "AB"}
    assert street.digests(OFFICE.site)["person"] == village.digests(OFFICE.site)["person"]
    assert street.check() == []
    street.close()
    with Store.open(tmp_path / "street.db", KEY, newer) as street:
        assert street.get("person", person) == village.get("person", person)
        assert street.get("pet", pet)["name"] == "大黄"
        assert street.digests(OFFICE.site) == village.digests(OFFICE.site)
        assert street.check() == []
    village.close()


def test_snapshot_keeps_fields_of_a_newer_program(tmp_path, catalogue):
    newer = make_catalogue(tmp_path / "newer", person=split_fields(LEDGERS["person"]))
    village = Store.create(tmp_path / "village.db", KEY, newer, OFFICE)
    create(village, "person", name="张兰", blood="AB")
    rows = [Edit("person", str(row["uid"]), "create", row) for row in village.rows("person")]
    with Store.create(tmp_path / "street.db", KEY, catalogue, OTHER) as street:
        street.replace_mirror(rows, office=OFFICE.site, heads=village.heads(OFFICE.site), actor="", label="整份")
        assert agree(village, street)
        again = [Edit("person", str(row["uid"]), "create", row) for row in street.rows("person")]
        third = Office(site="d" * 16, name="区", level="district")
        with Store.create(tmp_path / "district.db", KEY, catalogue, third) as district:
            district.replace_mirror(again, office=OFFICE.site, heads={}, actor="", label="整份")
            assert district.digests(OFFICE.site) == village.digests(OFFICE.site)
        assert street.check() == []
    village.close()


def test_large_package_is_applied_in_chunks(store, street):
    edits = [Edit("person", new_uid(), "create", {"name": f"人{n}"}) for n in range(4500)]
    edits += [Edit("person", edit.uid, "update", {"phone": "13812345678"}) for edit in edits]
    store.write(edits, actor="", label="导入")
    assert street.apply_foreign(store.entries(office=OFFICE.site, after={})).count == 4500
    assert agree(store, street)
    assert street.check() == []


def test_chains_begun_within_one_second_are_sent_in_the_order_they_were_begun(store, street):
    person = create(store, "person", name="张兰")
    for n in range(12):
        store.rotate_replica("演练")
        change(store, "person", person, phone=f"1380000{n:04d}")
    street.apply_foreign(sent(store))
    assert agree(store, street)
