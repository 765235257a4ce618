"""A Word template filled: a copy for each form, rows repeated for lists, the marks of the printing on every page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from gridDesk.documents.form_blocks import NUMBER
from gridDesk.documents.form_papers import FilledBlanks
from gridDesk.documents.template import Template, lists_of
from gridDesk.documents.template_author import nameless
from gridDesk.documents.template_foot import Marks, marked, with_footer
from gridDesk.documents.template_guard import DOCUMENT, parse
from gridDesk.documents.template_text import TEXT_PARTS, fill_paragraph, names_in, w

_EPOCH = (1980, 1, 1, 0, 0, 0)


def fill(
    template: Template,
    forms: Sequence[FilledBlanks],
    lists: Mapping[str, int],
    marks: Marks = Marks(),  # noqa: B008
) -> bytes:
    """Return a .docx with one filled copy of the template for each form, each on a new page.

    `lists` names the lists and how many rows each has at least. Blanks of headers and footers say what all forms agree
    on. Equal input gives equal bytes.
    """
    parts = with_footer(template.parts) if marks.any else dict(template.parts)
    shared = _shared(forms)
    parts = {name: nameless(name, part) for name, part in parts.items()}
    for name, part in parts.items():
        if name == DOCUMENT:
            parts[name] = _bytes(_document(parse(part), forms, lists))
        elif TEXT_PARTS.fullmatch(name):
            parts[name] = _bytes(marked(name, _filled(parse(part), shared, lists), marks))
        elif name == "word/styles.xml":
            parts[name] = _bytes(_with_faces(parse(part)))
    return _packed(parts)


def _shared(forms: Sequence[FilledBlanks]) -> FilledBlanks:
    """Return what all forms agree on, for the header and footer they have in common."""
    first, *others = forms
    values = {name: text for name, text in first.values.items() if all(one.values.get(name) == text for one in others)}
    differ = dict.fromkeys((name for name in first.values if name not in values), "")
    return FilledBlanks(part=first.part, values=values, rooms={**first.rooms, **differ})


def _document(root: etree._Element, forms: Sequence[FilledBlanks], lists: Mapping[str, int]) -> etree._Element:
    body = root.find(w("body"))
    if body is None:
        return root
    shape = [child for child in body if child.tag != w("sectPr")]
    copies = [deepcopy(shape) for _ in forms[1:]]
    for copy in copies:
        for child in _on_new_page(copy):
            _forget_ids(child)
            _insert(body, child)
    groups = [shape, *copies]
    for group, form in zip(groups, forms, strict=True):
        for child in group:
            _filled(child, form, lists)
    return root


def _insert(body: etree._Element, child: etree._Element) -> None:
    end = body.find(w("sectPr"))
    if end is None:
        body.append(child)
    else:
        end.addprevious(child)


def _on_new_page(copy: list[etree._Element]) -> list[etree._Element]:
    """Return a copy's blocks beginning on a new page: by its first paragraph, or by a tiny one before a table."""
    if not copy or copy[0].tag != w("p"):
        first = etree.Element(w("p"))
        spacing = etree.SubElement(etree.SubElement(first, w("pPr")), w("spacing"))
        for key, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
            spacing.set(w(key), value)
        copy.insert(0, first)
    properties = copy[0].find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        copy[0].insert(0, properties)
    mark = etree.Element(w("pageBreakBefore"))
    style = properties.find(w("pStyle"))
    properties.insert(0 if style is None else 1, mark)
    return copy


def _forget_ids(block: etree._Element) -> None:
    """Take away what may stand only once in a document: bookmarks and paragraph ids."""
    for mark in list(block.iter(w("bookmarkStart"), w("bookmarkEnd"))):
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)
    for item in block.iter(w("p"), w("tr")):
        for key in [key for key in item.attrib if str(key).endswith(("}paraId", "}textId"))]:
            del item.attrib[key]


def _filled(block: etree._Element, form: FilledBlanks, lists: Mapping[str, int]) -> etree._Element:
    """Fill every blank below an element, its repeated rows first; returns the element."""
    done: set[etree._Element] = set()
    for row in list(block.iter(w("tr"))):
        for name in lists_of(row, lists)[:1]:
            for copy, values in _repeated(row, name, form, lists[name]):
                for paragraph in copy.iter(w("p")):
                    fill_paragraph(paragraph, {**form.values, **values}, {**form.rooms, **dict.fromkeys(values, "")})
                    done.add(paragraph)
    joined = {
        f"{name}.{key}": "、".join(row[key] for row in form.rows.get(name, ()) if row.get(key))
        for name in lists for key in {key for row in form.rows.get(name, ()) for key in row}
    }  # fmt: skip
    for paragraph in list(block.iter(w("p"))):
        if paragraph not in done:
            fill_paragraph(paragraph, {**form.values, **joined}, form.rooms)
    for binding in list(block.iter(w("dataBinding"))):  # Else Word would put the template's own words back.
        parent = binding.getparent()
        if parent is not None:
            parent.remove(binding)
    return block


def _repeated(
    row: etree._Element, name: str, form: FilledBlanks, least: int
) -> Iterator[tuple[etree._Element, dict[str, str]]]:
    """Yield a row for each of a list, at least one and `least`, with what its blanks say; empty ones are for the pen."""
    asked = {one for paragraph in row.iter(w("p")) for one in names_in(paragraph) if one.startswith(f"{name}.")}
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


def _with_faces(styles: etree._Element) -> etree._Element:
    """Give the defaults an East Asian face where they have none, else Hanzi take whatever the machine likes."""
    defaults = styles.find(w("docDefaults"))
    if defaults is None:
        defaults = etree.Element(w("docDefaults"))
        styles.insert(0, defaults)
    here = defaults
    for name in ("rPrDefault", "rPr", "rFonts"):
        below = here.find(w(name))
        if below is None:
            below = etree.Element(w(name))
            here.insert(0, below)
        here = below
    if here.get(w("eastAsia")) is None and here.get(w("eastAsiaTheme")) is None:
        here.set(w("eastAsia"), "宋体")
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
