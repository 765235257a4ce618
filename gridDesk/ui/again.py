"""Opening a dialog again after a lock: what it was made with is kept beside it, as plain data.

`@remembers` stands on a dialog that does its own work (its opener needs no answer), or on the function that makes one.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from gridDesk.desk import Desk

Maker = TypeVar("Maker", bound=Callable[..., object])
OURS = "gridDesk."


class NotPlain(TypeError):
    """A dialog was made with something that cannot be kept; it is not opened again, its texts are."""


def remembers(maker: Maker) -> Maker:
    """Keep beside a dialog what it was made with."""
    place = f"{maker.__module__}:{maker.__qualname__}"
    if isinstance(maker, type):
        first = maker.__init__

        @functools.wraps(first)
        def made_with(self: QDialog, *given: object, **named: object) -> None:
            first(self, *given, **named)
            self.made = (place, given, named)

        maker.__init__ = made_with
        return maker

    @functools.wraps(maker)
    def make(*given: object, **named: object) -> object:
        dialog = maker(*given, **named)
        dialog.made = (place, given, named)
        return dialog

    return make  # type: ignore[return-value]


def recipe(dialog: QWidget, desk: Desk) -> dict[str, object] | None:
    """Return how to make this dialog again, as JSON can hold it; None when it does not say."""
    made = getattr(dialog, "made", None)
    if made is None:
        return None
    place, given, named = made
    try:
        return {
            "make": place,
            "given": [_plain(value, desk) for value in given],
            "named": {key: _plain(value, desk) for key, value in named.items()},
        }
    except NotPlain:
        return None


def make(recipe: Mapping[str, object], desk: Desk, window: QWidget) -> QDialog:
    """Make a dialog again from its recipe. Raises DeskError when what it was about is gone, LookupError for an odd one."""
    maker = _ours(str(recipe["make"]))
    given, named = recipe["given"], recipe["named"]
    return maker(
        *[_revived(value, desk, window) for value in given],
        **{key: _revived(value, desk, window) for key, value in named.items()},
    )


def _plain(value: object, desk: Desk) -> object:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if value is desk:
        return {"$": "desk"}
    if isinstance(value, QWidget):
        return {"$": "window"}
    if isinstance(value, Path):
        return {"$": "path", "value": str(value)}
    if isinstance(value, (list, tuple)):
        return {"$": type(value).__name__, "value": [_plain(item, desk) for item in value]}
    if isinstance(value, Mapping):
        return {"$": "dict", "value": [[_plain(key, desk), _plain(item, desk)] for key, item in value.items()]}
    if dataclasses.is_dataclass(value) and type(value).__module__.startswith(OURS):
        kind = type(value)
        fields = {field.name: _plain(getattr(value, field.name), desk) for field in dataclasses.fields(value)}
        return {"$": "data", "kind": f"{kind.__module__}:{kind.__qualname__}", "value": fields}
    raise NotPlain(type(value).__name__)


def _revived(value: object, desk: Desk, window: QWidget) -> object:
    if not isinstance(value, dict):
        return value
    kind, inner = value["$"], value.get("value")
    if kind == "desk":
        return desk
    if kind == "window":
        return window
    if kind == "path":
        return Path(inner)
    if kind == "dict":
        return {_revived(key, desk, window): _revived(item, desk, window) for key, item in inner}
    if kind == "data":
        made = _ours(value["kind"])
        return made(**{key: _revived(item, desk, window) for key, item in inner.items()})
    items = [_revived(item, desk, window) for item in inner]
    return tuple(items) if kind == "tuple" else items


def _ours(place: str) -> Callable[..., object]:
    """Return a class or function of this program; the file is encrypted, and still nothing else is called from it."""
    module, _, name = place.partition(":")
    if not module.startswith(OURS):
        raise LookupError(place)
    found: object = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[return-value]
