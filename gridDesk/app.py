"""Composition root of the window: reads the arguments, settles the surroundings, opens the window. Imports no Qt."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from gridDesk import guard


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; return its exit code."""
    wanted = _parser().parse_args(arguments)
    guard.start()
    from gridDesk.ui import startup

    startup.prepare_environment()
    # Only now, because Qt reads its surroundings while it is imported.
    from gridDesk.ui import shell

    return shell.run(demo=wanted.demo, office=wanted.office)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="GridDesk", description="网格台：村（社区）和街道网格工作的离线台账")
    parser.add_argument("--demo", type=Path, metavar="文件夹", help="打开演示单位；文件夹里还没有时先造一个")
    parser.add_argument("--office", type=Path, metavar="文件夹", help="打开这个文件夹里的单位")
    return parser
