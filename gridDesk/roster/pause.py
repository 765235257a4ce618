"""Keeps the cycle collector out of work that makes millions of small objects and no cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Switch the cycle collector off for a block; nested blocks and a caller that switched it off are respected."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        set_aside()
        if was_on:
            gc.enable()


MANY = 50_000


def set_aside() -> None:
    """Take millions of fresh objects out of the collector's sight; walking them would stop the window for a second.

    They are plain values without cycles, so that they go as soon as nothing refers to them.
    """
    if gc.get_count()[0] > MANY:
        gc.freeze()
