"""A small real office for tests of screens: one grid, three households, invented people."""

import atexit
import shutil
import tempfile
import warnings
from copy import deepcopy
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gridDesk.desk import people, records
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office, catalogue
from gridDesk.ledger.idnumber import check_digit
from gridDesk.store import Store
from gridDesk.ui import theme
from gridDesk.vault import Keys

PASSWORD = "two old pines by the river"


def number(first17: str) -> str:
    """Return an invented identity number with its right check digit."""
    return first17 + check_digit(first17)


ZHANG = number("37030519800101123")
WANG = number("37030519820506452")


def make(folder: Path) -> Desk:
    """Return a copy of the office: 张为 with 王芳 and a child, 李强 and 赵敏 alone."""
    if QApplication.instance().property("dressed") is None:
        theme.apply(QApplication.instance())
        QApplication.instance().setProperty("dressed", True)
    master, keys = _master()
    shutil.copytree(master, folder)
    return Desk(
        folder, Store.open(folder / DATA_FILE, bytes(keys.db_key), catalogue()), deepcopy(keys)
    )  # locking wipes


@cache
def _master() -> tuple[Path, Keys]:
    """Make the office once: deriving its key takes long on purpose."""
    folder = Path(tempfile.mkdtemp()) / "office"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    office = Office(site="a1" * 8, name="柳行村", level="village")
    desk = new_office(folder, office, password=PASSWORD, worker="李秀英", grids=["柳行村第一网格"])
    home = people.new_household(
        desk, "0001", "柳行村2组1号",
        {"name": "张为", "id_number": ZHANG, "sex": "1", "birth": "1980-01-01", "phone": "13800000001"},
    )  # fmt: skip
    people.add_member(desk, home.uid, {"name": "王芳", "id_number": WANG, "sex": "2", "birth": "1982-05-06"}, "10")
    people.add_member(desk, home.uid, {"name": "张小满", "sex": "2", "birth": "2010-06"}, "30")
    people.new_household(desk, "0002", "柳行村2组2号", {"name": "李强", "sex": "1", "birth": "1950-02-03"})
    people.new_household(desk, "0003", "柳行村3组5号", {"name": "赵敏", "sex": "2", "birth": "1991-07-08"})
    desk.close()
    return folder, desk.keys


def person(desk: Desk, name: str) -> str:
    """Return the uid of a person by name."""
    return next(str(row["uid"]) for row in desk.store.rows("person", where={"name": name}))


def household(desk: Desk, of: str) -> str:
    """Return the uid of the household where somebody lives."""
    return str(next(desk.store.rows("residence", where={"person": person(desk, of)}))["household"])


def dwelling(desk: Desk, address: str) -> str:
    """Make a dwelling at an address; return its uid."""
    place = records.fresh_address(desk, address)
    return records.save(desk, "dwelling", None, records.blank(desk, "dwelling", address=place)).uid


def hold(widget: QWidget, key: Qt.Key) -> None:
    """Press a key and keep it down, so that it comes again and again."""
    for again in (False, True, True, True):
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", again))


def type_text(widget: QWidget, text: str) -> None:
    """Type into a widget: Latin letters by keys, the rest as an input method commits it."""
    for char in text:
        if char.isascii():
            QTest.keyClick(widget, char)
        else:
            event = QInputMethodEvent()
            event.setCommitString(char)
            QApplication.sendEvent(widget, event)


def take_first(qtbot, suggestions) -> None:
    """Take the first line of a list that opens under an input, and give the keyboard back to the window.

    Qt without a screen may make the list the active window, at once or a moment later, and when it has closed nobody is
    active: on a real screen the window manager sees to that.
    """
    popup, window = suggestions.popup(), suggestions.widget().window()
    qtbot.waitUntil(popup.isVisible)
    QApplication.processEvents()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    QApplication.processEvents()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # asking the platform may come too early or too late
        QApplication.setActiveWindow(window)
