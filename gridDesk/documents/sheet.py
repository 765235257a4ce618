"""A sheet of paper: its size, its margins, and the sizes of type on it. Lengths are millimetres, type sizes points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]
Edge = Literal["left", "top"]
Size = Literal["A4", "A3", "A2"]

SIZES: dict[str, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "A2": (420.0, 594.0)}

# Chinese type sizes in points.
SMALL_TWO, SMALL_FOUR, FIVE, SMALL_FIVE, SIX = 18.0, 12.0, 10.5, 9.0, 7.5


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of paper: size, direction, the edge it is bound at, margins in mm.

    `mirror` is for duplex books bound at the left: even pages have the binding edge at the right.
    """

    size: Size = "A4"
    landscape: bool = False
    binding: Edge = "left"
    gutter: float = 25.0
    margin: float = 15.0
    top_margin: float = 18.0
    mirror: bool = False

    @property
    def width(self) -> float:
        """Return the width in mm as the sheet is read."""
        return SIZES[self.size][1 if self.landscape else 0]

    @property
    def height(self) -> float:
        """Return the height in mm as the sheet is read."""
        return SIZES[self.size][0 if self.landscape else 1]

    @property
    def left(self) -> float:
        """Return the left margin of an odd page in mm."""
        return self.gutter if self.binding == "left" else self.margin

    @property
    def top(self) -> float:
        """Return the top margin in mm."""
        return self.gutter if self.binding == "top" else self.top_margin

    @property
    def room(self) -> float:
        """Return the width between the margins in mm."""
        return self.width - self.left - self.margin

    def shift(self, number: int) -> float:
        """Return by how many mm the content of page `number` moves to the right for the binding edge."""
        return self.margin - self.left if self.mirror and self.binding == "left" and number % 2 == 0 else 0.0
