"""Proving a file: pages, chains, and every table against what the journal says it must hold.

Each record is rebuilt from its journal entries and compared as both are read in the order of uids, so the proof needs no
more memory for a district than for a village.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

from gridDesk.ledger import VOID, Catalogue, Entry, Ledger, Row
from gridDesk.ledger.record import GENESIS, digest_sum, row_digest
from gridDesk.store import audit, journal
from gridDesk.store.digests import digests
from gridDesk.store.effect import effect
from gridDesk.store.engine import Database, DatabaseError, connect
from gridDesk.store.errors import StoreError
from gridDesk.store.tables import LedgerTable

_MOST = 100
_RESTORE = "请不要继续录入，从最近的备份恢复。"


def check_file(path: Path, key: bytes, catalogue: Catalogue, *, rebuild: bool = True) -> list[str]:
    """Return what is wrong with an office file as Chinese sentences naming ledgers and uids only; none when sound.

    Without `rebuild` only pages, chains' heads and counts are proved (for backups). At most 100 sentences.
    """
    try:
        db = connect(path, key, readonly=True)
    except StoreError as error:
        return [str(error)]
    try:
        found = _pages(db)
        if not found and rebuild:
            found = [sentence for _, sentence in zip(range(_MOST), _contents(db, catalogue), strict=False)]
        return found
    except (DatabaseError, ValueError, TypeError) as error:
        return [f"数据文件读到一半读不下去（{type(error).__name__}），{_RESTORE}"]
    finally:
        db.conn.close()


def broken_pages(path: Path, key: bytes) -> int:
    """Return how many pages of an office file do not bear their seal: a quarter of a second for a village."""
    try:
        db = connect(path, key, readonly=True)
    except StoreError:
        return 1
    try:
        return len(db.conn.execute("PRAGMA cipher_integrity_check").fetchall())
    except DatabaseError:
        return 1
    finally:
        db.conn.close()


def _pages(db: Database) -> list[str]:
    """Check every page's seal and the structure of the file."""
    found = []
    if db.conn.execute("PRAGMA cipher_integrity_check").fetchall():
        found.append(f"数据文件有损坏的页，{_RESTORE}")
    answers = [row[0] for row in db.conn.execute("PRAGMA integrity_check(10)")]
    if answers != ["ok"]:
        found.append(f"数据文件结构有错（{len(answers)} 处），{_RESTORE}")
    if db.conn.execute("PRAGMA foreign_key_check").fetchall():
        found.append(f"数据文件内部引用有错，{_RESTORE}")
    return found


def _contents(db: Database, catalogue: Catalogue) -> Iterator[str]:
    for replica, seq, digest in db.conn.execute("SELECT replica, seq, hash FROM replica ORDER BY replica").fetchall():
        yield from _chain(db, replica, int(seq), str(digest))
    yield from _log(db)
    yield from _strays(db, catalogue)
    sums: dict[tuple[str, str], list[int]] = {}
    for ledger in catalogue.ledgers.values():
        yield from _ledger(db, ledger, sums)
    yield from _digests(db, catalogue, sums)
    yield from _search(db, catalogue)


def _chain(db: Database, replica: str, head_seq: int, head_hash: str) -> Iterator[str]:
    """Check that a chain's entries are whole, gap-free and in order, as they were applied here.

    A snapshot sets a foreign chain to the head it states: ahead, where its entries stay with the sender, or back, where
    the sender was restored and lost its last ones; what follows goes on from there.
    """
    bases = db.conn.execute("SELECT n, seq, hash FROM replica_base WHERE replica = ? ORDER BY n", [replica]).fetchall()
    erased = journal.erased(db)
    bounds = [0, *(int(n) for n, _, _ in bases), 1 << 62]
    seq, digest = 0, GENESIS
    for place, (after, upto) in enumerate(pairwise(bounds)):
        if place:
            seq, digest = int(bases[place - 1][1]), str(bases[place - 1][2])
        sql = f"{journal.SELECT} WHERE replica = ? AND n > ? AND n <= ? ORDER BY seq"
        for line in db.conn.execute(sql, [replica, after, upto]):
            entry = journal.entry_of(line)
            if entry.seq != seq + 1:
                yield f"操作日志缺少记录（日志 {replica} 第 {seq + 1} 条起），{_RESTORE}"
            elif entry.prev_hash != digest:
                yield f"操作日志前后接不上（日志 {replica} 第 {entry.seq} 条），{_RESTORE}"
            redacted = not entry.fields and (entry.ledger, entry.uid) in erased
            if entry.digest() != entry.hash and not redacted:
                yield f"操作日志被改动过（日志 {replica} 第 {entry.seq} 条），{_RESTORE}"
            seq, digest = entry.seq, entry.hash
    if (seq, digest) != (head_seq, head_hash):
        yield f"操作日志末尾不对（日志 {replica} 应到第 {head_seq} 条，实到第 {seq} 条），{_RESTORE}"


def _log(db: Database) -> Iterator[str]:
    """Check that the log of who did what follows line by line; a file of an older program has none."""
    if not db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone():
        return
    fault = next(audit.faults(db), None)
    if fault is not None:
        yield f"操作记录从第 {fault.n} 条起对不上，可能有人改动过数据文件，请保留现在的文件，报告上级后再处理。"


def _strays(db: Database, catalogue: Catalogue) -> Iterator[str]:
    """Check that every entry belongs to a known chain, and that entries of unknown ledgers are kept waiting."""
    sql = "SELECT DISTINCT replica FROM journal WHERE replica NOT IN (SELECT replica FROM replica)"
    for (replica,) in db.conn.execute(sql):
        yield f"操作日志里有来历不明的记录（日志 {replica}），{_RESTORE}"
    sql = "SELECT j.ledger, count(*), count(p.n) FROM journal j LEFT JOIN pending_entry p ON p.n = j.n GROUP BY 1"
    for ledger, count, waiting in db.conn.execute(sql):
        if ledger not in catalogue and count != waiting:
            yield f"有 {count - waiting} 条待用记录不见了（台账 {ledger}），{_RESTORE}"


def _ledger(db: Database, ledger: Ledger, sums: dict[tuple[str, str], list[int]]) -> Iterator[str]:
    """Compare every record with the one its journal entries make; add up the digests on the way."""
    table = LedgerTable(ledger)
    said, kept = _rebuilt(db, table), _kept(db, table)
    one, other = next(said, None), next(kept, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None
            yield f"{ledger.label}缺少一条记录（{one[0]}），{_RESTORE}"
            one = next(said, None)
            continue
        if other[1]["state"] != VOID:
            sums.setdefault((str(other[1]["office"]), ledger.key), []).append(row_digest(ledger.key, other[1]))
        if one is None or other[0] < one[0]:
            yield f"{ledger.label}多出一条日志里没有的记录（{other[0]}），{_RESTORE}"
        else:
            if one[1] != other[1]:
                yield f"{ledger.label}有一条记录与日志不符（{other[0]}），{_RESTORE}"
            one = next(said, None)
        other = next(kept, None)


def _kept(db: Database, table: LedgerTable) -> Iterator[tuple[str, Row]]:
    for values in db.conn.execute(f"{table.select} ORDER BY t.uid"):
        row = table.row(values)
        yield str(row["uid"]), row


def _rebuilt(db: Database, table: LedgerTable) -> Iterator[tuple[str, Row | None]]:
    """Yield each record as its journal entries make it, None when they contradict each other."""
    applied = "NOT EXISTS (SELECT 1 FROM pending_entry p WHERE p.n = j.n)"
    lines = db.conn.execute(f"{journal.SELECT} WHERE j.ledger = ? AND {applied} ORDER BY j.uid, j.n", [table.key])
    for uid, entries in groupby(map(journal.entry_of, lines), key=lambda entry: entry.uid):
        yield uid, _replayed(table, _since_erased(list(entries)))


def _since_erased(entries: list[Entry]) -> list[Entry]:
    """Return a record's entries from the one that erased it on: those before it have no content any more."""
    places = [n for n, entry in enumerate(entries) if entry.op == "erase"]
    return entries[places[-1] :] if places else entries


def _replayed(table: LedgerTable, entries: list[Entry]) -> Row | None:
    row: Row | None = None
    broken = False
    for entry in entries:
        had = row["rev"] if row is not None else 0
        broken = broken or (entry.base_rev != had and entry.op != "erase")
        row = effect(table, row, entry.office, entry.uid, entry.op, entry.base_rev, entry.fields, entry.at)
    return None if broken or row is None else table.blank | row


def _digests(db: Database, catalogue: Catalogue, sums: dict[tuple[str, str], list[int]]) -> Iterator[str]:
    offices = {row[0] for row in db.conn.execute("SELECT DISTINCT office FROM digest")} | {place[0] for place in sums}
    for office in sorted(offices):
        stored = digests(db, office)
        for ledger in catalogue.ledgers.values():
            numbers = sums.get((office, ledger.key), [])
            if stored.get(ledger.key, (0, f"{0:064x}")) != (len(numbers), f"{digest_sum(numbers):064x}"):
                yield f"{ledger.label}的核对数与记录不符（单位 {office}），{_RESTORE}"


def _search(db: Database, catalogue: Catalogue) -> Iterator[str]:
    if "person" not in catalogue:
        return
    people = LedgerTable(catalogue["person"]).name
    sql = (
        f"SELECT (SELECT count(*) FROM {people} WHERE state <> '{VOID}'), "
        f"(SELECT count(*) FROM find_person f JOIN {people} p ON p.n = f.n AND p.uid = f.uid AND p.state = f.state)"
    )
    wanted, found = db.conn.execute(sql).fetchone()
    if wanted != found:
        yield "查找索引与人口台账不符，请在设置里重建查找索引。"
