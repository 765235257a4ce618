"""What all commands share: the password, the office, and the shape of an answer."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from gridDesk.desk import Desk, open_office
from gridDesk.errors import DeskError

Answer = tuple[Mapping[str, object], list[str]]
"""What a command found: the object that `--json` prints, and the lines for people."""


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
    return closing(open_office(Path(options.office), ask_password()))
