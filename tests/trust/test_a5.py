"""A5: a damaged data file at start leads to the newest verified backup in at most five clicks; nothing is made anew.

The window is real and its buttons are clicked; the clicks are counted. Six kinds of damage and both key files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gridDesk.desk import backups, damage, people
from gridDesk.desk.office_folders import DATA_FILE, list_offices, look
from gridDesk.ui import background, problem
from gridDesk.ui.damage_page import DamagePage
from gridDesk.ui.unlock import UnlockPage
from gridDesk.ui.window import MainWindow
from tests.ui.conftest import *  # noqa: F403 -- the window as a clerk sees it
from tests.ui.conftest import PASSWORD

Harm = Callable[[Path], None]


def write_at(path: Path, offset: int, data: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(offset)
        file.write(data)


def flipped_page(folder: Path) -> None:
    """One bit in a page of the schema, which opening reads."""
    data = (folder / DATA_FILE).read_bytes()
    write_at(folder / DATA_FILE, 3 * 4096 + 100, bytes([data[3 * 4096 + 100] ^ 1]))


def flipped_page_far_in(folder: Path) -> None:
    """One bit in a page that opening does not read."""
    place = (folder / DATA_FILE).stat().st_size // 4096 // 2 * 4096 + 700
    data = (folder / DATA_FILE).read_bytes()
    write_at(folder / DATA_FILE, place, bytes([data[place] ^ 1]))


def truncated(folder: Path) -> None:
    with (folder / DATA_FILE).open("rb+") as file:
        file.truncate((folder / DATA_FILE).stat().st_size // 3)


def emptied(folder: Path) -> None:
    (folder / DATA_FILE).write_bytes(b"")


def header_overwritten(folder: Path) -> None:
    write_at(folder / DATA_FILE, 0, b"\x00" * 512)


def moved_away(folder: Path) -> None:
    (folder / DATA_FILE).rename(folder.parent / "somewhere.gdb")


def keys_gone(folder: Path) -> None:
    for name in ("keys.a.json", "keys.b.json"):
        (folder / name).unlink()


def keys_damaged(folder: Path) -> None:
    for name in ("keys.a.json", "keys.b.json"):
        write_at(folder / name, 40, b"xxxx")


def wal_of_garbage(folder: Path) -> None:
    """A log of writes that is nothing: the file itself is whole and must open as it is."""
    (folder / f"{DATA_FILE}-wal").write_bytes(bytes(range(256)) * 64)


DAMAGES: dict[str, Harm] = {
    harm.__name__: harm
    for harm in (
        flipped_page, flipped_page_far_in, truncated, emptied, header_overwritten, moved_away, keys_gone, keys_damaged,
        wal_of_garbage,
    )
}  # fmt: skip


class Clicker:
    """Clicks buttons as a mouse does, and counts."""

    def __init__(self, qtbot: object) -> None:
        self.qtbot, self.clicks = qtbot, 0

    def __call__(self, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.clicks += 1
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def harmed(master: tuple[Path, object], home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with two backups, and a change after the second, closed."""
    from gridDesk.desk.opening import open_office

    folder = Path(shutil.copytree(master[0], home / master[0].name))
    desk = open_office(folder, PASSWORD)
    backups.run(desk, why="time")
    people.new_household(desk, "901", "柳行村九组1号", {"name": "测试一"})
    backups.run(desk, why="time")
    people.new_household(desk, "902", "柳行村九组2号", {"name": "测试二"})
    desk.close()
    monkeypatch.setattr(problem, "tell", lambda *_args, **_options: None)
    return folder


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_office_is_back_in_five_clicks(qtbot, harmed, home, monkeypatch, figure, name):
    DAMAGES[name](harmed)
    before = sorted(path.name for path in home.iterdir() if path.is_dir() and (path / "office.json").exists())
    click, asked = Clicker(qtbot), []

    def answer(*_given: object, **_named: object) -> bool:
        click.clicks += 1  # the question has one button that goes on
        asked.append(_given)
        return True

    monkeypatch.setattr(problem, "ask", answer)
    window = MainWindow(home)
    qtbot.addWidget(window)
    window.show()
    window.begin(office=harmed)
    page = window.door.currentWidget()
    assert isinstance(page, UnlockPage), "no first run: nothing is made anew"
    page.password.setText(PASSWORD)
    click(page.go)
    if window.desk is not None:
        window.keeper.prove()
        qtbot.waitUntil(lambda: not background.waiting(), timeout=20000)
    lost = 0
    if name != "wal_of_garbage":
        qtbot.waitUntil(lambda: isinstance(window.door.currentWidget(), DamagePage), timeout=20000)
        page = window.door.currentWidget()
        assert page.trouble.backups
        assert window.desk is None
        if not page.password.text():
            page.password.setText(PASSWORD)
        lost = page.trouble.lost or 0
        click(page.go)
        qtbot.waitUntil(lambda: window.desk is not None, timeout=60000)
    assert window.desk.store.check() == []
    numbers = {row["number"] for row in window.desk.store.rows("household")}
    assert "901" in numbers
    assert ("902" in numbers) == (name in ("keys_gone", "keys_damaged", "wal_of_garbage"))
    assert click.clicks <= 5
    kept = [path for path in home.iterdir() if ".before-restore-" in path.name]
    if name.startswith("keys"):
        assert list(harmed.glob("keys.*.damaged-*")) or name == "keys_gone"
    elif name != "wal_of_garbage":
        assert len(kept) == 1
        assert lost > 0
        assert name == "moved_away" or (kept[0] / DATA_FILE).exists()
    now = sorted(path.name for path in home.iterdir() if path.is_dir() and (path / "office.json").exists())
    assert [one for one in now if ".before-restore-" not in one] == before
    figure("A5", damage=name, clicks=click.clicks, back=1, kept_aside=len(kept), made_anew=0, told_lost=lost)
    window.keeper.stop()
    window.keeper = None
    window.close()


def test_a_folder_of_an_office_whose_data_is_gone_never_becomes_a_new_one(harmed, home, figure):
    from gridDesk.desk import new_office
    from gridDesk.errors import DeskError
    from gridDesk.ledger import Office

    for gone in (DATA_FILE, "keys.a.json", "keys.b.json"):
        (harmed / gone).unlink()
    with pytest.raises(DeskError, match="已经有一个单位"):
        new_office(harmed, Office(site="f" * 16, name="新村", level="village"), password=PASSWORD, worker="王建国")
    assert not (harmed / DATA_FILE).exists()
    assert look(harmed).office is not None
    assert [item.path for item in list_offices(home)] == [harmed]
    figure("A5", new_office_refused=1)


def test_backups_that_are_damaged_too_are_passed_over(harmed, figure):
    newest = backups.listed(harmed / backups.FOLDER)[0].path
    write_at(newest, newest.stat().st_size // 2, b"rot")
    emptied(harmed)
    trouble = damage.examine(harmed, "empty")
    assert trouble.broken == [newest.name]
    desk, kept, failed = damage.restore(trouble, PASSWORD)
    assert (kept.n, failed) == (1, [])
    assert desk.store.check() == []
    desk.close()
    figure("A5", damaged_backups_passed_over=1)
