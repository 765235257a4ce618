"""Looking through a long document: few pages in memory, words found in it, everything by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk.ui import page_images, page_thumbs
from gridDesk.ui.page_images import PageImages
from gridDesk.ui.preview import WHOLE, PdfPreview
from tests.ui.papers import pdf_of


@pytest.fixture
def preview(qapp, qtbot):
    made = PdfPreview()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_three_hundred_pages_are_scrolled_through_with_few_of_them_in_memory(preview, qtbot, monkeypatch):
    monkeypatch.setattr(page_images, "KEPT_BYTES", 8 * 1024 * 1024)
    preview.show_pdf(pdf_of(300))
    qtbot.waitUntil(lambda: preview.count == 300)
    bar = preview.view.verticalScrollBar()
    for part in range(0, 101, 10):
        bar.setValue(bar.maximum() * part // 100)
        qtbot.waitUntil(lambda: preview.images._kept.get(preview.view._wish(preview.page)) is not None)
    assert preview.page == 299
    assert preview.images.bytes_kept() < 12 * 1024 * 1024


def test_thumbnails_far_away_are_let_go(preview, qtbot, monkeypatch):
    monkeypatch.setattr(page_thumbs, "KEPT", 30)
    preview.show_pdf(pdf_of(200))
    qtbot.waitUntil(lambda: preview.thumbs.made(0))
    preview.go_to(199)
    qtbot.waitUntil(lambda: preview.thumbs.made(199))
    for row in range(60, 200, 8):
        preview.thumbs.scrollToItem(preview.thumbs.item(row))
        qtbot.waitUntil(lambda row=row: preview.thumbs.made(row))
    assert len(preview.thumbs._made) <= 30


def test_a_page_that_shows_again_is_not_drawn_again(preview, qtbot, monkeypatch):
    drawn = []
    draw = page_images.draw
    monkeypatch.setattr(page_images, "draw", lambda pdf, wish: drawn.append(wish) or draw(pdf, wish))
    preview.show_pdf(pdf_of(2))
    qtbot.waitUntil(lambda: len([wish for wish in drawn if not wish.thumb]) == 2)
    preview.go_to(1)
    preview.go_to(0)
    qtbot.wait(100)
    assert len([wish for wish in drawn if not wish.thumb]) == 2


def test_words_are_found_counted_and_gone_through_round(preview, qtbot):
    preview.show_pdf(pdf_of(30))
    qtbot.waitUntil(lambda: preview.count == 30)
    preview.view.setFocus()
    QTest.keyClick(preview.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert preview.find_bar.words.hasFocus()
    QTest.keyClicks(preview.find_bar.words, "PAGE 2")
    qtbot.waitUntil(lambda: preview.find_bar.count.text() == "第 1 处，共 11 处")  # 2 and 20 to 29
    assert preview.page == 1
    QTest.keyClick(preview.find_bar.words, Qt.Key.Key_Return)
    assert (preview.page, preview.find_bar.count.text()) == (19, "第 2 处，共 11 处")
    for _ in range(2):
        QTest.keyClick(preview.find_bar.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert preview.page == 28
    QTest.keyClick(preview.find_bar.words, Qt.Key.Key_Escape)
    assert not preview.find_bar.isVisible()
    assert preview.view.hits == ()


def test_words_that_are_not_there_are_said_not_to_be(preview, qtbot):
    preview.show_pdf(pdf_of(3))
    qtbot.waitUntil(lambda: preview.count == 3)
    preview.open_find()
    preview.find_bar.words.setText("张三")
    qtbot.waitUntil(lambda: preview.find_bar.count.text() == "没有找到")
    assert not preview.find_bar.forth.isEnabled()


def test_the_search_begins_at_the_page_that_shows(preview, qtbot):
    preview.show_pdf(pdf_of(40))
    qtbot.waitUntil(lambda: preview.count == 40)
    preview.go_to(25)
    preview.open_find()
    preview.find_bar.words.setText("page")
    qtbot.waitUntil(lambda: preview.find_bar.count.text() == "第 26 处，共 40 处")
    assert preview.page == 25


def test_another_document_lets_go_of_the_last_one(preview, qtbot):
    preview.show_pdf(pdf_of(5))
    qtbot.waitUntil(lambda: preview.images.bytes_kept() > 0)
    preview.go_to(4)
    preview.show_pdf(pdf_of(2))
    qtbot.waitUntil(lambda: preview.count == 2)
    assert preview.page == 1
    assert all(wish.page < 2 for wish in preview.images._kept)


def test_a_file_that_cannot_be_drawn_says_so(preview, qtbot):
    preview.show_pdf(b"no PDF")
    qtbot.waitUntil(lambda: "画不出来" in preview.message.text())


def test_the_whole_page_shows_and_turns_by_key(preview, qtbot):
    preview.show_pdf(pdf_of(9))
    qtbot.waitUntil(lambda: preview.count == 9)
    preview.set_fit(WHOLE)
    assert preview.fit_whole.isChecked()
    for key, page in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_End, 8), (Qt.Key.Key_PageUp, 7), (Qt.Key.Key_Home, 0)):
        QTest.keyClick(preview.view, key)
        assert preview.page == page


def test_pictures_are_made_for_nobody_who_went_away(qapp, qtbot):
    images = PageImages()
    images.open(pdf_of(2))
    images.deleteLater()
    qtbot.wait(50)
