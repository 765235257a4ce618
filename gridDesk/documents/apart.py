"""Looks into templates, pictures and fonts in a helper process, so that a hostile file can harm nothing but the helper."""

from __future__ import annotations

import msgspec

from gridDesk import confined
from gridDesk.documents import opener
from gridDesk.documents.font_index import Found, Listed
from gridDesk.errors import DeskError

SECONDS = 60


def command() -> list[str]:
    """Return the command that starts the helper, from source and installed."""
    return confined.command("gridDesk.documents.opener", opener.VERB)


def check_template(data: bytes) -> None:
    """Raise DeskError, with the sentence for the clerk, when a Word template may not be used."""
    _ask("template", "", data)


def clean_picture(data: bytes) -> bytes:
    """Return a PNG or JPEG picture as `photos.clean` makes it. Raises DeskError."""
    answer = _ask("picture", "", data)
    if len(answer) != 1 or not isinstance(answer[0], bytes):
        raise _failed(late=False)
    return answer[0]


def look_at_font(found: Found) -> tuple[Found, Listed, bytes]:
    """Return a font as it can be used, what it holds, and what it says of its rights. Raises DeskError."""
    answer = _ask("font", found.name, found.data)
    try:
        name, data, listed, rights = msgspec.convert(answer, tuple[str, bytes, Listed, bytes])
    except msgspec.ValidationError as error:
        raise _failed(late=False) from error
    return Found(name, data or found.data), listed, rights


def _ask(kind: str, name: str, data: bytes) -> list[object]:
    helper = confined.Helper(command(), SECONDS)
    try:
        for frame in helper.ask([kind, name, data]):
            if frame[:1] == ["error"] and len(frame) == 3:
                raise DeskError(str(frame[1]), advice=str(frame[2]))
            return frame[1:] if frame[:1] == ["done"] else []
    except confined.HelperEnded as ended:
        raise _failed(late=ended.late) from ended
    finally:
        helper.close()
    raise AssertionError("an answer is one frame")


def _failed(*, late: bool) -> DeskError:
    if late:
        return DeskError(f"这个文件读了 {SECONDS} 秒还没有读完，已停止，", advice="请换一个小一些的文件。")
    return DeskError(
        "这个文件内容异常，读取时超出了安全限制，已停止，什么都没有改动，", advice="请另存一份或换一个文件再选。"
    )
