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
