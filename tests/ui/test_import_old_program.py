"""The data file of an old program goes through the import wizard, and the command line, like any workbook."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from gridDesk.cli import main
from gridDesk.desk import search
from gridDesk.ui import import_files
from gridDesk.ui.import_wizard import PREVIEW, ImportWizard
from gridDesk.vault import kdf
from tests.faults import world
from tests.roster.support import id_number


def old_file(path: Path) -> Path:
    """Write what an old program of an office keeps: a table of residents, one of its own, a view."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TABLE t_rkxx (户号, 姓名 TEXT, 与户主关系 TEXT, 身份证号 INTEGER, 联系电话 INTEGER, 家庭住址 TEXT)"
        )
        db.executemany(
            "INSERT INTO t_rkxx VALUES (?, ?, ?, ?, ?, ?)",
            [(n // 2 + 800, f"旧程序{'甲乙丙丁戊己庚辛'[n]}", "户主" if n % 2 == 0 else "配偶", int(id_number("1960-03-04", 2 * n + 11)),
              13800000000 + n, f"柳行村{n // 2 + 1}号") for n in range(8)],
        )  # fmt: skip
        db.execute("CREATE TABLE sys_log (t, what)")
        db.execute("INSERT INTO sys_log VALUES ('2019-01-01', 'login')")
        db.execute("CREATE VIEW v AS SELECT * FROM t_rkxx")
        db.commit()
    return path


def test_the_dialog_offers_data_files_of_old_programs(demo, qtbot, tmp_path, monkeypatch):
    path = old_file(tmp_path / "旧人口.db")
    patterns: list[str] = []

    def choose(_parent, _title, _folder, pattern):
        patterns.append(pattern)
        return [str(path)], pattern

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    wizard = ImportWizard(demo)
    qtbot.addWidget(wizard)
    before = demo.store.count("person")
    wizard.files.choose_files()
    assert all(f"*{ending}" in patterns[0] for ending in (".db", ".sqlite", ".sqlite3"))
    qtbot.waitUntil(lambda: wizard.plan is not None, timeout=20_000)
    assert wizard.plan.figures()["people"] == 8
    assert {sheet.sheet for sheet in wizard.plan.sheets} == {"t_rkxx", "sys_log"}
    assert any("1 个视图" in line for book, _ in wizard.plan.books for line in book.notices)
    assert demo.store.count("person") == before


def test_the_command_takes_a_data_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(kdf, "M_FLOOR", world.LIGHT)
    world._new(tmp_path / "office", world.OFFICE, ["柳行村网格"])
    monkeypatch.setenv("GRIDDESK_PASSWORD", world.PASSWORD)
    assert main(["roster", "apply", str(tmp_path / "office"), str(old_file(tmp_path / "旧人口.sqlite3"))]) == 0
    with world.opened(tmp_path / "office") as desk:
        found = search.find(desk, "旧程序甲")
        assert desk.store.get("person", found[0].uid)["id_number"] == id_number("1960-03-04", 11)
        assert desk.store.count("person") == 8


def test_every_kind_of_file_that_is_offered_can_be_dropped():
    offered = {word.strip("*()") for word in import_files.PATTERN.replace(";;", " ").split() if "*." in word}
    assert offered <= set(import_files.SUFFIXES)
    assert PREVIEW
