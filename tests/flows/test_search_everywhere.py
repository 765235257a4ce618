"""Finding anything: every reading of a surname, titles of other ledgers, a person and a group together."""

import pytest

from gridDesk.desk import people, records, search
from gridDesk.ledger import Edit, new_uid
from tests.flows.conftest import MakeOffice

NAMES = {
    "单雄信": ("shan", "dan", "sxx", "dxx"), "仇和": ("qiu", "chou", "qh"), "解晓东": ("xie", "jie", "xxd"),
    "曾志伟": ("zeng", "ceng", "zzw"), "区文": ("ou", "qu", "ow"), "盖叫天": ("ge", "gai", "gjt"),
    "查良镛": ("zha", "cha", "zly"), "朴树": ("piao", "pu", "ps"), "尉迟恭": ("yuchi", "weichi", "ycg"),
    "万俟卨": ("moqi", "mqx", "wan"),
}  # fmt: skip


@pytest.fixture
def desk(open_copy: MakeOffice):
    desk = open_copy("village")
    edits = [Edit("person", new_uid(), "create", {"name": name}) for name in NAMES]
    desk.write(edits, "新增")
    return desk


def _names(desk, typed, label="人"):
    return [hit.name for section in search.sections(desk, typed) if section.label == label for hit in section.hits]


@pytest.mark.parametrize(("name", "typed"), [(name, one) for name, ways in NAMES.items() for one in ways])
def test_a_surname_is_found_by_every_reading_it_has(desk, name, typed):
    assert name in _names(desk, typed)


def test_records_of_other_ledgers_are_found_by_part_of_their_title(desk):
    records.save(desk, "event", None, records.blank(desk, "event", title="村口路灯不亮", number="2026-0317"))
    label = desk.catalogue["event"].label
    assert _names(desk, "路灯", label) == _names(desk, "2026-03", label)
    assert "村口路灯不亮" in _names(desk, "路灯", label)[0]
    assert _names(desk, "路灯亮", label) == []
    assert _names(desk, "柳行村网格", desk.catalogue["grid"].label)


def test_a_changed_title_is_found_by_the_new_one_only(desk):
    saved = records.save(desk, "event", None, records.blank(desk, "event", title="村口路灯不亮", number="1"))
    records.save(desk, "event", saved.uid, {"title": "东街下水道堵塞"})
    label = desk.catalogue["event"].label
    assert _names(desk, "路灯", label) == []
    assert _names(desk, "下水道", label)


def test_a_person_and_a_group_typed_together_find_the_members_only(desk):
    one = people.new_household(desk, "1", "柳行村2组1号", {"name": "张三丰"})
    people.new_household(desk, "2", "柳行村2组2号", {"name": "张三姐"})
    member = str(desk.store.get("household", one.uid)["head"])
    people.add_to_group(desk, member, "low_income", {"kind": "03"})
    assert _names(desk, "张三 低保") == ["张三丰"]
    assert sorted(_names(desk, "张 三")) == sorted(_names(desk, "张三")) == ["张三丰", "张三姐"]
    assert _names(desk, "张 2号") == ["张三姐"]
    assert _names(desk, "张三 残疾") == []


def test_each_kind_says_how_many_there_are_beyond_those_shown(desk):
    desk.write([Edit("person", new_uid(), "create", {"name": f"王{chr(0x4E00 + n)}"}) for n in range(130)], "新增")
    section = search.sections(desk, "王")[0]
    assert (section.label, section.count, len(section.hits)) == ("人", "100 以上", search.EACH)


def test_what_is_typed_is_never_taken_for_a_query_language(desk):
    for typed in ('"', "'", "*", "a*", "NEAR(", "%", "_", "\\", "-", "姓名:", "\x00", "()", "张 OR 李"):
        search.sections(desk, typed)
