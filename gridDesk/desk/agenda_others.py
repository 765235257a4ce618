"""What other offices wait for, and this one for a decision: tasks, packages; at a street, what the offices below owe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gridDesk.desk import down, freshness, inbox, outbox, street, tasks
from gridDesk.desk.agenda_item import Ground, Item, Level, term

WEEK, NEAR = 7, 2  # days


def task_items(ground: Ground) -> Iterator[Item]:
    """Yield the tasks that wait for this office: those given to it, and at a street those to be accepted or answered."""
    for one in tasks.received(ground.desk):
        if one.waits_below:
            left = one.days
            near = one.stage == "new" or (left is not None and left <= NEAR)
            level: Level = "late" if left is not None and left < 0 else "due" if near else "soon"
            why = "还没有签收" if one.stage == "new" else one.term
            yield _task(one, why, level, f"{one.giver}交办")
    for one in tasks.sent(ground.desk):
        if one.stage in ("reported", "later"):
            why = "已报办结，等您确认" if one.stage == "reported" else "要求延期，等您答复"
            yield _task(one, why, "due", one.office)


def _task(one: tasks.Task, why: str, level: Level, who: str) -> Item:
    return Item(
        "task", one["title"] or "任务", who, why, "", level, "today" if level != "soon" else "week", one["due"], "tasks",
        one.uid, "task", one.uid,
    )  # fmt: skip


def inbox_items(ground: Ground) -> Iterator[Item]:
    """Yield one line when something that other offices sent waits for a person."""
    if ground.desk.store.system.peers.list() and (waiting := inbox.open_count(ground.desk)):
        yield Item("inbox", f"{waiting:,} 件事等您决定", "其他单位发来的", page="inbox")


def package_items(ground: Ground) -> Iterator[Item]:
    """Yield that a package for the office above is due: none was written for as many days as a receipt may take."""
    parent = down.above(ground.desk)
    if parent is None:
        return
    last, limit = outbox.newest(ground.desk, parent.site), outbox.overdue_days(ground.desk)
    if last is None:
        yield Item("package", f"给{parent.name}的数据包", "还没有写出过", "第一次报送", page="exchange")
        return
    days = (ground.day - date.fromisoformat(last.created[:10])).days
    if days >= limit:
        yield Item("package", f"给{parent.name}的数据包", f"上次是 {days} 天以前写的", "该报送了", page="exchange")
    elif not outbox.line_of(ground.desk, last).covered and outbox.key_of(last) == outbox.MADE:
        yield Item("package", f"给{parent.name}的数据包", "已经做好，还没有拷到U盘", "该报送了", page="exchange")


def verify_items(ground: Ground) -> Iterator[Item]:
    """Yield how many households are still to be verified this month."""
    rate = freshness.progress(ground.desk)
    waiting = rate.total - rate.fresh
    if waiting:
        last = term(_month_end(ground.day), ground.day)
        yield Item(
            "verify", f"本月待核实 {waiting:,} 户", f"已核实 {rate.fresh:,}/{rate.total:,} 户", f"到月底{last}",
            freshness.CLAUSE, "soon", "week", page="freshness",
        )  # fmt: skip


def _month_end(day: date) -> date:
    from gridDesk.policy.periods import containing

    return containing("month", day).last


def office_items(ground: Ground) -> Iterator[Item]:
    """Yield the offices below about which something is to be done, the most urgent first (street and above)."""
    for line in street.offices(ground.desk):
        marks = "，".join(line.marks)
        if line.overdue or line.alarms or line.quarantined or line.equal is False:
            level: Level = "late" if line.overdue or line.alarms else "due"
            yield Item("office", line.name, marks, line.word, "", level, page="street", argument=line.site)
