"""Accounts: clerks come, change and go; passwords and paper open what they should and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridDesk import vault
from gridDesk.desk import Desk, accounts, damage, new_office, office_folders, open_office, opening, rekeying, safety
from gridDesk.desk import people as entry
from gridDesk.desk.progress import Cancelled
from gridDesk.desk.restored_keys import keys_for, newest_key_file, put_back_key_file
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Office, catalogue, new_uid
from gridDesk.store import FileUnreadable, Store, StoreError
from gridDesk.vault import copies, kdf
from gridDesk.vault.copies import write_copies

PASSWORD, SECOND, THIRD = "春江潮水连海平-望月", "杨柳青青江水平 闻郎", "小桥流水人家 枯藤老树"
KEEPER, CLERK = "王建国", "李大山"
EVERYTHING = tuple(vault.ROLES)


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the code path of a password, not its cost."""
    monkeypatch.setattr(kdf, "M_FLOOR", 64)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one clerk and two households, made once."""
    folder = tmp_path_factory.mktemp("made") / "village"
    village = Office(site="a" * 16, name="柳行村", level="village", parent_name="齐陵街道")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kdf, "M_FLOOR", 64)
        keys = lambda _stretch: vault.create_keys(folder, PASSWORD, KEEPER, m_kib=64)  # noqa: E731
        desk = new_office(folder, village, password=PASSWORD, worker=KEEPER, grids=["柳行村网格"], aside=keys)
        for n in range(2):
            entry.new_household(desk, str(n), f"柳行村{n}组", {"name": f"测试{n}", "sex": "1", "id_type": "111"})
        desk.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the office."""
    return Path(shutil.copytree(made, tmp_path / "village"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """The office opened by its keeper."""
    desk = open_office(folder, PASSWORD)
    yield desk
    desk.close()


def kinds(desk: Desk) -> list[str]:
    return [line.kind for line in desk.store.audit_lines()]


def with_clerk(desk: Desk, roles: tuple[str, ...] = ("clerk",)) -> str:
    return accounts.add(desk, CLERK, SECOND, roles).slot


def opened(folder: Path, password: str, who: str = "") -> Desk:
    return open_office(folder, password, who)


def test_the_first_clerk_has_every_role_and_is_who_the_journal_names(desk: Desk) -> None:
    (one,) = accounts.list_accounts(desk)
    assert (one.who, one.roles, one.me) == (KEEPER, EVERYTHING, True)
    assert one.last_login != ""
    assert desk.user == KEEPER
    assert all(desk.can(role) for role in EVERYTHING)


def test_a_clerk_added_opens_with_an_own_password_and_does_what_the_roles_say(desk: Desk, folder: Path) -> None:
    before = (folder / "office.gdb").stat().st_ino, desk.keys.db_key
    with_clerk(desk)
    assert office_folders.people_of(folder) == [KEEPER, CLERK]
    assert office_folders.keepers_of(folder) == [KEEPER]
    desk.close()
    clerk = opened(folder, SECOND, CLERK)
    assert (clerk.user, clerk.keys.roles) == (CLERK, {"clerk"})
    assert clerk.keys.sens_key == bytearray()
    assert ((folder / "office.gdb").stat().st_ino, clerk.keys.db_key) == before
    with pytest.raises(DeskError, match="只有钥匙保管人"):
        accounts.add(clerk, "别人", THIRD, ["clerk"])
    clerk.close()
    with pytest.raises(vault.WrongPassword):
        opened(folder, SECOND, KEEPER)


def test_a_sensitive_clerk_gets_the_same_key_of_the_sealed_groups(desk: Desk, folder: Path) -> None:
    with_clerk(desk, ("clerk", "sensitive"))
    key = bytes(desk.keys.sens_key)
    assert len(key) == 32
    desk.close()
    clerk = opened(folder, SECOND)
    assert bytes(clerk.keys.sens_key) == key
    assert key != bytes(clerk.keys.db_key)
    clerk.close()


def test_who_is_not_trusted_with_the_sealed_groups_trusts_nobody_with_them(desk: Desk, folder: Path) -> None:
    with_clerk(desk, ("clerk", "keeper"))
    desk.close()
    keeper = opened(folder, SECOND)
    with pytest.raises(DeskError, match="不是受保护台账经办人"):
        accounts.add(keeper, "赵小云", THIRD, ["clerk", "sensitive"])
    with pytest.raises(DeskError, match="不是受保护台账经办人"):
        accounts.set_roles(keeper, keeper.keys.slot, ["clerk", "keeper", "sensitive"])
    with pytest.raises(DeskError, match="不能打开受保护台账"):
        accounts.make_paper_key(keeper)
    with pytest.raises(DeskError, match="唯一能打开受保护台账"):
        accounts.reset(keeper, accounts.list_accounts(keeper)[0].slot, THIRD)
    keeper.close()


def test_who_loses_the_sealed_groups_keeps_no_key_of_what_comes_after(desk: Desk, folder: Path) -> None:
    slot = with_clerk(desk, ("clerk", "sensitive"))
    desk.enable("drug")
    person = entry.new_household(desk, "9", "柳行村9组", {"name": "测试九", "sex": "1", "id_type": "111"}).uid
    first = Edit("drug", new_uid(), "create", {"person": person})
    desk.write([first], "登记")
    kept = vault.unlock(folder, SECOND, CLERK)
    accounts.set_roles(desk, slot, ["clerk"])
    assert desk.keys.sens_former == (kept.sens_key,)
    assert desk.keys.sens_key != kept.sens_key
    second = Edit("drug", new_uid(), "create", {"person": person})
    desk.write([second], "登记")
    assert desk.store.count("drug") == 2
    desk.close()
    keeper = opened(folder, PASSWORD, KEEPER)
    assert {str(row["uid"]) for row in keeper.store.rows("drug")} == {first.uid, second.uid}
    keeper.close()
    clerk = opened(folder, SECOND, CLERK)
    assert clerk.store.count("drug") == 0
    clerk.store.unseal(bytes(kept.sens_key))  # as an own program of his would, with what he kept
    assert {str(row["uid"]) for row in clerk.store.rows("drug")} == {first.uid}
    clerk.close()


def test_a_reset_by_such_a_keeper_takes_the_sealed_groups_away_and_says_so(desk: Desk, folder: Path) -> None:
    with_clerk(desk, ("clerk", "keeper"))
    third = accounts.add(desk, "赵小云", THIRD, ["clerk", "sensitive"])
    desk.close()
    keeper = opened(folder, SECOND)
    assert accounts.reset(keeper, third.slot, "又是一个新的长密码呀").roles == ("clerk",)
    keeper.close()
    clerk = opened(folder, "又是一个新的长密码呀", "赵小云")
    assert clerk.keys.sens_key == bytearray()
    clerk.close()


@pytest.mark.parametrize(
    ("who", "roles", "words"), [("", ["clerk"], "姓名"), (KEEPER, ["clerk"], "已经有"), ("赵", [], "能做什么")]
)
def test_an_account_needs_a_name_of_its_own_and_a_role(desk: Desk, who: str, roles: list[str], words: str) -> None:
    with pytest.raises(DeskError, match=words):
        accounts.add(desk, who, SECOND, roles)


def test_the_last_keeper_stays_keeper(desk: Desk) -> None:
    slot = with_clerk(desk)
    own = desk.keys.slot
    with pytest.raises(DeskError, match="唯一的钥匙保管人"):
        accounts.set_roles(desk, own, ["clerk", "sensitive"])
    with pytest.raises(DeskError, match="自己正在使用"):
        accounts.remove(desk, own)
    accounts.set_roles(desk, slot, ["clerk", "keeper"])
    accounts.set_roles(desk, own, ["clerk", "sensitive"])
    assert not desk.can("keeper")
    with pytest.raises(DeskError, match="只有钥匙保管人"):
        accounts.remove(desk, slot)


def test_the_last_key_of_the_sealed_groups_stays_unless_it_is_on_paper(desk: Desk) -> None:
    own = desk.keys.slot
    rest = [role for role in EVERYTHING if role != "sensitive"]
    with pytest.raises(DeskError, match="谁也打不开"):
        accounts.set_roles(desk, own, rest)
    accounts.make_paper_key(desk)
    accounts.set_roles(desk, own, rest)
    assert desk.keys.sens_key == bytearray()


def test_who_left_opens_neither_todays_data_nor_with_yesterdays_key_file(desk: Desk, folder: Path) -> None:
    slot = with_clerk(desk)
    old = copies.newest_bytes(folder)
    rows = desk.store.count("person")
    accounts.remove(desk, slot)
    assert desk.store.count("person") == rows
    desk.write([], "nothing")
    desk.close()
    with pytest.raises(vault.WrongPassword):
        opened(folder, SECOND, CLERK)
    new = copies.newest_bytes(folder)
    write_copies(folder, old)
    keys = vault.unlock(folder, SECOND, CLERK)  # the old file still opens with the old password
    with pytest.raises(FileUnreadable):
        Store.open(folder / "office.gdb", bytes(keys.db_key), catalogue())
    with pytest.raises(DeskError):
        opened(folder, SECOND, CLERK)
    write_copies(folder, new)
    keeper = opened(folder, PASSWORD)
    assert keeper.store.count("person") == rows
    assert keeper.store.check() == []
    assert {"account_added", "account_removed", "rekey", "login"} <= {*kinds(keeper)}
    assert not keeper.keys.rotating
    assert [one.who for one in accounts.list_accounts(keeper)] == [KEEPER]
    keeper.close()


def test_removal_keeps_exchange_keys_sealed_groups_and_the_others_passwords(desk: Desk, folder: Path) -> None:
    slot = with_clerk(desk)
    accounts.add(desk, "赵小云", THIRD, ["clerk", "sensitive"])
    site, sens, before = desk.keys.site.key_id, bytes(desk.keys.sens_key), bytes(desk.keys.db_key)
    accounts.remove(desk, slot)
    assert desk.keys.db_key != before
    assert desk.keys.site.key_id == site
    desk.close()
    other = opened(folder, THIRD, "赵小云")
    assert (other.keys.site.key_id, bytes(other.keys.sens_former[0])) == (site, sens)
    assert bytes(other.keys.former[0].db_key) == before
    other.close()


def test_removal_is_refused_while_another_connection_is_open(desk: Desk) -> None:
    slot = with_clerk(desk)
    generation = desk.keys.generation
    reader = desk.reader()
    with pytest.raises(StoreError, match="后台"):
        accounts.remove(desk, slot)
    reader.close()
    assert desk.keys.generation == generation
    assert desk.store.count("household") == 2
    accounts.remove(desk, slot)
    assert len(accounts.list_accounts(desk)) == 1


def test_a_disk_that_fails_while_rekeying_is_gone_on_with_at_the_next_opening(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = with_clerk(desk)

    def full(*_: object) -> None:
        raise StoreError("磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(rekeying.rekeying, "rekey", full)
        with pytest.raises(StoreError):
            accounts.remove(desk, slot)
        assert desk.is_under_former_key
        assert desk.clone().store.count("household") == 2
        accounts.change_password(desk, PASSWORD, THIRD)
        assert desk.is_under_former_key
        desk.close()
        again = opened(folder, THIRD)  # the disk still is full
        assert again.is_under_former_key
        again.close()
    keeper = opened(folder, THIRD)
    assert not keeper.is_under_former_key
    assert not keeper.keys.rotating
    assert keeper.store.count("household") == 2
    assert "account_removed" in kinds(keeper)
    keeper.close()


def test_a_disk_that_lets_nothing_be_opened_again_closes_the_office_with_a_sentence(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = with_clerk(desk)

    def full(*_: object, **__: object) -> None:
        raise StoreError("磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(rekeying.rekeying, "rekey", full)
        patch.setattr(rekeying.Store, "open", full)
        with pytest.raises(DeskError, match="本单位已关闭，数据没有丢失"):
            accounts.remove(desk, slot)
    assert desk.closed
    desk.close()
    keeper = opened(folder, PASSWORD, KEEPER)
    assert keeper.store.count("household") == 2
    assert [one.who for one in accounts.list_accounts(keeper)] == [KEEPER]
    keeper.close()


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_wish_to_stop_is_heard_before_anything_has_begun_and_not_after(desk: Desk, folder: Path, at: int) -> None:
    slot = with_clerk(desk)

    def stop(done: int, _total: int, _words: str) -> None:
        if done == at:
            raise Cancelled

    try:
        accounts.remove(desk, slot, stop)
    except Cancelled:
        assert at < 2
    assert len(accounts.list_accounts(desk)) == (2 if at < 2 else 1)
    assert desk.store.count("household") == 2
    accounts.change_password(desk, PASSWORD, THIRD)
    desk.close()
    opened(folder, THIRD, KEEPER).close()


def test_the_key_can_be_turned_without_anybody_leaving(desk: Desk) -> None:
    before = bytes(desk.keys.db_key)
    accounts.rekey(desk)
    assert bytes(desk.keys.db_key) != before
    assert len(accounts.list_accounts(desk)) == 1
    assert len(safety.backups(desk)) == 1


def test_old_backups_are_listed_by_who_could_still_open_them_and_destroyed(desk: Desk, folder: Path) -> None:
    slot = with_clerk(desk)
    old = safety.backup(desk)
    accounts.remove(desk, slot)
    (found,) = accounts.old_backups(desk)
    assert (found.path, found.names) == (old, (CLERK,))
    assert accounts.destroy_backups(desk, [old]) == 1
    assert accounts.old_backups(desk) == []
    assert len(safety.backups(desk)) == 1


def test_an_older_key_file_is_refused_and_a_backup_mends_it(desk: Desk, folder: Path) -> None:
    old = copies.newest_bytes(folder)
    accounts.change_password(desk, PASSWORD, THIRD)
    safety.backup(desk)
    desk.close()
    write_copies(folder, old)
    with pytest.raises(vault.KeyFileOlder, match="比数据文件旧"):
        opened(folder, PASSWORD)
    found = newest_key_file(folder)
    assert found is not None
    put_back_key_file(folder, found[1])
    opened(folder, THIRD).close()
    with pytest.raises(DeskError, match="不比现在的新"):
        put_back_key_file(folder, found[1])


def test_the_page_of_damaged_files_takes_the_newer_key_file_back_and_loses_nothing(desk: Desk, folder: Path) -> None:
    old = copies.newest_bytes(folder)
    safety.backup(desk)
    accounts.change_password(desk, PASSWORD, THIRD)
    safety.backup(desk)
    entry.new_household(desk, "7", "柳行村7组", {"name": "测试七", "sex": "1", "id_type": "111"})
    desk.close()
    write_copies(folder, old)
    with pytest.raises(vault.KeyFileOlder) as caught:
        opened(folder, PASSWORD)
    trouble = damage.examine(folder, damage.kind_of(caught.value, folder))
    assert trouble.words.startswith("钥匙文件比数据文件旧")
    back, kept, failed = damage.restore(trouble, THIRD, KEEPER)
    assert (kept, failed) == (trouble.backups[0], [])
    assert back.store.count("household") == 3
    back.close()


def test_a_paper_key_mends_an_older_key_file_too(desk: Desk, folder: Path) -> None:
    paper = accounts.make_paper_key(desk)
    old = copies.newest_bytes(folder)
    for n in range(3):
        accounts.add(desk, f"赵{n}", THIRD, ["clerk"])
    desk.close()
    write_copies(folder, old)
    again = opening.open_with_paper_key(folder, paper.text, new_password=THIRD, who=KEEPER)
    assert again.user == KEEPER
    again.close()
    opened(folder, THIRD).close()


def test_a_restore_on_the_same_machine_keeps_the_newer_key_file(desk: Desk, folder: Path, tmp_path: Path) -> None:
    slot = with_clerk(desk)
    old = safety.backup(desk)
    accounts.remove(desk, slot)
    desk.close()
    from gridDesk.desk import backup_file

    scratch = tmp_path / "scratch"
    backup_file.unpack(old, scratch)
    with pytest.raises(DeskError, match="以前的密码不再有效"):
        keys_for(scratch, folder, SECOND, CLERK)
    keys = keys_for(scratch, folder, PASSWORD)
    store = Store.open(scratch / "office.gdb", bytes(keys.db_key), catalogue())
    assert store.count("household") == 2
    store.close()
    assert copies.newest_bytes(scratch) == copies.newest_bytes(folder)


def test_restoring_an_older_backup_brings_nobody_back_who_left(desk: Desk, folder: Path) -> None:
    slot = with_clerk(desk)
    old = safety.backup(desk)
    accounts.remove(desk, slot)
    desk.close()
    with pytest.raises(DeskError, match="以前的密码不再有效"):
        safety.restore(old, folder, SECOND, CLERK)
    back = safety.restore(old, folder, PASSWORD, KEEPER)
    assert back.store.count("household") == 2
    assert office_folders.people_of(folder) == [KEEPER]
    back.close()
    with pytest.raises(vault.WrongPassword):
        opened(folder, SECOND, CLERK)


def test_a_key_file_of_before_the_turn_is_told_as_such_where_a_backup_knows_better(desk: Desk, folder: Path) -> None:
    old = copies.newest_bytes(folder)
    accounts.rekey(desk)
    desk.close()
    write_copies(folder, old)
    with pytest.raises(vault.KeyFileOlder, match="纸质钥匙"):
        opened(folder, PASSWORD)
    found = newest_key_file(folder)
    assert found is not None
    put_back_key_file(folder, found[1])
    opened(folder, PASSWORD).close()


def test_an_approver_within_the_day_changes_nothing_about_the_tries_known(desk: Desk, folder: Path) -> None:
    for _ in range(3):
        assert desk.verify_password(PASSWORD)
    desk.close()
    again = opened(folder, PASSWORD)
    assert not again.attempts_gone
    again.close()


def test_an_office_of_version_0_1_opens_and_keeps_what_it_holds(tmp_path: Path) -> None:
    import msgspec

    golden = Path(__file__).parents[1] / "golden" / "exchange" / "0.1.0"
    password = str(msgspec.json.decode((golden / "truth.json").read_bytes())["password"])
    old = Path(shutil.copytree(golden / "village", tmp_path / "old"))
    desk = opened(old, password)
    assert desk.keys.roles == vault.ALL_ROLES
    assert desk.store.check() == []
    people = desk.store.count("person")
    desk.close()
    again = opened(old, password)
    assert again.store.count("person") == people > 0
    again.close()


def test_on_a_blank_machine_a_backup_opens_with_the_key_file_inside_it(desk: Desk, tmp_path: Path) -> None:
    paper = accounts.make_paper_key(desk)
    made = safety.backup(desk)
    from gridDesk.desk import backup_file

    for n, ways in enumerate(((PASSWORD, KEEPER, ""), ("", "", paper.qr))):
        scratch = tmp_path / f"scratch{n}"
        backup_file.unpack(made, scratch)
        keys = keys_for(scratch, tmp_path / "nothing", *ways)
        Store.open(scratch / "office.gdb", bytes(keys.db_key), catalogue()).close()


def test_the_paper_key_opens_when_every_password_is_lost(desk: Desk, folder: Path) -> None:
    assert not accounts.has_paper_key(desk)
    paper = accounts.make_paper_key(desk)
    assert accounts.paper_key_confirmed_on(desk) == ""
    accounts.confirm_paper_key(desk, paper.text)
    assert accounts.paper_key_confirmed_on(desk) == accounts.paper_key_made_on(desk) == paper.made_on
    sens = bytes(desk.keys.sens_key)
    desk.close()
    with pytest.raises(DeskError, match="不是钥匙保管人"):
        opening.open_with_paper_key(folder, paper.text, new_password=THIRD, who="谁也不是")
    with pytest.raises(vault.WeakPassword):
        opening.open_with_paper_key(folder, paper.text, new_password="柳行村柳行村1", who=KEEPER)
    again = opening.open_with_paper_key(folder, paper.text, new_password=THIRD, who=KEEPER)
    assert bytes(again.keys.sens_key) == sens
    assert again.store.count("household") == 2
    again.close()
    with pytest.raises(vault.WrongPassword):
        opened(folder, PASSWORD)
    opened(folder, THIRD).close()


def test_a_paper_key_made_anew_takes_the_place_of_the_old_one(desk: Desk) -> None:
    old = accounts.make_paper_key(desk)
    new = accounts.make_paper_key(desk)
    with pytest.raises(vault.PaperKeyWrong) as caught:
        accounts.confirm_paper_key(desk, old.text)
    assert caught.value.group == 0
    accounts.confirm_paper_key(desk, new.qr)
    assert kinds(desk).count("paper_key_made") == 2


def test_a_changed_password_is_checked_against_the_words_of_this_office(desk: Desk) -> None:
    for weak in ("柳行村柳行村1", "liuxing liuxing 1", "齐陵街道齐陵888", "wangjianguo2024", "wjg1985-03-12"):
        with pytest.raises(vault.WeakPassword):
            accounts.change_password(desk, PASSWORD, weak)
    with pytest.raises(vault.WrongPassword):
        accounts.change_password(desk, SECOND, THIRD)
    accounts.change_password(desk, PASSWORD, THIRD)
    assert desk.verify_password(THIRD)


def test_passwords_are_changed_every_so_often_only_where_the_office_wants_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date, timedelta

    assert accounts.rotate_days(desk) == 0
    later = date.fromisoformat(accounts.list_accounts(desk)[0].password_on) + timedelta(days=91)
    monkeypatch.setattr(accounts, "today", lambda: later)
    assert not accounts.must_change(desk)
    accounts.set_rotate_days(desk, 90)
    assert accounts.must_change(desk)
    with pytest.raises(DeskError, match="30到730"):
        accounts.set_rotate_days(desk, 3)
    accounts.set_rotate_days(desk, 0)
    assert not accounts.must_change(desk)
    assert kinds(desk)[-2:] == ["setting", "setting_weakened"]


def test_wrong_tries_are_told_at_the_next_login_and_stand_in_the_log(desk: Desk, folder: Path) -> None:
    with_clerk(desk)
    desk.close()
    for who in (CLERK, CLERK, KEEPER):
        with pytest.raises(vault.WrongPassword):
            opened(folder, "不是这个密码不是这个", who)
    keeper = opened(folder, PASSWORD, KEEPER)
    assert keeper.failed_before == 1
    keeper.close()
    clerk = opened(folder, SECOND, CLERK)
    assert clerk.failed_before == 2
    line = next(one for one in reversed(list(clerk.store.audit_lines())) if one.kind == "login_failed")
    assert line.count == 2
    clerk.close()
    keeper = opened(folder, PASSWORD, KEEPER)
    assert (keeper.failed_before, keeper.attempts_gone) == (0, False)
    keeper.close()


def test_tries_that_were_wiped_away_are_noticed(desk: Desk, folder: Path) -> None:
    desk.close()
    attempts = folder / "attempts.json"
    kept = attempts.read_bytes()
    opened(folder, PASSWORD).close()
    opened(folder, PASSWORD).close()
    attempts.write_bytes(kept)
    again = opened(folder, PASSWORD)
    assert again.attempts_gone
    again.close()
    attempts.unlink()
    again = opened(folder, PASSWORD)
    assert again.attempts_gone
    again.close()
    again = opened(folder, PASSWORD)
    assert not again.attempts_gone
    again.close()


def test_a_restored_office_does_not_complain_of_tries(desk: Desk, folder: Path) -> None:
    made = safety.backup(desk)
    desk.close()
    back = safety.restore(made, folder, PASSWORD)
    assert not back.attempts_gone
    back.close()


def test_an_approver_is_told_by_an_own_password_and_guessing_is_slowed_down(desk: Desk, folder: Path) -> None:
    with_clerk(desk)
    assert vault.verify_approver(folder, KEEPER, PASSWORD)
    assert not vault.verify_approver(folder, CLERK, SECOND)
    assert not vault.verify_approver(folder, "", PASSWORD)
    for _ in range(5):
        assert not vault.verify_approver(folder, KEEPER, "不是这个密码不是这个")
    with pytest.raises(vault.TooManyAttempts):
        vault.verify_approver(folder, KEEPER, PASSWORD)
