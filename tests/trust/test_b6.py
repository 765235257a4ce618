"""B6: the recovery drill. A blank machine, the newest backup from elsewhere and the paper key, through the real door.

The clerk works by key presses alone, types every group of the key wrongly once, and has every record back. The time is
printed, not judged: the script types as fast as it can, a hand at two keys a second is reckoned beside it.
"""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from gridDesk.desk import accounts, backup_second, open_office, safety
from gridDesk.desk.demo import make_demo
from gridDesk.desk.key_paper import groups_of
from gridDesk.desk.office import Desk
from gridDesk.ledger import Edit, new_uid
from gridDesk.sync import stick as stick_room
from gridDesk.sync.device import Stick
from gridDesk.ui import background
from gridDesk.ui.restore_page import FRESH, KEY, OPEN, RestorePage
from gridDesk.ui.window import MainWindow
from gridDesk.vault import paper
from tests.ui.conftest import let_go, qapp
from tests.ui.scripted_clerk import TAB, Clerk

__all__ = ["qapp"]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
OLD, NEW = "three old trees by the gate", "four young trees by the well"
SEALED = "drug"
KEYS_PER_SECOND = 2  # a slow typist
Records = dict[str, dict[str, object]]


@pytest.fixture
def stick(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "stick"
    path.mkdir()
    monkeypatch.setattr(stick_room, "list_sticks", lambda: [Stick(path, "KINGSTON", 8 * 10**9)])
    return path


def records_of(desk: Desk) -> Records:
    """Return every record of an office by its uid, with all that it says."""
    keys = [ledger.key for ledger in desk.catalogue.ledgers.values()]
    return {str(row["uid"]): dict(row) for key in keys for row in desk.store.rows(key, states=())}


def lost_machine(folder: Path, stick: Path, people: int) -> tuple[list[str], Records, dict[str, tuple[int, str]]]:
    """Keep an office for a while, put its backup on the stick and its key on paper; then the machine is gone."""
    with closing(make_demo(folder, people=people, password=OLD)) as desk:
        backup_second.choose(desk, stick)
        safety.backup(desk)
        backup_second.copy(desk)  # an older one lies there too
        desk.enable(SEALED)
        persons = [str(row["uid"]) for row in desk.store.rows("person", limit=5)]
        desk.write([Edit(SEALED, new_uid(), "create", {"person": uid}) for uid in persons], "登记")
        made = accounts.make_paper_key(desk)
        accounts.confirm_paper_key(desk, made.text)
        safety.backup(desk)
        backup_second.copy(desk)
        kept = list(groups_of(made.text)), records_of(desk), desk.store.digests(desk.office.site)
    shutil.rmtree(folder)
    return kept


def blank_machine(qtbot, home: Path) -> MainWindow:
    """Start the program where nothing is."""
    window = MainWindow(home)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.begin()
    return window


def tab_to(clerk: Clerk, words: str) -> None:
    """Walk by Tab to the button that says so."""
    for _ in range(20):
        focus = QApplication.focusWidget()
        if isinstance(focus, QPushButton) and words in focus.text():
            return
        clerk.press(TAB)
    raise AssertionError(f"no way by Tab to {words}")


def type_key_with_errors(clerk: Clerk, page: RestorePage, groups: list[str]) -> int:
    """Type each group with one wrong digit first, then rightly; return how many were pointed at."""
    pointed = 0
    for number, group in enumerate(groups, 1):
        place = number % 5
        clerk.type(f"{group[:place]}{(int(group[place]) + 1) % 10}{group[place + 1 :]}")
        box = page.key.edit.boxes[number - 1]
        told = f"第 {number} 组不对" in page.key.edit.words.text() and box.property("level") == "error"
        pointed += told and box.hasFocus() and "✗" in page.key.edit.marks[number - 1].text()
        clerk.type(group)
    return pointed


def test_an_office_comes_back_on_a_blank_machine_by_key_presses(qtbot, qapp, home, tmp_path, stick, figure, amount):
    groups, records, digests = lost_machine(tmp_path / "pc" / "lost", stick, amount(120, 2500))
    began = time.monotonic()
    window = blank_machine(qtbot, home)
    clerk = Clerk(window)
    tab_to(clerk, "备份恢复")
    clerk.press(Qt.Key.Key_Return)
    page = window.door.currentWidget()
    assert isinstance(page, RestorePage)
    qtbot.waitUntil(page.file.list.hasFocus)
    clerk.enter()  # the newest backup stands first
    assert page.at == OPEN
    tab_to(clerk, "用纸质钥匙打开")
    clerk.enter()
    assert page.at == KEY
    pointed = type_key_with_errors(clerk, page, groups)
    clerk.enter()
    assert page.at == FRESH
    clerk.enter(NEW)
    clerk.enter(NEW)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=600_000)
    took, back = time.monotonic() - began, window.desk
    found = records_of(back)
    equal = sum(found.get(uid) == row for uid, row in records.items())
    assert (pointed, equal, len(found)) == (8, len(records), len(records))
    assert back.store.digests(back.office.site) == digests
    assert len(list(back.store.rows(SEALED))) == 5
    assert back.user == "王建国"
    by_hand = clerk.keys / KEYS_PER_SECOND + took
    figure(
        "B6", records=len(records), equal=equal, ledgers=len(digests), wrong_groups_typed=8, pointed_at=pointed,
        keys=clerk.keys, seconds_by_script=round(took, 1), minutes_by_hand=round(by_hand / 60, 1),
    )  # fmt: skip
    window.close()
    background.stop()
    let_go()
    (folder,) = [path.parent for path in home.glob("*/office.json")]
    with closing(open_office(folder, NEW)):
        pass


def test_every_slip_of_the_pen_in_a_paper_key_is_pointed_at(figure, amount):
    tried = found = 0
    for number in range(amount(5, 200)):
        groups = list(groups_of(paper.write(bytes((number * 37 + place * 11) % 256 for place in range(paper.BYTES)))))
        for spoiled, which in slips(groups):
            tried += 1
            try:
                paper.read(" ".join(spoiled))
            except paper.PaperKeyWrong as error:
                found += bool({error.group, error.other} & which)
    assert found == tried
    figure("B6", slips_tried=tried, right_group_named=found)


def slips(groups: list[str]):
    """Yield a key with one slip, and the groups that it is in: a wrong digit, neighbours or groups exchanged, one lost."""
    for at, group in enumerate(groups):
        for place, digit in enumerate(group):
            for other in range(1, 10):
                wrong = f"{group[:place]}{(int(digit) + other) % 10}{group[place + 1 :]}"
                yield [*groups[:at], wrong, *groups[at + 1 :]], {at + 1}
            yield [*groups[:at], group[:place] + group[place + 1 :], *groups[at + 1 :]], {at + 1}
        for place in range(5):
            if group[place] != group[place + 1]:
                wrong = f"{group[:place]}{group[place + 1]}{group[place]}{group[place + 2 :]}"
                yield [*groups[:at], wrong, *groups[at + 1 :]], {at + 1}
    for one, other in combinations(range(8), 2):
        if groups[one] != groups[other]:
            changed = list(groups)
            changed[one], changed[other] = groups[other], groups[one]
            yield changed, {one + 1, other + 1}
