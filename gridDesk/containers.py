"""What the directory of a zip container must be before a part of it is read: no part inside another, no name that leads away.

Nothing in this program is ever unpacked under a name from a container; names are looked at all the same, because a file
that bears such a name was made to do harm.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence

DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, ValueError,
    RuntimeError, LookupError, OverflowError, TypeError,
)  # fmt: skip
"""What a broken container makes the library raise: not only its own errors."""

_LINKS_AND_DEVICES = {0o120000, 0o020000, 0o060000, 0o010000, 0o140000}  # symbolic link, devices, pipe, socket
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 240
_HEADER = 30  # bytes of a local header, at least


def fault(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Return why a container's directory is not believed, in Chinese words to follow its name; "" when it is sound."""
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        return "内部有重名的部分"
    if any(leads_away(entry) for entry in entries):
        return "内部有不安全的文件名"
    return "内部结构互相重叠" if _overlap(entries) else ""


def leads_away(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part is a link or a device, or its name points outside, at a device or at a hidden stream."""
    name = entry.orig_filename  # `filename` ends at the first NUL
    if (entry.external_attr >> 16) & 0o170000 in _LINKS_AND_DEVICES:
        return True
    if not name or len(name) > _LONGEST or name.startswith(("/", "\\")) or ":" in name or _CONTROL.search(name):
        return True
    steps = re.split(r"[/\\]", name.removesuffix("/"))
    return any(not step or step != step.rstrip(". ") or _DEVICE.fullmatch(step) for step in steps)


_DECLARED = re.compile(rb"<\?xml[^<>]*?encoding\s*=\s*[\"']([^\"'<>]*)")
_READABLE = {b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252",
             b"gb2312", b"gbk", b"gb18030"}  # fmt: skip
_EBCDIC = b"\x4c\x6f\xa7\x94"


def is_plain(piece: bytes, *, beginning: bool) -> bool:
    """Tell whether a piece of a part declares no document type, no entity, and no encoding in which either could hide.

    In a text `<` is always escaped, so that the words themselves are never met there. Every part is looked at, whatever
    its name: a container says itself which of its parts is a sheet.
    """
    text = piece.replace(b"\0", b"") if b"\0" in piece else piece
    if beginning:
        if text[:4] == _EBCDIC:
            return False
        declared = _DECLARED.match(text[:300].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n"))
        if declared and declared[1].strip().lower() not in _READABLE:
            return False
    if b"<!" not in text:
        return True
    upper = text.upper()
    return b"<!DOCTYPE" not in upper and b"<!ENTITY" not in upper


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether two parts share bytes (CVE-2024-0450), which lets a small file unfold into a large one."""
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _HEADER + entry.compress_size
    return False
