"""Where people live, what they belong to, who rents: looked up for many records at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.text import name_key


def residences(desk: Desk, people: Sequence[str]) -> dict[str, Row]:
    """Return where people live now: person uid -> active residence (户籍 before others)."""
    found: dict[str, Row] = {}
    for row in desk.store.rows("residence", where={"person": list(people)}):
        person = str(row["person"])
        if person not in found or str(row.get("kind")) < str(found[person].get("kind")):
            found[person] = row
    return found


def addresses_of(desk: Desk, homes: Mapping[str, Row]) -> dict[str, str]:
    """Return address texts by person: the residence's own address, else the household's."""
    households = desk.store.get_many(
        "household", {str(home["household"]) for home in homes.values() if home["household"]}
    )
    chosen = {
        person: home.get("address") or households.get(str(home.get("household")), {}).get("address")
        for person, home in homes.items()
    }
    names = desk.store.titles("address", {str(uid) for uid in chosen.values() if uid})
    return {person: names.get(str(uid), "") for person, uid in chosen.items()}


def group_words(desk: Desk, people: Sequence[str]) -> dict[str, str]:
    """Return which special groups people belong to, in words; a sealed group never shows here."""
    words: dict[str, list[str]] = {}
    for ledger in desk.enabled():
        if ledger.group == "special" and not ledger.sealed:
            for row in desk.store.rows(ledger.key, where={ledger.subject: list(people)}):
                words.setdefault(str(row[ledger.subject]), []).append(ledger.label)
    return {uid: "、".join(labels) for uid, labels in words.items()}


def tenant_words(desk: Desk, dwellings: Sequence[str]) -> dict[str, str]:
    """Return the names of present tenants by dwelling."""
    rents = list(desk.store.rows("tenancy", where={"dwelling": list(dwellings)}))
    names = desk.store.titles("person", {str(rent["tenant"]) for rent in rents})
    words: dict[str, list[str]] = {}
    for rent in rents:
        words.setdefault(str(rent["dwelling"]), []).append(names.get(str(rent["tenant"]), ""))
    return {uid: "、".join(found) for uid, found in words.items()}


def spelled(word: str, typed: str) -> bool:
    """Tell whether what was typed in Latin letters begins the pinyin or the initials of a word."""
    from gridDesk.store.pinyin import spellings

    return any(one.startswith(typed) for one in spellings(name_key(word)))
