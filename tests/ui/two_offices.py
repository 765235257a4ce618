"""A village and its street for tests of screens, paired once and copied for every test."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from gridDesk.desk import records
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office, catalogue
from gridDesk.store import Store
from tests.flows.two_offices import carry, pair
from tests.ui import small_office


@cache
def _masters():
    """Make both offices once: a worker and an event moved up have reached the street."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    village = small_office.make(folder / "village")
    street = new_office(
        folder / "street",
        Office(site="b2" * 8, name="齐陵街道", level="street"),
        password=small_office.PASSWORD,
        worker="街道",
    )
    pair(village, street, folder)
    records.save(village, "worker", None, {"name": "李秀英"})
    event = records.blank(village, "event", title="路灯不亮", date="2026-11-01", status="03")
    records.save(village, "event", None, event)
    carry(village, street, folder)
    for desk in (village, street):
        desk.close()
    return folder, village.keys, street.keys


def make(folder: Path) -> tuple[Desk, Desk]:
    """Return copies of both, open."""
    master, *keys = _masters()
    found = []
    for name, key in zip(("village", "street"), keys, strict=True):
        shutil.copytree(master / name, folder / name)
        found.append(Desk(folder / name, Store.open(folder / name / DATA_FILE, bytes(key.db_key), catalogue()), key))
    return found[0], found[1]
