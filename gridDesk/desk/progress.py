"""How long work tells a person where it is, and how she stops it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]


class Cancelled(Exception):
    """Raised by a progress callback when the clerk pressed 取消; the work stops with nothing half-done."""


def silent(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""


def until_done(progress: Progress) -> Progress:
    """Return a progress that no longer hears a wish to stop once all is done: nothing would be taken back then."""

    def tell(done: int, total: int, words: str) -> None:
        if done < total:
            progress(done, total, words)

    return tell
