"""B2: without a cipher, on a plain file, on an unkeyed connection, with an old or leaky library: the program refuses."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gridDesk.desk import gates, places
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError
from gridDesk.store import engine
from gridDesk.store.errors import StoreError
from tests.ui import small_office

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"version": "3.53.4", "cipher": "4.19.0", "options": ("TEMP_STORE=2",)}
SWAPPED = """
import sqlite3, sqlite3.dbapi2, sys
from pathlib import Path
sys.modules["sqlcipher3"], sys.modules["sqlcipher3.dbapi2"] = sqlite3, sqlite3.dbapi2
from gridDesk.errors import DeskError
try:
    from gridDesk.desk import new_office, open_office
    from gridDesk.ledger import Office
    folder = Path(sys.argv[1])
    if (folder / "office.gdb").exists():
        open_office(folder, "two old pines by the river")
    else:
        new_office(folder, Office(site="a1" * 8, name="x", level="village"), password="two old pines by the river", worker="y")
except DeskError as error:
    print("refused", error)
else:
    print("OPENED")
"""


class Library:
    """A SQLite library that says of itself what the test wants."""

    def __init__(self, version: str, cipher: str | None, options: tuple[str, ...]) -> None:
        self.version, self.cipher, self.options = version, cipher, options

    def execute(self, words: str):
        answers = {"SELECT sqlite_version()": [(self.version,)], "PRAGMA cipher_version": [(self.cipher,)]}
        found = answers.get(words, [(option,) for option in self.options])
        return Rows(row for row in found if row != (None,))

    def close(self) -> None:
        pass


class Rows(list):
    def fetchone(self):
        return self[0] if self else None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cipher": None}, "缺少加密组件"),
        ({"cipher": ""}, "缺少加密组件"),
        ({"version": "3.51.2"}, "版本过旧"),
        ({"version": "3.7.17"}, "版本过旧"),
        ({"options": ("TEMP_STORE=1",)}, "临时数据写到磁盘"),
        ({"options": ("TEMP_STORE=0", "THREADSAFE=1")}, "临时数据写到磁盘"),
        ({"options": ()}, "临时数据写到磁盘"),
    ],
)
def test_a_library_that_cannot_keep_a_secret_is_refused(monkeypatch, figure, change, words):
    found = Library(**{**GOOD, **change})
    monkeypatch.setattr(engine.sqlcipher3.dbapi2, "connect", lambda *_given, **_named: found)
    with pytest.raises(StoreError, match=words):
        engine.check_build.__wrapped__()
    figure("B2", unfit_library=next(iter(change)), refused=1)


def test_a_good_library_is_taken(monkeypatch):
    monkeypatch.setattr(engine.sqlcipher3.dbapi2, "connect", lambda *_given, **_named: Library(**GOOD))
    engine.check_build.__wrapped__()


def office(tmp_path: Path) -> Path:
    made = small_office.make(tmp_path / "office")
    made.close()
    return made.folder


def test_with_the_plain_sqlite_module_in_place_nothing_is_opened_and_nothing_is_made(qapp, tmp_path, figure):
    there, new = office(tmp_path), tmp_path / "neu"
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    for folder in (there, new):
        command = [sys.executable, "-c", SWAPPED, str(folder)]
        said = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=ROOT, check=False)
        assert said.stdout.startswith("refused"), said.stdout + said.stderr
    assert not (new / DATA_FILE).exists()
    figure("B2", swapped_module_runs=2, refused=2)


def test_a_plain_file_planted_in_its_place_is_refused_and_left_as_it_is(qapp, tmp_path, figure):
    from gridDesk.desk import open_office

    folder = office(tmp_path)
    planted = folder / DATA_FILE
    planted.unlink()
    with sqlite3.connect(planted) as plain:
        plain.execute("CREATE TABLE person (name TEXT)")
    before = planted.read_bytes()
    with pytest.raises(DeskError, match="没有加密"):
        open_office(folder, small_office.PASSWORD)
    assert planted.read_bytes() == before
    assert not (folder / "office.inuse").exists()
    figure("B2", planted_plain_files=1, refused=1)


def test_no_connection_reads_without_the_key(qapp, tmp_path, figure):
    from contextlib import closing

    path = office(tmp_path) / DATA_FILE
    for key in (b"", b"x", bytes(31), bytes(33)):
        with pytest.raises(ValueError, match="32 bytes"):
            engine.connect(path, key)
    with pytest.raises(DeskError, match="密钥与文件不符"):
        engine.connect(path, bytes(32))
    for module in (sqlite3, engine.sqlcipher3.dbapi2):
        with closing(module.connect(path)) as bare, pytest.raises(module.DatabaseError):
            bare.execute("SELECT count(*) FROM sqlite_master").fetchone()
    assert "张为".encode() not in path.read_bytes()
    figure("B2", unkeyed_connections=7, refused=7)


# --- the order of the gates -------------------------------------------------------------------------------------------


def test_the_gates_stand_in_the_order_of_the_design():
    assert [gate.name for gate in gates.GATES] == [
        "the library", "the place", "a restore cut off", "data and keys", "not in the clear",
    ]  # fmt: skip


def test_with_everything_wrong_each_gate_speaks_in_its_turn(qapp, tmp_path, monkeypatch):
    folder = office(tmp_path)
    keys = list(folder.glob("keys.*"))
    kept = {path: path.read_bytes() for path in keys}
    data = (folder / DATA_FILE).read_bytes()
    for path in keys:
        path.unlink()
    (folder / DATA_FILE).unlink()
    kind = {"now": "network"}
    monkeypatch.setattr(places, "drive_kind", lambda _folder: kind["now"])
    said = [refusal(folder)]
    kind["now"] = "fixed"
    said.append(refusal(folder))
    (folder / DATA_FILE).write_bytes(b"SQLite format 3\x00" + bytes(4096))
    said.append(refusal(folder))
    for path, content in kept.items():
        path.write_bytes(content)
    said.append(refusal(folder))
    (folder / DATA_FILE).write_bytes(data)
    gates.run(folder)
    expected = ("网络盘", "没有找到数据文件", "钥匙文件", "没有加密")
    assert [words in sentence for words, sentence in zip(expected, said, strict=True)] == [True] * 4, said


def refusal(folder: Path) -> str:
    with pytest.raises(DeskError) as found:
        gates.run(folder)
    return str(found.value)


def test_without_key_files_nothing_is_made_anew(qapp, tmp_path, figure):
    from gridDesk.desk import open_office

    folder = office(tmp_path)
    for path in folder.glob("keys.*"):
        path.unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(DeskError, match="钥匙文件"):
        open_office(folder, small_office.PASSWORD)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    shutil.rmtree(folder)
    figure("B2", missing_key_files=2, made_anew=0)
