"""What all commands share: how they are offered, the password, the office, and the shape of an answer."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk import Desk

Answer = tuple[Mapping[str, object], list[str]]
"""What a command found: the object that `--json` prints, and the lines for people."""
Run = Callable[[argparse.Namespace], Answer]


class Commands:
    """Where commands are offered: the top of the parser, or a group of commands such as `package`."""

    def __init__(self, parser: argparse.ArgumentParser, metavar: str = "动作") -> None:
        self._place = parser.add_subparsers(required=True, metavar=metavar)

    def group(self, name: str, words: str) -> Commands:
        """Begin a group of commands."""
        return Commands(self._place.add_parser(name, help=words))

    def add(self, name: str, run: Run, words: str, *, office: bool = True) -> argparse.ArgumentParser:
        """Offer a command, with the folder of an office as its first argument unless it needs none."""
        command = self._place.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="输出 JSON")
        if office:
            command.add_argument("office", help="单位所在的文件夹")
        return command


def ask_password(repeat: bool = False) -> str:
    """Return the password from the environment or a prompt. Raises DeskError when it was typed in two ways."""
    given = os.environ.get("GRIDDESK_PASSWORD")
    if given is not None:
        return given
    typed = getpass.getpass("密码：")
    if repeat and getpass.getpass("再输一次：") != typed:
        raise DeskError("两次输入的密码不一样，", advice="请重新执行。")
    return typed


def opened(options: argparse.Namespace) -> closing[Desk]:
    """Open the office that a command names, to be closed by `with`. Raises DeskError."""
    from gridDesk.desk import open_office

    return closing(open_office(Path(options.office), ask_password()))
