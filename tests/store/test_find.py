import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.ledger import Edit, new_uid
from gridDesk.ledger.idnumber import person_key
from gridDesk.store import Hit, Store
from gridDesk.store.pinyin import spellings
from gridDesk.text import address_key, name_key

from .conftest import KEY, OFFICE
from .helpers import change, create, home


def names(hits, ledger="person"):
    return [hit.name for hit in hits if hit.ledger == ledger]


def test_person_is_found_by_everything_a_clerk_may_type(store):
    home(
        store, "单雄信", "柳杭村三组12号", id_number="370302198503121234", birth="1985-03-12",
        phone="13812345678 (儿子)；0533-1234567", former_name="单二",
    )  # fmt: skip
    wanted = {
        "单": "姓名", "单雄": "姓名", "雄信": "姓名", "信": "姓名", "单 雄 信": "姓名", "单二": "姓名",
        "shanxiongxin": "拼音", "shanx": "拼音", "sxx": "拼音", "DXX": "拼音",
        "3703": "证件号码", "37030219850312": "证件号码", "1234": "证件号码", "121234": "证件号码", "0219": "证件号码",
        "370302198503121234": "证件号码", "３７０３０２": "证件号码", "19850312": "证件号码",
        "13812345678": "电话", "0533-123": "电话", "1985-03-12": "证件号码", "5678": "电话", "05331234567": "电话",
        "三组12": "地址", "柳杭村三组12号": "地址",
    }  # fmt: skip
    found = {typed: next((hit.why for hit in store.find(typed) if hit.ledger == "person"), None) for typed in wanted}
    assert found == wanted


def test_hit_says_name_address_and_reason(store):
    one = home(store, "张兰", "三组12号", number="007")
    assert store.find("张兰") == [Hit("person", one["person"], "张兰", "三组12号", "姓名", "active")]
    assert store.find("007") == [Hit("household", one["household"], "007 张兰", "三组12号", "户号", "active")]


def test_things_are_found_by_part_of_their_number_and_of_a_long_address(store):
    one = home(store, "张兰", "齐岭街道柳溪村一组12号楼3单元101室", number="2026-007")
    dwelling = create(store, "dwelling", address=one["address"], number="2026-008")
    assert [(hit.ledger, hit.uid, hit.why) for hit in store.find("2026")] == [
        ("household", one["household"], "户号"), ("dwelling", dwelling, "房屋编号"),
    ]  # fmt: skip
    found = {"household": one["household"], "dwelling": dwelling, "person": one["person"], "address": one["address"]}
    for typed in ("街道柳溪村一组12号楼", "齐岭街道柳溪村一组12号楼3单元101室", "12号楼3单元101室"):
        assert {hit.ledger: hit.uid for hit in store.find(typed)} == found
    assert store.find("街道柳杭村一组12号楼") == []


def test_birth_date_is_found_without_an_identity_number(store):
    create(store, "person", name="张兰", birth="1985-03-12")
    create(store, "person", name="李四", birth="1985-03")
    assert names(store.find("19850312")) == ["张兰"]


def test_first_generation_number_is_found_by_its_eighteen_digits(store):
    number = "370302850312123"
    create(store, "person", name="张兰", id_number=number)
    assert names(store.find(number)) == names(store.find(person_key(number))) == ["张兰"]


def test_document_with_letters_is_found(store):
    create(store, "person", name="陈港生", id_number="H12345678")
    create(store, "person", name="某人", id_number="37030219850312123X")
    assert names(store.find("h1234")) == ["陈港生"]
    assert names(store.find("123x")) == ["某人"]


def test_exact_names_come_before_longer_and_inner_ones(store):
    for name in ("大张兰", "张兰英", "张兰"):
        create(store, "person", name=name)
    assert names(store.find("张兰")) == ["张兰", "张兰英", "大张兰"]


def test_rare_private_and_dotted_names_are_found(store):
    for name in ("㛃䶮", "𬱖𬭎", "\ue123某", "买买提·阿不都", "O'Brien"):
        uid = create(store, "person", name=name)
        assert uid in {hit.uid for hit in store.find(name)}
        assert uid in {hit.uid for hit in store.find(name[:1])}
    assert names(store.find("买买提•阿不都")) == ["买买提·阿不都"]


def test_people_follow_their_household_to_a_new_address(store):
    one = home(store, "张兰", "三组12号")
    new = create(store, "address", text="五组8号")
    change(store, "household", one["household"], address=new)
    assert names(store.find("三组")) == []
    assert names(store.find("五组")) == ["张兰"]
    change(store, "address", new, text="五组9号（新村）")
    assert names(store.find("新村")) == ["张兰"]
    assert store.find("5组8") == []


def test_own_address_of_a_residence_goes_before_the_household_s(store):
    one = home(store, "张兰", "三组12号")
    other = create(store, "address", text="阳光小区2幢101室")
    change(store, "residence", one["residence"], address=other)
    assert [hit.line for hit in store.find("张兰")] == ["阳光小区2幢101室"]


def test_tenant_is_found_at_the_dwelling(store):
    address = create(store, "address", text="五组8号")
    dwelling = create(store, "dwelling", address=address, number="F-88")
    tenant = create(store, "person", name="赵六")
    tenancy = create(store, "tenancy", dwelling=dwelling, tenant=tenant)
    assert names(store.find("五组8")) == ["赵六"]
    assert names(store.find("f-88"), "dwelling") == ["五组8号"]
    change(store, "tenancy", tenancy, "close")
    assert names(store.find("五组8")) == []


def test_closed_people_are_found_on_request(store):
    uid = create(store, "person", name="张兰")
    change(store, "person", uid, "close", closed_on="2026")
    assert store.find("张兰") == []
    assert [hit.state for hit in store.find("张兰", states=("active", "closed"))] == ["closed"]


def test_correction_replaces_what_was_found_before(store):
    uid = create(store, "person", name="张兰", id_number="370302198503121234", phone="13812345678")
    change(store, "person", uid, name="李岚", id_number="370302199001010011", phone=None)
    for gone in ("张兰", "zl", "19850312", "12345678", "兰"):
        assert store.find(gone) == []
    for here in ("李岚", "ll", "19900101"):
        assert names(store.find(here)) == ["李岚"]


def test_former_name_of_someone_without_a_name_is_found_but_not_by_pinyin(store):
    create(store, "person", name=" ", former_name="张")
    assert (len(store.find("张")), store.find("z")) == (1, [])


def test_limit_and_blank_queries(store):
    store.write(
        [Edit("person", new_uid(), "create", {"name": f"张{chr(0x4E00 + n)}"}) for n in range(80)], actor="", label=""
    )
    assert [len(store.find("张", limit=limit)) for limit in (0, 1, 50, 500)] == [0, 1, 50, 80]
    for blank in ("", "  ", "\u3000", "·", "'", '"', "*", "AND", "%", "_", "🙂"):
        assert store.find(blank) == []


PEOPLE = st.fixed_dictionaries(
    {
        "name": st.text("张单兰雄㛃𬱖·aB ", min_size=1, max_size=4),
        "former_name": st.none() | st.text("张兰二", min_size=1, max_size=2),
        "id_number": st.none() | st.text("3701", min_size=18, max_size=18) | st.text("3701", min_size=15, max_size=15),
        "birth": st.sampled_from([None, "1985", "1985-03", "1985-03-12", "1985-03-21"]),
        "phone": st.none() | st.text("13；- 哥", min_size=1, max_size=14),
    }
)
PLACES = st.none() | st.text("三五组号１12-A ", min_size=1, max_size=6)
TYPED = st.text("张单兰雄㛃𬱖二ab137０三五组号2- ", min_size=1, max_size=5)
TYPED |= st.sampled_from(["19850312", "1985-03-12", "zl", "sx", "z", "j", "1985"])


@st.composite
def crowds(draw):
    """Some people and queries, most of them cut out of what the people have."""
    people = draw(st.lists(st.tuples(PEOPLE, PLACES), min_size=1, max_size=8))
    texts = [text for values, place in people for text in (*values.values(), place) if text]
    queries = draw(st.lists(TYPED, max_size=3))
    for text in draw(st.lists(st.sampled_from(texts), min_size=1, max_size=8)):
        start = draw(st.integers(0, len(text) - 1))
        queries.append(text[start : start + draw(st.integers(1, 8))])
    return people, queries


def people_by_reading(people, typed):
    """Say who is found, by reading every person: the oracle."""
    squeezed = re.sub(r"\s", "", typed)
    digits = squeezed.translate({0xFF10 + n: 0x30 + n for n in range(10)}).upper()
    plain = re.sub(r"(?<=[0-9])-(?=[0-9])", "", digits)
    key, letters, place = name_key(typed), re.sub(r"[^a-z0-9]", "", digits.casefold()), address_key(typed)
    for uid, (values, where) in people.items():
        keys = [name_key(values[field]) for field in ("name", "former_name") if values[field]]
        number = values["id_number"] or ""
        phones = [re.sub(r"\D", "", part) for part in re.split(r"[^0-9\- ]+", values["phone"] or "")]
        is_number = re.fullmatch(r"[0-9]+X?", plain)
        by_name = not is_number and key and any(key in one for one in keys)
        by_spelling = not digits.isdigit() and digits.isascii() and letters and any(
            one.startswith(letters) for one in spellings(keys[0] if keys and name_key(values["name"]) else "")
        )  # fmt: skip
        sought = plain if is_number else digits
        long = len(sought) >= 4 and re.fullmatch(r"[A-Z0-9]+", sought)
        by_number = long and (sought in number or sought in person_key(number))
        by_phone = long and sought.isdigit() and any(sought in one for one in phones)
        by_birth = len(sought) == 8 and is_number and (values["birth"] or "").replace("-", "") == sought
        by_place = len(place) >= 2 and where and place in address_key(where)
        if by_name or by_spelling or by_number or by_phone or by_birth or by_place:
            yield uid


@pytest.fixture(scope="module")
def crowd(tmp_path_factory, catalogue):
    with Store.create(tmp_path_factory.mktemp("crowd") / "office.db", KEY, catalogue, OFFICE) as store:
        yield store


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crowds())
def test_finding_equals_reading_everybody(crowd, drawn):
    (described, queries), people, edits = drawn, {}, []
    for values, place in described:
        uid = new_uid()
        people[uid] = (values, place)
        edits.append(Edit("person", uid, "create", values))
        if place:
            address = new_uid()
            edits.append(Edit("address", address, "create", {"text": place}))
            edits.append(Edit("residence", new_uid(), "create", {"person": uid, "household": None, "address": address}))
    txn = crowd.write(edits, actor="", label="").txn
    found = {typed: {hit.uid for hit in crowd.find(typed, limit=1000) if hit.ledger == "person"} for typed in queries}
    assert crowd.undo(txn, actor="").left == ()
    assert found == {typed: set(people_by_reading(people, typed)) for typed in queries}
