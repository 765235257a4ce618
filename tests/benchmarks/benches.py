"""Which benchmarks there are, at which sizes they are run, and how to run one."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.benchmarks import offices
from tests.benchmarks.measure import ROUNDS, Result

# Rows or people; three sizes where growth matters.
BENCHES: dict[str, tuple[int, ...]] = {
    "import": (1_000, 10_000, 100_000),
    "export": (1_000, 10_000, 100_000),
    "first_screen": (2_500, 10_000, 100_000),
    "day": (2_500, 100_000),
    "standing": (2_500, 100_000),
    "search": (2_500, 100_000),
    "duplicates": (2_500, 100_000),
    "pinyin": (100_000,),
    "ledger_pdf": (1_000, 10_000, 100_000),
    "changed_pages": (5_250,),
    "word": (2_000, 10_000),
    "package": (2_500, 10_000, 100_000),
    "exchange_street": (10_000, 50_000, 100_000),
    "store_write": (1_000, 10_000, 100_000),
    "start": (2_500, 100_000),
    "encryption": (100_000,),
}
QUICK = 300
_MODULES = {"import": "imports", "export": "exports", "package": "packages"}


def prepare(name: str, size: int, scratch: Path) -> None:
    """Make the offices that a benchmark works on, in a process of its own that leaves no memory behind."""
    module = _module(name)
    if getattr(module, "NEEDS_OFFICE", False):
        offices.demo(scratch, size)
    if hasattr(module, "prepare"):
        module.prepare(size, scratch)


def run(name: str, size: int, rounds: int = ROUNDS, scratch: Path = Path()) -> list[Result]:
    """Run one benchmark at one size."""
    return _module(name).measure(size, rounds, scratch)


def _module(name: str):
    return importlib.import_module(f"tests.benchmarks.{_MODULES.get(name, name)}")
