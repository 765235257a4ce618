"""Bodies of pages that can be read more than once: a look for missing characters first, then the printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Again(Generic[T]):
    """A body that can be read more than once: calls `make` each time."""

    make: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        """Start the body from its beginning."""
        return self.make()


def each(source: Iterable[S], make: Callable[[S], T]) -> Iterable[T]:
    """Return what `make` makes of each of `source`, streaming; readable more than once if `source` is."""
    if iter(source) is source:
        return map(make, source)
    return Again(lambda: map(make, source))
