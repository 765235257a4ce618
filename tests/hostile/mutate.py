"""Damage that knows what it damages: of bytes, of JSON values, of lines."""

from __future__ import annotations

import random
from collections.abc import Callable

_NUMBERS = (
    0,
    1,
    -1,
    2**31 - 1,
    2**31,
    2**32,
    2**53,
    2**53 + 1,
    2**63 - 1,
    2**63,
    -(2**63),
    2**64,
    10**30,
    0.5,
    -0.0,
    1e308,
    1e-320,
)
_TEXTS = (
    "", " ", "0", "null", "\x00", "a" * 70, "f" * 64, "F" * 64, "0" * 32, "../../a", "C:\\", "＝1", "䶮𠮷", "\ud7ff", "{}", "%s%n",
    "'; DROP TABLE person; --", "9" * 400, "2026-13-45T99:99:99+99:99", "2026-01-15T09:30:00+08:00", "\u202e", "é́" * 30, "x" * 20_000,
)  # fmt: skip
_BYTES = (
    b"",
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\x80\0\0\0",
    b"PK\x03\x04",
    b"\xef\xbb\xbf",
    b"[" * 300,
    b'"',
    b"\\u0000",
    b"{}",
    b"\n",
)


def of_bytes(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """Return bytes with one to three damages: a bit, a byte, a cut, a doubled, moved, or foreign piece."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if not data:
            return chance.choice(_BYTES)
        at = chance.randrange(len(data))
        to = min(len(data), at + chance.choice((1, 2, 4, 8, 32, 300)))
        match chance.randrange(9):
            case 0:
                data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
            case 1:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case 2:
                data = data[:at]
            case 3:
                data = data[:at] + data[to:]
            case 4:
                data = data[:at] + data[at:to] * chance.choice((2, 3, 50)) + data[to:]
            case 5:
                data = data[:at] + chance.choice(_BYTES) + data[at:]
            case 6:
                data = data[:at] + other[at : chance.randrange(len(other) + 1)] + data[to:]
            case 7:
                data = data[:at] + chance.choice((b"\xff", b"\0", b"\x7f", b"\x80")) * (to - at) + data[to:]
            case _:
                data = data[at:] + data[:at]
    return data


def of_value(chance: random.Random, value: object) -> object:
    """Return a JSON value in which one place, at any depth, is another value."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        match chance.randrange(12):
            case 0:
                return {name: one for name, one in value.items() if name != key}
            case 1:
                return value | {chance.choice(_TEXTS): value[key]}
            case 2:
                return value | {f"{key}x": value[key]}
            case _:
                return value | {key: of_value(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        match chance.randrange(8):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                # Few of what is large: four times a hundredfold would be this program's own bomb.
                many = 8 if isinstance(value[at], list | dict) or len(value) > 200 else 100
                return value + [value[at]] * chance.choice((1, 2, many))
            case 2:
                return value[::-1]
            case _:
                return [*value[:at], of_value(chance, value[at]), *value[at + 1 :]]
    return chance.choice(_OTHERS)(chance, value)


def _spoilt(chance: random.Random, value: object) -> object:
    if not isinstance(value, str) or not value:
        return chance.choice(_TEXTS)
    at = chance.randrange(len(value))
    return chance.choice(
        (value[:at], value[:at] + chance.choice("0gG\x00王") + value[at + 1 :], value * 2, value.upper(), value + "\n")
    )


def _deep(chance: random.Random, value: object) -> object:
    for _ in range(chance.choice((2, 10, 200))):
        value = [value] if chance.random() < 0.5 else {"a": value}
    return value


_OTHERS: tuple[Callable[[random.Random, object], object], ...] = (
    lambda chance, value: chance.choice(_NUMBERS), lambda chance, value: chance.choice(_TEXTS), _spoilt, _spoilt,
    lambda chance, value: None, lambda chance, value: chance.choice((True, False)), lambda chance, value: [], lambda chance, value: {},
    lambda chance, value: [value], lambda chance, value: {"a": value}, _deep,
    lambda chance, value: value + 1 if isinstance(value, int) and not isinstance(value, bool) else value,
)  # fmt: skip
