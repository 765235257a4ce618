"""One list of what waits for a person in the dealings with other offices, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridDesk.desk import (
    alarms,
    deciding,
    duplicates_across,
    exchange,
    history,
    inbox,
    lost,
    people,
    population,
    proposals,
    transfers,
)
from gridDesk.errors import DeskError
from gridDesk.store import Kept, Store
from gridDesk.store.system import Alarm, Peer
from tests.flows import paired_offices
from tests.flows.paired_offices import SITES, Offices, change, household, number, person


@pytest.fixture
def offices(tmp_path) -> Iterator[Offices]:
    made = paired_offices.make(tmp_path)
    yield made
    made.close()


def kinds(desk) -> list[str]:
    return [item.kind for item in inbox.items(desk)]


def test_nothing_waits_in_offices_that_agree(offices):
    for desk in (offices.one, offices.two, offices.street):
        assert (inbox.items(desk), inbox.open_count(desk), inbox.settle(desk)) == ([], 0, 0)


def test_a_conflict_stands_above_what_can_be_accepted_at_once(offices):
    proposals.propose(offices.street, "person", person(offices.one, "李强"), "education", "10", "学历证书")
    proposals.propose(offices.street, "person", person(offices.one, "张为"), "phone", "13900000009", "走访核查")
    change(offices.one, "张为", phone="13800000008")
    offices.down()
    found = inbox.items(offices.one)
    assert [item.title for item in found] == ["更正：张为的联系电话", "更正：李强的文化程度"]
    assert [item.level for item in found] == ["warn", "note"]
    assert inbox.open_count(offices.one) == 2
    deciding.accept_mergeable(offices.one)
    assert inbox.open_count(offices.one) == 1


def test_an_identity_number_is_shortened_in_the_list(offices):
    proposals.propose(
        offices.street, "person", person(offices.one, "张为"), "id_number", "370305198001011406", "公安比对"
    )
    offices.down()
    line = inbox.items(offices.one)[0].line
    assert number("张为") not in line
    assert "370305198001011406" not in line


def test_what_needs_nobody_is_answered_by_itself(offices):
    made = proposals.propose(offices.street, "person", person(offices.one, "李强"), "phone", "13900000009", "核查")
    offices.down()
    population.death(offices.one, person(offices.one, "李强"), "2026-11-01")
    assert inbox.settle(offices.one) == 1
    assert inbox.items(offices.one) == []
    offices.up()
    assert [(item.kind, item.key) for item in inbox.items(offices.street)] == [("refused", made.uid)]
    proposals.put_away(offices.street, [made.uid])
    assert inbox.open_count(offices.street) == 0


def test_what_needs_nobody_is_answered_with_the_next_package_though_nobody_looked(offices):
    made = proposals.propose(offices.street, "person", person(offices.one, "李强"), "phone", "13900000009", "核查")
    offices.down()
    population.death(offices.one, person(offices.one, "李强"), "2026-11-01")
    offices.up()
    assert proposals.sent(offices.street, [made.uid])[0].outcome == "returned"


def test_departures_and_arrivals_wait_where_they_are_dealt_with(offices):
    population.move_out(offices.one, person(offices.one, "张为"), "2026-11-02", transfer_to="槐树村")
    offices.up()
    assert kinds(offices.street) == ["forward"]
    transfers.forward(offices.street, inbox.items(offices.street)[0].key, SITES["two"])
    offices.down(offices.two)
    assert kinds(offices.street) == []
    assert kinds(offices.two) == ["transfer"]
    assert inbox.items(offices.two)[0].who == "齐陵街道"


def test_pairs_found_at_the_street_wait_as_one_thing_until_they_are_told(offices):
    home = household(offices.two, "赵敏")
    population.move_in(offices.two, home, {"name": "张为", "id_number": number("张为")}, "2026-11-01", "10")
    offices.up(offices.two)
    assert kinds(offices.street) == []
    duplicates_across.look(offices.street)
    assert kinds(offices.street) == ["across"]
    duplicates_across.notify(offices.street, duplicates_across.found(offices.street))
    assert kinds(offices.street) == []
    offices.down()
    assert kinds(offices.one) == ["duplicate"]


KINDS = ["fork", "rollback", "held_there", "quarantined_here", "quarantined_there", "something_new"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_alarm_is_told_in_words_first_of_all_and_can_be_put_away(offices, kind):
    offices.street.store.system.alarms.put(Alarm(key="k", kind=kind, peer=SITES["one"], at="2026-11-20T08:00:00+08:00"))
    item = inbox.items(offices.street)[0]
    assert (item.kind, "{" in item.title + item.todo + item.line) == ("alarm", False)
    assert item.line.endswith("。")
    alarms.put_away(offices.street, "k")
    assert inbox.items(offices.street) == []
    assert offices.street.store.system.alarms.get("k").state == "done"


def test_a_street_set_back_is_not_sent_to_its_villages_for_what_only_an_office_above_can_hand_back(offices):
    street, one = offices.street, offices.one
    for desk, peer in ((street, one), (one, street)):
        alarm = Alarm(key="k", kind="rollback", peer=peer.office.site, at="2026-11-20T08:00:00+08:00")
        desk.store.system.alarms.put(alarm)
    assert inbox.items(street)[0].todo == "核对备份以后下发过的任务、建议和通报，缺的重新下发"
    assert inbox.items(one)[0].todo == "请齐陵街道把数据还给本单位，在“收发”里收取"
    above = Peer(site="d" * 16, name="临淄区", level="district", relation="parent", sign_key="", recipient="", card="")
    street.store.system.peers.put(above)
    assert inbox.items(street)[0].todo == "请临淄区把数据还给本单位，在“收发”里收取"


def test_an_office_one_has_no_more_to_do_with_waits_for_nothing(offices):
    street, one = offices.street, offices.one
    uid = person(one, "张为")
    people.new_household(offices.two, "0009", "槐树村9号", {"name": "张为", "id_number": number("张为"), "sex": "1"})
    offices.up(offices.two)
    assert len(duplicates_across.look(street)) == 1
    street.store.system.alarms.put(Alarm(key="k", kind="fork", peer=SITES["one"], at="2026-11-20T08:00:00+08:00"))
    exchange.retire(street, SITES["one"])
    assert inbox.items(street) == duplicates_across.found(street) == []
    assert all("一键收发" not in line.next for line in exchange.log(street) if line.peer == "柳行村")
    with pytest.raises(DeskError, match="不是下级单位的"):
        proposals.propose(street, "person", uid, "phone", "13900000001", "核查")


@pytest.mark.parametrize("kind", ["fork", "retired", "replaced"])
def test_the_three_ways_to_have_two_machines_are_told_apart(offices, kind):
    data: dict[str, object] = {"kind": kind, "n": 3}
    offices.one.store.system.alarms.put(Alarm(key="k", kind="fork", peer=SITES["street"], data=data))
    item = inbox.items(offices.one)[0]
    assert item.title == alarms.KINDS[kind].title.format(who="齐陵街道")
    assert alarms.is_replaced(offices.one.store.system.alarms.get("k")) == (kind == "replaced")


def test_the_machine_a_person_names_goes_on_with_new_chains(offices):
    before = offices.one.store.replica
    data: dict[str, object] = {"kind": "replaced", "replica": before}
    offices.one.store.system.alarms.put(Alarm(key=f"replaced.{before}", kind="fork", peer=SITES["street"], data=data))
    alarms.use_this_machine(offices.one)
    assert offices.one.store.replica != before
    assert inbox.items(offices.one) == []
    assert offices.in_step()


def test_records_that_another_office_could_not_take_are_one_thing(offices):
    for n in range(3):
        data: dict[str, object] = {"ledger": "person", "uid": f"{n:032x}", "code": "bad_value"}
        offices.one.store.system.alarms.put(
            Alarm(key=f"q{n}", kind="quarantined_there", peer=SITES["street"], data=data)
        )
    found = inbox.items(offices.one)
    assert len(found) == 1
    assert "3 条" in found[0].line
    assert alarms.there_lines(offices.one, SITES["street"])[0].startswith("人口 3 条")
    alarms.put_away(offices.one, found[0].key)
    assert inbox.items(offices.one) == []


@pytest.fixture
def differing(offices) -> Offices:
    """An office set back, whose person has another telephone here than the office above kept."""
    uid = person(offices.one, "张为")
    change(offices.one, "张为", phone="13811111111")
    data: dict[str, object] = {
        "ledger": "person", "uid": uid, "ours": {"phone": "13811111111"},
        "theirs": {"phone": "13822222222", "occupation": "木匠", "shoe_size": 42},
    }  # fmt: skip
    offices.one.store.system.alarms.put(Alarm(key=f"lost.person.{uid}", kind="lost", peer="", data=data))
    return offices


def test_a_record_that_differs_after_a_loss_shows_both_sides_field_by_field(differing):
    assert [item.kind for item in inbox.items(differing.one)] == ["lost"]
    assert lost.lost_records(differing.one)[0].fields == (
        ("联系电话", "13811111111", "13822222222"), ("职业", "", "木匠"),
    )  # fmt: skip


def test_what_the_office_above_kept_is_put_in_one_act_that_can_be_undone(differing):
    uid = person(differing.one, "张为")
    lost.take_theirs(differing.one, f"lost.person.{uid}")
    row = differing.one.store.get("person", uid)
    assert (row["phone"], row["occupation"]) == ("13822222222", "木匠")
    assert inbox.items(differing.one) == []
    history.undo(differing.one, history.recent(differing.one)[0].txn)
    assert differing.one.store.get("person", uid)["phone"] == "13811111111"
    with pytest.raises(DeskError, match="决定过"):
        lost.keep_ours(differing.one, f"lost.person.{uid}")


def test_what_is_here_may_stay_and_what_was_kept_above_is_not_thrown_away(differing):
    key = f"lost.person.{person(differing.one, '张为')}"
    lost.keep_ours(differing.one, key)
    alarm = differing.one.store.system.alarms.get(key)
    assert (alarm.state, alarm.outcome["kept"], alarm.data["theirs"]["phone"]) == ("done", "ours", "13822222222")
    assert inbox.items(differing.one) == []


def test_records_set_aside_and_records_that_wait_for_a_newer_program_are_told_apart(offices, monkeypatch):
    def kept(_store, office=None):
        codes = ("bad_value", "base_differs", "newer_ledger", "erased")
        found = [Kept("person", f"{n:032x}", SITES["one"], code, "2026-11-20") for n, code in enumerate(codes)]
        return [one for one in found if office in (None, one.office)]

    monkeypatch.setattr(Store, "kept", kept)
    first, last = inbox.items(offices.street)
    assert (first.title, first.level) == ("柳行村有记录没有收下", "warn")
    assert first.line.startswith("有 2 条")
    assert (last.title, last.argument) == ("柳行村的记录等待升级", SITES["one"])
    assert len(alarms.kept_lines(offices.street, SITES["one"])) == 4
