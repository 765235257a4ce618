"""The clock and the memory account; nothing else, because the programs whose start is measured import it too."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

CLOCK_VARIABLE = "GRIDDESK_BENCH_CLOCK"


def clock() -> float:
    """Return seconds: of the wall or, where `CLOCK_VARIABLE` says cpu, of this process on a machine that others use too."""
    return time.process_time() if os.environ.get(CLOCK_VARIABLE) == "cpu" else time.perf_counter()


def resident(name: str) -> float | None:
    """Return a line of this process's memory account in MB: `VmRSS` now, `VmHWM` at most; None off Linux."""
    if sys.platform != "linux":
        return None
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return None
