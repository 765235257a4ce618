"""Who is likely the same person: pairs that are and pairs that are not, all invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.ledger.alike import compare, compare_births, is_slip, slips, traits
from gridDesk.ledger.idnumber import check_digit, upgrade15


def number(first17: str) -> str:
    return first17 + check_digit(first17)


ONE = number("37030519800101123")
TWIN = number("37030519800101124")
PHONE = "13800000001"

SAME = [
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": ONE}, 100, "身份证号相同"),
    ({"name": "张为", "id_number": ONE}, {"name": "李强", "id_number": ONE}, 90, "身份证号相同，姓名不同"),
    ({"name": "张为", "id_number": ONE[:6] + ONE[8:17]}, {"name": "张为", "id_number": ONE}, 98,
     "15位和18位身份证号是同一个号码"),
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": "37030519800101723" + ONE[17]}, 90,
     "身份证号只差一位，姓名相同"),
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": ONE[:14] + "213" + ONE[17]}, 90,
     "身份证号只有相邻两位颠倒，姓名相同"),
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": ONE[:9] + ONE[10:]}, 90,
     "身份证号只差多写或漏写一位，姓名相同"),
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": ONE[:15] + "000"}, 85,
     "身份证号前15位相同，其中一个后三位丢失，姓名相同"),
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": TWIN}, 70, "身份证号只差一位和校验位，姓名相同"),
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "birth": "1980-01-01"}, 80, "姓名相同，出生日期相同"),
    ({"name": "张为", "birth": "1980-01"}, {"name": "张为", "birth": "1980-01-01"}, 60, "姓名相同，出生年月相同"),
    ({"name": "张为", "birth": "1980"}, {"name": "张为", "birth": "1980-01-01"}, 50, "姓名相同，出生年份相同"),
    ({"name": "张为", "birth": "1979-11-14"}, {"name": "张为", "birth": "1980-01-01"}, 55,
     "姓名相同，出生日期相近，可能有一个是农历"),
    ({"name": "张为", "phone": PHONE}, {"name": "张为", "phone2": f"{PHONE}（家里）"}, 75, "姓名相同，联系电话相同"),
    ({"name": "王小芳", "former_name": "王芳", "birth": "1990-05-06"}, {"name": "王芳", "birth": "1990-05-06"}, 75,
     "姓名与曾用名相同，出生日期相同"),
    ({"name": "赵WEI", "birth": "1990-05-06"}, {"name": "赵㛃", "birth": "1990-05-06"}, 68,
     "姓名只有生僻字写法不同，出生日期相同"),
    ({"name": "赵□明", "birth": "1990-05-06"}, {"name": "赵𣲘明", "birth": "1990-05-06"}, 68,
     "姓名只有生僻字写法不同，出生日期相同"),
    ({"name": "李（氵甸）", "birth": "1990-05-06"}, {"name": "李\ue0fa", "birth": "1990-05-06"}, 68,
     "姓名只有生僻字写法不同，出生日期相同"),
    ({"name": "买买提江·吐尔逊", "birth": "1990-05-06"}, {"name": "买买提江•吐尔逊", "birth": "1990-05-06"}, 80,
     "姓名相同，出生日期相同"),
    ({"name": "买买提江·吐尔逊", "birth": "1990-05-06"}, {"name": "买买提江", "birth": "1990-05-06"}, 65,
     "姓名只写了一部分，出生日期相同"),
    ({"name": "张 为", "birth": "1980-01-01"}, {"name": "张为", "birth": "1980-01-01"}, 80, "姓名相同，出生日期相同"),
]  # fmt: skip
DOUBTFUL = [
    ({"name": "张为", "id_number": ONE}, {"name": "张为", "id_number": number("37030519800101567")}, 20),
    ({"name": "张为", "phone": PHONE, "birth": "1950-02-03"}, {"name": "张为", "phone": PHONE, "birth": "1980-01-01"}, 40),
    ({"name": "张为", "birth": "1980-01-01", "sex": "1"}, {"name": "张为", "birth": "1980-01-01", "sex": "2"}, 50),
]  # fmt: skip
OTHERS = [
    ({"name": "张为", "id_number": ONE}, {"name": "张伟明", "id_number": TWIN}),
    ({"name": "张为", "birth": "1980-01-01"}, {"name": "李强", "birth": "1980-01-01"}),
    ({"name": "张为", "birth": "1980-01-01"}, {"name": "张为", "birth": "1985-06-01"}),
    ({"name": "张为", "phone": PHONE}, {"name": "王芳", "phone": PHONE}),
    ({"name": "张为"}, {"name": "张为"}),
    ({"name": "张为", "id_number": "无"}, {"name": "李强", "id_number": "无"}),
    ({"name": "张为", "id_number": "0" * 18}, {"name": "张为", "id_number": "0" * 18}),
    ({"name": "张为明", "birth": "1980-01-01"}, {"name": "张为", "birth": "1980-01-01"}),
    ({"name": "□□", "birth": "1980-01-01"}, {"name": "李强", "birth": "1980-01-01"}),
    ({"name": "", "id_number": None}, {"name": "", "id_number": None}),
]


@pytest.mark.parametrize(("one", "other", "score", "why"), SAME)
def test_one_person_written_twice_is_found_either_way_round(one, other, score, why):
    found = compare(traits(one), traits(other))
    assert (found.score, found.why) == (score, why)
    assert compare(traits(other), traits(one)) == found


@pytest.mark.parametrize(("one", "other", "score"), DOUBTFUL)
def test_what_speaks_for_two_people_lowers_the_score(one, other, score):
    found = compare(traits(one), traits(other))
    assert found.score == score
    assert compare(traits(other), traits(one)) == found


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_people_are_not_offered_as_one(one, other):
    assert compare(traits(one), traits(other)) is None


def test_the_same_phone_alone_is_a_hint_only_while_typing():
    one, other = traits({"name": "张为", "phone": PHONE}), traits({"name": "王芳", "phone": PHONE})
    assert compare(one, other) is None
    assert compare(one, other, typing=True).why == "联系电话相同，姓名不同"


def test_names_of_one_sound_count_only_with_the_whole_birth_date():
    row = {"name": "王方", "birth": "1990-05-06"}
    other = traits({"name": "王芳", "birth": "1990-05-06"}, "wang fang")
    assert compare(traits(row, "wang fang"), other).why == "姓名同音，出生日期相同"
    assert compare(traits({**row, "birth": "1990-05"}, "wang fang"), other) is None


NUMBERS = st.integers(0, 10**3 - 1).map(lambda n: number(f"37030519800101{n:03d}"))


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_a_slip_and_always_among_the_slips(right, place, digit):
    wrong = right[:place] + digit + right[place + 1 :]
    if wrong != right:
        assert is_slip(right, wrong)
        assert is_slip(wrong, right)
        assert (
            compare(traits({"name": "张为", "id_number": right}), traits({"name": "张为", "id_number": wrong})).score
            >= 85
        )
        if place == 17 or digit != "X":
            assert wrong in slips(right)


@given(NUMBERS, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_a_slip(right, place):
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if wrong != right:
        assert is_slip(right, wrong)
        if wrong[:17].isdigit():
            assert wrong in slips(right)


@given(NUMBERS)
def test_the_15_digits_of_a_number_mean_the_same_person(right):
    short = right[:6] + right[8:17]
    assert upgrade15(short) == right
    assert (
        compare(traits({"name": "张为", "id_number": short}), traits({"name": "张为", "id_number": right})).score == 98
    )


@given(st.text(max_size=6), st.text(max_size=19), st.text(max_size=10))
def test_whatever_was_typed_is_compared_without_trouble(name, typed, birth):
    row = {"name": name, "id_number": typed, "birth": birth, "phone": typed}
    found = compare(traits(row), traits({"name": name, "id_number": ONE, "birth": "1980-01-01"}), typing=True)
    assert found is None or 0 < found.score <= 100


def test_partial_dates_agree_as_far_as_both_go():
    assert compare_births("1980", "1980-05-06") == "year"
    assert compare_births("1980-05", "1980-05-06") == "month"
    assert compare_births("1980-06", "1980-05-06") == "apart"
    assert compare_births("", "1980-05-06") == ""
    assert compare_births("1980-04-06", "1980-05-06") == "lunar"
