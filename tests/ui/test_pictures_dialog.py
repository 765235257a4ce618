"""Pictures are put, replaced and taken away from the pages of workers and grids."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import Desk, pictures
from gridDesk.ui import problem
from gridDesk.ui.grids_page import GridsPage
from gridDesk.ui.pictures_dialog import pictures_dialog


@pytest.fixture
def grid(desk: Desk) -> str:
    return str(desk.grids()[0]["uid"])


def photo(tmp_path: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "blue").save(out, "JPEG")
    path = tmp_path / "王建国.jpg"
    path.write_bytes(out.getvalue())
    return path


def test_picture_is_chosen_shown_and_removed(
    qtbot: object, desk: Desk, grid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = pictures_dialog(desk, "grid", grid)
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    sketch, code = dialog.cards
    assert not sketch.remove_button.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(photo(tmp_path)), ""))
    sketch.choose_button.click()
    assert pictures.has(desk, f"map:{grid}")
    assert not sketch.shown.pixmap().isNull()
    assert not pictures.has(desk, code.wanted.name)
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    sketch.remove_button.click()
    assert not pictures.has(desk, f"map:{grid}")
    assert "还没有图片" in sketch.shown.text()


def test_file_that_is_no_picture_is_told_and_nothing_is_kept(
    qtbot: object, desk: Desk, grid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "图.png"
    bad.write_bytes(b"%PDF-1.4")
    dialog = pictures_dialog(desk, "grid", grid)
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(bad), ""))
    dialog.cards[0].choose()
    assert "不是 JPG 或 PNG" in dialog.cards[0].bar.text()
    assert not pictures.has(desk, f"map:{grid}")


def test_copied_picture_is_pasted(qtbot: object, desk: Desk, grid: str) -> None:
    dialog = pictures_dialog(desk, "grid", grid)
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    code = dialog.cards[1]
    QGuiApplication.clipboard().setText("只有文字")
    code.paste()
    assert "没有图片" in code.bar.text()
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    QGuiApplication.clipboard().setImage(image)
    code.paste()
    assert pictures.has(desk, f"group_qr:{grid}")


def test_the_page_of_grids_leads_to_their_pictures(qtbot: object, desk: Desk) -> None:
    grids = GridsPage(desk)
    qtbot.addWidget(grids)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: grids.line() is not None)  # type: ignore[attr-defined]
    assert any("示意图" in entry[0] for entry in grids._entries() if entry)
