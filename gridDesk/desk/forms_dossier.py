"""One event as a dossier (青岛规范五4: 事件电子档案可追溯): its record, its parties, and all that was written down about it.

The timeline is the course of the event, step by step, with the visits made for it; of an event that has no steps but its
first it is what the journal holds. Numbers of documents and telephones are none of its fields; what was said is masked for
the level as elsewhere, and who of the offices handled it is always named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gridDesk.desk import attachments, event_course, event_limits, event_steps
from gridDesk.desk.forms_shared import day_words
from gridDesk.desk.history import HistoryLine, record_history
from gridDesk.desk.masks import reveal, secret_of, texts_of
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.documents.dossier import Dossier, Party, Shot, Step, build_dossiers
from gridDesk.ledger import Row
from gridDesk.ledger.dates import age_on
from gridDesk.text import today
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.documents.form import FormPage

_CALL = "06"  # 回访
_DISPUTE = "01"  # event_kind 矛盾纠纷
_NUMBERS = ("id", "phone")


def dossiers(making: Making) -> FormPage:
    """Make the dossier of every event that is ordered, or an empty one for the pen."""
    return build_dossiers(making.paper, Dossiers(making), making.header)


class Dossiers:
    """The dossiers of an order; can be read more than once."""

    def __init__(self, making: Making) -> None:
        self.desk, self.level, self.count = making.desk, making.level, max(making.order.count, 1)
        self.uids = () if making.order.mode == "blank" else making.order.records

    def __iter__(self) -> Iterator[Dossier]:
        if not self.uids:
            yield from (Dossier(key="", title="") for _ in range(self.count))
            return
        found = self.desk.store.get_many("event", self.uids)
        yield from (dossier(self.desk, found[uid], self.level) for uid in self.uids if uid in found)


def dossier(desk: Desk, row: Row, level: Level) -> Dossier:
    """Return what the dossier of an event says, masked for a level."""
    shape = desk.catalogue["event"]
    text = texts_of(shape, many_texts(desk, "event", [row])[0], level)
    dates = {item.key: day_words(row.get(item.key)) for item in shape.fields if item.type.name == "date"}
    facts = {shape[key].label: dates.get(key) or said for key, said in text.items() if key in shape}
    visits = list(desk.store.rows("visit", where={"event": row["uid"]}, order=("date", "start")))
    calls = [one for one in visits if one.get("kind") == _CALL]
    course = event_course.course(desk, row)
    return Dossier(
        key=str(row["uid"]), title=text["title"], number=text["agreement"] or text["number"] or str(row["uid"])[:8].upper(),
        date=dates["date"], closed=dates["closed_date"], organ=text["mediator_org"], mediator=text["mediator"],
        parties=tuple(_parties(desk, row, text, level)), facts=facts,
        steps=_steps(desk, row, course, visits, level), shots=tuple(_shots(desk, row, course, level)), calls=tuple(_call(text) for text in _texts(desk, calls, level)),
        dispute=row.get("kind") in (_DISPUTE, None) or bool(row.get("dispute_kind")), limit=_limit(desk, row),
    )  # fmt: skip


def _limit(desk: Desk, row: Row) -> str:
    """Return until when an event is to be done, and by which clause or by whom that was set."""
    if not row.get("due"):
        return ""
    found = None if row.get("due_by_hand") else event_limits.limit_for(desk, row)
    why = "由人定" if row.get("due_by_hand") else found.words if found else ""
    return f"{day_words(row['due'])}{f'（{why}）' if why else ''}"


def _texts(desk: Desk, visits: list[Row], level: Level) -> Iterator[dict[str, str]]:
    """Yield the texts of visits as they may be shown; who made them is named as in every other step."""
    for text in many_texts(desk, "visit", visits):
        yield texts_of(desk.catalogue["visit"], text, level) | {"worker": text["worker"]}


def _shots(desk: Desk, row: Row, course: Sequence[event_course.Happened], level: Level) -> Iterator[Shot]:
    """Yield the pictures of an event: as it was found, of each step, as it is now. None where what was said is masked."""
    if level >= Level.FIELD:
        return
    shape = desk.catalogue["event"]
    steps = ((one.pictures, f"{one.word}　{day_words(one.date)}") for one in course)
    before, after = ((row.get(key), shape[key].label) for key in ("pictures", "pictures_after"))
    told: dict[str, str] = {}  # a picture that stands in two places is printed once
    for named, words in (before, *steps, after):
        for name in attachments.listed(named):
            told.setdefault(name, words)
    for name, words in told.items():
        yield Shot(picture=attachments.data(desk, name), words=words)


def _steps(
    desk: Desk, row: Row, told: Sequence[event_course.Happened], visits: list[Row], level: Level
) -> tuple[Step, ...]:
    """Return the course in the order of its steps, each visit behind the last step that is not later.

    Of an event that was handled in its ledger only, it is what was written into its record.
    """
    if not any(one.number and one.act != event_steps.REGISTER for one in told):
        recorded = list(_recorded(desk, row, level))
        if len(recorded) > 1 or not any(one.number for one in told):
            return tuple(sorted([*recorded, *_visited(desk, visits, level)], key=lambda step: step.when))
    found = [(one.date, _step(one, level)) for one in told]
    for step in reversed(list(_visited(desk, visits, level))):
        place = max((n for n, (day, _) in enumerate(found, 1) if day <= step.when[:10]), default=0)
        found.insert(place, (step.when[:10], step))
    return tuple(step for _, step in found)


def _step(one: event_course.Happened, level: Level) -> Step:
    who = one.who if one.who == one.office else f"{one.office} {one.who}".strip()
    to, words = reveal(one.to, "name", level), reveal(one.words, "free", level)
    said = "；".join(part.rstrip("。；") for part in (f"交给：{to}" if to else "", words) if part)
    return Step(when=f"{one.date}\n{one.time}".strip(), who=who, act=one.word, content=said, due=one.due)


def _parties(desk: Desk, row: Row, text: dict[str, str], level: Level) -> Iterator[Party]:
    person = desk.store.get("person", str(row["person"])) if row.get("person") else None
    if person:
        shown = texts_of(desk.catalogue["person"], many_texts(desk, "person", [person])[0], level)
        age = age_on(str(person["birth"]), today()) if person.get("birth") else None
        yield Party(
            name=shown["name"], sex=shown["sex"], ethnicity=shown["ethnicity"], age="" if age is None else str(age),
            id_number=shown["id_number"], phone=shown["phone"], address=text["party_address"] or text["household"],
        )  # fmt: skip
    if text["party_name"]:
        yield Party(
            name=text["party_name"], sex=text["party_sex"], ethnicity=text["party_ethnicity"],
            id_number=text["party_id_number"], address=text["party_address"],
        )  # fmt: skip
    if text["other_party"]:
        yield Party(name=text["other_party"])


def _recorded(desk: Desk, row: Row, level: Level) -> Iterator[Step]:
    """Yield an entry for each act on the event's record, the first one first: what was written in, field by field."""
    shape = desk.catalogue["event"]
    secrets = {item.label: secret_of(item, shape) for item in shape.fields}
    places = {label: n for n, (label, secret) in enumerate(secrets.items()) if secret not in _NUMBERS}
    acts: dict[str, list[HistoryLine]] = {}
    for line in reversed(record_history(desk, "event", str(row["uid"]))):
        if line.field in places and (line.new or line.old):
            acts.setdefault(line.txn, []).append(line)
    for lines in acts.values():
        lines.sort(key=lambda line: places[line.field])
        shown = [(line, reveal(line.new, secrets[line.field], level)) for line in lines]
        said = "；".join(
            f"{line.field}：{text.rstrip('。') or '（删去）'}" for line, text in shown if text or not line.new
        )  # fmt: skip
        yield Step(when=lines[0].when, who=lines[0].who, act=lines[0].act, content=said)


def _visited(desk: Desk, visits: list[Row], level: Level) -> Iterator[Step]:
    for text in _texts(desk, visits, level):
        said = [
            text["content"],
            text["problem"] and f"反映：{text['problem']}",
            text["answer"] and f"答复：{text['answer']}",
        ]
        yield Step(
            when=f"{text['date']} {text['start']}".strip(), who=text["worker"], act=text["kind"],
            content="；".join(part.rstrip("。；") for part in said if part),
        )  # fmt: skip


def _call(text: dict[str, str]) -> Step:
    return Step(when=text["date"], who=text["worker"], act=text["satisfied"], content=text["content"] or text["result"])
