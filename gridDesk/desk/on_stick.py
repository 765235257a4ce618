"""What lies on a stick: which packages are for this office, which are its own, and which are no use, told by name.

Nothing is decrypted and nothing is believed here. Whatever is for this office and not taken in yet is read once as a
whole, so that a damaged copy is told before anybody counts on it.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from gridDesk.desk.office import Desk
from gridDesk.desk.outbox import ON_THE_WAY, key_of
from gridDesk.desk.sending import RETIRED, card_of, former_keys, stopped
from gridDesk.errors import DeskError
from gridDesk.store.system import PackageRecord, Peer
from gridDesk.sync import package as sealed
from gridDesk.sync import stick
from gridDesk.sync.device import Device, system_device
from gridDesk.sync.errors import PackageError, UnknownSender
from gridDesk.sync.pairing import own_card
from gridDesk.sync.peek import Peek, peek

What = Literal["new", "held", "again", "older", "copy", "own", "other", "damaged", "newer", "stranger", "refused"]
TAKEN_IN: tuple[What, ...] = ("new", "held")
BROKEN: tuple[What, ...] = ("damaged", "newer", "stranger", "refused")
_WORDS: dict[What, str] = {
    "new": "新的", "held": "在等前面的包", "again": "收过了", "older": "内容已收过", "copy": "同一个包的拷贝", "own": "本单位写出的", "other": "给别的单位的",
    "damaged": "坏了", "newer": "要先升级", "stranger": "没有配对", "refused": "不能收",
}  # fmt: skip
_REFUSED: dict[str, What] = {
    "needs_newer": "newer", "unknown_sender": "stranger", "forged": "refused", "sender_key_changed": "refused",
    "former_keys": "refused",
}  # fmt: skip

Cache = MutableMapping[tuple[str, int, int], "tuple[str, str]"]


@dataclass(frozen=True, slots=True)
class Found:
    """One package file. `site` and `name` are the other office's: who sent it, or for whom it is when it is our own.

    `why` is a sentence where it cannot simply be taken in. `whole` and `waiting` are told of our own only: whether the
    copy still is what was written, and whether its receipt is still out.
    """

    path: Path
    what: What
    site: str = ""
    name: str = ""
    n: int = 0
    kind: str = ""
    created: str = ""
    package_id: str = ""
    why: str = ""
    whole: bool | None = None
    waiting: bool = False

    @property
    def word(self) -> str:
        """Return what it is, in a word or two."""
        return _WORDS[self.what]

    @property
    def title(self) -> str:
        """Return which package it is: whose and which number, or the file's name where that is not known."""
        shown = printable(self.path.name)
        return f"{self.name} 第 {self.n} 号" if self.name and self.n else shown


@dataclass(frozen=True, slots=True)
class StickView:
    """A stick or folder that was looked at. `free` in bytes, None where the system does not say."""

    folder: Path
    free: int | None = None
    found: tuple[Found, ...] = ()
    parts: tuple[Path, ...] = ()
    unreadable: tuple[str, ...] = ()
    cut: bool = False

    def of(self, *whats: What) -> list[Found]:
        """Return the packages of these kinds."""
        return [one for one in self.found if one.what in whats]

    @property
    def incoming(self) -> list[Found]:
        """Return what is to be taken in, each office's packages in the order in which they were made."""
        return self.of(*TAKEN_IN)

    @property
    def own_waiting(self) -> list[Found]:
        """Return our own packages on it that nobody has answered yet."""
        return [one for one in self.found if one.what == "own" and one.waiting]

    @property
    def damaged_own(self) -> list[Found]:
        """Return our own packages on it that are no longer what was written."""
        return [one for one in self.own_waiting if one.whole is False]

    @property
    def seen_whole(self) -> list[str]:
        """Return the ids of our own packages that wait and are whole on it."""
        return [one.package_id for one in self.own_waiting if one.whole]

    @property
    def sites(self) -> list[str]:
        """Return the paired offices this stick travels between us and."""
        return list(dict.fromkeys(one.site for one in self.found if one.site and one.what not in ("other", "stranger")))


def printable(name: str) -> str:
    """Return a file name fit to be shown: what is no text in it, and what would break the line, as `?`."""
    return "".join(char if char.isprintable() and not 0xD800 <= ord(char) < 0xE000 else "?" for char in name)


def look(desk: Desk, folder: Path, cache: Cache | None = None, device: Device | None = None) -> StickView:
    """Return what lies on a stick or in a folder. `cache` saves reading again what did not change. Raises StickError."""
    device = device or system_device()
    files = stick.listing(folder)
    judge = _Judge(desk, {} if cache is None else cache, device)
    found = sorted((judge.judge(path) for path in files.files), key=_order)
    return StickView(
        folder, _free(device, folder), _without_copies(one for one, _ in found), tuple(stick.leftovers(folder, device)),
        tuple(printable(path.name) for path in files.unreadable), files.cut,
    )  # fmt: skip


def _without_copies(found: Iterable[Found]) -> tuple[Found, ...]:
    """Name the second and further copies of a package as such; only one is taken in."""
    seen: set[str] = set()
    told = []
    for one in found:
        twice = one.what in TAKEN_IN and one.package_id in seen
        told.append(replace(one, what="copy") if twice else one)
        seen.add(one.package_id)
    return tuple(told)


def fingerprint(folder: Path) -> tuple[object, ...]:
    """Return what changes as soon as the packages in a folder do: their names, lengths and times. Raises StickError."""
    files = [*stick.listing(folder).files, *stick.leftovers(folder)]
    return tuple((str(path), *(_length_and_time(path) or ())) for path in files)


def _length_and_time(path: Path) -> tuple[int, int] | None:
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_size, known.st_mtime_ns


def _order(judged: tuple[Found, Peek | None]) -> tuple[int, str, tuple[int, str, int, str, str]]:
    found, seen = judged
    urgent = (*TAKEN_IN, *BROKEN, "own", "again", "older", "copy", "other").index(found.what)
    rank = 0 if found.what in TAKEN_IN else urgent
    return rank, found.name + found.site, seen.order if seen else (0, "", 0, "", found.path.name)


def _free(device: Device, folder: Path) -> int | None:
    try:
        return device.free(folder)
    except OSError:
        return None


class _Judge:
    """Says of one file after the other what it is to this office."""

    def __init__(self, desk: Desk, cache: Cache, device: Device) -> None:
        self.desk, self.cache, self.device = desk, cache, device
        self.site, self.log = desk.office.site, desk.store.system.packages
        self.known: dict[str, Peer] = {peer.site: peer for peer in desk.store.system.peers.list()}
        self.peers = {site: peer for site, peer in self.known.items() if peer.state != RETIRED}
        self.cards = [card_of(peer) for peer in self.peers.values()]
        self.former = former_keys(desk)

    def judge(self, path: Path) -> tuple[Found, Peek | None]:
        """Return what a file is; one that cannot be read is damaged, whatever the reason."""
        try:
            seen = peek(path)
        except PackageError as error:
            return Found(path, "damaged", why=_sentence(error)), None
        return self._judge(seen), seen

    def _judge(self, seen: Peek) -> Found:
        found = Found(
            seen.path, "other", seen.sender, self._name(seen.sender), seen.n, seen.kind, seen.created, seen.package_id
        )
        if seen.sender == self.site:
            return self._own(seen, replace(found, what="own", site=seen.addressee, name=self._name(seen.addressee)))
        if seen.addressee != self.site:
            return replace(found, name=self._name(seen.addressee), site=seen.addressee)
        if seen.sender not in self.peers:
            known = self.known.get(seen.sender)
            return replace(found, what="stranger", why=_sentence(stopped(known) if known else UnknownSender()))
        return self._for_us(seen, found)

    def _name(self, site: str) -> str:
        peer = self.known.get(site)
        return peer.name if peer else ""

    def _for_us(self, seen: Peek, found: Found) -> Found:
        record = self.log.get(seen.package_id, "in")
        if record is not None and record.state in ("applied", "partial"):
            return replace(found, what="again")
        if any(one.n > seen.n and one.outcome.get("replica") == seen.replica for one in self._taken(seen.sender)):
            return replace(found, what="older")
        code, why = self._checked(seen)
        if code:
            return replace(found, what=_REFUSED.get(code, "damaged"), why=why)
        return replace(found, what="held" if record is not None and record.state == "held" else "new")

    def _taken(self, site: str) -> Iterable[PackageRecord]:
        return self.log.last(10, direction="in", peer=site, state="applied")

    def _checked(self, seen: Peek) -> tuple[str, str]:
        """Return why a package for us cannot be read, as code and sentence; two blanks when it is whole and genuine."""
        key = self._key(seen.path)
        if key is None or key not in self.cache:
            result = ("", "")
            try:
                sealed.read(seen.path, site=self.site, senders=self.cards, former=self.former)
            except PackageError as error:
                result = (error.code, _sentence(error))
            if key is None:
                return result
            self.cache[key] = result
        return self.cache[key]

    def _own(self, seen: Peek, found: Found) -> Found:
        """Read a package of ours back from the stick, past the memory, where somebody still waits for it."""
        record = self.log.get(seen.package_id, "out")
        if record is None or key_of(record) not in (*ON_THE_WAY, "made"):
            return found
        return replace(found, waiting=True, whole=self._is_whole(seen, record.sha256))

    def _is_whole(self, seen: Peek, sha256: str) -> bool:
        key = self._key(seen.path)
        if key is None or key not in self.cache:
            card = own_card(self.desk.office, self.desk.keys.site)
            try:
                data = b"".join(self.device.pieces(seen.path))
                whole = sealed.read(data, site=seen.addressee, senders=[card]).sha256 == sha256
            except (OSError, PackageError):
                whole = False
            if key is None:
                return whole
            self.cache[key] = ("" if whole else "copy_damaged", "")
        return not self.cache[key][0]

    def _key(self, path: Path) -> tuple[str, int, int] | None:
        known = _length_and_time(path)
        return (str(path), *known) if known is not None else None


def _sentence(error: DeskError) -> str:
    return "".join(part for part in (error.message, error.advice) if part)
