"""Reads spreadsheets in a helper process, so that a hostile or broken file can harm nothing but the helper.

One helper serves all files of one import. It is ended when it takes too long; nothing is written and no copy is made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from gridDesk import confined
from gridDesk.errors import DeskError
from gridDesk.roster import reader, wire
from gridDesk.roster.pause import no_collection, set_aside
from gridDesk.roster.read import Workbook
from gridDesk.text import shown_name

Tell = Callable[[str, int], None]
"""Called with a file's shown name and how many of its rows were read; may raise to stop."""


def read_workbooks(
    paths: Sequence[Path], tell: Tell | None = None, *, seconds: float = confined.SECONDS
) -> list[Workbook]:
    """Read spreadsheet files in a helper process. Raises DeskError with the sentence for the clerk."""
    helper = confined.Helper(command(), seconds)
    try:
        with no_collection():
            return [_read(helper, path, tell, seconds) for path in paths]
    finally:
        helper.close()


def command() -> list[str]:
    """Return the command that starts the helper, from source and installed."""
    return confined.command("gridDesk.roster.reader", reader.VERB)


def _read(helper: confined.Helper, path: Path, tell: Tell | None, seconds: float) -> Workbook:
    """Ask for one file and put the answer together."""
    receiver = wire.Receiver()
    try:
        for frame in helper.ask([os.fsencode(path.absolute())], wire.revived):
            if frame[:1] == ["error"] and len(frame) == 3:
                raise DeskError(str(frame[1]), advice=str(frame[2]))
            set_aside()
            book = receiver.take(frame)
            if book is not None:
                return book
            if tell is not None:
                tell(shown_name(path.name), receiver.rows_read)
    except confined.HelperEnded as ended:
        raise _failed(path, seconds, late=ended.late) from ended
    except wire.AnswerBroken as broken:
        helper.close()
        raise _failed(path, seconds, late=False) from broken
    raise AssertionError("an answer ends with a workbook or an error")


def _failed(path: Path, seconds: float, *, late: bool) -> DeskError:
    """Return the sentence for a helper that ended without an answer; the next file gets a new helper."""
    if late:
        return DeskError(
            f"“{shown_name(path.name)}”读了 {seconds:.0f} 秒还没有读完，已停止，什么都没有写入，",
            advice="请删去图片和空白的行列，或拆成几个文件再导入。",
        )
    return DeskError(
        f"“{shown_name(path.name)}”内容异常，读取时超出了安全限制，已停止，什么都没有写入，",
        advice="请在 Excel 或 WPS 中打开它，另存一份 .xlsx 再导入。",
    )
