"""Backups in a clerk's day: before an upgrade, on a stick for exchange, elsewhere, and when space is short."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from gridDesk.desk import (
    backup_restore,
    backup_second,
    backup_status,
    backups,
    carrying,
    new_office,
    open_office,
    safety,
    today,
)
from gridDesk.errors import DeskError
from gridDesk.ledger import Office
from gridDesk.sync import stick as sticks
from gridDesk.sync.device import Stick
from gridDesk.text import CLOCK
from tests.flows.conftest import PASSWORD
from tests.flows.two_offices import fill

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange" / "0.1.0" / "village"


@pytest.fixture
def second(tmp_path: Path, village) -> Path:
    folder = tmp_path / "elsewhere" / "disk"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def chosen(village, second, monkeypatch) -> Path:
    """A second place that stands for another disk."""
    monkeypatch.setattr(backup_second, "_same_disk", lambda *_: False)
    backup_second.choose(village, second)
    return second


def at(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    begun = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    monkeypatch.setattr(CLOCK, "source", lambda: begun + timedelta(days=days))


def test_the_second_place_is_yellow_after_a_week_and_red_after_a_fortnight(village, chosen, monkeypatch):
    levels = {}
    at(monkeypatch, 0)
    backups.run(village)
    backup_second.copy(village)
    for day in (0, 7, 8, 14, 15, 40):
        at(monkeypatch, day)
        levels[day] = (backup_status.status(village).level, _card(village).level)
    assert {day: pair[0] for day, pair in levels.items()} == {
        0: "ok", 7: "ok", 8: "warn", 14: "warn", 15: "error", 40: "error",
    }  # fmt: skip
    assert all(one == other for one, other in levels.values())
    assert "今天就插上它" in backup_status.card(village)[1]


def test_without_a_second_place_the_card_turns_yellow_and_red_as_well(village, monkeypatch):
    levels = {}
    at(monkeypatch, 0)
    village.set_setting("made_on", CLOCK.now().date().isoformat())
    backups.run(village)
    for day in (0, 7, 8, 14, 15):
        at(monkeypatch, day)
        levels[day] = backup_status.card(village)[0]
    assert levels == {0: "note", 7: "note", 8: "warn", 14: "warn", 15: "error"}
    assert backup_status.card(village)[1].startswith("建单位 15 天了，还没有选第二处备份。")


def test_a_copy_made_under_a_clock_ahead_is_told_and_not_taken_for_one_of_today(village, chosen, monkeypatch):
    at(monkeypatch, 3650)
    backups.run(village)
    backup_second.copy(village)
    at(monkeypatch, 200)
    lines = backup_status.status(village).lines
    assert [level for level, _ in lines[:2]] == ["ok", "warn"]
    assert "比电脑现在的还晚" in lines[0][1]
    assert "不知道有多久没抄了" in lines[1][1]
    backups.run(village)
    backup_second.copy(village)
    assert backup_second.of(village).level == "ok"


def test_a_quarter_without_a_drill_is_told(village, chosen, monkeypatch):
    at(monkeypatch, 0)
    village.set_setting("made_on", CLOCK.now().date().isoformat())
    backups.run(village)
    backup_restore.drill(village)
    for day, told in ((92, False), (93, True)):
        at(monkeypatch, day)
        assert any("没有演练过恢复" in words for _, words in backup_status.status(village).lines) is told


def _card(desk):
    return next(card for card in today.today(desk).cards if card.title == "备份")


def test_a_stick_for_exchange_serves_as_second_place_with_one_line(paired, stick, monkeypatch):
    village, _street = paired
    fill(village, 1)
    backups.run(village)
    monkeypatch.setattr(backup_second, "_same_disk", lambda *_: False)
    backup_second.choose(village, stick)
    report = carrying.carry(village, stick)
    assert [line.text for line in report.lines if "备份" in line.text] == [
        "备份也抄到了这个 U 盘（第二处），已读回核对。"
    ]
    assert len(list(stick.rglob("*.gdbak"))) == 1
    assert "备份" not in "".join(line.text for line in carrying.carry(village, stick).lines)


def test_the_second_place_keeps_six_and_is_known_by_its_mark_wherever_it_is(village, chosen, tmp_path):
    for n in range(8):
        fill(village, 1)
        backups.run(village)
        made = backup_second.copy(village)
        assert made.read_bytes() == backups.listed(village.folder / backups.FOLDER)[0].path.read_bytes(), n
    assert len(list(chosen.rglob("*.gdbak"))) == backup_second.KEEP
    moved = chosen.rename(tmp_path / "elsewhere" / "other letter")
    assert backup_second.find(village, []) is None
    assert backup_second.find(village, [moved]) == moved
    with pytest.raises(DeskError, match="现在不在"):
        backup_second.copy(village)


def sticks_are(monkeypatch: pytest.MonkeyPatch, *roots: Path) -> None:
    found = [Stick(root, root.name, 10**10) for root in roots]
    monkeypatch.setattr(sticks, "list_sticks", lambda *_: found)


def test_a_folder_chosen_on_a_stick_means_the_stick_whatever_its_letter(village, tmp_path, monkeypatch):
    root, other = tmp_path / "elsewhere" / "E", tmp_path / "elsewhere" / "F"
    (root / "备份" / "柳行村").mkdir(parents=True)
    sticks_are(monkeypatch, root)
    monkeypatch.setattr(backup_second, "_same_disk", lambda *_: False)
    second = backup_second.choose(village, root / "备份" / "柳行村")
    assert (second.path, second.is_stick, second.label) == (root, True, "E")
    root.rename(other)
    sticks_are(monkeypatch, other)
    assert backup_second.find(village) == other
    backups.run(village)
    assert backup_second.copy(village).parent == other / backup_second.FOLDER


def test_a_folder_an_earlier_program_took_on_a_stick_is_found_there_as_well(village, tmp_path, monkeypatch):
    root, other = tmp_path / "elsewhere" / "E", tmp_path / "elsewhere" / "F"
    (root / "备份").mkdir(parents=True)
    sticks_are(monkeypatch)
    monkeypatch.setattr(backup_second, "_same_disk", lambda *_: False)
    second = backup_second.choose(village, root / "备份")
    root.rename(other)
    sticks_are(monkeypatch, other)
    assert backup_second.is_here(second, other)
    assert backup_second.serves(village, other)
    backups.run(village)
    made = backup_second.copy(village, folder=other)
    assert made.parent == other / "备份" / backup_second.FOLDER
    assert backup_second.find(village) == other / "备份"


def test_a_stick_that_lies_is_told_and_the_copies_there_stay(village, chosen, monkeypatch):
    backups.run(village)
    backup_second.copy(village)
    before = sorted(path.name for path in chosen.rglob("*.gdbak"))
    fill(village, 1)
    backups.run(village)
    device = type(sticks.system_device())
    monkeypatch.setattr(device, "digest", lambda *_: "0" * 64)
    with pytest.raises(DeskError):
        backup_second.copy(village)
    assert sorted(path.name for path in chosen.rglob("*.gdbak")) == before
    assert backup_second.behind(village)


def test_a_folder_beside_the_data_is_no_second_place(village):
    folder = village.folder.parent / "beside"
    folder.mkdir()
    with pytest.raises(DeskError, match="第二处"):
        backup_second.choose(village, folder)


def test_an_upgrade_is_preceded_by_a_backup_that_is_never_thinned(tmp_path):
    from tests.golden_exchange import PASSWORD as GOLDEN_PASSWORD

    folder = Path(shutil.copytree(GOLDEN, tmp_path / "village"))
    before = (folder / "office.gdb").read_bytes()
    open_office(folder, GOLDEN_PASSWORD).close()
    kept = backups.listed(folder / backups.FOLDER)
    assert [(one.why, one.pinned, one.age) for one in kept] == [("upgrade", True, "pinned")]
    assert (folder / "office.gdb").read_bytes() != before
    again = open_office(folder, GOLDEN_PASSWORD)
    assert len(backups.listed(folder / backups.FOLDER)) == 1
    again.close()
    back = safety.restore(kept[0].path, folder, GOLDEN_PASSWORD)
    assert back.store.check() == []
    back.close()


def test_short_space_takes_the_oldest_first_and_never_the_last_three(village, monkeypatch):
    for _ in range(6):
        backups.run(village)
    real = shutil.disk_usage

    def short(path):
        found = real(path)
        left = sum(one.size for one in backups.listed(village.folder / backups.FOLDER))
        return found._replace(free=backups.SPARE - left)

    monkeypatch.setattr(shutil, "disk_usage", short)
    with pytest.raises(DeskError, match="空间不够"):
        backups.run(village)
    assert [one.n for one in backups.listed(village.folder / backups.FOLDER)] == [6, 5, 4]
    monkeypatch.setattr(shutil, "disk_usage", real)
    backups.run(village)
    assert backups.listed(village.folder / backups.FOLDER)[0].n == 7


def test_typing_goes_on_while_a_backup_is_made_and_is_not_in_it(village, monkeypatch):
    from gridDesk.desk import backup_file

    fill(village, 1)
    reader = village.clone()
    right = backup_file.write

    def typing(*given):
        fill(village, 1)
        return right(*given)

    monkeypatch.setattr(backup_file, "write", typing)
    path = backups.run(reader, why="time")
    reader.close()
    manifest = backup_file.read_manifest(path)
    assert manifest.counts["ledger_household"] == 1
    assert village.store.count("household") == 2
    assert backups.changed(village)


def test_nothing_is_made_anew_where_an_office_was(village, tmp_path):
    folder = tmp_path / "once an office"
    (folder / "backups").mkdir(parents=True)
    office = Office(site="d" * 16, name="新村", level="village")
    with pytest.raises(DeskError, match="已经有一个单位"):
        new_office(folder, office, password=PASSWORD, worker="王建国")
