"""Blank templates that import without any matching: the ledger's own labels, drop-downs from the code sets."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from gridDesk.ledger import Catalogue, Field
from gridDesk.roster import words
from gridDesk.roster.cells import letter

_ROWS = 2000
_DICTIONARY = "可选值"
_RESIDENT = (
    "household.number", "person.name", "residence.relation", "person.id_number", "person.sex", "person.birth",
    "person.ethnicity", "person.education", "person.marital", "person.political", "person.phone", "person.workplace",
    "residence.kind", "residence.consistency", "address.text", "address.village_group", "person.remark",
)  # fmt: skip
_DWELLING = (
    "dwelling.owner_name", "dwelling.owner_id_number", "dwelling.owner_phone", "address.text", "dwelling.kind",
    "dwelling.use", "dwelling.area", "dwelling.floors", "dwelling.structure", "dwelling.rented", words.TENANT,
    "dwelling.remark",
)  # fmt: skip
_TITLES = {words.TENANT: "承租人(姓名/证件号/电话)", "address.text": "家庭住址"}


def write_template(target: str, catalogue: Catalogue, file: Path | BinaryIO) -> None:
    """Write a blank workbook for `resident`, `dwelling` or a special-group ledger; it imports as it is filled in."""
    references = columns_of(target, catalogue)
    book = xlsxwriter.Workbook(str(file) if isinstance(file, Path) else file)
    sheet = book.add_worksheet(_name(target, catalogue))
    dictionary = book.add_worksheet(_DICTIONARY)
    head = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#E8EEF4", "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    for column, reference in enumerate(references):
        item = _field(reference, catalogue)
        title = _title(reference, target, item)
        sheet.set_column(column, column, max(10, len(title) * 2 + 2, (item.width / 2 if item else 40)), text)
        sheet.write_string(0, column, title, head)
        if item is not None:
            _drop_down(book, sheet, dictionary, column, item)
            if item.help:
                sheet.write_comment(0, column, item.help)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(references) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第&P页 共&N页")
    book.close()


def columns_of(target: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the references of a template's columns, in order."""
    if target == words.RESIDENT:
        return _RESIDENT
    if target == words.DWELLING:
        return _DWELLING
    ledger = catalogue[target]
    own = tuple(f"{target}.{item.key}" for item in ledger.fields if not item.to and item.key != "remark")
    return (words.NAME, words.ID_NUMBER, *own, f"{target}.remark") if "remark" in ledger else (
        (words.NAME, words.ID_NUMBER, *own)
    )  # fmt: skip


def _name(target: str, catalogue: Catalogue) -> str:
    names = {words.RESIDENT: "人口花名册", words.DWELLING: "房屋台账"}
    return names.get(target) or catalogue[target].label


def _field(reference: str, catalogue: Catalogue) -> Field | None:
    ledger, _, key = reference.partition(".")
    return catalogue[ledger][key] if ledger in catalogue else None


def _title(reference: str, target: str, item: Field | None) -> str:
    if reference == "address.text" and target == words.DWELLING:
        return "房屋地址"
    return _TITLES.get(reference) or (item.label if item else "")


def _drop_down(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    dictionary: xlsxwriter.worksheet.Worksheet,
    column: int,
    item: Field,
) -> None:
    """Offer a code field's values from a named range: inline lists are limited to 255 characters."""
    values = ["是", "否"] if item.type.name == "yes_no" else (
        [code.short for code in item.code_set.codes] if item.code_set and item.type.name == "code" else []
    )  # fmt: skip
    if not values:
        return
    dictionary.write_column(0, column, values)
    name = f"list_{column}"
    book.define_name(name, f"='{_DICTIONARY}'!${letter(column)}$1:${letter(column)}${len(values)}")
    sheet.data_validation(
        1,
        column,
        _ROWS,
        column,
        {
            "validate": "list",
            "source": f"={name}",
            "error_type": "warning",
            "error_message": "这个值不在可选值里，确定要填吗？",
        },
    )
