"""The helper process that opens a spreadsheet: it has little memory, little time, no network and writes no file.

It is asked through its standard input and answers on its standard output with plain data (see `confined` and `wire`).
Whatever a hostile file does to a parser, it does it here; the program beside it only reads values.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO, cast

from gridDesk import confined

VERB = "--read-workbook"


def main() -> int:
    """Answer requests on standard input; returns the exit code."""
    return confined.serve(_answer)


def _answer(asked: list[object], answer: BinaryIO) -> None:
    from gridDesk.errors import DeskError
    from gridDesk.roster import read, wire
    from gridDesk.text import shown_name

    path = Path(os.fsdecode(cast(bytes, asked[0])))
    name = shown_name(path.name)
    try:
        confined.allow(path.stat().st_size if path.is_file() else 0)
        book = read.read_workbook(path)
    except DeskError as error:
        confined.send(answer, ["error", error.message.replace(path.name, name), error.advice])
    except MemoryError:
        confined.send(answer, ["error", f"“{name}”展开后太大，读不进来，", "请删去空白的行列，或拆成几个文件再导入。"])
    else:
        wire.send_workbook(answer, book)


if __name__ == "__main__":
    sys.exit(main())
