"""The texts of a screen table: for each row the words of its columns, own fields and what is known nearby."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from gridDesk.desk.columns import AGE, GROUPS, VERIFIED, Column, about_person
from gridDesk.desk.listed import ledger_of
from gridDesk.desk.lookups import addresses_of, group_words, residences, tenant_words
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.ledger import CLOSED, Row
from gridDesk.ledger.alike import MERGED_INTO
from gridDesk.ledger.dates import age_on
from gridDesk.text import today

Texts = list[dict[str, str]]


def cells(desk: Desk, table: str, rows: list[Row], columns: Sequence[Column]) -> list[list[str]]:
    """Return for each record the texts of these columns of a table."""
    keys = [column.key for column in columns]
    texts = _TABLES.get(table, _of_ledger)(desk, table, rows, frozenset(keys))
    return [[text.get(key, "") for key in keys] for text in texts]


def _own(desk: Desk, ledger: str, rows: Sequence[Row], keys: Iterable[str]) -> Texts:
    """Return the texts of a ledger's own fields among `keys`; identity numbers are shortened."""
    shape = desk.catalogue[ledger]
    items = [shape[key] for key in keys if key in shape]
    names = {
        item.key: desk.store.titles(item.to, {str(row[item.key]) for row in rows if row.get(item.key)})
        for item in items
        if item.to
    }
    found: Texts = []
    for row in rows:
        texts: dict[str, str] = {VERIFIED: str(row.get(VERIFIED) or "")}
        for item in items:
            value = row.get(item.key)
            if item.to:
                texts[item.key] = names[item.key].get(str(value), "")
            else:
                texts[item.key] = short_id(value) if item.type.name == "id_number" else item.show(value)
        found.append(texts)
    return found


def _people(desk: Desk, _table: str, rows: list[Row], keys: frozenset[str]) -> Texts:
    uids = [str(row["uid"]) for row in rows]
    found = _own(desk, "person", rows, keys)
    if keys & {"relation", "household", "address", "kind", "grid", "consistency"}:
        _add_homes(desk, found, uids, keys)
    groups = group_words(desk, uids) if GROUPS in keys else {}
    for texts, row, uid in zip(found, rows, uids, strict=True):
        age = age_on(cast("str | None", row.get("birth")), today())
        texts[AGE] = "" if age is None else str(age)
        texts[GROUPS] = groups.get(uid, "")
        if row["state"] == CLOSED and "name" in texts:
            texts["name"] += "（已并入）" if row.get(MERGED_INTO) else "（已注销）"
    return found


def _add_homes(desk: Desk, found: Texts, uids: list[str], keys: frozenset[str]) -> None:
    """Add where people live to their texts."""
    homes = residences(desk, uids)
    shown = dict(zip(homes, _own(desk, "residence", list(homes.values()), keys - {"address"}), strict=True))
    addresses = addresses_of(desk, homes) if "address" in keys else {}
    for texts, uid in zip(found, uids, strict=True):
        home: Mapping[str, str] = shown.get(uid, {})
        for key in ("relation", "household", "kind", "grid", "consistency"):
            texts[key] = home.get(key, "")
        texts["address"] = addresses.get(uid, "")


def _households(desk: Desk, _table: str, rows: list[Row], keys: frozenset[str]) -> Texts:
    uids = [str(row["uid"]) for row in rows]
    sizes: dict[str, int] = {}
    for home in desk.store.rows("residence", where={"household": uids}) if "count" in keys else ():
        sizes[str(home["household"])] = sizes.get(str(home["household"]), 0) + 1
    heads = {str(row["head"]) for row in rows if row.get("head")} if "phone" in keys else set()
    phones = {uid: str(row.get("phone") or "") for uid, row in desk.store.get_many("person", heads).items()}
    found = _own(desk, "household", rows, keys)
    for texts, row, uid in zip(found, rows, uids, strict=True):
        texts["count"] = str(sizes.get(uid, 0))
        texts["phone"] = texts.get("phone") or phones.get(str(row.get("head")), "")
    return found


def _dwellings(desk: Desk, _table: str, rows: list[Row], keys: frozenset[str]) -> Texts:
    uids = [str(row["uid"]) for row in rows]
    tenants = tenant_words(desk, uids) if "tenants" in keys else {}
    found = _own(desk, "dwelling", rows, keys)
    for texts, uid in zip(found, uids, strict=True):
        texts["tenants"] = tenants.get(uid, "")
    return found


def _of_ledger(desk: Desk, table: str, rows: list[Row], keys: frozenset[str]) -> Texts:
    """Return the texts of any ledger, with those of its person where each record is about one."""
    shape = desk.catalogue[ledger_of(table)]
    found = _own(desk, shape.key, rows, keys)
    if not about_person(shape):
        return found
    people = desk.store.get_many("person", {str(row[shape.subject]) for row in rows})
    wanted = frozenset(key.partition(".")[2] for key in keys if key.startswith("person."))
    own = dict(zip(people, _people(desk, "people", list(people.values()), wanted), strict=True))
    for texts, row in zip(found, rows, strict=True):
        for key, text in own.get(str(row[shape.subject]), {}).items():
            texts[f"person.{key}"] = text
    return found


_TABLES = {"people": _people, "households": _households, "dwellings": _dwellings}
