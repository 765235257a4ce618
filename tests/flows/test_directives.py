"""Documents of the office above: only what it signed counts, never an older version, and from their day on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk import text
from gridDesk.desk import codes, directive_issue, directives, exchange, grid_views, logs, new_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Office, new_uid
from gridDesk.paths import resources
from gridDesk.policy import WEEKENDS
from tests.flows.two_offices import carry, pair

NEW = codes.Correction(code_set="shop_kind", code="30", label="宠物店", reason="新开多家")
QL = (resources() / "policies" / "QL.toml").read_text(encoding="utf-8")
DAYS = 'rest = ["2026-11-04"]\nwork = ["2026-11-08"]\n'


@pytest.fixture
def both(village, street, tmp_path, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat("2026-11-21T09:00:00+08:00"))
    pair(village, street, tmp_path)
    return village, street, tmp_path


def receive(both):
    village, street, stick = both
    lines = carry(street, village, stick).lines
    return [line for line in lines if not line.startswith(("已收取", "附回执"))]


def test_corrected_codes_go_down_signed_and_are_used_at_once(both):
    village, street, _ = both
    codes.correct(street, NEW)
    directive_issue.issue_codes(street, "2026年代码表更正")
    lines = receive(both)
    assert lines == [
        "收到齐陵街道下发的“2026年代码表更正”第 1 版，签名核对无误，现在生效。",
        "代码表已按“2026年代码表更正”更正，录入和导入从现在起按新的来。",
    ]
    assert village.catalogue["shop"].parse("kind", "宠物店") == "30"
    assert receive(both) == []


def test_codes_of_a_later_day_wait_for_it(both):
    village, street, _ = both
    codes.correct(street, NEW)
    directive_issue.issue_codes(street, "明年的代码表", "2027-01-01")
    assert receive(both) == ["收到齐陵街道下发的“明年的代码表”第 1 版，签名核对无误，2027-01-01 起生效。"]
    assert village.catalogue["shop"]["kind"].code_set.find("宠物店") is None
    assert "代码表已按" in directives.take(village, on="2027-01-01")[0]
    assert directives.take(village, on="2027-01-02") == []
    assert village.catalogue["shop"].parse("kind", "宠物店") == "30"


def test_a_policy_is_what_it_was_on_each_day(both):
    village, street, _ = both
    for effective, title in (("2026-01-01", "旧办法"), ("2026-07-01", "新办法"), ("2027-01-01", "明年办法")):
        content = QL.replace("齐陵街道专职网格管理员管理办法", title)
        directive_issue.issue(street, "policy", "QL", title, content, effective)
    receive(both)
    for desk in both[:2]:
        asked = ("2025-12-31", "2026-03-01", "2026-11-21", "2027-02-01")
        found = [directives.in_force(desk, "policy", "QL", day) for day in asked]
        assert [one and one.title for one in found] == [None, "旧办法", "新办法", "明年办法"]
    assert grid_views.profile_of(village).title == "新办法"
    assert list(grid_views.profiles_of(village)) == ["QL"]
    with pytest.raises(DeskError, match="不能选"):
        grid_views.choose_profile(village, "XC")


def test_a_document_that_was_taken_back_leaves_the_one_before_it(both):
    village, street, _ = both
    for title in ("一", "二"):
        uid = directive_issue.issue(street, "calendar", "rest", title, DAYS, "2026-01-01")
    receive(both)
    assert directives.in_force(village, "calendar", "rest").title == "二"
    assert directives.calendar(village).is_rest("2026-11-04")
    assert not directives.calendar(village).is_rest("2026-11-08")
    directive_issue.take_back(street, uid)
    receive(both)
    assert directives.in_force(village, "calendar", "rest").title == "一"
    assert directive_issue.next_version(street, "calendar", "rest") == 3


def test_a_log_is_owed_on_the_days_the_calendar_says(both):
    village, street, _ = both
    village.set_setting("made_on", "2026-01-01")
    directive_issue.issue(street, "calendar", "rest", "国庆放假", DAYS)
    receive(both)
    states = dict(logs.month(village, "2026-11"))
    assert [states[f"2026-11-{day}"] for day in ("03", "04", "07", "08")] == ["missing", "rest", "rest", "missing"]


def test_a_street_passes_on_what_the_district_issued_word_for_word(both, tmp_path):
    village, street, stick = both
    office = Office(site="d" * 16, name="临淄区", level="district")
    district = new_office(tmp_path / "district", office, password="三棵老槐树下的那盘石碾", worker="区网格办")
    pair(street, district, tmp_path)
    directive_issue.issue(district, "calendar", "rest", "全区放假", DAYS, "2026-02-01")
    carry(district, street, stick)
    district.close()
    (above,) = directives.received(street)
    assert above.genuine
    with pytest.raises(DeskError, match="已经下发同一份"):
        directive_issue.issue(street, "calendar", "rest", "街道自定", "rest = []")
    directive_issue.pass_on(street, above.uid)
    receive(both)
    assert directives.in_force(village, "calendar", "rest").title == "全区放假"
    assert directives.in_force(street, "calendar", "rest").issuer == "d" * 16
    with pytest.raises(DeskError, match="只能转发"):
        directive_issue.pass_on(street, "f" * 32)


def test_without_a_calendar_weekends_are_off(village):
    assert directives.calendar(village) == directives.own_calendar()
    assert [WEEKENDS.is_rest(day) for day in ("2026-11-20", "2026-11-21")] == [False, True]


WRONG = [
    (lambda v, s: directive_issue.issue(v, "policy", "QL", "自定", QL), "才能下发"),
    (lambda v, s: directive_issue.issue_codes(s, "没有更正"), "还没有更正过"),
    (lambda v, s: directive_issue.issue(s, "policy", "QL", " ", QL), "没有名称"),
    (lambda v, s: directive_issue.issue(s, "policy", "XX", "改名", QL), "id 应与文件名相同"),
    (lambda v, s: directive_issue.issue(s, "policy", "QL", "坏", "id = "), "写法不对"),
    (lambda v, s: directive_issue.issue(s, "policy", "QL", "坏", QL.replace("village_grids = 1", "x = 1")), "参数不对"),
    (lambda v, s: directive_issue.issue(s, "calendar", "rest", "坏", 'rest = ["十月"]'), "读不出来的日期"),
    (lambda v, s: directive_issue.issue(s, "song", "x", "歌", "la"), "没有“song”"),
    (lambda v, s: directive_issue.issue(s, "calendar", "rest", "大", "#" * 3_000_000), "太大"),
    (lambda v, s: directive_issue.issue(s, "calendar", "rest", "月", DAYS, "2026-12"), "哪一天"),
]  # fmt: skip


def test_what_cannot_be_issued_is_said_in_words(both):
    for act, words in WRONG:
        with pytest.raises(DeskError, match=words):
            act(*both[:2])
    assert directives.listed(both[1]) == []


def forged(street, **changed):
    """Issue a genuine document, and write one beside it that differs from it without being signed again."""
    uid = directive_issue.issue(street, "calendar", "rest", "国庆放假", DAYS, "2026-01-01")
    row = {
        key: value for key, value in street.store.get("directive", uid).items() if key in street.catalogue["directive"]
    }
    directive_issue.take_back(street, uid)
    values = {key: value for key, value in (row | changed).items() if value is not None}
    fresh = new_uid()
    street.store.write([Edit("directive", fresh, "create", values)], actor="街道", label="试", reason="")
    return fresh


CHANGED = [
    ({"content": DAYS.replace("04", "05")}, "与校验值不符"),
    ({"content": DAYS.replace("04", "05"), "sha256": directives.text_hash(DAYS.replace("04", "05"))}, "签名与齐陵街道的名片不符"),
    ({"version": 9}, "签名"),
    ({"effective": "2020-01-01"}, "签名"),
    ({"key": "other"}, "签名"),
    ({"kind": "policy"}, "签名"),
    ({"title": "别的"}, "签名"),
    ({"signature": "00" * 64}, "签名"),
    ({"signature": "不是"}, "签名"),
    ({"signature": None}, "签名"),
    ({"issuer": "f" * 16}, "不是上级单位签发"),
    ({"kind": "song"}, "还不认识"),
    ({"version": None}, "签名"),
]  # fmt: skip


def test_a_document_that_was_changed_is_refused_with_a_sentence(both):
    village, street, _ = both
    for changed, words in CHANGED:
        uid = forged(street, **changed)
        (line,) = receive(both)
        assert words in line
        assert line.endswith("。")
        shown = {one.uid: one for one in directives.listed(village)}[uid]
        assert words in shown.why
        assert directives.calendar(village) == directives.own_calendar()
    assert receive(both) == []


def test_what_was_genuine_stays_so_when_the_street_has_other_keys_and_nothing_else_does(both):
    village, street, _stick = both
    uid = directive_issue.issue(street, "calendar", "rest", "国庆放假", DAYS, "2026-01-01")
    receive(both)
    peer = village.store.system.peers.get(street.office.site)
    other = village.store.system.peers
    card = exchange.own_card(village)  # any other card with keys of its own
    fresh = msgspec.structs.replace(card, site=street.office.site, name="齐陵街道", level="street")
    other.put(dataclasses.replace(peer, card=msgspec.json.encode(fresh).decode(), sign_key=fresh.sign_key))
    assert directives.take(village) == []
    assert directives.calendar(village).is_rest("2026-11-04")
    street.store.write([Edit("directive", uid, "update", {"title": "改了"})], actor="", label="试", reason="")
    other.put(peer)
    receive(both)
    assert directives.calendar(village) == directives.own_calendar()


def test_a_signature_for_something_else_is_none_here(both):
    _village, street, _ = both
    row = {"issuer": street.office.site, "kind": "calendar", "key": "rest", "title": "国庆放假", "version": 1}
    row |= {"effective": "2026-01-01", "sha256": directives.text_hash(DAYS)}
    signature = street.keys.site.sign(b"griddesk/codes/1\0" + directives.signed_text(row)).hex()
    forged(street, signature=signature)
    assert "签名" in receive(both)[0]


def test_a_village_writes_no_document_that_counts(both):
    village, street, _ = both
    uid = directive_issue.issue(street, "calendar", "rest", "国庆放假", DAYS, "2026-01-01")
    receive(both)
    with pytest.raises(DeskError, match="属于别的单位"):
        village.write([Edit("directive", uid, "update", {"content": "rest = []"})], "试")
    own = dict.fromkeys(("key", "title", "content", "sha256", "signature"), "x")
    own |= {
        "kind": "calendar",
        "issuer": village.office.site,
        "version": 9,
        "effective": "2026-01-01",
        "issued_on": "2026-01-01",
    }
    village.store.write([Edit("directive", new_uid(), "create", own)], actor="", label="试", reason="")
    assert directives.calendar(village).is_rest("2026-11-04")
    assert directives.in_force(village, "calendar", "x") is None


def test_a_file_of_codes_counts_only_with_the_signature_of_the_office_above(both):
    village, street, _ = both
    codes.correct(street, NEW)
    assert codes.apply(village, codes.export(street)).corrections[0].label == "宠物店"
    with pytest.raises(DeskError, match="没有上级单位的签名"):
        codes.apply(village, codes.export(village))


def test_a_village_under_another_street_takes_the_documents_of_the_new_one_from_their_first_version(both, tmp_path):
    village, street, stick = both
    for title in ("一", "二"):
        directive_issue.issue(street, "calendar", "rest", title, DAYS, "2026-01-01")
    receive(both)
    office = Office(site="e" * 16, name="稷下街道", level="street")
    other = new_office(tmp_path / "other", office, password="三棵老槐树下的那盘石碾", worker="新街道网格办")
    exchange.retire(village, street.office.site)
    pair(village, other, stick)
    directive_issue.issue(other, "calendar", "rest", "新街道的", 'rest = ["2026-11-05"]\n', "2026-01-01")
    assert receive((village, other, stick)) == ["收到稷下街道下发的“新街道的”第 1 版，签名核对无误，现在生效。"]
    assert [directives.calendar(village).is_rest(f"2026-11-0{day}") for day in (4, 5)] == [False, True]
    other.close()


def test_versions_that_an_earlier_program_kept_without_their_issuer_still_count(both):
    village, street, _ = both
    directive_issue.issue(street, "calendar", "rest", "一", DAYS, "2026-01-01")
    village.set_setting(directives.NEWEST, {"calendar/rest": [2, "f" * 64]})
    assert "比已经采用的旧" in receive(both)[0]


@settings(max_examples=40, deadline=None)
@given(order=st.permutations([1, 2, 3, 4]), again=st.lists(st.integers(1, 4), max_size=4))
def test_in_whatever_order_versions_come_none_older_replaces_a_newer(made, order, again):
    """Versions arrive one by one, some twice: taken are just those that were the newest when they came."""
    desk, rows = made
    desk.set_setting(directives.TAKEN, {})
    desk.set_setting(directives.NEWEST, {})
    here: list[dict[str, object]] = []
    newest, taken = 0, set()
    for version in [*order, *again]:
        if rows[version] not in here:
            here.append(rows[version])
            if version > newest:
                newest = version
                taken.add(version)
        desk.rows_here = here
        directives.take(desk)
        found = {one.version for one in directives.received(desk) if one.genuine}
        assert found == taken
        assert directives.in_force(desk, "calendar", "rest").version == newest


class _Offered:
    """A village whose received documents the test lays out."""

    def __init__(self, desk):
        self.desk, self.rows_here = desk, []

    def __getattr__(self, name):
        return getattr(self.desk, name)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A village paired with its street, and the four versions of a calendar as rows, not yet received."""
    folder: Path = tmp_path_factory.mktemp("offered")
    street = new_office(
        folder / "s",
        Office(site="b" * 16, name="齐陵街道", level="street"),
        password="三棵老槐树下的那盘石碾",
        worker="甲",
    )
    village = new_office(
        folder / "v",
        Office(site="a" * 16, name="柳行村", level="village"),
        password="三棵老槐树下的那盘石碾",
        worker="乙",
    )
    pair(village, street, folder)
    uids = [directive_issue.issue(street, "calendar", "rest", f"第{n}版", DAYS, "2026-01-01") for n in range(1, 5)]
    rows = {n: street.store.get("directive", uid) for n, uid in enumerate(uids, 1)}
    patch = pytest.MonkeyPatch()
    patch.setattr(directives.down, "received", lambda desk, ledger, states=(): list(desk.rows_here))
    yield _Offered(village), rows
    patch.undo()
    village.close()
    street.close()


def test_every_part_of_a_document_is_under_its_signature():
    signed = {field.name for field in dataclasses.fields(directives.Directive)} & {
        "kind",
        "key",
        "title",
        "version",
        "effective",
    }
    row = {"kind": "a", "key": "b", "title": "c", "version": 1, "effective": "d", "issuer": "e", "sha256": "f"}
    whole = directives.signed_text(row)
    for key in (*signed, "issuer", "sha256"):
        assert directives.signed_text(row | {key: 2 if key == "version" else "z"}) != whole
