"""Row upgrades: a record from before and after."""

from gridDesk.ledger.upgrades import upgrade_values


def test_person_2_turns_the_words_of_nationality_and_purpose_into_codes() -> None:
    before: dict[str, object] = {"name": "测试", "nationality": "韩国", "purpose": "留学"}
    assert upgrade_values("person", before, 1) == {"name": "测试", "nationality": "KOR", "purpose": "03"}


def test_person_2_keeps_a_word_that_no_code_stands_for() -> None:
    assert upgrade_values("person", {"nationality": "不知道哪国"}, 1) == {"nationality": "不知道哪国"}
    assert upgrade_values("person", {"phone": "13800000000"}, 1) == {"phone": "13800000000"}
