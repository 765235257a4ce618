"""Making an office file, and bringing one of an older program up to date: all in one transaction, or not at all."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import get_args

import msgspec

from gridDesk import text
from gridDesk.ledger import Catalogue, Edit, Office, upgrades
from gridDesk.ledger.record import Op
from gridDesk.store import aside, journal, search
from gridDesk.store.engine import Database, DatabaseError, transaction
from gridDesk.store.errors import FileUnreadable, NeedsUpdate, StoreError
from gridDesk.store.journal import Chain, Chains, Stamp
from gridDesk.store.schema import columns_of, indexes_of, make_ledger_tables, migrations
from gridDesk.store.system import System
from gridDesk.store.tables import LedgerTable
from gridDesk.store.writing import Writer, stamp

FORMAT = 1
Reached = Callable[
    [str], Mapping[str, int] | None
]  # how far the own chains of a site came by what lies outside the file
OPS = frozenset(get_args(Op)) - {"mirror"}


def make(db: Database, catalogue: Catalogue, office: Office) -> None:
    """Make every table of a new office file, its identity, and its first journal chains."""
    system = System(db)
    with transaction(db):
        migrations.apply(db)
        make_ledger_tables(db, catalogue)
        for ledger in catalogue.ledgers.values():
            _set_version(db, ledger.key, ledger.version)
        system.put("format", FORMAT)
        system.put("shape", shape(catalogue))
        system.put("office", msgspec.to_builtins(office))
        system.put("replica", journal.new_chain(db, office.site, "own", text.now_iso(), "新建"))
        system.put("mirror", journal.new_chain(db, office.site, "mirror", text.now_iso(), "新建"))
        make_search(db, tables_of(catalogue))


def bring_up_to_date(db: Database, catalogue: Catalogue, *, readonly: bool, reached: Reached | None = None) -> None:
    """Add what a newer program needs: system tables, columns, row upgrades, waiting entries, search.

    Where `reached` says that the file is one of the past (None: nobody knows), row upgrades go on new chains: the numbers
    that come next on the old ones have been used. Raises StoreError when the file was written by a newer program, or needs work and is opened `readonly`.
    """
    system = System(db)
    _check_readable(db, catalogue, system)
    due = bool(migrations.pending(db)) or system.get("shape") != shape(catalogue)
    due = due or bool(_outdated(db, catalogue)) or _waiting(db, catalogue)
    tables = tables_of(catalogue)
    stale = system.get("search") != search.fingerprint(tables)
    if not due and not stale:
        return
    if readonly:
        raise NeedsUpdate("数据文件需要先更新，", advice="请先在本机正常打开一次。")
    with transaction(db):
        migrations.apply(db)
        make_ledger_tables(db, catalogue)
        system.put("shape", shape(catalogue))
        if stale:
            make_search(db, tables)
        _upgrade(db, catalogue, tables, system, reached)
        _replay(db, catalogue, tables, system)


def own_chains(db: Database, system: System, office: str, mark: Stamp) -> Chains:
    """Return the chains on which own changes are written, those for addressees by the setting `chains`."""

    def begin(scope: str) -> Chain:
        replica = str(system.get("replica"))
        if scope:
            known = msgspec.convert(system.get("chains", {}), dict[str, str])
            replica = known.get(scope) or journal.new_chain(db, office, "own", mark.at, "下发", scope)
            if scope not in known:
                system.put("chains", {**known, scope: replica})
        return Chain(replica, *journal.chain_head(db, replica), mark)

    return Chains(begin)


def mirror_chain(db: Database, system: System, mark: Stamp) -> Chain:
    """Return the chain that explains what was done here to records without an entry of their office."""
    replica = str(system.get("mirror"))
    return Chain(replica, *journal.chain_head(db, replica), mark)


def tables_of(catalogue: Catalogue) -> dict[str, LedgerTable]:
    """Return the table of every ledger as the file holds it."""
    return {ledger.key: LedgerTable(ledger, kept=True) for ledger in catalogue.ledgers.values()}


def make_search(db: Database, tables: Mapping[str, LedgerTable]) -> None:
    """Make the search tables anew and note what they were made from."""
    search.reindex(db, tables)
    System(db).put("search", search.fingerprint(tables))


def shape(catalogue: Catalogue) -> str:
    """Return a fingerprint of all ledgers' columns and links, so that an unchanged file opens without inspection."""
    parts = [
        [
            ledger.key,
            *columns_of(ledger),
            *(f"{item.key}:{item.to}:{item.type.column}" for item in ledger.fields),
            *map(",".join, indexes_of(ledger)),
        ]
        for ledger in catalogue.ledgers.values()
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _check_readable(db: Database, catalogue: Catalogue, system: System) -> None:
    try:
        made = system.get("format")
    except DatabaseError as error:
        raise FileUnreadable("数据文件没有建完，", advice="请从最近的备份恢复；请不要删除或新建。") from error
    newer = made is None or int(str(made)) > FORMAT
    for ledger, version in db.conn.execute("SELECT ledger, version FROM ledger_schema"):
        newer = newer or (ledger in catalogue and version > catalogue[ledger].version)
    if newer:
        raise StoreError("数据文件由更新版本的程序写过，", advice="请安装新版程序后再打开。")


def _outdated(db: Database, catalogue: Catalogue) -> dict[str, int]:
    """Return the version that rows of each outdated ledger are in; a ledger new to the file is up to date."""
    had = dict(db.conn.execute("SELECT ledger, version FROM ledger_schema").fetchall())
    return {
        ledger.key: int(had.get(ledger.key, ledger.version))
        for ledger in catalogue.ledgers.values()
        if had.get(ledger.key) != ledger.version
    }


def _set_version(db: Database, ledger: str, version: int) -> None:
    db.conn.execute("INSERT OR REPLACE INTO ledger_schema (ledger, version) VALUES (?, ?)", [ledger, version])


def begin_chains(db: Database, system: System, office: str, why: str) -> str:
    """Begin new own chains and return the id of the general one."""
    replica = journal.new_chain(db, office, "own", text.now_iso(), why)
    system.put("replica", replica)
    system.put("chains", {})
    return replica


def _is_of_the_past(db: Database, known: Mapping[str, int] | None) -> bool:
    return known is None or any(journal.chain_head(db, replica)[0] < seq for replica, seq in known.items())


def _upgrade(
    db: Database, catalogue: Catalogue, tables: Mapping[str, LedgerTable], system: System, reached: Reached | None
) -> None:
    """Run row upgrades: own records by journaled updates, those of other offices in the mirror chain."""
    outdated = _outdated(db, catalogue)
    if not outdated:
        return
    own = str(msgspec.convert(system.get("office"), Office).site)
    if reached is not None and _is_of_the_past(db, reached(own)):
        begin_chains(db, system, own, "older file")
    mark = stamp(system, secrets.token_hex(8), "", "程序升级", "", text.now_iso())
    chains, mirror = own_chains(db, system, own, mark), mirror_chain(db, system, mark)
    writer = Writer(db, tables, text.today_iso())
    for ledger, version in outdated.items():
        writer.upgrade(ledger, version, upgrades.UPGRADES, own, chains, mirror)
        _set_version(db, ledger, catalogue[ledger].version)
    chains.save(db)
    mirror.save(db)
    writer.finish()


def _waiting(db: Database, catalogue: Catalogue) -> bool:
    """Tell whether something of other offices waited for a program as new as this one."""
    return bool(aside.ready_entries(db, catalogue, OPS)) or any(True for _ in aside.ready_rows(db, catalogue))


def _replay(db: Database, catalogue: Catalogue, tables: Mapping[str, LedgerTable], system: System) -> None:
    """Take what waited: first records of snapshots, then the entries that came after them."""
    if not _waiting(db, catalogue):
        return
    mark = stamp(system, secrets.token_hex(8), "", "程序升级", "", text.now_iso())
    mirror = mirror_chain(db, system, mark)
    writer = Writer(db, tables, text.today_iso())
    taken = []
    for office, rows in groupby(aside.ready_rows(db, catalogue), key=lambda one: one[1]):
        lines = list(rows)
        edits = [
            Edit(one.ledger, str(one.row["uid"]), "mirror", upgrades.upgrade_values(one.ledger, one.row, one.schema))
            for _, _, one in lines
        ]
        writer.mirror(edits, mirror, office)
        taken += [n for n, _, _ in lines]
    aside.forget_rows(db, taken)
    writer.replay_pending(aside.ready_entries(db, catalogue, OPS), mirror)
    mirror.save(db)
    writer.finish()
