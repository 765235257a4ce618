"""What went wrong between two offices and needs a person, in words: what happened, what it means, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gridDesk.desk.inbox_item import Item
from gridDesk.desk.lost import LOST, lost_records
from gridDesk.desk.office import Desk
from gridDesk.store.system import Alarm
from gridDesk.sync.asides import GONE, PENDING, REASONS
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
    "rollback_down": Words(
        "本单位的数据退回到了以前",
        "本单位后来做的改动，本机现在没有：可能恢复了旧的备份，或者换过文件。下级的数据会随它们的下一个包补齐。",
        "核对备份以后下发过的任务、建议和通报，缺的重新下发", "error", 0,
    ),
    "retired": Words(
        "{who}又用了换下来的电脑",
        "收到的数据包是{who}已经换下的那台电脑写的，没有收取，也没有和现在的数据混在一起。",
        "请{who}核实现在用哪一台电脑，旧的那台不要再用",
        "error",
        0,
    ),
    "replaced": Words(
        "{who}那里记着另一台电脑",
        "{who}收过本单位另一台电脑写的数据包，所以没有收这台写的。一个单位只能有一台电脑写数据。",
        "现在用的就是这台的，点“就用这台电脑”；已经换了新电脑的，这台不要再用",
        "error",
        0,
    ),
    "log_broken": Words(
        "{who}的操作记录对不上",
        "{who}以前发来过操作记录的编号和验证码，现在发来的接不上：有几条被改动或去掉了，而且不是恢复备份造成的。",
        "请向{who}的负责人核实，并查看“操作记录”里各单位的编号",
        "error",
        0,
    ),
    "log_lost": Words(
        "本单位的操作记录对不上",
        "{who}的回执里记着本单位操作记录的编号和验证码，本机的记录现在没有那一条，或者内容不同：可能有人改动过数据文件。",
        "请打开“操作记录”查看从第几条起对不上，打印事件报告单，报告负责人",
        "error",
        0,
    ),
    "log_wrong": Words(
        "本单位的操作记录对不上",
        "打开程序或导出时核对操作记录，有的前后接不上，或者与印在纸上的日志码、上级的回执不同：可能有人改动过数据文件。",
        "请打开“操作记录”查看从第几条起对不上，打印事件报告单，报告负责人",
        "error",
        0,
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
UPGRADE = "向街道要新版本的安装程序，升级后不用再做什么"
RECORDS_THERE = "quarantined_there"
_OTHER = Words("与{who}的收发有情况", "收发时记下了一个需要查看的情况。", "请到“收发”页查看", "warn", 5)


def open_alarms(desk: Desk) -> list[Alarm]:
    """Return the alarms that nobody has dealt with, the newest first."""
    return desk.store.system.alarms.list(state="open")


def words_of(desk: Desk, alarm: Alarm) -> Words:
    """Return an alarm in words, with the name of the other office in place."""
    who = who_of(desk, alarm)
    known = KINDS.get(str(alarm.data.get("kind", "")), KINDS.get(_kind(desk, alarm), _OTHER))
    return replace(
        known, title=known.title.format(who=who), what=known.what.format(who=who), todo=known.todo.format(who=who)
    )


def _kind(desk: Desk, alarm: Alarm) -> str:
    """Return under what an alarm is told: only an office above can hand back what this one lost."""
    known = {peer.relation for peer in desk.store.system.peers.list(state="active")}
    return "rollback_down" if alarm.kind == "rollback" and known == {"child"} else alarm.kind


def who_of(desk: Desk, alarm: Alarm) -> str:
    """Return the name of the other office of an alarm; one that names none, or a loss, is about the office above."""
    peers = desk.store.system.peers
    named = peers.get(alarm.peer) if alarm.kind != "rollback" else None
    named = named or next(iter(peers.list(relation="parent", state="active")), None)
    return named.name if named else "上级单位"


def alarm_items(desk: Desk) -> Iterator[Item]:
    """Yield the open alarms as things that wait; those about records of one office together."""
    records: dict[str, list[Alarm]] = {}
    for alarm in open_alarms(desk):
        words = words_of(desk, alarm)
        if alarm.kind == RECORDS_THERE:
            records.setdefault(alarm.peer, []).append(alarm)
        elif alarm.kind != LOST:
            who = who_of(desk, alarm)
            yield Item("alarm", alarm.key, words.title, words.what, who, alarm.at, words.todo, words.level, words.rank)
    for alarms in records.values():
        words, who = words_of(desk, alarms[0]), who_of(desk, alarms[0])
        line = f"有 {len(alarms):,} 条。{words.what}"
        yield Item("alarm", alarms[0].key, words.title, line, who, alarms[0].at, words.todo, words.level, words.rank)


def lost_items(desk: Desk) -> Iterator[Item]:
    """Yield the records on which an office set back has to decide between what it has and what was kept above."""
    for one in lost_records(desk):
        what = "、".join(label for label, _, _ in one.fields)
        line = f"取回数据后两边不同：{what}" if what else "取回数据后两边不同，现在已经一致"
        todo = "核对后采用上级留存的，或保留本机的"
        yield Item("lost", one.key, f"{one.ledger_label}：{one.name}", line, "上级留存", one.at, todo, "warn", 15)


def put_away(desk: Desk, key: str) -> None:
    """Note that somebody dealt with an alarm, with all of them about records of that office; they stay in the file."""
    alarm = desk.store.system.alarms.get(key)
    if alarm is None:
        return
    shelf = desk.store.system.alarms
    together = shelf.list(kind=RECORDS_THERE, peer=alarm.peer, state="open") if alarm.kind == RECORDS_THERE else [alarm]
    for one in together:
        shelf.put(replace(one, state="done", outcome={**one.outcome, "by": desk.user, "at": now_iso()}))


def is_replaced(alarm: Alarm) -> bool:
    """Tell whether the office above holds another machine for ours, so that a person must say which one writes."""
    return alarm.data.get("kind") == "replaced"


def use_this_machine(desk: Desk) -> None:
    """Go on with this machine as the one that writes: new chains, and the whole state goes with the next package."""
    from gridDesk.desk import installs

    installs.claim(desk)


def waiting_items(desk: Desk) -> Iterator[Item]:
    """Yield per office the records set aside here, and those kept for a newer program."""
    told = {alarm.peer for alarm in open_alarms(desk) if alarm.kind == "quarantined_here"}
    counts: Counter[tuple[str, bool]] = Counter()
    since: dict[tuple[str, bool], str] = {}
    for one in desk.store.kept():
        if one.code not in GONE:
            counts[one.office, one.code in PENDING] += 1
            since.setdefault((one.office, one.code in PENDING), one.at)
    for (office, pending), count in counts.items():
        peer = desk.store.system.peers.get(office)
        if peer is not None and peer.state != "active":
            continue
        who, at = peer.name if peer else "对方单位", since[office, pending]
        if pending:
            line = f"有 {count:,} 条记录是用更新的程序写的，已原样保存，升级以后自动导入"
            yield Item("kept", f"wait.{office}", f"{who}的记录等待升级", line, who, at, UPGRADE, "note", 70, "", office)
        elif office not in told:
            words = KINDS["quarantined_here"]
            line, todo = f"有 {count:,} 条，{words.what}", words.todo.format(who=who)
            yield Item(
                "kept", f"aside.{office}", words.title.format(who=who), line, who, at, todo, "warn", 5, "", office
            )


def there_lines(desk: Desk, peer: str) -> list[str]:
    """Return which of our records an office could not take: how many of which ledger, and why."""
    alarms = desk.store.system.alarms.list(kind=RECORDS_THERE, peer=peer, state="open")
    counts = Counter((str(one.data.get("ledger")), str(one.data.get("code"))) for one in alarms)
    return _counted(desk, counts)


def kept_lines(desk: Desk, office: str) -> list[str]:
    """Return what of an office waits or was set aside: how many records of which ledger, and why."""
    return _counted(desk, Counter((one.ledger, one.code) for one in desk.store.kept(office)))


def _counted(desk: Desk, counts: Counter[tuple[str, str]]) -> list[str]:
    found = []
    for (ledger, code), count in counts.items():
        label = desk.catalogue[ledger].label if ledger in desk.catalogue else "新的台账"
        found.append(f"{label} {count:,} 条：{REASONS.get(code, '原因不明')}。")
    return found
