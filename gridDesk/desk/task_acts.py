"""What is done with tasks: the office above gives, withdraws, extends and closes; the one below signs, tells and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridDesk.desk import down, event_steps, policies, replies
from gridDesk.desk.office import Desk
from gridDesk.desk.replies import DONE, LATER, PROGRESS, SIGNED
from gridDesk.desk.tasks import CLOSED, RUNNING, TASK, WITHDRAWN, Task, find, last_day
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Changes, Edit
from gridDesk.ledger.dates import parse_typed
from gridDesk.policy import admit
from gridDesk.text import today, today_iso, trim

_STEPS = {
    SIGNED: event_steps.ACCEPT, PROGRESS: event_steps.HANDLE, DONE: event_steps.HANDLE, LATER: event_steps.POSTPONE,
}  # fmt: skip

# --- the office that gives them --------------------------------------------------------------------------------------


def issue(desk: Desk, sites: Sequence[str], values: Mapping[str, object], *, first: Sequence[Edit] = ()) -> list[str]:
    """Give offices below a task, one act with `first`; returns the uids of their records. Raises DeskError."""
    known = {"issued_on": today_iso(), "issued_by": desk.user, "status": RUNNING} | {
        key: value for key, value in values.items() if value not in (None, "")
    }
    known.setdefault("number", next_number(desk))
    _check_matter(desk, known)
    due = str(known.get("due") or "")
    if due and last_day(due) < str(known["issued_on"]):
        raise DeskError("办理时限在交办日期以前，", advice="请改一个晚一些的日子。")
    return down.send(desk, TASK, list(sites), known, first=first)


def _check_matter(desk: Desk, values: Mapping[str, object]) -> None:
    """Refuse what the regulation keeps grids out of, and what it has no number of approval for (青岛规范四（二）)."""
    now = today()
    profile = policies.profile_on(desk, now)
    said = admit(profile, str(values.get("matter") or ""), str(values.get("approval") or ""), day=now)
    if not said.allowed:
        raise DeskError(said.sentence)


def next_number(desk: Desk) -> str:
    """Return the number for the next task of this year (2026-007): one more than the highest given."""
    year = today_iso()[:4]
    numbers = [str(row.get("number") or "") for row in down.sent(desk, TASK, states=())]
    given = [int(one[5:]) for one in numbers if one.startswith(f"{year}-") and one[5:].isdigit()]
    return f"{year}-{max(given, default=0) + 1:03d}"


def withdraw(desk: Desk, uids: Sequence[str], why: str) -> Changes:
    """Take tasks back (撤回), saying why; what was answered stays. Raises DeskError."""
    if not trim(why):
        raise DeskError("还没有写撤回的原因，", advice="请写一句，对方看得到。")
    return _end(desk, uids, WITHDRAWN, "撤回任务", why)


def close(desk: Desk, uids: Sequence[str], words: str = "") -> Changes:
    """Accept tasks as done (确认办结)."""
    return _end(desk, uids, CLOSED, "确认任务办结", words)


def _end(desk: Desk, uids: Sequence[str], status: str, label: str, words: str) -> Changes:
    edits = []
    for uid in uids:
        task = _mine_open(desk, uid)
        values: dict[str, object] = {"status": status, "done_on": today_iso()}
        edits.append(Edit(TASK, uid, "update", values | _answered(task, words)))
    return desk.write(edits, f"{label}（{len(edits)}个单位）")


def give_time(desk: Desk, uid: str, due: str, words: str = "") -> Changes:
    """Set another term (延期), as asked for or of one's own accord. Raises DeskError for a day that is no date."""
    task = _mine_open(desk, uid)
    values: dict[str, object] = {"due": _day(due)}
    return desk.write([Edit(TASK, uid, "update", values | _answered(task, words))], "修改任务时限")


def send_back(desk: Desk, uid: str, why: str) -> Changes:
    """Not accept a report, or a wish for more time: the task goes on as it was. Raises DeskError without a reason."""
    task = _mine_open(desk, uid)
    if task.stage not in ("reported", "later") or task.last is None:
        raise DeskError("这项任务没有等着批复的报办结或延期申请，", advice="请刷新后再看。")
    if not trim(why):
        raise DeskError("还没有写退回的原因，", advice="请写清哪里还要办，对方看得到。")
    label = "退回报办结" if task.stage == "reported" else "不同意延期"
    return desk.write([Edit(TASK, uid, "update", _answered(task, why))], label)


def _answered(task: Task, words: str) -> dict[str, object]:
    """Return the values that settle what was reported or asked for, with what is said of it."""
    settled: dict[str, object] = {"answered": task.last.uid} if task.last else {}
    return settled | ({"answer": trim(words)} if trim(words) else {})


def _mine_open(desk: Desk, uid: str) -> Task:
    down.sent_one(desk, TASK, uid)
    task = find(desk, uid)
    if not task.open:
        raise DeskError(f"这项任务{task.status}，", advice="不能再改；还要办就另外交办一项。")
    return task


# --- the office that has to do them ----------------------------------------------------------------------------------


def sign(desk: Desk, uid: str) -> Changes:
    """Sign for a task (签收). Raises DeskError for one that was signed for, ended or taken back."""
    if _to_do(desk, uid).stage != "new":
        raise DeskError("这项任务已经签收过，", advice="可以直接写进展或报办结。")
    return _reply(desk, uid, SIGNED, "签收任务")


def progress(desk: Desk, uid: str, words: str) -> Changes:
    """Tell how a task goes (写进展). Raises DeskError without words."""
    _to_do(desk, uid)
    return _reply(desk, uid, PROGRESS, "填写任务进展", _said(words, "进展", "请写一句办到哪一步了。"))


def report_done(desk: Desk, uid: str, words: str) -> Changes:
    """Report a task done (报办结); it is closed when the office above accepts that. Raises DeskError without words."""
    if _to_do(desk, uid).stage == "reported":
        raise DeskError("这项任务已经报过办结，", advice="等上级确认；要补充就点“写进展”。")
    return _reply(desk, uid, DONE, "任务报办结", _said(words, "办理情况", "请写一句怎么办的、结果如何。"))


def ask_time(desk: Desk, uid: str, until: str, why: str) -> Changes:
    """Ask for more time (申请延期) until a day. Raises DeskError for a day not after the term, or without a reason."""
    task, day = _to_do(desk, uid), _day(until)
    if last_day(day) <= max(task["due"], today_iso()):
        raise DeskError("申请的日期不比原来的时限和今天晚，", advice="请填一个更晚的日子。")
    words = _said(why, "延期的原因", "请写一句为什么来不及。")
    return _reply(desk, uid, LATER, "申请任务延期", f"申请延到 {day}：{words}", replies.packed(day))


def _to_do(desk: Desk, uid: str) -> Task:
    down.received_one(desk, TASK, uid)
    task = find(desk, uid)
    if not task.open:
        raise DeskError(f"这项任务{task.status}，", advice="不用再办了。")
    return task


def _reply(desk: Desk, uid: str, decision: str, label: str, content: str = "", value: str = "") -> Changes:
    edits = replies.answer(desk, TASK, uid, decision, content=content, value=value)
    return desk.write([*edits, *_on_event(desk, uid, decision, content)], label)


def _on_event(desk: Desk, uid: str, decision: str, content: str) -> list[Edit]:
    """Return the step that tells of an answer on the course of the event that the task is about, none for other tasks."""
    task = desk.store.get(TASK, uid) or {}
    event = str(task.get("about") or "")
    act = _STEPS.get(decision)
    if act is None or task.get("about_ledger") != event_steps.EVENT or desk.store.get(event_steps.EVENT, event) is None:
        return []
    words = f"任务 {task.get('number') or ''}：{content or '已签收。'}"
    number = event_steps.next_number(desk, event)
    return [event_steps.step(desk, event, act, number, words=words, about=(TASK, uid))]


def _said(words: str, what: str, advice: str) -> str:
    if not trim(words):
        raise DeskError(f"还没有写{what}，", advice=advice)
    return trim(words)


def _day(text: str) -> str:
    day = parse_typed(text, ahead=True)
    if not day:
        raise FieldError("请填写日期，", advice="如 3月5日、20260305。")
    return day
