"""What became of each package: made, written and verified, handed over, and at last answered by the other office.

Only a receipt says that a package arrived. Until then the clerk is told the next step, and, after some days without an
answer, that it is overdue. Days are differences of dates: a clock that goes backwards makes nothing overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, cast

from gridDesk.desk.office import Desk
from gridDesk.desk.package_line import IN_WORDS, OUT_WORDS, PackageLine
from gridDesk.ledger import Changes
from gridDesk.store.system import PackageRecord
from gridDesk.sync import receipts
from gridDesk.sync.errors import BodyInvalid
from gridDesk.text import now_iso, today

DAYS, USUAL_DAYS = "receipt_overdue_days", 7
MADE, WRITTEN, HANDED = "made", "written", "handed"
ANSWERED = ("acknowledged", "partial")
ON_THE_WAY = (WRITTEN, HANDED)
_KEYS = {"created": MADE, "handed_over": HANDED}  # names of earlier versions
_ANSWERS = 20
_REASONS = 5
_READ = 30  # packages of one office looked at to know whether a later one was answered


def overdue_days(desk: Desk) -> int:
    """Return after how many days without a receipt a package counts as overdue."""
    return int(str(desk.setting(DAYS, USUAL_DAYS)))


def set_overdue_days(desk: Desk, days: int) -> None:
    """Change after how many days without a receipt a package counts as overdue; at least one."""
    desk.set_setting(DAYS, max(1, days))


def lines(desk: Desk, limit: int = 100) -> list[PackageLine]:
    """Return the packages sent and taken in, newest first, each with what became of it and what comes next."""
    found = sorted(desk.store.system.packages.last(limit), key=_when, reverse=True)
    reader = _Reader(desk)
    return [reader.line(record) for record in found]


def summary(desk: Desk) -> tuple[str, Literal["ok", "note", "warn"]]:
    """Return in a sentence how the packages sent last stand, and how much it matters."""
    reader = _Reader(desk)
    sent = [reader.line(record) for record in desk.store.system.packages.last(_READ, direction="out")]
    late = [line for line in sent if line.overdue]
    if late:
        longest = max(late, key=lambda line: line.overdue)
        return f"写给{longest.peer}的第 {longest.n} 号数据包已有 {longest.overdue} 天没有回执。", "warn"
    open_ones = [line for line in sent if line.open]
    if open_ones:
        newest_one = max(open_ones, key=lambda line: line.n)
        return f"写给{newest_one.peer}的第 {newest_one.n} 号数据包：{newest_one.state}。", "note"
    return ("写出的数据包都已收到回执。" if sent else "还没有写出过数据包。"), "ok"


def line_of(desk: Desk, record: PackageRecord) -> PackageLine:
    """Return one package of the log in words."""
    return _Reader(desk).line(record)


def overdue_of(desk: Desk, site: str) -> int:
    """Return for how many days a package to an office is overdue, 0 when none is."""
    reader = _Reader(desk)
    sent = desk.store.system.packages.last(_READ, direction="out", peer=site)
    return max((reader.overdue(record) for record in sent), default=0)


def _when(record: PackageRecord) -> str:
    return str(record.outcome.get("at", record.created))


def key_of(record: PackageRecord) -> str:
    """Return the state of a package under its present name."""
    return _KEYS.get(record.state, record.state)


def newest(desk: Desk, site: str, but: Iterable[str] = ()) -> PackageRecord | None:
    """Return the package for an office with the highest number of this installation, leaving out some states."""
    sent = desk.store.system.packages.last(_READ, direction="out", peer=site)
    mine = [one for one in sent if one.outcome.get("replica") == desk.store.replica and key_of(one) not in tuple(but)]
    return max(mine, key=lambda one: one.n, default=None)


class _Reader:
    """Puts records into words; what is asked of the log for one office is asked once."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.limit = desk, overdue_days(desk)
        known = desk.store.system.peers.list()
        self.names = {peer.site: peer.name for peer in known}
        self.stopped = {peer.site for peer in known if peer.state != "active"}
        self._answered: dict[str, Mapping[str, int]] = {}
        self._written: dict[str, tuple[str, int]] = {}

    def line(self, record: PackageRecord) -> PackageLine:
        """Return one package in words."""
        name = self.names.get(record.peer, record.peer)
        line = PackageLine(
            record.package_id, record.created[:16].replace("T", " "), cast(Literal["out", "in"], record.direction), name,
            record.n, "", str(record.outcome.get("file", "")), key_of(record), site=record.peer,
        )  # fmt: skip
        return self._out(record, line) if record.direction == "out" else self._in(record, line)

    def _out(self, record: PackageRecord, line: PackageLine) -> PackageLine:
        later, written = self.later(record), self.written_after(record)
        if line.key not in ANSWERED and (later or (written and line.key == MADE)):
            words = f"内容都在后来的第 {later or written} 号包里{'，对方已收下' if later else ''}，不用再管。"
            return replace(line, state="已由后面的包代替", detail=words, key="covered", covered=True)
        if line.key not in ANSWERED and record.peer in self.stopped:
            return replace(line, state="已停止往来，不再等回执", key="covered", covered=True)
        late = self.overdue(record)
        if line.key == HANDED and _came_back(record):
            line = replace(line, key="back")
        state, then = OUT_WORDS.get(line.key, (record.state, ""))
        if written and line.key == WRITTEN:
            then = f"交后来的第 {written} 号包就行，内容都在里面。"
        if damaged(record):
            line = replace(line, key="damaged")
            state, then = "U 盘上的那份坏了", "请插着这个 U 盘点“重新写一份”，写的是完全一样的包。"
        if late and line.key in (*ON_THE_WAY, "back"):
            state = f"逾期 {late} 天没有回执"
            then = f"请打电话问{line.peer}收到没有；没有收到就再写一份交去。"
        detail = _reason(record) or (_seen_again(record) if line.key in (*ON_THE_WAY, "back") else "") or line.detail
        return replace(line, state=state, next=then.format(peer=line.peer), detail=detail, overdue=late)

    def _in(self, record: PackageRecord, line: PackageLine) -> PackageLine:
        state, then = IN_WORDS.get(line.key, (record.state, ""))
        if line.key == "applied" and record.peer not in self.stopped and not self.answered_since(record):
            then = "插上要交给{peer}的 U 盘点“一键收发”，回执会一起写进去。"
        return replace(line, state=state, next=then.format(peer=line.peer), detail=_reason(record) or line.detail)

    def later(self, record: PackageRecord) -> int:
        """Return the number of a later package that was answered, which makes this one needless; 0 when none was."""
        newest = self._newest_answered(record.peer)
        replica = str(record.outcome.get("replica", ""))
        if replica in newest:
            return newest[replica] if newest[replica] > record.n else 0
        return newest.get(self.desk.store.replica, 0) if replica else 0

    def written_after(self, record: PackageRecord) -> int:
        """Return the number of the newest package written after this one, 0 when there is none."""
        if record.peer not in self._written:
            found = newest(self.desk, record.peer, but=(MADE,))
            self._written[record.peer] = (str(found.outcome.get("replica", "")), found.n) if found else ("", 0)
        replica, n = self._written[record.peer]
        return n if replica == record.outcome.get("replica") and n > record.n else 0

    def _newest_answered(self, site: str) -> Mapping[str, int]:
        if site not in self._answered:
            found: dict[str, int] = {}
            for record in self.desk.store.system.packages.last(_READ, direction="out", peer=site):
                if record.state in ANSWERED:
                    replica = str(record.outcome.get("replica", ""))
                    found[replica] = max(found.get(replica, 0), record.n)
            self._answered[site] = found
        return self._answered[site]

    def overdue(self, record: PackageRecord) -> int:
        """Return how many days a package on its way is without an answer, 0 while that is not too long."""
        if key_of(record) not in ON_THE_WAY or record.peer in self.stopped or self.later(record):
            return 0
        days = _days_since(record.created)
        return days if days >= self.limit else 0

    def answered_since(self, record: PackageRecord) -> bool:
        """Tell whether a package went to the sender after this one was taken in: it carried our receipt."""
        sent = [
            one
            for one in self.desk.store.system.packages.last(_ANSWERS, direction="out", peer=record.peer)
            if key_of(one) != MADE
        ]
        mine, taken = f"{record.package_id} {record.state}", _when(record)
        return any(
            mine in _list(one.outcome["answers"]) if "answers" in one.outcome else one.created >= taken for one in sent
        )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _reason(record: PackageRecord) -> str:
    """Return what a receipt gives as reasons, in sentences; "" when it gives none."""
    text = record.outcome.get("receipt")
    if not text or record.state == "acknowledged":
        return ""
    try:
        receipt = receipts.receipt_from_json(str(text))
    except BodyInvalid:
        return ""
    reasons = Counter(one.reason for one in receipt.records if one.reason)
    told = "；".join(f"{reason}（{count:,} 条）" for reason, count in reasons.most_common(_REASONS))
    return receipt.reason + (f"没有收下的记录：{told}。" if told else "")


def _seen_again(record: PackageRecord) -> str:
    """Return that the copy on the stick was read back once more and is whole, "" when it was not."""
    checked = record.outcome.get("checked")
    if not isinstance(checked, dict) or checked.get("whole") is not True:
        return ""
    return f"U 盘上的那份在 {str(checked.get('at', ''))[:16].replace('T', ' ')} 又读回核对过，完好。"


def damaged(record: PackageRecord) -> bool:
    """Tell whether the copy seen last on a stick was damaged, while nobody has confirmed another one."""
    checked = record.outcome.get("checked")
    return key_of(record) in ON_THE_WAY and isinstance(checked, dict) and checked.get("whole") is False


def _came_back(record: PackageRecord) -> bool:
    """Tell whether the stick was seen again after it went away with the package, which forgets what was seen before."""
    return isinstance(record.outcome.get("checked"), dict)


def _days_since(moment: str) -> int:
    """Return the days from the date of an ISO moment to today; none when the clock went back, or says nonsense."""
    try:
        return max(0, (today() - date.fromisoformat(moment[:10])).days)
    except ValueError:
        return 0


# --- what is noticed of sticks and told by the clerk -------------------------------------------------------------------


def hand_over(desk: Desk, package_ids: Iterable[str]) -> int:
    """Note that packages which were written and verified are on their way; return how many. The clerk says so."""
    wanted = set(package_ids)
    return _move(desk, lambda record: record.package_id in wanted)


def stick_gone(desk: Desk, folder: Path, seen_whole: Iterable[str] = ()) -> int:
    """Note that a stick went away: what was written to it, or last seen whole on it, is handed over with it."""
    wanted, place = set(seen_whole), str(folder)
    return _move(
        desk, lambda record: record.package_id in wanted or record.outcome.get("place") == place, but_damaged=True
    )


def _move(desk: Desk, chosen: Callable[[PackageRecord], bool], *, but_damaged: bool = False) -> int:
    system, count = desk.store.system, 0
    with system.together():
        for record in system.packages.list(direction="out", state=WRITTEN):
            if chosen(record) and not (but_damaged and damaged(record)):
                system.packages.put(_noted(record, state=HANDED, handed_at=now_iso(), checked=None))
                count += 1
    if count:
        desk.announce(Changes("", "", {}))
    return count


def note_place(desk: Desk, site: str, folder: Path) -> None:
    """Note on which stick or in which folder the newest package for an office lies, and what it answers."""
    system = desk.store.system
    with system.together():
        record = newest(desk, site)
        if record is not None and record.state == WRITTEN:
            system.packages.put(_noted(record, place=str(folder), answers=answers(desk, site)))


def answers(desk: Desk, site: str) -> list[str]:
    """Return what a package written now would answer: the newest packages of an office and what became of them."""
    taken = desk.store.system.packages.last(_ANSWERS, direction="in", peer=site)
    return sorted(f"{record.package_id} {record.state}" for record in taken)


def note_checked(desk: Desk, found: Mapping[str, bool]) -> None:
    """Note of packages seen on a stick that came in, by id, whether they still are whole there."""
    system, changed = desk.store.system, False
    with system.together():
        for package_id, whole in found.items():
            record = system.packages.get(package_id, "out")
            if record is not None and key_of(record) in ON_THE_WAY:
                system.packages.put(_noted(record, checked={"at": now_iso(), "whole": whole}))
                changed = True
    if changed:
        desk.announce(Changes("", "", {}))


def _noted(record: PackageRecord, state: str = "", **more: object) -> PackageRecord:
    outcome = {**record.outcome, **more}
    return replace(record, state=state or record.state, outcome=outcome)
