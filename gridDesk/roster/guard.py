"""Looks at a file before any parser does: size, kind by magic bytes, and what a zip container would expand to.

Limits are those of the import profile; a spreadsheet from a stick is untrusted input.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gridDesk import containers
from gridDesk.errors import DeskError

FileKind = Literal["zip", "ole", "text", "sqlite"]

MAX_FILE = 50 * 2**20
MAX_ENTRIES = 2_000
MAX_EXPANDED = 500 * 2**20
_BOMB_RATIO = 40  # rosters shrink to a tenth or so, bombs to a thousandth
MAX_THIN = 64 * 2**20  # of what shrinks like a bomb, all in all
MAX_ROWS = 200_000 + 100  # people, and the titles and signatures around them
MAX_COLUMNS = 512
MAX_CELL = 32_767

DATABASES = (".db", ".sqlite", ".sqlite3", ".db3")  # of old programs

_CHUNK = 1 << 18
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"^\s*(<!doctype html|<html|<table|<head|<meta|<\?xml|<div)", re.IGNORECASE)


@dataclass(frozen=True)
class Inspected:
    """What a file really is: its container, what of it is left alone, and hidden (rows, columns) by sheet name."""

    kind: FileKind
    notices: tuple[str, ...] = ()
    hidden: Mapping[str, tuple[int, int]] = field(default_factory=dict)


_WORD, _PDF = "是 Word 文档，不是表格文件", "是 PDF，不是表格文件"
_ODS, _XLSB = "是别的办公软件的表格", "是二进制工作簿"
_KINDS = {".docx": _WORD, ".doc": _WORD, ".pdf": _PDF, ".ods": _ODS, ".xlsb": _XLSB, ".dbf": _ODS}
_ADVICE = {
    _WORD: "请把里面的表格复制到 Excel 或 WPS 表格里，保存为 .xlsx 后再导入。",
    _PDF: "请向对方要 Excel 原表，或把表格录入 .xlsx 后再导入。",
    _ODS: "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。",
    _XLSB: "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。",
}


def inspect(path: Path) -> Inspected:
    """Return what a file really is. Raises DeskError when it may not or cannot be read."""
    suffix = path.suffix.lower()
    if suffix in (".et", ".wps", ".ett"):
        raise DeskError(f"“{path.name}”是 WPS 专用格式，", advice="请在 WPS 中打开它，另存为 .xlsx 后再导入。")
    if suffix in _KINDS:
        raise DeskError(f"“{path.name}”{_KINDS[suffix]}，", advice=_ADVICE[_KINDS[suffix]])
    if suffix not in (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv", *DATABASES):
        raise DeskError(f"“{path.name}”不是表格文件，", advice="请选择 .xlsx、.xls 或 .csv 文件。")
    head = _head(path)
    if suffix in DATABASES:
        return _database(path, head)
    if head.startswith(_ZIP):
        return _check_zip(path)
    if head.startswith(_OLE):
        return Inspected("ole", _check_ole(path))
    return Inspected(_plain(path, suffix, head))


def _database(path: Path, head: bytes) -> Inspected:
    """Take the data file of an old program only when it is one, and in the open."""
    if head.startswith(b"SQLite format 3\0"):
        return Inspected("sqlite")
    raise DeskError(
        f"“{path.name}”不是 SQLite 数据文件，或设了密码，读不出来，",
        advice="请在原来的程序里把数据导出为 Excel，再导入。",
    )


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
    if suffix in (".csv", ".txt", ".tsv"):
        return "text"
    raise DeskError(
        f"“{path.name}”不是真正的 {suffix} 表格，可能损坏或改过扩展名，",
        advice="请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。",
    )


def _check_ole(path: Path) -> tuple[str, ...]:
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise password_needed(path)
    return (_LEFT_ALONE["macros"],) if _OLE_MACROS in data else ()


def password_needed(path: Path) -> DeskError:
    """Return the sentence for a workbook that is locked by a password."""
    return DeskError(f"“{path.name}”设了打开密码，", advice="请先在 Excel 或 WPS 中去掉密码、保存，再导入。")


def _check_zip(path: Path) -> Inspected:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, entries)
            hidden = {entry.filename: _check_entry(path, archive, entry) for entry in entries}
            if not any(entry.filename.startswith("xl/") for entry in entries):
                raise _not_a_table(path)
            return Inspected("zip", _left_alone(entries), _by_sheet(archive, hidden))
    except containers.DAMAGED as error:
        raise DeskError(f"“{path.name}”已损坏，读不完整，", advice="请让对方重新发送，或另存一份再导入。") from error


def _left_alone(entries: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    """Return what the file carries beside its cells; none of it is opened."""
    names = " ".join(entry.filename.lower() for entry in entries)
    return tuple(words for part, words in _LEFT_ALONE.items() if _PARTS[part] in names)


_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_PARTS = {
    "macros": "vbaproject.bin",
    "links": "xl/externallinks/",
    "objects": "xl/embeddings/",
    "connections": "xl/connections.xml",
}
_LEFT_ALONE = {
    "macros": "文件里带有宏，没有运行，只读了格子里的内容。",
    "links": "文件里有指向别的文件的链接，没有打开，只读了保存下来的内容。",
    "objects": "文件里嵌了别的文件，没有打开，只读了格子里的内容。",
    "connections": "文件里有外部数据连接，没有连接，只读了保存下来的内容。",
}
# No pattern runs past the next tag, or a part made of half-open tags would take it hours.
_SHEET = re.compile(rb"<sheet [^<>]*>")
_NAME, _ID = re.compile(rb' name="([^"<>]*)"'), re.compile(rb':id="([^"<>]*)"')
_LINK = re.compile(rb"<Relationship [^<>]*>")
_HIDDEN_ROW = re.compile(rb'<row [^<>]*?hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^<>]*?hidden="(?:1|true)"')


def _by_sheet(archive: zipfile.ZipFile, hidden: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return hidden rows and columns by the sheet's name instead of its part's."""
    if not any(any(pair) for pair in hidden.values()):
        return {}
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {}
    for tag in _LINK.findall(archive.read("xl/_rels/workbook.xml.rels")):
        said = dict(re.findall(rb'(Id|Target)="([^"]*)"', tag))
        targets[said.get(b"Id", b"")] = (
            said.get(b"Target", b"").decode(errors="replace").lstrip("/").removeprefix("xl/")
        )
    found = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        name, link = _NAME.search(tag), _ID.search(tag)
        if name and link:
            pair = hidden.get("xl/" + targets.get(link[1], ""), (0, 0))
            found[html.unescape(name[1].decode("utf-8", errors="replace"))] = pair
    return found


def _not_a_table(path: Path) -> DeskError:
    return DeskError(
        f"“{path.name}”里面不是 Excel 表格（可能是压缩包、Word 文档或 ODS 改了扩展名），",
        advice="请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。",
    )


def _check_directory(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what a spreadsheet never has: bombs, overlaps, doubles, and names that lead outside."""
    whole, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or whole > (MAX_EXPANDED if packed * _BOMB_RATIO >= whole else MAX_THIN):
        raise refused(path, "展开后过大")
    reason = containers.fault(entries)
    if reason:
        raise refused(path, reason)


def _largest(entry: zipfile.ZipInfo) -> int:
    """Return how large a part may become: 200,000 people fill more than a bomb may, but they do not shrink like one."""
    dense = entry.compress_size * _BOMB_RATIO >= entry.file_size
    return MAX_EXPANDED if dense else MAX_THIN


def _check_entry(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Check one part; returns how many hidden rows and columns it declares."""
    if entry.flag_bits & 1:
        raise password_needed(path)
    if entry.file_size > _largest(entry):
        raise refused(path, "展开后过大")
    rows = columns = size = 0
    kept = b""
    with archive.open(entry) as stream:
        # Reading to the end proves the declared size and the checksum before a parser trusts them.
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > _largest(entry):
                raise refused(path, "展开后过大")
            if not containers.is_plain(kept + chunk, beginning=size == len(chunk)):
                raise refused(path, "内部声明了外部实体")
            if b'hidden="' in chunk:
                rows += len(_HIDDEN_ROW.findall(chunk))
                columns += len(_HIDDEN_COLUMN.findall(chunk))
            kept = chunk[-64:]
    return rows, columns


def refused(path: Path, reason: str) -> DeskError:
    """Return the sentence for a file that is not believed; `reason` follows its name."""
    return DeskError(
        f"“{path.name}”{reason}，不像正常的表格，没有读取，", advice="请在 Excel 或 WPS 中另存一份再导入。"
    )
