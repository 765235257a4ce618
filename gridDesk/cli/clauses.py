"""The command that prints the table of clauses: by what each clause of the five texts is carried out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk import paths
from gridDesk.cli.common import Answer, Commands

if TYPE_CHECKING:
    from gridDesk.policy.coverage import Covered


def add_command(commands: Commands) -> None:
    """Offer `clauses`."""
    table = commands.add("clauses", _clauses, "五部制度的条款表：每一条由什么落实", office=False)
    table.add_argument("--profile", default="", help="只列一个制度，如 QL、JJ、XC、QD、GZ3")
    table.add_argument("--tests", default="", help="源代码里测试所在的文件夹；写明后列出证明每一条的测试")


def _clauses(options: argparse.Namespace) -> Answer:
    from gridDesk.policy import load_profiles
    from gridDesk.policy.coverage import STATES, counts, coverage, listed_clauses, names_of_tests

    folder = paths.resources() / "policies"
    tests = names_of_tests(Path(options.tests)) if options.tests else ()
    every = coverage(load_profiles(folder), listed_clauses(folder / "clauses.tsv"), tests)
    shown = [one for one in every if not options.profile or options.profile in one.profiles]
    number = counts(shown)
    summary = "、".join(f"{STATES[state]} {number[state]} 条" for state in STATES if number[state])
    found = {"clauses": [_object(one) for one in shown], "counts": number}
    return found, [*map(_line, shown), f"共 {len(shown)} 条：{summary}。"]


def _object(one: Covered) -> dict[str, object]:
    return {
        "id": one.listed.id, "article": one.listed.where, "profiles": one.profiles, "state": one.state,
        "rules": one.rules, "places": one.places, "later": one.later, "tests": one.tests,
    }  # fmt: skip


def _line(one: Covered) -> str:
    """Return one line of the table: id, article, profiles, how it is carried out, and how many tests prove it."""
    from gridDesk.policy.coverage import STATES

    how = [f"规则 {'、'.join(one.rules)}"] if one.rules else []
    how += one.places
    how += [f"另行实现：{'、'.join(one.later)}"] if one.later else []
    tests = f"测试 {len(one.tests)} 个：{one.tests[0]}" if one.tests else ""
    parts = (one.listed.id, one.listed.where, "、".join(one.profiles), STATES[one.state], "；".join(how), tests)
    return "　".join(part for part in parts if part)
