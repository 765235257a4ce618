"""What is known of one task, one result or one event moved up: its facts, its words, and what happened to it so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridDesk.desk import results, tasks
from gridDesk.desk.office import Desk
from gridDesk.desk.results import MovedUp, Result
from gridDesk.desk.tasks import Step, Task
from gridDesk.ui import pieces, theme
from gridDesk.ui.words import when_words


class TaskPanel(QWidget):
    """A card with the facts, and one with the timeline below; empty while nothing is chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.facts, self.steps = pieces.Card(""), pieces.Card("经过")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addWidget(self.facts)
        column.addWidget(self.steps)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))
        self.show_nothing()

    def show_nothing(self, words: str = "") -> None:
        """Show that nothing is chosen."""
        self._show(words, [], [])
        self.facts.setVisible(bool(words))

    def show_task(self, task: Task) -> None:
        """Show a task with its timeline."""
        shape = self.desk.catalogue["task"]
        kind, urgency, matter = (shape[key].show(task.row.get(key)) for key in ("kind", "urgency", "matter"))
        pairs = [
            ("状态", "，".join(word for word in (task.status, task.term) if word)),
            ("承办单位", task.office if task.site != self.desk.office.site else ""),
            ("任务内容", task["content"]), ("上级意见", task["answer"]), ("办理时限", task["due"] or "没有限期"),
            ("依据", task["basis"]), ("清单事项", matter), ("准入编号", task["approval"]), ("任务编号", "，".join(word for word in (task["number"], kind, urgency) if word)),
            ("交办", f"{task['issued_on']}　{task.giver} {task['issued_by']}".strip()), ("联系电话", task["contact"]),
        ]  # fmt: skip
        self._show(task["title"], pairs, tasks.timeline(self.desk, task.uid))

    def show_result(self, result: Result) -> None:
        """Show what was decided above about an event of ours."""
        pairs = [
            ("办理情况", result.outcome), ("办理单位", result.handled_by), ("办理日期", result.date),
            ("满意程度", result.satisfied), ("签收", result.signed or "还没有签收"), ("办理结果", result.result),
        ]  # fmt: skip
        self._show(result.title, pairs, [])

    def show_event(self, event: MovedUp) -> None:
        """Show an event that an office below moved up, with the results it was given."""
        shape, row = self.desk.catalogue["event"], event.row
        pairs = [
            ("上报单位", event.office), ("发现日期", event.date), ("事项编号", str(row.get("number") or "")),
            ("类别", shape["kind"].show(row.get("kind"))), ("严重程度", shape["severity"].show(row.get("severity"))),
            ("地点", str(row.get("place") or "")), ("情况", str(row.get("situation") or "")),
            ("诉求", str(row.get("demand") or "")), ("处理过程", str(row.get("process") or "")),
        ]  # fmt: skip
        given = results.results_of(self.desk, event.uid)
        self._show(event.title, pairs, [Step(one.date, one.handled_by, one.outcome, one.result) for one in given])

    def _show(self, title: str, pairs: Sequence[tuple[str, str]], steps: Sequence[Step]) -> None:
        self.facts.show()
        self.facts.heading.setText(title)
        self.facts.heading.setWordWrap(True)
        self.facts.clear()
        known = [(label, text) for label, text in pairs if text]
        if known:
            self.facts.body.addLayout(pieces.facts(known, 1))
        self.steps.clear()
        self.steps.setVisible(bool(steps))
        for step in steps:
            self.steps.body.addWidget(theme.subtle(f"{when_words(step.at)}　{step.who}　{step.what}"))
            if step.content:
                self.steps.body.addWidget(theme.body(step.content))
