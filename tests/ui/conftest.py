"""An office of invented people made once and copied for every test, and a window dressed as the clerk sees it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridDesk.desk import Desk, open_office
from gridDesk.desk.demo import make_demo
from gridDesk.ui import background, theme
from gridDesk.ui.window import MainWindow

PASSWORD = "柳行村旁的三棵老槐树"


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: type, pytestconfig: pytest.Config) -> Iterator[object]:
    """Dress pytest-qt's application as the program dresses its own."""
    app = qapp_cls.instance() or qapp_cls(qapp_args)
    theme.apply(app)
    yield app
    background.stop()


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a small office once; nobody writes in it."""
    folder = tmp_path_factory.mktemp("offices") / "柳行村"
    make_demo(folder, people=120, password=PASSWORD).close()
    return folder


@pytest.fixture
def folder(office_folder: Path, home: Path) -> Path:
    """Copy the office into the home of this test, where it may be changed."""
    return Path(shutil.copytree(office_folder, home / office_folder.name))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """Open the copied office; closed at the end unless the test did it."""
    desk = open_office(folder, PASSWORD)
    yield desk
    background.stop()
    desk.close()


@pytest.fixture
def window(qtbot: object, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Show the main window on the open office."""
    monkeypatch.setattr(desk, "close", lambda: None)  # the fixture `desk` closes it
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.enter(desk)
    qtbot.waitExposed(window)
    return window
