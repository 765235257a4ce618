"""Blank templates that import without any matching: the ledger's own labels, drop-downs from the code sets."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from gridDesk.ledger import Catalogue, Field
from gridDesk.ledger.alike import MERGED_INTO, ORIGIN
from gridDesk.roster import words
from gridDesk.roster.cells import PROPERTIES, letter

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
    """Write a blank workbook for `resident`, `dwelling` or any other ledger; it imports as it is filled in.

    Code columns have drop-downs from a hidden sheet of values, every column says what is wanted when a cell is chosen,
    and all cells are text, so that no number loses digits.
    """
    references = columns_of(target, catalogue)
    book = xlsxwriter.Workbook(str(file) if isinstance(file, Path) else file, {"in_memory": True})
    book.set_properties(PROPERTIES)
    sheet = book.add_worksheet(_name(target, catalogue))
    dictionary = book.add_worksheet(_DICTIONARY)
    dictionary.hide()
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4", "text_wrap": True}
    )
    text = book.add_format({"num_format": "@", "valign": "vcenter"})
    for column, reference in enumerate(references):
        item = _field(reference, catalogue)
        title = _title(reference, target, item)
        sheet.set_column(column, column, max(10, len(title) * 2 + 2, (item.width / 2 if item else 40)), text)
        sheet.write_string(0, column, title, head)
        _explain(book, sheet, dictionary, column, title, item)
    sheet.set_row(0, 24)
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
    links = ledger.group != "special"  # of a special group the person is named by name and number, nobody else
    apart = {"remark", MERGED_INTO, ORIGIN, ledger.subject if not links else ""}
    own = tuple(
        f"{target}.{item.key}"
        for item in ledger.fields
        if (links or not item.to) and not item.pictures and item.key not in apart
    )
    last = (f"{target}.remark",) if "remark" in ledger else ()
    return (*own, *last) if links else (words.NAME, words.ID_NUMBER, *own, *last)


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


def _explain(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    dictionary: xlsxwriter.worksheet.Worksheet,
    column: int,
    title: str,
    item: Field | None,
) -> None:
    """Say at every cell of a column what is wanted; offer a code field's values from the hidden sheet.

    Values come from a named range: inline lists are limited to 255 characters.
    """
    rule: dict[str, object] = {"validate": "any", "input_title": title[:32], "input_message": _hint(item)[:255]}
    values = _values(item)
    if values:
        dictionary.write_column(0, column, values)
        name = f"list_{column}"
        book.define_name(name, f"='{_DICTIONARY}'!${letter(column)}$1:${letter(column)}${len(values)}")
        rule |= {
            "validate": "list", "source": f"={name}", "error_type": "warning", "error_title": "请核对",
            "error_message": "这个值不在可选值里，确定要填吗？",
        }  # fmt: skip
    sheet.data_validation(1, column, _ROWS, column, rule)


def _values(item: Field | None) -> list[str]:
    """Return what a drop-down offers: one value to a cell, so a field of several codes has none."""
    if item is None:
        return []
    if item.type.name == "yes_no":
        return ["是", "否"]
    return [code.short for code in item.code_set.codes] if item.code_set and item.type.name == "code" else []


_HINTS = {
    "id_number": "18 位号码。单元格已是文本格式，直接填写；没有号码请留空。",
    "date": "如 1985-03-12；只知道年月写 1985-03，只知道年写 1985。",
    "time": "如 08:30。",
    "phone": "有几个号码时用分号隔开；没有请留空。",
    "code": "从下拉表里选，也可以直接填写。",
    "yes_no": "填“是”或“否”，不清楚请留空。",
    "integer": "只填整数。",
    "decimal": "只填数字。",
    "money": "以元为单位，只填数字。",
    "region": "6、9 或 12 位区划代码。",
}


def _hint(item: Field | None) -> str:
    if item is None:
        return "一格可以写几个人，用分号隔开：姓名/证件号/电话；姓名/证件号/电话。"
    hint = _HINTS.get(item.type.name, "不清楚请留空。")
    if item.type.name == "codes" and item.code_set:
        hint = f"可填几项，用顿号隔开：{'、'.join(code.short for code in item.code_set.codes)}"
    return f"{item.help} {hint}" if item.help else hint
