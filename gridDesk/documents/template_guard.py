"""Looks at a Word template before anything reads it: size, parts, links to the outside, everything that could run.

A template from a stick is untrusted input. What is not known to be harmless is refused with a sentence; nothing is
taken out in silence, so that what an office tested is what it prints.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

from lxml import etree

from gridDesk import containers
from gridDesk.errors import DeskError

MAX_FILE = 5 * 2**20
MAX_ENTRIES = 300
MAX_PART = 20 * 2**20
MAX_EXPANDED = 40 * 2**20
_CHUNK = 1 << 16
MOST_TAGS = 400_000  # of one part; each takes some hundred bytes of memory

DOCUMENT = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/[\w.]+|customXml/[\w./]+\.(?:xml|rels)"
    r"|word/(?:\w+/)?_rels/[\w.]+\.rels|word/(?:theme/|glossary/)?\w+\.xml"
    r"|word/(?:glossary/)?media/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf)|word/fonts/[\w.]+\.odttf",
    re.IGNORECASE,
)
_MACROS = re.compile(r"vba|macroenabled|activex|macros?sheet", re.IGNORECASE)
_OBJECTS = re.compile(r"embeddings/|oleobject|\.bin$|\.docx$|\.xlsx?$", re.IGNORECASE)
# Fields that only count pages; every other one fetches, computes or runs something.
_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"}
_ACTIVE = {
    "altChunk": "嵌入的另一份文件", "object": "嵌入的对象", "OLEObject": "嵌入的对象", "control": "控件", "ocx": "控件",
    "subDoc": "子文档", "mailMerge": "邮件合并的数据源", "frameset": "框架网页", "entryMacro": "宏", "exitMacro": "宏",
    "attachedTemplate": "套用的另一个模板", "attachedSchema": "附加的架构", "movie": "影片", "hlinkClick": "链接",
    "hlinkHover": "链接", "externalData": "外部数据",
}  # fmt: skip
_LINKS = {
    "attachedTemplate": "套用了另一个模板文件", "image": "有一张放在别处（网上或别的电脑上）的图片",
    "hyperlink": "有指向外面的链接", "oleObject": "有链接到别的文件的对象", "subDocument": "有子文档",
    "mailMergeSource": "有邮件合并的数据源", "frame": "有框架网页",
}  # fmt: skip
_ADVICE = {
    "hyperlink": "请在 Word 里右键该链接，选“取消超链接”，保存后再选。",
    "image": "请在 Word 里删掉这张图片，把图片文件插入进来，保存后再选。",
    "attachedTemplate": "请把全文复制到新建的空白文档里，保存后再选。",
}
_RESAVE = "请在 Word 或 WPS 里把全文复制到新建的空白文档，另存为 .docx 后再选。"


def open_parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a Word template by name, in the file's order. Raises DeskError when it may not be used."""
    if len(data) > MAX_FILE:
        raise DeskError("这个模板超过 5 MB，", advice="请把里面的大图片压缩或删掉后再选。")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DeskError(
            "这个文件是旧的 .doc 格式，或设了打开密码，",
            advice="请在 Word 或 WPS 里打开，去掉密码，另存为 .docx 后再选。",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = dict(_unpacked(archive))
    except containers.DAMAGED as error:
        raise DeskError(
            "这个文件不是 Word 文档，或已经损坏，", advice="请选择 .docx 文件；打不开时另存一份再选。"
        ) from error
    if DOCUMENT not in parts:
        raise DeskError("这个文件里面不是 Word 文档，", advice="请在 Word 或 WPS 里另存为 .docx 后再选。")
    marked = {name: part for name, part in parts.items() if name.lower().endswith((".xml", ".rels"))}
    for part in marked.values():
        _check_plain(part)
    for name, part in marked.items():
        _check_xml(name, part)
    if parse(parts[DOCUMENT]).tag != f"{{{W}}}document":
        raise DeskError(
            "这个文件不是普通的 Word 文档（可能是“严格 Open XML”格式），",
            advice="请在 Word 或 WPS 里另存为“Word 文档（.docx）”后再选。",
        )
    return parts


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the parts, each read to its end so that no declared size is believed."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = {entry.filename.lower() for entry in entries}
    if "[content_types].xml" not in names:
        raise DeskError("这个文件里面不是 Word 文档，", advice="请在 Word 或 WPS 里另存为 .docx 后再选。")
    if len(entries) > MAX_ENTRIES:
        raise _refused("内部结构不正常")
    reason = containers.fault(archive.infolist())
    if reason:
        raise _refused(reason)
    room = MAX_EXPANDED
    for entry in entries:
        _check_name(entry)
        with archive.open(entry) as stream:
            part = _read(stream, min(MAX_PART, room))
        if len(part) != entry.file_size:
            raise _refused("内部结构不正常")
        room -= len(part)
        yield entry.filename, part


def _read(stream: IO[bytes], most: int) -> bytes:
    found = bytearray()
    while chunk := stream.read(_CHUNK):
        found += chunk
        if len(found) > most:
            raise _refused("展开后过大")
    return bytes(found)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 1:
        raise DeskError("这个模板设了密码，", advice="请在 Word 里去掉密码，保存后再选。")
    if _MACROS.search(name):
        raise DeskError(
            "这个模板里带有宏，", advice="宏可能是病毒，本程序一律不用。请在 Word 里另存为 .docx（不带宏）后再选。"
        )
    if _OBJECTS.search(name):
        raise DeskError("这个模板里嵌了别的文件或控件，", advice="请在 Word 里删掉嵌入的对象，保存后再选。")
    if ".." in name.split("/") or not _PARTS.fullmatch(name):
        raise _refused("里面有不认识的部分")


def parse(part: bytes) -> etree._Element:
    """Parse a part that was checked: no entities, no document type, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part, parser)


def _check_plain(part: bytes) -> None:
    """Look at the bytes of a part, before any parser does."""
    if part.count(b"<") > MOST_TAGS:
        raise _refused("展开后过大")
    if not containers.is_plain(part, beginning=True):
        raise _refused("里面声明了外部内容")


def _check_xml(name: str, part: bytes) -> None:
    try:
        root = parse(part)
    except etree.XMLSyntaxError as error:
        raise DeskError("这个模板已经损坏，", advice="请在 Word 或 WPS 里打开，另存一份再选。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("里面声明了外部内容")
    if name.lower().endswith(".rels"):
        _check_links(root)
    elif name == "[Content_Types].xml":
        _check_types(root)
    else:
        _check_elements(root)
        _check_fields(root)


def _check_links(root: etree._Element) -> None:
    for link in root.iter("{*}Relationship"):
        kind = str(link.get("Type", "")).rpartition("/")[2]
        target = str(link.get("Target", ""))
        if link.get("TargetMode", "Internal").lower() == "external" or ":" in target or target.startswith("\\"):
            said = _LINKS.get(kind, "有指向外面的内容")
            raise DeskError(f"这个模板里{said}，", advice=_ADVICE.get(kind, _RESAVE))
        if _MACROS.search(kind):
            raise DeskError("这个模板里带有宏，", advice=_RESAVE)


def _check_types(root: etree._Element) -> None:
    for item in root.iter("{*}Override", "{*}Default"):
        if _MACROS.search(str(item.get("ContentType", ""))):
            raise DeskError("这个模板里带有宏，", advice=_RESAVE)


def _check_elements(root: etree._Element) -> None:
    for item in root.iter():
        if not isinstance(item.tag, str):
            if item.tag is etree.Entity:
                raise _refused("里面声明了外部内容")
            continue
        name = etree.QName(item).localname
        if name in _ACTIVE:
            raise DeskError(f"这个模板里有{_ACTIVE[name]}，", advice=_RESAVE)
        _check_attributes(item.attrib)


def _check_attributes(attributes: Mapping[object, object]) -> None:
    for key, value in attributes.items():
        name, said = str(key).rpartition("}")[2].lower(), str(value).strip().lower()
        outward = "://" in said or said.startswith(("\\\\", "file:", "javascript:", "mhtml:"))
        if outward and name in ("href", "src", "link", "althref", "action"):
            raise DeskError("这个模板里有指向外面的内容，", advice=_RESAVE)


def _check_fields(root: etree._Element) -> None:
    """Allow the fields that count pages; the code of one may be split over many runs, and fields may be nested."""
    codes: list[str] = [""]
    for item in root.iter(f"{{{W}}}fldChar", f"{{{W}}}instrText", f"{{{W}}}delInstrText", f"{{{W}}}fldSimple"):
        name = etree.QName(item).localname
        if name == "fldSimple":
            _check_code(str(item.get(f"{{{W}}}instr", "")))
        elif name != "fldChar":
            codes[-1] += str(item.text or "")
        elif item.get(f"{{{W}}}fldCharType") == "begin":
            codes.append("")
        elif len(codes) > 1:
            _check_code(codes[-1])
            if item.get(f"{{{W}}}fldCharType") == "end":
                codes.pop()
    for code in codes:
        if code.strip():
            _check_code(code)


def _check_code(code: str) -> None:
    words = code.split()
    if (words[0].upper() if words else "") not in _FIELDS:
        shown = re.sub(r"[^0-9A-Z]", "", words[0].upper())[:20] if words else "空"
        raise DeskError(
            f"这个模板里有域代码（{shown}），",
            advice="请在 Word 里选中全文，按 Ctrl+Shift+F9 变成普通文字，要填的地方写成 {姓名} 这样，保存后再选。",
        )


def _refused(reason: str) -> DeskError:
    return DeskError(f"这个模板{reason}，不像正常的 Word 文档，", advice=_RESAVE)
