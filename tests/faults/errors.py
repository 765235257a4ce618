"""A full disk, and one that fails to read or write, at every call: nothing is lost, and the clerk reads a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tests.faults.kills import places
from tests.faults.tracing import CALLS, Outcome, inject
from tests.faults.trial import Row, Trial
from tests.faults.world import opened

ERRORS = {
    "ENOSPC": ("pwrite64", "write", "ftruncate", "openat", "mkdir", "copy"),
    "EIO": ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "openat", "mkdir", "copy"),
}
RECOVERING = ("pwrite64", "fsync", "ftruncate", "openat", "unlink")


def fail(trial: Trial, most: int | None = None, only: Collection[str] = tuple(CALLS)) -> Iterator[Row]:
    """Let each call fail once, and from each call on for ever; `most`: a sample of the places of each."""
    for error, calls in ERRORS.items():
        yield from (_fail_at(trial, error, call, most) for call in calls if trial.counts[call] and call in only)


def _fail_at(trial: Trial, error: str, call: str, most: int | None) -> Row:
    row = Row(trial.operation.name, f"{error} at {call}")
    for n in places(trial.counts[call], most):
        for when in (str(n), f"{n}+"):
            trial.reset()
            outcome = inject(trial.run, call, f"error={error}", when, trial.paths)
            row.runs += 1
            trouble = _told_badly(outcome) or trial.wrong(acknowledged=outcome.how == "done")
            if trouble:
                row.bad.append(f"{row.fault} {when}: {trouble}")
    return row


def _told_badly(outcome: Outcome) -> str:
    """Return what is wrong with how an operation met an error: it ends well, or is refused in a sentence."""
    if outcome.how == "done":
        return ""
    if outcome.how != "refused":
        return f"{outcome.how}: {outcome.words}"
    is_sentence = outcome.words.endswith(("。", "！", "？")) and any(
        "\u4e00" <= char <= "\u9fff" for char in outcome.words
    )
    return "" if is_sentence else f"no sentence: {outcome.words!r}"


def fail_while_recovering(trial: Trial, most: int | None = None, only: Collection[str] = RECOVERING) -> Row:
    """Kill the operation in its middle, then let the disk fail while the office is opened again: faults stacked."""
    row = Row(trial.operation.name, "EIO after a kill")
    middle = max(trial.counts["pwrite64"] * 2 // 3, 1)

    def reopen() -> None:
        with opened(trial.world.root / trial.operation.office):
            pass

    for call in only:
        for n in range(1, min(most or 12, 12) + 1):
            trial.reset()
            inject(trial.run, "pwrite64", "signal=SIGKILL", str(middle), trial.paths)
            outcome = inject(reopen, call, "error=EIO", f"{n}+", trial.paths)
            row.runs += 1
            trouble = _told_badly(outcome) or trial.wrong()
            if trouble:
                row.bad.append(f"{row.fault} {call} {n}+: {trouble}")
    return row
