"""Where an office may lie: on a disk of this computer, never on a stick, a network drive or in a synchronised folder.

SQLite's locks do not hold over a network, a stick is pulled, and a folder that a program copies to the internet while
it is written to is both damaged and no longer ours alone.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from gridDesk.errors import DeskError

Kind = Literal["fixed", "removable", "network"]

NETWORK_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.davfs", "davfs",
     "fuse.rclone", "fuse.gvfsd-fuse", "fuse.s3fs", "fuse.curlftpfs")
)  # fmt: skip
STICKS = ("/media/", "/run/media/")
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4  # GetDriveTypeW

# What a folder of a synchronising program is called, anywhere in the path; the name that the clerk knows it by.
SYNCED: tuple[tuple[str, str], ...] = (
    (r"onedrive( - .+)?", "OneDrive"),
    (r"(我的)?坚果云|nutstore( files)?|我的坚果云", "坚果云"),
    (r"百度网盘.*|百度云(同步盘|网盘)?|baidunetdisk.*|baidusyncdisk|baiduyundownload|baiduyun.*", "百度网盘"),
    (r"wps ?云(盘|文档)|wps ?网盘|wpsdrive.*|wps cloud( files)?|kingsoft ?cloud", "WPS云盘"),
    (r"dropbox( \(.+\))?", "Dropbox"),
    (r"腾讯微云|微云(同步.*)?|weiyun.*", "微云"),
    (r"阿里云盘.*|adrive|aliyundrive", "阿里云盘"),
    (r"天翼云盘.*|ecloud", "天翼云盘"),
    (r"和彩云|139云盘|中国移动云盘", "移动云盘"),
    (r"icloud ?drive|google ?drive|google 云端硬盘", "网盘"),
)
_SYNCED = [(re.compile(pattern, re.IGNORECASE), name) for pattern, name in SYNCED]
_SYNC_VARIABLES = {"OneDrive": "OneDrive", "OneDriveCommercial": "OneDrive", "OneDriveConsumer": "OneDrive"}


def check(folder: Path) -> None:
    """Raise DeskError where an office must not lie; says where to put it instead."""
    synced = synced_by(folder)
    if synced:
        raise DeskError(
            f"文件夹“{folder.name}”在{synced}的同步文件夹里，数据会被传到网上，程序不在这里打开，",
            advice="请退出程序，把整个文件夹移到 D 盘或“文档”等不同步的位置，再打开。",
        )
    kind = drive_kind(folder)
    if kind == "network":
        raise DeskError(
            f"文件夹“{folder.name}”在网络盘上，容易损坏数据，程序不在这里打开，",
            advice="请退出程序，把整个文件夹复制到这台电脑自己的硬盘上，再打开。",
        )
    if kind == "removable":
        raise DeskError(
            f"文件夹“{folder.name}”在 U 盘或移动设备上，拔出时会损坏数据，程序不在这里打开，",
            advice="请把整个文件夹复制到这台电脑的硬盘上再打开；U 盘只用来放备份和数据包。",
        )


def synced_by(folder: Path, environ: Mapping[str, str] | None = None) -> str:
    """Return the name of the program that copies this folder to the internet, or "". By name of folder and by OneDrive's own word."""
    environ = os.environ if environ is None else environ
    place = folder.resolve()
    for variable, name in _SYNC_VARIABLES.items():
        root = environ.get(variable)
        if root and place.is_relative_to(Path(root).resolve()):
            return name
    for part in (*folder.parts, *place.parts):
        found = next((name for pattern, name in _SYNCED if pattern.fullmatch(part.strip())), "")
        if found:
            return found
    return ""


def drive_kind(folder: Path) -> Kind:
    """Return on what kind of drive a folder lies, which need not be there yet. The one seam to the system."""
    place = folder.resolve()
    while not place.exists() and place != place.parent:
        place = place.parent
    if sys.platform == "win32":
        return _windows_kind(str(place))
    mounts = _read("/proc/self/mountinfo")
    return linux_kind(str(place), mounts, _is_removable)


def _windows_kind(place: str) -> Kind:
    if place.startswith("\\\\"):
        return "network"
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    return windows_kind(int(kernel.GetDriveTypeW(place[:3])))


def windows_kind(answer: int) -> Kind:
    """Return the kind for an answer of GetDriveTypeW."""
    return {_DRIVE_REMOVABLE: "removable", _DRIVE_REMOTE: "network"}.get(answer, "fixed")  # type: ignore[return-value]


def linux_kind(place: str, mounts: str, removable: object) -> Kind:
    """Return the kind by the table of mounts (`/proc/self/mountinfo`); `removable(device)` asks the device `8:1`."""
    best: tuple[str, str, str] = ("", "", "")
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        parts, kinds = left.split(), right.split()
        if len(parts) < 5 or not kinds:
            continue
        point = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), parts[4])
        if (place == point or place.startswith(point.rstrip("/") + "/")) and len(point) >= len(best[0]):
            best = (point, kinds[0], parts[2])
    point, system, device = best
    if system in NETWORK_SYSTEMS:
        return "network"
    if point.startswith(STICKS) or (device and callable(removable) and removable(device)):
        return "removable"
    return "fixed"


def _is_removable(device: str) -> bool:
    """Ask the kernel about a block device or the disk it is a part of."""
    base = f"/sys/dev/block/{device}"
    return any(_read(f"{base}/{name}").strip() == "1" for name in ("removable", "../removable"))


def _read(path: str) -> str:
    with suppress(OSError):
        return Path(path).read_text(encoding="utf-8", errors="replace")
    return ""
