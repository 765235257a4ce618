"""The program killed at any moment while a clerk saves, imports or changes many records at once.

Three kills each by default; `GRIDDESK_KILLS=20` kills twenty times, in larger work, and `-s` shows how they fell.
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import xlsxwriter

from gridDesk import vault
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import Edit, catalogue, new_uid
from gridDesk.store import Store

from .conftest import PASSWORD

KILLS = int(os.environ.get("GRIDDESK_KILLS", "3"))
PEOPLE = 3000 if KILLS >= 20 else 300
ROOT = Path(__file__).parents[2]
_CHILD = """
import pickle, sys
from pathlib import Path
from gridDesk.desk import Desk, batch, records, rosters
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import catalogue
from gridDesk.store import Store

folder, start = Path(sys.argv[1]), int(sys.argv[2])
keys = pickle.load(sys.stdin.buffer)
desk = Desk(folder, Store.open(folder / DATA_FILE, bytes(keys.db_key), catalogue()), keys)
def tell(*words):
    print(*words, flush=True)
"""
_SAVES = """
tell("ready")
for n in range(start, start + 100000):
    tell(records.save(desk, "person", None, {"name": f"新人{n}"}).uid)
"""
_IMPORT = """
plan = rosters.preview(desk, [folder / "名册.xlsx"])
tell("ready")
rosters.apply(desk, plan)
tell("done")
"""
_BATCH = """
uids = [row["uid"] for row in desk.store.rows("person")]
tell("ready")
for n in range(start, start + 100000):
    batch.apply(desk, batch.preview(desk, "person", uids, {"phone": f"138{n:08d}"}), "批量修改")
    tell(n)
"""


@dataclass
class Life:
    """What one child said before it was killed."""

    said: list[str] = field(default_factory=list)
    seconds: float = 0.0


@pytest.fixture
def keys(offices: Path) -> vault.Keys:
    """The keys of the village whose copies are worked on."""
    return vault.unlock(offices / "village", PASSWORD)


@pytest.fixture
def folder(offices: Path, tmp_path: Path) -> Path:
    """A fresh copy of the village."""
    return Path(shutil.copytree(offices / "village", tmp_path / "village"))


def test_saves_acknowledged_before_a_kill_are_all_there(folder, keys):
    chance, saved = random.Random(1), []
    for _ in range(KILLS):
        saved += _run(_SAVES, folder, keys, len(saved), chance.uniform(0.0, 0.5)).said
        with _opened(folder, keys) as store:
            assert store.check() == []
            found = {str(row["uid"]) for row in store.rows("person")}
            assert set(saved) <= found
            assert len(found - set(saved)) <= 1
        saved = sorted(found)
    print(f"\n{KILLS} kills while saving: {len(saved)} saves, none lost")


def test_import_that_is_killed_is_there_wholly_or_not_at_all(folder, keys, tmp_path):
    _roster(folder / "名册.xlsx")
    fresh = shutil.copytree(folder, tmp_path / "fresh")
    whole = _run(_IMPORT, folder, keys, 0, None)
    assert whole.said == ["done"]
    with _opened(folder, keys) as store:
        wanted = _counts(store)
    chance, landed = random.Random(2), 0
    for _ in range(KILLS):
        shutil.rmtree(folder)
        shutil.copytree(fresh, folder)
        life = _run(_IMPORT, folder, keys, 0, chance.uniform(0.0, whole.seconds * 1.05))
        with _opened(folder, keys) as store:
            assert store.check() == []
            found = _counts(store)
        none = dict.fromkeys(wanted, 0) | {"grid": found["grid"]}
        assert found == wanted or (found == none and not life.said)
        landed += found == wanted
    print(
        f"\n{KILLS} kills while importing {wanted['person']} people: {landed} wholly there, {KILLS - landed} not at all"
    )


def test_batch_edit_that_is_killed_changed_every_record_or_none(folder, keys):
    with _opened(folder, keys) as store:
        edits = [Edit("person", new_uid(), "create", {"name": f"人{n}"}) for n in range(PEOPLE)]
        store.write(edits, actor="", label="录入")
    chance, done = random.Random(3), 0
    for _ in range(KILLS):
        life = _run(_BATCH, folder, keys, done, chance.uniform(0.0, 1.5 if KILLS >= 20 else 0.5))
        with _opened(folder, keys) as store:
            assert store.check() == []
            phones = {row["phone"] for row in store.rows("person")}
        acknowledged = done + len(life.said)
        assert len(phones) == 1
        phone = phones.pop()
        done = int(str(phone)[3:]) + 1 if phone else 0
        assert done in (acknowledged, acknowledged + 1)
    print(f"\n{KILLS} kills while changing {PEOPLE} people at once: {done} batches whole, none in part")


def _run(script: str, folder: Path, keys: vault.Keys, start: int, seconds: float | None) -> Life:
    """Run a child and kill it so many seconds after it is ready (None: let it finish)."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD + script, str(folder), str(start)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(pickle.dumps(keys))
    process.stdin.close()
    assert process.stdout.readline().split() == [b"ready"]
    begun, life = time.perf_counter(), Life()
    reader = threading.Thread(target=lambda: life.said.extend(_whole_lines(process.stdout.read())))
    reader.start()
    if seconds is not None:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    life.seconds = time.perf_counter() - begun
    reader.join()
    process.stdout.close()
    return life


def _whole_lines(text: bytes) -> list[str]:
    return text.decode().split("\n")[:-1]


def _opened(folder: Path, keys: vault.Keys) -> Store:
    return Store.open(folder / DATA_FILE, bytes(keys.db_key), catalogue())


def _counts(store: Store) -> dict[str, int]:
    return {key: store.count(key) for key in ("grid", "address", "household", "person", "residence")}


def _roster(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名册")
        for n, row in enumerate([("户号", "姓名", "与户主关系", "现住址"), *_lines()]):
            sheet.write_row(n, 0, row)


def _lines() -> list[tuple[str, str, str, str]]:
    return [
        (str(n // 3 + 1), f"赵{chr(0x4E00 + n)}", "户主" if n % 3 == 0 else "子", f"柳行村{n // 3 + 1}号")
        for n in range(PEOPLE)
    ]
