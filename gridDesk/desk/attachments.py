"""Pictures that belong to records (照片): checked and shrunk on entry, kept by their hash, sent once to each office.

A field of type `picture` or `pictures` names its pictures by SHA-256; the bytes lie beside the ledgers in the encrypted
file. In the exchange a package carries the pictures of what it says that the other office does not have yet; a receipt
for the package says that they are there, and what an office still lacks it asks for in its next package.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Edit, Field, Row
from gridDesk.ledger.types import picture_hashes
from gridDesk.text import CLOCK

if TYPE_CHECKING:
    from gridDesk.sync.body import Body

PORTRAIT = "portrait"
UNSAVED_DAYS = 7
_OLD_PHOTO = "picture.photo:"

# --- of a record ------------------------------------------------------------------------------------------------------


def listed(value: object) -> list[str]:
    """Return the hashes that a stored value of a picture field names, in its order."""
    return picture_hashes(value)


def data(desk: Desk, sha256: str) -> bytes:
    """Return a picture as PNG or JPEG, nothing when it has not come here yet."""
    return desk.store.blobs.get(sha256) or b""


def first(desk: Desk, value: object) -> bytes:
    """Return the first picture that a stored value names and that is here, nothing when there is none."""
    return next((found for name in listed(value) if (found := data(desk, name))), b"")


def keep(desk: Desk, item: Field, value: object, picture: bytes) -> str:
    """Check, shrink and keep a picture; return the value with it added. Raises DeskError with advice.

    A field of one picture takes it in place of the one before. Until the record is saved nothing names the picture.
    """
    from gridDesk.documents import apart

    known = listed(value) if item.pictures > 1 else []
    if len(known) >= item.pictures:
        raise DeskError(f"“{item.label}”最多放 {item.pictures} 张，", advice="请先移除不用的，再添加。")
    name = _put(desk, apart.clean_picture(picture))
    if name in known:
        raise DeskError("这张照片已经在里面了，", advice="没有重复添加。")
    return ",".join((*known, name))


def _put(desk: Desk, kept: bytes) -> str:
    return desk.store.blobs.put(kept, "png" if kept.startswith(b"\x89PNG") else "jpeg")


def read(path: Path) -> bytes:
    """Return the bytes of an image file, no more than may be taken; the file is only read. Raises DeskError."""
    from gridDesk.documents import photos

    try:
        with path.open("rb") as file:
            return file.read(photos.MOST_BYTES + 1)
    except OSError as error:
        raise DeskError(f"图片“{path.name}”打不开，", advice="请检查 U 盘是否还插着，或换一个文件。") from error


def without(value: object, sha256: str) -> str | None:
    """Return a stored value without one of its pictures."""
    return ",".join(name for name in listed(value) if name != sha256) or None


def add(desk: Desk, ledger: str, uid: str, key: str, picture: Path | bytes) -> Changes:
    """Add a picture to a field of a record and save it. Raises DeskError."""
    value, item = _row(desk, ledger, uid).get(key), desk.catalogue[ledger][key]
    new = keep(desk, item, value, read(picture) if isinstance(picture, Path) else picture)
    return _save(desk, ledger, uid, {key: new}, "添加")


def remove(desk: Desk, ledger: str, uid: str, key: str, sha256: str) -> Changes:
    """Take a picture out of a field of a record; undo brings it back. Raises DeskError."""
    return _save(desk, ledger, uid, {key: without(_row(desk, ledger, uid).get(key), sha256)}, "移除")


def _row(desk: Desk, ledger: str, uid: str) -> Row:
    row = desk.store.get(ledger, uid)
    if row is None:
        raise DeskError("这条记录已经不在，", advice="请刷新后再试。")
    return row


def _save(desk: Desk, ledger: str, uid: str, values: dict[str, object], what: str) -> Changes:
    return desk.write([Edit(ledger, uid, "update", values)], f"{desk.catalogue[ledger].label}{what}照片")


def tidy(desk: Desk) -> None:
    """Let pictures go that were chosen in a form a week ago and never saved."""
    before = (CLOCK.now() - timedelta(days=UNSAVED_DAYS)).isoformat(timespec="seconds")
    desk.store.blobs.delete_unreferenced(before)


def adopt_photos(desk: Desk) -> None:
    """Move photos of workers, once kept beside the ledgers, into the records of their workers."""
    found = {
        str(row["uid"]): old
        for row in desk.store.rows("worker", office=desk.office.site)
        if not row.get(PORTRAIT) and (old := _old_photo(desk, str(row["uid"])))
    }
    if found:
        edits = [Edit("worker", uid, "update", {PORTRAIT: _put(desk, old)}) for uid, old in found.items()]
        desk.write(edits, "网格员照片转入台账", program=True)
    for uid in found:
        desk.set_setting(f"{_OLD_PHOTO}{uid}", "")


def _old_photo(desk: Desk, uid: str) -> bytes:
    from gridDesk.desk import pictures

    return pictures.decoded(desk.setting(f"{_OLD_PHOTO}{uid}", ""))


# --- in the exchange --------------------------------------------------------------------------------------------------


def outgoing(desk: Desk, site: str) -> dict[str, bytes]:
    """Return the pictures that the next package to an office carries, by hash: the oldest first, as many as may go.

    These are the pictures of what we send it that it does not have, and those of its own records that it asked for.
    """
    blobs = desk.store.blobs
    asked = blobs.wanted(site)
    named = {*_sent_to(desk, site), *(name for name in blobs.named(site) if name in asked)}
    return _as_many_as_fit(desk, blobs.sizes(named - blobs.there(site)))


def of_mirror(desk: Desk, site: str) -> dict[str, bytes]:
    """Return the pictures that go back to an office with its own records: the newest first, as many as may go.

    What finds no room it asks for afterwards.
    """
    sizes = desk.store.blobs.sizes(desk.store.blobs.named(site))
    return _as_many_as_fit(desk, dict(reversed(sizes.items())))


def _as_many_as_fit(desk: Desk, sizes: dict[str, int]) -> dict[str, bytes]:
    from gridDesk.sync.body import LARGEST_BLOBS, MOST_BLOBS

    room, found = LARGEST_BLOBS, dict[str, bytes]()
    for name, size in sizes.items():
        if size > room or len(found) == MOST_BLOBS:
            break
        room -= size
        found[name] = data(desk, name)
    return found


def _sent_to(desk: Desk, site: str) -> list[str]:
    """Return the pictures that our own records name which travel to an office."""
    peer = desk.store.system.peers.get(site)
    up = peer is not None and peer.relation == "parent"
    ledgers = [key for key, ledger in desk.catalogue.ledgers.items() if (ledger.travel == "up") == up]
    return desk.store.blobs.named(desk.office.site, ledgers=ledgers, addressees=None if up else ["", site])


def sent_words(desk: Desk, site: str, carried: Collection[str]) -> str:
    """Return in words, to follow what else a package holds, how many pictures it carries and how many still wait."""
    waiting = {*_sent_to(desk, site)} - desk.store.blobs.there(site) - {*carried}
    left = len(desk.store.blobs.sizes(waiting))
    words = f"、{len(carried)} 张照片" if carried else ""
    return f"{words}（还有 {left:,} 张照片随后面的数据包发）" if left else words


def brought_words(body: Body) -> str:
    """Return in words, to follow what else a package brings, how many pictures it carries; nothing when none."""
    count = sum(1 for _ in body.blobs())
    return f"，附照片 {count:,} 张" if count else ""


def lacking(desk: Desk, site: str) -> list[str]:
    """Return the hashes to ask an office for: pictures of its records, and of ours that it has, that are not here."""
    from gridDesk.sync.body import MOST_WANTED

    blobs = desk.store.blobs
    named = list(dict.fromkeys((*blobs.named(site), *_sent_to(desk, site))))
    have = blobs.sizes(named)
    return [name for name in named if name not in have][:MOST_WANTED]


def note_sent(desk: Desk, site: str, package_id: str, hashes: Iterable[str]) -> None:
    """Note that a package to an office carries these pictures."""
    desk.store.blobs.note_sent(site, package_id, hashes)


def acknowledged(desk: Desk, site: str, package_id: str) -> None:
    """Note that an office took a package of ours, wholly or in part: its pictures are there. Any number of times."""
    desk.store.blobs.note_there(site, package_id)


def take(desk: Desk, site: str, package_id: str, body: Body) -> int:
    """Keep the pictures of a package, after its records and in their transaction; return how many were new.

    One that nothing here names is dropped, as is what is no picture of our kind. What the sender has, it is not sent;
    what it asks for, it is.
    """
    from gridDesk.documents import photos

    blobs = desk.store.blobs
    brought = dict(body.blobs())
    named = {*blobs.named(site), *blobs.named(desk.office.site)}
    named |= blobs.still_named(set(brought) - named)
    good = {name: picture for name, picture in brought.items() if name in named and photos.fits(picture)}
    have = blobs.sizes(good)
    new = [name for name in good if name not in have]  # the oldest first, as they were sent
    for name in new:
        _put(desk, good[name])
    blobs.note_sent(site, package_id, good)
    blobs.note_there(site, package_id)
    blobs.note_wanted(site, body.manifest.wanted)
    return len(new)
