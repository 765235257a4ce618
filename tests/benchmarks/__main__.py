"""`python -m tests.benchmarks [NAMES] [--size N] [--quick]`: run benchmarks, each size in a process of its own."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.benchmarks.benches import BENCHES, QUICK, prepare, run
from tests.benchmarks.gauge import CLOCK_VARIABLE
from tests.benchmarks.measure import ROUNDS, Result
from tests.benchmarks.table import growth, line, table


def main() -> int:
    """Run what was asked for and print it; the exit code says only whether everything ran."""
    wanted = _parser().parse_args()
    unknown = [name for name in wanted.names if name not in BENCHES]
    if unknown:
        print(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(
        f"{platform.platform()}, Python {platform.python_version()}; medians of up to {wanted.rounds} rounds in turn, {wanted.clock} time"
    )
    os.environ[CLOCK_VARIABLE] = wanted.clock
    if wanted.scratch:
        wanted.scratch.mkdir(parents=True, exist_ok=True)
        return _run(wanted, wanted.scratch)
    with tempfile.TemporaryDirectory(prefix="griddesk-bench-") as scratch:
        return _run(wanted, Path(scratch))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which (all by default): {', '.join(BENCHES)}")
    parser.add_argument("--size", type=int, action="append", help="rows or people, instead of a benchmark's own sizes")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that all of them still run")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each side is run (%(default)s)")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="cpu: steadier where others work too")
    parser.add_argument("--scratch", type=Path, help="keep offices and files in this folder, to be used again")
    return parser


def _run(wanted: argparse.Namespace, scratch: Path) -> int:
    found: list[Result] = []
    failed = 0
    for name in wanted.names or BENCHES:
        sizes = wanted.size or ((QUICK,) if wanted.quick else BENCHES[name])
        for size in sizes:
            print(f"{name}, {size:,}", flush=True)
            try:
                apart(prepare, name, size, scratch)
                results = apart(run, name, size, wanted.rounds, scratch)
            except Exception as error:  # noqa: BLE001 - the others are still wanted
                failed += 1
                print(f"  did not run: {type(error).__name__}: {error}", flush=True)
                continue
            found += results
            print("\n".join(line(one) for one in results), flush=True)
    print(f"\n{table(found)}\n\n{growth(found)}")
    return 1 if failed else 0


def apart(work, *arguments):
    """Call in a fresh process, so that memory and caches of one benchmark do not touch the next."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


if __name__ == "__main__":
    sys.exit(main())
