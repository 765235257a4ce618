"""The commands that take rosters in: look first, then import."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk.cli.common import Answer, Commands, opened

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.rosters import ImportPlan


def add_commands(commands: Commands) -> None:
    """Offer `roster preview` and `roster apply`."""
    roster = commands.group("roster", "花名册")
    for name, run, words in (("preview", _preview, "预览导入，不写入"), ("apply", _apply, "导入")):
        command = roster.add(name, run, words)
        command.add_argument("files", nargs="+")
        command.add_argument("--grid", default="", help="导入到哪个网格")
        command.add_argument("--trouble", default="", help="把有问题的行写到这个 xlsx 文件")


def _preview(options: argparse.Namespace) -> Answer:
    with opened(options) as desk:
        _, found, lines = _planned(desk, options)
        return found, [*lines, "以上只是预览，还没有写入。"]


def _apply(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import rosters

    with opened(options) as desk:
        plan, found, lines = _planned(desk, options)
        applied = rosters.apply(desk, plan)
        return {**found, "txn": applied.changes.txn, "changed": applied.changes.count}, [*lines, *applied.lines]


def _planned(desk: Desk, options: argparse.Namespace) -> tuple[ImportPlan, dict[str, object], list[str]]:
    """Return what the import would do, described twice; the rows with trouble are written where that is asked for."""
    from gridDesk.desk import rosters

    files = [Path(name) for name in options.files]
    plan = rosters.preview(desk, files, grid=rosters.grid_named(desk, options.grid))
    found, lines = rosters.describe(plan)
    if options.trouble:
        found["trouble_rows"] = rosters.write_trouble(desk, plan, Path(options.trouble))
    return plan, found, lines
