"""How long work tells a person where it is, and how she stops it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]


class Cancelled(Exception):
    """Raised by a progress callback when the clerk pressed 取消; the work stops with nothing half-done."""


def silent(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""
