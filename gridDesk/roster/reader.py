"""The helper process that opens a spreadsheet: it has little memory, little time, no network and writes no file.

It is asked through its standard input and answers on its standard output with plain data (see `wire`). Whatever a hostile
file does to a parser, it does it here; the program beside it only reads values.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

VERB = "--read-workbook"
MEMORY = 1 << 30  # bytes
SECONDS = 120


def main() -> int:
    """Answer one request on standard input; returns the exit code."""
    # Whoever prints by mistake must not write between the frames.
    answer = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    request = os.fdopen(os.dup(0), "rb")
    limit()
    _serve(request, answer)
    answer.flush()
    return 0


def limit() -> None:
    """Bound what this process may use, and take away what reading a file does not need."""
    if sys.platform != "win32":
        import resource

        for what, amount in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # a stricter limit from outside stays
                resource.setrlimit(what, (amount, amount))
    sys.addaudithook(_refuse)


_REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "urllib.")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Stop what a reader never does: connect, start programs, write files."""
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 else 0
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError("a reader writes nothing")
    elif event.startswith(_REFUSED):
        raise PermissionError("a reader connects to nothing and starts nothing")


def _serve(request: BinaryIO, answer: BinaryIO) -> None:
    from gridDesk.errors import DeskError
    from gridDesk.roster import read, wire

    for asked in wire.frames(request):
        path = Path(str(asked[0]))
        try:
            book = read.read_workbook(path)
        except DeskError as error:
            wire.send(answer, ["error", error.message, error.advice])
        except MemoryError:
            wire.send(
                answer, ["error", f"“{path.name}”展开后太大，读不进来，", "请删去空白的行列，或拆成几个文件再导入。"]
            )
        else:
            wire.send_workbook(answer, book)
        answer.flush()


if __name__ == "__main__":
    sys.exit(main())
