"""`python -m tests.soak --minutes 60`: everything that CI only samples, one after another, with a table at the end.

The simulator of offices and sticks and the fuzzing of files share the minutes; then come the faults at every call and
every row of the goal table with the numbers of a release, however long they take (`--without` leaves parts out).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

OUT = Path("out/soak")
PARTS: dict[str, list[str]] = {
    "simulator": ["-m", "tests.simulator", "--keep-going", "--minutes", "{share}"],
    "hostile": ["-m", "tests.hostile", "--minutes", "{share}"],
    "trust": ["-m", "pytest", "-q", "tests/trust"],
}
SHARING = [part for part, words in PARTS.items() if "{share}" in words]


def main() -> int:
    """Run the parts, write down what each printed; returns 1 when any did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=10, help="for the parts that could go on for ever")
    parser.add_argument("--without", default="", help=f"parts to leave out, with commas: {', '.join(PARTS)}")
    asked = parser.parse_args()
    wanted = [part for part in PARTS if part not in asked.without.split(",")]
    share = asked.minutes / max(1, len([part for part in wanted if part in SHARING]))
    OUT.mkdir(parents=True, exist_ok=True)
    results = {part: run(part, share) for part in wanted}
    print("\n".join(f"{part:<12}{'holds' if not code else 'does not hold'}, {seconds:.0f} s, see {OUT / part}.txt"
                    for part, (code, seconds) in results.items()))  # fmt: skip
    return int(any(code for code, _ in results.values()))


def run(part: str, share: float) -> tuple[int, float]:
    """Run one part in a process of its own; return its exit status and its seconds."""
    began = time.monotonic()
    words = [word.format(share=share) for word in PARTS[part]]
    environment = {**os.environ, "TRUST": "long", "PYTHONIOENCODING": "utf-8", "TRUST_OUT": str(OUT / "trust.json")}
    with (OUT / f"{part}.txt").open("w", encoding="utf-8") as report:
        ended = subprocess.run([sys.executable, *words], stdout=report, stderr=subprocess.STDOUT, env=environment)
    print("".join((OUT / f"{part}.txt").read_text(encoding="utf-8").splitlines(keepends=True)[-60:]), flush=True)
    return ended.returncode, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
