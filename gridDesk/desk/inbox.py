"""What waits for a person in the dealings with other offices (待我决定): one list, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from gridDesk.desk import (
    deciding,
    duplicate_notices,
    duplicates_across,
    judging,
    moving_in,
    proposals,
    tasks,
    transfers,
)
from gridDesk.desk.alarms import alarm_items, lost_items, waiting_items
from gridDesk.desk.inbox_item import Item, Kind
from gridDesk.desk.judging import Judged, Standing, brief
from gridDesk.desk.office import Desk

__all__ = ["Item", "Kind", "items", "open_count", "settle"]

_PROPOSED: Mapping[Standing, tuple[int, Literal["warn", "note"], str, str]] = {
    "hard": (20, "warn", "有冲突", "对照三栏，接受、不接受或改后接受"),
    "clean": (50, "note", "可直接接受", "核对后接受或不接受"),
    "soft": (50, "note", "可合并", "核对后接受或不接受"),
    "closed": (60, "note", "记录已注销", "退回上级"),
    "gone": (60, "note", "没有这条记录", "退回上级"),
    "unknown": (60, "note", "要升级程序", "升级程序后再办"),
    "already": (65, "note", "已经一致", "不用改，答复上级"),
}


def items(desk: Desk) -> list[Item]:
    """Return everything that waits for a person, the most urgent first, then the oldest."""
    found = [*_both(desk), *_from_above(desk), *_from_below(desk)]
    return sorted(found, key=lambda item: (item.rank, item.when))


def open_count(desk: Desk) -> int:
    """Return how many things wait, without looking into them: for a badge."""
    return (
        len(judging.open_rows(desk)) + len(moving_in.open_rows(desk)) + len(duplicate_notices.open_rows(desk))
        + sum(1 for _ in (*_both(desk), *_tasks(desk))) + sum(1 for _ in _from_below(desk))
    )  # fmt: skip


def settle(desk: Desk) -> int:
    """Answer and end what needs nobody (closed records, equal values, one of two closed, back again); returns how many."""
    above = duplicates_across.tidy(desk) + transfers.tidy(desk)
    return deciding.settle(desk) + duplicate_notices.settle(desk) + above


# --- what both levels have -------------------------------------------------------------------------------------------


def _both(desk: Desk) -> Iterator[Item]:
    yield from alarm_items(desk)
    yield from lost_items(desk)
    yield from waiting_items(desk)


# --- from the office above -------------------------------------------------------------------------------------------


def _from_above(desk: Desk) -> Iterator[Item]:
    yield from (_proposal(desk, judged) for judged in judging.open_proposals(desk))
    for person in moving_in.incoming(desk):
        title = f"转入：{person.name}"
        line = f"从{person.from_name}迁来" + ("，本单位可能已有此人" if person.candidates else "")
        yield Item(
            "transfer", person.uid, title, line, _above(desk, "transfer", person.uid), person.left_on,
            "核对后登记迁入，或说明没有来", "note", 40,
        )  # fmt: skip
    for notice in duplicate_notices.notices(desk):
        todo = "此人已注销，答复已注销" if notice.closed else "核实后答复登记无误，或办理迁出"
        yield Item(
            "duplicate", notice.uid, f"跨村重复：{notice.name}", f"{notice.other_name}也有此人，{notice.ground}",
            _above(desk, duplicates_across.NOTICE, notice.uid), notice.found_on, todo, "note", 45,
        )  # fmt: skip
    yield from _tasks(desk)


def _proposal(desk: Desk, one: Judged) -> Item:
    rank, level, word, todo = _PROPOSED[one.standing]
    ours, theirs = (brief(desk, one.ledger, one.field, side.text) or "空白" for side in (one.ours, one.theirs))
    return Item(
        "proposal", one.uid, f"更正：{one.name}的{one.label}", f"{word}：{ours} → {theirs}", _above(desk, judging.PROPOSAL, one.uid),
        one.theirs.when, todo, level, rank,
    )  # fmt: skip


def _above(desk: Desk, ledger: str, uid: str) -> str:
    row = desk.store.get(ledger, uid)
    peer = desk.store.system.peers.get(str(row["office"])) if row else None
    return peer.name if peer else "上级"


def _tasks(desk: Desk) -> Iterator[Item]:
    """Yield the tasks that nobody signed for, that are late, and at the street those that ask for an answer."""
    for task in tasks.received(desk):
        if task.waits_below and (task.stage == "new" or task.overdue):
            level: Literal["warn", "note"] = "warn" if task.overdue else "note"
            line = "　".join(part for part in (task.status, task.term) if part)
            yield Item(
                "task", task.uid, f"任务：{task['title']}", line, task.giver, task["issued_on"],
                "签收并办理" if task.stage == "new" else "尽快办理并报办结", level, 10 if task.overdue else 30,
                "tasks", task.uid,
            )  # fmt: skip
    for task in tasks.sent(desk):
        if task.open and task.stage in ("reported", "later"):
            yield Item(
                "task", task.uid, f"任务：{task['title']}", task.status, task.office, task["issued_on"],
                "核对办理情况，办结或退回" if task.stage == "reported" else "答复是否延期", "note", 30, "tasks", task.uid,
            )  # fmt: skip


# --- from the offices below ------------------------------------------------------------------------------------------


def _from_below(desk: Desk) -> Iterator[Item]:
    if not transfers.children(desk):
        return
    for one in proposals.to_look_at(desk):
        yield Item(
            "refused", one.uid, f"更正建议{one.words}：{one.name}的{one.label}", one.content, one.office_name,
            one.answered_on, "看过后了结，或重新提出", "note", 35,
        )  # fmt: skip
    for leaving in transfers.to_forward(desk):
        yield Item(
            "forward", leaving.event, f"转出：{leaving.name}", f"从{leaving.office_name}迁往{leaving.to}",
            leaving.office_name, leaving.left_on, "转给迁入的村（社区）", "note", 40,
        )  # fmt: skip
    for back in transfers.came_back(desk):
        yield Item(
            "came_back", back.uid, f"没有登记转入：{back.name}", back.content, back.to_name, back.on,
            "转给别的村（社区），或了结", "warn", 25,
        )  # fmt: skip
    for told in duplicates_across.told_pairs(desk):
        if told.disputed:
            yield Item(
                "disputed", told.notices[0], f"跨村重复：{told.name}", "两边都答复登记无误", "、".join(told.offices),
                told.found_on, "与两边核实，认定是不是同一人", "warn", 25,
            )  # fmt: skip
    pairs = duplicates_across.found(desk)
    if pairs:
        sure = sum(pair.sure for pair in pairs)
        yield Item(
            "across", "", f"跨村重复：{len(pairs)} 对", f"在两个村（社区）都在册，其中 {sure} 对证件号码相同" if sure else "姓名和出生日期相同，可能是同一人",
            "本单位比对", duplicates_across.looked_on(desk), "核对后发出提示", "note", 55,
        )  # fmt: skip
