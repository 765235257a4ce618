"""The manual shows its chapters and its pictures well at every width."""

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument

from gridDesk import paths
from gridDesk.ui.manual import FILE, ManualDialog

MANUAL = paths.resources() / "manual"
TEXT = (MANUAL / FILE).read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
MOST = 1_500_000  # bytes of all pictures together


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


@pytest.mark.parametrize(
    "page", ["今日", "人口", "户", "房屋", "特殊人群", "工作日志", "打印", "收发", "设置", "导入", "查找"]
)
def test_every_page_has_a_chapter(dialog, page):
    assert any(heading.startswith(page) for heading in dialog.text.chapters())
