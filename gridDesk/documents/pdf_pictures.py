"""Pictures in a PDF: PNG and JPEG as image objects, each once a document."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass

from PIL import Image

_MOST_PIXELS = 40_000_000  # A sheet at 300 dpi has 9 million; more is an accident or an attack.


@dataclass(frozen=True)
class Raster:
    """A picture ready for a PDF: size in pixels, the stream's entries and data, and its transparency if it has any."""

    width: int
    height: int
    entries: bytes
    data: bytes
    alpha: bytes = b""


def raster(picture: bytes) -> Raster:
    """Return a PNG or JPEG as an image stream; a JPEG in grey or RGB goes in as it is. Raises ValueError for others."""
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise ValueError("picture too large")
            if found.format == "JPEG" and found.mode in ("RGB", "L"):
                space = b"/DeviceRGB" if found.mode == "RGB" else b"/DeviceGray"
                return Raster(found.width, found.height, b"/ColorSpace%b/Filter/DCTDecode" % space, picture)
            alpha = (
                found.convert("RGBA").getchannel("A")
                if "A" in found.getbands() or "transparency" in found.info
                else None
            )
            return _packed(found.convert("RGB"), alpha)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture that can be printed") from error


def _packed(image: Image.Image, alpha: Image.Image | None) -> Raster:
    data = zlib.compress(image.tobytes(), 6)
    mask = zlib.compress(alpha.tobytes(), 6) if alpha else b""
    return Raster(image.width, image.height, b"/ColorSpace/DeviceRGB/Filter/FlateDecode", data, mask)


def size_of(picture: bytes) -> tuple[int, int]:
    """Return a picture's width and height in pixels. Raises ValueError when it cannot be printed."""
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as found:
            return found.size
    except (OSError, SyntaxError) as error:
        raise ValueError("not a picture that can be printed") from error
