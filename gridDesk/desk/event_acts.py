"""What is done with an event of this office, each one a check and one write: from being found to being closed (销号).

首办负责: the first owner of an event never changes, whoever it is handed to. A limit that the regulation sets is worked out
anew when the level changes; one that a person set stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridDesk.desk import event_checks as checks
from gridDesk.desk import event_limits, event_steps, records
from gridDesk.desk.event_steps import DONE, EVENT, MOVED_UP, RUNNING, TO_CHECK, UNCHECKED
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import ACTIVE, Changes, Edit, Row
from gridDesk.ledger.dates import parse_typed
from gridDesk.text import now_iso, today_iso, trim

VISIT = "visit"


def own(desk: Desk, uid: str) -> Row:
    """Return one event of this office. Raises DeskError when it is not here or another office's."""
    row = desk.store.get(EVENT, uid)
    if row is None or row["state"] != ACTIVE:
        raise DeskError("这件事项已经不在了，", advice="请刷新后再看。")
    if row["office"] != desk.office.site:
        raise DeskError("这件事项由下级单位登记，本单位不能改，", advice="可以受理、交办、答复、催办或退回。")
    return row


def register(
    desk: Desk, values: Mapping[str, object], *, visit: str = "", uid: str = "", more: Sequence[Edit] = ()
) -> records.Saved:
    """Register a new event (登记); `visit` is where it was found. Raises DeskError."""
    if checks.is_urgent(values):
        values = {**values, "urgent": 1}
    checks.check_found(values)
    checks.check_matter(event_limits.profile_of(desk), values)
    uid, edits = event_steps.opening(desk, values, uid=uid, about=(VISIT, visit) if visit else ("", ""))
    found = desk.store.get(VISIT, visit) if visit else None
    if found is not None and not found.get("event"):
        edits.append(Edit(VISIT, visit, "update", {"event": uid}))
    return records.Saved(uid, desk.write([*more, *edits], "登记事项"))


def change(desk: Desk, uid: str, values: Mapping[str, object], *, more: Sequence[Edit] = ()) -> Changes:
    """Correct what was written about an event; its limit follows, unless a person set it. Raises DeskError."""
    row = own(desk, uid)
    checks.check_found(values)
    after = {**row, **values}
    if after.get("due") != row.get("due") and "due_by_hand" not in values:
        values = {**values, "due_by_hand": 1 if after.get("due") else None}
        after = {**row, **values}
    checks.check_matter(event_limits.profile_of(desk), after)
    return records.save(desk, EVENT, uid, {**values, **event_limits.due_values(desk, after, row)}, first=more).changes


def solve(desk: Desk, uid: str, words: str, *, checked: bool = True) -> Changes:
    """Solve an event on the spot (当场解决); who stands there has checked it too, so that it is closed with it."""
    row = own(desk, uid)
    checks.check_open(row)
    said = checks.check_words(words, "怎么解决的", "请写一句。")
    values, steps = event_steps.solving(desk, uid, said, number=_number(desk, uid), checked=checked)
    return _write(desk, row, values, steps, "当场解决事项")


def report_up(desk: Desk, uid: str, words: str = "", to: str = "") -> Changes:
    """Report an event up (上报): it must say time, place, people and situation; of an emergency the time is kept."""
    row = own(desk, uid)
    checks.check_up(row, event_limits.profile_of(desk))
    values, steps = event_steps.reporting(desk, uid, words, to=to, number=_number(desk, uid))
    values |= UNCHECKED
    if checks.is_urgent(row) and not row.get("reported"):
        values["reported"] = now_iso()[11:16]
    return _write(desk, row, values, steps, "上报事项")


def forward(desk: Desk, uid: str, to: str, words: str = "") -> Changes:
    """Hand an event to the body whose matter it is (分流)."""
    return _hand(desk, uid, event_steps.FORWARD, to, words, {"move": "02"}, "分流事项")


def assign(desk: Desk, uid: str, to: str, words: str = "", due: str = "") -> Changes:
    """Give an event to somebody of this office to handle (交办), by a day where one is said. Raises DeskError."""
    day = _day(due) if trim(due) else ""
    if day and day < today_iso():
        raise DeskError(f"时限 {day} 在今天以前，", advice="请填今天或以后的日子；跨年的要写上年份。")
    extra: dict[str, object] = {"move": "03", **({"due": day, "due_by_hand": 1} if day else {})}
    return _hand(desk, uid, event_steps.ASSIGN, to, words, extra, "交办事项", due=day)


def transfer(desk: Desk, uid: str, to: str, words: str = "") -> Changes:
    """Pass an event on to another body (转办)."""
    return _hand(desk, uid, event_steps.TRANSFER, to, words, {"handling": "03"}, "转办事项")


def _hand(
    desk: Desk, uid: str, act: str, to: str, words: str, values: Mapping[str, object], label: str, due: str = ""
) -> Changes:
    row = own(desk, uid)
    checks.check_open(row)
    whom = checks.check_words(to, "交给谁", "请写单位或人。")
    made = event_steps.step(desk, uid, act, _number(desk, uid), to=whom, words=trim(words), due=due)
    return _write(desk, row, {"status": RUNNING, "handled_by": whom, **UNCHECKED, **values}, [made], label)


def accept(desk: Desk, uid: str, words: str = "") -> Changes:
    """Take an event on (受理); whoever does it first stays its first owner."""
    row = own(desk, uid)
    checks.check_open(row)
    values = {"status": RUNNING, **({} if row.get("first_owner") else {"first_owner": desk.user})}
    made = event_steps.step(desk, uid, event_steps.ACCEPT, _number(desk, uid), words=trim(words))
    return _write(desk, row, values, [made], "受理事项")


def handle(desk: Desk, uid: str, words: str, *, done: bool = False, pictures: str = "") -> Changes:
    """Write down how an event was handled (办理); `done`: it is settled and waits for the check on the spot.

    What is handled after a check must be looked at again. One that was moved up stays with the office above until done.
    """
    row = own(desk, uid)
    checks.check_open(row)
    said = checks.check_words(words, "怎么办的", "请写一句办到哪一步、结果如何。")
    values: dict[str, object] = {"status": _going_on(row), **UNCHECKED}
    if done:
        values |= {"status": TO_CHECK, "result": said, "handled_by": row.get("handled_by") or desk.user}
    made = event_steps.step(desk, uid, event_steps.HANDLE, _number(desk, uid), words=said, pictures=pictures)
    return _write(desk, row, values, [made], "办理事项")


def stage(desk: Desk, uid: str, words: str, to: str = "") -> Changes:
    """Tell who reported it how it goes so far (阶段反馈, 分段反馈)."""
    row = own(desk, uid)
    checks.check_open(row)
    said = checks.check_words(words, "告诉了什么", "请写一句。")
    made = event_steps.step(desk, uid, event_steps.STAGED, _number(desk, uid), words=said, to=trim(to))
    return _write(desk, row, {"staged_on": today_iso()}, [made], "阶段反馈")


def answer(desk: Desk, uid: str, words: str, satisfied: str = "", to: str = "") -> Changes:
    """Tell the parties the result (反馈当事人) and how content they are; also after the event was closed."""
    row = own(desk, uid)
    said = checks.check_words(words, "反馈了什么", "请写一句告诉当事人的结果。")
    values: dict[str, object] = {"feedback": said, "feedback_on": today_iso()}
    values |= {"satisfaction": satisfied} if satisfied else {}
    made = event_steps.step(desk, uid, event_steps.ANSWER, _number(desk, uid), words=said, to=trim(to))
    return _write(desk, row, values, [made], "反馈当事人")


def check(
    desk: Desk, uid: str, words: str, *, by: str = "", passed: bool = True, close_too: bool = False, pictures: str = ""
) -> Changes:
    """Write down the check on the spot (现场核查); what is not mended goes on. `close_too`: closed in the same act."""
    row = own(desk, uid)
    checks.check_open(row)
    said = checks.check_words(words, "看到了什么", "请写一句：隐患在不在、当事人怎么说。")
    who, number = trim(by) or desk.user, _number(desk, uid)
    steps = [event_steps.step(desk, uid, event_steps.CHECK, number, words=said, actor=who, pictures=pictures)]
    if not passed:
        return _write(desk, row, {"status": _going_on(row), **UNCHECKED}, steps, "现场核查（没有解决）")
    values: dict[str, object] = {"status": TO_CHECK, "checked_by": who, "checked_on": today_iso()}
    if close_too:
        checks.check_close({**row, **values}, event_limits.profile_of(desk))
        values |= {"status": DONE, "closed_date": today_iso()}
        steps.append(event_steps.step(desk, uid, event_steps.CLOSE, number + 1))
    return _write(desk, row, values, steps, "现场核查并销号" if close_too else "现场核查")


def close(desk: Desk, uid: str, words: str = "") -> Changes:
    """Close an event (销号): only after a check on the spot (QL-10.7); an agency matter needs its result."""
    row = own(desk, uid)
    checks.check_close(row, event_limits.profile_of(desk))
    made = event_steps.step(desk, uid, event_steps.CLOSE, _number(desk, uid), words=trim(words))
    return _write(desk, row, {"status": DONE, "closed_date": today_iso()}, [made], "事项销号")


def urge(desk: Desk, uid: str, words: str = "", to: str = "") -> Changes:
    """Ask whoever has it to get on with it (催办)."""
    row = own(desk, uid)
    checks.check_open(row)
    whom = trim(to) or str(row.get("handled_by") or row.get("first_owner") or "")
    made = event_steps.step(desk, uid, event_steps.URGE, _number(desk, uid), words=trim(words), to=whom)
    return _write(desk, row, {}, [made], "催办事项")


def send_back(desk: Desk, uid: str, why: str, to: str = "") -> Changes:
    """Give an event back to be handled again (退回): what was checked no longer counts."""
    row = own(desk, uid)
    checks.check_open(row)
    said = checks.check_words(why, "退回的原因", "请写清哪里还要办。")
    whom = trim(to) or str(row.get("handled_by") or row.get("first_owner") or "")
    made = event_steps.step(desk, uid, event_steps.RETURN, _number(desk, uid), words=said, to=whom)
    return _write(desk, row, {"status": RUNNING, **UNCHECKED}, [made], "退回事项")


def postpone(desk: Desk, uid: str, due: str, why: str) -> Changes:
    """Set a later limit by hand, saying why (延期). Raises DeskError for a day that is not later."""
    row = own(desk, uid)
    checks.check_open(row)
    day = _day(due)
    if day <= max(str(row.get("due") or ""), today_iso()):
        raise DeskError("新的时限不比原来的时限和今天晚，", advice="请填一个更晚的日子。")
    said = checks.check_words(why, "延期的原因", "请写一句为什么来不及；这一句要向当事人解释。")
    made = event_steps.step(desk, uid, event_steps.POSTPONE, _number(desk, uid), words=said, due=day)
    return _write(desk, row, {"due": day, "due_by_hand": 1}, [made], "事项延期")


def reopen(desk: Desk, uid: str, why: str) -> Changes:
    """Take up a closed event again (恢复办理): it must be checked once more, and the parties told the new result."""
    row = own(desk, uid)
    if row.get("status") != DONE:
        raise DeskError("这件事项还没有销号，", advice="可以直接办理。")
    said = checks.check_words(why, "恢复办理的原因", "请写一句，如：又反弹了、当事人不认可。")
    made = event_steps.step(desk, uid, event_steps.REOPEN, _number(desk, uid), words=said)
    values = {"status": RUNNING, "closed_date": None, **UNCHECKED}
    values |= {"feedback": None, "feedback_on": None, "satisfaction": None}
    return _write(desk, row, values, [made], "恢复办理事项")


def _going_on(row: Row) -> str:
    """Return the state of an event that is not settled yet: what was moved up still waits for its answer."""
    return MOVED_UP if row.get("status") == MOVED_UP else RUNNING


def _number(desk: Desk, uid: str) -> int:
    return event_steps.next_number(desk, uid)


def _write(desk: Desk, row: Row, values: Mapping[str, object], steps: Sequence[Edit], label: str) -> Changes:
    after = {**row, **values}
    known = {**values, **event_limits.due_values(desk, after, row)} if values.get("tier") else dict(values)
    edits = [Edit(EVENT, str(row["uid"]), "update", known)] if known else []
    return desk.write([*edits, *steps], label)


def _day(text: str) -> str:
    day = parse_typed(text, ahead=True)
    if not day or len(day) != len("2026-01-01"):
        raise FieldError("请填写年月日，", advice="如 3月5日、20260305。")
    return day
