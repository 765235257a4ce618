"""What the print page does with paper that stands on the shelf: changed pages, all of them, and a sheet looked up."""

from __future__ import annotations

from dataclasses import replace

from gridDesk.desk import reprints
from gridDesk.ui import problem
from gridDesk.ui.print_made import Made


class OnShelf:
    """The acts of the shelf's card and of a sheet's number; mixed into `PrintPage`."""

    def _print_changed(self) -> None:
        if self.wish is not None:
            self._make(replace(self.wish, changed=True, renumber=False, pen=False), "print")

    def _correct_by_pen(self) -> None:
        if self.wish is not None:
            self._make(replace(self.wish, changed=True, renumber=False, pen=True), "print")

    def _print_whole(self) -> None:
        if self.wish is not None:
            self._make(replace(self.wish, changed=False, renumber=False), "print")

    def _renumber(self) -> None:
        if self.wish is not None and problem.ask(
            self, "重新整理这本，从第 1 页起重新编页？", "重新整理", "先不整理",
            detail="原来的页全部换下，整本重印一遍。插在中间的续页（如 12-1）会排进正常页码。",
        ):  # fmt: skip
            self._make(replace(self.wish, changed=False, renumber=True), "print")

    def _print_again(self, code: str) -> None:
        """Show an earlier printing as it would be today, at the page that is meant."""
        found = reprints.again(self.desk, code)
        if found is None or not self.choices.put(found.order, shelved=found.shelved):
            self.done.say("这份纸已经没有可以重印的内容，可能是表册停用了。请从左边的清单里选。", "warn")
            return
        self._meant = found.page

    def _show_meant(self, made: Made) -> None:
        """Go to the page that a sheet's number stood for."""
        meant, self._meant = self._meant, None
        if meant is None or made.prepared is None:
            return
        place = reprints.place_of(meant, made.prepared.printed)
        if place is None:
            self.done.say("这一页的内容已经不在这本里了，不用重印。", "note")
            return
        self.preview.open_at(place)
        self.done.say(f"要找的是第 {place + 1} 页。按“打印”，选“只印第 {place + 1} 页”。", "note")
