import pytest

from gridDesk.ledger import catalogue as real_catalogue
from gridDesk.ledger import upgrades
from gridDesk.ledger.upgrades import Upgrade
from gridDesk.store import Store, StoreError, schema

from .conftest import KEY, LEDGERS, OFFICE, make_catalogue
from .helpers import change, create
from .test_foreign import split_fields

WITH_BLOOD = split_fields(LEDGERS["person"])
WITHOUT_PHONE = "\n".join(line for line in LEDGERS["person"].splitlines() if '"phone"' not in line)


def test_new_field_appears_and_a_field_that_is_gone_is_kept(tmp_path, catalogue):
    with Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE) as store:
        uid = create(store, "person", name="张兰", phone="13812345678")
        before = store.digests(OFFICE.site)
    other = make_catalogue(tmp_path / "other", person=split_fields(WITHOUT_PHONE))
    with Store.open(tmp_path / "office.db", KEY, other) as store:
        row = store.get("person", uid)
        assert (row["blood"], "phone" in row, row["extra"]) == (None, False, '{"phone":"13812345678"}')
        assert store.digests(OFFICE.site) == before
        assert store.check() == []
        change(store, "person", uid, blood="AB")
    with Store.open(tmp_path / "office.db", KEY, catalogue) as store:
        row = store.get("person", uid)
        assert (row["phone"], row["extra"]) == ("13812345678", '{"blood":"AB"}')
        assert [hit.why for hit in store.find("12345678")] == ["电话"]
        assert store.check() == []


def test_new_ledger_appears_by_itself(tmp_path, catalogue):
    smaller = make_catalogue(tmp_path / "smaller", released="")
    Store.create(tmp_path / "office.db", KEY, smaller, OFFICE).close()
    with Store.open(tmp_path / "office.db", KEY, catalogue) as store:
        create(store, "released", remark="x")
        assert (store.count("released"), store.check()) == (1, [])


def test_unchanged_file_is_opened_without_being_written(tmp_path, catalogue):
    Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE).close()
    before = (tmp_path / "office.db").read_bytes()
    Store.open(tmp_path / "office.db", KEY, catalogue).close()
    assert (tmp_path / "office.db").read_bytes() == before


def test_reader_does_not_upgrade(tmp_path, catalogue):
    Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE).close()
    other = make_catalogue(tmp_path / "other", person=WITH_BLOOD)
    with pytest.raises(StoreError, match="先更新"):
        Store.open(tmp_path / "office.db", KEY, other, readonly=True)


def renamed(values):
    values["telephone"] = values.pop("phone", None)
    return values


def test_row_upgrade_is_journaled_for_own_and_mirrored_records(tmp_path, catalogue, monkeypatch):
    from gridDesk.ledger import Edit, new_uid

    mirrored = new_uid()
    with Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE) as store:
        uid = create(store, "person", name="张兰", phone="13812345678")
        store.replace_mirror(
            [Edit("person", mirrored, "create", {"name": "李四", "phone": "0533-1234567", "rev": 7})],
            office="c" * 16, heads={}, actor="", label="整份",
        )  # fmt: skip
    text = LEDGERS["person"].replace('key = "phone"', 'key = "telephone"').replace("group =", "version = 2\ngroup =")
    monkeypatch.setattr(upgrades, "UPGRADES", (Upgrade("person", 2, renamed),))
    newer = make_catalogue(tmp_path / "newer", person=text)
    with Store.open(tmp_path / "office.db", KEY, newer) as store:
        own, other = store.get("person", uid), store.get("person", mirrored)
        assert (own["telephone"], own["rev"], "extra" in own) == ("13812345678", 2, False)
        assert (other["telephone"], other["rev"]) == ("0533-1234567", 7)
        newest = store.history("person", uid)[0]
        assert (newest.op, newest.label, newest.schema) == ("update", "程序升级", 2)
        assert len(list(store.entries(office=OFFICE.site, after={}))) == 2
        assert store.check() == []
    with pytest.raises(StoreError, match="更新版本的程序"):
        Store.open(tmp_path / "office.db", KEY, catalogue)
    with Store.open(tmp_path / "office.db", KEY, newer) as store:
        assert len(store.history("person", uid)) == 2


def test_every_real_ledger_keeps_one_value_of_every_field(tmp_path):
    samples = {"TEXT": "文字", "INTEGER": 7, "REAL": 1.5}
    with Store.create(tmp_path / "office.db", KEY, real_catalogue(), OFFICE) as store:
        store.unseal(bytes(range(1, 33)))
        for ledger in store.catalogue.ledgers.values():
            values = {item.key: samples[item.type.column] for item in ledger.fields}
            row = store.get(ledger.key, create(store, ledger.key, **values))
            assert {key: row[key] for key in values} == values
        assert store.check() == []


def test_an_index_gives_way_to_the_wider_one_that_replaces_it(tmp_path):
    with Store.create(tmp_path / "office.db", KEY, real_catalogue(), OFFICE) as store:
        _check_index(store)


def _check_index(store):
    table = store._db.table("ledger_residence")
    wide = next(index.name for index in table.indexes if index.columns == ["person", "state", "kind"])
    store._db.execute(f'DROP INDEX "{wide}"')
    table.create_index(["person"])
    schema.make_ledger_tables(store._db, store.catalogue)
    assert [index.columns for index in table.indexes if "person" in index.columns] == [["person", "state", "kind"]]


def test_a_file_from_before_there_was_a_page_register_gets_an_empty_one(tmp_path, catalogue):
    with Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE) as store:
        uid = create(store, "person", name="张兰")
        store._db.execute("DROP TABLE print_job")
        store._db.execute("DROP TABLE shelf_page")
        store._db.execute("DELETE FROM _sqlite_migrations WHERE name = 'printings'")
    with Store.open(tmp_path / "office.db", KEY, catalogue) as store:
        assert (store.system.print_jobs.list(), store.system.shelf_pages.list()) == ([], [])
        assert (store.get("person", uid)["name"], store.check()) == ("张兰", [])
