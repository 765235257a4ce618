"""What leaves on paper at each level: masked by the attributes of the fields, once, for every paper."""

from __future__ import annotations

import tomllib

import pytest

from gridDesk import paths
from gridDesk.desk import Desk
from gridDesk.desk.masks import Masker, hides, secret_of, shown
from gridDesk.desk.paper_mark import ALPHABET, new_code, read_code
from gridDesk.ledger import catalogue
from gridDesk.vault import Level, mask_address, mask_numbers

ID = "11010519491231002X"
CATALOGUE = catalogue()
ROW = {
    "no": "1", "age": "41", "person.name": "张小三", "person.id_number": ID, "person.sex": "男", "person.birth": "1985-03-12",
    "person.phone": "13812345678", "person.health": "慢性病", "address.text": "柳行村2组11号", "household.head": "张小三",
    "residence.household": "0102 张小三", "household.number": "0102", "visit.content": f"电话13812345678，证件{ID}",
    "dwelling.address": "柳行村2组11号", "low_income.bank_account": "6217000012345678901",
}  # fmt: skip


def masked(level: Level) -> dict[str, str]:
    return Masker(CATALOGUE, level).row(dict(ROW))


def test_a_full_page_shows_everything() -> None:
    assert masked(Level.FULL) == ROW


def test_the_desk_sees_all_but_the_middle_of_long_numbers() -> None:
    row = masked(Level.DESK)
    assert row["person.id_number"] == "1101**********002X"
    assert row["low_income.bank_account"] == "6217***********8901"
    assert row["visit.content"] == "电话13812345678，证件1101**********002X"
    assert {
        key: row[key] for key in ("person.name", "person.phone", "person.birth", "address.text", "person.health")
    } == {key: ROW[key] for key in ("person.name", "person.phone", "person.birth", "address.text", "person.health")}


def test_paper_carried_outside_has_no_id_number_no_health_and_half_a_phone() -> None:
    row = masked(Level.FIELD)
    assert row["person.id_number"] == row["person.health"] == row["low_income.bank_account"] == ""
    assert (row["person.phone"], row["person.birth"]) == ("138****5678", "1985-03")
    assert row["visit.content"] == "电话138****5678，证件****"
    assert (row["person.name"], row["address.text"], row["household.number"]) == ("张小三", "柳行村2组11号", "0102")


def test_paper_for_making_contact_keeps_the_phone() -> None:
    assert (
        Masker(CATALOGUE, Level.FIELD, contact=True).row({"person.phone": "13812345678"})["person.phone"]
        == "13812345678"
    )


def test_statistics_name_nobody() -> None:
    row = masked(Level.STATISTIC)
    assert not any(
        row[key] for key in ("person.name", "person.id_number", "person.phone", "household.head", "person.birth")
    )
    assert row["address.text"] == "柳行村2组"


def test_a_posted_list_masks_names_and_leaves_only_the_village() -> None:
    row = masked(Level.PUBLIC)
    assert (row["person.name"], row["household.head"], row["residence.household"]) == ("张*三", "张*三", "0102 张*三")
    assert not any(
        row[key] for key in ("person.id_number", "person.phone", "person.birth", "person.health", "visit.content")
    )
    assert (row["address.text"], row["dwelling.address"], row["age"]) == ("柳行村2组", "柳行村2组", "41")


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("齐陵街道柳行村2组11号", "齐陵街道柳行村2组"), ("柳行村东街3巷5号", "柳行村"), ("锦绣社区12号楼3单元401室", "锦绣社区"),
        ("临河街道东岭自然村8号", "临河街道东岭自然村"), ("北京路88号", ""), ("第三村民小组9号", "第三村民小组"), ("", ""),
    ],
)  # fmt: skip
def test_an_address_in_public_ends_at_the_natural_village(address: str, village: str) -> None:
    assert mask_address(address, Level.PUBLIC) == village
    assert mask_address(address, Level.FIELD) == address


def test_numbers_hidden_in_words_are_masked_and_grid_codes_are_not() -> None:
    assert mask_numbers("网格3799010150020000002", Level.FIELD) == "网格3799010150020000002"
    assert mask_numbers(f"证{ID}。", Level.FIELD) == "证****。"


def test_no_sensitive_field_of_any_ledger_is_whole_on_paper_carried_outside() -> None:
    text = "Zhang0123456789"
    kept = {
        f"{shape.key}.{item.key}"
        for shape in CATALOGUE.ledgers.values()
        for item in shape.fields
        if item.sensitive and shown(text, item, Level.FIELD, shape) == text
        and secret_of(item, shape) not in ("name", "place")
    }  # fmt: skip
    assert kept == set()


def test_a_column_that_says_nothing_at_a_level_can_be_left_out() -> None:
    for shape in CATALOGUE.ledgers.values():
        for item in shape.fields:
            for level in Level:
                if hides(item, level, shape):
                    assert shown("柳行村2组 13812345678", item, level, shape) == ""


def test_numbers_of_printings_never_come_twice_and_tell_a_slip_of_the_pen(village: Desk) -> None:
    codes = [new_code(village) for _ in range(300)]
    assert len(set(codes)) == 300
    assert all(read_code(code) == code for code in codes)
    code = codes[7]
    for place in range(6):
        for char in ALPHABET:
            wrong = code[:place] + char + code[place + 1 :]
            assert wrong == code or read_code(wrong) == ""
    for place in range(5):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or read_code(swapped) == ""


def test_a_number_is_read_as_people_write_it(village: Desk) -> None:
    code = next(code for code in (new_code(village) for _ in range(500)) if "0" in code and "1" in code)
    assert read_code(f" {code[:3].lower()}-{code[3:]} ".replace("0", "o").replace("1", "l")) == code
    assert read_code("什么") == read_code("") == ""


def test_an_office_open_for_reading_still_numbers_its_printings(village: Desk) -> None:
    reader = village.reader()
    try:
        assert read_code(new_code(reader))
    finally:
        reader.close()


def test_every_paper_declares_its_level() -> None:
    for path in sorted((paths.forms() / "papers").glob("*.toml")):
        assert "level" in tomllib.loads(path.read_text(encoding="utf-8")), path.name
