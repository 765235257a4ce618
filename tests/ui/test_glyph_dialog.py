"""The dialog of characters that no font holds: nothing guessed, everything remembered, fonts from a stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.desk import glyphs
from gridDesk.desk.glyphs import Choice, Missing
from gridDesk.ui import problem
from gridDesk.ui.glyph_dialog import GlyphDialog
from gridDesk.ui.settings_page import SettingsPage
from tests.made_fonts import make_font
from tests.ui.doubles import letters

OWN, RARE = "\ue863", "\U00030729"
FOUND = [
    Missing(OWN, "U+E863", (f"第 3 行“张{OWN}”的“姓名”",), True),
    Missing(RARE, "U+30729", tuple(f"第 {n} 行“李{RARE}”的“姓名”" for n in range(1, 7)), False),
]


@pytest.fixture
def dialog(qtbot, desk):
    dialog = GlyphDialog(desk, FOUND)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def set_row(row, way, text=""):
    row.way.setCurrentIndex(row.way.findData(way))
    row.text.setText(text)


def test_nothing_is_chosen_for_the_clerk(dialog, desk, qtbot):
    assert [row.choice() for row in dialog.rows] == [None, None]
    assert [row.shown.text() for row in dialog.rows] == ["〔U+E863〕", "〔U+30729〕"]
    assert "自造字" in dialog.rows[0].place.text()
    assert "另有 3 处" in dialog.rows[1].place.text()
    dialog.save()
    assert glyphs.choices(desk) == {}


def test_choices_are_shown_as_they_print_and_remembered(dialog, desk, qtbot):
    set_row(dialog.rows[0], "other", "䶮")
    set_row(dialog.rows[1], "pinyin", "hong2")
    assert [row.shown.text() for row in dialog.rows] == ["䶮", "[hóng]"]
    with qtbot.waitSignal(dialog.changed):
        dialog.save_button.click()
    assert glyphs.choices(desk) == {OWN: Choice("other", "䶮"), RARE: Choice("pinyin", "hong2")}
    again = GlyphDialog(desk, FOUND[:1])
    qtbot.addWidget(again)
    assert [row.shown.text() for row in again.rows] == ["䶮", "[hóng]"]
    assert again.rows[1].place.text() == "以前选过"
    set_row(again.rows[1], "")
    again.save()
    assert set(glyphs.choices(desk)) == {OWN}


def test_a_choice_without_words_is_told_and_nothing_is_remembered(dialog, desk):
    set_row(dialog.rows[0], "pen")
    set_row(dialog.rows[1], "parts", " ")
    dialog.save()
    assert "U+30729" in dialog.bar.text()
    assert not dialog.isHidden()
    assert glyphs.choices(desk) == {}


def test_a_font_from_a_stick_settles_the_characters_it_holds_until_it_is_removed(
    dialog, desk, tmp_path: Path, home: Path, monkeypatch
):
    dialog.install(tmp_path / "nothing.zip")
    assert "读不出来" in dialog.bar.text()
    dialog.install(make_font(tmp_path / "stick" / "box.ttf", RARE, family="大字库"))
    assert "大字库" in dialog.bar.text()
    assert "1 个现在印得出来" in dialog.bar.text()
    assert not dialog.rows[1].way.isEnabled()
    assert dialog.rows[0].way.isEnabled()
    assert "大字库" in dialog.fonts.text()
    found = letters(dialog)
    assert len(found) == len(set(found))
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    dialog.remove_button.click()
    assert "大字库" not in dialog.fonts.text()
    assert dialog.rows[1].way.isEnabled()
    assert dialog.remove_button.isHidden()
    assert [path.name for path in (home / "fonts").iterdir()] == ["fonts.json"]


def test_no_two_things_answer_to_one_letter(dialog):
    found = letters(dialog)
    assert len(found) == len(set(found))


def test_the_settings_say_what_is_installed_and_chosen_and_open_the_dialog(qtbot, desk):
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    assert page.glyphs.state.text() == "没有另装字体。"
    glyphs.choose(desk, RARE, Choice("pen"))
    page.refresh()
    assert "已定好印法的字：1 个" in page.glyphs.state.text()
    assert letters(page).count("A") == 1
    page.glyphs.open_button.click()
    dialog = page.findChild(GlyphDialog)
    assert [row.missing.char for row in dialog.rows] == [RARE]
    set_row(dialog.rows[0], "")
    dialog.save_button.click()
    assert page.glyphs.state.text() == "没有另装字体。"
