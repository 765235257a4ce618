"""Dialogs of tasks and of results: giving, answering, extending, accepting, taking back; each asks and does one act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from gridDesk.desk import grid_views, records, results, task_acts
from gridDesk.desk.office import Desk
from gridDesk.desk.results import MovedUp
from gridDesk.desk.tasks import Task
from gridDesk.ui import spelling
from gridDesk.ui.again import remembers
from gridDesk.ui.choosers import CodeChooser
from gridDesk.ui.event_dialog import text_of
from gridDesk.ui.words_dialog import WordsDialog, words_of


@remembers
def issue(desk: Desk, parent: QWidget | None = None) -> WordsDialog:
    """Ask what is to be done, until when, and by which offices below."""
    shape = desk.catalogue["task"]
    words = "勾选的每个单位各收到一份，各自签收、办结。下次给它们写数据包时一起送出。"
    made = WordsDialog(desk, "交办任务", words, "交办(&S)", parent)
    title = made.ask_text("任务名称(&M)", "如：排查出租房消防隐患")
    kind = made.ask_code("类别(&L)", shape["kind"].code_set)
    urgency = made.ask_beside("紧急(&J)", CodeChooser(shape["urgency"].code_set, spelling.keys))
    urgency.set_code("1")
    due = made.ask_date("办理时限(&X)", "", ahead=True)
    contact = made.ask_beside("电话(&P)", QLineEdit())
    contact.setPlaceholderText("有问题找谁")
    content = made.ask_words("任务内容(&N)", "要办什么、报什么；Ctrl+回车 交办")
    basis = made.ask_text("交办依据(&Y)", "文件、会议或法律条文，可不填")
    listed = grid_views.profile_of(desk).matters is not None  # 事项清单 (青岛规范四)
    matter = made.ask_code("清单事项(&Q)", shape["matter"].code_set) if listed else None
    approval = made.ask_beside("准入编号(&Z)", QLineEdit()) if listed else None
    if approval is not None:
        approval.setPlaceholderText("清单外填")
    offices = made.ask_offices()

    def act() -> object:
        values: dict[str, object] = {
            "title": text_of(title), "content": words_of(content), "kind": kind.code(), "urgency": urgency.code(),
            "due": records.parse(desk, "task", "due", due.text()), "basis": text_of(basis),
            "contact": shape.parse("contact", contact.text()),
            "matter": matter.code() if matter else None, "approval": text_of(approval) if approval else None,
        }  # fmt: skip
        return task_acts.issue(desk, offices.sites(), values)

    made.act = act
    return made.opened(title, 50)


@remembers
def progress(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask how a task goes."""
    return _words(desk, "写进展", f"“{task['title']}”办到哪一步了？", "保存(&S)", "进展(&J)",
                  lambda words: task_acts.progress(desk, task.uid, words), parent)  # fmt: skip


@remembers
def report_done(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask how a task was done."""
    intro = f"“{task['title']}”办完了。上级确认以后才算办结；没有通过的会退回来。"
    return _words(desk, "报办结", intro, "报办结(&S)", "办理情况(&Q)",
                  lambda words: task_acts.report_done(desk, task.uid, words), parent)  # fmt: skip


@remembers
def ask_time(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask until when more time is wanted, and why."""
    intro = f"“{task['title']}”原来的时限是 {task['due'] or '没有写'}。上级同意以后，时限才会改。"
    made = WordsDialog(desk, "申请延期", intro, "申请(&S)", parent)
    until = made.ask_date("申请延到(&D)", "", ahead=True)
    why = made.ask_words("原因(&Y)", "为什么来不及")
    made.act = lambda: task_acts.ask_time(desk, task.uid, until.text(), words_of(why))
    return made.opened(until)


@remembers
def accept(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask for a word when a report is accepted and the task closed."""
    told = f"{task.office}报：{task.last.content}" if task.stage == "reported" and task.last else "对方还没有报办结。"
    return _words(desk, "确认办结", f"“{task['title']}”。{told}", "确认办结(&S)", "意见(&Y)",
                  lambda words: task_acts.close(desk, [task.uid], words), parent, "可不填")  # fmt: skip


@remembers
def send_back(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask why a report, or a wish for more time, is not accepted."""
    late = task.stage == "later"
    told = task.last.content if task.last else ""
    return _words(desk, "不同意延期" if late else "退回重办", f"{task.office}：{told}", "退回(&S)", "原因(&Y)",
                  lambda words: task_acts.send_back(desk, task.uid, words), parent)  # fmt: skip


@remembers
def give_time(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask for another term: the day that was asked for stands there already."""
    asked = f"{task.office}{task.last.content}" if task.stage == "later" and task.last else ""
    made = WordsDialog(
        desk, "改时限", f"“{task['title']}”原来的时限是 {task['due'] or '没有写'}。{asked}", "改时限(&S)", parent
    )
    due = made.ask_date("新的时限(&D)", task.asked or task["due"], ahead=True)
    words = made.ask_words("意见(&Y)", "可不填", lines=2)
    made.act = lambda: task_acts.give_time(desk, task.uid, due.text(), words_of(words))
    return made.opened(due)


@remembers
def withdraw(desk: Desk, task: Task, parent: QWidget | None = None) -> WordsDialog:
    """Ask why a task is taken back."""
    intro = f"撤回交给{task.office}的“{task['title']}”。对方已经写的答复会留着。"
    return _words(desk, "撤回任务", intro, "撤回(&S)", "原因(&Y)",
                  lambda words: task_acts.withdraw(desk, [task.uid], words), parent)  # fmt: skip


@remembers
def give_result(desk: Desk, event: MovedUp, parent: QWidget | None = None) -> WordsDialog:
    """Ask what became of an event that an office below moved up."""
    shape = desk.catalogue[results.RESULT]
    intro = f"{event.office}上报的“{event.title}”。结果随下一个数据包送回，显示在村里的这件事项上。"
    made = WordsDialog(desk, "答复上报事项", intro, "答复(&S)", parent)
    outcome = made.ask_code("办理情况(&L)", shape["outcome"].code_set)
    result = made.ask_words("办理结果(&G)", "怎么办的、结果如何")
    by = made.ask_text("办理单位（人）(&B)", text=desk.office.name)
    on = made.ask_date("办理日期(&D)")
    satisfied = made.ask_code("当事人满意程度(&M)", shape["satisfied"].code_set)

    def act() -> object:
        values: dict[str, object] = {
            "outcome": outcome.code(), "result": words_of(result), "handled_by": text_of(by),
            "date": records.parse(desk, results.RESULT, "date", on.text()), "satisfied": satisfied.code(),
        }  # fmt: skip
        return results.give(desk, event.uid, values)

    made.act = act
    return made.opened(outcome)


def _words(
    desk: Desk, title: str, intro: str, go: str, label: str, act: Callable[[str], object], parent: QWidget | None,
    hint: str = "",
) -> WordsDialog:  # fmt: skip
    """Return a dialog that asks for some sentences and does one act with them."""
    made = WordsDialog(desk, title, intro, go, parent)
    words = made.ask_words(label, hint)
    made.act = lambda: act(words_of(words))
    return made.opened(words)
