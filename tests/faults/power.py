"""Power cut at any moment: every state the disk may be left in is the one before or after, and nothing told is lost."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

from gridDesk.store import engine
from tests.faults.crash import leave
from tests.faults.disk import Disk, Told
from tests.faults.trial import Row, Trial

GO_ON_EVERY = 25


def cut_power(trial: Trial, states: int, seed: int = 1) -> Row:
    """Try so many states that a power cut may leave: at each moment the least that is sure, and what chance leaves."""
    row = Row(trial.operation.name, "power cut")
    disk = Disk(trial.image, trial.world.root)
    disk.follow(trial.calls)
    told = next((place for place, event in enumerate(disk.events) if isinstance(event, Told)), len(disk.events))
    chance = random.Random(seed)
    for n in range(states):
        upto = _moment(n, states, len(disk.events), told, chance)
        leave(disk, upto, None if n % 5 == 0 else chance)
        row.runs += 1
        trouble = trial.wrong(acknowledged=upto > told, go_on=n % GO_ON_EVERY == 0)
        if trouble:
            row.bad.append(
                f"{row.fault} state {n} after {upto} of {len(disk.events)} events (told at {told}): {trouble}"
            )
    row.note = f"{len(disk.events)} events"
    return row


def _moment(n: int, states: int, events: int, told: int, chance: random.Random) -> int:
    """Go through all moments evenly; every fifth state is cut right after the operation was acknowledged."""
    if n % 5 == 0 and n % 2:
        return min(told + 1, events)
    return chance.randint(0, events)


@contextlib.contextmanager
def no_syncing() -> Iterator[None]:
    """Build the program wrongly, for the control: its database never waits for the disk."""
    right = engine._PRAGMAS
    engine._PRAGMAS = tuple("synchronous = OFF" if item.startswith("synchronous") else item for item in right)
    try:
        yield
    finally:
        engine._PRAGMAS = right
