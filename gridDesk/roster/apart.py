"""Reads spreadsheets in a helper process, so that a hostile or broken file can harm nothing but the helper.

One helper serves all files of one import. It is ended when it takes too long; nothing is written and no copy is made.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from gridDesk.errors import DeskError
from gridDesk.roster import reader, wire
from gridDesk.roster.pause import no_collection, set_aside
from gridDesk.roster.read import Workbook

Tell = Callable[[str, int], None]
"""Called with a file's name and how many of its rows were read; may raise to stop."""


def read_workbooks(
    paths: Sequence[Path], tell: Tell | None = None, *, seconds: float = reader.SECONDS
) -> list[Workbook]:
    """Read spreadsheet files in a helper process. Raises DeskError with the sentence for the clerk."""
    helper = _Helper(seconds)
    try:
        with no_collection():
            return [helper.read(path, tell) for path in paths]
    finally:
        helper.close()


def command() -> list[str]:
    """Return the command that starts the helper, from source and installed."""
    if not getattr(sys, "frozen", False):
        # -P keeps the folder a clerk works in out of the search for modules.
        return [sys.executable, "-P", "-m", "gridDesk.roster.reader"]
    program = Path(sys.executable)
    # The window's program has no standard streams on Windows; the one that checks the installation has.
    beside = program.with_name("griddesk-check" + program.suffix)
    return [str(beside if beside.exists() else program), reader.VERB]


class _Helper:
    """The helper process and the time it has for one file."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._late = False

    def read(self, path: Path, tell: Tell | None) -> Workbook:
        """Ask for one file and put the answer together."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(self._seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            wire.send(process.stdin, [str(path.absolute())])  # type: ignore[arg-type]
            process.stdin.flush()
            return self._answer(path, process, tell)
        except (BrokenPipeError, OSError, ValueError) as error:
            raise self._failed(path) from error
        finally:
            timer.cancel()

    def _answer(self, path: Path, process: subprocess.Popen[bytes], tell: Tell | None) -> Workbook:
        receiver = wire.Receiver()
        for frame in wire.frames(process.stdout):  # type: ignore[arg-type]
            if frame[0] == "error":
                raise DeskError(str(frame[1]), advice=str(frame[2]))
            set_aside()
            book = receiver.take(frame)
            if book is not None:
                return book
            if tell is not None:
                tell(path.name, receiver.rows_read)
        raise self._failed(path)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            self._process = subprocess.Popen(
                command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=hidden,
                cwd=None if getattr(sys, "frozen", False) else Path(__file__).parents[2],
            )  # fmt: skip
        return self._process

    def _failed(self, path: Path) -> DeskError:
        """Return the sentence for a helper that ended without an answer; the next file gets a new helper."""
        self.close()
        if self._late:
            return DeskError(
                f"“{path.name}”读了 {self._seconds:.0f} 秒还没有读完，已停止，什么都没有写入，",
                advice="请删去图片和空白的行列，或拆成几个文件再导入。",
            )
        return DeskError(
            f"“{path.name}”内容异常，读取时超出了安全限制，已停止，什么都没有写入，",
            advice="请在 Excel 或 WPS 中打开它，另存一份 .xlsx 再导入。",
        )

    def _end_late(self) -> None:
        self._late = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the helper."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        process.wait()
