"""The sheet of a paper key (纸质钥匙): eight groups of six digits in large type, a QR code, what it is for, where to keep it.

One page for each place it is kept at. It holds no password and nothing about anybody.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.documents import qr
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.typeset import measure

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT = 25.0, 185.0
ACROSS = 4  # groups in a row
DIGITS_SIZE = 26.0  # points
QR_SIDE = 42.0  # mm


@dataclass(frozen=True, slots=True)
class KeySheet:
    """What a paper key's sheet says: the office, the day it was made, its groups and QR text, and for whom each page is."""

    unit: str
    made: str
    groups: Sequence[str]
    code: str
    keepers: Sequence[str] = ("本单位",)


FOR = (
    "忘了密码，或者电脑坏了、丢了，只剩下备份的时候，",
    "用它打开本单位的数据，并设一个新密码。",
)
HOW = (
    "1．打开网格台，在输入密码的页面点“忘记密码”；",
    "　　换了新电脑的，点“从备份恢复”，选备份文件。",
    "2．照着上面，一组一组输入数字，输错了会指出是哪一组。",
    "3．设好新密码，就可以用了。",
)
KEEP = (
    "把这张纸装进信封，封好口，骑缝签名或盖章，写上日期，放进保险柜或上锁的文件柜。",
    "谁拿到这张纸，谁就能打开全部数据：请不要拍照、复印、传真，不要和电脑放在一起。",
    "如果信封被打开过，或这张纸找不到了，请在“账号”里换一把新的，这一把随即作废。",
)
OPENED = ("启封日期", "原　因", "启封人签字", "在场人签字")


def key_sheet(sheet: KeySheet) -> bytes:
    """Return the PDF of a paper key: A4, upright, a page for each of `keepers`."""
    out = io.BytesIO()
    file = PdfFile(out, "纸质钥匙", sheet.made)
    for number, keeper in enumerate(sheet.keepers, 1):
        page = _Drawing(file)
        page.head(sheet, number, keeper)
        page.groups(sheet.groups)
        page.uses(sheet.code)
        page.register()
        file.add_page(WIDTH * MM, HEIGHT * MM, "\n".join(page.said).encode("ascii"))
    file.finish(sheet.made.encode("utf-8"), "", 7.5)
    return out.getvalue()


class _Drawing:
    """Operators of one page; lengths in mm from the upper left corner."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self.said: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5) -> None:
        """Draw a line `width` points wide."""
        ends = f"{x1 * MM:.2f} {(HEIGHT - y1) * MM:.2f} m {x2 * MM:.2f} {(HEIGHT - y2) * MM:.2f} l S"
        self.said.append(f"{width:g} w {ends}")

    def box(self, x: float, y: float, wide: float, high: float, width: float = 0.5) -> None:
        """Draw the edge of a box."""
        place = f"{x * MM:.2f} {(HEIGHT - y - high) * MM:.2f} {wide * MM:.2f} {high * MM:.2f} re"
        self.said.append(f"{width:g} w {place} S")

    def text(self, x: float, y: float, words: str, size: float = 10.5, face: str = "song") -> None:
        """Write words from `x` with their base line at `y`."""
        shown = self.file.show(words, "hei" if face == "hei" else "song", size)
        self.said.append(f"BT 1 0 0 1 {x * MM:.2f} {(HEIGHT - y) * MM:.2f} Tm {shown} ET")

    def centred(self, left: float, right: float, y: float, words: str, size: float, face: str = "song") -> None:
        """Write words in the middle between two positions."""
        wide = measure(words, "hei" if face == "hei" else "song", size) / MM
        self.text((left + right - wide) / 2, y, words, size, face)

    # the parts of the page

    def head(self, sheet: KeySheet, number: int, keeper: str) -> None:
        """Write whose key this is, when it was made, and who keeps this page."""
        self.centred(LEFT, RIGHT, 32, "纸　质　钥　匙", 26, "hei")
        self.centred(LEFT, RIGHT, 43, sheet.unit, 16)
        year, month, day = sheet.made[:10].split("-")
        self.text(LEFT, 55, f"制作日期：{year}年{int(month)}月{int(day)}日", 10.5)
        words = f"第{number}份　{keeper}保管"
        self.text(RIGHT - measure(words, "song", 10.5) / MM, 55, words, 10.5)

    def groups(self, groups: Sequence[str]) -> None:
        """Write the digits, each group under its number; every group is read as three and three."""
        wide, high, top = (RIGHT - LEFT) / ACROSS, 27.0, 60.0
        for place, group in enumerate(groups):
            down, across = divmod(place, ACROSS)
            x, y = LEFT + across * wide, top + down * high
            self.box(x, y, wide, high, 0.8)
            self.text(x + 2, y + 5.2, f"第{place + 1}组", 9)
            self.centred(x, x + wide, y + 19.5, f"{group[:3]} {group[3:]}", DIGITS_SIZE, "hei")

    def uses(self, code: str) -> None:
        """Write what the key is for, how it is used and where it is kept, and draw its QR code."""
        self.said.append(qr.operators(code, (RIGHT - QR_SIDE) * MM, (HEIGHT - 125 - QR_SIDE) * MM, QR_SIDE * MM))
        self.text(RIGHT - QR_SIDE + 3, 125 + QR_SIDE + 4.5, "二维码里是同样的八组数字", 8)
        y = self._part(128, "做什么用", FOR)
        y = self._part(y, "怎么用", HOW)
        self._part(max(y, 184), "放在哪里", KEEP)

    def _part(self, y: float, heading: str, lines: Sequence[str]) -> float:
        self.text(LEFT, y, heading, 12, "hei")
        for number, words in enumerate(lines, 1):
            self.text(LEFT, y + number * 6.6, words, 10.5)
        return y + (len(lines) + 1) * 6.6 + 3.5

    def register(self) -> None:
        """Draw the table in which every opening of the envelope is written by hand."""
        top, row, widths = 224.0, 10.0, (34.0, 58.0, 34.0, 34.0)
        self.text(LEFT, top - 3, "启封登记（每打开一次信封，写一行，然后换新信封封好）", 10.5)
        x = LEFT
        for heading, wide in zip(OPENED, widths, strict=True):
            self.centred(x, x + wide, top + 6.6, heading, 10.5, "hei")
            for number in range(4):
                self.box(x, top + number * row, wide, row)
            x += wide
        self.centred(LEFT, RIGHT, 273, "这张纸上没有密码，也没有任何居民的信息。", 9)
