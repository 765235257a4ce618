"""Pictures are made fit for paper: small, upright, without a word on where they were taken."""

from __future__ import annotations

import io
import random
import zlib

import pytest
from PIL import Image, PngImagePlugin

from gridDesk.documents import photos
from gridDesk.errors import DeskError

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, **options)
    return out.getvalue()


def png(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_photo_loses_where_when_and_by_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[MAKE] = "某牌手机"
    exif.get_ifd(GPS)[2] = (36.0, 48.0, 12.0)
    image = noise(200, 120)
    kept = photos.clean(jpeg(image, exif=exif, comment=b"taken at home"))
    found = opened(kept)
    assert len(found.getexif()) == 0
    assert not set(found.info) & {"exif", "comment", "icc_profile", "xmp", "photoshop"}
    assert b"Exif" not in kept
    assert b"taken" not in kept


def test_text_inside_a_png_is_not_kept() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "somebody")
    words.add_itxt("XML:com.adobe.xmp", "<gps/>")
    kept = photos.clean(png(Image.new("RGB", (50, 50), "red"), pnginfo=words))
    assert b"somebody" not in kept
    assert b"gps" not in kept


def test_photo_taken_sideways_stands_upright() -> None:
    image = Image.new("RGB", (300, 100), "white")
    image.paste("black", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    kept = opened(photos.clean(jpeg(image, exif=exif)))
    assert kept.size == (100, 300)
    assert sum(kept.convert("RGB").getpixel((50, 20))) < 60


def test_large_photo_becomes_small_in_pixels_and_bytes() -> None:
    kept = photos.clean(jpeg(noise(3000, 2000)))
    assert len(kept) <= photos.KEPT_BYTES
    assert max(photos.size(kept)) <= photos.LONGEST_SIDE


def test_code_stays_sharp_png_and_its_clear_ground_becomes_white() -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (100, 100, 300, 300))
    kept = photos.clean(png(image))
    assert kept.startswith(b"\x89PNG")
    assert opened(kept).convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    assert opened(kept).convert("RGB").getpixel((200, 200)) == (0, 0, 0)


def test_scan_in_sixteen_bit_grey_keeps_its_shades() -> None:
    kept = opened(photos.clean(png(Image.new("I;16", (20, 20), 32768)))).convert("L")
    assert 120 <= kept.getpixel((10, 10)) <= 136


def test_photo_of_a_hundred_megapixels_is_decoded_small() -> None:
    kept = photos.clean(jpeg(Image.new("L", (12_000, 9_000), 200)))
    assert photos.size(kept) == (1600, 1200)


def test_picture_that_unpacks_to_a_giant_is_refused() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    with pytest.raises(DeskError, match="像素太多"):
        photos.clean(bomb)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GIF89a" + b"\0" * 50, "JPG 或 PNG"),
        (b"%PDF-1.7", "JPG 或 PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPG 或 PNG"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "损坏"),
        (b"", "JPG 或 PNG"),
    ],
)
def test_what_is_not_a_whole_picture_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        photos.clean(data)


def test_photo_cut_off_in_copying_is_refused() -> None:
    whole = jpeg(noise(400, 300))
    with pytest.raises(DeskError, match="损坏"):
        photos.clean(whole[: len(whole) // 2])


def test_file_larger_than_any_photo_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_BYTES", 1000)
    with pytest.raises(DeskError, match="太大"):
        photos.clean(jpeg(noise(100, 100)))
