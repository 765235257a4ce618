"""The pictures of a form: chosen, pasted, dropped, opened, taken out; what cannot be is told in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import Desk, attachments, records
from gridDesk.ledger import Edit, new_uid
from gridDesk.ui.form import RecordForm
from gridDesk.ui.picture_strip import ABSENT, PictureViewer, read
from gridDesk.ui.pictures_editor import PicturesEditor

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def photo(folder: Path, colour: str, size: tuple[int, int] = (60, 40)) -> Path:
    path = folder / f"{colour}.jpg"
    Image.new("RGB", size, colour).save(path, "JPEG")
    return path


@pytest.fixture
def editor(desk: Desk, qtbot) -> PicturesEditor:
    made = PicturesEditor(desk, "event", desk.catalogue["event"]["pictures"])
    qtbot.addWidget(made)
    made.show()
    return made


def choose(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    chosen = [str(path) for path in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen[0] if chosen else "", ""))


def test_several_files_are_chosen_at_once_and_shown_small(editor, monkeypatch, tmp_path) -> None:
    assert not editor.strip.isVisible()
    choose(monkeypatch, photo(tmp_path, "red"), photo(tmp_path, "green"))
    editor.add_button.click()
    assert len(attachments.listed(editor.value())) == editor.strip.count() == 2
    assert editor.strip.isVisible()
    assert "已有 2 张" in editor.hint.text()
    choose(monkeypatch)
    editor.add_button.click()
    assert editor.strip.count() == 2


def test_what_cannot_be_taken_is_told_and_the_rest_stays(editor, monkeypatch, tmp_path) -> None:
    paper = tmp_path / "通知.jpg"
    paper.write_bytes(b"%PDF-1.4")
    choose(monkeypatch, photo(tmp_path, "red"), paper, photo(tmp_path, "green"))
    editor.choose()
    assert editor.strip.count() == 2
    assert "不是 JPG 或 PNG 图片，请选照片" in editor.problem()


def test_a_tenth_picture_is_refused_in_words(editor, monkeypatch, tmp_path) -> None:
    choose(monkeypatch, *(photo(tmp_path, f"#0000{n}0") for n in range(9)))
    editor.choose()
    assert editor.problem() == ""
    choose(monkeypatch, photo(tmp_path, "red"))
    editor.choose()
    assert (editor.strip.count(), editor.problem()) == (9, "“现场照片”最多放 9 张，请先移除不用的，再添加。")


def test_a_portrait_is_replaced(desk, qtbot, monkeypatch, tmp_path) -> None:
    made = PicturesEditor(desk, "worker", desk.catalogue["worker"]["portrait"])
    qtbot.addWidget(made)
    names = []
    for colour in ("red", "green"):
        choose(monkeypatch, photo(tmp_path, colour))
        made.choose()
        names.append(made.value())
    assert names[0] != names[1]
    assert (made.strip.count(), made.add_button.text()) == (1, "更换照片")


def test_a_copied_picture_and_copied_files_are_pasted(editor, tmp_path) -> None:
    QGuiApplication.clipboard().setText("只有文字")
    editor.paste_button.click()
    assert "没有图片" in editor.problem()
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(editor.add_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(photo(tmp_path, "red")))])
    QGuiApplication.clipboard().setMimeData(files)
    editor.paste()
    assert editor.strip.count() == 2
    QGuiApplication.clipboard().clear()


def test_dropped_files_are_taken_and_other_things_not(editor, tmp_path) -> None:
    files, words = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(photo(tmp_path, "red")))])
    words.setText("文字")
    for mime, wanted in ((files, True), (words, False)):
        over = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        over.setAccepted(False)
        editor.dragEnterEvent(over)
        assert over.isAccepted() == wanted
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    editor.dropEvent(drop)
    assert editor.strip.count() == 1


def test_by_keyboard_a_picture_is_opened_and_removed(editor, monkeypatch, tmp_path) -> None:
    choose(monkeypatch, photo(tmp_path, "red"), photo(tmp_path, "green"))
    editor.choose()
    opened: list[int] = []
    monkeypatch.setattr(PictureViewer, "exec", lambda viewer: opened.append(viewer.place))
    first, second = attachments.listed(editor.value())
    editor.strip.setCurrentRow(0)
    QTest.keyClick(editor.strip, Qt.Key.Key_Right)
    QTest.keyClick(editor.strip, Qt.Key.Key_Return)
    assert opened == [1]
    QTest.keyClick(editor.strip, Qt.Key.Key_Delete)
    assert attachments.listed(editor.value()) == [first]
    editor.remove_button.click()
    assert editor.value() is None
    assert not editor.strip.isVisible()
    assert attachments.data(editor.desk, second) != b""  # kept until nothing names it


def test_the_viewer_goes_round_and_says_which_it_is(desk, qtbot, tmp_path) -> None:
    item = desk.catalogue["event"]["pictures"]
    value: object = None
    for colour in ("red", "green"):
        value = attachments.keep(desk, item, value, photo(tmp_path, colour, (900, 300)).read_bytes())
    viewer = PictureViewer(lambda name: attachments.data(desk, name), [*attachments.listed(value), "0" * 64], 0, "照片")
    qtbot.addWidget(viewer)
    viewer.show()
    assert viewer.windowTitle() == "照片：第 1 张，共 3 张"
    assert viewer.picture.pixmap().width() > 300
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert (viewer.windowTitle(), viewer.picture.text()) == ("照片：第 3 张，共 3 张", ABSENT)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.picture.accessibleName() == "照片：第 1 张，共 3 张"


def test_pictures_too_large_to_show_are_not_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert read(out.getvalue()).isNull()
    assert read(b"nothing").isNull()


def test_a_form_saves_its_pictures_and_brings_them_back_from_a_draft(desk, qtbot, monkeypatch, tmp_path) -> None:
    uid = records.save(desk, "event", None, {"title": "井盖破损", "date": "2026-05-12"}).uid
    form = RecordForm(desk, "event", uid)
    qtbot.addWidget(form)
    form.show()
    choose(monkeypatch, photo(tmp_path, "red"))
    form.editors["pictures"].choose()
    draft = form.draft("event")
    again = RecordForm(desk, "event", uid)
    qtbot.addWidget(again)
    again.restore(draft)
    assert again.editors["pictures"].strip.count() == 1
    again.editors["pictures_after"].set_state("not a hash")
    assert again.editors["pictures_after"].value() is None
    form.save()
    assert attachments.first(desk, desk.store.get("event", uid)["pictures"]) != b""


def test_trouble_stays_to_be_read_after_the_form_looked_at_its_fields(desk, qtbot, monkeypatch, tmp_path) -> None:
    uid = records.save(desk, "event", None, {"title": "井盖破损", "date": "2026-05-12"}).uid
    form = RecordForm(desk, "event", uid)
    qtbot.addWidget(form)
    paper = tmp_path / "通知.jpg"
    paper.write_bytes(b"%PDF-1.4")
    choose(monkeypatch, paper, photo(tmp_path, "red"))
    form.editors["pictures"].choose()
    form.review()
    assert "不是 JPG 或 PNG 图片" in form.editors["pictures"].problem()


def test_every_button_and_picture_has_a_name_and_esc_leaves_to_the_form(editor, monkeypatch, tmp_path) -> None:
    choose(monkeypatch, photo(tmp_path, "red"))
    editor.choose()
    for widget in (editor.strip, editor.add_button, editor.paste_button, editor.remove_button):
        assert "照片" in widget.accessibleName()
    assert (
        editor.strip.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "第 1 张，共 1 张；回车看大图，Delete 键移除"
    )
    escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    editor.strip.keyPressEvent(escape)
    assert not escape.isAccepted()


def test_pictures_of_another_office_are_only_looked_at(desk, qtbot, monkeypatch, tmp_path) -> None:
    uid, other = new_uid(), "f" * 16
    name = desk.store.blobs.put(photo(tmp_path, "red").read_bytes(), "jpeg")
    values = {"title": "井盖破损", "date": "2026-05-12", "pictures": name}
    desk.store.replace_mirror([Edit("event", uid, "mirror", values)], office=other, heads={}, actor="", label="收取")
    form = RecordForm(desk, "event", uid)
    qtbot.addWidget(form)
    form.show()
    shown = form.editors["pictures"]
    assert (shown.strip.count(), shown.hint.text(), shown.add_button.isVisible()) == (1, "1 张", False)
    QTest.keyClick(shown.strip, Qt.Key.Key_Delete)
    shown.remove(name)
    assert shown.value() == name
    assert form.editors["pictures_after"].hint.text() == "没有照片"
    assert "移除" not in shown.strip.item(0).toolTip()
