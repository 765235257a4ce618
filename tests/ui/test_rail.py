"""The rail: every page of an office is in sight on a low screen too."""

from __future__ import annotations

import pytest

from gridDesk.ui.navigation import Navigation, keys_of_rail


@pytest.mark.parametrize("level", ["village", "street"])
def test_every_page_of_the_rail_is_in_sight_on_a_low_screen(qtbot, level):
    """A screen of 768 lines at 150 % leaves about 430 for the rail."""
    rail = Navigation()
    qtbot.addWidget(rail)
    rail.show_office("柳行村", level, "王建国")
    rail.fit(2000)
    tall = rail.layout().totalHeightForWidth(rail.width())
    rail.fit(430)
    assert rail.layout().totalHeightForWidth(rail.width()) <= 430
    words = [button for button in rail.buttons.values() if not button.isHidden()]
    assert all(button.sizeHint().width() <= rail.width() for button in words)
    assert all(button.maximumHeight() >= button.fontMetrics().height() for button in words)
    rail.fit(2000)
    assert rail.layout().totalHeightForWidth(rail.width()) == tall


def test_each_page_of_the_rail_has_a_key_of_its_own():
    keys = keys_of_rail()
    assert len(set(keys.values())) == len(keys)
    assert list(keys.values())[:3] == ["Alt+1", "Alt+2", "Alt+3"]


def test_in_a_narrow_window_the_rail_takes_short_words_and_leaves_more_to_the_page(qtbot):
    """1366 pixels at 150 % are 911, with a rail as high as 430."""
    rail = Navigation()
    qtbot.addWidget(rail)
    rail.show_office("淄水街道柳行社区居民委员会", "community", "王建国")
    rail.suit(1366)
    wide, words = rail.width(), rail.buttons["rounds"].text().strip()
    rail.fit(430)
    rail.suit(911)
    shown = [button for button in rail.buttons.values() if not button.isHidden()]
    assert (words, rail.buttons["rounds"].text().strip()) == ("巡查走访", "走访")
    assert rail.width() < wide * 0.75
    assert all(button.sizeHint().width() <= rail.width() for button in shown)
    assert all("走访" not in button.text() or "巡查走访" in button.toolTip() for button in shown)
    assert rail._high() <= 430
    rail.suit(1366)
    assert (rail.width(), rail.buttons["rounds"].text().strip()) == (wide, words)


def test_an_office_with_a_long_name_still_shows_every_page_on_a_low_narrow_screen(qtbot):
    rail = Navigation()
    qtbot.addWidget(rail)
    rail.show_office("山东省淄博市临淄区淄水街道柳行社区居民委员会", "community", "王建国")
    rail.suit(911)
    rail.fit(400)
    assert rail._high() <= 400
    assert rail.office.isHidden()
    rail.fit(2000)
    assert not rail.office.isHidden()
