"""A scripted clerk enters thirty households from paper by keyboard alone, with at most 60 % of a spreadsheet's keys.

The spreadsheet is modelled in its favour. The same fields stand in one row a person: 户号、关系、姓名、公民身份号码、性别、出生日期、
民族、文化程度、电话、特殊人群、住址、组, the dwelling's five in the first row of a household only, and a row for each tenant (号码、
姓名、电话、起租、租金). Every cell costs its text and one Tab or Enter; Ctrl+D (two keys) takes over the cell above wherever it is
the same; an address is the one above, edited (Ctrl+D, F2, and the keys to change what differs), where that is shorter; a date is
typed as eight digits; empty cells at the end of a row cost nothing. There are no formulas. Hanzi cost the same on both
sides: the letters of their pinyin and one key to select.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtWidgets import QApplication

from gridDesk.desk import household_reading
from gridDesk.desk.household_draft import DWELLING_CELLS
from gridDesk.desk.office import Desk
from gridDesk.ui.household_entry import HouseholdEntryPage
from tests.ui.paper_households import PaperHousehold, PaperPerson, PaperTenant, cards
from tests.ui.scripted_clerk import ALT, CONTROL, ENTER, SHIFT, TAB, Clerk, Qt, keys_for

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# What a practised clerk types for the words of the card.
SHORT = {
    "配偶": "po", "子": "z", "女": "n", "儿媳": "ex", "孙子": "41", "孙女": "42", "母": "mq",
    "小学": "xx", "初中": "cz", "高中": "gz", "大专": "dz", "大学本科": "bk",
    "低保": "db", "残疾人": "cj", "退役军人": "ty", "党员": "dy",
    "自建房": "zj", "自住": "zz", "自住兼出租": "zzjcz", "是": "s", "回族": "hui",
}  # fmt: skip


@pytest.fixture
def demo(desk):
    """Let the window open the small office here."""
    return desk


def test_thirty_households_by_keyboard_alone_with_at_most_60_percent_of_the_keys(window, desk, qtbot, capsys) -> None:
    before = {str(row["uid"]) for row in desk.store.rows("household")}
    clerk, paper = Clerk(window), cards()
    clerk.press(Qt.Key.Key_3, ALT)
    page = window.workspace.shown()
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget() or window))
    clerk.press(Qt.Key.Key_N, ALT)
    qtbot.waitUntil(lambda: isinstance(window.workspace.shown(), HouseholdEntryPage))
    board = window.workspace.shown().board
    qtbot.waitUntil(board.head.cells["address"].hasFocus)
    last: PaperHousehold | None = None
    for card in paper:
        enter_card(clerk, card, last)
        last = card
    people = sum(len(card.people) for card in paper)
    ours, theirs = clerk.keys / people, spreadsheet(paper) / people
    with capsys.disabled():
        print(
            f"\n{len(paper)} households, {people} people: {ours:.1f} keys a person here, "
            f"{theirs:.1f} in a spreadsheet, {ours / theirs:.0%}"
        )
    for found, card in zip(read_back(desk, before), paper, strict=True):
        assert list(found.people) == list(card.people)
        assert found == card
    assert ours <= 0.6 * theirs


# --- the clerk ------------------------------------------------------------------------------------------------------


def enter_card(clerk: Clerk, card: PaperHousehold, last: PaperHousehold | None) -> None:
    """Type one card from the place where the screen puts the keyboard: into the house number."""
    if last is None:
        clerk.press(TAB, SHIFT)
        clerk.enter(card.number)
        clerk.enter(card.address)
        clerk.enter(card.village_group)
    elif last.village_group == card.village_group:
        clerk.enter(door_after(last.address, card.address))
    else:
        clerk.press(Qt.Key.Key_A, CONTROL)
        clerk.enter(card.address)
        clerk.press(TAB, SHIFT)
        clerk.enter(card.village_group)
    clerk.press(ENTER)  # the household has no telephone of its own
    for row, one in enumerate(card.people):
        enter_person(clerk, one, row, card.people[row - 1] if row else None)
    clerk.press(ENTER)
    enter_dwelling(clerk, card, last)


def door_after(before: str, address: str) -> str:
    """Return what is typed over the proposed house number, "" when it is right."""
    old, new = (int(text.rpartition("组")[2].removesuffix("号")) for text in (before, address))
    return "" if new == old + 1 else str(new)


def enter_person(clerk: Clerk, one: PaperPerson, row: int, above: PaperPerson | None) -> None:
    """Type one line of the card; birth and sex follow from the number, the nationality from the line above."""
    if one.id_number:
        clerk.enter(one.id_number)
    else:
        clerk.press(TAB)
    clerk.enter(one.name)
    if row:
        clerk.enter(SHORT[one.relation])
    if not one.id_number:
        clerk.enter("2" if one.sex == "女" else "1")
        clerk.enter(one.birth.replace("-", ""))
    if one.ethnicity != (above.ethnicity if above else "汉族"):
        clerk.press(ENTER, SHIFT)
        clerk.enter(SHORT[one.ethnicity])
    clerk.enter(SHORT.get(one.education, ""))
    clerk.enter(one.phone)
    clerk.enter("、".join(SHORT[word] for word in one.groups.split("、") if word))


def enter_dwelling(clerk: Clerk, card: PaperHousehold, last: PaperHousehold | None) -> None:
    """Type the dwelling and its tenants, and save; kind and use stay from the last card unless they differ."""
    kind, use, area, floors, rented = card.dwelling
    if last is None:
        clerk.enter(SHORT[kind])
        clerk.enter(SHORT[use])
    elif last.dwelling[1] != use:
        clerk.press(ENTER, SHIFT)
        clerk.enter(SHORT[use])
    clerk.enter(area)
    clerk.type(floors)
    if rented:
        clerk.press(ENTER)
        clerk.enter(SHORT[rented])
        for tenant in card.tenants:
            for text in (tenant.id_number, tenant.name, tenant.phone, tenant.since.replace("-", ".")):
                clerk.enter(text)
            clerk.type(tenant.rent)
    clerk.press(ENTER, CONTROL)


# --- the spreadsheet -----------------------------------------------------------------------------------------------


def spreadsheet(paper: Iterable[PaperHousehold]) -> int:
    """Return the keys that the same cards take in a spreadsheet."""
    keys, above = 0, [""] * 17
    for card in paper:
        for row, one in enumerate(card.people):
            cells = _row(card, one, first=row == 0)
            keys += _cost(cells, above)
            above = cells
        keys += sum(_cost(_tenant(tenant), [""] * 5) for tenant in card.tenants)
    return keys


def _row(card: PaperHousehold, one: PaperPerson, *, first: bool) -> list[str]:
    who = [card.number, one.relation, one.name, one.id_number, one.sex, one.birth.replace("-", ""), one.ethnicity]
    rest = [one.education, one.phone, one.groups, card.address, card.village_group]
    return [*who, *rest, *(card.dwelling if first else ("",) * 5)]


def _tenant(tenant: PaperTenant) -> list[str]:
    return [tenant.id_number, tenant.name, tenant.phone, tenant.since.replace("-", "."), tenant.rent]


def _cost(cells: list[str], above: list[str]) -> int:
    used = max(place for place, text in enumerate(cells) if text) + 1
    return sum(_cell(text, up) + 1 for text, up in zip(cells[:used], above, strict=False))


def _cell(text: str, up: str) -> int:
    if not text:
        return 0
    if text == up:
        return min(2, keys_for(text))
    start = _same(text, up)
    end = min(_same(text[::-1], up[::-1]), min(len(text), len(up)) - start)
    # Ctrl+D, F2, back over what stays at the end, away with what differs, and the new.
    edited = 3 + end + (len(up) - end - start) + keys_for(text[start : len(text) - end])
    return min(edited, keys_for(text))


def _same(text: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
    )


# --- reading back --------------------------------------------------------------------------------------------------


def read_back(desk: Desk, before: set[str]) -> list[PaperHousehold]:
    """Return what the office now keeps, as cards."""
    new = [row for row in desk.store.rows("household", order=("number",)) if str(row["uid"]) not in before]
    return [_card(desk, str(row["uid"])) for row in new]


def _card(desk: Desk, uid: str) -> PaperHousehold:
    draft = household_reading.draft_of(desk, uid)
    people = tuple(
        PaperPerson(one.relation, one.name, one.id_number, one.sex, one.birth, one.ethnicity, one.education, one.phone,
                    one.groups)
        for one in draft.members
    )  # fmt: skip
    tenants = tuple(
        PaperTenant(one.id_number, one.name, one.phone, one.since, one.rent.removesuffix(".00"))
        for one in draft.tenants
    )
    house = tuple(getattr(draft.dwelling, key) for key in DWELLING_CELLS)
    return PaperHousehold(draft.number, draft.address, draft.village_group, house, people, tenants)
