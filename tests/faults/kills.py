"""Killed at every system call that writes: whatever is left must be exactly the state before, or the one after."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tests.faults.tracing import CALLS, inject
from tests.faults.trial import Row, Trial


def kill(trial: Trial, most: int | None = None, only: Collection[str] = tuple(CALLS)) -> Iterator[Row]:
    """Kill the operation at its 1st, 2nd … call of each family until it ends undisturbed; `most`: a sample of each."""
    yield from (_kill_at(trial, call, most) for call in CALLS if trial.counts[call] and call in only)


def _kill_at(trial: Trial, call: str, most: int | None) -> Row:
    row = Row(trial.operation.name, f"kill at {call}")
    for n in places(trial.counts[call], most):
        trial.reset()
        outcome = inject(trial.run, call, "signal=SIGKILL", str(n), trial.paths)
        row.runs += 1
        if outcome.how not in ("killed", "done"):
            row.bad.append(f"{row.fault} {n}: {outcome.how} {outcome.words}")
            continue
        trouble = trial.wrong(acknowledged=outcome.how == "done")
        if trouble:
            row.bad.append(f"{row.fault} {n}: {trouble}")
    return row


def places(count: int, most: int | None) -> list[int]:
    """Return 1 to `count` and one beyond, where nothing is met any more; at most `most` of them, evenly spread."""
    if most is None or count + 1 <= most:
        return list(range(1, count + 2))
    return sorted({1 + round(n * (count - 1) / (most - 1)) for n in range(most)}) if most > 1 else [(count + 1) // 2]
