"""Faults of a Word file that only show on somebody else's machine: faces, widths, rows that break, what is hidden."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from gridDesk.documents.typeset import measure

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EASTERN = re.compile("[“”‘’…·—\u3400-\u9fff\U00020000-\U0003ffff]")
ID_NUMBER = re.compile(r"\b\d{17}[\dXx]\b")
Element = ElementTree.Element


def parts(data: bytes) -> dict[str, bytes]:
    """Return the files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def faults(data: bytes) -> list[str]:
    """Return what is wrong with a document; empty for a good one."""
    found = parts(data)
    styles = ElementTree.fromstring(found["word/styles.xml"])
    trees = {
        name: ElementTree.fromstring(text)
        for name, text in found.items()
        if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)
    }
    body = trees["word/document.xml"]
    texts = [one for tree in trees.values() for one in _faces(tree, _eastern(styles))]
    return [*texts, *_themes(styles, trees), *_tables(body, _sizes(styles)), *_package(found)]


def _eastern(styles: Element) -> dict[str, str]:
    """Return the East Asian face of each style by its id, inherited ones too; of "" for the defaults."""
    own = {
        str(style.get(f"{W}styleId")): (_face(style.find(f"{W}rPr/{W}rFonts")), _value(style.find(f"{W}basedOn")))
        for style in styles.iter(f"{W}style")
    }
    default = _face(styles.find(f"{W}docDefaults//{W}rFonts"))

    def of(name: str) -> str:
        face, base = own.get(name, ("", ""))
        return face or (of(base) if base else default)

    return {"": default} | {name: of(name) for name in own}


def _sizes(styles: Element) -> dict[str, float]:
    return {
        str(style.get(f"{W}styleId")): float(_value(style.find(f"{W}rPr/{W}sz")) or 18) / 2
        for style in styles.iter(f"{W}style")
    }


def _face(fonts: Element | None) -> str:
    return "" if fonts is None else fonts.get(f"{W}eastAsia", "")


def _value(node: Element | None) -> str:
    return "" if node is None else node.get(f"{W}val", "")


def _faces(tree: Element, eastern: dict[str, str]) -> Iterator[str]:
    for paragraph in tree.iter(f"{W}p"):
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        for run in paragraph.iter(f"{W}r"):
            text = "".join(node.text or "" for node in run.iter(f"{W}t"))
            if not EASTERN.search(text):
                continue
            fonts = run.find(f"{W}rPr/{W}rFonts")
            if (_face(fonts) or eastern.get(style, eastern[""])) not in ("宋体", "黑体", "仿宋", "楷体"):
                yield f"no East Asian face: {text[:20]}"
            if fonts is None or fonts.get(f"{W}hint") != "eastAsia":
                yield f"no hint: {text[:20]}"


def _themes(styles: Element, trees: dict[str, Element]) -> Iterator[str]:
    for tree in (styles, *trees.values()):
        for fonts in tree.iter(f"{W}rFonts"):
            if any("heme" in key for key in fonts.attrib):
                yield "theme face"


def _tables(body: Element, sizes: dict[str, float]) -> Iterator[str]:
    for table in body.iter(f"{W}tbl"):
        if len(list(table.iter(f"{W}tbl"))) > 1:
            yield "table in a table"
        layout = table.find(f"{W}tblPr/{W}tblLayout")
        if layout is None or layout.get(f"{W}type") != "fixed":
            yield "layout not fixed"
        columns = [int(node.get(f"{W}w", "0")) for node in table.findall(f"{W}tblGrid/{W}gridCol")]
        if sum(columns) != _width(table.find(f"{W}tblPr/{W}tblW")) or min(columns) <= 0:
            yield "tblW is not the sum of its columns"
        if len(table.find(f"{W}tblPr/{W}tblBorders") or ()) != 6:
            yield "borders not set"
        yield from _rows(table, columns, sizes)


def _rows(table: Element, columns: list[int], sizes: dict[str, float]) -> Iterator[str]:
    heading = True
    for row in table.findall(f"{W}tr"):
        if row.find(f"{W}trPr/{W}cantSplit") is None:
            yield "row may split"
        head = row.find(f"{W}trPr/{W}tblHeader") is not None
        if head and not heading:
            yield "heading row below a body row"
        heading = heading and head
        cells = row.findall(f"{W}tc")
        spans = [int(_value(cell.find(f"{W}tcPr/{W}gridSpan")) or 1) for cell in cells]
        if sum(spans) != len(columns):
            yield f"cells cover {sum(spans)} of {len(columns)} columns"
        at = 0
        for cell, span in zip(cells, spans, strict=True):
            wide = _width(cell.find(f"{W}tcPr/{W}tcW"))
            if wide != sum(columns[at : at + span]):
                yield "tcW is not the sum of its columns"
            at += span
            yield from _whole_numbers(cell, wide, sizes)


def _whole_numbers(cell: Element, wide: int, sizes: dict[str, float]) -> Iterator[str]:
    for paragraph in cell.findall(f"{W}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        size = float(_value(paragraph.find(f"{W}r/{W}rPr/{W}sz")) or 0) / 2
        size = size or sizes.get(_value(paragraph.find(f"{W}pPr/{W}pStyle")), 9.0)
        for number in ID_NUMBER.findall(text):
            if measure(number, "song", size) > wide / 20 - 5.6:
                yield "an ID number does not fit its line"


def _width(node: Element | None) -> int:
    return 0 if node is None else int(node.get(f"{W}w", "0"))


def _package(found: dict[str, bytes]) -> Iterator[str]:
    if "docProps/thumbnail.jpeg" in found:
        yield "thumbnail of another document"
    if any(name.startswith(("word/comments", "word/embeddings", "customXml")) for name in found):
        yield "something hidden in the package"
    core = found["docProps/core.xml"].decode("utf-8")
    if re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core) != ["GridDesk", "GridDesk"]:
        yield "somebody is named as the author"
    places = "|".join(re.escape(f"{place}/") for place in (Path.home(), Path.cwd(), tempfile.gettempdir(), "/home"))
    if re.search(rb"(?:%b|[A-Z]:\\)" % places.encode(), b"".join(found.values())):
        yield "a path of this machine"
