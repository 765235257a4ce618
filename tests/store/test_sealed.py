"""Sealed ledgers: only blobs in the file, tables in memory for who has the key, and everything else as for any ledger."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.ledger import Edit, new_uid
from gridDesk.ledger.filter import Condition
from gridDesk.store import Store, StoreError
from gridDesk.store.sealed_content import LABEL, MIXED, RECORD
from tests.store.conftest import KEY, OFFICE, make_catalogue
from tests.store.helpers import behind, change, create

SENS = bytes(range(40, 72))
OTHER_SENS = bytes(range(72, 104))
CANARY = "金丝雀密语"
SEALED_RECORD = """
key = "sealed_record"
label = "受保护记录"
group = "work"
title = ["key_id"]
internal = true
fields = [
  { key = "blob", label = "密文", type = "long_text" },
  { key = "key_id", label = "钥匙编号", type = "text" },
]
"""
DRUG = """
key = "drug"
label = "吸毒人员"
group = "special"
sealed = true
title = ["person"]
subject = "person"
aliases = ["吸毒"]
fields = [
  { key = "person", label = "人", type = "record", to = "person" },
  { key = "remark", label = "备注", type = "long_text" },
  { key = "times", label = "次数", type = "integer" },
  { key = "rate", label = "比例", type = "decimal" },
]
"""
PLAIN = DRUG.replace('key = "drug"', 'key = "plain"').replace("sealed = true\n", "").replace("吸毒人员", "普通")


@pytest.fixture(scope="session")
def shapes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sealed")
    return make_catalogue(folder, sealed_record=SEALED_RECORD, drug=DRUG, plain=PLAIN)


@pytest.fixture
def store(tmp_path, shapes):
    with Store.create(tmp_path / "office.db", KEY, shapes, OFFICE) as opened:
        opened.unseal(SENS)
        yield opened


def everything(path) -> str:
    """Return all that the file says to whoever holds the data key, but what is in blobs."""
    with behind(path, KEY) as db:
        names = [name for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        said = []
        for name in names:
            for row in db.conn.execute(f'SELECT * FROM "{name}"'):
                said.append(name if name.startswith("ledger_") else "")
                said += [str(value) for value in row]
    return "\n".join(said)


def reopened(store, shapes, *, sens: bytes = b"", readonly: bool = False) -> Store:
    other = Store.open(store._path, KEY, shapes, readonly=readonly)
    other.unseal(sens)
    return other


def test_a_sealed_record_reads_as_it_was_written_and_the_file_holds_a_blob_only(store, shapes):
    person = create(store, "person", name="张为")
    uid = create(store, "drug", person=person, remark=CANARY, times=3, rate=0.5)
    row = store.get("drug", uid)
    assert {key: row[key] for key in ("remark", "times", "rate", "person", "rev", "state", "office")} == {
        "remark": CANARY, "times": 3, "rate": 0.5, "person": person, "rev": 1, "state": "active", "office": OFFICE.site
    }  # fmt: skip
    assert store.count("drug", where={"times": 3}) == 1
    assert [one["uid"] for one in store.rows("drug", where=[Condition("remark", "contains", ("密语",))])] == [uid]
    assert store.titles("drug", [uid]) == {uid: "张为"}
    assert store.size("drug") == 1
    assert (store.stored.get(RECORD, uid)["office"], list(store.stored.rows("drug"))) == (OFFICE.site, [])
    said = everything(store._path)
    assert CANARY not in said
    assert "吸毒" not in said
    assert "ledger_drug" not in said
    assert store.check() == []


def test_blobs_are_of_rounded_length_and_bound_to_their_record(store, shapes):
    one, other = create(store, "drug", remark="短"), create(store, "drug", remark="长得多的一句备注，" * 6)
    blobs = {uid: str(store.stored.get(RECORD, uid)["blob"]) for uid in (one, other)}
    assert {(len(base64.b64decode(blob)) - 28) % 256 for blob in blobs.values()} == {0}
    store.write([Edit(RECORD, one, "update", {"blob": blobs[other]})], actor="钱", label="换")
    assert (store.get("drug", one), store.count("drug")) == (None, 1)


def test_who_lacks_the_key_sees_counts_and_finds_nothing_and_writes_nothing(store, shapes):
    uid = create(store, "drug", remark=CANARY)
    for key in (b"", bytes(32), OTHER_SENS):
        with reopened(store, shapes, sens=key, readonly=True) as other:
            assert (other.count("drug"), other.size("drug"), list(other.ids("drug", states=()))) == (0, 0, [])
            assert (other.get("drug", uid), other.titles("drug", [uid]), other.group_count("drug", "remark")) == (
                None, {}, {}
            )  # fmt: skip
            assert CANARY not in str(other.history("drug", uid))
    with reopened(store, shapes) as other:
        assert other.history("drug", uid) == []
        with pytest.raises(StoreError, match="受保护台账"):
            create(other, "drug", remark="x")
        with pytest.raises(StoreError, match="受保护台账"):
            other.erase("drug", [uid], actor="钱", reason="到期")
    assert store.count("drug") == 1


def test_a_reader_with_the_key_notices_what_another_connection_writes(store, shapes):
    with reopened(store, shapes, sens=SENS, readonly=True) as reader:
        assert reader.count("drug") == 0
        uid = create(store, "drug", remark="一")
        assert [row["remark"] for row in reader.rows("drug")] == ["一"]
        change(store, "drug", uid, remark="二")
        assert reader.get("drug", uid)["remark"] == "二"
        change(store, "drug", uid, "close", closed_on="2026-01-02")
        assert (reader.count("drug"), reader.count("drug", states=("closed",))) == (0, 1)
        with pytest.raises(Exception, match="readonly"):
            reader._db.conn.execute("DELETE FROM temp.ledger_drug")


def test_a_write_that_fails_leaves_the_tables_in_memory_as_the_file_is(store):
    uid = create(store, "drug", remark="一")
    with pytest.raises(ValueError, match="no field"):
        store.write(
            [Edit("drug", uid, "update", {"remark": "二"}), Edit("person", new_uid(), "create", {"nothing": 1})],
            actor="钱", label="改",
        )  # fmt: skip

    def fail(_system):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write([Edit("drug", uid, "update", {"remark": "三"})], actor="钱", label="改", then=fail)
    assert (store.get("drug", uid)["remark"], store.check()) == ("一", [])


def test_labels_reasons_and_counts_of_acts_name_nothing(store):
    person = create(store, "person", name="张为")
    uid = new_uid()
    store.write([Edit("drug", uid, "create", {"person": person})], actor="钱", label="新增吸毒人员", reason=CANARY)
    mixed = [Edit("person", person, "update", {"phone": "1"}), Edit("drug", uid, "update", {"remark": CANARY})]
    store.write(mixed, actor="钱", label="导入吸毒人员")
    mixed = [Edit("person", person, "update", {"phone": "2"}), Edit("drug", uid, "update", {"remark": "x"})]
    changes = store.write(mixed, actor="钱", label="合并重复的人口")
    assert [(act.label, dict(act.counts)) for act in store.transactions(3)] == [
        ("合并重复的人口", {"person": 1, RECORD: 1}), (MIXED, {"person": 1, RECORD: 1}), (LABEL, {RECORD: 1})
    ]  # fmt: skip
    assert changes.touched == {"person": {person}, "drug": {uid}}
    first = store.history("drug", uid)[-1]
    assert (first.label, first.reason, first.ledger, first.op) == ("新增吸毒人员", CANARY, "drug", "create")
    assert store.history("drug", uid)[0].fields == {"remark": [CANARY, "x"]}
    assert CANARY not in everything(store._path)


def test_an_edit_that_changes_nothing_writes_nothing(store):
    uid = create(store, "drug", remark="一")
    before = store.heads(OFFICE.site)
    assert store.write([Edit("drug", uid, "update", {"remark": "一"})], actor="钱", label="改").count == 0
    assert (store.heads(OFFICE.site), store.get("drug", uid)["rev"]) == (before, 1)


def test_an_act_is_taken_back_field_by_field_with_the_key_and_whole_without_it(store, shapes):
    uid = create(store, "drug", remark="一", times=1)
    first = change(store, "drug", uid, remark="二")
    change(store, "drug", uid, times=2)
    assert store.undo(first, actor="钱").left == ()
    assert (store.get("drug", uid)["remark"], store.get("drug", uid)["times"]) == ("一", 2)
    last = change(store, "drug", uid, remark="三")
    with reopened(store, shapes) as other:
        assert other.undo(last, actor="孙").left == ()
        made = other.stored.history(RECORD, uid)[-1].txn
        assert [left.fields for left in other.undo(made, actor="孙").left] == [("blob",)]  # changed since: stays
    assert (store.get("drug", uid)["remark"], store.check()) == ("一", [])


def test_a_person_whom_a_sealed_record_names_is_kept_by_undo_as_with_any_ledger(store):
    person = create(store, "person", name="张为")
    made = store.history("person", person)[0].txn
    create(store, "drug", person=person)
    assert [left.why for left in store.undo(made, actor="钱").left] == ["后来有别的记录用到了它，予以保留。"]
    assert store.get("person", person)["state"] == "active"


def test_erasing_leaves_an_id_and_a_tombstone_and_nothing_to_open(store):
    uid = create(store, "drug", remark=CANARY)
    change(store, "drug", uid, remark=CANARY * 2)
    changes = store.erase("drug", [uid], actor="钱", reason="戒毒满三年")
    assert changes.touched == {"drug": {uid}}
    assert (store.get("drug", uid), store.erased(OFFICE.site)) == (None, [(RECORD, uid)])
    assert all("blob" not in entry.fields for entry in store.stored.history(RECORD, uid))
    assert "戒毒" not in everything(store._path)
    with pytest.raises(StoreError, match="按规定清除"):
        change(store, "drug", uid, remark="x")
    store.erase("drug", [uid], actor="钱", reason="再来一次")
    assert store.check() == []


def test_what_an_older_program_kept_unsealed_is_sealed_at_the_first_opening_with_the_key(tmp_path, shapes):
    old = make_catalogue(tmp_path / "old", plain="", drug=DRUG)
    path = tmp_path / "old.db"
    with Store.create(path, KEY, old, OFFICE) as store:
        person = create(store, "person", name="张为")
        uid = new_uid()
        store.write(
            [Edit("drug", uid, "create", {"person": person, "remark": CANARY})], actor="钱", label="新增吸毒人员"
        )
        change(store, "drug", uid, "close", closed_on="2025-05-05", closed_reason="05")
        create(store, "drug", person=person, remark="第二条")
        made = store.transactions(1)[0].txn
    with Store.open(path, KEY, shapes) as store:
        assert (store.count("drug", states=()), len(list(store.stored.rows("drug", states=())))) == (0, 2)
        assert store.check() == []
    with Store.open(path, KEY, shapes) as store:
        assert (store.unseal(SENS), store.unseal(SENS)) == (2, 0)
        rows = list(store.rows("drug", states=()))
        assert [(row["remark"], row["state"], row["closed_on"], row["person"]) for row in rows] == [
            (CANARY, "closed", "2025-05-05", person), ("第二条", "active", None, person)
        ]  # fmt: skip
        assert uid not in {row["uid"] for row in rows}
        assert {act.label for act in store.transactions()} == {"录入", LABEL}
        store.undo(made, actor="钱")
        assert store.count("drug") == 1
        said = everything(path)
        assert CANARY not in said
        assert "吸毒" not in said
        assert store.check() == []


OPS = st.sampled_from(["create", "update", "close", "reopen", "void", "restore", "verify", "undo", "erase"])
VALUES = st.fixed_dictionaries(
    {}, optional={
        "remark": st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
        "times": st.none() | st.integers(-5, 5), "rate": st.none() | st.floats(0, 1, allow_nan=False),
    }
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(OPS, st.integers(0, 2), VALUES, st.booleans()), max_size=14))
def test_a_sequence_of_edits_makes_of_a_sealed_ledger_what_it_makes_of_a_plain_one(tmp_path_factory, shapes, steps):
    folder = tmp_path_factory.mktemp("machine")
    seen = []
    for ledger in ("plain", "drug"):
        path = folder / f"{ledger}.db"
        with Store.create(path, KEY, shapes, OFFICE) as store:
            store.unseal(SENS)
            seen.append([_step(store, ledger, *step) for step in steps])
            seen.append(_state(store, ledger))
            assert store.check() == []
        with Store.open(path, KEY, shapes) as store:
            store.unseal(SENS)
            assert _state(store, ledger) == seen[-1]
    assert (seen[0], seen[1]) == (seen[2], seen[3])


def _step(store, ledger, op, which, values, twice):
    """Do one thing and return what came of it."""
    uid = f"{which:032x}"
    try:
        if op == "undo":
            acts = store.transactions(3)
            done = store.undo(acts[which].txn, actor="钱") if which < len(acts) else None
            return done and (done.changes.count, [(left.uid, left.fields) for left in done.left])
        if op == "erase":
            return store.erase(ledger, [uid], actor="钱", reason="到期").count
        edits = [Edit(ledger, uid, op, values)] * (2 if twice and op != "create" else 1)
        return store.write(edits, actor="钱", label="改").count
    except (ValueError, TypeError, StoreError) as error:
        return type(error).__name__


def _state(store, ledger):
    gone = ("updated_at", "extra")
    rows = {
        str(row["uid"]): {key: value for key, value in row.items() if key not in gone}
        for row in store.rows(ledger, states=())
    }
    return {uid: row for uid, row in rows.items() if row["closed_reason"] != "erased"}
