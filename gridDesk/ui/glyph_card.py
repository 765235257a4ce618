"""The card of the settings page about characters: fonts installed from a stick, and how what no font holds is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gridDesk.desk import glyphs
from gridDesk.ui import pieces, theme
from gridDesk.ui.settings_cards import Card

if TYPE_CHECKING:
    from gridDesk.desk import Desk

WORDS = "自带的字体收齐了国家标准 GB 18030-2022 的汉字。还有印不出的字，可以从 U 盘装字体，或定好怎样印。"


class GlyphCard(Card):
    """Says which fonts were installed and how many characters have a way of their own; opens the dialog."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("生僻字和字体", WORDS)
        self.desk = desk
        self.state = theme.body()
        self.column.addWidget(self.state)
        self.open_button = pieces.button("字体和印法(&A)…", self.open_dialog, "keyboard")
        self.buttons(self.open_button)
        self.refresh()

    def refresh(self) -> None:
        """Say again what is installed and chosen."""
        names = "、".join(dict.fromkeys(one.family for one in glyphs.installed_fonts()))
        chosen = len(glyphs.choices(self.desk))
        self.state.setText(
            (f"另装的字体：{names}。" if names else "没有另装字体。")
            + (f"已定好印法的字：{chosen} 个。" if chosen else "")
        )

    def open_dialog(self) -> None:
        """Show the fonts and the characters chosen before."""
        from gridDesk.ui.glyph_dialog import GlyphDialog

        dialog = GlyphDialog(self.desk, (), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.refresh)
        dialog.open()
