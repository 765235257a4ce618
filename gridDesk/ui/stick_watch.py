"""Watching for sticks: which are in, what lies on them, and that one was taken out with our packages on it.

One watch serves the whole window of an office; it looks on a thread of its own, again and again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from gridDesk.desk import carrying, exchange, on_stick, outbox
from gridDesk.errors import DeskError
from gridDesk.ui import background, problem
from gridDesk.ui.alive import for_owner
from gridDesk.ui.words import size_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.carrying import StickView

POLL_MS = 2000


@dataclass(frozen=True)
class Place:
    """A stick or a chosen folder and what lies there; `free` bytes is None where it is not known, `trouble` a sentence."""

    path: Path
    label: str
    free: int | None
    stick: bool
    view: StickView | None = None
    trouble: str = ""

    @property
    def name(self) -> str:
        """Return the place as a clerk calls it."""
        return f"{'U 盘' if self.stick else '文件夹'} {self.label or self.path}"

    @property
    def words(self) -> str:
        """Return the place and how much room it has."""
        return f"{self.name}，还空 {size_words(self.free)}" if self.free is not None else self.name


@dataclass(frozen=True)
class _Scan:
    """A place and the mark by which a change there is known: of its files, or the sentence that it cannot be read."""

    place: Place
    mark: object


@dataclass
class _Known:
    """What was found in a place last time; `cache` spares reading the same files again while the stick stays in."""

    place: Place
    mark: object
    cache: dict[tuple[str, int, int], tuple[str, str]] = field(default_factory=dict)


class StickWatch(QObject):
    """Looks for sticks every two seconds while it is started.

    `changed` carries all places whenever anything about them changed, `arrived` a stick that just came in, `gone` the
    path of one that is out for good.
    """

    changed = Signal(list)
    arrived = Signal(object)
    gone = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.places: list[Place] = []
        self.folders: list[Path] = []
        self._known: dict[Path, _Known] = {}
        self._missing: dict[Path, Place] = {}
        self._looking = False
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def active(self) -> bool:
        """Tell whether it looks by itself."""
        return self._timer.isActive()

    def add_folder(self, folder: Path) -> None:
        """Treat a folder as if it were a stick from now on."""
        if folder not in self.folders:
            self.folders.append(folder)
        self.look()

    def again(self) -> None:
        """Look afresh at everything: something was written, taken in or paired."""
        for known in self._known.values():
            known.mark = None
        self.look()

    def look(self) -> None:
        """Look which sticks are in, and at what lies on those that changed; never twice at a time."""
        if self._looking:
            return
        self._looking = True
        folders = list(self.folders)
        background.look(
            None,
            lambda _desk, _progress: scan(folders),
            for_owner(self, self._scanned),
            for_owner(self, self._not_found),
        )

    def _scanned(self, scans: list[_Scan]) -> None:
        """Read what changed; the office is asked only then, since this happens every two seconds all day."""
        known = dict(self._known)
        if all(scan.place.path in known and known[scan.place.path].mark == scan.mark for scan in scans):
            self._found([known[scan.place.path] for scan in scans])
            return
        background.look(
            self.desk,
            lambda desk, _progress: [read(desk, scan, known.get(scan.place.path)) for scan in scans],
            for_owner(self, self._found),
            for_owner(self, self._not_found),
        )

    def _not_found(self, error: BaseException) -> None:
        # A stick pulled out while it was read is no news; the next look is two seconds away.
        self._looking = False
        problem.as_desk_error(error)

    def _found(self, found: list[_Known]) -> None:
        self._looking = False
        before, self._known = self._known, {one.place.path: one for one in found}
        came = [one.place for one in found if one.place.stick and one.place.path not in before]
        left = [one.place for path, one in before.items() if path not in self._known and one.place.stick]
        places = [one.place for one in found]
        if places != self.places:
            self.places = places
            self.changed.emit(places)
        for place in came:
            self._came(place)
        self._gone(left)

    def _came(self, place: Place) -> None:
        self._missing.pop(place.path, None)
        if place.view is not None and place.view.own_waiting:
            seen = {one.package_id: bool(one.whole) for one in place.view.own_waiting}
            background.run(self.desk, lambda desk, _progress: outbox.note_checked(desk, seen), None, _ignore)
        self.arrived.emit(place)

    def _gone(self, left: Iterable[Place]) -> None:
        """Take a stick for gone when it is missing twice in a row: one that only stumbled was handed to nobody."""
        sure, self._missing = self._missing, {place.path: place for place in left}
        for place in sure.values():
            whole = place.view.seen_whole if place.view is not None else []
            background.run(
                self.desk,
                lambda desk, _progress, place=place, whole=whole: outbox.stick_gone(desk, place.path, whole),
                None,
                _ignore,
            )
            self.gone.emit(place.path)


def _ignore(error: BaseException) -> None:
    problem.as_desk_error(error)


_watches: WeakKeyDictionary[object, StickWatch] = WeakKeyDictionary()


def watch_of(desk: Desk, owner: QObject) -> StickWatch:
    """Return the watch of an office's window; where there is none yet, `owner` gets one and starts it itself."""
    found = _watches.get(desk)
    if found is None or not isValid(found):
        found = _watches[desk] = StickWatch(desk, owner)
    return found


def scan(folders: Iterable[Path]) -> list[_Scan]:
    """Return the sticks that are in and the folders a clerk chose, and the mark by which a change is known."""
    places = [Place(stick.path, stick.label, stick.free, True) for stick in exchange.sticks()]
    paths = {place.path for place in places}
    places += [Place(folder, folder.name, None, False) for folder in folders if folder not in paths and folder.is_dir()]
    return [_Scan(place, _mark(place)) for place in places]


def _mark(place: Place) -> object:
    try:
        return on_stick.fingerprint(place.path)
    except DeskError as error:
        return f"{error.message}{error.advice}"


def read(desk: Desk, seen: _Scan, before: _Known | None) -> _Known:
    """Return what lies in a place, as it was known before where nothing changed."""
    if before is not None and before.mark == seen.mark:
        return before
    cache = before.cache if before is not None else {}
    place = seen.place
    if isinstance(seen.mark, str):
        return _Known(replace(place, trouble=seen.mark), seen.mark, cache)
    try:
        view = carrying.look(desk, place.path, cache)
    except DeskError as error:
        return _Known(replace(place, trouble=f"{error.message}{error.advice}"), None, cache)
    return _Known(replace(place, free=view.free if place.stick else None, view=view), seen.mark, cache)
