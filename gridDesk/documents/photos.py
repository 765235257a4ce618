"""A picture an office gives (photo, sketch, QR code), made fit for paper: checked, upright, small, without metadata.

A photo from a telephone tells where and when it was taken and by which device; only its pixels are kept.
"""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps

from gridDesk.errors import DeskError

MOST_BYTES = 20_000_000  # of the file that is given
MOST_PIXELS = 40_000_000  # to decode; more is a bomb or a poster. A telephone's largest photo is decoded smaller
_BAND = 256  # rows that are made small at a time: a copy of the whole picture would double what it takes
LONGEST_SIDE = 1600
KEPT_BYTES = 400_000
_QUALITIES = (88, 80, 70, 60, 50)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)
_FEW_COLOURS = 4096  # a sketch or a code rather than a photo: kept sharp


def clean(data: bytes) -> bytes:
    """Return a PNG or JPEG picture as one of at most 1600 pixels a side and 400 KB. Raises DeskError with advice."""
    if len(data) > MOST_BYTES:
        raise DeskError("这个图片文件太大，", advice="请换一张 20 MB 以内的照片或图片。")
    _check_kind(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _packed(_read(data))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise DeskError("这个图片文件已经损坏，读不出来，", advice="请重新拍照或重新保存后再选。") from error


def size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels of a picture that was cleaned."""
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        return image.size


def fits(data: bytes) -> bool:
    """Tell by its header alone whether a picture that came from elsewhere is one that `clean` could have made."""
    try:
        return len(data) <= KEPT_BYTES * 2 and max(size(data)) <= LONGEST_SIDE
    except (*_BROKEN, Image.DecompressionBombError):
        return False


def _check_kind(data: bytes) -> None:
    """Refuse everything but PNG and JPEG by how the file begins, whatever it is called."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" or data[:3] == b"\xff\xd8\xff":
        return
    if data[4:8] == b"ftyp":
        raise DeskError(
            "这是苹果手机的 HEIC 照片，", advice="请在手机上用“兼容性最佳”格式重拍，或用微信发到电脑后再选。"
        )
    raise DeskError(
        "这不是 JPG 或 PNG 图片，", advice="请选照片（.jpg）或截图（.png）；Word、PDF 里的图请先另存为图片。"
    )


def _read(data: bytes) -> Image.Image:
    """Return the pixels, upright, without transparency, no larger than needed."""
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        scale = LONGEST_SIDE / max(image.size)
        whole = image.width * image.height
        image.draft("RGB", (round(image.width * scale), round(image.height * scale)))  # a JPEG is decoded small at once
        # A progressive JPEG is kept in memory whole, however small it is decoded.
        if image.width * image.height > MOST_PIXELS or (image.info.get("progressive") and whole > MOST_PIXELS):
            raise _too_many_pixels()
        image.load()
        exif = image.getexif()
        upright = ImageOps.exif_transpose(_reduced(image, exif))
        plain = _opaque(upright)
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return plain


def _reduced(image: Image.Image, exif: Image.Exif) -> Image.Image:
    """Return a large picture shrunk by a whole factor, band by band, its turn kept; a small one as it is."""
    factor = max(image.size) // LONGEST_SIDE
    if factor < 2 or image.mode not in ("1", "L", "LA", "RGB", "RGBA", "P", "CMYK"):
        return image
    step = _BAND - _BAND % factor
    bands = [_opaque(image.crop((0, top, image.width, min(top + step, image.height)))).reduce(factor)
             for top in range(0, image.height, step)]  # fmt: skip
    small = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        small.paste(band, (0, top))
        top += band.height
    small.info["exif"] = exif.tobytes()
    return small


def _too_many_pixels() -> DeskError:
    return DeskError("这张图片的像素太多，", advice="请先用看图软件缩小，或截取需要的一块再选。")


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture as grey or RGB on white paper."""
    if image.mode.startswith("I"):  # 16-bit grey of a scanner
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _packed(image: Image.Image) -> bytes:
    """Write the pixels, and nothing else, as PNG where that is small (sketch, code), else as JPEG."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    if bare.getcolors(_FEW_COLOURS) is not None:
        png = _saved(bare, "PNG", optimize=True)
        if len(png) <= KEPT_BYTES:
            return png
    while True:
        for quality in _QUALITIES:
            jpeg = _saved(bare, "JPEG", quality=quality, optimize=True)
            if len(jpeg) <= KEPT_BYTES:
                return jpeg
        bare = bare.resize((max(1, bare.width * 3 // 4), max(1, bare.height * 3 // 4)), Image.Resampling.LANCZOS)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
