"""Records of a grid's work for tests, written as clerks write them: words for codes, uids for links."""

from __future__ import annotations

from collections.abc import Mapping

from gridDesk.desk import Desk
from gridDesk.ledger import Edit, new_uid


def read(desk: Desk, ledger: str, values: Mapping[str, object]) -> dict[str, object]:
    """Return what was written as it is stored."""
    shape = desk.catalogue[ledger]
    return {key: shape.parse(key, value) for key, value in values.items()}


def enter(desk: Desk, ledger: str, **values: object) -> str:
    """Enter one record and return its uid."""
    uid = new_uid()
    desk.write([Edit(ledger, uid, "create", read(desk, ledger, values))], f"新增{ledger}")
    return uid


def change(desk: Desk, ledger: str, uid: str, op: str = "update", **values: object) -> None:
    """Change, close or void a record."""
    desk.write([Edit(ledger, uid, op, values)], f"修改{ledger}")


def grid_of(desk: Desk) -> str:
    """Return the uid of the office's first grid."""
    return str(desk.grids()[0]["uid"])


def home(desk: Desk, number: str, **values: object) -> str:
    """Enter a household of the first grid."""
    return enter(desk, "household", number=number, grid=grid_of(desk), **values)


def member(desk: Desk, household: str, name: str, **values: object) -> str:
    """Enter a person who lives in a household."""
    person = enter(desk, "person", name=name)
    enter(desk, "residence", person=person, household=household, **{"kind": "户籍人口", **values})
    return person
