"""The one way records change: entries to the journal, rows to the tables, digests and search, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count

from gridDesk.ledger import ACTIVE, Edit, Entry, Row
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.ledger.record import is_erased
from gridDesk.ledger.upgrades import Upgrade, upgrade_values
from gridDesk.store import aside, clock, journal
from gridDesk.store.blobs import Blobs
from gridDesk.store.bulk import Bulk
from gridDesk.store.digests import DigestDelta
from gridDesk.store.effect import advance, check_state, effect, extra_of, implied, tombstone
from gridDesk.store.engine import Database, IntegrityError
from gridDesk.store.errors import StoreError
from gridDesk.store.journal import Chain, Chains, Fields, Stamp
from gridDesk.store.search import SearchDelta
from gridDesk.store.system import System
from gridDesk.store.tables import CHUNK, LedgerTable, chunks, fetch

Tables = Mapping[str, LedgerTable]
Asides = Mapping[tuple[str, int], str]  # by replica and number: why an entry is kept but not applied


class Writer:
    """One write in the making: records are read, changed and put back in chunks, so memory stays flat."""

    def __init__(self, db: Database, tables: Tables, today: str) -> None:
        self._db, self._tables, self._today = db, tables, today
        self.touched: dict[str, set[str]] = {}
        self.erased: dict[str, set[str]] = {}
        self._digests = DigestDelta()
        self._search = SearchDelta(db, tables)
        self._bulk = Bulk(db)
        self._numbers: dict[str, int] = {}
        self._heads: dict[str, tuple[int, str]] = {}
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[tuple[str, str], Row | None] = {}
        self._before: dict[tuple[str, str], Row | None] = {}
        self._lines: list[tuple[object, ...]] = []

    def edit(self, edits: Iterable[Edit], chains: Chains, office: str) -> None:
        """Make own edits of records of `office`: what changes nothing writes nothing."""
        for chunk in chunks(edits, CHUNK):
            self._load([(edit.ledger, edit.uid) for edit in chunk if edit.op != "create"])
            for edit in chunk:
                self._edit(edit, chains, office)
            self._flush()

    def mirror(self, edits: Iterable[Edit], chain: Chain, office: str) -> None:
        """Make the mirror of another office's records equal what its snapshot says, its own `rev` included."""
        for chunk in chunks(edits, CHUNK):
            self._load([(edit.ledger, edit.uid) for edit in chunk])
            for edit in chunk:
                self._mirror(edit, chain, office)
            self._flush()

    def receive(self, entries: Iterable[Entry], own: str, asides: Asides, office: str, mirror: Chain) -> None:
        """Apply entries of other installations, verbatim. Raises StoreError when they do not fit what is here.

        Those named in `asides` are kept in the journal of `office`, their sender, but not applied.
        """
        for chunk in chunks(entries, CHUNK):
            self._load([(entry.ledger, entry.uid) for entry in chunk if entry.ledger in self._tables])
            for entry in chunk:
                code = asides.get((entry.replica, entry.seq), "")
                if not code:
                    self._check_foreign(entry, own)
                self._receive(entry, code, office or entry.office, mirror)
            self._flush()

    def upgrade(
        self, ledger: str, version: int, steps: Iterable[Upgrade], own: str, chains: Chains, mirror: Chain
    ) -> None:
        """Bring every row of a ledger from `version` to today's; only own records count their `rev` up."""
        table, steps = self._table(ledger), tuple(steps)
        uids = [row[0] for row in self._db.conn.execute(f"SELECT uid FROM {table.name} ORDER BY n")]
        for chunk in chunks(uids, CHUNK):
            self._load([(ledger, uid) for uid in chunk])
            for uid in chunk:
                row = self._rows[ledger, uid]
                if row is not None:
                    new = upgrade_values(ledger, _values(table, row), version, steps)
                    self._upgrade(table, row, new, own, _chain_of(table, row, chains), mirror)
            self._flush()

    def _upgrade(
        self, table: LedgerTable, row: Row, new: Mapping[str, object], own: str, chain: Chain, mirror: Chain
    ) -> None:
        had, uid, office = _values(table, row), str(row["uid"]), str(row["office"])
        keys = dict.fromkeys((*had, *new))
        fields = {key: [had.get(key), new.get(key)] for key in keys if had.get(key) != new.get(key)}
        if not fields:
            return
        op, used = ("update", chain) if office == own else ("mirror", mirror)
        base = int(str(row["rev"]))
        self._lines.append(used.append(office, table.key, uid, op, base, fields, table.ledger.version))
        self._keep(table, (table.key, uid), effect(table, row, office, uid, op, base, fields, used.stamp.at))

    def replay_pending(self, numbers: Sequence[int], mirror: Chain) -> None:
        """Apply journal entries that waited for a newer program, by their numbers; the mirror chain tells what they did.

        One that does not fit its record is set aside, so that no file is kept from opening.
        """
        for chunk in chunks(numbers, CHUNK):
            lines = [self._db.conn.execute(f"{journal.SELECT} WHERE n = ?", [n]).fetchone() for n in chunk]
            entries = [journal.entry_of(line) for line in lines]
            self._load([(entry.ledger, entry.uid) for entry in entries])
            for n, entry in zip(chunk, entries, strict=True):
                code = aside.REPLAYED if self._fits(entry) else "base_differs"
                if code == aside.REPLAYED:
                    lifted = upgrade_values(entry.ledger, _new_values(entry), entry.schema)
                    code = self._retell(entry, lifted, mirror)
                aside.set_aside(self._db, n, entry.ledger, code)
            self._flush()

    def finish(self) -> None:
        """Save digests and chain heads, and bring the search tables up to date."""
        for replica, (seq, digest) in self._heads.items():
            journal.move_head(self._db, replica, seq, digest)
        self._digests.save(self._db)
        self._bulk.finish()
        self._search.save()
        if self.erased:
            pictures = Blobs(self._db, (table.ledger for table in self._tables.values()))
            hashes = pictures.named_by(self.erased)
            journal.redact(self._db, self.erased, {key for key in self.erased if self._tables[key].ledger.sealed})
            aside.forget_records(self._db, self.erased)
            pictures.forget(hashes)

    def _load(self, wanted: Iterable[tuple[str, str]]) -> None:
        by_ledger: dict[str, dict[str, None]] = {}  # in their order, so that new records stand as they were made
        for ledger, uid in wanted:
            by_ledger.setdefault(ledger, {})[uid] = None
        for ledger, uids in by_ledger.items():
            found = fetch(self._db, self._table(ledger), uids)
            for uid in uids:
                self._rows[ledger, uid] = self._before[ledger, uid] = found.get(uid)

    def _table(self, ledger: str) -> LedgerTable:
        if ledger not in self._tables:
            raise ValueError(f"unknown ledger {ledger!r}")
        return self._tables[ledger]

    def _edit(self, edit: Edit, chains: Chains, office: str) -> None:
        table, place = self._table(edit.ledger), (edit.ledger, edit.uid)
        row = self._rows.get(place)
        if edit.op == "create":
            if row is not None:
                raise ValueError(f"record {edit.uid} of {edit.ledger} exists already")
            self._create(edit, table, place, _chain_of(table, edit.values, chains), office)
            return
        if row is None:
            raise ValueError(f"record {edit.uid} of {edit.ledger} does not exist")
        if row["office"] != office:
            raise StoreError("这条记录属于别的单位，本单位不能直接修改，", advice="请向所属单位提出更正。")
        if is_erased(row):
            if edit.op == "erase":
                return
            raise StoreError("这条记录的内容已经按规定清除，", advice="不能再修改；需要时请重新登记。")
        if edit.op == "erase":
            self._erase(table, place, row, _chain_of(table, row, chains))
            return
        fields = difference(table, row, implied(edit.op, edit.values, self._today))
        if not fields and edit.op != "verify":
            return
        if table.down and ADDRESSEE in fields:
            raise StoreError("下发的记录不能改发给别的单位，", advice="请作废这一条，再给那个单位另发一条。")
        base, chain = int(str(row["rev"])), _chain_of(table, row, chains)
        self._lines.append(chain.append(office, edit.ledger, edit.uid, edit.op, base, fields, table.ledger.version))
        self._keep(table, place, advance(table, row, base, fields, chain.stamp.at))

    def _create(self, edit: Edit, table: LedgerTable, place: tuple[str, str], chain: Chain, office: str) -> None:
        """Make a new record: the way that an import goes 100,000 times, so nothing here is done twice."""
        values = edit.values
        row: Row = {"uid": edit.uid, "office": office, "rev": 1, "updated_at": chain.stamp.at}
        row["state"] = values.get("state", ACTIVE)
        fields: Fields = {} if "state" in values else {"state": [None, ACTIVE]}
        kinds = table.types
        for key, raw in values.items():
            kind = kinds.get(key)
            if kind is None:
                raise ValueError(f"ledger {table.key} has no field {key!r}")
            if raw is not None:
                row[key] = value = raw if type(raw) is kind is str else table.value(key, raw)
                fields[key] = [None, value]
        check_state(table, row)
        self._lines.append(chain.append(office, edit.ledger, edit.uid, "create", 0, fields, table.ledger.version))
        self._keep(table, place, row)

    def _erase(self, table: LedgerTable, place: tuple[str, str], row: Row, chain: Chain) -> None:
        """Leave a tombstone of a record; the journal's older entries lose their content when the write is finished."""
        base, office = int(str(row["rev"])), str(row["office"])
        self._lines.append(chain.append(office, *place, "erase", base, {}, table.ledger.version))
        self._lay(table, place, office, base, chain.stamp.at)

    def _lay(self, table: LedgerTable, place: tuple[str, str], office: str, base_rev: int, at: str) -> None:
        self._keep(table, place, tombstone(table, office, place[1], base_rev, at))
        self.erased.setdefault(place[0], set()).add(place[1])

    def _mirror(self, edit: Edit, chain: Chain, office: str) -> None:
        table, place = self._table(edit.ledger), (edit.ledger, edit.uid)
        row = self._rows.get(place)
        if row is not None and row["office"] != office:
            raise StoreError("数据包里有属于别的单位的记录，", advice="没有写入任何内容，请联系街道办处理。")
        if edit.op == "erase":
            if row is None or not is_erased(row):
                self._erase(table, place, row or {"rev": 0, "office": office}, chain)
            return
        fields = _mirror_difference(row, implied(edit.op, edit.values, self._today))
        if not fields:
            return
        base = int(str(row["rev"])) if row is not None else 0
        self._lines.append(chain.append(office, edit.ledger, edit.uid, "mirror", base, fields, table.ledger.version))
        self._keep(table, place, effect(table, row, office, edit.uid, "mirror", base, fields, chain.stamp.at))

    def _check_foreign(self, entry: Entry, own: str) -> None:
        if entry.office == own:
            raise StoreError("数据包里有本单位自己的记录，", advice="没有写入任何内容，本单位的记录只能由本单位修改。")

    def _receive(self, entry: Entry, code: str, office: str, mirror: Chain) -> None:
        if entry.replica not in self._heads:
            journal.register_foreign(self._db, office, entry.replica, entry.at)
            self._heads[entry.replica] = journal.chain_head(self._db, entry.replica)
        self._heads[entry.replica] = journal.follow(self._heads[entry.replica], entry)
        table = self._tables.get(entry.ledger)
        if code or table is None:
            self._journal_aside(entry, code or "unknown_ledger")
            return
        said = _new_values(entry)
        lifted = upgrade_values(entry.ledger, said, entry.schema) if entry.schema < table.ledger.version else said
        if lifted != said:
            self._must_fit(entry)
            self._journal_aside(entry, self._retell(entry, lifted, mirror))
        else:
            self._lines.append(journal.line_of(entry))
            self._apply(entry)

    def _journal_aside(self, entry: Entry, code: str) -> None:
        """Put an entry in the journal now, to list it by its number as not applied."""
        added = self._db.conn.execute(journal.INSERT, journal.line_of(entry))
        aside.set_aside(self._db, int(added.lastrowid or 0), entry.ledger, code)

    def _retell(self, entry: Entry, values: Mapping[str, object], mirror: Chain) -> str:
        """Tell in the mirror chain what an entry of an older program does to its record; return what became of it."""
        table, place = self._table(entry.ledger), (entry.ledger, entry.uid)
        if entry.op == "erase":
            self._erase(table, place, self._rows.get(place) or {"rev": entry.base_rev, "office": entry.office}, mirror)
            return aside.REPLAYED
        row = self._rows.get(place)
        told = {**values, "rev": entry.base_rev + 1, "updated_at": entry.at}
        fields = _mirror_difference(row, told)
        try:
            new = effect(table, row, entry.office, entry.uid, "mirror", entry.base_rev, fields, entry.at)
        except TypeError:
            return "bad_value"
        self._lines.append(mirror.append(entry.office, *place, "mirror", entry.base_rev, fields, table.ledger.version))
        self._keep(table, place, new)
        return aside.REPLAYED

    def _fits(self, entry: Entry) -> bool:
        """Tell whether an entry changes the record that is here, as its office last had it."""
        row = self._rows.get((entry.ledger, entry.uid))
        if row is None:
            return entry.base_rev == 0 or entry.op == "erase"
        return row["office"] == entry.office and (entry.base_rev == row["rev"] or entry.op == "erase")

    def _must_fit(self, entry: Entry) -> None:
        if not self._fits(entry):
            raise StoreError(
                f"数据包与已有记录对不上（{self._table(entry.ledger).ledger.label} {entry.uid}），",
                advice="没有写入任何内容，请让对方导出整份数据。",
            )

    def _apply(self, entry: Entry) -> None:
        table, place = self._table(entry.ledger), (entry.ledger, entry.uid)
        self._must_fit(entry)
        if entry.op == "erase":
            self._lay(table, place, entry.office, entry.base_rev, entry.at)
            return
        try:
            new = effect(
                table, self._rows.get(place), entry.office, entry.uid, entry.op, entry.base_rev, entry.fields, entry.at
            )
        except TypeError as error:
            raise StoreError(
                f"数据包里有一条记录的内容不合规定（{table.ledger.label} {entry.uid}），",
                advice="没有写入任何内容，请联系对方。",
            ) from error
        self._keep(table, place, new)

    def _keep(self, table: LedgerTable, place: tuple[str, str], new: Row) -> None:
        self._before.setdefault(place, None)
        self._rows[place] = new
        self.touched.setdefault(table.key, set()).add(place[1])

    def _flush(self) -> None:
        """Write one chunk: journal lines, then each ledger's new and changed rows, and what follows from them."""
        fresh: dict[str, list[Row]] = {}
        changed: dict[str, list[tuple[Row, Row]]] = {}
        for (ledger, uid), new in self._rows.items():
            old = self._before[ledger, uid]
            if new is None or new is old:
                continue
            self._digests.change(ledger, old, new)
            if old is None:
                fresh.setdefault(ledger, []).append(new)
            else:
                changed.setdefault(ledger, []).append((old, new))
        try:
            self._db.conn.executemany(journal.INSERT, self._lines)
            for ledger, rows in fresh.items():
                self._insert(ledger, rows)
            for ledger, pairs in changed.items():
                self._update(ledger, pairs)
        except IntegrityError as error:
            raise ValueError("a record or entry exists already, or lacks a required column") from error
        self._clear()

    def _insert(self, ledger: str, rows: Sequence[Row]) -> None:
        """Insert new rows under the next row numbers; columns that stay empty in all of them are not named."""
        table, first = self._tables[ledger], self._next_number(ledger)
        self._bulk.expect(table, first, len(rows))
        known = set[str]().union(*rows)
        used = [key for key in table.columns if key in known]
        numbered = list(zip(count(first), rows, strict=False))
        self._db.conn.executemany(table.insert(used), [(n, *map(row.get, used)) for n, row in numbered])
        self._numbers[ledger] = first + len(rows)
        self._search.add(ledger, numbered)

    def _next_number(self, ledger: str) -> int:
        if ledger not in self._numbers:
            sql = f"SELECT coalesce(max(n), 0) + 1 FROM {self._tables[ledger].name}"
            self._numbers[ledger] = int(self._db.conn.execute(sql).fetchone()[0])
        return self._numbers[ledger]

    def _update(self, ledger: str, pairs: Sequence[tuple[Row, Row]]) -> None:
        """Update what changed of changed rows, the same columns of many at once."""
        updates: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
        for old, new in pairs:
            keys = tuple([key for key, value in new.items() if value != old[key]])
            if keys:
                updates.setdefault(keys, []).append((*[new[key] for key in keys], new["uid"]))
            self._search.change(ledger, old, new)
        for keys, values in updates.items():
            self._db.conn.executemany(self._tables[ledger].update(keys), values)


def _chain_of(table: LedgerTable, values: Mapping[str, object], chains: Chains) -> Chain:
    """Return the chain for a record: the general one, or that of the office below it is for."""
    return chains.of(journal.scope_of(values.get(ADDRESSEE))) if table.down else chains.general


def _new_values(entry: Entry) -> dict[str, object]:
    return {key: pair[1] for key, pair in entry.fields.items()}


def _values(table: LedgerTable, row: Row) -> dict[str, object]:
    """Return a record's fields, those of other program versions too, without system columns."""
    return {item.key: row[item.key] for item in table.ledger.fields} | extra_of(row)


def difference(table: LedgerTable, row: Row, values: Mapping[str, object]) -> Fields:
    """Return [old, new] of every value that is new. Raises ValueError on a field the ledger does not have."""
    fields: Fields = {}
    types = table.types
    for key, raw in values.items():
        kind = types.get(key)
        if kind is None:
            raise ValueError(f"ledger {table.key} has no field {key!r}")
        old = row.get(key)
        value = raw if raw is None or type(raw) is kind is str else table.value(key, raw)
        if value != old:
            fields[key] = [old, value]
    return fields


def _mirror_difference(row: Row | None, values: Mapping[str, object]) -> Fields:
    """Return [old, new] of what a snapshot row changes here; fields of a newer program are taken along."""
    wanted = {key: value for key, value in values.items() if key not in ("uid", "office", "extra")}
    wanted |= extra_of(dict(values))
    if row is None:
        wanted = {"state": ACTIVE, "rev": 1} | wanted
    had = dict(row) | extra_of(row) if row is not None else {}
    return {key: [had.get(key), value] for key, value in wanted.items() if had.get(key) != value}


def stamp(system: System, txn: str, actor: str, label: str, reason: str, now: str) -> Stamp:
    """Return what an act's entries share; a clock behind the newest time seen is marked, never obeyed."""
    return Stamp(txn, actor, label, reason, now, clock.reading(system, now))


Then = Callable[[System], None]
