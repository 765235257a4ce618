"""The helper process that looks into what clerks bring beside tables: Word templates, pictures, fonts.

Whatever such a file does to a parser, it does it here, with little memory and time (see `confined`). Back come plain
values: that a template may be used, a picture's fresh pixels, what a font holds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import BinaryIO, cast

import msgspec

from gridDesk import confined
from gridDesk.errors import DeskError

VERB = "--open-document"


def main() -> int:
    """Answer requests on standard input; returns the exit code."""
    return confined.serve(_answer)


def _answer(asked: list[object], answer: BinaryIO) -> None:
    kind, name, data = str(asked[0]), str(asked[1]), cast(bytes, asked[2])
    try:
        confined.allow(len(data))
        found = _KINDS[kind](name, data)
    except DeskError as error:
        confined.send(answer, ["error", error.message, error.advice])
    except MemoryError:
        confined.send(answer, ["error", "这个文件展开后太大，读不进来，", "请换一个文件。"])
    else:
        confined.send(answer, ["done", *found])


def _template(_name: str, data: bytes) -> list[object]:
    from gridDesk.documents.template import blanks, read_template

    blanks(read_template(data))
    return []


def _picture(_name: str, data: bytes) -> list[object]:
    from gridDesk.documents import photos

    return [photos.clean(data)]


def _font(name: str, data: bytes) -> list[object]:
    from gridDesk.documents import font_look
    from gridDesk.documents.font_index import Found

    found, one = font_look.look(Found(name, data))
    # Only what was changed travels back: a font of all Hanzi has thirty megabytes.
    return [found.name, b"" if found.data is data else found.data, msgspec.to_builtins(one), font_look.rights(found)]


_KINDS: dict[str, Callable[[str, bytes], list[object]]] = {"template": _template, "picture": _picture, "font": _font}


if __name__ == "__main__":
    sys.exit(main())
