"""Whether the log of who did what is whole: by its own chain, and by what stands outside the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from gridDesk.desk import anchors, audit
from gridDesk.desk.office import Desk
from gridDesk.store.audit_log import Wanted
from gridDesk.text import now_iso

SHEETS = 200  # printings that are compared, the newest
GLANCE = 500  # lines that are proved at every start
_WHAT = {
    "gap": "第 {n} 条不见了",
    "link": "第 {n} 条与前一条接不上",
    "changed": "第 {n} 条的内容与当时记下的不同",
}
ADVICE = "请不要再录入，把数据文件夹原样留存，打印事件报告单，报告本单位负责人和上级。"


@dataclass(frozen=True, slots=True)
class State:
    """How the log stands: `broken_from` is the first line that does not hold (0: none), `problems` whole sentences.

    `anchored` names what outside the file agrees with it, `notes` are sentences about what is explained (a restored
    backup), `length` and `head` the newest line.
    """

    length: int
    head: str
    broken_from: int = 0
    problems: list[str] = field(default_factory=list)
    anchored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems

    @property
    def words(self) -> str:
        """Return the state in a few words: 完整, or from which line on it does not hold."""
        if self.whole:
            return f"完整，共 {self.length:,} 条"
        return f"从第 {self.broken_from:,} 条起对不上"


def state_of(desk: Desk, *, after: int = 0) -> State:
    """Return how the log stands. `after` proves the lines above a number only: a glance at the end is quick."""
    length, head = desk.store.log.head()
    places, problems, notes = [], [], []
    for fault in islice(desk.store.log.faults(after=after), 20):
        places.append(fault.n)
        problems.append(f"操作记录{_WHAT[fault.what].format(n=f'{fault.n:,}')}。")
    for n, sentence, explained in (*_by_receipts(desk, length), *_by_sheets(desk, length)):
        if explained:
            notes.append(sentence)
        else:
            places.append(n)
            problems.append(sentence)
    if problems:
        problems.append(ADVICE)
    return State(length, head, min(places, default=0), problems, _anchored(desk), notes)


def _anchored(desk: Desk) -> list[str]:
    peers = {one.site for one in anchors.all_given_back(desk)}
    names = [f"{peer.name}的回执" for peer in desk.store.system.peers.list() if peer.site in peers]
    printed = any(anchors.code_of(job) for job in desk.store.system.print_jobs.last(SHEETS))
    return [*names, *(["打印过的纸"] if printed else [])]


def glance(desk: Desk, *, whole: bool = False) -> bool:
    """Prove the newest lines, or the `whole` log, and all anchors; note and alarm what is wrong, once each.

    The newest lines are proved at every start and export; all of them (100,000 take 3 s) beside the window, after opening.
    """
    from gridDesk.store.system import Alarm

    state = state_of(desk, after=0 if whole else max(0, desk.store.log.head()[0] - GLANCE))
    key = f"log.wrong.{state.broken_from}"
    if not state.whole and not desk.store.readonly and desk.store.system.alarms.get(key) is None:
        with desk.store.system.together():
            data: dict[str, object] = {"kind": "log_wrong", "n": state.broken_from}
            desk.store.system.alarms.put(Alarm(key=key, kind="log_wrong", peer="", data=data, at=now_iso()))
            audit.note(desk, "integrity", count=state.broken_from, detail={"part": "log", "result": "wrong"})
    return state.whole


def _by_receipts(desk: Desk, length: int) -> list[tuple[int, str, bool]]:
    """Compare with the lines that other offices gave back."""
    found = []
    for one in anchors.all_given_back(desk):
        if desk.store.log.hash_at(one.n) == one.hash:
            continue
        peer = desk.store.system.peers.get(one.site)
        who, first = peer.name if peer else "对方单位", min(one.n, length + 1)
        if not one.known and _restored(desk):
            found.append((first, f"{who}登记过第 {one.n:,} 条；本机从备份恢复过，恢复以前的一些记录不在这里。", True))
        elif one.n > length:
            found.append(
                (first, f"{who}的回执里登记到第 {one.n:,} 条，本机只有 {length:,} 条：末尾的记录不见了。", False)
            )
        else:
            found.append((first, f"{who}的回执里登记的第 {one.n:,} 条，与本机的第 {one.n:,} 条不同。", False))
    return found


def _by_sheets(desk: Desk, length: int) -> list[tuple[int, str, bool]]:
    """Compare with the codes of the printings in the register, the newest that does not agree standing for all."""
    wrong = [job for job in desk.store.system.print_jobs.last(SHEETS) if anchors.still_holds(desk, job) is False]
    if not wrong:
        return []
    first = min(anchors.line_of(job) for job in wrong)
    names = "、".join(job.code for job in wrong[:3]) + ("等" if len(wrong) > 3 else "")
    return [
        (min(first, length + 1), f"打印过的纸（记录号 {names}）页脚的日志码，与现在的操作记录对不上。", False)
    ]  # fmt: skip


def _restored(desk: Desk) -> bool:
    """Tell whether the log itself says that a backup was restored."""
    return len(desk.store.log.numbers(Wanted(kinds=("restore",)))) > 0
