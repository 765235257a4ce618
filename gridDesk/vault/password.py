"""Which passwords are accepted: long ones that are not on a short block list; no composition rule, no forced change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from gridDesk.text import fold, squeeze
from gridDesk.vault.errors import WeakPassword

SHORTEST, LONGEST = 10, 128
_LEFT_OVER = 6
_PHONE_OR_ID = re.compile(r"1[3-9]\d{9}|\d{17}[\dx]|\d{15}|(19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}日?")
_ROWS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_COMMON_TEXT = (
    "password passw0rd admin administrator root wanggetai griddesk woaini woaizhongguo iloveyou qwerty asdfgh"
    " zxcvbn 1qaz2wsx 1q2w3e4r5t 147258369 123qwe 123abc abc123 5201314 1314520 888888 666888 88888888 654321"
    " 123456 123123 112233 111111 000000 zaq12wsx 密码 管理员 网格台 网格员"
)
_COMMON = frozenset(_COMMON_TEXT.split())


def password_bytes(password: str) -> bytes:
    """Return the bytes a password stands for: UTF-8 of its composed form, so every keyboard gives the same."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def check_new_password(password: str, names: Iterable[str] = ()) -> None:
    """Refuse a weak new password. `names`: words of this office (its name, the clerk's name, phone). Raises WeakPassword."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"只有{len(password)}个字符，至少要{SHORTEST}个")
    if len(password) > LONGEST:
        raise WeakPassword(f"超过{LONGEST}个字符")
    plain = fold(squeeze(password)).casefold()
    if len(set(plain)) < 4 or any(plain in row for row in _ROWS):
        raise WeakPassword("是重复或连续的字符，很容易被猜到")
    if _PHONE_OR_ID.fullmatch(plain):
        raise WeakPassword("是手机号、身份证号或日期，很容易被猜到")
    if _without(plain, [*names, *_COMMON]) < _LEFT_OVER:
        raise WeakPassword("主要由单位、姓名或常见密码组成，很容易被猜到")


def _without(plain: str, words: Iterable[str]) -> int:
    """Return how many characters are left when every known word is taken out."""
    known = sorted({fold(squeeze(word)).casefold() for word in words} - {""}, key=len, reverse=True)
    for word in known:
        if len(word) > 1:
            plain = plain.replace(word, "")
    return len(plain)
