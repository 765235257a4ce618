"""Files that leave are locked with twelve digits that are shown once and kept nowhere."""

from __future__ import annotations

import secrets
from pathlib import Path

from gridDesk.errors import DeskError

DIGITS, GROUP = 12, 4
LOCKABLE = (".pdf", ".xlsx", ".docx")


def new_password() -> str:
    """Return twelve random digits."""
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def grouped(password: str) -> str:
    """Return a password as it is read out: 4831 0297 5516."""
    return " ".join(password[place : place + GROUP] for place in range(0, len(password), GROUP))


def can_lock(target: Path | str) -> bool:
    """Tell whether files of this kind can be locked with a password; CSV cannot."""
    return Path(target).suffix.lower() in LOCKABLE


def locked(data: bytes, target: Path, password: str) -> bytes:
    """Return a file's bytes locked with a password. Raises DeskError for a kind that cannot be."""
    from gridDesk.documents import pdf_lock
    from gridDesk.vault import office_lock

    if len(password) < DIGITS:
        raise ValueError("a locked file needs the password that is shown to the clerk")
    if not can_lock(target):
        raise DeskError(f"{target.suffix} 文件不能加密，", advice="请改存为 Excel 表格，或请人批准不加密。")
    if target.suffix.lower() == ".pdf":
        return pdf_lock.lock(data, password)
    return office_lock.lock(data, password)
