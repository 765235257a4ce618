"""Dialogs of the acts on an event: each asks for what its act needs and does it as one act that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from gridDesk.desk import event_above, event_acts, records
from gridDesk.desk.event_steps import STEP
from gridDesk.desk.events import EventView
from gridDesk.desk.office import Desk
from gridDesk.ui.again import remembers
from gridDesk.ui.event_dialog import text_of
from gridDesk.ui.words_dialog import WordsDialog, words_of


class Asked(NamedTuple):
    """An act that asks for some sentences only: title, button, label and hint of the field, the act, whether it must be."""

    title: str
    go: str
    label: str
    hint: str
    act: Callable[[Desk, str, str], object]
    intro: str = ""


WORDS = {
    "accept": Asked("受理", "受理(&S)", "说明(&Y)", "可不填", lambda desk, uid, words: event_acts.accept(desk, uid, words), "受理“{title}”。"),
    "return": Asked("退回", "退回(&S)", "原因(&Y)", "哪里还要办", lambda desk, uid, words: event_acts.send_back(desk, uid, words), "把“{title}”退回去重新办理。"),
    "urge": Asked("催办", "催办(&S)", "说明(&Y)", "可不填", lambda desk, uid, words: event_acts.urge(desk, uid, words), "催办“{title}”。"),
    "reopen": Asked(
        "恢复办理", "恢复(&S)", "原因(&Y)", "如：又反弹了、当事人不认可",
        lambda desk, uid, words: event_acts.reopen(desk, uid, words), "恢复办理“{title}”。恢复以后，要重新现场核查才能销号。",
    ),
    "close": Asked(
        "销号", "销号(&S)", "说明(&Y)", "可不填", lambda desk, uid, words: event_acts.close(desk, uid, words), "“{title}”已经现场核查，现在销号。"
    ),
    "above_accept": Asked(
        "受理上报事项", "受理(&S)", "说明(&Y)", "可不填", lambda desk, uid, words: event_above.accept(desk, uid, words),
        "受理“{title}”。村里收到下一个数据包就能看到。",
    ),
    "above_progress": Asked(
        "告诉进展", "保存(&S)", "进展(&J)", "办到哪一步了",
        lambda desk, uid, words: event_above.say(desk, uid, event_above.UNDER_WAY, words), "“{title}”办到哪一步了。随下一个数据包送回村里，村里据此分段反馈。",
    ),
    "above_urge": Asked("催办", "催办(&S)", "说明(&Y)", "可不填", lambda desk, uid, words: event_above.urge(desk, uid, words), "催村里办“{title}”，随下一个数据包送出。"),
    "above_return": Asked(
        "退回村（社区）", "退回(&S)", "原因(&Y)", "为什么退回、由谁来办",
        lambda desk, uid, words: event_above.send_back(desk, uid, words), "把“{title}”退回登记的村（社区）办理。",
    ),
}  # fmt: skip


@remembers
def words(desk: Desk, uid: str, title: str, act: str, parent: QWidget | None = None) -> WordsDialog:
    """Ask for some sentences and do the act of that name."""
    asked = WORDS[act]
    made = WordsDialog(desk, asked.title, asked.intro.format(title=title), asked.go, parent)
    field = made.ask_words(asked.label, asked.hint)
    made.act = lambda: asked.act(desk, uid, words_of(field))
    return made.opened(field)


@remembers
def solve(desk: Desk, uid: str, title: str, parent: QWidget | None = None) -> WordsDialog:
    """Ask how an event was solved on the spot, and whether who did it saw that it is."""
    made = WordsDialog(desk, "当场解决", f"“{title}”怎么解决的，写一句，反馈和卷宗都用它。", "保存(&S)", parent)
    field = made.ask_words("怎么解决的(&J)", "如：已清理楼道杂物，户主答应不再堆放")
    seen = made.ask_yes("我在现场，已看到解决，同时核查销号(&X)", ticked=True)
    made.act = lambda: event_acts.solve(desk, uid, words_of(field), checked=seen.isChecked())
    return made.opened(field)


@remembers
def report(desk: Desk, uid: str, title: str, parent: QWidget | None = None) -> WordsDialog:
    """Ask to whom an event is reported up."""
    intro = f"“{title}”。时间、地点、人物、情况写全才能上报；随下一个数据包送到上级。"
    made = WordsDialog(desk, "上报", intro, "上报(&S)", parent)
    to = made.ask_text("报给谁(&D)", "可不填，如 街道综治中心")
    field = made.ask_words("说明(&Y)", "村里办到哪一步、要上级解决什么，可不填")
    made.act = lambda: event_acts.report_up(desk, uid, words_of(field), text_of(to))
    return made.opened(to)


@remembers
def hand(desk: Desk, uid: str, title: str, act: str, first: str = "", parent: QWidget | None = None) -> WordsDialog:
    """Ask to whom an event is handed: 交办, 分流 or 转办."""
    heading = {"assign": "交办", "forward": "分流", "transfer": "转办"}[act]
    made = WordsDialog(desk, heading, f"“{title}”。首接责任人不变，由他跟踪到底。", f"{heading}(&S)", parent)
    to = made.ask_text("交给谁(&D)", "单位或人", first)
    due = made.ask_date("时限(&X)", "", ahead=True) if act == "assign" else None
    field = made.ask_words("要求(&Y)", "可不填")

    def go() -> object:
        if act == "assign" and due is not None:
            return event_acts.assign(desk, uid, text_of(to), words_of(field), due.text())
        make = event_acts.forward if act == "forward" else event_acts.transfer
        return make(desk, uid, text_of(to), words_of(field))

    made.act = go
    return made.opened(to)


@remembers
def handle(desk: Desk, uid: str, title: str, parent: QWidget | None = None) -> WordsDialog:
    """Ask how an event was handled, and whether that settles it."""
    made = WordsDialog(desk, "办理", f"“{title}”办到哪一步了。办完的，到现场核查以后再销号。", "保存(&S)", parent)
    field = made.ask_words("办理情况(&J)", "做了什么、结果如何")
    done = made.ask_yes("已办完，转现场核查(&X)")
    pictures = made.ask_pictures("照片(&P)", STEP, "pictures")
    made.act = lambda: event_acts.handle(
        desk, uid, words_of(field), done=done.isChecked(), pictures=pictures.raw()
    )  # fmt: skip
    return made.opened(field)


@remembers
def stage(desk: Desk, uid: str, title: str, to: str = "", parent: QWidget | None = None) -> WordsDialog:
    """Ask what whoever reported it was told so far."""
    made = WordsDialog(desk, "阶段反馈", f"“{title}”。没有办完也要分段告诉反映的人。", "保存(&S)", parent)
    whom = made.ask_text("告诉了谁(&D)", "可不填", to)
    field = made.ask_words("说了什么(&J)", "办到哪一步、大概什么时候办完")
    made.act = lambda: event_acts.stage(desk, uid, words_of(field), text_of(whom))
    return made.opened(field)


@remembers
def answer(desk: Desk, uid: str, title: str, to: str = "", parent: QWidget | None = None) -> WordsDialog:
    """Ask what the parties were told and how content they are."""
    shape = desk.catalogue["event"]
    made = WordsDialog(desk, "反馈当事人", f"把“{title}”的办理结果告诉当事人。", "保存(&S)", parent)
    whom = made.ask_text("反馈给谁(&D)", "可不填", to)
    field = made.ask_words("反馈内容(&J)", "告诉当事人的办理结果")
    content = made.ask_code("满意程度(&M)", shape["satisfaction"].code_set)
    made.act = lambda: event_acts.answer(desk, uid, words_of(field), content.code() or "", text_of(whom))
    return made.opened(field)


@remembers
def check(desk: Desk, uid: str, title: str, parent: QWidget | None = None) -> WordsDialog:
    """Ask what was seen on the spot, by whom, and whether it is mended."""
    made = WordsDialog(desk, "现场核查", f"“{title}”。到现场看过才算；核查通过才能销号。", "保存(&S)", parent)
    by = made.ask_text("核查人(&D)", text=desk.user)
    field = made.ask_words("看到什么(&J)", "隐患在不在、当事人怎么说")
    passed = made.ask_one("结果(&G)", [
        ("已解决，同时销号", "close"), ("已解决，先不销号", "passed"), ("没有解决，继续办理", "not"),
    ])  # fmt: skip
    pictures = made.ask_pictures("照片(&P)", STEP, "pictures")

    def go() -> object:
        result = str(passed.currentData())
        return event_acts.check(
            desk, uid, words_of(field), by=text_of(by), passed=result != "not", close_too=result == "close",
            pictures=pictures.raw(),
        )  # fmt: skip

    made.act = go
    return made.opened(field)


@remembers
def postpone(desk: Desk, uid: str, title: str, due: str = "", parent: QWidget | None = None) -> WordsDialog:
    """Ask for a later limit, and why."""
    intro = f"“{title}”原来的时限是 {due or '没有规定'}。延期要说明原因，并向当事人解释。"
    made = WordsDialog(desk, "延期", intro, "延期(&S)", parent)
    until = made.ask_date("延到(&D)", "", ahead=True)
    field = made.ask_words("原因(&Y)", "为什么来不及")
    made.act = lambda: event_acts.postpone(desk, uid, until.text(), words_of(field))
    return made.opened(until)


# --- above -----------------------------------------------------------------------------------------------------------


@remembers
def above_answer(desk: Desk, uid: str, title: str, parent: QWidget | None = None) -> WordsDialog:
    """Ask what became of an event that was moved up."""
    shape = desk.catalogue["handling_result"]
    intro = f"“{title}”。结果随下一个数据包送回，村里核查后销号，并向当事人反馈。"
    made = WordsDialog(desk, "答复上报事项", intro, "答复(&S)", parent)
    outcome = made.ask_code("办理情况(&L)", shape["outcome"].code_set, event_above.SETTLED)
    result = made.ask_words("办理结果(&G)", "怎么办的、结果如何")
    by = made.ask_text("办理单位（人）(&B)", text=desk.office.name)
    satisfied = made.ask_code("当事人满意程度(&M)", shape["satisfied"].code_set)
    made.act = lambda: event_above.say(
        desk, uid, outcome.code() or "", words_of(result), handled_by=text_of(by), satisfied=satisfied.code() or ""
    )
    return made.opened(result)


@remembers
def above_assign(desk: Desk, uid: str, title: str, site: str = "", parent: QWidget | None = None) -> WordsDialog:
    """Ask which offices below are to handle an event, and until when."""
    intro = f"“{title}”。勾选的每个单位收到一项任务，各自签收、办结；登记的村也会看到。"
    made = WordsDialog(desk, "交办上报事项", intro, "交办(&S)", parent)
    due = made.ask_date("办理时限(&X)", "", ahead=True)
    content = made.ask_words("要办什么(&N)", "如：牵头调解，一周内报结果")
    offices = made.ask_offices()
    offices.tick_only([site])
    made.act = lambda: event_above.assign(desk, uid, offices.sites(), words_of(content), due=_day(desk, due.text()))
    return made.opened(content, 46)


def _day(desk: Desk, text: str) -> str:
    return str(records.parse(desk, "task", "due", text) or "")


def title_of(event: EventView) -> str:
    """Return what an event is called in the sentences of dialogs."""
    return event.line.title or f"{event.line.date} 的事项"
