"""Gives one file to a fresh helper process and tells what became of it, how long it took and how much memory.

The helper is started by a tiny program of its own, because the peak that the system tells of a process begins with that of
the program it was started from.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridDesk import confined
from gridDesk.documents import apart as documents_apart
from gridDesk.errors import DeskError
from gridDesk.roster import apart as roster_apart
from gridDesk.roster import wire

SLOWEST, LARGEST = 2.0, 300 << 20
PATIENCE = 60.0  # of a test, on a busy machine
_STARTER = (
    "import os,sys\n"
    "p=os.posix_spawn(sys.argv[1],sys.argv[1:],os.environ)\n"
    "_,status,used=os.wait4(p,0)\n"
    "sys.stderr.write('PEAK %d %d %f'%(used.ru_maxrss,status,used.ru_utime+used.ru_stime))\n"
)
_HANZI = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Outcome:
    """What became of a file: "read", "refused" or "ended" (the helper broke off), the sentence, seconds, peak bytes."""

    name: str
    how: str
    words: str
    seconds: float
    work: float
    peak: int

    @property
    def fits(self) -> bool:
        """Tell whether it cost what it may, and whether a refusal is a Chinese sentence.

        Time is that of the processor: what other programs take meanwhile says nothing of the file.
        """
        said = self.how == "read" or (bool(_HANZI.search(self.words)) and self.words.endswith("。"))
        return said and self.work <= SLOWEST and self.peak <= LARGEST and self.seconds <= PATIENCE


def workbook(name: str, path: Path) -> Outcome:
    """Give a spreadsheet file to the helper that reads them."""
    frames, seconds, work, peak = _run(roster_apart.command(), [os.fsencode(path.absolute())], wire.revived)
    if frames and frames[-1][0] == "error":
        return Outcome(
            name, "refused", str(DeskError(str(frames[-1][1]), advice=str(frames[-1][2]))), seconds, work, peak
        )
    if frames and frames[-1][0] == "end":
        return Outcome(name, "read", "", seconds, work, peak)
    return Outcome(name, "ended", str(roster_apart._failed(path, confined.SECONDS, late=False)), seconds, work, peak)


def other(name: str, kind: str, data: bytes) -> Outcome:
    """Give a template, picture or font to the helper that looks into them."""
    frames, seconds, work, peak = _run(documents_apart.command(), [kind, "a.ttf", data], None)
    if frames and frames[-1][0] == "error":
        return Outcome(
            name, "refused", str(DeskError(str(frames[-1][1]), advice=str(frames[-1][2]))), seconds, work, peak
        )
    if frames and frames[-1][0] == "done":
        return Outcome(name, "read", "", seconds, work, peak)
    return Outcome(name, "ended", str(documents_apart._failed(late=False)), seconds, work, peak)


def _run(
    command: Sequence[str], request: Sequence[object], revive: confined.Revive | None
) -> tuple[list[list[object]], float, float, int]:
    asked = io.BytesIO()
    confined.send(asked, request)
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _STARTER, *command], input=asked.getvalue(), capture_output=True,
        cwd=Path(__file__).parents[2], timeout=confined.SECONDS + 60,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    peak, _status, work = ran.stderr.decode(errors="replace").rpartition("PEAK ")[2].split()
    answer = io.BytesIO(ran.stdout)
    try:
        frames = list(confined.frames(answer, revive))
    except ValueError:
        frames = []
    return frames, seconds, float(work), int(peak) * 1024


def told(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return the figures of some outcomes by name, for the goal table."""
    return {
        "tried": len(outcomes),
        "refused": sum(one.how != "read" for one in outcomes),
        "read": sum(one.how == "read" for one in outcomes),
        "slowest_s": round(max(one.work for one in outcomes), 2),
        "largest_MB": max(one.peak for one in outcomes) >> 20,
        "not_held": [one.name for one in outcomes if not one.fits],
    }
