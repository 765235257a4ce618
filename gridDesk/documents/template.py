"""Word templates: a document with plain named blanks, `{姓名}`, filled by plain replacement and nothing else.

No template language, no code, no fields: what a template says besides its blanks is printed as it stands. A table row
with a blank of a list, `{参加人员.姓名}`, is repeated for each row of the list.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from gridDesk.documents import ooxml
from gridDesk.documents.form_blocks import NUMBER
from gridDesk.documents.form_papers import ROOM, ROOM_IN_WORDS, FilledBlanks
from gridDesk.documents.page import SIX
from gridDesk.documents.template_guard import DOCUMENT, W, open_parts, parse

# Input methods type full-width braces easily; two braces, or a brace with %, belong to other programs and stay text.
BLANK = re.compile(r"(?<![{｛])[{｛]([^{}｛｝%\t\n]+)[}｝](?![}｝])")
_BRACE = re.compile(r"[{}｛｝]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FOOTER = re.compile(r"word/footer\d*\.xml")
_TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>GridDesk</dc:creator></cp:coreProperties>'
)


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


@dataclass(frozen=True)
class Template:
    """A Word document that was looked at and may be used: its parts by name."""

    parts: Mapping[str, bytes]


@dataclass(frozen=True)
class Known:
    """What a form can fill: whether a single blank is known, its lists with their blanks, and which a form is expected
    to have (`姓名`, `参加人员.姓名`). `names` are those to suggest for a slip of the hand.
    """

    is_known: Callable[[str], bool]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    expected: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lint:
    """What is amiss in a template: sentences on blanks that nothing fills, names it leaves out, sentences on other faults."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.unknown or self.missing or self.faults)


def read_template(data: bytes) -> Template:
    """Return the template of a .docx file's bytes. Raises DeskError when it may not be used (see `template_guard`)."""
    return Template(open_parts(data))


def blanks(template: Template) -> tuple[str, ...]:
    """Return the names of all blanks, in the order they stand, each once."""
    found = (name.strip() for text in _all_texts(template) for name in BLANK.findall(text))
    return tuple(dict.fromkeys(found))


def _all_texts(template: Template) -> Iterator[str]:
    for name, part in template.parts.items():
        if _TEXT_PARTS.fullmatch(name):
            yield from (_joined(pieces) for pieces in map(_pieces, parse(part).iter(_w("p"))))


# ---- checking ----


def lint(template: Template, known: Known) -> Lint:
    """Return what is amiss in a template of a form."""
    found = blanks(template)
    unknown = [name for name in found if not _is_known(name, known)]
    missing = [name for name in known.expected if name not in found]
    return Lint(
        tuple(_unknown(name, known) for name in unknown),
        tuple(missing),
        tuple(dict.fromkeys(_faults(template, known))),
    )


def _is_known(name: str, known: Known) -> bool:
    first, dot, rest = name.partition(".")
    if dot and first in known.lists:
        return rest == NUMBER or rest in known.lists[first]
    return known.is_known(name)


def _unknown(name: str, known: Known) -> str:
    dotted = [f"{one}.{rest}" for one, rests in known.lists.items() for rest in rests]
    near = difflib.get_close_matches(name, [*known.names, *dotted], n=1, cutoff=0.5)
    return f"“{{{name}}}”不是这张表的空格名称" + (f"，是不是“{{{near[0]}}}”？" if near else "，请从空格清单里选。")


def _faults(template: Template, known: Known) -> Iterator[str]:
    for text in _all_texts(template):
        rest = _BRACE.search(BLANK.sub("", text))
        if rest:
            yield f"“{_near(text, rest.start())}”里的花括号不成对，或不是空格的写法，会照原样印出来。"
    for part in _text_parts(template):
        if next(part.iter(_w("ins"), _w("del"), _w("moveFrom"), _w("moveTo")), None) is not None:
            yield "模板里有修订痕迹，请在 Word 里“接受所有修订”后保存。"
        for paragraph in part.iter(_w("p")):
            names = [name.strip() for name in BLANK.findall(_joined(_pieces(paragraph)))]
            lists = {name.partition(".")[0] for name in names} & set(known.lists)
            row = next(paragraph.iterancestors(_w("tr")), None)
            if lists and row is None:
                yield f"“{{{min(lists)}.…}}”没有写在表格的一行里，各行会用顿号连在一起。"
            if row is not None and len(_lists_of(row, known.lists)) > 1:
                yield "同一行里写了两个清单的空格，只会按其中一个重复。"


def _near(text: str, at: int) -> str:
    return text[max(at - 8, 0) : at + 12].strip()


def _text_parts(template: Template) -> Iterator[etree._Element]:
    return (parse(part) for name, part in template.parts.items() if _TEXT_PARTS.fullmatch(name))


# ---- filling ----


def fill(template: Template, forms: Sequence[FilledBlanks], lists: Mapping[str, int], foot: str = "") -> bytes:
    """Return a .docx with one filled copy of the template for each form, each on a new page.

    `lists` names the lists and how many rows each has at least. Blanks of headers and footers say what all forms agree
    on; `foot` is the small grey line below every footer, or at the end where there is none. Equal input, equal bytes.
    """
    parts = dict(template.parts)
    shared = _shared(forms)
    footed = any(_FOOTER.fullmatch(name) for name in parts)
    for name, part in template.parts.items():
        if name == DOCUMENT:
            parts[name] = _bytes(_document(parse(part), forms, lists, "" if footed else foot))
        elif _TEXT_PARTS.fullmatch(name):
            parts[name] = _bytes(_footed(_filled(parse(part), shared, lists), foot if _FOOTER.fullmatch(name) else ""))
        elif name == "word/styles.xml":
            parts[name] = _bytes(_with_faces(parse(part)))
        elif name == "docProps/core.xml":
            parts[name] = _CORE.encode("utf-8")
    return _packed(parts)


def _shared(forms: Sequence[FilledBlanks]) -> FilledBlanks:
    """Return what all forms agree on, for the header and footer they have in common."""
    first, *others = forms
    values = {name: text for name, text in first.values.items() if all(one.values.get(name) == text for one in others)}
    differ = dict.fromkeys((name for name in first.values if name not in values), "")
    return FilledBlanks(part=first.part, values=values, rooms={**first.rooms, **differ})


def _footed(root: etree._Element, foot: str) -> etree._Element:
    """Put the small grey line last in a footer."""
    if foot:
        root.append(_grey_line(foot))
    return root


def _grey_line(foot: str) -> etree._Element:
    said = ooxml.run(foot, size=SIX, grey=True)
    return parse(f"<w:p {ooxml.NAMESPACE}>{said}</w:p>".encode())


def _document(
    root: etree._Element, forms: Sequence[FilledBlanks], lists: Mapping[str, int], foot: str
) -> etree._Element:
    body = root.find(_w("body"))
    if body is None:
        return root
    shape = [child for child in body if child.tag != _w("sectPr")]
    copies = [deepcopy(shape) for _ in forms[1:]]
    for copy in copies:
        for child in _on_new_page(copy):
            _forget_ids(child)
            _insert(body, child)
    groups = [shape, *copies]
    for group, form in zip(groups, forms, strict=True):
        for child in group:
            _filled(child, form, lists)
    if foot:
        _insert(body, _grey_line(foot))
    return root


def _insert(body: etree._Element, child: etree._Element) -> None:
    end = body.find(_w("sectPr"))
    if end is None:
        body.append(child)
    else:
        end.addprevious(child)


def _on_new_page(copy: list[etree._Element]) -> list[etree._Element]:
    """Return a copy's blocks beginning on a new page: by its first paragraph, or by a tiny one before a table."""
    if not copy or copy[0].tag != _w("p"):
        first = etree.Element(_w("p"))
        spacing = etree.SubElement(etree.SubElement(first, _w("pPr")), _w("spacing"))
        for key, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
            spacing.set(_w(key), value)
        copy.insert(0, first)
    properties = copy[0].find(_w("pPr"))
    if properties is None:
        properties = etree.Element(_w("pPr"))
        copy[0].insert(0, properties)
    mark = etree.Element(_w("pageBreakBefore"))
    style = properties.find(_w("pStyle"))
    properties.insert(0 if style is None else 1, mark)
    return copy


def _forget_ids(block: etree._Element) -> None:
    """Take away what may stand only once in a document: bookmarks and paragraph ids."""
    for mark in list(block.iter(_w("bookmarkStart"), _w("bookmarkEnd"))):
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)
    for item in block.iter(_w("p"), _w("tr")):
        for key in [key for key in item.attrib if str(key).endswith(("}paraId", "}textId"))]:
            del item.attrib[key]


def _filled(block: etree._Element, form: FilledBlanks, lists: Mapping[str, int]) -> etree._Element:
    """Fill every blank below an element, its repeated rows first; returns the element."""
    done: set[etree._Element] = set()
    for row in list(block.iter(_w("tr"))):
        for name in _lists_of(row, lists)[:1]:
            for copy, values in _repeated(row, name, form, lists[name]):
                for paragraph in copy.iter(_w("p")):
                    _fill_paragraph(paragraph, {**form.values, **values}, {**form.rooms, **dict.fromkeys(values, "")})
                    done.add(paragraph)
    joined = {
        f"{name}.{key}": "、".join(row[key] for row in form.rows.get(name, ()) if row.get(key))
        for name in lists for key in {key for row in form.rows.get(name, ()) for key in row}
    }  # fmt: skip
    for paragraph in list(block.iter(_w("p"))):
        if paragraph not in done:
            _fill_paragraph(paragraph, {**form.values, **joined}, form.rooms)
    for binding in list(block.iter(_w("dataBinding"))):  # Else Word would put the template's own words back.
        parent = binding.getparent()
        if parent is not None:
            parent.remove(binding)
    return block


def _lists_of(row: etree._Element, lists: Iterable[str]) -> list[str]:
    """Return the lists whose blanks stand in a table row itself, not in a table inside it."""
    names: list[str] = []
    for paragraph in row.iter(_w("p")):
        if next(paragraph.iterancestors(_w("tr")), None) is row:
            names += [
                name.strip().partition(".")[0] for name in BLANK.findall(_joined(_pieces(paragraph))) if "." in name
            ]
    return [name for name in dict.fromkeys(names) if name in lists]


def _repeated(
    row: etree._Element, name: str, form: FilledBlanks, least: int
) -> Iterator[tuple[etree._Element, dict[str, str]]]:
    """Yield a row for each of a list, at least one and `least`, with what its blanks say; empty ones are for the pen."""
    asked = {
        one.strip() for paragraph in row.iter(_w("p")) for one in BLANK.findall(_joined(_pieces(paragraph)))
        if one.strip().startswith(f"{name}.")
    }  # fmt: skip
    rows = form.rows.get(name, ())
    count = max(len(rows), least, 1)
    copies = [row, *(deepcopy(row) for _ in range(count - 1))]
    for before, after in pairwise(copies):
        _forget_ids(after)
        before.addnext(after)
    for number, copy in enumerate(copies, 1):
        said = rows[number - 1] if number <= len(rows) else {}
        values = {one: said.get(one.partition(".")[2], "") for one in asked}
        counted = f"{name}.{NUMBER}"
        if counted in values:
            values[counted] = said.get(NUMBER) or str(number)
        yield copy, values


@dataclass
class _Piece:
    """A piece of a paragraph's text: its element (None for a tab or line break), and where it begins."""

    element: etree._Element | None
    start: int
    text: str


def _pieces(paragraph: etree._Element) -> list[_Piece]:
    """Return the texts of a paragraph in order, without those of paragraphs inside it or taken out by a revision."""
    found: list[_Piece] = []
    at = 0
    for item in paragraph.iter(_w("t"), _w("tab"), _w("br"), _w("cr")):
        owner = item.getparent()
        if owner is None or owner.tag != _w("r") or next(item.iterancestors(_w("p")), None) is not paragraph:
            continue
        text = str(item.text or "") if item.tag == _w("t") else "\t" if item.tag == _w("tab") else "\n"
        found.append(_Piece(item if item.tag == _w("t") else None, at, text))
        at += len(text)
    return found


def _joined(pieces: Iterable[_Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _fill_paragraph(paragraph: etree._Element, values: Mapping[str, str], rooms: Mapping[str, str]) -> None:
    """Replace the blanks of a paragraph, however many runs each is split over; the run it begins in gives the look."""
    pieces = _pieces(paragraph)
    text = _joined(pieces)
    found = list(BLANK.finditer(text))
    alone = len(found) == 1 and not BLANK.sub("", text).strip()
    running = "\t" not in text and next(paragraph.iterancestors(_w("tbl")), None) is None
    for match in reversed(found):
        name = match[1].strip()
        room = "" if alone else rooms.get(name, ROOM_IN_WORDS if running else ROOM)
        value = values.get(name, "") or room
        _replace(pieces, match.start(), match.end(), _ILLEGAL.sub("", value))
    for piece in pieces:
        if piece.element is not None and piece.text != (piece.element.text or ""):
            _say(piece.element, piece.text)


def _replace(pieces: Iterable[_Piece], start: int, end: int, value: str) -> None:
    for piece in pieces:
        begin, stop = max(start - piece.start, 0), min(end - piece.start, len(piece.text))
        if piece.element is not None and begin < stop and piece.start < end:
            piece.text = piece.text[:begin] + value + piece.text[stop:]
            value = ""


def _say(element: etree._Element, text: str) -> None:
    """Write a text into a run: line breaks become breaks, Hanzi and “”… take the East Asian face."""
    run = element.getparent()
    assert run is not None
    first, *others = text.split("\n")
    element.text = first
    element.set(_SPACE, "preserve")
    after = element
    for line in others:
        made = [etree.Element(_w("br")), etree.Element(_w("t"))]
        made[1].text = line
        made[1].set(_SPACE, "preserve")
        for one in made:
            after.addnext(one)
            after = one
    if not text.isascii():
        _hint(run)


def _hint(run: etree._Element) -> None:
    properties = run.find(_w("rPr"))
    if properties is None:
        properties = etree.Element(_w("rPr"))
        run.insert(0, properties)
    fonts = properties.find(_w("rFonts"))
    if fonts is None:
        fonts = etree.Element(_w("rFonts"))
        properties.insert(1 if properties.find(_w("rStyle")) is not None else 0, fonts)
    fonts.set(_w("hint"), "eastAsia")


def _with_faces(styles: etree._Element) -> etree._Element:
    """Give the defaults an East Asian face where they have none, else Hanzi take whatever the machine likes."""
    defaults = styles.find(_w("docDefaults"))
    if defaults is None:
        defaults = etree.Element(_w("docDefaults"))
        styles.insert(0, defaults)
    here = defaults
    for name in ("rPrDefault", "rPr", "rFonts"):
        below = here.find(_w(name))
        if below is None:
            below = etree.Element(_w(name))
            here.insert(0, below)
        here = below
    if here.get(_w("eastAsia")) is None and here.get(_w("eastAsiaTheme")) is None:
        here.set(_w("eastAsia"), "宋体")
    return styles


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a package with fixed times, so that equal content gives equal files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()
