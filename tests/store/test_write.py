from datetime import datetime, timedelta, timezone

import pytest

from gridDesk import text
from gridDesk.ledger import Edit, Entry, new_uid
from gridDesk.ledger.record import GENESIS, digest_sum, row_digest
from gridDesk.store import Store, StoreError, journal
from gridDesk.store.engine import DatabaseError

from .conftest import KEY, OFFICE
from .helpers import change, create, home


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test may set."""
    now = [datetime(2026, 3, 5, 9, 0, tzinfo=timezone(timedelta(hours=8)))]
    monkeypatch.setattr(text.CLOCK, "source", lambda: now[0])
    return now


def test_created_record_has_its_system_columns(store, clock):
    uid = create(store, "person", name="张兰", income=1250, height=162.5, insured=True)
    assert store.get("person", uid) == {
        "uid": uid, "office": OFFICE.site, "rev": 1, "state": "active", "closed_on": None, "closed_reason": None,
        "verified_on": None, "updated_at": "2026-03-05T09:00:00+08:00", "name": "张兰", "former_name": None,
        "id_number": None, "birth": None, "phone": None, "income": 1250, "height": 162.5, "insured": 1,
    }  # fmt: skip


def test_names_are_kept_exactly_as_typed(store):
    for name in ("㛃䶮堃𬱖𬭎𣲘", "买买提·阿不都", "O'Brien", "\ue123某", '张"; DROP TABLE ledger_person; --'):
        assert store.get("person", create(store, "person", name=name))["name"] == name


def test_journal_line_says_who_what_and_why(store, clock):
    uid = create(store, "person", name="张兰")
    store.write([Edit("person", uid, "update", {"name": "张岚"})], actor="钱会计", label="更正", reason="身份证")
    newest, first = store.history("person", uid)
    assert newest == Entry(
        replica=store.replica, seq=2, txn=newest.txn, office=OFFICE.site, ledger="person", uid=uid, op="update",
        base_rev=1, fields={"name": ["张兰", "张岚"]}, actor="钱会计", label="更正", reason="身份证",
        at="2026-03-05T09:00:00+08:00", clock_ok=True, schema=1, prev_hash=first.hash, hash=newest.digest(),
    )  # fmt: skip
    assert (first.prev_hash, first.fields) == (GENESIS, {"state": [None, "active"], "name": [None, "张兰"]})


def test_edit_that_changes_nothing_writes_nothing(store):
    uid = create(store, "person", name="张兰")
    changes = store.write([Edit("person", uid, "update", {"name": "张兰"})], actor="", label="")
    assert (changes.count, len(store.history("person", uid)), len(store.transactions())) == (0, 1, 1)


def test_verifying_writes_the_date_even_when_all_is_equal(store, clock):
    uid = create(store, "person", name="张兰")
    change(store, "person", uid, "verify")
    change(store, "person", uid, "verify")
    row = store.get("person", uid)
    assert (row["verified_on"], row["rev"], len(store.history("person", uid))) == ("2026-03-05", 3, 3)


def test_closing_and_reopening_keep_the_record(store):
    uid = create(store, "person", name="张兰")
    change(store, "person", uid, "close", closed_on="2026-01", closed_reason="迁出")
    row = store.get("person", uid)
    assert (row["state"], row["closed_on"], row["closed_reason"]) == ("closed", "2026-01", "迁出")
    change(store, "person", uid, "reopen")
    row = store.get("person", uid)
    assert (row["state"], row["closed_on"], row["closed_reason"]) == ("active", None, None)


def test_several_edits_of_one_record_in_one_act_follow_each_other(store):
    uid = new_uid()
    store.write(
        [
            Edit("person", uid, "create", {"name": "张兰"}),
            Edit("person", uid, "update", {"phone": "13812345678"}),
            Edit("person", uid, "close", {"closed_on": "2026"}),
        ],
        actor="",
        label="",
    )
    row = store.get("person", uid)
    assert (row["rev"], row["phone"], row["state"]) == (3, "13812345678", "closed")
    assert [entry.base_rev for entry in store.history("person", uid)] == [2, 1, 0]
    assert store.check() == []


def test_failing_edit_takes_the_whole_act_with_it(store):
    uid = create(store, "person", name="张兰")
    for bad, error in (
        (Edit("person", new_uid(), "create", {"nickname": "x"}), ValueError),
        (Edit("nothing", new_uid(), "create", {}), ValueError),
        (Edit("person", new_uid(), "update", {"name": "x"}), ValueError),
        (Edit("person", uid, "create", {"name": "x"}), ValueError),
        (Edit("person", new_uid(), "create", {"income": "12"}), TypeError),
        (Edit("person", new_uid(), "create", {"height": float("nan")}), TypeError),
        (Edit("person", new_uid(), "create", {"income": 1 << 70}), TypeError),
        (Edit("person", new_uid(), "create", {"state": "gone"}), TypeError),
    ):
        with pytest.raises(error):
            store.write([Edit("person", uid, "update", {"name": "李"}), bad], actor="", label="")
    assert (store.get("person", uid)["name"], store.count("person", states=())) == ("张兰", 1)
    assert store.check() == []


def test_developer_errors_never_repeat_a_value(store):
    with pytest.raises(TypeError) as caught:
        create(store, "person", income="张兰的收入")
    assert "张兰" not in str(caught.value)


def test_what_then_writes_belongs_to_the_act(store):
    def fail(system):
        system.put("seen", 5)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write([Edit("person", new_uid(), "create", {"name": "张"})], actor="", label="", then=fail)
    assert (store.system.get("seen"), store.count("person")) == (None, 0)


def test_journal_refuses_change_and_removal(store):
    create(store, "person", name="张兰")
    for sql in ("UPDATE journal SET actor = ''", "DELETE FROM journal"):
        with pytest.raises(DatabaseError, match="append-only"):
            store._db.conn.execute(sql)


def test_clock_set_back_is_marked_and_stops_nothing(store, clock):
    uid = create(store, "person", name="张兰")
    clock[0] -= timedelta(days=3650)
    change(store, "person", uid, name="张岚")
    newest, first = store.history("person", uid)
    assert (first.clock_ok, newest.clock_ok, newest.seq) == (True, False, 2)
    assert store.check() == []


def test_digests_are_the_sum_of_rows_and_void_rows_count_as_absent(store):
    kept, gone = create(store, "person", name="张兰"), create(store, "person", name="李四")
    change(store, "person", gone, "void")
    number = digest_sum([row_digest("person", store.get("person", kept))])
    assert store.digests(OFFICE.site) == {"person": (1, f"{number:064x}")}


def test_void_record_is_counted_and_listed_nowhere(store):
    uid = create(store, "person", name="张兰")
    change(store, "person", uid, "void")
    assert (store.count("person"), list(store.rows("person")), store.find("张兰")) == (0, [], [])
    assert store.get("person", uid)["state"] == "void"


def test_rows_can_be_selected_ordered_and_limited(store):
    for name, income in (("张", 3), ("李", 1), ("王", None), ("赵", 2)):
        create(store, "person", name=name, income=income)
    names = [row["name"] for row in store.rows("person", where={"income": [1, 2, 3]}, order=("-income",), limit=2)]
    assert names == ["张", "赵"]
    assert [row["name"] for row in store.rows("person", where={"income": None})] == ["王"]
    assert store.group_count("person", "income") == {None: 1, 1: 1, 2: 1, 3: 1}
    with pytest.raises(ValueError, match="no column"):
        store.count("person", where={"1=1 --": 1})


def test_people_are_ordered_by_pinyin_with_surname_readings(store):
    for name in ("张兰", "单雄信", "安国", "曾巩", "仇英"):
        create(store, "person", name=name)
    ordered = [row["name"] for row in store.page("person", store.ids("person", order=("name",)))]
    assert ordered == ["安国", "仇英", "单雄信", "曾巩", "张兰"]
    backwards = store.page("person", store.ids("person", order=("name",), descending=True))
    assert [row["name"] for row in backwards] == ordered[::-1]


def test_titles_follow_records(store):
    one = home(store, "张兰", "三组12号", number="007")
    assert store.titles("household", [one["household"]]) == {one["household"]: "007 张兰"}
    assert store.titles("residence", [one["residence"]]) == {one["residence"]: "007 张兰"}


def test_entries_and_heads_serve_the_exchange(store):
    one = home(store, "张兰", "三组12号")
    entries = list(store.entries(office=OFFICE.site, after={store.replica: 2}))
    assert [entry.seq for entry in entries] == [3, 4]
    assert store.heads(OFFICE.site) == {store.replica: (4, entries[-1].hash)}
    old = store.replica
    new = store.rotate_replica("恢复")
    change(store, "person", one["person"], name="张岚")
    assert set(store.heads(OFFICE.site)) == {old, new}
    assert [(e.replica, e.seq) for e in store.entries(office=OFFICE.site, after={old: 4})] == [(new, 1)]
    assert store.check() == []


def test_changes_of_a_day_are_counted_without_what_was_undone(store, clock):
    home(store, "张兰", "三组12号")
    undone = create(store, "person", name="李四")
    store.undo(store.transactions(1)[0].txn, actor="")
    assert store.get("person", undone)["state"] == "void"
    counts = store.changes_on("2026-03-05")
    assert counts == {(key, "create"): 1 for key in ("address", "household", "person", "residence")}
    assert store.changes_on("2026-03-06") == {}


def test_changes_of_a_large_act_are_told_by_the_act(store, clock, monkeypatch):
    monkeypatch.setattr(journal, "_BULK", 3)
    home(store, "张兰", "三组12号")  # four records in one act
    one = create(store, "person", name="李四")
    change(store, "person", one, name="李五")
    assert store.changes_on("2026-03-05") == {
        **{(key, "create"): 1 for key in ("address", "household", "residence")},
        ("person", "create"): 2, ("person", "update"): 1,
    }  # fmt: skip


def test_office_and_counters_survive_reopening(tmp_path, catalogue):
    with Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE) as store:
        uid, replica = create(store, "person", name="张兰"), store.replica
    with Store.open(tmp_path / "office.db", KEY, catalogue) as store:
        assert (store.office, store.replica) == (OFFICE, replica)
        change(store, "person", uid, name="张岚")
        assert [entry.seq for entry in store.history("person", uid)] == [2, 1]


def test_record_of_another_office_cannot_be_edited(store):
    uid = new_uid()
    store.replace_mirror(
        [Edit("person", uid, "create", {"name": "王五", "rev": 4})], office="c" * 16, heads={}, actor="", label="快照"
    )
    with pytest.raises(StoreError, match="属于别的单位"):
        change(store, "person", uid, name="王六")


def test_sealed_ledgers_are_never_searched(store):
    one = home(store, "张兰", "三组12号")
    create(store, "released", person=one["person"], remark="独一无二的备注")
    assert store.find("独一无二") == []
    assert {hit.ledger for hit in store.find("张兰")} == {"person"}
