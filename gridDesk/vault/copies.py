"""The two copies of the key file in an office's folder: the newest good one wins, the other is mended from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridDesk.durable import write_durably
from gridDesk.vault.errors import KeyFileDamaged, KeyFileExists, KeyFileMissing, KeyFileNotWritten
from gridDesk.vault.format import LARGEST, KeyFile, decode
from gridDesk.vault.format_v1 import KeyFileV1

NAMES = ("keys.a.json", "keys.b.json")
Writer = Callable[[Path, bytes], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """One whole copy as found: which file, its bytes, and what they say."""

    name: str
    data: bytes
    file: KeyFile | KeyFileV1


def read_copies(folder: Path) -> list[Copy]:
    """Return the whole copies, newest first. Raises KeyFileMissing, KeyFileNewer or KeyFileDamaged when there is none."""
    if not any((folder / name).exists() for name in NAMES):
        raise KeyFileMissing(folder.name)
    good: list[Copy] = []
    trouble: KeyFileDamaged | None = None
    for name in NAMES:
        try:
            data = _read(folder / name)
            good.append(Copy(name, data, decode(data)))
        except FileNotFoundError:
            continue
        except OSError:
            trouble = KeyFileDamaged("读取时出错")
        except KeyFileDamaged as error:
            trouble = error
    if not good:
        raise trouble or KeyFileDamaged("内容残缺或被改动")
    return sorted(good, key=lambda copy: -copy.file.generation)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def mend(folder: Path, data: bytes, write: Writer = write_durably) -> tuple[str, ...]:
    """Write `data` over every copy that differs; returns the names mended. A copy that cannot be written is left."""
    mended = []
    for name in NAMES:
        path = folder / name
        try:
            if path.exists() and _read(path) == data:
                continue
            write(path, data)
        except OSError:
            continue
        mended.append(name)
    return tuple(mended)


def write_copies(folder: Path, data: bytes, write: Writer = write_durably) -> None:
    """Write copy A, then copy B. Raises KeyFileNotWritten; when only B failed, A already holds."""
    first, second = NAMES
    try:
        write(folder / first, data)
    except OSError as error:
        raise KeyFileNotWritten("第一份没有写进磁盘，原来的钥匙文件没有变") from error
    try:
        write(folder / second, data)
    except OSError as error:
        raise KeyFileNotWritten("第一份已经写好并生效，第二份没有写进磁盘") from error


def check_absent(folder: Path) -> None:
    """Refuse a folder that holds a key file. Raises KeyFileExists."""
    if any((folder / name).exists() for name in NAMES):
        raise KeyFileExists(folder.name)


def newest_bytes(folder: Path) -> bytes:
    """Return the bytes of the newest whole copy, as every backup carries them. Raises as `read_copies`."""
    return read_copies(folder)[0].data
