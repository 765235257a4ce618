"""Which acts an event's page offers for where the event stands, and how each is done: the main one first in line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from gridDesk.desk import event_above, event_steps
from gridDesk.desk.events import EventView
from gridDesk.desk.office import Desk
from gridDesk.ui import events_dialogs as dialogs
from gridDesk.ui.words_dialog import WordsDialog

NOW = 3  # acts that have a button of their own; the others stand in the menu


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its key, its words with their Alt letter, its icon."""

    key: str
    words: str
    icon: str

    @property
    def plain(self) -> str:
        """Return the words without the letter."""
        return self.words.partition("(&")[0] + ("…" if self.words.endswith("…") else "")


ACTS = {
    act.key: act
    for act in (
        Act("solve", "当场解决(&J)…", "check"), Act("report", "上报(&U)…", "export"), Act("assign", "交办(&A)…", "forward"),
        Act("handle", "办理(&E)…", "edit"), Act("check", "现场核查(&K)…", "eye"), Act("close", "销号(&X)…", "check-circle"),
        Act("answer", "反馈当事人(&R)…", "phone"), Act("stage", "阶段反馈(&S)…", "bell"), Act("take", "接收结果(&L)", "import"),
        Act("accept", "受理(&L)…", "check"), Act("forward", "分流(&W)…", "forward"), Act("transfer", "转办(&Z)…", "forward"),
        Act("postpone", "延期(&D)…", "clock"), Act("urge", "催办(&C)…", "bell"), Act("return", "退回(&T)…", "back"),
        Act("reopen", "恢复办理(&V)…", "undo"), Act("above_accept", "受理(&L)…", "check"),
        Act("above_answer", "答复(&D)…", "edit"), Act("above_assign", "交办(&A)…", "forward"),
        Act("above_progress", "告诉进展(&J)…", "bell"), Act("above_urge", "催办(&C)…", "bell"),
        Act("above_return", "退回(&T)…", "back"),
    )
}  # fmt: skip

_RUNNING = (
    "handle",
    "stage",
    "check",
    "report",
    "assign",
    "forward",
    "transfer",
    "answer",
    "postpone",
    "urge",
    "return",
)
_BELOW = ("above_accept", "above_assign", "above_answer", "above_progress", "above_urge", "above_return")


def offered(event: EventView) -> list[Act]:
    """Return what can be done with an event now, what suggests itself first."""
    return [ACTS[key] for key in _keys(event)]


def _keys(event: EventView) -> list[str]:
    status = str(event.row.get("status") or event_steps.WAITING)
    if not event.own:
        return _above(event, status)
    if status == event_steps.DONE:
        found = ["reopen", "answer"] if event.row.get("feedback_on") else ["answer", "reopen"]
    elif status == event_steps.TO_CHECK:
        first = ["close"] if event.row.get("checked_on") else ["check"]
        found = [*first, "answer", "check", "stage", "return", "handle", "postpone", "report", "urge"]
    elif status == event_steps.MOVED_UP:
        found = ["stage", "check", "handle", "urge", "answer", "postpone"]
    elif status == event_steps.RUNNING:
        found = list(_RUNNING)
    else:
        first = [event.advice.act] if event.advice else ["handle"]
        found = [*first, "solve", "handle", "report", "assign", "accept", *_RUNNING]
    return list(dict.fromkeys([*(["take"] if event.waiting else []), *found]))


def _above(event: EventView, status: str) -> list[str]:
    if status == event_steps.DONE:
        return []
    steps = [one for one in event.course if one.ledger == event_steps.STEP]
    up = max((one.number for one in steps if one.act == event_steps.UP), default=None)
    taken = any(
        one.act == event_steps.ACCEPT and one.office != event.line.office and event_steps.answers(one.number, up)
        for one in steps
    )
    return [key for key in (*_BELOW[1:], *_BELOW[:1]) if key != "above_accept"] if taken else list(_BELOW)


def dialog(desk: Desk, event: EventView, key: str, parent: QWidget) -> WordsDialog | None:
    """Return the dialog of an act, None for one that asks nothing."""
    uid, title = event.line.uid, dialogs.title_of(event)
    whom = event.text["person"] or event.text["party_name"] or event.text["finder"]
    makers: dict[str, Callable[[], WordsDialog]] = {
        "solve": lambda: dialogs.solve(desk, uid, title, parent), "report": lambda: dialogs.report(desk, uid, title, parent),
        "assign": lambda: dialogs.hand(desk, uid, title, "assign", "", parent),
        "forward": lambda: dialogs.hand(desk, uid, title, "forward", "", parent),
        "transfer": lambda: dialogs.hand(desk, uid, title, "transfer", "", parent),
        "handle": lambda: dialogs.handle(desk, uid, title, parent), "check": lambda: dialogs.check(desk, uid, title, parent),
        "stage": lambda: dialogs.stage(desk, uid, title, whom, parent),
        "answer": lambda: dialogs.answer(desk, uid, title, whom, parent),
        "postpone": lambda: dialogs.postpone(desk, uid, title, event.line.due, parent),
        "above_answer": lambda: dialogs.above_answer(desk, uid, title, parent),
        "above_assign": lambda: dialogs.above_assign(desk, uid, title, str(event.row["office"]), parent),
    }  # fmt: skip
    if key in dialogs.WORDS:
        return dialogs.words(desk, uid, title, key, parent)
    return makers[key]() if key in makers else None


def do_at_once(desk: Desk, event: EventView, key: str) -> str:
    """Do an act that asks nothing; return what to say."""
    if key != "take":
        raise KeyError(key)
    event_above.take(desk, event.line.uid)
    return "已接收上级的办理结果。"


def saved_words(key: str) -> str:
    """Return what to say after an act: that it travels, or that it can be undone."""
    if key == "report" or key.startswith("above_"):
        return "已保存，随下一个数据包送出。"
    return "已保存。按 Ctrl+Z 可以撤销。"
