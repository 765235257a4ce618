import pytest

from gridDesk.ledger import Edit, new_uid
from gridDesk.store import Left, StoreError

from .helpers import change, create, home


def undo(store, txn):
    return store.undo(txn, actor="钱")


def test_undoing_a_creation_makes_the_records_void(store):
    one = home(store, "张兰", "三组12号")
    assert undo(store, one["txn"]).left == ()
    assert {store.get(ledger, one[ledger])["state"] for ledger in ("address", "household", "person")} == {"void"}
    assert (store.find("张兰"), store.check()) == ([], [])


def test_undoing_an_undo_does_it_again(store):
    one = home(store, "张兰", "三组12号")
    before = store.digests(store.office.site)
    taken_back = undo(store, one["txn"]).changes
    again = undo(store, taken_back.txn).changes
    assert (taken_back.label, again.label) == ("撤销：录入", "恢复：录入")
    assert store.get("person", one["person"])["state"] == "active"
    assert {ledger: pair[0] for ledger, pair in store.digests(store.office.site).items()} == {
        ledger: pair[0] for ledger, pair in before.items()
    }
    assert [hit.name for hit in store.find("张兰")] == ["张兰"]
    assert undo(store, one["txn"]).left == ()


def test_undo_restores_old_values(store):
    uid = create(store, "person", name="张兰", phone="13812345678")
    txn = change(store, "person", uid, name="张岚", phone=None)
    undo(store, txn)
    row = store.get("person", uid)
    assert (row["name"], row["phone"], row["rev"]) == ("张兰", "13812345678", 3)


def test_undo_of_closing_reopens(store):
    uid = create(store, "person", name="张兰")
    txn = change(store, "person", uid, "close", closed_on="2026", closed_reason="死亡")
    undo(store, txn)
    row = store.get("person", uid)
    assert (row["state"], row["closed_on"], row["closed_reason"]) == ("active", None, None)
    assert store.history("person", uid)[0].op == "reopen"


def test_values_changed_since_are_left_and_reported(store):
    uid = create(store, "person", name="张兰", phone="13812345678")
    txn = change(store, "person", uid, name="张岚", phone="13900001111")
    change(store, "person", uid, name="张澜")
    done = undo(store, txn)
    row = store.get("person", uid)
    assert (row["name"], row["phone"]) == ("张澜", "13812345678")
    assert done.left == (Left("person", uid, ("name",), "这些内容后来又修改过，予以保留。"),)


def test_created_record_that_was_worked_on_since_is_kept_with_all_it_refers_to(store):
    one = home(store, "张兰", "三组12号")
    change(store, "residence", one["residence"], address=one["address"])
    done = undo(store, one["txn"])
    assert done.changes.count == 0
    assert {left.ledger for left in done.left} == {"address", "household", "person", "residence"}
    assert store.get("person", one["person"])["state"] == "active"


def test_created_record_that_something_new_refers_to_is_kept(store):
    uid = create(store, "person", name="张兰")
    txn = store.transactions(1)[0].txn
    create(store, "released", person=uid)
    done = undo(store, txn)
    assert (done.left[0].uid, done.left[0].why) == (uid, "后来有别的记录用到了它，予以保留。")
    assert store.get("person", uid)["state"] == "active"


def test_confirmation_alone_does_not_keep_a_created_record(store):
    uid = create(store, "person", name="张兰")
    txn = store.transactions(1)[0].txn
    change(store, "person", uid, "verify")
    assert undo(store, txn).left == ()
    assert store.get("person", uid)["state"] == "void"


def test_act_is_undone_only_once(store):
    uid = create(store, "person", name="张兰")
    txn = change(store, "person", uid, name="张岚")
    undo(store, txn)
    with pytest.raises(StoreError, match="已经撤销过"):
        undo(store, txn)
    with pytest.raises(StoreError, match="找不到这次操作"):
        undo(store, "0" * 16)


def test_list_of_acts_says_what_was_taken_back(store):
    uid = create(store, "person", name="张兰")
    txn = change(store, "person", uid, name="张岚")
    back = undo(store, txn).changes.txn
    newest, undone, first = store.transactions()
    assert (newest.txn, newest.undoes, undone.undone_by, first.undone_by) == (back, txn, back, "")
    assert (newest.label, newest.actor, newest.counts) == ("撤销：修改", "钱", {"person": 1})


def test_several_changes_of_one_record_in_one_act_are_undone_together(store):
    uid = create(store, "person", name="甲")
    edits = [Edit("person", uid, "update", {"name": name}) for name in ("乙", "丙", "丁")]
    txn = store.write(edits, actor="", label="改").txn
    undo(store, txn)
    assert store.get("person", uid)["name"] == "甲"


def test_import_and_its_undo_leave_the_same_digests(store):
    create(store, "person", name="早先的人")
    before = store.digests(store.office.site)
    edits = [Edit("person", new_uid(), "create", {"name": f"人{n}"}) for n in range(2500)]
    txn = store.write(edits, actor="", label="导入").txn
    assert undo(store, txn).changes.count == 2500
    assert store.digests(store.office.site) == before


def test_a_record_made_for_others_that_go_back_goes_too(store):
    uids = home(store, "张兰", "1号")
    place = new_uid()
    edits = [
        Edit("address", place, "create", {"text": "2号"}),
        Edit("household", uids["household"], "update", {"address": place}),
    ]
    txn = store.write(edits, actor="钱", label="搬家").txn
    undone = store.undo(txn, actor="李")
    assert (undone.left, store.get("address", place)["state"]) == ((), "void")
    assert store.get("household", uids["household"])["address"] == uids["address"]
