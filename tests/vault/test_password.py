"""Which passwords a clerk may choose."""

from __future__ import annotations

import pytest

from gridDesk.vault import WeakPassword, check_new_password
from gridDesk.vault.password import password_bytes


@pytest.mark.parametrize(
    "password", ["春风又绿江南岸明月何", "correct horse battery", "liuhang村口老槐树3棵", "x" * 3 + "树上的鸟儿成双对"]
)
def test_long_password_is_accepted_without_rules_of_composition(password: str) -> None:
    check_new_password(password, ["柳行村"])


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("九个字符的密码一二", "只有9个字符"),
        ("长" * 129, "超过128个字符"),
        ("aaaaaaaaaaaa", "重复或连续"),
        ("1234567890", "重复或连续"),
        ("１２３４５６７８９０", "重复或连续"),
        ("qwertyuiop", "重复或连续"),
        ("13812345678", "手机号"),
        ("1990年10月21日", "日期"),
        ("11010519491231002X", "身份证号"),
        ("Password123456", "常见密码"),
        ("柳行村村委会888888", "单位"),
        ("王小兰王小兰王小兰1", "姓名"),
        ("liuhang liuhang1", "单位"),
    ],
)
def test_password_easily_guessed_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword, match=reason):
        check_new_password(password, ["柳行村村委会", "王小兰", "liuhang"])


def test_password_composed_by_another_keyboard_is_the_same() -> None:
    assert password_bytes("caf\u00e9") == password_bytes("cafe\u0301")
    assert password_bytes("ＡＢＣ") != password_bytes("ABC")
