"""Which passwords are accepted: long ones that are not easily guessed; no composition rule, no forced change.

ASVS 5.0, 6.2: at least ten characters, up to 128, any characters, pasting allowed, and what is common or known of the
office and the clerk refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from gridDesk.text import fold, squeeze
from gridDesk.vault.common_words import COMMON, ROWS
from gridDesk.vault.errors import WeakPassword

SHORTEST, LONGEST = 10, 128
_LEFT_OVER = 6
_RUN = 4  # neighbours in a row of keys that make a word
_PHONE_OR_ID = re.compile(r"1[3-9]\d{9}|\d{17}[\dx]|\d{15}|(19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}日?")
_REPEATED = re.compile(r"(.)\1{2,}|(..+?)\2{2,}")
_LEET = tuple(str.maketrans(*pair) for pair in (("", ""), ("@$!", "asi"), ("@$!0", "asio"), ("@401!3$57", "aaoliesst")))


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
    if len(set(plain)) < 4 or any(plain in row for row in ROWS):
        raise WeakPassword("是重复或连续的字符，很容易被猜到")
    if _PHONE_OR_ID.fullmatch(plain):
        raise WeakPassword("是手机号、身份证号或日期，很容易被猜到")
    known = _pattern(frozenset(fold(squeeze(word)).casefold() for word in names))
    if min(_left_over(plain.translate(signs), known) for signs in _LEET) < _LEFT_OVER:
        raise WeakPassword("主要由单位、姓名、日期或常见密码组成，很容易被猜到")


def _left_over(plain: str, known: re.Pattern[str]) -> int:
    """Return how many characters are left when every known word, number, row of keys and repetition is taken out.

    Numbers and words may share characters, so both are tried first.
    """
    return min(
        _bare(known.sub("", _PHONE_OR_ID.sub("", plain)), known),
        _bare(_PHONE_OR_ID.sub("", known.sub("", plain)), known),
    )


def _bare(rest: str, known: re.Pattern[str]) -> int:
    """Return what is left without rows of keys and repetitions; taking one thing out may bring another together."""
    return len(_REPEATED.sub("", known.sub("", _without_rows(rest))))


@lru_cache(64)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    """Return what finds the words of an office and the common ones, the longest first."""
    words = sorted({word for word in names | COMMON if len(word) > 1}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


def _without_rows(text: str) -> str:
    """Return a text without stretches that lie beside each other on the keyboard or follow each other in counting."""
    at, kept = 0, []
    while at < len(text):
        end = at + _RUN
        if end <= len(text) and any(text[at:end] in row for row in ROWS):
            while end < len(text) and any(text[at : end + 1] in row for row in ROWS):
                end += 1
            at = end
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept)
