"""The manual shows its chapters and its pictures well at every width."""

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument

from gridDesk import paths
from gridDesk.desk.package_line import IN_WORDS, OUT_WORDS
from gridDesk.ui.manual import FILE, ManualDialog, joined
from gridDesk.ui.menus import EDIT, HELP, VIEW
from gridDesk.ui.menus import FILE as FILE_MENU
from gridDesk.ui.navigation import PAGES

MANUAL = paths.resources() / "manual"
TEXT = (MANUAL / FILE).read_text(encoding="utf-8")
LINES = (*FILE_MENU, *EDIT, *VIEW, *HELP)
PICTURES = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
MOST = 3_000_000  # bytes of all pictures together


@pytest.fixture
def dialog(qapp, qtbot):
    made = ManualDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_picture_of_the_manual_is_there_and_no_other():
    assert sorted(PICTURES) == sorted(f"images/{path.name}" for path in (MANUAL / "images").glob("*.png"))
    assert all(not QImage(str(MANUAL / name)).isNull() for name in PICTURES)


def test_the_pictures_are_light():
    assert sum((MANUAL / name).stat().st_size for name in PICTURES) < MOST


def test_a_picture_is_as_wide_as_the_page(dialog, qtbot):
    for width in (700, 1000):
        dialog.resize(width, 600)
        qtbot.waitUntil(lambda: dialog.text._drawn == dialog.text._room())
        kind = int(QTextDocument.ResourceType.ImageResource.value)
        picture = dialog.text.loadResource(kind, QUrl("images/today.png"))
        assert picture.width() == round(dialog.text._room() * dialog.text.devicePixelRatioF())
        assert dialog.text.document().size().width() <= dialog.text.viewport().width() + 4  # the frame of a table


def test_the_chapters_are_listed_and_the_wanted_one_is_opened(dialog):
    assert [dialog.chapters.item(n).text() for n in range(3)] == ["第一次打开", "每天打开和锁定", "今日"]
    dialog.show_chapter("收发")
    assert dialog.text.textCursor().block().text() == "收发（U 盘）"
    dialog.show_chapter("没有这一章")
    assert dialog.text.textCursor().block().text() == "第一次打开"


@pytest.mark.parametrize("page", [*(entry.label for entry in PAGES), "查找", "导入", "列表", "导出"])
def test_every_page_has_a_chapter_that_its_title_finds(dialog, page):
    dialog.show_chapter(page)
    assert dialog.chapters.currentItem().text().startswith(page)


@pytest.mark.parametrize("words", [words for words, _next in (*OUT_WORDS.values(), *IN_WORDS.values())])
def test_every_state_of_a_package_stands_in_the_chapter_of_the_exchange(words):
    chapter = TEXT[TEXT.index("## 收发") : TEXT.index("## 各单位")]
    assert words in chapter


def test_every_key_of_the_menus_stands_in_the_table_of_keys():
    table = TEXT[TEXT.index("## 常用的键") :]
    keys = [key.replace("++", "+加号").replace("+-", "+减号") for item in LINES if item for key in item[3]]
    assert [key for key in keys if key not in table and key != "Ctrl+="] == []


@pytest.mark.parametrize("word", ["F2", "F4", "F8", "Ctrl+D", "Ctrl+;", "Alt+↓", "Ctrl+回车", "Shift+回车", "Alt+0"])
def test_every_key_of_entry_and_lists_stands_in_the_table_of_keys(word):
    assert word in TEXT[TEXT.index("## 常用的键") :]


def test_a_sentence_that_goes_on_in_the_next_line_of_the_file_has_no_gap_on_screen():
    written = (
        "## 收发\n\n上级要改，只能提建议。\n包里的**内容。**\n  街道看。\n- 一\n- 二\n\n| 甲 | 乙 |\n| --- | --- |\n"
    )
    assert joined(written) == written.replace("建议。\n包", "建议。包").replace("**\n  街", "**街")


def test_no_name_of_a_chapter_is_cut(dialog):
    assert dialog.chapters.viewport().width() >= dialog.chapters.sizeHintForColumn(0)
