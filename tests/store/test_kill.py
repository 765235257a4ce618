"""A process killed at any moment leaves a whole file, and everything it acknowledged is in it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from gridDesk import store as room
from gridDesk.store import Store

from .conftest import KEY, OFFICE, make_catalogue

ROUNDS = 8
_WRITER = """
import sys
from pathlib import Path
from gridDesk.ledger import Edit, load_catalogue, new_uid
from gridDesk.store import Store

path, folder, start = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
store = Store.open(path, bytes(range(32)), load_catalogue(folder / "ledgers", folder / "codes"))
print("ready", flush=True)
for act in range(start, start + 100000):
    edits = [Edit("person", new_uid(), "create", {"name": f"人{act}", "phone": "13812345678"}) for _ in range(20)]
    edits += [Edit("person", edit.uid, "update", {"name": f"人{act}改"}) for edit in edits[:10]]
    store.write(edits, actor="", label=str(act))
    print(act, flush=True)
"""


def test_killed_writer_loses_nothing_it_acknowledged_and_breaks_nothing(tmp_path):
    catalogue = make_catalogue(tmp_path / "catalogue")
    path = tmp_path / "office.db"
    Store.create(path, KEY, catalogue, OFFICE).close()
    chance, acts = random.Random(7), 0
    for _ in range(ROUNDS):
        acknowledged = _write_until_killed(path, tmp_path / "catalogue", acts, chance.uniform(0.0, 0.12))
        with Store.open(path, KEY, catalogue) as store:
            assert store.check() == []
            acts = len(store.transactions(100000))
            assert acts in (acknowledged, acknowledged + 1)
            assert store.count("person") == 20 * acts


def _write_until_killed(path: Path, folder: Path, start: int, seconds: float) -> int:
    """Return how many acts the writer had acknowledged, those before `start` included."""
    root = str(Path(room.__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(folder), str(start)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    lines = process.communicate()[0].split("\n")
    return int(lines[-2]) + 1 if len(lines) > 1 else start
