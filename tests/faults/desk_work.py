"""The work of a desk that faults are tried on: saving a form, importing a roster, merging two people, a newer program."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from contextlib import closing

from gridDesk import vault
from gridDesk.desk import duplicates, people, rosters
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import Edit, record
from gridDesk.roster import Workbook, draft
from gridDesk.store.engine import connect, transaction
from tests.faults.tracing import told
from tests.faults.world import PASSWORD, World, opened
from tests.roster.support import id_number, write_xlsx

SAVED, TWIN = "5" * 32, "7" * 32
HEADINGS = ["户号", "姓名", "与户主关系", "身份证号", "家庭住址", "人员类别"]
ROWS = 40
_books: list[Workbook] = []


class _Seeded:
    """Stands for `secrets` where ids are drawn, so that a run makes the same ids as the one it is compared with."""

    def __init__(self) -> None:
        self.chance = random.Random(7)

    def token_hex(self, count: int) -> str:
        return self.chance.randbytes(count).hex()


@contextlib.contextmanager
def same_ids() -> Iterator[None]:
    """Draw the ids of records in the same way each time."""
    kept = [(module, module.secrets) for module in (record, draft)]
    seeded = _Seeded()
    for module, _ in kept:
        module.secrets = seeded
    try:
        yield
    finally:
        for module, real in kept:
            module.secrets = real


def save(world: World) -> None:
    """Save what a form would: a new household with its head, and a change of somebody who is there."""
    with opened(world.village) as village, same_ids():
        if village.store.get("person", SAVED) is None:
            known = sorted(str(row["uid"]) for row in village.store.rows("person"))[0]
            values = {"name": "测试保存", "sex": "1", "birth": "1970-01-01"}
            village.write(
                [Edit("person", SAVED, "create", values), Edit("person", known, "update", {"remark": "改过的备注"})],
                "保存人员",
            )
        told(world.root)


def prepare_import(world: World) -> None:
    """Read a roster of forty people once: the reading has a process of its own and writes nothing."""
    rows: list[list[object]] = [HEADINGS]
    for n in range(ROWS):
        number = id_number(f"19{50 + n}-01-0{1 + n % 9}", n)
        role = "户主" if n % 4 == 0 else "子"
        rows.append(
            [n // 4 + 100, f"测{'甲乙丙丁'[n % 4]}", role, number, f"东街{n // 4}号", "低保" if n % 9 == 0 else ""]
        )
    _books[:] = rosters.read([write_xlsx(world.cargo / "cargo.xlsx", rows)])


def import_roster(world: World) -> None:
    """Import the roster."""
    with opened(world.village) as village, same_ids():
        plan = rosters.preview(village, [world.cargo / "cargo.xlsx"], books=_books)
        rosters.apply(village, plan)
        told(world.root)


def prepare_merge(world: World) -> None:
    """Enter one person twice, with a group record each."""
    with opened(world.village) as village:
        for uid, more in ((SAVED, {"phone": "13800000001"}), (TWIN, {"remark": "在外打工"})):
            village.write([Edit("person", uid, "create", {"name": "测试两次", "birth": "1980-01-01", **more})], "录入")
            people.add_to_group(village, uid, "disabled", {"kind": "1"})


def merge(world: World) -> None:
    """Merge the two into one."""
    with opened(world.village) as village:
        if duplicates.merged_into(village, TWIN) is None:
            duplicates.merge(village, duplicates.merge_plan(village, SAVED, TWIN))
        told(world.root)


def make_old(world: World) -> None:
    """Make the village's file one of an older program: without the tables of pictures and with other columns."""
    folder = world.village
    keys = vault.unlock(folder, PASSWORD)
    db = connect(folder / DATA_FILE, bytes(keys.db_key))
    with closing(db.conn), transaction(db):
        for table in ("blob", "blob_sent"):
            db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM _sqlite_migrations WHERE migration_set = 'store' AND name = 'blobs'")
        db.execute("ALTER TABLE ledger_visit DROP COLUMN content")
        db.execute("UPDATE setting SET value = '\"older\"' WHERE key IN ('shape', 'search')")


def upgrade(world: World) -> None:
    """Open the older file with this program."""
    with opened(world.village):
        told(world.root)
