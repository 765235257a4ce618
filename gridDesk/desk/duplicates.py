"""The same person twice: who may be somebody already here, which pairs of records may be one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk.lookups import addresses_of, residences
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.ledger import CLOSED, Row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be the one being entered; `line` tells number (shortened), birth and address; `score` 0 to 100."""

    uid: str
    name: str
    line: str
    why: str
    score: int
    state: str


def candidates_for(desk: Desk, values: Mapping[str, object], uid: str | None = None, limit: int = 5) -> list[Candidate]:
    """Return people who may be the person with these values, the likeliest first; closed ones are marked in `line`.

    `uid` is the person being edited, who is left out with all who were found not to be the same.
    """
    found = desk.store.alike(values, uid=uid or "", limit=limit)
    rows = desk.store.get_many("person", [like.uid for like in found])
    lines = _lines(desk, rows)
    return [
        Candidate(like.uid, str(rows[like.uid].get("name") or ""), lines[like.uid], like.why, like.score, like.state)
        for like in found
    ]


def _lines(desk: Desk, rows: Mapping[str, Row]) -> dict[str, str]:
    """Return what tells people apart in a list: number, birth date, address, and what ended."""
    places = addresses_of(desk, residences(desk, list(rows)))
    return {
        uid: "　".join(
            part
            for part in (
                short_id(row.get("id_number")), str(row.get("birth") or ""), places.get(uid, ""), _ended(desk, row),
            )
            if part
        )
        for uid, row in rows.items()
    }  # fmt: skip


def _ended(desk: Desk, row: Row) -> str:
    if row.get("state") != CLOSED:
        return ""
    words = desk.catalogue.code_sets["close_reason"].show(row.get("closed_reason"))
    return f"已注销（{'，'.join(part for part in (str(row.get('closed_on') or ''), words) if part)}）"
