"""E6: whoever changes, removes, reorders, splices or cuts the log is found: by its chain, and at its ends by the street.

The one who does it here has the key of the file and takes the triggers away first. Cuts and set-back files hold together
in themselves; what finds them is the line the street gave back in its receipt, and the line the street kept.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from gridDesk.desk import Desk, audit, audit_state, open_office
from gridDesk.desk.alarms import open_alarms
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.receiving import apply_package
from gridDesk.desk.sending import write_package
from gridDesk.store.audit import COLUMNS
from tests.flows.conftest import PASSWORD, offices, open_copy, paired, stick, street, village

__all__ = ["offices", "open_copy", "paired", "stick", "street", "village"]

Figure, Amount = Callable[..., None], Callable[[int, int], int]
LINES = 60
NAMES = tuple(COLUMNS.split(", "))
TEXTS = ("replica", "at", "user", "role", "kind", "objects", "grant_id", "detail", "prev_hash", "hash")


def act(desk: Desk, count: int) -> None:
    """Do things worth a line."""
    with desk.store.system.together():
        for n in range(count):
            audit.note(
                desk, "export", objects=(f"grid:{n:032x}",), count=n, detail={"format": "xlsx", "ids": n % 2 == 0}
            )


def unlocked(desk: Desk):
    """Return the connection of a file whose triggers were taken away, as only the holder of the key can."""
    conn = desk.store._db.conn
    for name in ("update", "delete", "other"):
        conn.execute(f"DROP TRIGGER IF EXISTS audit_no_{name}")
    return conn


def change(conn, chance: random.Random, head: int) -> None:
    """Change one value of a line by as little as can be."""
    n, name = chance.randrange(1, head + 1), chance.choice(NAMES[1:])
    (value,) = conn.execute(f"SELECT {name} FROM audit WHERE n = ?", [n]).fetchone()
    if name in TEXTS:
        place = chance.randrange(len(value) + 1)
        letter = chance.choice([c for c in '0a1b2c "{}[],张' if c != value[place : place + 1]])
        new = value[:place] + letter + value[place + chance.randrange(2) :]
    else:
        new = value + chance.choice((-1, 1, 2, 1 << 40))
    assert new != value
    conn.execute(f"UPDATE audit SET {name} = ? WHERE n = ?", [new, n])


def remove(conn, chance: random.Random, head: int) -> None:
    """Take lines out of the middle, and sometimes close the gap."""
    n, many = chance.randrange(1, head), chance.randrange(1, 4)
    conn.execute("DELETE FROM audit WHERE n >= ? AND n < ?", [n, min(n + many, head)])
    if chance.random() < 0.5:
        gone = min(n + many, head) - n
        for (place,) in conn.execute("SELECT n FROM audit WHERE n > ? ORDER BY n", [n]).fetchall():
            conn.execute("UPDATE audit SET n = ? WHERE n = ?", [place - gone, place])


def reorder(conn, chance: random.Random, head: int) -> None:
    """Exchange the numbers of two lines."""
    one, other = chance.sample(range(1, head + 1), 2)
    for place, new in ((one, -1), (other, one), (-1, other)):
        conn.execute("UPDATE audit SET n = ? WHERE n = ?", [new, place])


def splice(conn, chance: random.Random, head: int) -> None:
    """Copy a line over another one, or into the middle with everything after it moved."""
    one, other = chance.sample(range(1, head + 1), 2)
    names = ", ".join(NAMES[1:])
    if chance.random() < 0.5:
        conn.execute("DELETE FROM audit WHERE n = ?", [other])
    else:
        for (place,) in conn.execute("SELECT n FROM audit WHERE n >= ? ORDER BY n DESC", [other]).fetchall():
            conn.execute("UPDATE audit SET n = ? WHERE n = ?", [place + 1, place])
        one += one >= other
    conn.execute(f"INSERT INTO audit (n, {names}) SELECT ?, {names} FROM audit WHERE n = ?", [other, one])


def cut_front(conn, chance: random.Random, head: int) -> None:
    """Cut the oldest lines off, and sometimes count the rest anew."""
    gone = chance.randrange(1, head)
    conn.execute("DELETE FROM audit WHERE n <= ?", [gone])
    if chance.random() < 0.5:
        for (place,) in conn.execute("SELECT n FROM audit ORDER BY n").fetchall():
            conn.execute("UPDATE audit SET n = ? WHERE n = ?", [place - gone, place])


INSIDE = (change, change, change, remove, reorder, splice, cut_front)


def test_every_mutation_inside_the_chain_is_found(village: Desk, figure: Figure, amount: Amount):
    act(village, LINES)
    conn, chance = unlocked(village), random.Random(6)
    head = village.store.audit_head()[0]
    tried: Counter[str] = Counter()
    missed = []
    for turn in range(amount(600, 10_000)):
        mutate = chance.choice(INSIDE)
        conn.execute("BEGIN")
        mutate(conn, chance, head)
        tried[mutate.__name__] += 1
        if next(village.store.log.faults(), None) is None:
            missed.append((turn, mutate.__name__))
        conn.execute("ROLLBACK")
    assert list(village.store.log.faults()) == []
    figure("E6", mutations_inside=sum(tried.values()), found=sum(tried.values()) - len(missed), **tried)
    assert missed == []


def exchange(village: Desk, street: Desk, stick: Path) -> None:
    """Send a package up, and its receipt back."""
    apply_package(street, write_package(village, street.office.site, stick).path)
    apply_package(village, write_package(street, village.office.site, stick).path)


def test_a_cut_end_and_an_end_written_anew_are_found_by_the_receipt(paired, stick, figure: Figure, amount: Amount):
    village, street = paired
    act(village, LINES)
    exchange(village, street, stick)
    act(village, 5)
    given = max(one.n for one in audit_state.anchors.all_given_back(village))
    assert audit.verify(village) == []
    conn, chance = unlocked(village), random.Random(66)
    tried = found = 0
    for _ in range(amount(60, 1000)):
        cut = chance.randrange(given)
        conn.execute("BEGIN")
        conn.execute("DELETE FROM audit WHERE n > ?", [cut])
        if chance.random() < 0.7:  # go on as if nothing had been
            act(village, chance.randrange(1, LINES))
        assert list(village.store.log.faults()) == []
        tried += 1
        found += any("齐陵街道的回执" in sentence for sentence in audit.verify(village))
        conn.execute("ROLLBACK")
    figure("E6", ends_cut_or_written_anew=tried, found_by_the_receipt=found)
    assert found == tried


@pytest.mark.parametrize("anew", [False, True])
def test_the_street_notices_a_log_that_does_not_contain_what_it_kept(paired, stick, figure: Figure, anew: bool):
    village, street = paired
    act(village, LINES)
    exchange(village, street, stick)
    conn = unlocked(village)
    conn.execute("DELETE FROM audit WHERE n > 10")
    if anew:
        act(village, LINES * 2)
    apply_package(street, write_package(village, street.office.site, stick).path)
    told = [alarm.kind for alarm in open_alarms(street) if alarm.peer == village.office.site]
    apply_package(village, write_package(street, village.office.site, stick).path)
    figure("E6", street_alarms=len(told), written_anew=anew)
    assert told == ["log_broken"]


def test_an_older_file_put_back_to_hide_an_export_is_noticed_at_the_start_and_by_the_street(
    paired, stick, figure: Figure, tmp_path: Path, home: Path
):
    village, street = paired
    exchange(village, street, stick)
    folder, kept = village.folder, tmp_path / "kept"
    village.close()
    shutil.copytree(folder, kept)
    village = open_office(folder, PASSWORD)
    act(village, 3)  # exports write nothing but the log
    exchange(village, street, stick)
    village.close()
    shutil.copy(kept / DATA_FILE, folder / DATA_FILE)
    village = open_office(folder, PASSWORD)
    at_start = [alarm.kind for alarm in open_alarms(village)]
    shutil.rmtree(home / "installs", ignore_errors=True)
    apply_package(village, write_package(street, village.office.site, stick).path)
    wrong = audit.verify(village)
    village.close()
    figure("E6", rollbacks=1, noticed_at_start=len(at_start), by_the_receipt=len(wrong) > 0)
    assert "rollback" in at_start
    assert any("末尾的记录不见了" in sentence or "不同" in sentence for sentence in wrong)
