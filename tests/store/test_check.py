import random

import pytest

from gridDesk.ledger import Edit, new_uid
from gridDesk.store import Store, check_file

from .conftest import KEY, OFFICE
from .helpers import behind, change, home


@pytest.fixture
def office(tmp_path, catalogue):
    """A closed office file with some history; the uids of its one household beside its path."""
    path = tmp_path / "office.db"
    with Store.create(path, KEY, catalogue, OFFICE) as store:
        one = home(store, "张兰", "三组12号")
        change(store, "person", one["person"], name="张岚")
        change(store, "person", one["person"], phone="13812345678")
        many = [Edit("person", new_uid(), "create", {"name": f"人{n}"}) for n in range(300)]
        store.write(many, actor="", label="导入")
        one["replica"] = store.replica
    return path, one


def sentences(path, catalogue, sql, *args):
    with behind(path, KEY) as db:
        for statement in sql.split(";"):
            db.conn.execute(statement, args if "?" in statement else ())
    return check_file(path, KEY, catalogue)


def test_sound_file_has_no_problems(office, catalogue):
    assert check_file(office[0], KEY, catalogue) == []


def test_changed_row_is_named_by_ledger_and_uid(office, catalogue):
    path, one = office
    found = sentences(path, catalogue, "UPDATE ledger_person SET name = '别人' WHERE uid = ?", one["person"])
    assert found[0] == f"人口有一条记录与日志不符（{one['person']}），请不要继续录入，从最近的备份恢复。"
    assert any("核对数" in sentence for sentence in found)
    assert not any("张" in sentence or "别人" in sentence for sentence in found)


def test_removed_and_added_rows_are_found(office, catalogue):
    path, one = office
    found = sentences(path, catalogue, "DELETE FROM ledger_person WHERE uid = ?", one["person"])
    assert f"人口缺少一条记录（{one['person']}）" in found[0]
    with Store.open(path, KEY, catalogue) as store:
        assert store.check() != []
    strange = "INSERT INTO ledger_person (uid, office, rev, state) VALUES (?, 'x', 1, 'active')"
    assert any("多出一条" in sentence for sentence in sentences(path, catalogue, strange, "f" * 32))


@pytest.mark.parametrize("seq", [1, 5, 6])
def test_removed_journal_line_is_found(office, catalogue, seq):
    found = sentences(office[0], catalogue, f"DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = {seq}")
    assert any("操作日志" in sentence for sentence in found)


def test_journal_cut_at_its_end_is_found(office, catalogue):
    found = sentences(office[0], catalogue, "DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq > 250")
    assert any("末尾不对" in sentence for sentence in found)


def test_changed_journal_line_is_found_even_with_its_row_changed_alike(office, catalogue):
    path, one = office
    found = sentences(
        path, catalogue,
        """DROP TRIGGER journal_no_update; UPDATE journal SET fields = '{"name":["张兰","别人"]}' WHERE seq = 5;
        UPDATE ledger_person SET name = '别人' WHERE uid = ?""",
        one["person"],
    )  # fmt: skip
    assert f"操作日志被改动过（日志 {one['replica']} 第 5 条）" in found[0]


def test_wrong_digest_and_stale_search_are_found(office, catalogue):
    path, _ = office
    assert any("核对数" in one for one in sentences(path, catalogue, "UPDATE digest SET count = count + 1"))
    assert any("查找索引" in one for one in sentences(path, catalogue, "DELETE FROM find_person WHERE n = 2"))


def test_search_is_made_anew_on_request(office, catalogue):
    path, _ = office
    sentences(path, catalogue, "DELETE FROM find_person; DELETE FROM find_reading; DELETE FROM find_place")
    with Store.open(path, KEY, catalogue) as store:
        assert store.find("张岚") == []
        store.reindex()
        assert [hit.line for hit in store.find("zhangl")] == ["三组12号"]
        assert store.check() == []


def test_any_flipped_byte_is_found(office, catalogue, tmp_path):
    sound = office[0].read_bytes()
    chance = random.Random(5)
    for _ in range(40):
        place = chance.randrange(len(sound))
        damaged = bytearray(sound)
        damaged[place] ^= 1 << chance.randrange(8)
        path = tmp_path / "damaged.db"
        path.write_bytes(damaged)
        found = check_file(path, KEY, catalogue)
        assert found, place
        assert all(sentence.endswith("恢复。") for sentence in found)


def test_truncated_file_is_found(office, catalogue, tmp_path):
    sound = office[0].read_bytes()
    for length in (10, 4096, len(sound) // 2, len(sound) - 4096, len(sound) - 1):
        path = tmp_path / f"cut{length}.db"
        path.write_bytes(sound[:length])
        assert check_file(path, KEY, catalogue), length


def test_other_key_and_missing_file_are_sentences(office, catalogue, tmp_path):
    assert "密钥与文件不符" in check_file(office[0], bytes(32), catalogue)[0]
    assert "找不到数据文件" in check_file(tmp_path / "none.db", KEY, catalogue)[0]
