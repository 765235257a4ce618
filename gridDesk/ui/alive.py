"""Answers that come late: what the worker hands over is dropped when the widget that asked is gone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from shiboken6 import isValid


def for_owner(owner: QObject, call: Callable[..., None]) -> Callable[..., None]:
    """Return `call`, made to do nothing once `owner` was deleted: a page may be left while its job still runs."""

    def answer(*values: object) -> None:
        if isValid(owner):
            call(*values)

    return answer
