"""One backup file: data, key file, card and a signed manifest in a zip; read strictly, proved by opening it afresh.

    office.gdb, office.json, keys.json     as they lie in the office's folder
    manifest.json                          hashes, counts per table, heads of journal and log, program, number and day
    manifest.seal                          signature by the office's key (Ed25519), MAC under its backup key

Backups of programs before 0.2 have the first three only; they are still read.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec

import gridDesk
from gridDesk import vault
from gridDesk.desk import backup_end
from gridDesk.desk.office_folders import CARD_FILE, DATA_FILE
from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.store.backup import Figures, prove
from gridDesk.store.engine import connect
from gridDesk.text import now_iso

SUFFIX = ".gdbak"
KEY_FILE, MANIFEST, SEAL = "keys.json", "manifest.json", "manifest.seal"
OLD_MEMBERS = frozenset((DATA_FILE, CARD_FILE, KEY_FILE))
MEMBERS = OLD_MEMBERS | {MANIFEST, SEAL}
PINNED = ("upgrade", "restore")
STEP = 1024 * 1024
_LARGEST = {KEY_FILE: 256 * 1024, CARD_FILE: 64 * 1024, MANIFEST: 1024 * 1024, SEAL: 4096}
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError,
    OverflowError, IndexError, KeyError, struct.error, zlib.error, msgspec.MsgspecError,
)  # fmt: skip

Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Day = Annotated[int, msgspec.Meta(ge=1, le=date.max.toordinal())]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself; `n` counts the backups of an office, `day` is its place on their own calendar.

    `why`: time, exit, act (before an import, a package), hand, upgrade, restore, rekey, handover. Nothing personal.
    """

    format: Literal["griddesk-backup"] = "griddesk-backup"
    v: int = 1
    n: Natural
    day: Day
    at: Annotated[str, msgspec.Meta(max_length=40)]
    clock_ok: bool
    why: Annotated[str, msgspec.Meta(max_length=20)]
    program: Annotated[str, msgspec.Meta(max_length=40)]
    site: str
    replica: str
    db_uuid: str
    generation: Natural
    sha256: dict[str, Hex64]
    sizes: dict[str, Natural]
    mark: list[int]
    counts: dict[str, int]
    heads: dict[str, tuple[int, str]]
    audit: tuple[int, str]
    digests: dict[str, str]
    sign_key: bytes

    @property
    def figures(self) -> Figures:
        """Return what the data must hold."""
        return Figures(self.counts, self.heads, self.audit, self.digests)


def manifest_of(
    figures: Figures, keys: vault.Keys, *, site: str, replica: str, n: int, day: int, why: str,
    clock_ok: bool = True, mark: Sequence[int] = (),
) -> Manifest:  # fmt: skip
    """Return what a backup made now says of itself; the hashes of its members come when it is written."""
    return Manifest(
        n=n, day=day, at=now_iso(), clock_ok=clock_ok, why=why, program=gridDesk.__version__, site=site, replica=replica,
        db_uuid=keys.db_uuid, generation=keys.generation, sha256={}, sizes={}, mark=list(mark), counts=figures.counts,
        heads=figures.heads, audit=figures.audit, digests=figures.digests, sign_key=keys.site.sign_public,
    )  # fmt: skip


class Seal(msgspec.Struct, frozen=True):
    """Who vouches for the manifest: the office's signature, and a MAC that only a holder of its data key can make."""

    signature: bytes
    mac: Hex64


class BackupBroken(DeskError):
    """A backup that is not whole, or is not what its manifest says."""


def broken(path: Path) -> BackupBroken:
    """Return the error for a file that is not a whole backup."""
    return BackupBroken(f"“{path.name}”不是完整的备份文件，", advice="请换一份备份。")


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except DeskError:
        raise
    except _BROKEN as error:
        raise broken(path) from error


def write(part: Path, data: Path, folder: Path, manifest: Manifest, keys: vault.Keys) -> None:
    """Write a backup: stored, not deflated, since the data file is encrypted and does not shrink. Raises OSError."""
    key_file = vault.newest_bytes(folder)
    card = (folder / CARD_FILE).read_bytes()
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        digest, size = _put(archive, data)
        hashes = {DATA_FILE: digest, CARD_FILE: _sha256(card), KEY_FILE: _sha256(key_file)}
        sizes = {DATA_FILE: size, CARD_FILE: len(card), KEY_FILE: len(key_file)}
        said = msgspec.json.encode(msgspec.structs.replace(manifest, sha256=hashes, sizes=sizes))
        seal = Seal(keys.site.sign(_signed(said)), _mac(keys.backup_mac_key, said))
        for name, content in (
            (CARD_FILE, card), (KEY_FILE, key_file), (MANIFEST, said), (SEAL, msgspec.json.encode(seal)),
        ):  # fmt: skip
            archive.writestr(name, content)
        archive.comment = backup_end.ROOM
    backup_end.put(part)
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())


def _put(archive: zipfile.ZipFile, data: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with data.open("rb") as source, archive.open(DATA_FILE, "w", force_zip64=True) as member:
        while piece := source.read(STEP):
            digest.update(piece)
            size += len(piece)
            member.write(piece)
    return digest.hexdigest(), size


def read_manifest(path: Path) -> Manifest | None:
    """Return what a backup says of itself, unproved; None for one of an older program. Raises BackupBroken."""
    with _reading(path), zipfile.ZipFile(path) as archive:
        _check_members(archive, path)
        return _manifest(archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest | None:
    if MANIFEST not in archive.namelist():
        return None
    return msgspec.json.decode(archive.read(MANIFEST), type=Manifest)


def _check_members(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse anything but the members a backup has, each once, stored, and no larger than it may be."""
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(set(names)) != len(names) or frozenset(names) not in (MEMBERS, OLD_MEMBERS):
        raise broken(path)
    for info in infos:
        # Of stored members only: what is deflated could be a bomb, and none of ours ever was.
        whole = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
        small = info.file_size <= _LARGEST.get(info.filename, info.file_size)
        if not whole or not small or info.flag_bits & 1:
            raise broken(path)


def check_whole(path: Path) -> Manifest | None:
    """Read a backup from end to end against its own hashes, without any key. Raises BackupBroken."""
    with _reading(path), zipfile.ZipFile(path) as archive:
        _check_members(archive, path)
        manifest = _manifest(archive)
        if manifest is None:
            if archive.testzip() is not None:
                raise broken(path)
            return None
        _check_end(path)
        for name in OLD_MEMBERS:
            if _member_digest(archive, name) != manifest.sha256.get(name):
                raise broken(path)
        return manifest


def _check_end(path: Path) -> None:
    if not backup_end.holds(path):
        raise broken(path)


def _member_digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while piece := member.read(STEP):
            digest.update(piece)
    return digest.hexdigest()


def unpack(path: Path, scratch: Path) -> Manifest | None:
    """Unpack a whole backup as an office's folder, every hash compared; None for one of an older program.

    Raises BackupBroken.
    """
    with _reading(path), zipfile.ZipFile(path) as archive:
        _check_members(archive, path)
        manifest = _manifest(archive)
        if manifest is not None:
            _check_end(path)
        scratch.mkdir(parents=True)
        for name in (DATA_FILE, CARD_FILE):
            digest = _extract(archive, name, scratch / name)
            if manifest is not None and digest != manifest.sha256.get(name):
                raise broken(path)
        key_file = archive.read(KEY_FILE)
        if manifest is not None and _sha256(key_file) != manifest.sha256.get(KEY_FILE):
            raise broken(path)
        vault.write_copies(scratch, key_file)
        return manifest


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member, target.open("wb") as stream:
        while piece := member.read(STEP):
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest()


def key_file_of(path: Path) -> bytes:
    """Return the key file that a backup carries. Raises BackupBroken."""
    with _reading(path), zipfile.ZipFile(path) as archive:
        _check_members(archive, path)
        return archive.read(KEY_FILE)


def card_of(path: Path) -> bytes:
    """Return the card (`office.json`) that a backup carries. Raises BackupBroken."""
    with _reading(path), zipfile.ZipFile(path) as archive:
        _check_members(archive, path)
        return archive.read(CARD_FILE)


def check_seal(path: Path, keys: vault.Keys) -> None:
    """Compare signature and MAC of the manifest with an office's keys. Raises BackupBroken."""
    with _reading(path), zipfile.ZipFile(path) as archive:
        if MANIFEST not in archive.namelist():
            return
        said = archive.read(MANIFEST)
        seal = msgspec.json.decode(archive.read(SEAL), type=Seal)
    signed = vault.verify(keys.site.sign_public, seal.signature, _signed(said))
    mac_keys = [keys.backup_mac_key, *(former.backup_mac_key for former in keys.former)]
    if not signed or not any(hmac.compare_digest(seal.mac, _mac(key, said)) for key in mac_keys):
        raise BackupBroken(f"备份“{path.name}”的清单被改动过，", advice="请换一份备份，并查明这份文件的来历。")


def prove_afresh(path: Path, keys: vault.Keys, scratch: Path) -> None:
    """Prove a written backup from the file itself: seal, hashes, and its data opened afresh. Raises DeskError.

    `scratch` is a file that does not exist; the data lies there, encrypted, while it is looked at.
    """
    check_seal(path, keys)
    try:
        with _reading(path), zipfile.ZipFile(path) as archive:
            _check_members(archive, path)
            manifest = _manifest(archive)
            assert manifest is not None
            _check_end(path)
            if _extract(archive, DATA_FILE, scratch) != manifest.sha256[DATA_FILE]:
                raise broken(path)
            for name in (CARD_FILE, KEY_FILE):
                if _member_digest(archive, name) != manifest.sha256[name]:
                    raise broken(path)
        prove(scratch, bytes(keys.db_key), catalogue(), manifest.figures)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                scratch.with_name(scratch.name + suffix).unlink(missing_ok=True)


def glance(data: Path, keys: vault.Keys) -> None:
    """Open a data file by keys and read its first page; nothing is changed. Raises DeskError."""
    connect(data, bytes(keys.db_key), readonly=True).conn.close()


def _signed(said: bytes) -> bytes:
    return b"griddesk/backup/1\0" + said


def _mac(key: bytes | bytearray, said: bytes) -> str:
    return hmac.new(key, _signed(said), hashlib.sha256).hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
