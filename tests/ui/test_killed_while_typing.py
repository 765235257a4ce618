"""A power cut during entry: nothing committed is lost, and what was typed comes back but for the last seconds.

Three cuts; `GRIDDESK_KILLS=20` makes it twenty, with the five seconds of the program between two drafts.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from gridDesk.desk import drafts
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from tests.ui import small_office

KILLS = int(os.environ.get("GRIDDESK_KILLS", "3"))
EVERY = 5.0 if KILLS > 3 else 0.4
SLACK = 2.0  # seconds a busy machine may need for one key and one write
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(qapp, tmp_path):
    made = small_office.make(tmp_path / "office")
    key = bytes(made.keys.db_key)
    made.close()
    return made.folder, key, made.keys


def type_until_killed(folder: Path, key: bytes, slot: str, keys: int) -> list[dict]:
    """Let the clerk type until she has told of so many things, kill her, and return what she told."""
    command = [sys.executable, "-m", "tests.ui.typing_clerk", str(folder), key.hex(), str(EVERY), slot]
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ, cwd=ROOT) as clerk:
        told = [json.loads(clerk.stdout.readline()) for _ in range(keys)]
        clerk.kill()  # SIGKILL: nothing is tidied up
        rest = clerk.stdout.read().decode("utf-8").splitlines(keepends=True)
    return told + [json.loads(line) for line in rest if line.endswith("\n")]


def lost_seconds(told: list[dict], draft: drafts.FormDraft | None) -> float:
    """Return how many seconds of typing into the open form are not in the draft."""
    last_saved = max((n for n, line in enumerate(told) if "saved" in line), default=0)
    typed = [line for line in told[last_saved:] if "typed" in line]
    if not typed:
        return 0.0
    texts = {key: str(value) for key, value in draft.texts.items()} if draft else {}
    same = [line["at"] for line in typed if all(texts.get(key, "") == text for key, text in line["typed"].items())]
    return typed[-1]["at"] - (same[-1] if same else typed[0]["at"])


@pytest.mark.parametrize("cut", range(KILLS))
def test_a_cut_loses_nothing_committed_and_seconds_of_typing_at_most(office, cut):
    folder, key, keys = office
    moments = random.Random(cut)
    told = type_until_killed(folder, key, keys.slot, moments.randrange(60, 900 if EVERY < 1 else 1400))
    desk = Desk(folder, Store.open(folder / DATA_FILE, key, catalogue()), keys)
    try:
        assert desk.store.check() == []
        kept = {row["name"] for row in desk.store.rows("person")}
        assert {line["saved"] for line in told if "saved" in line} <= kept
        found = drafts.left(desk)
        lost = lost_seconds(told, found[0] if found else None)
        print(f"cut {cut + 1}: {len([1 for line in told if 'saved' in line])} saved, {lost:.1f} s of typing lost")
        assert lost <= EVERY + SLACK
    finally:
        desk.close()
