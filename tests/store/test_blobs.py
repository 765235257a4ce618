"""Pictures by their hash: kept once, as long as anything names them, and known to be where they were taken in."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.ledger import Edit, new_uid
from gridDesk.store import Draft, Store
from tests.store.conftest import KEY, OFFICE, OTHER, make_catalogue

EVENT = """
key = "event"
label = "事项"
group = "work"
title = ["title"]
fields = [
  { key = "title", label = "名称", type = "text" },
  { key = "pictures", label = "照片", type = "pictures" },
  { key = "after", label = "整改后照片", type = "picture" },
]
"""
TASK = """
key = "task"
label = "任务"
group = "work"
travel = "down"
title = ["title"]
fields = [
  { key = "addressee", label = "发给", type = "text" },
  { key = "title", label = "名称", type = "text" },
  { key = "pictures", label = "照片", type = "pictures" },
]
"""


@pytest.fixture
def store(tmp_path):
    with Store.create(
        tmp_path / "office.db", KEY, make_catalogue(tmp_path / "forms", event=EVENT, task=TASK), OFFICE
    ) as made:
        yield made


def keep(store, *pictures: bytes) -> str:
    return ",".join(store.blobs.put(data, "jpeg") for data in pictures)


def event(store, pictures: str | None, **more) -> str:
    uid = new_uid()
    store.write([Edit("event", uid, "create", {"title": "井盖", "pictures": pictures, **more})], actor="", label="新增")
    return uid


def test_a_picture_is_kept_once_under_the_hash_of_its_bytes(store):
    name = keep(store, b"one")
    assert keep(store, b"one") == name == hashlib.sha256(b"one").hexdigest()
    assert (store.blobs.get(name), store.blobs.has(name), store.blobs.total()) == (b"one", True, (1, 3))
    assert (store.blobs.get("0" * 64), store.blobs.has("0" * 64)) == (None, False)


def test_pictures_lie_in_the_encrypted_file_and_go_into_its_backup(store, tmp_path):
    name = keep(store, b"a hazard seen" * 100)
    store.backup(tmp_path / "copy.db")
    for path in tmp_path.glob("*.db*"):
        assert b"a hazard seen" not in path.read_bytes()
    with Store.open(tmp_path / "copy.db", KEY, store.catalogue) as copy:
        assert copy.blobs.get(name) == b"a hazard seen" * 100


def test_a_picture_put_in_a_write_that_fails_is_not_kept(store):
    def then(_system):
        keep(store, b"one")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        store.write([Edit("event", new_uid(), "create", {"title": "井盖"})], actor="", label="新增", then=then)
    assert store.blobs.total() == (0, 0)


def test_what_an_office_names_and_lacks_is_told(store):
    here, gone = keep(store, b"one"), hashlib.sha256(b"two").hexdigest()
    event(store, f"{here},{gone}", after=gone)
    assert store.blobs.named(OFFICE.site) == [here, gone]
    assert store.blobs.missing(OFFICE.site) == [gone]
    assert store.blobs.named(OTHER.site) == store.blobs.missing(OTHER.site) == []


def test_what_goes_down_is_told_by_addressee(store):
    one, two, three = (keep(store, data) for data in (b"one", b"two", b"three"))
    for site, name in (("c" * 16, one), (None, two), ("d" * 16, three)):
        values = {"addressee": site, "title": "整改", "pictures": name}
        store.write([Edit("task", new_uid(), "create", values)], actor="", label="交办")
    assert store.blobs.named(OFFICE.site, ledgers=["task"], addressees=["", "c" * 16]) == [one, two]
    assert store.blobs.named(OFFICE.site, ledgers=["event"]) == []


def test_a_picture_taken_back_stays_for_undo(store):
    uid = event(store, keep(store, b"one"))
    changed = store.write([Edit("event", uid, "update", {"pictures": None})], actor="", label="修改")
    assert store.blobs.named(OFFICE.site) == []
    assert store.blobs.delete_unreferenced("9999") == 0
    store.undo(changed.txn, actor="")
    assert store.blobs.missing(OFFICE.site) == []


def test_pictures_of_forms_never_saved_go_but_not_those_of_a_draft(store):
    kept, left = keep(store, b"kept"), keep(store, b"left")
    store.system.drafts.put(Draft("event", {"texts": {"pictures": kept}}))
    assert store.blobs.delete_unreferenced("1999") == 0
    assert store.blobs.delete_unreferenced("9999") == 1
    assert (store.blobs.has(kept), store.blobs.has(left)) == (True, False)


def test_forgetting_takes_only_what_nothing_names(store):
    mine, shared, stray = (keep(store, data) for data in (b"mine", b"shared", b"stray"))
    uid = event(store, f"{mine},{shared}")
    event(store, shared)
    hashes = store.blobs.named_by({"event": [uid]})
    assert hashes == {mine, shared}
    assert store.blobs.named_by({"person": [uid]}) == set()
    assert store.blobs.forget({*hashes, stray}) == 1  # the journal still names the others
    assert store.blobs.has(mine)
    assert store.blobs.has(shared)
    assert not store.blobs.has(stray)


def test_erasing_a_record_takes_the_pictures_that_only_it_ever_named(store):
    before, mine, shared = (keep(store, data) for data in (b"before", b"mine", b"shared"))
    uid = event(store, before)
    store.write([Edit("event", uid, "update", {"pictures": f"{mine},{shared}"})], actor="", label="修改")
    event(store, shared)
    store.erase("event", [uid], actor="", reason="依法清除")
    assert [store.blobs.has(name) for name in (before, mine, shared)] == [False, False, True]
    assert store.check() == []


def test_a_picture_is_there_once_its_package_was_taken_in(store):
    one, two = keep(store, b"one"), keep(store, b"two")
    store.blobs.note_sent("s", "p1", [one])
    assert store.blobs.there("s") == set()
    store.blobs.note_sent("s", "p2", [one, two])
    store.blobs.note_there("s", "p2")
    assert store.blobs.there("s") == {one, two}
    assert store.blobs.there("another") == set()
    store.blobs.note_there("s", "p1")
    assert store.blobs.there("s") == {one, two}


def test_what_an_office_says_it_lacks_is_sent_again_whatever_older_receipts_say(store):
    one, two = keep(store, b"one"), keep(store, b"two")
    store.blobs.note_sent("s", "p1", [one, two])
    store.blobs.note_there("s", "p1")
    store.blobs.note_wanted("s", [one])
    store.blobs.note_there("s", "p1")  # the same receipt, told once more
    assert (store.blobs.there("s"), store.blobs.wanted("s")) == ({two}, {one})
    store.blobs.note_sent("s", "p2", [one])
    store.blobs.note_there("s", "p2")
    assert (store.blobs.there("s"), store.blobs.wanted("s")) == ({one, two}, set())


@pytest.fixture(scope="module")
def common(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blobs")
    with Store.create(folder / "office.db", KEY, make_catalogue(folder, event=EVENT), OFFICE) as made:
        yield made


@given(st.lists(st.tuples(st.sampled_from(["sent", "there", "wanted"]), st.integers(0, 4), st.sets(st.integers(0, 3)))))
def test_nothing_counts_as_there_that_no_receipt_said_or_that_was_wanted_since(common, steps):
    peer, names = new_uid(), [keep(common, bytes([n])) for n in range(4)]
    carried: dict[str, set[str]] = {}
    there: set[str] = set()
    for what, package, which in steps:
        hashes = {names[n] for n in which}
        if what == "sent":
            carried.setdefault(str(package), set()).update(hashes)
            common.blobs.note_sent(peer, str(package), hashes)
        elif what == "there":
            there |= carried.pop(str(package), set())
            common.blobs.note_there(peer, str(package))
        else:
            there -= hashes
            common.blobs.note_wanted(peer, hashes)
        assert common.blobs.there(peer) <= there
