"""The whole course (经过) of an event as one list: its steps, what came from above, and what its own dates say.

Steps and results are ordered by their numbers. An event of an older office, or one that came from a list, has no steps: its
course is made from its own dates, so that its dossier is no emptier than it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gridDesk.desk import down, event_steps
from gridDesk.desk.event_steps import RESULT, STEP
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.ledger.model import ADDRESSEE

# What a date of the event says of its handling: the act, the field of the date, who, what was said.
_DATED = (
    (event_steps.ANSWER, "feedback_on", "", "feedback"),
    (event_steps.CHECK, "checked_on", "checked_by", ""),
    (event_steps.CLOSE, "closed_date", "handled_by", "result"),
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of an event's course: which act (word and code), when, by whom at which office, and what was said.

    `number` orders it (0 where only a date is known). `uid` is the record it was read from; `ledger` its ledger.
    """

    number: int
    act: str
    word: str
    date: str
    time: str = ""
    who: str = ""
    office: str = ""
    tier: str = ""
    to: str = ""
    due: str = ""
    words: str = ""
    pictures: str = ""
    ledger: str = ""
    uid: str = ""

    @property
    def when(self) -> str:
        """Return day and time in words."""
        return f"{self.date} {self.time}".strip()

    @property
    def said(self) -> str:
        """Return what was said, with to whom and until when."""
        parts = [f"→ {self.to}" if self.to else "", self.words, f"时限 {self.due}" if self.due else ""]
        return "；".join(part.rstrip("。；") for part in parts if part)


def course(desk: Desk, event: Row) -> tuple[Happened, ...]:
    """Return what happened to an event, the first thing first."""
    uid = str(event["uid"])
    known = down.names(desk)
    steps = [_step(desk, row, known) for row in event_steps.of_event(desk, uid)]
    told = {(one.number, one.office) for one in steps}
    results = [one for one in _results(desk, uid, known) if not one.number or (one.number, one.office) not in told]
    numbered = sorted(
        [*steps, *(one for one in results if one.number)], key=lambda one: (one.number, one.office, one.uid)
    )
    loose = [*_by_dates(desk, event, {one.act for one in steps}), *(one for one in results if not one.number)]
    return tuple(_woven(numbered, loose))


def _woven(numbered: list[Happened], loose: Iterable[Happened]) -> Iterator[Happened]:
    """Put what has only a date behind the last numbered thing that is not later; the order of numbers stays."""
    places: dict[int, list[Happened]] = {}
    for one in sorted(loose, key=lambda one: (one.date, one.time)):
        place = max((n for n, other in enumerate(numbered, 1) if other.date <= one.date), default=0)
        first = one.act == event_steps.REGISTER
        places.setdefault(0 if first else place, []).insert(0 if first else len(places.get(place, [])), one)
    for place in range(len(numbered) + 1):
        if place:
            yield numbered[place - 1]
        yield from places.get(place, [])


def _step(desk: Desk, row: Row, known: dict[str, str]) -> Happened:
    shape = desk.catalogue[STEP]
    text = {key: str(row.get(key) or "") for key in ("act", "date", "time", "actor", "to", "due", "words", "pictures")}
    site = str(row["office"])
    return Happened(
        int(str(row.get("step") or 0)), text["act"], shape["act"].show(row.get("act")), text["date"], text["time"],
        text["actor"], known.get(site, site), shape["tier"].show(row.get("tier")), text["to"], text["due"], text["words"],
        text["pictures"], STEP, str(row["uid"]),
    )  # fmt: skip


def _results(desk: Desk, uid: str, known: dict[str, str]) -> list[Happened]:
    """Return what the office above said of the event, or what this one said of an event below."""
    if RESULT not in desk.catalogue:
        return []
    shape, parent, site = desk.catalogue[RESULT], down.above(desk), desk.office.site
    found = []
    for row in desk.store.rows(RESULT, where={"event": uid}):
        ours = row["office"] == site
        if not ours and not (parent and row["office"] == parent.site and row[ADDRESSEE] == site):
            continue
        office = known.get(str(row["office"]), "")
        said = str(row.get("result") or "")
        found.append(Happened(
            int(str(row.get("step") or 0)), "", shape["outcome"].show(row.get("outcome")), str(row.get("date") or ""),
            who=str(row.get("handled_by") or office), office=office, words=said, ledger=RESULT, uid=str(row["uid"]),
        ))  # fmt: skip
    return found


def _by_dates(desk: Desk, event: Row, acts: set[str]) -> Iterator[Happened]:
    """Yield what the dates on the event say where no step does."""
    words = desk.catalogue[STEP]["act"]
    text = {key: str(event.get(key) or "") for key in desk.catalogue["event"].by_key}
    office = down.names(desk).get(str(event["office"]), "")
    if event_steps.REGISTER not in acts and text["date"]:
        yield Happened(
            0, event_steps.REGISTER, words.show(event_steps.REGISTER), text["date"], text["time"], text["finder"], office,
            words=text["situation"] or text["title"],
        )  # fmt: skip
    for act, day, who, said in _DATED:
        if act not in acts and text[day]:
            yield Happened(
                0, act, words.show(act), text[day], who=text.get(who, ""), office=office, words=text.get(said, "")
            )
