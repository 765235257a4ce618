"""The `griddesk` command: everything the window does that needs no eyes, for scripts, benches and drills.

The password comes from GRIDDESK_PASSWORD or a prompt, never from the command line. `--json` prints one JSON object.
Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

import msgspec

from gridDesk import guard
from gridDesk.cli import clauses, exchange, exports, offices, papers, records, rosters, standing
from gridDesk.cli.common import Commands
from gridDesk.errors import DeskError

OFFERED = (
    offices.add_new, offices.add_demo, records.add_find, records.add_duplicates, records.add_stats, papers.add_print,
    papers.add_sheet, exports.add_export, exports.add_slips, exports.add_template, records.add_history,
    records.add_undo, offices.add_safety, offices.add_tour, rosters.add_commands, exchange.add_commands,
    standing.add_command, clauses.add_command,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    if argv is None:  # as a program of its own
        guard.start()
    options = _parser().parse_args(argv)
    try:
        found, lines = options.run(options)
    except DeskError as error:
        _say({"error": str(error)}, [str(error)], options.json, stream=sys.stderr)
        return 1
    _say(found, lines, options.json)
    return 1 if found.get("problems") else 0


def _say(found: Mapping[str, object], lines: list[str], as_json: bool, stream: TextIO | None = None) -> None:
    text = msgspec.json.format(msgspec.json.encode(found), indent=2).decode() if as_json else "\n".join(lines)
    print(text, file=sys.stdout if as_json else stream or sys.stdout)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="griddesk", description="网格台：村（社区）网格化管理台账")
    parser.set_defaults(json=False)
    commands = Commands(parser, "命令")
    for add in OFFERED:
        add(commands)
    return parser
