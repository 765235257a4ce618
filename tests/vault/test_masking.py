"""What is shown of a name, an ID number and a phone at each level."""

from __future__ import annotations

import pytest

from gridDesk.vault import Level, mask_address, mask_id, mask_name, mask_numbers, mask_phone

ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳锋", "欧阳*"),
        ("欧阳小锋", "欧阳*锋"),
        ("欧阳", "欧*"),
        ("𬱖䶮", "𬱖*"),
        ("王㛃堃", "王*堃"),
        ("阿依古丽·买买提", "阿***·**提"),
        ("葛\U000e0100三", "葛\U000e0100*"),
        ("僧", "*"),
        ("", ""),
        (" 张三 ", "张*"),
    ],
)
def test_name_posted_in_public_is_masked_in_its_middle(name: str, public: str) -> None:
    assert mask_name(name, Level.PUBLIC) == public


def test_name_is_full_up_to_field_paper_and_absent_from_statistics() -> None:
    assert [mask_name("张小三", level) for level in Level] == ["张小三", "张小三", "张小三", "", "张*三"]


def test_id_number_is_full_then_ends_only_then_absent() -> None:
    assert [mask_id(ID, level) for level in Level] == [ID, "1101**********002X", "", "", ""]
    assert mask_id("110105491231002", Level.DESK) == "1101*******1002"
    assert mask_id("K1234567", Level.DESK) == "********"


def test_phone_is_masked_on_field_paper_unless_it_is_for_contact() -> None:
    phone = "13812345678（儿子）；0533-1234567"
    assert [mask_phone(phone, level) for level in Level] == [phone, phone, "138****5678（儿子）；053****4567", "", ""]
    assert mask_phone(phone, Level.FIELD, contact=True) == phone
    assert mask_phone(phone, Level.PUBLIC, contact=True) == ""
    assert mask_phone("1234567", Level.FIELD) == "*****67"
    assert mask_phone("110", Level.FIELD) == "***"


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("柳行村2组11号", "柳行村2组"),
        ("锦绣社区12号楼401室", "锦绣社区"),
        ("东岭自然村8号", "东岭自然村"),
        ("北京路88号", ""),
    ],
)
def test_an_address_ends_at_the_natural_village_in_statistics_and_in_public(address: str, village: str) -> None:
    assert [mask_address(address, level) for level in Level] == [address, address, address, village, village]


def test_numbers_in_words_are_masked_where_they_are_those_of_people() -> None:
    words = f"证件{ID}，电话13812345678，网格3799010150020000002"
    assert mask_numbers(words, Level.FULL) == words
    assert mask_numbers(words, Level.DESK) == "证件1101**********002X，电话13812345678，网格3799010150020000002"
    assert mask_numbers(words, Level.FIELD) == "证件****，电话138****5678，网格3799010150020000002"
