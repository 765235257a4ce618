"""One PDF page being drawn: text and rules are collected apart and leave as one content stream."""

from __future__ import annotations

from gridDesk.documents import qr
from gridDesk.documents.fonts import TICKED, Role, printable
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.sheet import Align
from gridDesk.documents.typeset import LEADING, SetText, measure

HAIR, HEAVY = 0.4, 0.9
BODY_CENTRE = 0.38  # The middle of a Han glyph lies this part of the type size above the baseline.
GREY = 0.35


class Ink:
    """A page of `width` × `height` mm. Positions are points from the lower left corner."""

    def __init__(self, file: PdfFile, width: float, height: float, shift: float = 0.0) -> None:
        self.file = file
        self.width, self.height, self.shift = width * MM, height * MM, shift * MM
        self.marks: list[str] = []
        self.under: list[str] = []
        self.texts: list[str] = []
        self.grey: list[str] = []
        self.hair: list[str] = []
        self.heavy: list[str] = []
        self.other: list[str] = []

    def text(self, x: float, y: float, text: str, role: Role, size: float, *, grey: bool = False) -> None:
        """Draw printable text with its baseline starting at (x, y)."""
        if text:
            (self.grey if grey else self.texts).append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {self.file.show(text, role, size)}")
            self.ticks(x, y, text, role, size)

    def coloured(self, x: float, y: float, text: str, role: Role, size: float, colour: str) -> None:
        """Draw printable text in a colour (`#rrggbb`)."""
        self.other.append(f"q {rgb(colour)} rg BT 1 0 0 1 {x:.2f} {y:.2f} Tm {self.file.show(text, role, size)} ET Q")

    def fill(self, left: float, bottom: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle behind everything else with a colour (`#rrggbb`)."""
        self.under.append(f"q {rgb(colour)} rg {left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f Q")

    def picture(self, left: float, bottom: float, width: float, height: float, data: bytes) -> None:
        """Draw a picture in the middle of a box, as large as it fits without being stretched."""
        name, wide, high = self.file.picture(data)
        scale = min(width / wide, height / high)
        wide_pt, high_pt = wide * scale, high * scale
        x, y = left + (width - wide_pt) / 2, bottom + (height - high_pt) / 2
        self.other.append(f"q {wide_pt:.2f} 0 0 {high_pt:.2f} {x:.2f} {y:.2f} cm /{name} Do Q")

    def behind(self, words: str) -> None:
        """Draw slanting words behind everything else."""
        if words:
            self.marks.append(f"/{self.file.watermark(words, self.width, self.height)} Do")

    def qr(self, text: str, left: float, bottom: float, size: float) -> None:
        """Draw the QR code of a text in a square of `size` points; it takes long, so only where the page is written."""
        if self.file.only is None or self.file.turned + 1 in self.file.only:
            self.other.append(qr.operators(text, left, bottom, size))

    def aligned(
        self, left: float, right: float, y: float, text: str, role: Role, size: float, align: Align = "center",
        *, grey: bool = False,
    ) -> None:  # fmt: skip
        """Draw one line of any text between two positions."""
        text = printable(text)
        room = right - left - measure(text, role, size)
        x = left + (room / 2 if align == "center" else room if align == "right" else 0)
        self.text(x, y, text, role, size, grey=grey)

    def ticks(self, x: float, y: float, text: str, role: Role, size: float) -> None:
        """Draw a tick over every ticked box of a text that starts at (x, y)."""
        at = text.find(TICKED)
        while at >= 0:
            self.other.append(tick(x + measure(text[:at], role, size), y, size))
            at = text.find(TICKED, at + 1)

    def across(self, left: float, right: float, y: float, *, heavy: bool = False) -> None:
        """Draw a horizontal rule."""
        (self.heavy if heavy else self.hair).append(f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l")

    def down(self, x: float, top: float, bottom: float, *, heavy: bool = False) -> None:
        """Draw a vertical rule."""
        (self.heavy if heavy else self.hair).append(f"{x:.2f} {top:.2f} m {x:.2f} {bottom:.2f} l")

    def count(self, x: float, y: float) -> None:
        """Draw the number of all pages, which is known only when the last one is written, from (x, y) rightwards."""
        self.other.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm /Count Do Q")

    def finish(self) -> None:
        """Write the page to the file."""
        parts = ["q", *self.marks]
        if self.shift:
            parts.append(f"1 0 0 1 {self.shift:.2f} 0 cm")
        parts += self.under
        if self.hair:
            parts += [f"{HAIR} w", *self.hair, "S"]
        if self.heavy:
            parts += [f"{HEAVY} w 2 J", *self.heavy, "S"]
        parts += self.other
        if self.texts:
            parts += ["BT", *self.texts, "ET"]
        if self.grey:
            parts += [f"{GREY} g BT", *self.grey, "ET"]
        parts.append("Q")
        self.file.add_page(self.width, self.height, "\n".join(parts).encode("ascii"))


def rgb(colour: str) -> str:
    """Return `#rrggbb` as three PDF numbers."""
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3g}" for i in (1, 3, 5))


def tick(x: float, y: float, size: float) -> str:
    """Return the strokes of a tick inside the empty box glyph drawn at (x, y)."""
    points = ((0.22, 0.38), (0.44, 0.14), (0.86, 0.80))
    path = " ".join(f"{x + px * size:.2f} {y + py * size:.2f} {'l' if i else 'm'}" for i, (px, py) in enumerate(points))
    return f"q {size * 0.11:.2f} w 1 J 1 j {path} S Q"


def baselines(text: SetText) -> list[float]:
    """Return the baseline of each line above (+) or below (-) the middle of the whole block, in points."""
    leading = text.size * LEADING
    top = len(text.lines) * leading / 2
    return [top - (i + 0.5) * leading - BODY_CENTRE * text.size for i in range(len(text.lines))]
