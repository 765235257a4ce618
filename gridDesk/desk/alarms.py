"""What went wrong between two offices and needs a person, in words: what happened, what it means, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gridDesk.desk.inbox_item import Item
from gridDesk.desk.office import Desk
from gridDesk.store.system import Alarm
from gridDesk.sync.asides import PENDING, REASONS
from gridDesk.text import now_iso


@dataclass(frozen=True, slots=True)
class Words:
    """How an alarm of a kind is told; `{who}` is the other office."""

    title: str
    what: str
    todo: str
    level: Literal["error", "warn", "note"]
    rank: int


KINDS: dict[str, Words] = {
    "fork": Words(
        "{who}的数据分成了两份",
        "收到两个数据包，编号相同，内容不同：那边可能有两台电脑在用同一份数据，或者恢复过旧的备份。两份都没有混在一起。",
        "请联系{who}，只留一台电脑使用，再写出整份数据", "error", 0,
    ),
    "rollback": Words(
        "本单位的数据退回到了以前",
        "{who}收到过本单位后来做的改动，本机现在没有：可能恢复了旧的备份，或者换过文件。",
        "请{who}把数据还给本单位，在“收发”里收取", "error", 0,
    ),
    "lost": Words(
        "{who}少了一段改动", "数据包里缺了一段，后面的改动先不收，以免对不上。", "请{who}写出整份数据", "error", 2,
    ),
    "quarantined_here": Words(
        "{who}有记录没有收下", "这些记录与本机的对不上，原样留着，没有写进台账；其余的已经收下。",
        "请{who}写出整份数据再收", "warn", 5,
    ),
    "quarantined_there": Words(
        "{who}没有收下本单位的部分记录", "对方原样留着这些记录，没有写进台账；下一个数据包会自动带上整份数据。",
        "请再写一个数据包给{who}", "warn", 5,
    ),
    "held_there": Words(
        "{who}暂时没有收本单位的数据包", "对方前面少收了一个数据包，先放着没有收。", "请重新写一个数据包给{who}", "warn", 5,
    ),
}  # fmt: skip
_OTHER = Words("与{who}的收发有情况", "收发时记下了一个需要查看的情况。", "请到“收发”页查看", "warn", 5)


def open_alarms(desk: Desk) -> list[Alarm]:
    """Return the alarms that nobody has dealt with, the newest first."""
    return desk.store.system.alarms.list(state="open")


def words_of(desk: Desk, alarm: Alarm) -> Words:
    """Return an alarm in words, with the name of the other office in place."""
    peer = desk.store.system.peers.get(alarm.peer)
    who, known = peer.name if peer else "对方单位", KINDS.get(alarm.kind, _OTHER)
    return replace(
        known, title=known.title.format(who=who), what=known.what.format(who=who), todo=known.todo.format(who=who)
    )


def alarm_items(desk: Desk) -> Iterator[Item]:
    """Yield the open alarms as things that wait."""
    for alarm in open_alarms(desk):
        words = words_of(desk, alarm)
        peer = desk.store.system.peers.get(alarm.peer)
        who = peer.name if peer else "对方单位"
        yield Item("alarm", alarm.key, words.title, words.what, who, alarm.at, words.todo, words.level, words.rank)


def put_away(desk: Desk, key: str) -> None:
    """Note that somebody dealt with an alarm; it stays in the file."""
    alarm = desk.store.system.alarms.get(key)
    if alarm is not None:
        done = {**alarm.outcome, "by": desk.user, "at": now_iso()}
        desk.store.system.alarms.put(replace(alarm, state="done", outcome=done))


def waiting_items(desk: Desk) -> Iterator[Item]:
    """Yield per office the records kept for a newer program; those set aside are told by their alarm."""
    kept = [one for one in desk.store.kept() if one.code in PENDING]
    since: dict[str, str] = {}
    for one in kept:
        since.setdefault(one.office, one.at)
    for office, count in Counter(one.office for one in kept).items():
        peer = desk.store.system.peers.get(office)
        who = peer.name if peer else "对方单位"
        line = f"有 {count:,} 条记录是用更新的程序写的，已原样保存，升级以后自动导入"
        yield Item("kept", office, f"{who}的记录等待升级", line, who, since[office], "请升级本机程序", "note", 70)


def kept_lines(desk: Desk, office: str) -> list[str]:
    """Return what of an office waits or was set aside: how many records of which ledger, and why."""
    counts = Counter((one.ledger, one.code) for one in desk.store.kept(office))
    found = []
    for (ledger, code), count in counts.items():
        label = desk.catalogue[ledger].label if ledger in desk.catalogue else "新的台账"
        found.append(f"{label} {count:,} 条：{REASONS.get(code, '原因不明')}。")
    return found
