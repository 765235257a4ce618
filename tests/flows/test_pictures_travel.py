"""Pictures in the exchange: sent once, again when a stick was lost, back to whoever lost them, gone with an erasure."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from gridDesk.desk import Desk, attachments, erasure, exchange, history, records, recovery, safety
from gridDesk.ledger import Catalogue, Edit, Field, catalogue, new_uid
from gridDesk.ledger.types import TYPES
from gridDesk.sync import body as bodies
from gridDesk.sync import package as sealed
from gridDesk.sync.body import Body, Content, pack, unpack
from tests.flows import paired_offices
from tests.flows.paired_offices import SITES, Offices
from tests.flows.test_recovery import rebuild

CORE = "ab" * 32


def photo(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def offices(tmp_path: Path):
    made = paired_offices.make(tmp_path)
    yield made
    made.close()


def event(desk: Desk, *colours: str) -> str:
    """Enter an event with pictures and return its uid."""
    uid = records.save(desk, "event", None, {"title": "井盖破损", "date": "2026-05-12"}).uid
    for colour in colours:
        attachments.add(desk, "event", uid, "pictures", photo(colour))
    return uid


def hashes(desk: Desk, uid: str) -> list[str]:
    return attachments.listed(desk.store.get("event", uid)["pictures"])


def carried(sender: Desk, receiver: Desk, path: Path) -> Body:
    """Return what lies in a package, as its addressee opens it."""
    cards = [exchange.read_card(exchange.write_card(sender, path.parent))]
    found = sealed.read(path, site=receiver.office.site, senders=cards)
    return sealed.open_package(found, receiver.keys.site)


def write(offices: Offices, sender: Desk, receiver: Desk) -> tuple[Path, set[str]]:
    """Write a package; return it and the hashes of the pictures in it."""
    path = exchange.write_package(sender, receiver.office.site, offices.stick).path
    return path, {name for name, _ in carried(sender, receiver, path).blobs()}


def test_a_photo_is_sent_once_and_seen_above(offices):
    one, street = offices.one, offices.street
    uid = event(one, "red", "green")
    path, first = write(offices, one, street)
    assert first == set(hashes(one, uid))
    exchange.apply_package(street, path)
    assert [attachments.data(street, name) for name in hashes(street, uid)] == [
        attachments.data(one, name) for name in hashes(one, uid)
    ]
    offices.down()
    attachments.add(one, "event", uid, "pictures_after", photo("blue"))
    _, second = write(offices, one, street)
    assert second == {attachments.listed(one.store.get("event", uid)["pictures_after"])[0]}
    offices.up()
    assert street.store.blobs.total()[0] == 3
    assert street.store.check() == one.store.check() == []


def test_a_lost_stick_costs_nothing_but_the_way(offices):
    uid = event(offices.one, "red")
    path, lost = write(offices, offices.one, offices.street)
    path.unlink()
    offices.down()
    path, again = write(offices, offices.one, offices.street)
    assert lost == again == set(hashes(offices.one, uid))
    exchange.apply_package(offices.street, path)
    assert not offices.street.store.blobs.missing(offices.one.office.site)


def test_a_whole_state_does_not_carry_what_is_there_already(offices):
    event(offices.one, "red")
    offices.up()
    offices.down()
    path = exchange.write_package(offices.one, offices.street.office.site, offices.stick, whole=True).path
    opened = carried(offices.one, offices.street, path)
    assert "event" in opened.ledgers()
    assert list(opened.blobs()) == []


def test_who_lost_pictures_asks_for_them_and_gets_them(offices):
    uid = event(offices.one, "red", "green")
    offices.up()
    offices.down()
    (lost, kept) = hashes(offices.street, uid)
    offices.street.store._db.conn.execute("DELETE FROM blob WHERE sha256 = ?", [lost])  # a disk, not a program
    offices.down()
    _, sent = write(offices, offices.one, offices.street)
    assert sent == {lost}
    offices.up()
    assert attachments.data(offices.street, lost) == attachments.data(offices.one, lost)
    offices.down()
    assert offices.one.store.blobs.there(offices.street.office.site) == {lost, kept}
    assert offices.one.store.blobs.wanted(offices.street.office.site) == set()


def test_pictures_removed_before_they_went_stay_here_and_undo_sends_them(offices):
    uid = event(offices.one, "red")
    removed = attachments.remove(offices.one, "event", uid, "pictures", hashes(offices.one, uid)[0])
    offices.up()
    assert offices.street.store.blobs.total() == (0, 0)
    offices.down()
    history.undo(offices.one, removed.txn)
    offices.up()
    assert attachments.first(offices.street, offices.street.store.get("event", uid)["pictures"]) != b""


def test_a_package_says_how_many_pictures_it_carries(offices, monkeypatch):
    event(offices.one, "red", "green", "blue")
    monkeypatch.setattr(bodies, "MOST_BLOBS", 2)
    written = exchange.write_package(offices.one, offices.street.office.site, offices.stick)
    assert "条变动、2 张照片（还有 1 张照片随后面的数据包发），发给齐陵街道。" in written.line
    assert "附照片 2 张。" in exchange.preview_package(offices.street, written.path).sentences
    assert exchange.apply_package(offices.street, written.path).lines[0].endswith("，附照片 2 张。")
    offices.down()
    assert "条变动、1 张照片，发给" in exchange.write_package(offices.one, SITES["street"], offices.stick).line
    offices.up()
    offices.down()
    assert "照片" not in exchange.write_package(offices.one, SITES["street"], offices.stick).line


def test_more_than_fits_into_one_package_follows_oldest_first(offices, monkeypatch):
    uid = event(offices.one, "red", "green", "blue")
    names = hashes(offices.one, uid)
    monkeypatch.setattr(bodies, "MOST_BLOBS", 2)
    assert write(offices, offices.one, offices.street)[1] == set(names[:2])
    offices.up()
    assert offices.street.store.blobs.missing(offices.one.office.site) == names[2:]
    offices.down()
    size = len(attachments.data(offices.one, names[2]))
    monkeypatch.setattr(bodies, "LARGEST_BLOBS", size)
    assert write(offices, offices.one, offices.street)[1] == {names[2]}
    offices.up()
    assert offices.in_step()
    assert offices.street.store.blobs.missing(offices.one.office.site) == []


def test_erasing_a_record_takes_its_pictures_in_every_office(offices):
    gone, stays = event(offices.one, "red", "green"), event(offices.one, "green")
    offices.up()
    offices.down()
    (red, green) = hashes(offices.one, gone)
    records.close_record(offices.one, "event", gone, reason_code="90", on="2026-06-01")
    erasure.erase(offices.one, "event", [gone], "保存期满，依规定清除")
    assert not offices.one.store.blobs.has(red)
    offices.up()
    assert not offices.street.store.blobs.has(red)
    for desk in (offices.one, offices.street):
        assert desk.store.blobs.has(green)
        assert hashes(desk, stays) == [green]
        assert desk.store.check() == []


def test_an_office_set_back_sends_its_pictures_again_rather_than_lose_one(offices, tmp_path):
    uid = event(offices.one, "red")
    backup = safety.backup(offices.one, tmp_path / "backups")
    offices.up()
    offices.down()
    assert write(offices, offices.one, offices.street)[1] == set()
    offices.one.close()
    offices.one = safety.restore(backup, offices.one.folder, paired_offices.PASSWORD)
    assert write(offices, offices.one, offices.street)[1] == set(hashes(offices.one, uid))
    offices.up()
    assert offices.street.store.blobs.total()[0] == 1


def test_a_dead_pc_gets_its_pictures_back_and_does_not_send_them_again(offices, monkeypatch, tmp_path):
    one, street, site = offices.one, offices.street, offices.one.office.site
    uid = event(one, "red", "green", "blue")
    names = hashes(one, uid)
    offices.up()
    fresh = offices.one = rebuild(one, street, offices.stick, tmp_path / "fresh")
    monkeypatch.setattr(bodies, "MOST_BLOBS", 2)
    written = recovery.write_mirror(street, site, offices.stick)
    exchange.apply_package(fresh, written.path)
    assert fresh.store.blobs.missing(site) == [names[0]]  # the newest two came first
    path, sent = write(offices, fresh, street)
    assert (sent, carried(fresh, street, path).manifest.wanted) == (set(), [names[0]])
    exchange.apply_package(street, path)
    path, given = write(offices, street, fresh)
    assert given == {names[0]}
    exchange.apply_package(fresh, path)
    assert fresh.store.blobs.missing(site) == []
    assert write(offices, fresh, street)[1] == set()


def test_what_nobody_names_or_is_no_picture_is_not_kept(offices):
    stray, uid = photo("white"), event(offices.street, "red")
    false = b"MZ this is a program"
    named = new_uid()
    values = {"title": "x", "date": "2026-05-12", "pictures": hashlib.sha256(false).hexdigest()}
    offices.street.write([Edit("event", named, "create", values)], "新增")
    brought = {hashlib.sha256(data).hexdigest(): data for data in (stray, false)}
    body = unpack(pack(Content(program="0", blobs=brought), CORE), CORE)
    before = offices.street.store.blobs.total()
    assert attachments.take(offices.street, offices.one.office.site, "p", body) == 0
    assert offices.street.store.blobs.total() == before
    assert len(hashes(offices.street, uid)) == 1


def test_pictures_sent_down_reach_their_addressee_only(tmp_path, monkeypatch):
    task = catalogue()["task"]
    shape = replace(task, fields=(*task.fields, Field(key="pictures", label="照片", type=TYPES["pictures"])))
    wider = Catalogue(catalogue().ledgers | {"task": shape}, catalogue().code_sets)
    monkeypatch.setattr(paired_offices, "catalogue", lambda: wider)
    offices = paired_offices.make(tmp_path)
    street, names = offices.street, {}
    for site, colour in ((SITES["one"], "red"), (SITES["two"], "green"), (None, "blue")):
        names[colour] = attachments.keep(street, shape["pictures"], None, photo(colour))
        values = {"addressee": site, "title": "整改", "pictures": names[colour]}
        street.write([Edit("task", new_uid(), "create", values)], "交办")
    assert write(offices, street, offices.one)[1] == {names["red"], names["blue"]}
    offices.down()
    offices.up()
    assert write(offices, street, offices.one)[1] == set()
    assert write(offices, street, offices.two)[1] == {names["green"], names["blue"]}
    assert not offices.one.store.blobs.missing(SITES["street"])
    assert attachments.data(offices.one, names["red"]) != b""
    offices.close()


def test_an_office_does_not_get_pictures_of_another_by_asking(offices):
    event(offices.two, "red")
    offices.up(offices.two)
    (name,) = offices.street.store.blobs.named(offices.two.office.site)
    body = unpack(pack(Content(program="0", wanted=[name]), CORE), CORE)
    attachments.take(offices.street, offices.one.office.site, "p", body)
    assert attachments.outgoing(offices.street, offices.one.office.site) == {}
    assert set(attachments.outgoing(offices.street, offices.two.office.site)) == set()
    attachments.take(offices.street, offices.two.office.site, "q", body)
    assert set(attachments.outgoing(offices.street, offices.two.office.site)) == {name}
