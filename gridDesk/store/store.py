"""An open office file: the one object through which the other rooms write records, and read them as `Reader` does."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from gridDesk import text
from gridDesk.ledger import VOID, Catalogue, Changes, Edit, Entry, Office
from gridDesk.ledger.filter import Condition
from gridDesk.ledger.record import ERASED
from gridDesk.store import acts, aside, audit, backup, check, digests, journal, lifting, opening
from gridDesk.store.acts import Transaction, Undone, UndoPlan
from gridDesk.store.aside import Kept, KeptRow
from gridDesk.store.audit import AuditLine
from gridDesk.store.audit_log import AuditLog
from gridDesk.store.backup import Figures
from gridDesk.store.blobs import Blobs
from gridDesk.store.engine import Database, DatabaseError, checkpoint, connect, transaction
from gridDesk.store.errors import StoreError
from gridDesk.store.journal import Stamp
from gridDesk.store.reader import Reader
from gridDesk.store.sealed_content import LABEL, Act
from gridDesk.store.stored import Stored
from gridDesk.store.system import System
from gridDesk.store.tables import LedgerTable
from gridDesk.store.writing import Asides, Then, Writer, stamp

GENERAL = ("",)
Amend = Callable[[Sequence[Edit]], Iterable[Edit]]


class Store(Reader):
    """One office's encrypted file, bound to the thread that opened it; a worker opens its own with `readonly`."""

    def __init__(self, db: Database, path: Path, key: bytes, catalogue: Catalogue, *, readonly: bool = False) -> None:
        self.system = System(db)
        self._kept = opening.tables_of(catalogue)
        read = {key: LedgerTable(table.ledger) if table.ledger.sealed else table for key, table in self._kept.items()}
        super().__init__(db, catalogue, read, msgspec.convert(self.system.get("office"), Office))
        self._path, self._key, self._readonly = path, key, readonly
        self.stored = Stored(db, self._kept, catalogue)
        self.blobs = Blobs(db, catalogue.ledgers.values())
        self.log = AuditLog(db)
        self.clock_ok = True  # as the last act found it

    @classmethod
    def create(cls, path: Path, key: bytes, catalogue: Catalogue, office: Office) -> Store:
        """Make a new office file under a raw 32-byte key. Raises StoreError when there is one already."""
        db = connect(path, key, create=True)
        try:
            opening.make(db, catalogue, office)
            return cls(db, path, key, catalogue)
        except BaseException:
            db.conn.close()
            raise

    @classmethod
    def open(
        cls, path: Path, key: bytes, catalogue: Catalogue, *, readonly: bool = False, update: bool = True,
        reached: opening.Reached | None = None,
    ) -> Store:  # fmt: skip
        """Open an office file; one of an older program is brought up to date first (never when `readonly`).

        Raises FileMissing, FileUnreadable (other key, damaged, not encrypted) or StoreError (from a newer program), and
        NeedsUpdate where an older file is to stay as it is (`readonly`, or `update` False). `reached` as in
        `opening.bring_up_to_date`: whether the file may be one of the past.
        """
        db = connect(path, key, readonly=readonly)
        try:
            opening.bring_up_to_date(db, catalogue, readonly=readonly or not update, reached=reached)
            return cls(db, path, key, catalogue, readonly=readonly)
        except BaseException:
            db.conn.close()
            raise

    def unseal(self, sens_key: bytes, former: Iterable[bytes] = ()) -> int:
        """Read and write sealed ledgers from now on, also what is under `former` keys; no more with bytes that are no key.

        Own records that an older program kept unsealed are sealed; returns how many.
        """
        self._sealed.unlock(sens_key, former)
        if self._readonly or not self._sealed.open:
            return 0
        return self._lift()

    @property
    def unsealed(self) -> bool:
        """Tell whether this connection holds the key of the sealed ledgers."""
        return self._sealed.open

    def pack(self, name: str, data: Mapping[str, object]) -> dict[str, object]:
        """Return data for the system tables (a draft) sealed under the key. Raises StoreError without it."""
        return self._sealed.pack(name, data)

    def unpack(self, name: str, data: Mapping[str, object]) -> dict[str, object] | None:
        """Return what `pack` was given, data that is not sealed as it is, None where the key does not open it."""
        return self._sealed.unpack(name, data)

    def sealed_away(self) -> int:
        """Return how many own sealed records the key at hand does not open: an earlier one of this office does."""
        return self._sealed.locked(self.office.site)

    def reseal(self, former: bytes, *, actor: str) -> int:
        """Seal own records under the present key that an earlier one of this office sealed; returns how many."""
        with transaction(self._db):
            edits = list(self._sealed.resealed(former, self.office.site))
            self._write(edits, actor, LABEL, "", None)
        return len(edits)

    def close(self) -> None:
        """Bring everything into the one file and close it; a reader leaves that to whoever writes, and never waits."""
        if not self._readonly:
            # On a full or failing disk the WAL file keeps everything for the next opening.
            with contextlib.suppress(DatabaseError, StoreError):
                checkpoint(self._db)
        self._db.conn.close()

    def drop(self) -> None:
        """Close a file that cannot be used as it is: nothing more is brought into it."""
        with contextlib.suppress(DatabaseError):
            self._db.conn.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def readonly(self) -> bool:
        """Tell whether this connection only reads."""
        return self._readonly

    @property
    def replica(self) -> str:
        """Return the id of this installation's current journal chain (16 hex)."""
        return str(self.system.get("replica"))

    # writing

    def write(
        self,
        edits: Iterable[Edit],
        *,
        actor: str,
        label: str,
        reason: str = "",
        then: Then | None = None,
        undoable: bool = True,
    ) -> Changes:
        """Make own edits in one transaction: rows, journal, digests, search; all or nothing.

        `undoable` False is for what the program does by itself: nobody finds it among what she did last.
        `then` may write to the system tables in the same transaction. What an act does to sealed records is named neither
        by its label nor by its reason. Raises StoreError for a record of another office or, without the key, of a sealed
        ledger; ValueError or TypeError for what the ledger does not have or cannot hold.
        """
        with transaction(self._db):
            return self._write(edits, actor, label, reason, "" if undoable else None, then)

    def _write(
        self, edits: Iterable[Edit], actor: str, label: str, reason: str, undoes: str | None, then: Then | None = None
    ) -> Changes:
        self._sealed.notice()
        wanted = edits if isinstance(edits, Sequence) else list(edits)
        mark = self._stamp(actor, *self._sealed.words(wanted, label, reason))
        act = Act(self.office.site, mark.at, text.today_iso(), label, reason)
        writer, chains = self._writer(), opening.own_chains(self._db, self.system, self.office.site, mark)
        writer.edit(self._sealed.edits(wanted, act), chains, self.office.site)
        chains.save(self._db)
        return self._finish(writer, mark, undoes, then)

    def apply_foreign(
        self,
        entries: Iterable[Entry],
        *,
        asides: Asides | None = None,
        office: str = "",
        label: str = "接收数据包",
        then: Then | None = None,
    ) -> Changes:
        """Apply another office's verified entries verbatim, with `then` writing replay state in the same transaction.

        Entries of ledgers this program does not know, and those named in `asides` with the reason, are kept in the
        journal of `office` and not applied. Raises StoreError, and writes nothing, when an entry leaves a gap, belongs
        to this office, or does not fit the record here.
        """
        with transaction(self._db):
            mark = self._stamp("", label, "")
            writer, mirror = self._writer(), opening.mirror_chain(self._db, self.system, mark)
            writer.receive(entries, self.office.site, asides or {}, office, mirror)
            mirror.save(self._db)
            return self._finish(writer, mark, None, then)

    def replace_mirror(
        self,
        edits: Iterable[Edit],
        *,
        office: str,
        heads: Mapping[str, tuple[int, str]],
        actor: str,
        label: str,
        kept: Iterable[KeptRow] = (),
        then: Then | None = None,
    ) -> Changes:
        """Make this installation's mirror of an office what its snapshot says; `heads` are the chain heads it states.

        Values may hold `rev`, `updated_at` and fields unknown here. Later entries of the office go on from `heads`.
        `kept` are records that cannot be taken and are kept word by word. `office` may be this one, whose records
        another office hands back.
        """
        with transaction(self._db):
            mark = self._stamp(actor, label, "")
            writer, chain = self._writer(), opening.mirror_chain(self._db, self.system, mark)
            writer.mirror(edits, chain, office)
            chain.save(self._db)
            journal.set_base(self._db, office, heads, mark.at)
            aside.supersede(self._db, office, kept, mark.at)
            return self._finish(writer, mark, None, then)

    def erase(self, ledger: str, uids: Iterable[str], *, actor: str, reason: str) -> Changes:
        """Blank own records everywhere, the journal too, and leave tombstones; the act is logged and travels.

        It cannot be undone. `reason` must not hold personal data. Raises StoreError for a record of another office.
        """
        return self.erase_all({ledger: uids}, actor=actor, reason=reason)

    def erase_all(self, places: Mapping[str, Iterable[str]], *, actor: str, reason: str) -> Changes:
        """Erase records of several ledgers in one act, as `erase` does those of one."""
        edits = [Edit(ledger, uid, "erase", {}) for ledger, uids in places.items() for uid in uids]
        with transaction(self._db):
            changes = self._write(edits, actor, "清除内容", reason, None)
        if not self._db.conn.in_transaction:
            checkpoint(self._db)  # else the log of writes would still hold what is gone
        return changes

    def erased(self, office: str) -> list[tuple[str, str]]:
        """Return ledger and uid of every record of an office that was erased."""
        where = [Condition("closed_reason", "is", (ERASED,))]
        return [
            (key, str(row["uid"]))
            for key in self._kept
            for row in self.stored.rows(key, where=where, states=(VOID,), office=office)
        ]

    def _lift(self) -> int:
        """Seal own records that stand here unsealed; the old ones become tombstones, and nothing of them stays readable."""
        kept, sealed, site = self._kept.values(), self._sealed, self.office.site
        if not lifting.due(self._db, kept, site):
            return 0
        with transaction(self._db):
            mark = self._stamp("", LABEL, "")
            writer, chains = self._writer(), opening.own_chains(self._db, self.system, site, mark)
            wanted = list(lifting.edits(self._db, kept, site, sealed))
            writer.edit(wanted, chains, site)
            chains.save(self._db)
            self._finish(writer, mark, None, None)
            lifting.unname_acts(self._db, sealed.tables)
        if not self._db.conn.in_transaction:
            checkpoint(self._db)
        return sum(edit.op == "create" for edit in wanted)

    def kept_rows(self, office: str) -> list[KeptRow]:
        """Return the records of an office of which something is not applied here, as it last told of them."""
        return aside.rows_of(
            self._db, office, lambda ledger, uid: self.stored.get(ledger, uid) if ledger in self._kept else None
        )

    def kept(self, office: str | None = None) -> list[Kept]:
        """Return the records of other offices (of one) of which something waits or was set aside, oldest first."""
        return aside.kept(self._db, office)

    def undo(self, txn: str, *, actor: str, amend: Amend | None = None) -> Undone:
        """Take one act back by a new act; values changed since stay and are named. Undoing an undo does it again.

        `amend` may change the edits before they are made, in the same transaction.
        """
        with transaction(self._db):
            plan = self.plan_undo(txn)
            edits = amend(plan.edits) if amend else plan.edits
            return Undone(self._write(edits, actor, acts.undo_label(plan.label), "", txn), plan.left)

    def plan_undo(self, txn: str) -> UndoPlan:
        """Return the edits that would take one act back and what they would leave. Raises StoreError."""
        self._sealed.notice()
        return acts.plan_undo(self._db, self._tables, txn, self.office.site, self._sealed.opened)

    def _writer(self) -> Writer:
        return Writer(self._db, self._kept, text.today_iso())

    def _stamp(self, actor: str, label: str, reason: str) -> Stamp:
        mark = stamp(self.system, secrets.token_hex(8), actor, label, reason, text.now_iso())
        self.clock_ok = mark.clock_ok
        return mark

    def _finish(self, writer: Writer, mark: Stamp, undoes: str | None, then: Then | None) -> Changes:
        """Finish a write; `undoes` None marks an act that came from elsewhere and cannot be undone here."""
        writer.finish()
        changes = Changes(mark.txn, mark.label, {key: frozenset(uids) for key, uids in writer.touched.items()})
        if changes.count and undoes is not None:
            acts.record(self._db, mark, changes, undoes)
        if then is not None:
            then(self.system)
        return Changes(mark.txn, mark.label, self._sealed.told(changes.touched))

    # history and exchange

    def history(self, ledger: str, uid: str) -> list[Entry]:
        """Return the journal entries of one record, newest first; of a sealed one only to who has the key."""
        if ledger not in self._sealed.tables:
            return journal.entries_of_record(self._db, ledger, uid)
        return self._sealed.history(ledger, uid)

    def transactions(self, limit: int = 50) -> list[Transaction]:
        """Return the newest acts done here, newest first."""
        return acts.newest(self._db, limit)

    def changes_on(self, day: str) -> dict[tuple[str, str], int]:
        """Return how many own records each (ledger, operation) touched on a day (`YYYY-MM-DD`), undone acts left out."""
        return journal.counts_on(self._db, self.office.site, day)

    def entered(self, ledger: str, uids: Iterable[str]) -> dict[str, str]:
        """Return when records of a ledger were first written down (ISO moment); those not known are left out."""
        return journal.entered(self._db, ledger, uids)

    def touched(self, office: str, since: str, ledgers: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
        """Yield ledger, uid, operation and moment of every record of some ledgers entered or verified since a day."""
        return journal.touched(self._db, office, since, ledgers)

    @property
    def newest(self) -> int:
        """Return the number of the newest entry of the journal: where it is the same, so is every record."""
        return journal.newest(self._db)

    def entries(self, *, office: str, after: Mapping[str, int], scopes: Collection[str] = GENERAL) -> Iterator[Entry]:
        """Yield own entries beyond the number given for each chain, gap-free per chain.

        scopes: "" is what goes up; a site id what goes down to that office, "*" to all of them.
        """
        return journal.entries_after(self._db, office, after, scopes)

    def reaches_back(self, after: Mapping[str, int], scopes: Collection[str] = GENERAL) -> bool:
        """Tell whether all of this office's own entries beyond the number given for each chain are here."""
        return journal.reaches_back(self._db, self.office.site, after, scopes)

    def heads(self, office: str, scopes: Collection[str] | None = None) -> dict[str, tuple[int, str]]:
        """Return the newest (number, hash) of each of an office's chains, of own ones only those of `scopes`."""
        return journal.heads(self._db, office, scopes)

    def hash_at(self, replica: str, seq: int) -> str:
        """Return the hash of one entry of the journal, "" where there is none of that number."""
        return journal.hash_at(self._db, replica, seq)

    def digests(self, office: str, addressee: str | None = None) -> dict[str, tuple[int, str]]:
        """Return for each ledger the count of an office's records (void ones left out) and their digest in hex.

        `addressee` asks for what is sent down to one office only, "" for what goes up; None for all there is.
        """
        if addressee is None:
            return digests.digests(self._db, office)
        if addressee:
            return digests.addressed(self._db, self._tables, office, addressee)
        found = digests.digests(self._db, office)
        return {key: pair for key, pair in found.items() if key not in self._tables or not self._tables[key].down}

    def replicas(self) -> list[str]:
        """Return the ids of this office's own general chains, the first one first; the last is `replica`."""
        return journal.own_replicas(self._db, self.office.site)

    def rotate_replica(self, why: str) -> str:
        """Begin new own chains (after a restore, a clone, or a rollback) and return the id of the general one."""
        with transaction(self._db):
            return opening.begin_chains(self._db, self.system, self.office.site, why)

    # the log of who did what

    def audit(
        self, kind: str, *, user: str, role: str, objects: Sequence[str] = (), count: int = 0, grant_id: str = "",
        detail: Mapping[str, object] | None = None,
    ) -> AuditLine:  # fmt: skip
        """Add a line to the log of who did what; it holds ids, counts and codes, never content."""
        mark = self._stamp(user, "", "")
        return audit.append(
            self._db, replica=self.replica, at=mark.at, clock_ok=mark.clock_ok, user=user, role=role, kind=kind,
            objects=objects, count=count, grant_id=grant_id, detail=detail,
        )  # fmt: skip

    def audit_lines(self, *, after: int = 0, until: int | None = None) -> Iterator[AuditLine]:
        """Yield the lines of the log, oldest first."""
        return audit.lines(self._db, after=after, until=until)

    def audit_head(self) -> tuple[int, str]:
        """Return number and hash of the newest line of the log."""
        return audit.head(self._db)

    # safety

    def check(self) -> list[str]:
        """Prove the file through a fresh connection; returns Chinese sentences about what is wrong, none when sound."""
        checkpoint(self._db)
        return check.check_file(self._path, self._key, self.catalogue)

    def backup(self, target: Path) -> Figures:
        """Write a verified copy under the same key. Raises StoreError, and leaves no file, when it cannot be proved."""
        if not self._readonly:
            checkpoint(self._db)
        return backup.backup(self._db, self._key, self.catalogue, target)

    def copy(self, target: Path) -> Figures:
        """Write a copy under the same key and return what it must hold; whoever counts on it proves it first."""
        return backup.copy(self._db, self._key, target)

    def settle(self) -> None:
        """Bring everything from the log of writes into the one file. Raises StoreError."""
        checkpoint(self._db)

    def mark(self) -> list[int]:
        """Return numbers that change as soon as anything worth a backup does."""
        return backup.mark(self._db)

    def reindex(self) -> None:
        """Make the search tables anew."""
        with transaction(self._db):
            opening.make_search(self._db, self._kept)
