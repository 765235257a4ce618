"""Small files that would grow, nest or count without end if they were believed: workbooks, documents, tables, pictures."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from tests.hostile.packages import HEAD, HONEST, SHEET, body, cell, document, packed, rows_xml, workbook

Made = tuple[str, str, bytes]  # what it is, the file's ending, its bytes
MB = 1 << 20


def streamed(parts: Mapping[str, str | bytes], name: str, pieces: Iterator[bytes]) -> bytes:
    """Return a zip in which one part is written piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for other, data in parts.items():
            if other != name:
                archive.writestr(other, data)
        with archive.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
    return out.getvalue()


def zeros(size: int) -> Iterator[bytes]:
    return (bytes(MB) for _ in range(size // MB))


def _directory(data: bytes, name: str, at: int, value: int, size: int = 4) -> bytes:
    """Change a number in the central directory entry of a part."""
    found, place = bytearray(data), data.rfind(b"PK\x01\x02")
    while data[place + 46 : place + 46 + len(name)] != name.encode():
        place = data.rfind(b"PK\x01\x02", 0, place)
    found[place + at : place + at + size] = value.to_bytes(size, "little")
    return bytes(found)


def overlapping(parts: Mapping[str, str | bytes], name: str, count: int, pieces: Iterator[bytes]) -> bytes:
    """Return a zip whose directory names one part many times over, each time under another name (CVE-2024-0450)."""
    data = streamed(parts, name, pieces)
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    directory, last = data[start:end], data.rfind(b"PK\x01\x02", 0, end)
    entry = data[last:end]
    stem = name.encode()
    extra = b"".join(entry.replace(stem, stem[:-9] + f"{n:05d}.xml".encode()) for n in range(count))
    whole = directory + extra
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, *[len(parts) + count] * 2, len(whole))
    return data[:start] + whole + bytes(tail)


def inside_each_other(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip in which a part begins within the bytes of another."""
    inner = packed({"xl/worksheets/sheet2.xml": "<a/>" * 1000})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("xl/media/image1.bin", inner)
        archive.writestr("xl/worksheets/sheet2.xml", b"x")
    data = out.getvalue()
    at = data.find(b"PK\x03\x04", data.find(b"xl/media/image1.bin") + 10)
    return _directory(data, "xl/worksheets/sheet2.xml", 42, at)


def zip64_lies() -> bytes:
    """Return a workbook that says in a zip64 field that a part has an exabyte."""
    data = streamed(workbook(), SHEET, iter([rows_xml(HONEST).encode()]))
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    place = data.rfind(b"PK\x01\x02", 0, end)
    entry = bytearray(data[place:end])
    entry[24:28] = b"\xff" * 4
    struct.pack_into("<H", entry, 30, 12)
    name = 46 + struct.unpack_from("<H", entry, 28)[0]
    whole = data[start:place] + bytes(entry[:name]) + struct.pack("<HHQ", 1, 8, 1 << 60)
    tail = bytearray(data[end:])
    struct.pack_into("<I", tail, 12, len(whole))
    return data[:start] + whole + bytes(tail)


def sheet_bomb(pieces: Iterator[bytes], **others: str) -> bytes:
    return streamed(workbook(**others), SHEET, pieces)


def repeated(row: str, count: int, before: str = "", after: str = "", step: int = 2000) -> Iterator[bytes]:
    """Yield a sheet part of one row many times over."""
    yield rows_xml("@").split("@")[0].replace("<sheetData>", f"{before}<sheetData>").encode()
    for _ in range(count // step):
        yield (row * step).encode()
    yield f"</sheetData>{after}</worksheet>".encode()


def far(columns: str, line: int) -> bytes:
    last = f"{columns}{line}"
    return packed(workbook(xl__worksheets__sheet1_xml=rows_xml(
        f'<row r="1">{cell("A1", "a")}</row><row r="{line}">{cell(last, "b")}</row>', f'<dimension ref="A1:{last}"/>')))  # fmt: skip


def many_sheets(count: int) -> bytes:
    """Return a workbook of many sheets, each with one cell far down."""
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count))
    parts = workbook()
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("</sheets>", sheets + "</sheets>")
    links = "".join(
        f'<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        f'Target="worksheets/far.xml"/>' for n in range(1, count)
    )  # fmt: skip
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace("</R", links + "</R", 1)
    parts["xl/worksheets/far.xml"] = rows_xml(f'<row r="200000">{cell("H200000", "x")}</row>')
    return packed(parts)


_STRUCK = (
    f'{HEAD}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><strike/>'
    '</font></fonts><cellXfs count="1"><xf numFmtId="0" fontId="0" applyFont="1"/></cellXfs></styleSheet>'
)


def workbooks() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield spreadsheet containers that are bombs, by name; each is made when it is called for."""
    yield "ratio: 210 MB of zeros in one part", lambda: sheet_bomb(zeros(210 * MB))
    yield (
        "ratio: two parts of 190 MB",
        lambda: streamed({**workbook(), "xl/media/a.xml": bytes(190 * MB)}, SHEET, zeros(190 * MB)),
    )
    yield "a part said to be 3 GB", lambda: _directory(packed(workbook()), SHEET, 24, 3 << 30)
    yield "a part of 210 MB said to be 10 bytes", lambda: _directory(sheet_bomb(zeros(210 * MB)), SHEET, 24, 10)
    yield (
        "overlap: one part named 500 times",
        lambda: overlapping({**workbook(), "xl/aaaa00000.xml": "x"}, "xl/aaaa00000.xml", 500, zeros(10 * MB)),
    )
    yield "overlap: a part inside another", lambda: inside_each_other(workbook())
    yield (
        "nested: zip in zip in zip",
        lambda: packed(workbook(xl__media__image1_zip=packed({"a.zip": sheet_bomb(zeros(90 * MB))}))),
    )
    yield "2,100 entries", lambda: packed({**workbook(), **{f"xl/media/{n}.png": "x" for n in range(2100)}})
    yield "zip64 field of an exabyte", zip64_lies
    yield (
        "30,000 rows repeated",
        lambda: sheet_bomb(
            repeated(f"<row>{''.join(cell(f'{c}1', 'aaaaaaaaaaaa') for c in 'ABCDEFGHIJKLMNOPQRSTU')}</row>", 30_000)
        ),
    )
    yield "3,000,000 rows repeated", lambda: sheet_bomb(repeated("<row><c><v>1</v></c></row>", 3_000_000))
    yield (
        "10,000,000 cells in one row",
        lambda: sheet_bomb(repeated("<c><v>1</v></c>", 10_000_000, before="", after="")),
    )
    yield (
        "shared strings: a long text 200,000 times",
        lambda: sheet_bomb(
            repeated('<row><c t="s"><v>0</v></c></row>', 200_000),
            xl__sharedStrings_xml=f"<sst><si><t>{'长' * 32_000}</t></si></sst>",
        ),
    )
    yield (
        "shared strings: 9,000,000 of them",
        lambda: streamed(
            workbook(), "xl/sharedStrings.xml", iter([b"<sst>", *[b"<si><t>a</t></si>" * 90_000] * 100, b"</sst>"])
        ),
    )
    yield (
        "a text of 60 MB in a cell",
        lambda: sheet_bomb(
            iter(
                [
                    rows_xml("@").split("@")[0].encode(),
                    b'<row r="1"><c r="A1" t="inlineStr"><is><t>',
                    *[b"a" * MB] * 60,
                    b"</t></is></c></row></sheetData></worksheet>",
                ]
            )
        ),
    )
    yield "a cell at XFD1048576", lambda: far("XFD", 1_048_576)
    yield "a cell at AD1048576", lambda: far("AD", 1_048_576)
    yield "a cell at SR200000", lambda: far("SR", 200_000)
    yield "1,500 sheets with a far cell", lambda: many_sheets(1500)
    yield "rows nested 300,000 deep", lambda: sheet_bomb(iter([b"<worksheet><sheetData>", b"<row>" * 300_000]))
    yield (
        "elements nested 5,000,000 deep in styles",
        lambda: streamed(workbook(), "xl/styles.xml", iter([b"<styleSheet>", *[b"<a>" * 500_000] * 10])),
    )
    yield (
        "3,000,000 cell formats",
        lambda: streamed(
            workbook(),
            "xl/styles.xml",
            iter([b"<styleSheet><cellXfs>", *[b"<xf numFmtId='14'/>" * 300_000] * 10, b"</cellXfs></styleSheet>"]),
        ),
    )
    yield (
        "100,000 merged blocks over the whole sheet",
        lambda: sheet_bomb(
            repeated("", 0, after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>")
        ),
    )
    yield (
        "merged blocks over the whole sheet, with rows",
        lambda: packed(
            workbook(
                xl__worksheets__sheet1_xml=rows_xml(
                    HONEST, "", "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
                )
            )
        ),
    )
    yield (
        "half-open tags for a slow pattern",
        lambda: sheet_bomb(iter([b'<worksheet><sheetData hidden="1">', *[b"<row " * 200_000] * 6])),
    )
    yield (
        "struck styles and a huge dimension",
        lambda: packed(
            workbook(
                xl__styles_xml=_STRUCK, xl__worksheets__sheet1_xml=rows_xml(HONEST, '<dimension ref="A1:XFD1048576"/>')
            )
        ),
    )
    yield (
        "struck styles and 200,000 empty rows of 30",
        lambda: packed(
            workbook(
                xl__styles_xml=_STRUCK,
                xl__worksheets__sheet1_xml=rows_xml(
                    HONEST + f'<row r="200000">{cell("AD200000", "x")}</row>', '<dimension ref="A1:AD200000"/>'
                ),
            )
        ),
    )
    yield (
        "attributes without end",
        lambda: packed(
            workbook(
                xl__worksheets__sheet1_xml=rows_xml("<row " + " ".join(f'a{n}="1"' for n in range(400_000)) + "/>")
            )
        ),
    )
    yield (
        "dates and numbers beyond any calendar",
        lambda: packed(
            workbook(
                xl__styles_xml=_STRUCK.replace('numFmtId="0"', 'numFmtId="14"'),
                xl__worksheets__sheet1_xml=rows_xml(
                    "".join(
                        f'<row r="{n}"><c r="A{n}" s="0"><v>{value}</v></c></row>'
                        for n, value in enumerate(
                            ("1e308", "-1e308", "nan", "inf", "2958466", "-1", "9" * 400, "0x10", "1e-400"), start=1
                        )
                    )
                ),
            )
        ),
    )
    yield (
        "references to the end of numbers",
        lambda: packed(
            workbook(
                xl__worksheets__sheet1_xml=rows_xml(
                    '<row r="4294967296"><c r="ZZZZZZZ99999999999999999999"><v>1</v></c></row>'
                )
            )
        ),
    )
    yield (
        "shared string numbers that are not there",
        lambda: packed(
            workbook(
                xl__worksheets__sheet1_xml=rows_xml(
                    '<row r="1"><c r="A1" t="s"><v>99999999999</v></c><c r="B1" t="s"><v>-1</v></c></row>'
                )
            )
        ),
    )
    yield (
        "formulas nested 50,000 deep",
        lambda: packed(
            workbook(
                xl__worksheets__sheet1_xml=rows_xml(
                    f'<row r="1"><c r="A1"><f>{"(" * 50_000}1{")" * 50_000}</f><v>1</v></c></row>'
                )
            )
        ),
    )
    yield "an .ods of repeated cells with another ending", lambda: packed(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml":
         "<office:document-content><table:table-row table:number-rows-repeated='1048576'><table:table-cell "
         "table:number-columns-repeated='16384'/></table:table-row></office:document-content>"})  # fmt: skip


def old_workbooks(genuine: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield spoilt copies of a genuine .xls (OLE compound file of BIFF records): absurd counts, chains, lengths."""

    def at(place: int, value: int, size: int) -> bytes:
        return genuine[:place] + value.to_bytes(size, "little") + genuine[place + size :]

    yield "ole: a sector of 2^65535 bytes", at(30, 0xFFFF, 2)
    yield "ole: a mini sector of 2^65535 bytes", at(32, 0xFFFF, 2)
    yield "ole: four billion sectors of table", at(44, 0xFFFFFFFF, 4)
    yield "ole: a directory at the end of numbers", at(48, 0xFFFFFFF0, 4)
    yield "ole: mini stream cut-off without end", at(56, 0xFFFFFFFF, 4)
    yield "ole: a chain that returns to itself", at(60, 0, 4)
    yield "ole: sectors of tables without end", at(68, 0, 4)[:72] + b"\xff\xff\xff\x7f" + genuine[76:]
    for name, mark, offset, value in (
        ("biff: shared strings without end", b"\xfc\x00", 8, 0xFFFFFFFF),
        ("biff: a sheet of four billion rows", b"\x00\x02", 8, 0xFFFFFFFF),
        ("biff: sheets at the end of numbers", b"\x85\x00", 4, 0xFFFFFFFF),
        ("biff: a record of 65,535 bytes", b"\xfc\x00", 2, 0xFFFF),
        ("biff: a label at the last cell", b"\xfd\x00", 4, 0x00FFFFFF),
    ):
        place = _record(genuine, mark)
        if place >= 0:
            yield name, at(place + offset, value, 2 if value == 0xFFFF else 4)


def _record(data: bytes, kind: bytes) -> int:
    """Return where the first BIFF record of a kind stands, by walking from the beginning of the stream."""
    place = data.find(b"\x09\x08\x10\x00")
    while 0 <= place < len(data) - 4:
        if data[place : place + 2] == kind:
            return place
        place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")
    return -1


def tables() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield .csv files that are bombs."""
    yield "csv: one line of 49 MB", lambda: b"a" * (49 * MB)
    yield "csv: one line of 49 MB of Hanzi", lambda: "长".encode() * (16 * MB)
    yield "csv: one line of 48 MB in UTF-16", lambda: b"\xff\xfe" + "长".encode("utf-16-le") * (24 * MB)
    yield "csv: 49 MB of line ends", lambda: b"\n" * (49 * MB)
    yield "csv: 49 MB of carriage returns", lambda: b"\r" * (49 * MB)
    yield "csv: a million columns", lambda: "姓名".encode() + b"," * 1_000_000
    yield "csv: 500 columns in one of a million lines", lambda: b"," * 500 + b"\n1" * 1_000_000
    yield "csv: 511 columns, 199,000 short lines", lambda: b"," * 511 + b"\na" * 199_000
    yield "csv: a quote that is never closed, 40 MB", lambda: b'a,"' + b"b,c\n" * (10 * MB)
    yield "csv: 45 MB of quotes", lambda: b'"' * (45 * MB)
    yield "csv: 48 MB of commas and quotes", lambda: b'",' * (24 * MB)
    yield "csv: a cell of 33,000", lambda: b"a,b\n" + b"x" * 33_000 + b",1\n"


def documents() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield Word documents that are bombs."""
    name = "word/document.xml"
    yield "docx: 210 MB of zeros in one part", lambda: streamed(document(), name, zeros(210 * MB))
    yield "docx: a part said to be 3 GB", lambda: _directory(packed(document()), name, 24, 3 << 30)
    yield (
        "docx: a part of 210 MB said to be 10 bytes",
        lambda: _directory(streamed(document(), name, zeros(210 * MB)), name, 24, 10),
    )
    yield (
        "docx: one part named 250 times",
        lambda: overlapping({**document(), "word/aaaa00000.xml": "x"}, "word/aaaa00000.xml", 250, zeros(1 * MB)),
    )
    yield "docx: 400 entries", lambda: packed({**document(), **{f"word/media/{n}.png": "x" for n in range(400)}})
    yield "docx: paragraphs nested 300,000 deep", lambda: packed(document(word__document_xml=body("<w:p>" * 300_000)))
    yield (
        "docx: 5,000,000 empty paragraphs",
        lambda: streamed(
            document(),
            name,
            iter([body("@").split("@")[0].encode(), *[b"<w:p/>" * 300_000] * 11, b"</w:body></w:document>"]),
        ),
    )
    yield (
        "docx: 3,000,000 attributes",
        lambda: packed(
            document(word__document_xml=body("<w:p " + " ".join(f'a{n}="1"' for n in range(1_000_000)) + "/>"))
        ),
    )
    yield (
        "docx: a text of 19 MB",
        lambda: packed(document(word__document_xml=body(f"<w:p><w:r><w:t>{'a' * (19 * MB)}</w:t></w:r></w:p>"))),
    )
    yield (
        "docx: 19 MB of half a blank",
        lambda: packed(document(word__document_xml=body(f"<w:p><w:r><w:t>{'{' * (9 * MB)}</w:t></w:r></w:p>"))),
    )
    yield (
        "docx: zip in zip in zip",
        lambda: packed(document(word__media__a_zip=packed({"a.zip": streamed({}, "a.xml", zeros(90 * MB))}))),
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(width: int, height: int, kind: int = 2, data: bytes | None = None, *more: bytes, interlaced: int = 0) -> bytes:
    """Return a PNG whose header says so many pixels; its data are zeros of the right length unless given."""
    bytes_each = {0: 1, 2: 3, 6: 4}[kind]
    if data is None:
        packer = zlib.compressobj(9)
        line = bytes(1 + width * bytes_each)
        data = b"".join([*(packer.compress(line) for _ in range(height)), packer.flush()])
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def jpeg(width: int, height: int, **options: object) -> bytes:
    """Return a grey JPEG, its header changed to say so many pixels where the picture itself is smaller."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (64, 64), 128).save(out, "JPEG", **options)
    data = bytearray(out.getvalue())
    place = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    struct.pack_into(">HH", data, place + 5, height, width)
    return bytes(data)


def pictures() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield pictures that are bombs, and the largest that are not."""
    big = zlib.compress(bytes(100 * MB), 9)
    yield "png: 60,000 x 60,000 said, nothing there", lambda: png(60_000, 60_000, data=zlib.compress(bytes(1000)))
    yield "png: 41 megapixels", lambda: png(6500, 6308, 0)
    yield "png: 39 megapixels with transparency", lambda: png(6200, 6200, 6)
    yield (
        "png: 39 megapixels, interlaced, cut short",
        lambda: png(6200, 6200, 2, data=zlib.compress(bytes(10 * MB)), interlaced=1),
    )
    yield "png: one line of 39 million", lambda: png(39_000_000, 1, 0)
    yield "png: 100 MB behind one pixel", lambda: png(1, 1, 2, big)
    yield "png: a colour profile of 100 MB", lambda: png(8, 8, 2, None, _chunk(b"iCCP", b"p\0\0" + big))
    yield "png: a text of 100 MB", lambda: png(8, 8, 2, None, _chunk(b"zTXt", b"t\0\0" + big))
    yield "png: 200,000 chunks", lambda: png(8, 8, 2, None, *[_chunk(b"tEXt", b"a\0b")] * 200_000)
    yield "jpeg: 65,500 x 65,500 said", lambda: jpeg(65_500, 65_500)
    yield "jpeg: 13,000 x 13,000 said, progressive", lambda: jpeg(13_000, 13_000, progressive=True)
    yield "jpeg: 13,000 x 13,000 said, baseline", lambda: jpeg(13_000, 13_000)
    yield (
        "jpeg: 2,000 empty segments",
        lambda: jpeg(64, 64)[:2] + b"\xff\xe1\xff\xff" + bytes(65_533) * 1 + b"\xff\xe2\x00\x02" * 2000,
    )
    yield (
        "jpeg: positions without end in its notes",
        lambda: jpeg(64, 64, exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\x00\xff\xff\xff\xff" * 200),
    )
    yield "gif that calls itself a photo", lambda: b"GIF89a" + b"\xff\xff\xff\xff" + bytes(1000)
    yield (
        "svg with entities",
        lambda: b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
    )
    yield "tiff that calls itself a photo", lambda: b"II*\0" + bytes(1000)


def fonts() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield font files that are bombs."""

    def table(*tables: tuple[bytes, bytes], count: int | None = None) -> bytes:
        place, directory, data = 12 + 16 * len(tables), b"", b""
        for tag, content in tables:
            directory += tag + struct.pack(">III", 0, place + len(data), len(content))
            data += content
        return struct.pack(">IHHHH", 0x10000, len(tables) if count is None else count, 0, 0, 0) + directory + data

    groups = struct.pack(">III", 0, 0x10FFFF, 1) * 20_000
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 20_000) + groups
    yield (
        "font: 20,000 groups of every character",
        lambda: table(
            (b"cmap", cmap),
            (b"glyf", bytes(100)),
            (b"head", bytes(54)),
            (b"hhea", bytes(36)),
            (b"maxp", bytes(32)),
            (b"name", struct.pack(">HHH", 0, 0, 6)),
            (b"OS/2", bytes(96)),
            (b"loca", bytes(100)),
            (b"hmtx", bytes(100)),
            (b"post", bytes(32)),
        ),
    )
    yield "font: 65,535 tables said", lambda: table((b"glyf", b""), count=65_535)
    yield "font: a collection of four billion", lambda: b"ttcf\0\x01\0\0\xff\xff\xff\xff" + bytes(100)
    yield "font: nothing but zeros", lambda: bytes(1 * MB)
