"""Trouble with the office file that a clerk can meet."""

from __future__ import annotations

from gridDesk.errors import DeskError


class StoreError(DeskError):
    """Trouble with the office file, told as a Chinese sentence."""


class FileMissing(StoreError):
    """The office file is not where it should be; nothing new is ever made in its place."""


class NeedsUpdate(StoreError):
    """The office file is of an older program and must be brought up to date, which a reader may not do."""


class FileUnreadable(StoreError):
    """The office file cannot be opened: other key, damaged, or not encrypted."""
