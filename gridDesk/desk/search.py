"""Find-as-you-type over people, households and dwellings: name, pinyin, initials, ID digits, phone, address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gridDesk.desk.lookups import addresses_of, residences
from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, CLOSED
from gridDesk.ledger.dates import age_on
from gridDesk.text import today


@dataclass(frozen=True, slots=True)
class Found:
    """A record found: where it is kept, its name, a line that tells it apart, and why it was found."""

    ledger: str
    uid: str
    name: str
    line: str
    why: str


def find(desk: Desk, text: str, limit: int = 30) -> list[Found]:
    """Return what matches `text`, best first. The line never holds a full ID number, nor any sealed group."""
    hits = desk.store.find(text, limit=limit, states=(ACTIVE, CLOSED))
    people = [hit.uid for hit in hits if hit.ledger == "person"]
    rows = desk.store.get_many("person", people)
    homes = residences(desk, people)
    addresses = addresses_of(desk, homes)
    sex = desk.catalogue["person"]["sex"]
    found = []
    for hit in hits:
        line = hit.line
        if hit.ledger == "person" and hit.uid in rows:
            row = rows[hit.uid]
            age = age_on(cast("str | None", row.get("birth")), today())
            parts = [sex.show(row.get("sex")), "" if age is None else f"{age}岁", addresses.get(hit.uid, "")]
            line = "　".join(part for part in parts if part) + ("　已注销" if row["state"] == "closed" else "")
        found.append(Found(hit.ledger, hit.uid, hit.name, line, hit.why))
    return found
