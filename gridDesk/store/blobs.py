"""Pictures kept beside the ledgers by the SHA-256 of their bytes, and which of them another office has.

A record names a picture by its hash; the same picture lies here once. One that no record names any more stays as long as
the journal does, so that undo brings it back; only erasure lets it go.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from gridDesk import text
from gridDesk.ledger import ACTIVE, CLOSED, Ledger
from gridDesk.ledger.types import picture_hashes
from gridDesk.store.engine import Database, transaction
from gridDesk.store.filtering import json_list
from gridDesk.store.schema import quoted, table_of

_HASH = re.compile("[0-9a-f]{64}")
_SENT, _THERE, _WANTED = "sent", "there", "wanted"
_LISTED = "(SELECT value FROM json_each(?))"


class Blobs:
    """The pictures of one office file. What is done inside a write belongs to that write's transaction."""

    def __init__(self, db: Database, ledgers: Iterable[Ledger]) -> None:
        self._db = db
        self._ledgers = [ledger for ledger in ledgers if ledger.picture_keys]

    # keeping

    def put(self, data: bytes, kind: str) -> str:
        """Keep bytes under their SHA-256, which is returned; bytes that are here already stay as they are."""
        name = hashlib.sha256(data).hexdigest()
        with transaction(self._db):
            self._db.conn.execute(
                "INSERT OR IGNORE INTO blob (sha256, kind, size, data, at) VALUES (?, ?, ?, ?, ?)",
                [name, kind, len(data), data, text.now_iso()],
            )
        return name

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes of a hash, None when they are not here."""
        found = self._db.conn.execute("SELECT data FROM blob WHERE sha256 = ?", [sha256]).fetchone()
        return bytes(found[0]) if found else None

    def has(self, sha256: str) -> bool:
        """Tell whether the bytes of a hash are here."""
        return bool(self.sizes([sha256]))

    def sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """Return the sizes in bytes of those hashes that are here, in the order in which they came."""
        sql = f"SELECT sha256, size FROM blob WHERE sha256 IN {_LISTED} ORDER BY rowid"
        return {name: int(size) for name, size in self._db.conn.execute(sql, [json_list(list(hashes))])}

    def total(self) -> tuple[int, int]:
        """Return how many pictures are here and their bytes together."""
        count, size = self._db.conn.execute("SELECT count(*), coalesce(sum(size), 0) FROM blob").fetchone()
        return int(count), int(size)

    # what names them

    def named(
        self, office: str, *, ledgers: Sequence[str] | None = None, addressees: Sequence[str] | None = None
    ) -> list[str]:
        """Return the hashes that an office's records name, void ones left out; `addressees` of down ledgers only."""
        found: dict[str, None] = {}
        for ledger in self._ledgers:
            if ledgers is None or ledger.key in ledgers:
                found |= dict.fromkeys(self._in_rows(ledger, office, addressees))
        return list(found)

    def _in_rows(self, ledger: Ledger, office: str, addressees: Sequence[str] | None) -> Iterator[str]:
        keys = ", ".join(quoted(key) for key in ledger.picture_keys)
        any_of = " OR ".join(f"{quoted(key)} IS NOT NULL" for key in ledger.picture_keys)
        sql = (
            f"SELECT {keys} FROM {quoted(table_of(ledger.key))} WHERE office = ? AND state IN ('{ACTIVE}', '{CLOSED}')"
        )
        args = [office]
        if addressees is not None:
            sql += f" AND ifnull(addressee, '') IN {_LISTED}"
            args.append(json_list(list(addressees)))
        for values in self._db.conn.execute(f"{sql} AND ({any_of}) ORDER BY n", args):
            for value in values:
                yield from picture_hashes(value)

    def missing(self, office: str) -> list[str]:
        """Return the hashes that an office's records name and that are not here."""
        wanted = self.named(office)
        have = self.sizes(wanted)
        return [name for name in wanted if name not in have]

    def named_by(self, places: Mapping[str, Collection[str]]) -> set[str]:
        """Return every hash that records (uids by ledger) ever named: ask before they are erased, then `forget` these."""
        found: set[str] = set()
        for ledger in self._ledgers:
            listed = json_list(list(places.get(ledger.key, ())))
            for words, table in (("fields", "journal"), ("data", "kept_row")):
                sql = f"SELECT {words} FROM {table} WHERE ledger = ? AND uid IN {_LISTED}"
                for (said,) in self._db.conn.execute(sql, [ledger.key, listed]):
                    found.update(_HASH.findall(said))
        return found

    def still_named(self, hashes: Iterable[str]) -> set[str]:
        """Return which of the hashes a record, the journal or a draft still names."""
        wanted = set(hashes)
        if not wanted:
            return set()
        return wanted & {name for (words,) in self._words() for name in _HASH.findall(words)}

    def _words(self) -> Iterator[tuple[str]]:
        """Yield every text in which a hash may stand; fields of a newer program in `extra` too."""
        for ledger in self._ledgers:
            table = quoted(table_of(ledger.key))
            for key in (*ledger.picture_keys, "extra"):
                yield from self._db.conn.execute(f"SELECT {quoted(key)} FROM {table} WHERE {quoted(key)} IS NOT NULL")
            keyed = " OR ".join("instr(fields, ?)" for _ in ledger.picture_keys)
            marks = [f'"{key}"' for key in ledger.picture_keys]
            yield from self._db.conn.execute(
                f"SELECT fields FROM journal WHERE ledger = ? AND ({keyed})", [ledger.key, *marks]
            )
        for table in ("draft", "kept_row"):
            yield from self._db.conn.execute(f"SELECT data FROM {table}")

    # letting go

    def forget(self, hashes: Iterable[str]) -> int:
        """Remove those of the hashes that nothing names any more (after an erasure); return how many went."""
        with transaction(self._db):
            wanted = set(hashes)
            return self._delete(wanted - self.still_named(wanted))

    def delete_unreferenced(self, before: str) -> int:
        """Remove what came before an ISO time and nothing names: pictures of forms that were never saved."""
        with transaction(self._db):
            found = {name for (name,) in self._db.conn.execute("SELECT sha256 FROM blob WHERE at < ?", [before])}
            return self._delete(found - self.still_named(found))

    def _delete(self, hashes: set[str]) -> int:
        listed = json_list(sorted(hashes))
        self._db.conn.execute(f"DELETE FROM blob_sent WHERE sha256 IN {_LISTED}", [listed])
        return int(self._db.conn.execute(f"DELETE FROM blob WHERE sha256 IN {_LISTED}", [listed]).rowcount)

    # what other offices have

    def note_sent(self, peer: str, package_id: str, hashes: Iterable[str]) -> None:
        """Note which pictures a package to an office carries; only its receipt says that they are there."""
        lines = [(peer, name, package_id, _SENT) for name in hashes]
        with transaction(self._db):
            self._db.conn.executemany("INSERT OR REPLACE INTO blob_sent VALUES (?, ?, ?, ?)", lines)

    def note_there(self, peer: str, package_id: str) -> None:
        """Note that a package was taken, and with it its pictures; an older receipt told again changes nothing."""
        with transaction(self._db):
            sql = "SELECT sha256 FROM blob_sent WHERE peer = ? AND package_id = ? AND state = ?"
            names = [name for (name,) in self._db.conn.execute(sql, [peer, package_id, _SENT])]
            self._db.conn.execute(
                f"DELETE FROM blob_sent WHERE peer = ? AND sha256 IN {_LISTED}", [peer, json_list(names)]
            )
            there = [(peer, name, package_id, _THERE) for name in names]
            self._db.conn.executemany("INSERT INTO blob_sent VALUES (?, ?, ?, ?)", there)

    def note_wanted(self, peer: str, hashes: Iterable[str]) -> None:
        """Note what an office says it lacks: whatever a receipt once said, these are to be sent (again)."""
        with transaction(self._db):
            names = list(hashes)
            sql = f"DELETE FROM blob_sent WHERE peer = ? AND state = ? AND sha256 IN {_LISTED}"
            self._db.conn.execute(sql, [peer, _THERE, json_list(names)])
            self._db.conn.execute("DELETE FROM blob_sent WHERE peer = ? AND state = ?", [peer, _WANTED])
            wanted = [(peer, name, "", _WANTED) for name in names]
            self._db.conn.executemany("INSERT OR REPLACE INTO blob_sent VALUES (?, ?, ?, ?)", wanted)

    def there(self, peer: str) -> set[str]:
        """Return the hashes that an office is known to have."""
        return self._noted(peer, _THERE)

    def wanted(self, peer: str) -> set[str]:
        """Return the hashes that an office said it lacks."""
        return self._noted(peer, _WANTED)

    def _noted(self, peer: str, state: str) -> set[str]:
        found = self._db.conn.execute("SELECT sha256 FROM blob_sent WHERE peer = ? AND state = ?", [peer, state])
        return {name for (name,) in found}
