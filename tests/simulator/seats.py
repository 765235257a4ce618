"""A seat: one PC with an office's folder, its clock, its release of the program, and what its clerk has committed."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from gridDesk import text
from gridDesk.desk import Desk
from gridDesk.ledger import Changes
from gridDesk.ledger.record import Row, row_digest
from tests import exchange_offices
from tests.simulator.figures import FIGURES, hold

Place = tuple[str, str]
START = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
EVERY_STATE: tuple[str, ...] = ()


class Seat:
    """One installation. `mark` is what tells its machine from others; `truth` what its clerk committed, per record."""

    def __init__(self, name: str, folder: Path, mark: str, *, release: int = 0) -> None:
        self.name, self.folder, self.mark, self.release = name, folder, mark, release
        self.home = folder.with_name(folder.name + ".home")
        self.home.mkdir(exist_ok=True)
        self.skew = timedelta()
        self.ticks = 0
        self.desk: Desk | None = None
        self.truth: dict[Place, tuple[int, int]] = {}
        self.records: list[Place] = []
        self.forgot = self.cloned = False

    @property
    def site(self) -> str:
        """Return the office's site id."""
        return exchange_offices.office_of(self.name).site

    @property
    def level(self) -> str:
        """Return the office's level."""
        return exchange_offices.office_of(self.name).level

    @property
    def open(self) -> Desk:
        """Return the open office."""
        assert self.desk is not None, self.name
        return self.desk

    @contextlib.contextmanager
    def at_work(self) -> Iterator[Desk]:
        """Act at this PC, with its office open."""
        with self.here():
            if self.desk is None:
                self.desk = exchange_offices.unlock(self.folder, self.release)
            yield self.desk

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Let clock, home folder and program be those of this PC."""
        clock, home = text.CLOCK.source, os.environ.get("GRIDDESK_HOME", "")
        text.CLOCK.source = self._now
        os.environ["GRIDDESK_HOME"] = str(self.home)
        try:
            with exchange_offices.running(self.release):
                yield
        finally:
            text.CLOCK.source = clock
            os.environ["GRIDDESK_HOME"] = home

    def _now(self) -> datetime:
        self.ticks += 1
        return START + self.skew + timedelta(seconds=7 * self.ticks)

    def close(self) -> None:
        """Close the office as a clerk does."""
        if self.desk is not None:
            with self.here():
                self.desk.close()
            self.desk = None

    def die(self) -> None:
        """End without closing, as at a power cut: the connection goes, nothing is brought into the one file."""
        if self.desk is None:
            return
        conn = self.desk.store._db.conn
        getattr(conn, "real", conn).close()
        lock = self.desk._lock
        if lock is not None:
            lock.release()
        self.desk._closed = True
        self.desk = None

    # what is there

    def fingerprint(self) -> tuple[object, ...]:
        """Return what tells one state of the data from another: chains, digests, replay state. The log does not count."""
        run = self.open.store._db.conn.execute
        return tuple(
            tuple(map(tuple, run(sql).fetchall()))
            for sql in (
                "SELECT replica, seq, hash FROM replica WHERE seq > 0 ORDER BY replica",
                "SELECT office, ledger, count, value FROM digest WHERE count <> 0 ORDER BY office, ledger",
                "SELECT count(*), coalesce(max(n), 0) FROM journal",
                "SELECT peer, replica, seq FROM peer_seen ORDER BY peer, replica",
            )
        )

    def rows(self, ledger: str, site: str | None = None) -> dict[str, Row]:
        """Return every record of a ledger by uid, closed and void ones too."""
        store = self.open.store
        if ledger not in store.catalogue:
            return {}
        return {str(row["uid"]): row for row in store.rows(ledger, states=EVERY_STATE, office=site)}

    # what was committed

    def commit(self, changes: Changes) -> None:
        """Note what an act of this clerk left in the data."""
        FIGURES.acts["act"] += 1
        for ledger, uids in changes.touched.items():
            self._note(ledger, uids)

    def _note(self, ledger: str, uids: Iterable[str]) -> None:
        for uid, row in self.open.store.get_many(ledger, uids).items():
            if row["office"] == self.site:
                if (ledger, uid) not in self.truth:
                    self.records.append((ledger, uid))
                self.truth[ledger, uid] = (int(str(row["rev"])), row_digest(ledger, row))

    def learn(self) -> None:
        """Take what the data holds now as what was committed: after an upgrade, a restore, or an act cut short."""
        had = self.records
        self.truth, self.records = {}, []
        for ledger in self.open.store.catalogue.ledgers:
            self._note(ledger, list(self.rows(ledger, self.site)))
        known = set(self.records)
        self.records = [place for place in had if place in known] + [
            place for place in self.records if place not in set(had)
        ]

    def check_durable(self) -> None:
        """Prove that everything committed is still there as it was left."""
        for ledger in {ledger for ledger, _ in self.truth}:
            rows = self.rows(ledger, self.site)
            for (where, uid), (rev, digest) in self.truth.items():
                if where == ledger:
                    row = rows.get(uid)
                    same = row is not None and (row["rev"], row_digest(ledger, row)) == (rev, digest)
                    hold("committed-stays", same, f"{self.name} {ledger} {uid}")

    def check_taken_back(self) -> None:
        """Prove that taking back from the office above lost nothing: each record is as it was, or of a later change."""
        for (ledger, uid), (rev, digest) in self.truth.items():
            row = self.open.store.get(ledger, uid) if ledger in self.open.store.catalogue else None
            same = row is not None and (int(str(row["rev"])) > rev or row_digest(ledger, row) == digest)
            hold("taking-back-loses-nothing", same, f"{self.name} {ledger} {uid}: {rev} to {row and row['rev']}")
        self.learn()

    # copies

    def copy_to(self, folder: Path, mark: str) -> Seat:
        """Copy the folder as it lies there, with what is kept outside it when the machine is the same one."""
        self.close()
        twin = Seat(self.name, Path(shutil.copytree(self.folder, folder)), mark, release=self.release)
        if mark == self.mark:
            shutil.copytree(self.home, twin.home, dirs_exist_ok=True)
        twin.skew, twin.ticks = self.skew, self.ticks
        twin.truth, twin.records = dict(self.truth), list(self.records)
        return twin

    def image(self, target: Path) -> Image:
        """Keep an image of the whole PC: folder, what lies outside it, and what was committed."""
        self.close()
        shutil.copytree(self.folder, target / "folder")
        shutil.copytree(self.home, target / "home")
        return Image(target, self.release, dict(self.truth), list(self.records))

    def roll_back(self, image: Image) -> None:
        """Put the whole PC back as it was, nothing inside it able to tell."""
        self.close()
        for part, place in (("folder", self.folder), ("home", self.home)):
            shutil.rmtree(place)
            shutil.copytree(image.place / part, place)
        self.release, self.truth, self.records = image.release, dict(image.truth), list(image.records)


@dataclasses.dataclass(frozen=True)
class Image:
    """A whole PC as it was once."""

    place: Path
    release: int
    truth: dict[Place, tuple[int, int]]
    records: list[Place]
