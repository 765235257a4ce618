"""What is known of one event: its facts and limit, its pictures before and after, and its whole course."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import attachments
from gridDesk.desk.event_course import Happened
from gridDesk.desk.events import EventView
from gridDesk.desk.office import Desk
from gridDesk.ui import pieces, theme
from gridDesk.ui.picture_strip import PictureStrip

NUMBER = 1.8  # Hanzi that the number of a step is wide


class EventPanel(QWidget):
    """Cards below each other: the event, its pictures, 办理经过."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.about: EventView | None = None
        self.advice = theme.warn_label("", "note")
        self.hint = theme.warn_label("")
        self.facts, self.pictures, self.steps = pieces.Card(""), pieces.Card("照片"), pieces.Card("办理经过")
        self.strips = {key: PictureStrip(lambda name: attachments.data(desk, name), words) for key, words in _PICTURES}
        for key, words in _PICTURES:
            label = theme.subtle(words)
            self.pictures.body.addWidget(label)
            self.pictures.body.addWidget(self.strips[key])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        for widget in (self.advice, self.hint, self.facts, self.steps, self.pictures):
            column.addWidget(widget)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))
        self.show_event(None)

    def show_event(self, event: EventView | None) -> None:
        """Show an event, or nothing."""
        self.about = event
        for widget in (self.advice, self.hint, self.facts, self.pictures, self.steps):
            widget.setVisible(event is not None)
        if event is None:
            return
        self.advice.say(_advice(event), "note")
        self.hint.say(event.hint, "warn")
        self.facts.heading.setText(event.text["title"])
        self.facts.heading.setWordWrap(True)
        self.facts.clear()
        self.facts.body.addLayout(pieces.facts(_facts(self.desk, event), 1))
        self._show_pictures(event)
        self.steps.clear()
        for number, one in enumerate(event.course, 1):
            self.steps.body.addLayout(_line(self.desk, number, one, event))

    def _show_pictures(self, event: EventView) -> None:
        lists = {key: attachments.listed(event.row.get(key)) for key, _ in _PICTURES}
        for place, (key, _words) in enumerate(_PICTURES):
            self.strips[key].show_pictures(lists[key])
            self.pictures.body.itemAt(place * 2).widget().setVisible(bool(lists[key]))
        self.pictures.setVisible(any(lists.values()))


_PICTURES = (("pictures", "现场"), ("pictures_after", "整改后"))


def _advice(event: EventView) -> str:
    if event.waiting:
        then = "接收以后，本事项转到相应的环节" if event.line.open else "本事项已经销号，接收只表示看到了"
        return f"上级有 {len(event.waiting)} 条办理结果等着接收；{then}。"
    return event.advice.words if event.advice else ""


def _facts(desk: Desk, event: EventView) -> list[tuple[str, str]]:
    """Return what is known, what counts most first."""
    text, line = event.text, event.line
    state = "，".join(part for part in (line.state, line.term if line.open else f"{line.closed} 办结") if part.strip())
    due = "　".join(part for part in (line.due, f"（{event.limit}）" if event.limit else "") if part)
    parties = "、".join(part for part in (text["person"], text["party_name"], text["other_party"]) if part)
    where = "　".join(part for part in (text["grid"], text["place"] or text["household"]) if part)
    found = " ".join(part for part in (text["date"], text["time"], text["finder"]) if part)
    found = "　".join(part for part in (found, text["source"]) if part)
    tasks = "；".join(f"{row.get('number') or ''} {row.get('title') or ''}".strip() for row in event.tasks)
    about = [text[key] for key in ("unit", "shop", "key_place") if text[key]]
    kinds = "、".join(
        part for part in (text["kind"], text["hazard_kind"], text["dispute_kind"], text["agency_kind"]) if part
    )
    first, now = text["first_owner"], text["handled_by"]
    hands = "，".join(part for part in (f"{first}（首接）" if first else "", now if now != first else "") if part)
    pairs = [
        ("状态", state), ("时限", due or event.limit), ("登记单位", "" if event.own else line.office), ("编号", text["number"]),
        ("类别", "　".join(part for part in (kinds, text["severity"]) if part)), ("职责", event.duty),
        ("清单事项", " ".join(filter(None, (text["matter"], text["approval"])))), ("发现", found), ("地点", where),
        ("涉及单位", "、".join(about)), ("当事人", parties), ("联系电话", text["finder_phone"]), ("情况", text["situation"]),
        ("诉求", text["demand"]), ("所需材料", text["materials"]), ("三个时间", event.times), ("责任人", hands),
        ("处理结果", text["result"]), ("核查", " ".join(filter(None, (text["checked_on"], text["checked_by"])))),
        ("反馈", " ".join(filter(None, (text["feedback_on"], text["feedback"], text["satisfaction"])))), ("任务", tasks),
    ]  # fmt: skip
    return [(label, words) for label, words in pairs if words]


def _line(desk: Desk, number: int, one: Happened, event: EventView) -> QHBoxLayout:
    """Return a step: its number, the act in bold, when and who behind it, what was said and its pictures below."""
    place = QLabel(str(number))
    place.setProperty("role", "subtle")
    place.setFixedWidth(theme.chars(NUMBER))
    place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    act = QLabel(one.word)
    act.setFont(theme.font(medium=True))
    other = one.office if one.office not in (one.who, event.line.office) else ""
    told = theme.subtle("　".join(part for part in (one.when, other, one.who) if part))
    head = QHBoxLayout()
    head.setSpacing(theme.gap())
    head.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(told, 1)
    column = QVBoxLayout()
    column.setSpacing(theme.spacing(0.3))
    column.addLayout(head)
    if one.said and one.said != event.text["situation"].rstrip("。；"):  # which stands above already
        column.addWidget(theme.body(one.said))
    if one.pictures:
        strip = PictureStrip(lambda name: attachments.data(desk, name), f"{one.word}的照片")
        strip.show_pictures(attachments.listed(one.pictures))
        column.addWidget(strip)
    row = QHBoxLayout()
    row.setSpacing(theme.gap())
    row.addWidget(place)
    row.addLayout(column, 1)
    return row
