"""A name that no font holds is named beside the preview, and the choice made there stands on the paper at once."""

from __future__ import annotations

from gridDesk.desk import glyphs
from gridDesk.desk.glyphs import Choice
from gridDesk.ledger import Edit
from gridDesk.ui.glyph_dialog import GlyphDialog
from gridDesk.ui.print_page import PrintPage
from tests.ui.doubles import letters

RARE = "\U00030729"


def test_a_missing_character_is_chosen_from_the_print_page_and_the_paper_is_made_anew(qtbot, desk):
    person = next(iter(desk.store.rows("person")))
    desk.write([Edit("person", str(person["uid"]), "update", {"name": f"李{RARE}国"})], "修改")
    page = PrintPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.show_argument("resident_ledger")
    qtbot.waitUntil(lambda: "U+30729" in page.missing.text(), timeout=20000)
    found = letters(page)
    assert len(found) == len(set(found))
    page.missing.choose.click()
    (dialog,) = page.findChildren(GlyphDialog)
    assert [row.missing.code for row in dialog.rows] == ["U+30729"]
    dialog.rows[0].way.setCurrentIndex(dialog.rows[0].way.findData("parts"))
    dialog.rows[0].text.setText("⿰金弘")
    before = page.made
    dialog.save_button.click()
    assert glyphs.choices(desk) == {RARE: Choice("parts", "⿰金弘")}
    qtbot.waitUntil(lambda: page.made is not None and page.made is not before and not page.made.missing, timeout=20000)
    assert page.missing.isHidden()
