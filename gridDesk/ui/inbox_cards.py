"""Which card belongs to which thing that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from gridDesk.desk import duplicate_notices, duplicates_across, judging, lost, moving_in, proposals, transfers
from gridDesk.desk.inbox import Item
from gridDesk.desk.office import Desk
from gridDesk.ui.inbox_card import InboxCard
from gridDesk.ui.inbox_other import AlarmCard, KeptCard, LinkCard, LostCard
from gridDesk.ui.inbox_people import NoticeCard, TransferCard
from gridDesk.ui.inbox_proposal import ProposalCard
from gridDesk.ui.inbox_street import AcrossCard, CameBackCard, DisputedCard, ForwardCard, SentCard

_Found = TypeVar("_Found")
Make = Callable[[Desk, Item], InboxCard]


def _proposal(desk: Desk, item: Item) -> InboxCard:
    return ProposalCard(desk, _first(one for one in judging.open_proposals(desk) if one.uid == item.key))


def _transfer(desk: Desk, item: Item) -> InboxCard:
    return TransferCard(desk, _first(one for one in moving_in.incoming(desk) if one.uid == item.key))


def _notice(desk: Desk, item: Item) -> InboxCard:
    return NoticeCard(desk, _first(one for one in duplicate_notices.notices(desk) if one.uid == item.key))


def _refused(desk: Desk, item: Item) -> InboxCard:
    return SentCard(desk, _first(proposals.sent(desk, [item.key])))


def _forward(desk: Desk, item: Item) -> InboxCard:
    return ForwardCard(desk, _first(one for one in transfers.to_forward(desk) if one.event == item.key))


def _came_back(desk: Desk, item: Item) -> InboxCard:
    return CameBackCard(desk, _first(one for one in transfers.came_back(desk) if one.uid == item.key))


def _disputed(desk: Desk, item: Item) -> InboxCard:
    return DisputedCard(desk, _first(one for one in duplicates_across.told_pairs(desk) if item.key in one.notices))


def _lost(desk: Desk, item: Item) -> InboxCard:
    return LostCard(desk, _first(one for one in lost.lost_records(desk) if one.key == item.key))


def _across(desk: Desk, _item: Item) -> InboxCard:
    return AcrossCard(desk, duplicates_across.found(desk))


CARDS: dict[str, Make] = {
    "proposal": _proposal, "transfer": _transfer, "duplicate": _notice, "refused": _refused, "forward": _forward,
    "came_back": _came_back, "disputed": _disputed, "across": _across, "alarm": AlarmCard, "kept": KeptCard,
    "task": LinkCard,
    "lost": _lost,
}  # fmt: skip


def card_of(desk: Desk, item: Item) -> InboxCard:
    """Return the card of something that waits. Raises LookupError when it was dealt with meanwhile."""
    return CARDS[item.kind](desk, item)


def _first(found: Iterable[_Found]) -> _Found:
    for one in found:
        return one
    raise LookupError("dealt with meanwhile")
