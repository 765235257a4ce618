"""Place codes are explained, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.ledger.places import place_name


@pytest.mark.parametrize(("code", "words"), [
    ("370305", "山东省淄博市临淄区"), ("110101", "北京市东城区"), ("370321", "山东省淄博市桓台县"),
    ("370399", "山东省淄博市（原区县 370399）"), ("810000", "香港特别行政区"), ("990000", "未知地区（990000）"), ("", ""),
])  # fmt: skip
def test_a_code_is_told_in_words(code, words):
    assert place_name(code) == words


@given(st.from_regex(r"\A\d{6}\Z"))
def test_no_code_at_all_is_left_without_words(code):
    assert place_name(code)
