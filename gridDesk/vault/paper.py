"""The paper key: 128 bits as eight groups of five digits, each with a check digit that also tells exchanged groups.

A group holds 16 bits (00000 to 65535). Its check digit is Damm's, begun with the number of the group: it finds every
single wrong digit, every two neighbours that changed places, and every group that stands in the place of another.
"""

from __future__ import annotations

import re
import secrets

from gridDesk.text import fold
from gridDesk.vault.errors import PaperKeyWrong

GROUPS, DIGITS = 8, 5
BYTES = 16
_PREFIX = "GRIDDESK-KEY-1:"
_LARGEST = 0xFFFF
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017",
    "9438617205", "2581436790",
)  # fmt: skip
_NOT_DIGITS = re.compile(r"[^0-9]")
_HYPHEN = re.compile(r"\s*[-_.·—–]\s*")
_FILLER = re.compile(r"[\s,;:|/、，。；：]+")


def new_paper_key() -> bytes:
    """Return 16 fresh random bytes."""
    return secrets.token_bytes(BYTES)


def write(key: bytes) -> str:
    """Return a key as it is printed: `12345-6 …`, eight groups."""
    numbers = [int.from_bytes(key[at : at + 2], "big") for at in range(0, BYTES, 2)]
    words = [f"{number:0{DIGITS}d}" for number in numbers]
    return " ".join(f"{word}-{_check_digit(n, word)}" for n, word in enumerate(words, 1))


def qr_text(key: bytes) -> str:
    """Return a key as its QR code says it; `read` takes it too."""
    return _PREFIX + _NOT_DIGITS.sub("", write(key))


def read(typed: str) -> bytes:
    """Return the key that was typed: spaces, hyphens and full-width digits do not matter, nor does the QR's beginning.

    Raises PaperKeyWrong, which names the group.
    """
    groups = _groups(typed)
    wrong = [n for n, group in enumerate(groups, 1) if not _fits(n, group)]
    for n in wrong:
        other = next((m for m in wrong if m != n and _fits(m, groups[n - 1]) and _fits(n, groups[m - 1])), 0)
        if other:
            raise PaperKeyWrong(n, "exchanged", other)
    if wrong:
        raise PaperKeyWrong(wrong[0], "check")
    return b"".join(int(group[:DIGITS]).to_bytes(2, "big") for group in groups)


def group_fits(number: int, typed: str) -> bool:
    """Tell whether one group (1 to 8) is typed whole and right, for showing it at once."""
    return 1 <= number <= GROUPS and _fits(number, _FILLER.sub("", _HYPHEN.sub("", fold(typed))))


def _groups(typed: str) -> list[str]:
    """Return eight groups of six digits. Raises PaperKeyWrong where something is missing, too much or no digit."""
    text = _HYPHEN.sub("", fold(typed).upper().removeprefix(_PREFIX))
    parts = _FILLER.sub(" ", text).split()
    plain, whole = "".join(parts), DIGITS + 1
    bad = _NOT_DIGITS.search(plain)
    if bad is not None:
        raise PaperKeyWrong(min(bad.start() // whole + 1, GROUPS), "digit")
    if len(parts) == GROUPS and any(len(part) != whole for part in parts):  # typed group by group
        raise PaperKeyWrong(next(n for n, part in enumerate(parts, 1) if len(part) != whole), "length")
    if len(plain) != GROUPS * whole:
        raise PaperKeyWrong(min(len(plain) // whole + 1, GROUPS), "length")
    return [plain[at : at + whole] for at in range(0, len(plain), whole)]


def _fits(number: int, group: str) -> bool:
    if len(group) != DIGITS + 1 or not group.isascii() or not group.isdigit() or int(group[:DIGITS]) > _LARGEST:
        return False
    return _check_digit(number, group[:DIGITS]) == int(group[DIGITS])


def _check_digit(number: int, digits: str) -> int:
    state = number
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return _closing(state)


def _closing(state: int) -> int:
    """Return the digit that brings Damm's state to 0."""
    return next(digit for digit in range(10) if _DAMM[state][digit] == "0")
