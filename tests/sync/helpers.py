"""Invented offices and journals for tests of packages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from gridDesk.ledger.codes import CodeSet
from gridDesk.ledger.model import Catalogue, Field, Ledger
from gridDesk.ledger.record import GENESIS, Entry, Office, Row, digest_sum, row_digest
from gridDesk.ledger.types import TYPES
from gridDesk.sync.body import Content
from gridDesk.sync.chain import Head
from gridDesk.sync.header import Header
from gridDesk.sync.package import Package, draft, write
from gridDesk.sync.pairing import Card, own_card
from gridDesk.vault import SiteKeys, new_site_keys

CREATED = "2026-01-15T09:30:00+08:00"
VILLAGE = Office(site="a1" * 8, name="柳行村", level="village", code="370303102201")
STREET = Office(site="b2" * 8, name="中埠街道", level="street", code="370303102000")
OTHER = Office(site="c3" * 8, name="子水村", level="village")
R1, R2 = "11" * 16, "22" * 16


@dataclass(frozen=True)
class Party:
    office: Office
    keys: SiteKeys

    @property
    def card(self) -> Card:
        return own_card(self.office, self.keys)

    @property
    def site(self) -> str:
        return self.office.site


def party(office: Office) -> Party:
    return Party(office, new_site_keys())


VILLAGE_PARTY, STREET_PARTY, OTHER_PARTY = party(VILLAGE), party(STREET), party(OTHER)


def catalogue(version: int = 1) -> Catalogue:
    fields = (
        Field(key="name", label="姓名", type=TYPES["text"]),
        Field(key="rooms", label="间数", type=TYPES["integer"]),
        Field(key="area", label="面积", type=TYPES["decimal"]),
    )
    no_codes: dict[str, CodeSet] = {}
    ledgers = [
        Ledger(key=key, label=key, group="people", version=version, title=("name",), fields=fields)
        for key in ("person", "dwelling")
    ]
    return Catalogue({ledger.key: ledger for ledger in ledgers}, no_codes)


def uid(number: int) -> str:
    return f"{number:032x}"


@dataclass
class Journal:
    """An office's journal of several replicas, and the rows it makes."""

    office: str = VILLAGE.site
    replica: str = R1
    entries: list[Entry] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    revs: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, number: int, op: str = "update", ledger: str = "person", schema: int = 1, **values: object) -> Entry:
        place = (ledger, uid(number))
        last = self.heads.get(self.replica, Head(0, GENESIS))
        base = self.revs.get(place, 0)
        values = {"state": "active"} | values if op == "create" else values
        entry = Entry(
            replica=self.replica, seq=last.seq + 1, txn=uid(7), office=self.office, ledger=ledger, uid=uid(number), op=op,
            base_rev=base, fields={key: [None, value] for key, value in values.items()}, actor="王小兰", label="登记",
            reason="", at=CREATED, clock_ok=True, schema=schema, prev_hash=last.hash, hash="",
        )  # fmt: skip
        entry = replace(entry, hash=entry.digest())
        self.entries.append(entry)
        self.heads[self.replica] = Head(entry.seq, entry.hash)
        self.revs[place] = base + 1
        return entry

    def people(self, count: int, start: int = 1) -> Journal:
        for number in range(start, start + count):
            self.add(number, "create", name=f"䶮{number}", rooms=number)
        return self

    def since(self, acknowledged: dict[str, int]) -> list[Entry]:
        return [entry for entry in self.entries if entry.seq > acknowledged.get(entry.replica, 0)]


def header_of(
    journal: Journal,
    n: int = 1,
    *,
    kind: str = "delta",
    acknowledged: dict[str, int] | None = None,
    previous: str = "",
    sender: Party = VILLAGE_PARTY,
    to: Party = STREET_PARTY,
) -> Header:
    return draft(
        sender.card, to.card, kind=kind, replica=journal.replica, n=n, heads=journal.heads, created=CREATED,
        acknowledged=acknowledged or {}, prev_pkg_sha256=previous,
    )  # fmt: skip


def package_of(journal: Journal, content: Content | None = None, **kwargs: object) -> Package:
    header = header_of(journal, **kwargs)
    acknowledged = kwargs.get("acknowledged") or {}
    content = content or Content(program="0.1.0", entries=journal.since(acknowledged))
    sender, to = kwargs.get("sender", VILLAGE_PARTY), kwargs.get("to", STREET_PARTY)
    return write(header, content, sender.keys, [to.card])


def row(number: int, rev: int = 1, state: str = "active", office: str = VILLAGE.site, **values: object) -> Row:
    system = {"closed_on": None, "closed_reason": None, "verified_on": None, "updated_at": CREATED}
    return {"uid": uid(number), "office": office, "rev": rev, "state": state, **system, **values}


def digests(rows: dict[str, Sequence[Row]]) -> dict[str, tuple[int, str]]:
    def total(ledger: str, items: Iterable[Row]) -> str:
        return f"{digest_sum(row_digest(ledger, item) for item in items):064x}"

    return {ledger: (len(items), total(ledger, items)) for ledger, items in rows.items()}
