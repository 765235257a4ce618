"""Locks a PDF with a password: AES-256, revision 6 of the standard handler (ISO 32000-2, 7.6.4), metadata included."""

from __future__ import annotations

import io

from gridDesk.errors import DeskError


def lock(pdf: bytes, password: str) -> bytes:
    """Return a PDF that only opens with the password; equal files do not give equal bytes, for salts are drawn."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6, aes=True, metadata=True))
    return out.getvalue()


def unlock(pdf: bytes, password: str) -> bytes:
    """Return a locked PDF without its lock. Raises DeskError when the password is wrong."""
    import pikepdf

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(pdf), password=password) as document:
            document.save(out)
    except pikepdf.PasswordError as error:
        raise DeskError("密码不对，", advice="请照导出时显示的 12 位数字输入。") from error
    return out.getvalue()
