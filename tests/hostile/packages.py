"""Plain office containers to spoil: a workbook and a Word document of a few honest parts."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SHEET = "xl/worksheets/sheet1.xml"


def rows_xml(rows: str, before: str = "", after: str = "") -> str:
    """Return a sheet part around some `<row>`s."""
    return f'{HEAD}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


HONEST = "".join(
    f'<row r="{n}">{cell(f"A{n}", name)}{cell(f"B{n}", number)}</row>'
    for n, (name, number) in enumerate([("姓名", "备注"), ("王样例", "无"), ("李样例", "无")], start=1)
)


def workbook(**changed: str | bytes) -> dict[str, str | bytes]:
    """Return the parts of a small workbook; `xl__styles_xml=...` changes one (`__` is a slash, the last `_` a dot)."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="人口" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/styles" '
        f'Target="styles.xml"/><Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{_MAIN}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{_MAIN}"><si><t>甲</t></si></sst>',
        "docProps/core.xml": f"{HEAD}<coreProperties/>",
        "docProps/app.xml": f"{HEAD}<Properties/>",
        SHEET: rows_xml(HONEST),
    }
    return parts | {_part(name): data for name, data in changed.items()}


def document(**changed: str | bytes) -> dict[str, str | bytes]:
    """Return the parts of a small Word document with a header and a footer."""
    header = f'<w:p xmlns:w="{_WORD}"><w:r><w:t>{{姓名}}</w:t></w:r></w:p>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        "</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": body(header),
        "word/header1.xml": f'{HEAD}<w:hdr xmlns:w="{_WORD}">{header}</w:hdr>',
        "word/footer1.xml": f'{HEAD}<w:ftr xmlns:w="{_WORD}">{header}</w:ftr>',
        "word/styles.xml": f'{HEAD}<w:styles xmlns:w="{_WORD}"/>',
        "word/settings.xml": f'{HEAD}<w:settings xmlns:w="{_WORD}"/>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{_LINKS}"/>',
        "docProps/core.xml": f"{HEAD}<coreProperties/>",
    }
    return parts | {_part(name): data for name, data in changed.items()}


def body(inside: str) -> str:
    return (
        f'{HEAD}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:o="urn:schemas-microsoft-com:office:office">'
        f"<w:body>{inside}</w:body></w:document>"
    )


def links(*items: str) -> str:
    """Return a relationships part of `Type|Target|Mode` items."""
    tags = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"{f" TargetMode={chr(34)}{mode}{chr(34)}" if mode else ""}/>'
        for n, (kind, target, mode) in enumerate((item.split("|") for item in items), start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_LINKS}">{tags}</Relationships>'


def _part(name: str) -> str:
    path, _, ending = name.replace("__", "/").rpartition("_")
    return f"{path}.{ending}"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a deflated zip of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_entry(parts: Mapping[str, str | bytes], name: str, data: bytes = b"x", mode: int = 0) -> bytes:
    """Return a zip with one more entry of any name and Unix mode; the name goes in as it is."""
    out = io.BytesIO(packed(parts))
    stand_in = "q" * max(1, len(name.encode()))
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo(stand_in)
        entry.external_attr = mode << 16
        entry.create_system = 3
        archive.writestr(entry, data)
    raw = out.getvalue().replace(stand_in.encode(), name.encode())
    return _flagged_utf8(raw, name.encode())


def _flagged_utf8(raw: bytes, name: bytes) -> bytes:
    """Say of the entry of this name that its name is UTF-8, in both of its headers."""
    found = bytearray(raw)
    for mark, at, size in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = found.find(mark)
        while place >= 0:
            if found[place + size : place + size + len(name)] == name:
                flags = struct.unpack_from("<H", found, place + at)[0]
                struct.pack_into("<H", found, place + at, flags | 0x800)
            place = found.find(mark, place + 4)
    return bytes(found)
