"""The ground for trials of one operation: its image before, what it makes of it, and the oracle for what a fault left."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from gridDesk import vault
from gridDesk.errors import DeskError
from gridDesk.store.engine import DatabaseError
from gridDesk.sync.pairing import own_card
from gridDesk.text import CLOCK
from tests.faults.operations import Operation, bad_backups, bad_packages, leave_backups_out
from tests.faults.tracing import Call, counts, paths_of, record
from tests.faults.world import OFFICE, PASSWORD, Portrait, World, begin, glance, look, make_passwords_light


@dataclass
class Row:
    """One line of the table: what was tried, how often, and each run that came out wrong."""

    operation: str
    fault: str
    runs: int = 0
    bad: list[str] = field(default_factory=list)
    note: str = ""

    def line(self) -> str:
        """Return the line as it is printed."""
        note = f"  {self.note}" if self.note else ""
        return f"{self.operation:<14}{self.fault:<28}{self.runs:>6} runs {len(self.bad):>4} bad{note}"


class Trial:
    """One operation, ready to be tried again and again from the same image."""

    def __init__(self, operation: Operation, folder: Path) -> None:
        self.operation = operation
        self.world = World(folder / "now")
        self.image, self.log = folder / "image", folder / "log"
        self.new_image = folder / "new"
        self.set_clock()
        self.world.set_to(folder / "begin")
        operation.prepare(self.world)
        self.world.keep_as(self.image)
        self.office = self.world.root / operation.office
        self.keys = vault.unlock(self.office, PASSWORD)
        self.street = vault.unlock(self.world.street, PASSWORD).site
        self.sender = own_card(OFFICE, vault.unlock(self.world.village, PASSWORD).site)
        self.old, problems = look(self.office)
        assert problems == []
        self.reset()
        self.calls = self._recorded()
        self.new, problems = look(self.office)
        assert problems == []
        self.world.keep_as(self.new_image)
        self.counts = counts(self.calls, self.world.root)
        self.paths = sorted({path for call in self.calls for path in paths_of(call, self.world.root)})

    def _recorded(self) -> list[Call]:
        """Run the operation twice: once to load whatever it loads late, once to record it."""
        self.run()
        self.reset()
        return record(self.run, self.log)

    def run(self) -> None:
        """Do the operation."""
        self.operation.run(self.world)

    def reset(self) -> None:
        """Bring back the moment before the operation, the clock too."""
        self.world.set_to(self.image)
        self.set_clock()

    def set_clock(self, hours: int = 0) -> None:
        """Let every look at the clock be one second after the last, so that file names are the same in every run."""
        start = datetime(2026, 3, 2, 9 + hours, 0, tzinfo=timezone(timedelta(hours=8)))
        ticks = itertools.count()
        CLOCK.source = lambda: start + timedelta(seconds=next(ticks))

    def wrong(self, *, acknowledged: bool = False, go_on: bool = True) -> str:
        """Return what is wrong with what a fault left, "" when all is well: the oracle.

        acknowledged: the operation had told that it is done, so the new state is the only right one. go_on: then do
        the operation again and let the offices exchange until they agree.
        """
        self.set_clock(hours=1)
        try:
            trouble = self._wrong_now(acknowledged, *(look(self.office) if go_on else glance(self.office, self.keys)))
            if not trouble and go_on:
                self.run()
                self.operation.settle(self.world)
                _, problems = look(self.office)
                trouble = "; ".join(problems)
        except (DeskError, DatabaseError, AssertionError, OSError, ValueError, LookupError) as error:
            return f"{type(error).__name__}: {error}"
        return trouble

    def _wrong_now(self, acknowledged: bool, now: Portrait, problems: list[str]) -> str:
        problems += bad_packages(self.world, self.street, self.sender) + bad_backups(self.world)
        problems += self.operation.promised(self.world) if acknowledged else []
        problems += self.operation.claims(self.world, now)
        is_new = now == self.new or (now.data == self.new.data and self._is_new(now))
        if acknowledged and not is_new:
            problems.append("what was acknowledged is lost")
        elif not is_new and now != self.old and not self.operation.between(self.old, self.new, now):
            problems.append(f"neither old nor new: {_differences(self.old, self.new, now)}")
        return "; ".join(problems)

    def _is_new(self, now: Portrait) -> bool:
        return self.old.packages != self.new.packages and now.packages == self.new.packages


def _differences(old: Portrait, new: Portrait, now: Portrait) -> str:
    names = [name for name in Portrait.__dataclass_fields__ if getattr(now, name) != getattr(old, name)]
    return f"differs from old in {names}, from new in " + str(
        [name for name in Portrait.__dataclass_fields__ if getattr(now, name) != getattr(new, name)]
    )


@contextlib.contextmanager
def ground() -> Iterator[Path]:
    """Make a folder with two offices in it; all of it goes when the trials are over."""
    make_passwords_light()
    leave_backups_out()
    memory = Path("/dev/shm")  # where there is one, syncing costs nothing there and means the same to a killed process
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="griddesk-faults-", dir=place) as name:
        folder = Path(name).resolve()
        os.environ["GRIDDESK_HOME"] = str(folder / "now" / "home")
        world = World(folder / "now")
        begin(world)
        world.keep_as(folder / "begin")
        yield folder
