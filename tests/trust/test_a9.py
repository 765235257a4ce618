"""A9: one office, one window. A second program is refused by name; a killed first one leaves no lock behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from gridDesk.desk.office_folders import look
from gridDesk.ui.one_window import OneWindow
from gridDesk.ui.unlock import UnlockPage
from tests.ui import small_office

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


@pytest.fixture
def office(qapp, tmp_path) -> Path:
    made = small_office.make(tmp_path / "office")
    made.close()
    return made.folder


def program(folder: Path, *more: str, root: Path = ROOT, **options: object) -> subprocess.Popen:
    """Start another program on the office."""
    command = [sys.executable, "-m", "tests.trust.second_program", str(folder), small_office.PASSWORD, *more]
    environ = os.environ | {"PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, text=True, env=environ, cwd=root, **pipes, **options)


def answer(folder: Path, *more: str, **options: object) -> str:
    with program(folder, *more, **options) as second:
        said = second.stdout.readline()
        second.kill()
    return said


def copy_of_the_program(tmp_path: Path) -> Path:
    """Another installation of the same program: its own code, the same definitions."""
    root = tmp_path / "other"
    for name in ("gridDesk", "tests/trust", "tests/ui"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "tests" / "__init__.py").touch()
    for name in ("forms", "resources"):
        (root / name).symlink_to(ROOT / name)
    return root


def test_every_second_program_is_refused_by_name_and_writes_nothing(office, tmp_path, figure):
    with program(office) as first:
        assert first.stdout.readline().startswith("open 5")
        refused = [
            answer(office),
            answer(office, start_new_session=True),
            answer(office, root=copy_of_the_program(tmp_path)),
            answer(tmp_path / "link") if _linked(office, tmp_path / "link") else "",
        ]
        first.stdin.write("write\n")
        first.stdin.flush()
        assert first.stdout.readline() == "written\n"
        first.stdin.close()
    for words in refused:
        assert words.startswith("refused 这个单位正在被“李秀英”使用"), words
        assert "起，" in words
    assert answer(office).startswith("open 6")
    figure(
        "A9", second_programs=len(refused), refused=len(refused), ways="same desktop; other session; other copy; link"
    )


def _linked(office: Path, link: Path) -> bool:
    link.symlink_to(office)
    return True


def test_another_user_of_the_computer_is_refused_in_words(office, figure):
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as open_to_all:
        shared = Path(shutil.copytree(office, Path(open_to_all) / "office"))
        Path(open_to_all).chmod(0o777)
        shared.chmod(0o777)
        for path in shared.iterdir():
            path.chmod(0o666 if path.is_file() else 0o777)
        with program(shared) as first:
            assert first.stdout.readline().startswith("open")
            if os.geteuid() != 0:  # only root can become somebody else: then the lock file is made one of another user
                (shared / "office.lock").chmod(0)
            said = answer(shared, *([str(NOBODY)] if os.geteuid() == 0 else []))
            first.stdin.close()
    assert said.startswith("refused ")
    assert "“李秀英”" in said or "不能写" in said
    figure("A9", other_users=1, refused=1)


def test_a_killed_program_leaves_no_lock(office, figure, amount):
    kills = amount(2, 20)
    for number in range(kills):
        with program(office) as first:
            assert first.stdout.readline() == f"open {5 + number}\n"
            first.stdin.write("write\n")
            first.stdin.flush()
            assert first.stdout.readline() == "written\n"
            first.kill()
    assert answer(office) == f"open {5 + kills}\n"
    figure("A9", kills=kills, stale_locks=0)


def test_the_door_says_who_has_it_open(qtbot, office):
    with program(office) as first:
        first.stdout.readline()
        page = UnlockPage([look(office)])
        qtbot.addWidget(page)
        page.password.setText(small_office.PASSWORD)
        page.unlock()
        assert "正在被“李秀英”使用" in page.problem.text()
        first.stdin.close()


# --- the second start of the program itself ----------------------------------------------------------------------------


def test_a_second_start_calls_the_first_window(qtbot, tmp_path, figure):
    first, second = OneWindow(tmp_path), OneWindow(tmp_path)
    assert first.take()
    assert not second.take()
    answered = []
    caller = threading.Thread(target=lambda: answered.append(second.call(30)))
    with qtbot.waitSignal(first.called, timeout=30_000):
        caller.start()
    while caller.is_alive():
        QCoreApplication.processEvents()
    assert answered == [True]
    first.leave()
    assert OneWindow(tmp_path).take()
    figure("A9", second_starts=1, first_window_raised=1)


def test_a_first_window_on_another_desktop_does_not_answer(qtbot, tmp_path, monkeypatch):
    first, second = OneWindow(tmp_path), OneWindow(tmp_path)
    assert first.take()
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    (tmp_path / "griddesk.show").write_text("9", encoding="utf-8")
    first._answer()
    assert (tmp_path / "griddesk.show").exists()
    assert not second.call(0.1)
    first.leave()
