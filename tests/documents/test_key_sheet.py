"""The sheet of a paper key says all of it, once for each place it is kept at."""

from __future__ import annotations

import pypdfium2

from gridDesk.documents.key_sheet import KeySheet, key_sheet

GROUPS = ("123456", "234567", "345678", "456789", "567890", "678901", "789012", "890123")


def pages() -> list[str]:
    sheet = KeySheet("柳行村", "2026-11-21", GROUPS, "GRIDDESK-KEY-1:" + "".join(GROUPS), ("本单位", "淄水街道"))
    with pypdfium2.PdfDocument(key_sheet(sheet)) as document:
        assert [(round(page.get_width()), round(page.get_height())) for page in document] == [(595, 842)] * 2
        return [page.get_textpage().get_text_range().replace("　", "") for page in document]


def test_each_page_has_the_office_the_day_all_groups_and_who_keeps_it():
    for text, keeper in zip(pages(), ("第1份本单位保管", "第2份淄水街道保管"), strict=True):
        assert "柳行村" in text
        assert "2026年11月21日" in text
        assert keeper in text
        assert all(f"{group[:3]} {group[3:]}" in text for group in GROUPS)
        assert all(f"第{number}组" in text for number in range(1, 9))


def test_it_says_what_it_is_for_and_where_to_keep_it():
    (text, _second) = pages()
    for words in ("做什么用", "怎么用", "放在哪里", "信封", "保险柜", "启封登记", "这张纸上没有密码"):
        assert words in text
