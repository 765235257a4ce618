"""Locks xlsx and docx files with a password: agile encryption of [MS-OFFCRYPTO] 2.3.4.10, AES-256 and SHA-512.

What Excel, Word and WPS open with the password. The password is stretched 100,000 times, so that each guess costs a
few hundredths of a second; twelve digits are about forty bits.
"""

from __future__ import annotations

import io

from gridDesk.errors import DeskError


def lock(data: bytes, password: str) -> bytes:
    """Return an Office file (a zip) locked with a password."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def unlock(data: bytes, password: str) -> bytes:
    """Return the file inside a locked one. Raises DeskError when the password is wrong or the file was changed."""
    import msoffcrypto  # type: ignore[import-untyped]
    from msoffcrypto import exceptions

    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(out, verify_integrity=True)
    except (exceptions.InvalidKeyError, exceptions.DecryptionError, exceptions.FileFormatError) as error:
        raise DeskError("密码不对，或者文件被改动过，", advice="请照导出时显示的 12 位数字输入。") from error
    return out.getvalue()
