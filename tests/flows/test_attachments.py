"""Pictures of records: shrunk on entry, kept in the encrypted file, back by undo, gone when nothing names them."""

from __future__ import annotations

import base64
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from gridDesk.desk import Desk, attachments, batch, exports, history, open_office, records, tables
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.roster.template import columns_of
from gridDesk.roster.words import vocabulary
from gridDesk.text import CLOCK
from tests.flows.conftest import PASSWORD

GPS, ORIENTATION = 0x8825, 0x0112


def photo(colour: str = "red", size: tuple[int, int] = (2400, 1200), **exif: object) -> bytes:
    """Return a photo as a telephone takes it: large, lying on its side, with the place in it."""
    out, said = io.BytesIO(), Image.Exif()
    said[ORIENTATION] = 6
    said.get_ifd(GPS)[2] = (36.0, 48.0, 12.0)
    Image.effect_mandelbrot(size, (-3, -2.5, 2, 2.5), 100).convert("RGB").save(out, "JPEG", exif=said)
    if colour != "red":
        out = io.BytesIO()
        Image.new("RGB", size, colour).save(out, "JPEG", exif=said)
    return out.getvalue()


@pytest.fixture
def event(village: Desk) -> str:
    return records.save(village, "event", None, {"title": "井盖破损", "date": "2026-05-12"}).uid


def value(desk: Desk, uid: str, key: str = "pictures") -> object:
    return desk.store.get("event", uid)[key]


def test_a_photo_is_shrunk_turned_upright_and_loses_its_place(village: Desk, event: str, tmp_path: Path) -> None:
    path = tmp_path / "现场.jpg"
    path.write_bytes(photo())
    changes = attachments.add(village, "event", event, "pictures", path)
    (name,) = attachments.listed(value(village, event))
    kept = attachments.data(village, name)
    image = Image.open(io.BytesIO(kept))
    assert image.size == (800, 1600)
    assert len(kept) <= 400_000
    assert not image.getexif()
    assert b"Exif" not in kept
    assert (changes.label, path.read_bytes()) == ("事项添加照片", photo())
    assert village.catalogue["event"]["pictures"].show(value(village, event)) == "1 张"


def test_nine_fit_and_a_tenth_or_the_same_again_is_told(village: Desk, event: str) -> None:
    for shade in range(9):
        attachments.add(village, "event", event, "pictures", photo(f"#00{shade}000", (40, 40)))
    with pytest.raises(DeskError, match="最多放 9 张"):
        attachments.add(village, "event", event, "pictures", photo("white", (40, 40)))
    first = attachments.listed(value(village, event))[0]
    attachments.remove(village, "event", event, "pictures", first)
    assert first not in attachments.listed(value(village, event))
    with pytest.raises(DeskError, match="已经在里面"):
        attachments.add(village, "event", event, "pictures", photo("#008000", (40, 40)))


def test_what_is_no_picture_or_cannot_be_read_is_refused(village: Desk, event: str, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="不是 JPG 或 PNG"):
        attachments.add(village, "event", event, "pictures", b"%PDF-1.4")
    with pytest.raises(DeskError, match="打不开"):
        attachments.add(village, "event", event, "pictures", tmp_path / "没有.jpg")
    assert village.store.blobs.total() == (0, 0)


def test_undo_brings_a_removed_picture_back_and_history_counts_them(village: Desk, event: str) -> None:
    attachments.add(village, "event", event, "pictures", photo())
    (name,) = attachments.listed(value(village, event))
    removed = attachments.remove(village, "event", event, "pictures", name)
    assert value(village, event) is None
    attachments.tidy(village)
    history.undo(village, removed.txn)
    assert attachments.first(village, value(village, event)) == attachments.data(village, name) != b""
    lines = [(one.old, one.new) for one in history.record_history(village, "event", event) if one.field == "现场照片"]
    assert lines[:2] == [("", "1 张"), ("1 张", "")]


def test_a_picture_chosen_and_never_saved_goes_after_a_week(village: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item = village.catalogue["event"]["pictures"]
    attachments.keep(village, item, None, photo())
    attachments.tidy(village)
    assert village.store.blobs.total()[0] == 1
    later = datetime.fromisoformat("2030-01-01T08:00:00+08:00") + timedelta(days=8)
    monkeypatch.setattr(CLOCK, "source", lambda: later)
    attachments.tidy(village)
    assert village.store.blobs.total()[0] == 0


def test_a_portrait_is_one_picture_that_takes_the_place_of_the_one_before(village: Desk) -> None:
    uid = records.save(village, "worker", None, {"name": "王建国"}).uid
    for colour in ("navy", "green"):
        attachments.add(village, "worker", uid, "portrait", photo(colour, (60, 80)))
    assert len(attachments.listed(village.store.get("worker", uid)["portrait"])) == 1


def test_photos_kept_beside_the_ledgers_move_to_their_workers_once(village: Desk) -> None:
    uid = records.save(village, "worker", None, {"name": "王建国"}).uid
    old = photo("navy", (60, 80))
    village.set_setting(f"picture.photo:{uid}", base64.b64encode(old).decode())
    folder = village.folder
    village.close()
    for _ in range(2):
        with_photo = open_office(folder, PASSWORD)
        assert attachments.first(with_photo, with_photo.store.get("worker", uid)["portrait"]) == old
        assert with_photo.setting(f"picture.photo:{uid}") == ""
        with_photo.close()


def test_pictures_are_counted_on_screen_and_stay_out_of_sheets_batches_and_search(village: Desk, event: str) -> None:
    attachments.add(village, "event", event, "pictures", photo("navy", (60, 80)))
    (name,) = attachments.listed(value(village, event))
    shown = tables.ledger_table(village, "event", columns=("title", "pictures"))
    assert shown.texts(0)[-1] == "1 张"
    assert not next(column for column in shown.columns if column.key == "pictures").editable
    exported = {one.reference for one in exports.columns(village, View(name="", table="event"))}
    assert not exported & {"event.pictures", "event.pictures_after"}
    assert not {item.key for item in batch.editable_fields(village, "event")} & {"pictures", "pictures_after"}
    assert "event.pictures" not in {reference for reference, _ in vocabulary("event", village.catalogue).values()}
    assert not any("pictures" in reference for reference in columns_of("event", village.catalogue))
    assert village.store.find(name[:12]) == []
    assert name not in str(history.record_history(village, "event", event))
