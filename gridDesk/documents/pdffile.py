"""A PDF file written front to back: pages leave as they are made, fonts and the page count come last.

Fonts are composite (Type0, Identity-H) with one CID per character used, so two characters that share a glyph still copy
back as themselves, and characters beyond U+FFFF have a right ToUnicode entry (UTF-16BE), which reportlab 5.1 lacks.
The same input gives the same bytes; properties hold no names and no paths.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from array import array
from typing import BinaryIO

from gridDesk.documents.fonts import CHAINS, DRAWN, Face, Role, Run, face, printable, split_runs
from gridDesk.documents.pdf_pictures import Raster, raster

MM = 72 / 25.4
_CACHED_SHOWS = 2_000
_MARK_SIZE, _MARK_GREY = 22.0, 0.93
_SLANT = "0.866 0.5 -0.5 0.866"  # thirty degrees
_FLATE = b"/Filter/FlateDecode"


class _Codes(dict[str, str]):
    """The CID of each character as four hexadecimal digits, given in order of first use."""

    def __missing__(self, char: str) -> str:
        code = self[char] = f"{len(self) + 1:04X}"
        return code


class InkFont:
    """One face as used in one document."""

    def __init__(self, found: Face, resource: str) -> None:
        self.face = found
        self.resource = resource
        self.codes = _Codes()

    @property
    def chars(self) -> list[str]:
        """Return the characters used, in the order of their CIDs."""
        return list(self.codes)

    def encode(self, text: str) -> str:
        """Return the CIDs of `text` as hexadecimal digits."""
        return "".join(map(self.codes.__getitem__, text))


class PdfFile:
    """A PDF being written to `out`, which is only ever appended to.

    With `only` the pages that are not among these places (from 1) are laid out and counted but not written.
    """

    def __init__(self, out: BinaryIO, title: str, made: str, only: frozenset[int] | None = None) -> None:
        self.out, self.only = out, only
        self.turned = 0
        self.offsets = array("Q", [0])
        self.position = 0
        self.pages: list[int] = []
        self.fonts: dict[str, InkFont] = {}
        self.bookmarks: list[tuple[int, str, int]] = []  # level, title, how many pages stand before it
        self._shows: dict[tuple[str, Role, float], str] = {}
        self._objects: dict[bytes, tuple[str, int]] = {}
        self.title, self.made = title, made
        self._write(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        self.catalog, self.tree, self.resources, self.count = (self.reserve() for _ in range(4))

    # objects

    def reserve(self) -> int:
        """Return a fresh object number."""
        self.offsets.append(0)
        return len(self.offsets) - 1

    def put(self, number: int, body: bytes) -> None:
        """Write object `number`."""
        self.offsets[number] = self.position
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def put_stream(self, number: int, data: bytes, entries: bytes = b"", level: int = 6) -> None:
        """Write a compressed stream object."""
        packed = zlib.compress(data, level)
        head = b"<</Length %d%b%b>>stream\n" % (len(packed), _FLATE, entries)
        self.put(number, head + packed + b"\nendstream")

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self.position += len(data)

    # text

    def show(self, text: str, role: Role, size: float) -> str:
        """Return the operators that show `text` at the current text position."""
        key = (text, role, size)
        found = self._shows.get(key)
        if found is None:
            if len(self._shows) >= _CACHED_SHOWS:
                self._shows.clear()
            found = self._shows[key] = " ".join(self._show_run(run, size) for run in split_runs(text, role))
        return found

    def show_plain(self, text: str, size: float) -> str:
        """Return the operators for text that the body face alone can print (see `fonts.is_plain`), uncached."""
        font = self._font(face(CHAINS["song"][0]))
        return f"/{font.resource} {size:g} Tf <{font.encode(text)}> Tj"

    def _show_run(self, run: Run, size: float) -> str:
        font = self._font(run.face)
        return f"/{font.resource} {size:g} Tf <{font.encode(run.text)}> Tj"

    def _font(self, found: Face) -> InkFont:
        font = self.fonts.get(found.name)
        if font is None:
            font = self.fonts[found.name] = InkFont(face(found.name), f"F{len(self.fonts) + 1}")
        return font

    # drawn things that pages share

    def picture(self, data: bytes) -> tuple[str, int, int]:
        """Return the name under which pages draw a PNG or JPEG (`/name Do` in a unit square), and its size in pixels."""
        found = raster(data)
        key = hashlib.sha256(data).digest()
        if key not in self._objects:
            self._objects[key] = (f"P{len(self._objects) + 1}", self._put_picture(found))
        return self._objects[key][0], found.width, found.height

    def _put_picture(self, found: Raster) -> int:
        number = self.reserve()
        head = b"/Type/XObject/Subtype/Image/BitsPerComponent 8/Width %d/Height %d" % (found.width, found.height)
        mask = b""
        if found.alpha:
            shade = self.reserve()
            self._put_raw(shade, found.alpha, head + b"/ColorSpace/DeviceGray/Filter/FlateDecode")
            mask = b"/SMask %d 0 R" % shade
        self._put_raw(number, found.data, head + found.entries + mask)
        return number

    def _put_raw(self, number: int, data: bytes, entries: bytes) -> None:
        self.put(number, b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data))

    def watermark(self, text: str, width: float, height: float) -> str:
        """Return the name under which every page of `width` × `height` points draws the slanting words behind its text."""
        key = f"{text}\0{width:.0f}\0{height:.0f}".encode()
        if key not in self._objects:
            number = self.reserve()
            entries = b"/Type/XObject/Subtype/Form/BBox[0 0 %.0f %.0f]/Resources %d 0 R" % (
                width,
                height,
                self.resources,
            )
            self.put_stream(number, self._slanting(printable(text), width, height).encode("ascii"), entries)
            self._objects[key] = (f"W{len(self._objects) + 1}", number)
        return self._objects[key][0]

    def _slanting(self, text: str, width: float, height: float) -> str:
        show = self.show(text, "hei", _MARK_SIZE)
        spots = [(x, y) for y in (0.12, 0.42, 0.72) for x in (0.08, 0.55)]
        words = " ".join(f"{_SLANT} {x * width:.2f} {y * height:.2f} Tm {show}" for x, y in spots)
        return f"/Artifact BMC {_MARK_GREY} g BT {words} ET EMC"

    # pages

    def add_page(self, width: float, height: float, content: bytes) -> None:
        """Write one page of `width` × `height` points; its content is gone from memory afterwards."""
        self.turned += 1
        if self.only is not None and self.turned not in self.only:
            return
        body, number = self.reserve(), self.reserve()
        self.put_stream(body, content)
        self.put(
            number,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R>>"
            % (self.tree, width, height, self.resources, body),
        )
        self.pages.append(number)

    def bookmark(self, level: int, title: str) -> None:
        """Name the page that comes next in the list beside the document: level 0 for parts, 1 for sections."""
        self.bookmarks.append((level, title, self.turned))

    def finish(self, digest: bytes, count_text: str, count_size: float) -> None:
        """Write the page count (drawn on every page by `/Count Do`), fonts, properties and the file's index."""
        shown = f"0.35 g BT {self.show(count_text, 'song', count_size)} ET"
        entries = b"/Type/XObject/Subtype/Form/BBox[-10 -10 300 30]/Resources %d 0 R" % self.resources
        self.put_stream(self.count, shown.encode("ascii"), entries)
        listed = b"".join(
            b"/%b %d 0 R" % (font.resource.encode("ascii"), self._put_font(font)) for font in self.fonts.values()
        )
        drawn = b"".join(b"/%b %d 0 R" % (name.encode("ascii"), number) for name, number in self._objects.values())
        self.put(self.resources, b"<</Font<<%b>>/XObject<</Count %d 0 R%b>>>>" % (listed, self.count, drawn))
        kids = b" ".join(b"%d 0 R" % number for number in self.pages)
        self.put(self.tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self.pages), kids))
        outline = (
            b"/Outlines %d 0 R/PageMode/UseOutlines" % self._put_bookmarks()
            if self.bookmarks and self.only is None
            else b""
        )
        self.put(self.catalog, b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)%b>>" % (self.tree, outline))
        self._put_index(digest)

    def _put_bookmarks(self) -> int:
        """Write the list of bookmarks (ISO 32000-1, 12.3.3): parts, and under each its sections; returns its number."""
        root = self.reserve()
        numbers = [self.reserve() for _ in self.bookmarks]
        parents = _parents([level for level, _, _ in self.bookmarks])
        children: dict[int, list[int]] = {}
        for i, parent in enumerate(parents):
            children.setdefault(parent, []).append(i)

        def kin(of: int) -> bytes:
            own = children.get(of, [])
            return (
                b"/First %d 0 R/Last %d 0 R/Count %d" % (numbers[own[0]], numbers[own[-1]], -len(own)) if own else b""
            )

        for i, (_, title, page) in enumerate(self.bookmarks):
            beside = children[parents[i]]
            at = beside.index(i)
            links = b"/Prev %d 0 R" % numbers[beside[at - 1]] if at else b""
            links += b"/Next %d 0 R" % numbers[beside[at + 1]] if at + 1 < len(beside) else b""
            above = numbers[parents[i]] if parents[i] >= 0 else root
            self.put(
                numbers[i],
                b"<</Title<%b>/Parent %d 0 R%b%b/Dest[%d 0 R/Fit]>>"
                % (_text(title), above, links, kin(i), self.pages[min(page, len(self.pages) - 1)]),
            )
        self.put(root, b"<</Type/Outlines%b>>" % kin(-1).replace(b"/Count -", b"/Count "))
        return root

    def _put_index(self, digest: bytes) -> None:
        info = self.reserve()
        title = _text(self.title)
        self.put(
            info, b"<</Title<%b>/Author(GridDesk)/Producer(GridDesk)/CreationDate(%b)>>" % (title, _pdf_date(self.made))
        )
        start = self.position
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % len(self.offsets)]
        lines += [b"%010d 00000 n \n" % offset for offset in self.offsets[1:]]
        self._write(b"".join(lines))
        name = hashlib.sha256(digest).hexdigest()[:32].upper().encode("ascii")
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self.offsets), self.catalog, info, name, name, start)
        )

    # fonts

    def _put_font(self, font: InkFont) -> int:
        reader = font.face.font
        drawn = [ord(DRAWN.get(char, char)) for char in font.chars]
        name = f"{_tag(drawn)}+{font.face.name}".encode("ascii")
        file, mapped, unicode_map, descriptor, child, number = (self.reserve() for _ in range(6))
        data = reader.makeSubset(list(dict.fromkeys(drawn)))
        self.put_stream(file, data, b"/Length1 %d" % len(data))
        self.put_stream(mapped, _cid_to_glyph(reader.charToGlyph, drawn))
        self.put_stream(unicode_map, _to_unicode(font.chars))
        box = b" ".join(b"%d" % round(edge) for edge in reader.bbox)
        self.put(
            descriptor,
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d"
            b"/StemV 80/FontFile2 %d 0 R>>"
            % (name, box, round(reader.ascent), round(reader.descent), round(reader.capHeight), file),
        )
        widths = b" ".join(b"%g" % font.face.width(char) for char in font.chars)
        self.put(
            child,
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[1[%b]]/CIDToGIDMap %d 0 R>>"
            % (name, descriptor, widths, mapped),
        )
        self.put(
            number,
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (name, child, unicode_map),
        )
        return number


def _text(words: str) -> bytes:
    """Return words as the hexadecimal digits of a PDF text string (UTF-16BE with its mark)."""
    return b"FEFF" + words.encode("utf-16-be", "surrogatepass").hex().upper().encode("ascii")


def _parents(levels: list[int]) -> list[int]:
    """Return the place of each bookmark's parent, -1 for those at the top."""
    found, top = [], -1
    for i, level in enumerate(levels):
        found.append(top if level else -1)
        top = top if level else i
    return found


def _tag(codes: list[int]) -> str:
    """Return the six capitals that mark a subset, drawn from what it holds."""
    digest = hashlib.sha256(struct.pack(f">{len(codes)}I", *codes)).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _cid_to_glyph(glyphs: dict[int, int], drawn: list[int]) -> bytes:
    """Return the CIDToGIDMap for reportlab's subset, which numbers glyphs in order of first use and merges shared ones."""
    order: dict[int, int] = {0: 0}
    numbers = [0]
    for code in drawn:
        numbers.append(order.setdefault(glyphs[code], len(order)))
    return struct.pack(f">{len(numbers)}H", *numbers)


def _to_unicode(chars: list[str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    pairs = [f"<{cid:04X}> <{char.encode('utf-16-be').hex().upper()}>" for cid, char in enumerate(chars, 1)]
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join([*lines, "endcmap CMapName currentdict /CMap defineresource pop end end"]).encode("ascii")


def _pdf_date(made: str) -> bytes:
    """Return an ISO date or datetime as a PDF date (ISO 32000-1, 7.9.4); the zone is left out on purpose."""
    digits = "".join(char for char in made[:19] if char.isdigit())
    return f"D:{digits}".encode("ascii") if digits else b"D:20000101"
