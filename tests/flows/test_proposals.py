"""Corrections proposed by the street and decided by the village, over real packages, in every order that can happen.

One table of orderings: each step is done by one of the two offices, what stands and what both sides say is checked at
the end. `BASE` is what the street saw, `OURS` what the village put meanwhile, `THEIRS` what the street proposes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.desk import deciding, exchange, history, judging, proposals, records, replies
from gridDesk.desk.opening import new_office
from gridDesk.desk.population import come_back, move_out
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Office
from tests.flows import paired_offices
from tests.flows.paired_offices import Offices, change, person

BASE, OURS, THEIRS, THIRD, SECOND = "13800000001", "13811111111", "13922222222", "13733333333", "13944444444"


@pytest.fixture
def offices(tmp_path) -> Iterator[Offices]:
    made = paired_offices.make(tmp_path)
    yield made
    made.close()


class Play:
    """Does the steps of an ordering; each is a word and, after `=`, a value."""

    def __init__(self, offices: Offices) -> None:
        self.offices, self.street, self.village = offices, offices.street, offices.one
        self.uids: list[str] = []
        self.person = person(self.village, "张为")
        self.refused = ""
        self.package = None

    def run(self, steps: str) -> None:
        for step in steps.split():
            word, _, value = step.partition("=")
            try:
                getattr(self, f"do_{word}")(value)
            except DeskError as error:
                self.refused = str(error)

    def do_propose(self, value: str) -> None:
        made = proposals.propose(self.street, "person", self.person, "phone", value, "入户核查")
        self.uids.append(made.uid)

    def do_second(self, value: str) -> None:
        """Propose beside the first one, as a street without this rule would."""
        row = self.street.store.get("proposal", self.uids[0])
        fields = self.street.catalogue["proposal"].by_key
        values = {key: row[key] for key in fields if row[key] is not None}
        values |= {"new": replies.packed(value), "new_text": value}
        edit = Edit("proposal", f"{len(self.uids):032x}", "create", values)
        self.street.write([edit], "提出更正建议")
        self.uids.append(edit.uid)

    def do_withdraw(self, _value: str) -> None:
        proposals.withdraw(self.street, self.uids[0])

    def do_away(self, _value: str) -> None:
        proposals.put_away(self.street, self.uids)

    def do_write(self, _value: str) -> None:
        """Write a package for the village that stays in the drawer."""
        self.package = exchange.write_package(self.street, self.village.office.site, self.offices.stick).path

    def do_deliver(self, _value: str) -> None:
        exchange.apply_package(self.village, self.package)

    def do_down(self, value: str) -> None:
        self.offices.carry(self.street, self.village, whole=value == "whole")

    def do_up(self, value: str) -> None:
        self.offices.carry(self.village, self.street, whole=value == "whole")

    def do_change(self, value: str) -> None:
        change(self.village, "张为", phone=value or None)

    def do_other(self, value: str) -> None:
        change(self.village, "张为", occupation=value)

    def do_verify(self, _value: str) -> None:
        self.village.write([Edit("person", self.person, "verify", {})], "核实一人")

    def do_close(self, _value: str) -> None:
        move_out(self.village, self.person, "2026-11-01")

    def do_void(self, _value: str) -> None:
        self.village.write([Edit("person", self.person, "void", {})], "撤销新增")

    def do_reopen(self, _value: str) -> None:
        come_back(self.village, self.person, "2026-11-10")

    def do_accept(self, value: str) -> None:
        deciding.accept(self.village, [self.uids[int(value or 0)]])

    def do_acceptall(self, _value: str) -> None:
        deciding.accept_mergeable(self.village)

    def do_refuse(self, value: str) -> None:
        deciding.refuse(self.village, self.uids[int(value or 0)], "本人说号码没有换")

    def do_edit(self, value: str) -> None:
        deciding.edit(self.village, self.uids[0], value, "本人给了另一个号码")

    def do_settle(self, _value: str) -> None:
        deciding.settle(self.village)

    def do_return(self, _value: str) -> None:
        deciding.give_back(self.village, self.uids[0])

    def do_back(self, value: str) -> None:
        deciding.bring_back(self.village, self.uids[0], value or None)

    def do_undo(self, _value: str) -> None:
        act = next(act for act in history.recent(self.village) if not act.undone and not act.label.startswith("收取"))
        history.undo(self.village, act.txn)

    # what is seen

    def standing(self, place: int = 0) -> str:
        found = {one.uid: one.standing for one in judging.open_proposals(self.village)}
        return found.get(self.uids[place], "")

    def outcome(self, place: int = 0) -> str:
        return proposals.sent(self.street, [self.uids[place]])[0].outcome

    def phone(self) -> str:
        return str(self.village.store.get("person", self.person)["phone"] or "")


# steps; how the (first) proposal stands here, "" once decided; what the street reads; the telephone that stands
TABLE = {
    "nothing happened meanwhile": (f"propose={THEIRS} down", "clean", "open", BASE),
    "accepted": (f"propose={THEIRS} down accept", "", "accepted", THEIRS),
    "refused": (f"propose={THEIRS} down refuse", "", "refused", BASE),
    "another value": (f"propose={THEIRS} down edit={THIRD}", "", "edited", THIRD),
    "the proposed value typed as another": (f"propose={THEIRS} down edit={THEIRS}", "", "accepted", THEIRS),
    "our own value typed as another is no decision": (f"propose={THEIRS} down edit={BASE}", "clean", "open", BASE),
    "same field changed before it came": (f"propose={THEIRS} change={OURS} down", "hard", "open", OURS),
    "same field changed after it came": (f"propose={THEIRS} down change={OURS}", "hard", "open", OURS),
    "same field blanked": (f"propose={THEIRS} change= down", "hard", "open", ""),
    "same field changed and accepted": (f"propose={THEIRS} change={OURS} down accept", "", "accepted", THEIRS),
    "same field changed and refused": (f"propose={THEIRS} change={OURS} down refuse", "", "refused", OURS),
    "same field changed and a third put": (f"propose={THEIRS} change={OURS} down edit={THIRD}", "", "edited", THIRD),
    "same field changed and changed back": (f"propose={THEIRS} change={OURS} change={BASE} down", "clean", "open", BASE),
    "another field changed": (f"propose={THEIRS} other=木匠 down", "soft", "open", BASE),
    "another field changed, accepted": (f"propose={THEIRS} other=木匠 down accept", "", "accepted", THEIRS),
    "only confirmed meanwhile": (f"propose={THEIRS} verify down", "clean", "open", BASE),
    "both fields changed": (f"propose={THEIRS} other=木匠 change={OURS} down", "hard", "open", OURS),
    "changed to the same value": (f"propose={THEIRS} change={THEIRS} down", "", "merged", THEIRS),
    "changed to the same value, settled": (f"propose={THEIRS} change={THEIRS} down settle", "", "merged", THEIRS),
    "changed to the same value after it came": (f"propose={THEIRS} down change={THEIRS} settle", "", "merged", THEIRS),
    "closed before it came": (f"propose={THEIRS} close down settle", "", "returned", BASE),
    "closed after it came": (f"propose={THEIRS} down close settle", "", "returned", BASE),
    "closed, not settled, cannot be accepted": (f"propose={THEIRS} down close accept", "", "returned", BASE),
    "closed and returned by hand": (f"propose={THEIRS} down close return", "", "returned", BASE),
    "closed and back before anybody looked": (f"propose={THEIRS} close reopen down", "clean", "open", BASE),
    "closed, returned, then back": (f"propose={THEIRS} close down settle reopen", "", "returned", BASE),
    "closed, returned, back, and put after all": (f"propose={THEIRS} close down settle reopen back", "", "accepted", THEIRS),
    "entered in error": (f"propose={THEIRS} down void settle", "", "returned", BASE),
    "a proposal about a closed record is not made": (f"close up propose={THEIRS}", None, None, BASE),
    "withdrawn before it went": (f"propose={THEIRS} withdraw down", "", "withdrawn", BASE),
    "withdrawn before anybody decided": (f"propose={THEIRS} down withdraw down", "", "withdrawn", BASE),
    "withdrawn on the way, accepted here": (f"propose={THEIRS} down withdraw accept", "", "accepted", THEIRS),
    "withdrawn after accepted and told": (f"propose={THEIRS} down accept up withdraw down", "", "accepted", THEIRS),
    "withdrawn here, accepting is refused": (f"propose={THEIRS} down withdraw down accept", "", "withdrawn", BASE),
    "acceptance undone": (f"propose={THEIRS} down accept undo", "clean", "open", BASE),
    "acceptance told, then undone": (f"propose={THEIRS} down accept up undo", "clean", "open", BASE),
    "acceptance undone and refused": (f"propose={THEIRS} down accept undo refuse", "", "refused", BASE),
    "refusal undone and accepted": (f"propose={THEIRS} down refuse undo accept", "", "accepted", THEIRS),
    "an automatic return undone waits for a person": (f"propose={THEIRS} close down settle undo settle", "closed", "open", BASE),
    "own value back after an acceptance": (f"propose={THEIRS} down accept back", "", "refused", BASE),
    "own value back after a hard acceptance": (f"propose={THEIRS} change={OURS} down accept back", "", "refused", OURS),
    "proposed value back after a refusal": (f"propose={THEIRS} change={OURS} down refuse back", "", "accepted", THEIRS),
    "back and back again": (f"propose={THEIRS} down accept back back", "", "accepted", THEIRS),
    "own value back after a third": (f"propose={THEIRS} down edit={THIRD} back=ours", "", "refused", BASE),
    "proposed value back after a third": (f"propose={THEIRS} down edit={THIRD} back=theirs", "", "accepted", THEIRS),
    "changed again after an acceptance": (f"propose={THEIRS} down accept change={THIRD}", "", "accepted", THIRD),
    "changed again, then own value back": (f"propose={THEIRS} down accept change={THIRD} back=ours", "", "refused", BASE),
    "delivered twice": (f"propose={THEIRS} write deliver deliver", "clean", "open", BASE),
    "delivered again after the decision": (f"propose={THEIRS} write deliver accept deliver", "", "accepted", THEIRS),
    "an older package after a newer one": (f"propose={THEIRS} write withdraw down deliver", "", "withdrawn", BASE),
    "a whole state instead of changes": (f"propose={THEIRS} down=whole", "clean", "open", BASE),
    "a whole state after the decision": (f"propose={THEIRS} down accept up=whole down=whole", "", "accepted", THEIRS),
    "proposed again replaces the first": (f"propose={THEIRS} propose={SECOND} down", "", "withdrawn", BASE),
    "two for one field, the first accepted": (f"propose={THEIRS} second={SECOND} down accept", "", "accepted", THEIRS),
    "two for one field, all accepted at once leaves both": (f"propose={THEIRS} second={SECOND} down acceptall", "clean", "open", BASE),
    "all accepted at once": (f"propose={THEIRS} other=木匠 down acceptall", "", "accepted", THEIRS),
    "all accepted at once leaves a conflict": (f"propose={THEIRS} change={OURS} down acceptall", "hard", "open", OURS),
    "the base was undone here": (f"change={OURS} up propose={THEIRS} undo down", "hard", "open", BASE),
    "accepted twice does nothing more": (f"propose={THEIRS} down accept accept", "", "accepted", THEIRS),
    "put away at the street": (f"propose={THEIRS} down refuse up away down", "", "refused", BASE),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_an_ordering_ends_alike_on_both_sides(offices, name):
    steps, standing, outcome, phone = TABLE[name]
    play = Play(offices)
    play.run(steps)
    assert offices.in_step()
    assert play.phone() == phone
    assert offices.street.store.get("person", play.person)["phone"] == (phone or None)
    if standing is None:
        assert play.uids == []
        assert "注销" in play.refused
    else:
        assert (play.standing(), play.outcome()) == (standing, outcome)


def test_the_second_of_two_for_one_field_is_a_conflict_once_the_first_was_accepted(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} second={SECOND} down accept")
    assert play.standing(1) == "hard"
    judged = judging.open_proposals(offices.one)[0]
    assert (judged.base.text, judged.ours.text, judged.theirs.text) == (BASE, THEIRS, SECOND)
    assert (judged.ours.who, judged.ours.when != "") == ("李秀英", True)


def test_both_of_two_for_one_field_say_the_same_and_the_second_is_merged(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} second={THEIRS} down accept settle")
    offices.up()
    assert [play.outcome(0), play.outcome(1)] == ["accepted", "merged"]


def test_a_conflict_shows_base_ours_and_theirs_with_who_and_when(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} other=木匠 change={OURS} down")
    judged = judging.open_proposals(offices.one)[0]
    assert (judged.base.text, judged.ours.text, judged.theirs.text) == (BASE, OURS, THEIRS)
    assert judged.ours.who == "李秀英"
    assert judged.ours.when
    assert judged.theirs.who == "齐陵街道　街道王主任"
    assert judged.theirs.when
    assert judged.others == ("职业",)
    assert judged.basis == "入户核查"


def test_a_merged_change_of_another_field_is_marked_in_the_answer(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} other=木匠 down accept up")
    assert "职业" in proposals.sent(offices.street)[0].content
    assert offices.one.store.get("person", play.person)["occupation"] == "木匠"


def test_a_decision_is_one_act_with_one_name(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} down accept")
    act = history.recent(offices.one)[0]
    assert (act.label, act.count) == ("接受更正建议", 2)
    assert history.undo(offices.one, act.txn).kept == []
    assert play.phone() == BASE


def test_a_returned_proposal_names_the_closing_reason(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} close down settle up")
    found = proposals.sent(offices.street)[0]
    assert "迁出 2026-11-01" in found.content
    assert [one.uid for one in proposals.to_look_at(offices.street)] == play.uids
    play.run("away")
    assert proposals.to_look_at(offices.street) == []


def test_what_lost_stays_listed_after_every_decision(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} change={OURS} down edit={THIRD}")
    lost = {one.which: one.text for one in deciding.handled(offices.one)[0].lost}
    assert lost == {"ours": OURS, "theirs": THEIRS}


def test_refusing_needs_a_reason(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} down")
    with pytest.raises(DeskError, match="原因"):
        deciding.refuse(offices.one, play.uids[0], "　")


def test_another_office_never_sees_the_proposal(offices):
    Play(offices).run(f"propose={THEIRS}")
    offices.down(offices.two)
    assert list(offices.two.store.rows("proposal", states=())) == []


def test_the_mirror_is_never_written_and_an_own_record_never_proposed(offices):
    uid = person(offices.street, "张为")
    with pytest.raises(DeskError, match="别的单位"):
        records.save(offices.street, "person", uid, {"phone": THEIRS})
    with pytest.raises(DeskError, match="不是下级单位"):
        proposals.propose(offices.one, "person", person(offices.one, "张为"), "phone", THEIRS, "核查")


def test_proposing_needs_a_basis_and_something_new(offices):
    uid = person(offices.street, "张为")
    with pytest.raises(DeskError, match="依据"):
        proposals.propose(offices.street, "person", uid, "phone", THEIRS, " ")
    with pytest.raises(DeskError, match="相同"):
        proposals.propose(offices.street, "person", uid, "phone", BASE, "核查")
    with pytest.raises(DeskError, match="不能这样填"):
        proposals.propose(offices.street, "person", uid, "phone", 13, "核查")


def test_a_number_that_somebody_else_has_is_not_put(offices):
    number = paired_offices.number("王芳")
    made = proposals.propose(offices.street, "person", person(offices.street, "张为"), "id_number", number, "公安比对")
    offices.down()
    assert deciding.accept_mergeable(offices.one) is None
    with pytest.raises(DeskError, match="王芳"):
        deciding.accept(offices.one, [made.uid])


def test_a_corrected_number_is_an_event_of_its_own(offices):
    number = "370305198001011406"
    made = proposals.propose(offices.street, "person", person(offices.street, "张为"), "id_number", number, "公安比对")
    offices.down()
    deciding.accept(offices.one, [made.uid])
    kinds = [
        row["kind"] for row in offices.one.store.rows("population_event", where={"person": person(offices.one, "张为")})
    ]
    assert kinds == ["17"]
    assert offices.in_step()


def test_a_field_this_program_does_not_know_waits_and_can_be_refused(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS}")
    row = offices.street.store.get("proposal", play.uids[0])
    values = {key: row[key] for key in offices.street.catalogue["proposal"].by_key if row[key] is not None}
    offices.street.write([Edit("proposal", "f" * 32, "create", {**values, "field": "shoe_size"})], "提出更正建议")
    offices.down()
    found = {one.uid: one.standing for one in judging.open_proposals(offices.one)}
    assert found["f" * 32] == "unknown"
    with pytest.raises(DeskError, match="升级"):
        deciding.accept(offices.one, ["f" * 32])
    deciding.refuse(offices.one, "f" * 32, "本单位的程序没有这一栏")
    assert offices.in_step()


def test_a_protected_ledger_and_links_to_other_records_are_not_proposed(offices):
    assert proposals.proposable(offices.street, "hiv") == []
    assert "household" not in [item.key for item in proposals.proposable(offices.street, "residence")]
    play = Play(offices)
    play.run(f"propose={THEIRS}")
    values = {"field": "merged_into", "new": f'"{person(offices.one, "李强")}"', "old": "null"}
    offices.street.write([Edit("proposal", play.uids[0], "update", values)], "改")
    offices.down()
    assert play.standing() == "unknown"


@pytest.mark.parametrize("new", ["[1]", '"x', '{"a":1}', "12"])
def test_a_value_that_cannot_be_stored_is_never_put(offices, new):
    play = Play(offices)
    play.run(f"propose={THEIRS}")
    offices.street.write([Edit("proposal", play.uids[0], "update", {"new": new})], "改")
    offices.down()
    assert play.standing() == "unknown"
    play.run("accept settle")
    assert play.phone() == BASE


DECISIONS = st.sampled_from([
    "accept", "refuse", f"edit={THIRD}", "undo", "back", "back=ours", "back=theirs", f"change={OURS}", "other=木匠",
    "verify", "up", "down", "settle", "up=whole", "down=whole",
])  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(DECISIONS, min_size=1, max_size=8))
def test_after_any_decisions_what_lost_can_be_brought_back_and_both_sides_agree(tmp_path_factory, steps):
    offices = paired_offices.make(tmp_path_factory.mktemp("offices"))
    try:
        play = Play(offices)
        play.run(f"propose={THEIRS} down")
        play.run(" ".join(steps))
        for one in deciding.handled(offices.one):
            for lost in one.lost:
                before = play.phone()
                deciding.bring_back(offices.one, one.uid, lost.which)
                assert play.phone() == lost.text
                now = deciding.handled(offices.one)[0]
                assert before in [other.text for other in now.lost]
        assert offices.in_step()
        assert offices.street.store.get("person", play.person)["phone"] == (play.phone() or None)
        told = proposals.sent(offices.street)[0]
        here = deciding.handled(offices.one)
        assert told.outcome == (proposals.OUTCOMES[here[0].decision] if here else "open")
    finally:
        offices.close()


def test_a_district_proposes_to_a_street_as_a_street_does_to_a_village(offices, tmp_path):
    office = Office(site="d" * 16, name="临淄区", level="district")
    district = new_office(tmp_path / "district", office, password=paired_offices.PASSWORD, worker="区网格中心")
    street = offices.street
    try:
        paired_offices.pair(street, district, offices.stick)
        worker = records.save(street, "worker", None, {"name": "孙网格"}).uid
        offices.carry(street, district)
        assert district.store.count("person") == 0
        made = proposals.propose(district, "worker", worker, "phone", "13900001111", "工作证")
        offices.carry(district, street)
        assert judging.open_proposals(street)[0].standing == "clean"
        deciding.accept(street, [made.uid])
        offices.carry(street, district)
        assert proposals.sent(district)[0].outcome == "accepted"
        assert district.store.get("worker", worker)["phone"] == "13900001111"
    finally:
        district.close()


def test_a_proposal_about_a_record_closed_meanwhile_is_not_accepted_and_goes_back_with_the_next_package(offices):
    play = Play(offices)
    play.run(f"propose={THEIRS} down close")
    assert play.standing() == "closed"
    with pytest.raises(DeskError, match="已注销"):
        deciding.accept(offices.one, play.uids)
    offices.up()
    assert play.outcome() == "returned"
