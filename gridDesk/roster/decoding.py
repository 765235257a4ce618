"""Text of files that do not say how they are encoded: UTF-8, UTF-16 by its mark, else GB 18030 with its characters in place."""

from __future__ import annotations

from functools import cache

# Positions of GBK that Python's codec still maps to the private use area (GB 18030-2022 gives them characters).
_MOVED = dict(
    zip(
        (*range(0xE78D, 0xE797), 0xE7C7, 0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE831, 0xE832,
         0xE83B, 0xE843, 0xE854, 0xE855, 0xE864),
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\U00020087\U00020089\U000200cc\u9fb4\u9fb5"
        "\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
        strict=True,
    )
)  # fmt: skip


def decode(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8 (with or without mark), UTF-16 by its mark, else GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return repair(data.decode("gb18030", errors="replace").replace("\ufffd", "?"))


def repair(text: str) -> str:
    """Return text whose GBK private-use characters with a standard place in Unicode now stand there."""
    return text if text.isascii() else text.translate(_standard_places())


@cache
def _standard_places() -> dict[int, str]:
    """Return private-use code point -> character for FE50–FEA0 and the few others of GB 18030-2022."""
    table = dict(_MOVED)
    places = [low for low in range(0x50, 0xA1) if low != 0x7F]
    for offset, low in enumerate(places):
        table.setdefault(0xE815 + offset, bytes((0xFE, low)).decode("gb18030"))
    return table
