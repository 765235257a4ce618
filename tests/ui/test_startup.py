"""What is settled before Qt is imported, and that the program's entry imports no Qt."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gridDesk.ui.startup import prepare_environment


def test_a_session_that_names_fcitx_gets_the_two_variables_that_make_it_work() -> None:
    environ = {"QT_IM_MODULE": "fcitx", "DISPLAY": ":0"}
    prepare_environment(environ, "linux")
    assert environ == {
        "QT_IM_MODULE": "fcitx",
        "DISPLAY": ":0",
        "QT_IM_MODULES": "fcitx;ibus;compose",
        "IBUS_USE_PORTAL": "1",
        "QT_QPA_PLATFORM": "xcb",
    }


@pytest.mark.parametrize(
    ("name", "value"), [("QT_IM_MODULES", "ibus"), ("IBUS_USE_PORTAL", "0"), ("QT_QPA_PLATFORM", "wayland")]
)
def test_what_was_set_on_purpose_stays(name: str, value: str) -> None:
    environ = {name: value, "DISPLAY": ":0"}
    prepare_environment(environ, "linux")
    assert environ[name] == value


def test_a_person_can_keep_everything_as_it_is() -> None:
    environ = {"GRIDDESK_KEEP_IM": "1", "DISPLAY": ":0"}
    assert prepare_environment(environ, "linux") == {}
    assert environ == {"GRIDDESK_KEEP_IM": "1", "DISPLAY": ":0"}


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_are_left_alone(platform: str) -> None:
    environ: dict[str, str] = {}
    assert prepare_environment(environ, platform) == {}
    assert environ == {}


def test_without_an_x_display_the_window_system_is_left_to_qt() -> None:
    assert "QT_QPA_PLATFORM" not in prepare_environment({"WAYLAND_DISPLAY": "wayland-0"}, "linux")


def _modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_entry_of_the_program_imports_no_qt() -> None:
    loaded = _modules_after("import gridDesk.app, gridDesk.__main__, gridDesk.ui.startup")
    assert not [name for name in loaded if name.startswith(("PySide6", "shiboken6"))]


def test_the_window_opens_without_the_libraries_of_import_and_print() -> None:
    loaded = _modules_after("import gridDesk.ui.window, gridDesk.ui.today_page")
    assert not {"pypinyin", "reportlab", "docx", "openpyxl", "xlsxwriter", "python_calamine"} & loaded


def test_the_first_window_loads_nothing_that_only_an_open_office_needs() -> None:
    loaded = _modules_after("import gridDesk.app, gridDesk.ui.shell, gridDesk.ui.window, gridDesk.ui.door")
    assert not {"sqlite_utils", "sqlcipher3", "sqlite3", "cryptography", "pyrage"} & loaded


def test_the_help_of_the_command_loads_no_room() -> None:
    loaded = _modules_after("import gridDesk.cli")
    rooms = ("desk", "store", "roster", "documents", "sync", "policy", "vault", "ledger")
    assert not [name for name in loaded if name.startswith(tuple(f"gridDesk.{room}" for room in rooms))]
