"""Offices of invented people made once and copied for every test, and a window dressed as the clerk sees it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.ui import background, problem, theme
from gridDesk.ui.collector import Collector
from gridDesk.ui.window import MainWindow
from gridDesk.vault import Keys
from tests.ui import small_office

PASSWORD = "柳行村旁的三棵老槐树"


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: type, pytestconfig: pytest.Config) -> Iterator[object]:
    """Dress pytest-qt's application as the program dresses its own."""
    app = qapp_cls.instance() or qapp_cls(qapp_args)
    theme.apply(app)
    Collector(app)
    yield app
    background.stop()


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """Make a small office once, and its keys, which take long on purpose; nobody writes in it."""
    folder = tmp_path_factory.mktemp("offices") / "柳行村"
    desk = make_demo(folder, people=120, password=PASSWORD)
    desk.close()
    return folder, desk.keys


def let_go() -> None:
    """Delete the closed windows of a test while its office is open: one that outlives it would ask a closed file."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(qapp: object, tmp_path: Path) -> Iterator[Desk]:
    """Open a copy of the small office, three households whose people the tests know by name."""
    desk = small_office.make(tmp_path / "office")
    yield desk
    background.stop()
    let_go()
    desk.close()


@pytest.fixture
def demo(master: tuple[Path, Keys], home: Path) -> Iterator[Desk]:
    """Open a copy of the demo office in the home of this test, where it may be changed."""
    folder, keys = master
    copy = Path(shutil.copytree(folder, home / folder.name))
    own = deepcopy(keys)  # locking wipes them
    desk = Desk(copy, Store.open(copy / DATA_FILE, bytes(keys.db_key), catalogue()), own)
    yield desk
    background.stop()
    let_go()
    desk.close()


@pytest.fixture
def window(qtbot: object, demo: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Show the main window on the open office."""
    monkeypatch.setattr(demo, "close", lambda: None)  # the fixture `demo` closes it
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)  # nobody is there to answer
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.enter(demo)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
