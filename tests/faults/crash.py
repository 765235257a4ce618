"""What a power cut may leave on a disk: unsynced writes lost, out of order or torn.

The model is the harshest that POSIX allows: a write holds for certain only after a sync of its file, a name only after a
sync of its folder; before that each write is kept, dropped, or cut at a multiple of 512 bytes, each name likewise.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.faults.disk import Cut, Disk, Event, File, Folder, Name, Sync, Write, put, resize

SECTOR = 512


def leave(disk: Disk, upto: int, chance: random.Random | None) -> None:
    """Write to the disk's root what a power cut after `upto` events may leave; without `chance` the least that is sure."""
    events = disk.events[:upto]
    names = dict(disk.start)
    names = {number: dict(entries) for number, entries in names.items()}
    for change in _lasting(events, chance):
        for place, node in ((change.old, None), (change.new, change.node)):
            if place is not None:
                entries = names.setdefault(place[0].number, {})
                if node is None:
                    entries.pop(place[1], None)
                else:
                    entries[place[1]] = node
    _materialise(disk.root, disk.tree, names, _contents(events, chance))


def _lasting(events: Sequence[Event], chance: random.Random | None) -> list[Name]:
    """Return the changes of names that hold: those synced, and of the others all up to one, or any, or none."""
    synced: set[Folder] = set()
    sure: list[Name] = []
    loose: list[Name] = []
    for event in reversed(events):
        if isinstance(event, Sync) and isinstance(event.node, Folder):
            synced.add(event.node)
        elif isinstance(event, Name):
            (sure if event.folders() & synced else loose).append(event)
    loose.reverse()
    if chance is None:
        kept: set[int] = set()
    elif chance.random() < 0.7:  # a journalled file system keeps their order
        kept = {id(event) for event in loose[: chance.randint(0, len(loose))]}
    else:
        kept = {id(event) for event in loose if chance.random() < 0.5}
    lasting = {id(event) for event in sure} | kept
    return [event for event in events if isinstance(event, Name) and id(event) in lasting]


def _contents(events: Sequence[Event], chance: random.Random | None) -> dict[int, bytearray]:
    """Return what each file holds that was written to: all that was synced, and of the rest what chance leaves."""
    last: dict[int, int] = {}
    for place, event in enumerate(events):
        if isinstance(event, Sync) and isinstance(event.node, File):
            last[event.node.number] = place
    found: dict[int, bytearray] = {}
    for place, event in enumerate(events):
        if not isinstance(event, Write | Cut):
            continue
        data = found.setdefault(event.file.number, bytearray(event.file.start))
        if place < last.get(event.file.number, -1):
            _apply(data, event, None)
        elif chance is not None:
            _apply(data, event, chance)
    return found


def _apply(data: bytearray, event: Write | Cut, chance: random.Random | None) -> None:
    fate = chance.random() if chance is not None else 0.0
    if fate > 0.7:
        return
    if isinstance(event, Cut):
        resize(data, event.size)
    elif fate > 0.5 and chance is not None and len(event.data) > SECTOR:
        put(data, event.offset, event.data[: SECTOR * chance.randint(1, len(event.data) // SECTOR)])
    else:
        put(data, event.offset, event.data)


def _materialise(
    path: Path, folder: Folder, names: dict[int, dict[str, File | Folder]], contents: dict[int, bytearray]
) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    for name, node in names.get(folder.number, {}).items():
        if isinstance(node, Folder):
            _materialise(path / name, node, names, contents)
        elif not name.endswith("-shm"):  # shared memory of the moment: nobody reads it after a start
            (path / name).write_bytes(contents.get(node.number, node.start))
