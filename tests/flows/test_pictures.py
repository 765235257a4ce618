"""Pictures of an office: kept in its encrypted file, found by name, a grid's own before the village's."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from gridDesk.desk import Desk, pictures
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError

GRID = "b" * 32


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(out, "PNG")
    return out.getvalue()


def colour(data: bytes) -> tuple[int, ...]:
    return Image.open(io.BytesIO(data)).convert("RGB").getpixel((30, 40))


def test_picture_is_put_replaced_and_removed(village: Desk) -> None:
    name = f"map:{GRID}"
    assert pictures.get(village, name) == b""
    pictures.put(village, name, picture("red"))
    pictures.put(village, name, picture("blue"))
    assert colour(pictures.get(village, name)) == (0, 0, 255)
    pictures.remove(village, name)
    assert (pictures.get(village, name), pictures.has(village, name)) == (b"", False)


def test_grid_without_a_sketch_shows_that_of_the_village(village: Desk) -> None:
    pictures.put(village, "map:", picture("red"))
    assert colour(pictures.nearest(village, "map", GRID)) == (255, 0, 0)
    pictures.put(village, f"map:{GRID}", picture("blue"))
    assert colour(pictures.nearest(village, "map", GRID)) == (0, 0, 255)


def test_picture_lies_only_inside_the_encrypted_file(village: Desk) -> None:
    kept = pictures.put(village, "map:", picture("red"))
    for path in village.folder.rglob("*"):
        if path.is_file():
            assert kept[:40] not in path.read_bytes()
    assert (village.folder / DATA_FILE).exists()


def test_file_that_is_no_picture_leaves_the_old_one(village: Desk, tmp_path: Path) -> None:
    pictures.put(village, "map:", picture("red"))
    bad = tmp_path / "扫描件.jpg"
    bad.write_bytes(b"%PDF-1.4")
    with pytest.raises(DeskError):
        pictures.put_file(village, "map:", bad)
    with pytest.raises(DeskError, match="打不开"):
        pictures.put_file(village, "map:", tmp_path / "没有.jpg")
    assert colour(pictures.get(village, "map:")) == (255, 0, 0)


def test_only_the_agreed_names_are_taken(village: Desk) -> None:
    for name in (f"photo:{GRID}", "map:x", "other:", f"map:{GRID}x", "sealed_on"):
        with pytest.raises(ValueError, match="name of a picture"):
            pictures.get(village, name)


def test_records_that_can_have_a_picture_say_which() -> None:
    names = {one.name for ledger in ("worker", "grid", "person") for one in pictures.wanted(ledger, GRID)}
    assert names == {f"map:{GRID}", f"group_qr:{GRID}"}
    assert {one.name for one in pictures.office_wanted()} == {"map:", "group_qr:"}
