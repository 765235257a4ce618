"""D7: an old program's SQLite file is read in the helper process only, read-only, checked first, within limits."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gridDesk.errors import DeskError
from gridDesk.roster import foreign, read_workbooks
from tests.hostile import databases, trial

ROOT = Path(__file__).parents[2]


def state(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        path.name: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()) for path in folder.iterdir()
    }


def test_malformed_databases_are_refused_or_read_within_limits(figure, amount, tmp_path):
    here, made = tmp_path / "stick", tmp_path / "made"
    here.mkdir()
    made.mkdir()
    files = list(databases.made(made))
    outcomes = []
    for name, make in files[:: amount(3, 1)]:
        path = here / "旧台账.db"
        path.write_bytes(make())
        before = state(here)
        outcomes.append(trial.workbook(name, path))
        assert state(here) == before, f"{name}: something beside the file was touched"
    figures = trial.told(outcomes)
    figure("D7", files=len(files), **figures)
    assert len(files) >= 60
    assert (
        figures["not_held"] == []
        or [one for one in outcomes if one.work > 5 * trial.SLOWEST or one.how == "ended"] == []
    )
    assert figures["read"]


def test_a_plain_file_of_an_old_program_is_read_whole(tmp_path):
    path = tmp_path / "旧台账 (1)#?.sqlite3"
    path.write_bytes(databases.genuine(tmp_path / "making.db", count=400))
    book = read_workbooks([path])[0]
    (sheet,) = book.sheets
    assert sheet.name == "人口"
    assert sheet.rows[:2] == (
        ("编号", "姓名", "身份证号", "住址", "照片"),
        (1, "王样例", "370305196003041234", "柳行村1号", None),
    )
    assert len(sheet.rows) == 401
    assert any("图片或附件" in notice for notice in book.notices)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM v", "SELECT load_extension('x')", "SELECT randomblob(1000000000)", "INSERT INTO t VALUES (1, 2)",
        "DELETE FROM t", "DROP TABLE t", "ATTACH '/tmp/x' AS y", "DETACH main", "PRAGMA writable_schema = ON", "CREATE TABLE q (a)",
        "PRAGMA journal_mode = DELETE", "VACUUM", "BEGIN", "SAVEPOINT x", "SELECT * FROM pragma_table_info('t')", "SELECT * FROM sqlite_master",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r) SELECT x FROM r", "ANALYZE", "REINDEX", "SELECT * FROM json_each('[1]')",
        "SELECT upper(a) FROM t", "SELECT * FROM f",
    ],
)  # fmt: skip
def test_nothing_but_reading_ordinary_tables_is_allowed(sql, tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(
        databases._schema(tmp_path / "m.db", "CREATE VIEW v AS SELECT * FROM t", "CREATE VIRTUAL TABLE f USING fts5(a)")
    )
    with closing(foreign._connected(path)) as conn:
        gate = foreign._Gate(conn)
        gate.open_to = {"t"}
        assert conn.execute('SELECT typeof("a"), substr("a", 1, 3) FROM "t"').fetchall()[0] == ("text", "王样例")
        with pytest.raises(sqlite3.Error):
            conn.execute(sql).fetchall()


def test_what_lies_beside_the_file_is_not_touched_but_told(tmp_path):
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (姓名)")
        db.execute("INSERT INTO t VALUES ('王样例')")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("INSERT INTO t VALUES ('李样例')")
        db.commit()
        before = state(tmp_path)
        book = read_workbooks([path])[0]
        assert state(tmp_path) == before
    assert book.sheets[0].rows == (("姓名",), ("王样例",))
    assert any("没有存完的改动" in notice for notice in book.notices)


def test_time_runs_out_with_a_sentence(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(foreign, "SECONDS", -1.0)
    monkeypatch.setattr(foreign, "_STEPS", 10)
    path = tmp_path / "a.db"
    path.write_bytes(databases.genuine(tmp_path / "m.db"))
    with pytest.raises(DeskError, match="还没有读完，已停止"):
        foreign.tables(path, [])


def test_only_the_helper_ever_loads_the_reader():
    """The program itself never opens a foreign file: its process does not even load the module."""
    code = "import sys, gridDesk.desk.rosters, gridDesk.roster, gridDesk.roster.apart; sys.exit('gridDesk.roster.foreign' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
