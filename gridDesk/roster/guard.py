"""Looks at a file before any parser does: size, kind by magic bytes, and what a zip container would expand to.

Limits are those of the import profile; a spreadsheet from a stick is untrusted input.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from gridDesk.errors import DeskError

FileKind = Literal["zip", "ole", "text"]

MAX_FILE = 50 * 2**20
MAX_ENTRIES = 2_000
MAX_ENTRY = 200 * 2**20
MAX_EXPANDED = 500 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 512

_CHUNK = 1 << 18
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ROOT = re.compile(rb"<[A-Za-z]")
_MARKUP = re.compile(rb"^\s*(<!doctype html|<html|<table|<head|<meta|<\?xml|<div)", re.IGNORECASE)


def inspect(path: Path) -> FileKind:
    """Return the container a file really is. Raises DeskError when it may not or cannot be read."""
    suffix = path.suffix.lower()
    if suffix in (".et", ".wps", ".ett"):
        raise DeskError(f"“{path.name}”是 WPS 专用格式，", advice="请在 WPS 中打开它，另存为 .xlsx 后再导入。")
    if suffix not in (".xlsx", ".xlsm", ".xls", ".csv", ".txt"):
        raise DeskError(f"“{path.name}”不是表格文件，", advice="请选择 .xlsx、.xls 或 .csv 文件。")
    head = _head(path)
    if head.startswith(_ZIP):
        _check_zip(path)
        return "zip"
    if head.startswith(_OLE):
        _check_password(path)
        return "ole"
    return _plain(path, suffix, head)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file whose size is within the limit."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError as error:
        raise DeskError(
            f"“{path.name}”打不开，", advice="请确认文件还在原处、没有被别的程序占用，再选一次。"
        ) from error
    if size == 0:
        raise DeskError(f"“{path.name}”是空文件，里面没有内容，", advice="请确认文件保存完整后再导入。")
    if size > MAX_FILE:
        raise DeskError(f"“{path.name}”超过 50 MB，", advice="请拆成几个文件，分次导入。")
    return head


def _plain(path: Path, suffix: str, head: bytes) -> FileKind:
    markup = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe")
    if _MARKUP.match(markup):
        raise DeskError(
            f"“{path.name}”其实是一个网页，只是改了扩展名，",
            advice="请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。",
        )
    if suffix in (".csv", ".txt"):
        return "text"
    raise DeskError(
        f"“{path.name}”不是真正的 {suffix} 表格，可能损坏或改过扩展名，",
        advice="请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。",
    )


def _check_password(path: Path) -> None:
    if _ENCRYPTED in path.read_bytes():
        raise password_needed(path)


def password_needed(path: Path) -> DeskError:
    """Return the sentence for a workbook that is locked by a password."""
    return DeskError(f"“{path.name}”设了打开密码，", advice="请先在 Excel 或 WPS 中去掉密码、保存，再导入。")


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, entries)
            for entry in entries:
                _check_entry(path, archive, entry)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise DeskError(f"“{path.name}”已损坏，读不完整，", advice="请让对方重新发送，或另存一份再导入。") from error


def _check_directory(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what a spreadsheet never has: bombs, overlaps, doubles, and names that lead outside."""
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_EXPANDED:
        raise _refused(path, "展开后过大")
    if len(set(names)) != len(names):
        raise _refused(path, "内部有重名的部分")
    if any(_leads_outside(entry) for entry in entries):
        raise _refused(path, "内部有不安全的文件名")
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            raise _refused(path, "内部结构互相重叠")
        end = entry.header_offset + 30 + entry.compress_size


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return link or ".." in name.split("/") or ":" in name or "\0" in name or name.startswith(("/", "\\"))


def _check_entry(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise password_needed(path)
    if entry.file_size > MAX_ENTRY:
        raise _refused(path, "展开后过大")
    if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    with archive.open(entry) as stream:
        if not _prolog_is_plain(stream.read(_CHUNK)):
            raise _refused(path, "内部声明了外部实体")
        # Reading to the end proves the declared size and the checksum before a parser trusts them.
        while stream.read(_CHUNK):
            pass


def _prolog_is_plain(chunk: bytes) -> bool:
    """Tell whether an XML part starts without a document type; both only count before the root element."""
    text = chunk.replace(b"\x00", b"")
    root = _ROOT.search(text)
    prolog = (text[: root.start()] if root else text).upper()
    return b"<!DOCTYPE" not in prolog and b"<!ENTITY" not in prolog


def _refused(path: Path, reason: str) -> DeskError:
    return DeskError(
        f"“{path.name}”{reason}，不像正常的表格，没有读取，", advice="请在 Excel 或 WPS 中另存一份再导入。"
    )
