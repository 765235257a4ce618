"""A disk followed through the record of one run: its files and folders by identity, and everything that happened to them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.tracing import ACKNOWLEDGED, Call, paths_of, unhex

_FD = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})+)>")
_NUMBER = itertools.count()


@dataclass(eq=False)
class File:
    """A file by identity, whatever it is called; `data` is what the running program sees."""

    start: bytes = b""
    data: bytearray = field(default_factory=bytearray)
    number: int = field(default_factory=lambda: next(_NUMBER))


@dataclass(eq=False)
class Folder:
    """A folder by identity; `names` is what the running program sees."""

    names: dict[str, File | Folder] = field(default_factory=dict)
    number: int = field(default_factory=lambda: next(_NUMBER))


@dataclass(frozen=True)
class Write:
    """Bytes put into a file at an offset."""

    file: File
    offset: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """A file made shorter or longer."""

    file: File
    size: int


@dataclass(frozen=True)
class Name:
    """A change of names: `new` (in folder, name) now stands for `node`, and `old` for nothing; either may be absent."""

    node: File | Folder
    old: tuple[Folder, str] | None
    new: tuple[Folder, str] | None

    def folders(self) -> set[Folder]:
        """Return the folders whose sync makes this last."""
        return {place[0] for place in (self.old, self.new) if place}


@dataclass(frozen=True)
class Sync:
    """Everything of a file, or the names of a folder, is on the disk now."""

    node: File | Folder


class Told:
    """The moment when the operation said that it is done."""


Event = Write | Cut | Name | Sync | Told


class Disk:
    """Follows the calls of one run from a folder's image: the events, and the tree they start from."""

    def __init__(self, image: Path, root: Path) -> None:
        self.root = root
        self.tree = _read(image)
        self.start = _copied(self.tree)
        self.events: list[Event] = []
        self._offsets: dict[int, int] = {}

    def follow(self, calls: Sequence[Call]) -> None:
        """Take in every call of a run."""
        for call in calls:
            if call.result < 0 and not (call.name.startswith("unlink") and self._is_mark(call)):
                continue
            paths = paths_of(call, self.root)
            handle = getattr(self, f"_{call.name.removesuffix('at2').removesuffix('at')}", None)
            if handle is not None and paths:
                handle(call, paths)
            elif call.name == "openat":
                self._offsets[call.result] = 0

    def _is_mark(self, call: Call) -> bool:
        return any(path == self.root / ACKNOWLEDGED for path in paths_of(call, self.root))

    def _place(self, path: Path) -> tuple[Folder, str]:
        folder = self.tree
        for part in path.relative_to(self.root).parts[:-1]:
            node = folder.names[part]
            assert isinstance(node, Folder)
            folder = node
        return folder, path.name

    def _node(self, path: Path) -> File | Folder | None:
        if path == self.root:
            return self.tree
        folder, name = self._place(path)
        return folder.names.get(name)

    def _happen(self, change: Name) -> None:
        for place, node in ((change.old, None), (change.new, change.node)):
            if place is not None:
                folder, name = place
                if node is None:
                    folder.names.pop(name, None)
                else:
                    folder.names[name] = node
        self.events.append(change)

    def _open(self, call: Call, paths: list[Path]) -> None:
        self._offsets[call.result] = 0
        node = self._node(paths[0])
        if node is None:
            self._happen(Name(File(), None, self._place(paths[0])))
        elif isinstance(node, File) and "O_TRUNC" in call.arguments:
            self._cut(node, 0)

    def _mkdir(self, call: Call, paths: list[Path]) -> None:
        self._happen(Name(Folder(), None, self._place(paths[0])))

    def _rename(self, call: Call, paths: list[Path]) -> None:
        old, new = paths[0], paths[-1]
        node = self._node(old)
        assert node is not None
        self._happen(Name(node, self._place(old), self._place(new)))

    def _unlink(self, call: Call, paths: list[Path]) -> None:
        if self._is_mark(call):
            self.events.append(Told())
            return
        path = paths[-1]
        node = self._node(path)
        if node is not None:
            self._happen(Name(node, self._place(path), None))

    _rmdir = _unlink

    def _file(self, paths: list[Path]) -> File:
        node = self._node(paths[0])
        assert isinstance(node, File), paths
        return node

    def _pwrite64(self, call: Call, paths: list[Path]) -> None:
        data = _data(call)[: call.result]
        self._put(self._file(paths), int(call.arguments.rsplit(", ", 1)[1]), data)

    def _write(self, call: Call, paths: list[Path]) -> None:
        fd = _descriptor(call)
        offset = self._offsets.get(fd, 0)
        self._put(self._file(paths), offset, _data(call)[: call.result])
        self._offsets[fd] = offset + call.result

    def _lseek(self, call: Call, paths: list[Path]) -> None:
        self._offsets[_descriptor(call)] = call.result

    def _sendfile(self, call: Call, paths: list[Path]) -> None:
        """Copy from the second file to the first: what `shutil` does with whole files."""
        into = _descriptor(call)
        offset = self._offsets.get(into, 0)
        source = self._node(paths[1])
        assert isinstance(source, File)
        self._put(self._file(paths), offset, bytes(source.data[offset : offset + call.result]))
        self._offsets[into] = offset + call.result

    def _ftruncate(self, call: Call, paths: list[Path]) -> None:
        self._cut(self._file(paths), int(call.arguments.rsplit(", ", 1)[1]))

    def _fsync(self, call: Call, paths: list[Path]) -> None:
        node = self._node(paths[0])
        if node is not None:
            self.events.append(Sync(node))

    _fdatasync = _fsync

    def _put(self, file: File, offset: int, data: bytes) -> None:
        put(file.data, offset, data)
        self.events.append(Write(file, offset, data))

    def _cut(self, file: File, size: int) -> None:
        resize(file.data, size)
        self.events.append(Cut(file, size))


def _descriptor(call: Call) -> int:
    found = _FD.match(call.arguments)
    assert found is not None, call.arguments[:200]
    return int(found[1])


def _data(call: Call) -> bytes:
    first, last = call.arguments.index('"') + 1, call.arguments.rindex('"')
    return unhex(call.arguments[first:last])


def _read(path: Path) -> Folder:
    folder = Folder()
    for entry in sorted(path.iterdir()):
        if entry.is_dir():
            folder.names[entry.name] = _read(entry)
        else:
            data = entry.read_bytes()
            folder.names[entry.name] = File(data, bytearray(data))
    return folder


def _copied(folder: Folder) -> dict[int, dict[str, File | Folder]]:
    """Return the names of every folder as they are now, by the folder's number."""
    found = {folder.number: dict(folder.names)}
    for node in folder.names.values():
        if isinstance(node, Folder):
            found |= _copied(node)
    return found


def put(data: bytearray, offset: int, more: bytes) -> None:
    if offset > len(data):
        data.extend(bytes(offset - len(data)))
    data[offset : offset + len(more)] = more


def resize(data: bytearray, size: int) -> None:
    if size < len(data):
        del data[size:]
    else:
        data.extend(bytes(size - len(data)))
