"""The test page of a printer: lines 25 mm from the binding edges, scales on all edges, the fonts, greys and hairlines.

A clerk measures with a ruler how far the two lines are from the edges of the sheet; the difference to 25 mm is what the
printer is off. GB/T 9704-2012 wants the binding margin right to a millimetre.
"""

from __future__ import annotations

import io

from gridDesk.documents.pdffile import MM, PdfFile

WIDTH, HEIGHT = 210.0, 297.0
LINE_AT = 25.0  # mm from the left and the upper edge
SCALE_AT = 12.0  # mm from the edge to the scale along it: no printer leaves that much out
SAMPLE = "柳行村网格化社会管理台账 0123456789 㛃𠮷𩧱"
FACES = (
    ("song", 18.0, "宋体 小二"),
    ("hei", 14.0, "黑体 四号"),
    ("song", 10.5, "宋体 五号"),
    ("song", 9.0, "宋体 小五"),
    ("song", 7.5, "宋体 六号"),
)
GREYS = tuple(step / 10 for step in range(11))
RULES = (0.2, 0.4, 0.6, 1.0)


def test_page(printer: str, made: str) -> bytes:
    """Return the PDF of a printer's test page: A4, upright; `made` is an ISO datetime."""
    out = io.BytesIO()
    file = PdfFile(out, "打印机测试页", made)
    page = _Drawing(file)
    page.edges()
    page.binding()
    page.words(printer, made)
    page.faces()
    page.greys()
    page.rules()
    file.add_page(WIDTH * MM, HEIGHT * MM, "\n".join(page.said).encode("ascii"))
    file.finish(made.encode("utf-8"), "", 7.5)
    return out.getvalue()


class _Drawing:
    """Operators of one page; lengths in mm from the upper left corner."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self.said: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.4) -> None:
        """Draw a line `width` points wide."""
        ends = f"{x1 * MM:.2f} {(HEIGHT - y1) * MM:.2f} m {x2 * MM:.2f} {(HEIGHT - y2) * MM:.2f} l S"
        self.said.append(f"{width:g} w {ends}")

    def box(self, x: float, y: float, wide: float, high: float, grey: float) -> None:
        """Fill a box with a grey (0 black, 1 white) and draw its edge."""
        place = f"{x * MM:.2f} {(HEIGHT - y - high) * MM:.2f} {wide * MM:.2f} {high * MM:.2f} re"
        self.said.append(f"{grey:.2f} g {place} f 0 g 0.3 w {place} S")

    def text(self, x: float, y: float, words: str, size: float = 9.0, face: str = "song") -> None:
        """Write words from `x` with their base line at `y`."""
        shown = self.file.show(words, "hei" if face == "hei" else "song", size)
        self.said.append(f"BT 1 0 0 1 {x * MM:.2f} {(HEIGHT - y) * MM:.2f} Tm {shown} ET")

    # the parts of the page

    def edges(self) -> None:
        """Draw a scale along every edge, and at the middle of each one that reaches to the edge."""
        for mm in range(20, 191):
            long = 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.8
            for y, way in ((SCALE_AT, 1), (HEIGHT - SCALE_AT, -1)):
                self.line(mm, y, mm, y + way * long, 0.25)
        for mm in range(20, 278):
            long = 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.8
            for x, way in ((SCALE_AT, 1), (WIDTH - SCALE_AT, -1)):
                self.line(x, mm, x + way * long, mm, 0.25)
        for mm in range(40, 191, 20):
            self.text(mm - 2, SCALE_AT + 7.2, str(mm), 7.5)
        for mm in range(40, 271, 20):
            self.text(SCALE_AT + 4.6, mm + 1, str(mm), 7.5)
        self._to_the_edges()

    def _to_the_edges(self) -> None:
        """Draw short scales that begin at the edge: the first stroke that shows tells what the printer leaves out."""
        for mm in range(0, 11):
            long = 7.0 if mm % 5 == 0 else 4.0
            self.line(WIDTH / 2 - long, mm, WIDTH / 2 + long, mm, 0.25)
            self.line(WIDTH / 2 - long, HEIGHT - mm, WIDTH / 2 + long, HEIGHT - mm, 0.25)
            self.line(mm, HEIGHT / 2 - long, mm, HEIGHT / 2 + long, 0.25)
            self.line(WIDTH - mm, HEIGHT / 2 - long, WIDTH - mm, HEIGHT / 2 + long, 0.25)

    def binding(self) -> None:
        """Draw the two lines that are measured."""
        self.line(LINE_AT, 30, LINE_AT, HEIGHT - 20, 0.8)
        self.line(30, LINE_AT, WIDTH - 20, LINE_AT, 0.8)
        self.text(LINE_AT + 2, 252, "← 这条竖线离纸的左边应当是 25 毫米（装订边）", 10.5)
        self.text(70, LINE_AT + 5, "↑ 这条横线离纸的上边应当是 25 毫米", 10.5)

    def words(self, printer: str, made: str) -> None:
        """Write what the page is and what to do with it."""
        self.text(35, 43, "打印机测试页", 18, "hei")
        self.text(35, 51, f"打印机：{printer or '默认打印机'}　　打印时间：{made[:16].replace('T', ' ')}", 9)
        for n, words in enumerate(
            (
                "1．用尺子量：竖线离纸的左边多少毫米，横线离纸的上边多少毫米。",
                "2．把量得的数填到“测试页”窗口里。以后用这台打印机印，会自动移正。",
                "3．四边的刻度每格 1 毫米。从 40 量到 140 不足 100 毫米，就是打印机缩小了，",
                "　　请在打印机自己的设置里选“实际大小”。",
                "4．四边正中的短刻度从纸边画起，看得见的第一格就是打印机能印到的地方。",
            )
        ):
            self.text(35, 61 + n * 6.5, words, 10.5)

    def faces(self) -> None:
        """Write a line in each face and size that papers use."""
        self.text(35, 104, "字体和字号", 10.5, "hei")
        y = 114.0
        for face, size, name in FACES:
            self.text(35, y, name, 7.5)
            self.text(54, y, SAMPLE, size, face)
            y += 4.0 + size * 0.5

    def greys(self) -> None:
        """Draw eleven steps from white to black."""
        self.text(35, 177, "灰度：相邻两格应当分得清", 10.5, "hei")
        for n, grey in enumerate(reversed(GREYS)):
            self.box(35 + n * 14, 181, 14, 11, grey)
            self.text(38.5 + n * 14, 197, f"{round((1 - grey) * 100)}%", 7.5)

    def rules(self) -> None:
        """Draw the rules that tables are made of, and fine ones close together."""
        self.text(35, 212, "线条：最细的一条也应当完整", 10.5, "hei")
        for n, width in enumerate(RULES):
            self.text(35, 220.5 + n * 6, f"{width:g} 磅", 7.5)
            self.line(50, 219.5 + n * 6, 120, 219.5 + n * 6, width)
        for n in range(24):
            self.line(130 + n * 1.5, 217, 130 + n * 1.5, 239, 0.2)
