"""The lists of the task page: their columns, their lines, and what they come to in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.desk.results import MovedUp, Result
from gridDesk.desk.tasks import Task
from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line

RECEIVED = (Heading("任务"), Heading("状态", 5), Heading("时限", 6.5), Heading("剩余", 6))
SENT = (Heading("单位", 6), Heading("任务"), Heading("状态", 5), Heading("时限", 6.5), Heading("剩余", 6))
MOVED = (Heading("单位", 6), Heading("事项"), Heading("发现日期", 6.5), Heading("答复", 4))
RESULTS = (Heading("事项"), Heading("办理情况", 6), Heading("办理日期", 6.5), Heading("签收", 6.5))


@dataclass(frozen=True)
class Face:
    """One side of the page: its key and word, the columns of its list, and what an empty one says."""

    key: str
    words: str
    headings: tuple[Heading, ...]
    empty: str


FACES = {
    "received": Face(
        "received", "交给本单位的", RECEIVED, "上级还没有交办任务。收到的任务会列在这里，先签收，再办理。"
    ),
    "results": Face("results", "上报事项的结果", RESULTS, "还没有收到结果。上报的事项由上级办理以后，结果会列在这里。"),
    "sent": Face("sent", "本单位交办的", SENT, "还没有交办过任务。点“交办任务”，勾选要办的单位。"),
    "moved": Face("moved", "下级上报的事项", MOVED, "没有等着答复的事项。下级在“事项”页上报以后，会列在这里。"),
}


def uid_of(what: object) -> str:
    """Return the uid of what a line stands for, "" when it is nothing."""
    return str(getattr(what, "uid", ""))


def task_line(task: Task, with_office: bool) -> Line:
    """Return a task as a line of its list."""
    texts = (task["title"], task.status, task["due"], task.term)
    icon, colour = _mark(task)
    return Line((task.office, *texts) if with_office else texts, task, icon, 0, colour)


def _mark(task: Task) -> tuple[str, str]:
    if not task.open:
        return "check-circle" if task.stage == "closed" else "minus", theme.SUBTLE
    if task.overdue:
        return "warn", theme.WARN
    return {"new": "bell", "reported": "check", "later": "clock"}.get(task.stage, "dot"), ""


def event_line(event: MovedUp) -> Line:
    """Return an event moved up as a line of its list."""
    answered = "已答复" if event.results else "等答复"
    texts = (event.office, event.title, event.date, answered)
    return Line(texts, event, "check-circle" if event.results else "bell", 0, theme.SUBTLE if event.results else "")


def result_line(result: Result) -> Line:
    """Return a result as a line of its list."""
    texts = (result.title, result.outcome, result.date, result.signed or "未签收")
    return Line(texts, result, "check-circle" if result.signed else "bell", 0, theme.SUBTLE if result.signed else "")


def count_words(key: str, found: Sequence[object]) -> str:
    """Return in a sentence how many there are, and how many wait or are overdue."""
    if not found:
        return ""
    if key in ("received", "sent"):
        given = [task for task in found if isinstance(task, Task)]
        still, late = sum(task.open for task in given), sum(task.overdue for task in given)
        new = sum(task.stage == "new" for task in given)
        asked = sum(task.stage in ("reported", "later") for task in given) if key == "sent" else 0
        counts = (("待签收", new), ("超期", late), ("待批复", asked))
        parts = [f"在办 {still}", *(f"{words} {count}" for words, count in counts if count)]
        return f"共 {len(given)} 项：{'，'.join(parts)}。"
    waiting = sum(not (what.results if isinstance(what, MovedUp) else what.signed) for what in found)  # type: ignore[attr-defined]
    return f"共 {len(found)} 件，{waiting} 件{'等答复' if key == 'moved' else '没有签收'}。"
