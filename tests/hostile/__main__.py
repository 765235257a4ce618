"""`python -m tests.hostile --minutes 10` fuzzes every reader of foreign bytes; `--count 1000000` tries so many.

Exit code 1 when anything but a typed error came out, when one input took over two seconds, or when memory grew.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.hostile import fuzz

GROWTH = 300 << 20


def main(argv: list[str] | None = None) -> int:
    """Fuzz for some minutes or some executions and print figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of a target's name")
    options = parser.parse_args(argv)
    until = time.monotonic() + options.minutes * 60 if options.minutes else None
    began, wrong, tried, seed = time.perf_counter(), 0, 0, options.seed
    step = 50_000
    wanted = options.count or (10**12 if until else 100_000)
    slowest = 0.0
    while tried < wanted and (until is None or time.monotonic() < until):
        tally = fuzz.run(min(step, wanted - tried), seed, until=until, only=options.only)
        tried += tally.tried.total()
        wrong += len(tally.wrong)
        slowest = max(slowest, tally.slowest)
        print(f"seed {seed}: {tally.tried.total():,} tried, {tally.refused.total():,} refused, {len(tally.wrong)} wrong, "
              f"slowest {tally.slowest * 1000:.0f} ms, peak {fuzz.peak() >> 20} MB", flush=True)  # fmt: skip
        for trouble in tally.wrong[:10]:
            print(f"  {trouble}", flush=True)
        seed += 1
    print(f"{tried:,} executions in {time.perf_counter() - began:.0f} s, {wrong} wrong, slowest {slowest * 1000:.0f} ms, "
          f"peak {fuzz.peak() >> 20} MB")  # fmt: skip
    return 1 if wrong or fuzz.peak() > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
