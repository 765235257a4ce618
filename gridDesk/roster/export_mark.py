"""What a workbook that leaves says of itself beside its rows: a number in its properties and a sheet in words (用途说明)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHEET, PROPERTY = "用途说明", "GridDesk-Number"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_KINDS = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a workbook says of itself: a `line` above the headings, the `number` it bears, and a sheet of words (用途说明)."""

    line: str
    number: str
    notes: tuple[tuple[str, str], ...] = ()


def with_mark(parts: Mapping[str, str], mark: FileMark) -> dict[str, str]:
    """Return the parts of a workbook of one sheet with the mark's own sheet and property."""
    found = dict(parts)
    found["docProps/custom.xml"] = custom_properties(mark.number)
    found["xl/worksheets/sheet2.xml"] = _sheet(mark.notes)
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(
        "</Types>",
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_KINDS}.spreadsheetml.worksheet+xml"/>'
        f'<Override PartName="/docProps/custom.xml" ContentType="{_KINDS}.custom-properties+xml"/></Types>',
    )
    found["_rels/.rels"] = _linked(found["_rels/.rels"], "rId9", "custom-properties", "docProps/custom.xml")
    name = "xl/_rels/workbook.xml.rels"
    found[name] = _linked(found[name], "rId9", "worksheet", "worksheets/sheet2.xml")
    second = f'<sheet name="{SHEET}" sheetId="2" r:id="rId9"/></sheets>'
    found["xl/workbook.xml"] = found["xl/workbook.xml"].replace("</sheets>", second)
    return found


def _linked(part: str, key: str, kind: str, target: str) -> str:
    link = f'<Relationship Id="{key}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/></Relationships>'
    return part.replace("</Relationships>", link)


def custom_properties(number: str) -> str:
    """Return the part that holds the number of a file, for spreadsheets and documents alike."""
    return (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{PROPERTY}">'
        f"<vt:lpwstr>{_escape(number)}</vt:lpwstr></property></Properties>"
    )


def _sheet(notes: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<row r="{n}">{_cell(f"A{n}", key)}{_cell(f"B{n}", words)}</row>'
        for n, (key, words) in enumerate(notes, start=1)
    )
    return (
        f'{_DECLARATION}<worksheet {_MAIN}><cols><col min="1" max="1" width="14" customWidth="1"/>'
        f'<col min="2" max="2" width="70" customWidth="1"/></cols><sheetData>{rows}</sheetData></worksheet>'
    )


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" s="7" t="inlineStr"><is><t xml:space="preserve">{_escape(text)}</t></is></c>'


def _escape(text: str) -> str:
    from gridDesk.roster.export import escape

    return escape(text)
