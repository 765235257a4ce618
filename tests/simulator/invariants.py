"""What must hold once the world is at rest; each invariant has a name."""

from __future__ import annotations

from collections.abc import Iterator

from gridDesk.desk import recovery
from gridDesk.desk.sending import paired, scopes_of
from gridDesk.sync import receipts
from gridDesk.sync.asides import QUARANTINE
from tests.simulator import carriage
from tests.simulator.figures import hold
from tests.simulator.seats import Seat
from tests.simulator.world import World


def check_all(world: World) -> None:
    """Prove every invariant of a world at rest."""
    check_mirrors(world)
    for seat in world.seats.values():
        with seat.at_work() as desk:
            problems = desk.store.check()
            hold("file-is-sound", not problems, f"{seat.name}: {problems[:2]}")
            seat.check_durable()
            _check_partition(world, seat)
            _check_addressees(world, seat)
            _check_kept(seat)
    for owner, mirror in world.links():
        _check_nothing_vanished(owner, mirror)
        _check_acknowledged(owner, mirror)
        _check_pictures(owner, mirror)
    _check_forks(world)
    _check_erased(world)


def check_mirrors(world: World) -> None:
    """Prove that each office holds of its neighbours exactly what they hold and send it."""
    for owner, mirror in world.links():
        if _awaits(owner) or _awaits(mirror):
            continue
        with mirror.at_work() as desk:
            theirs, waiting = desk.store.digests(owner.site), _kept(mirror, owner.site)
            versions = {key: ledger.version for key, ledger in desk.catalogue.ledgers.items()}
        with owner.at_work() as desk:
            own = desk.store.digests(owner.site, "" if _is_up(owner, mirror) else mirror.site)
            comparable = {
                key for key, ledger in desk.catalogue.ledgers.items()
                if versions.get(key) == ledger.version and key not in waiting
            }  # fmt: skip
        for ledger in sorted(comparable):
            same = own.get(ledger) == theirs.get(ledger)
            words = f"{ledger}: {owner.name} {own.get(ledger, (0,))[0]}, {mirror.name} {theirs.get(ledger, (0,))[0]}"
            hold("mirror-equals-owner", same, words)


def _awaits(seat: Seat) -> bool:
    with seat.at_work() as desk:
        return recovery.awaits(desk)


def _check_kept(seat: Seat) -> None:
    """Prove that nothing waits any more: all programs are of one release; only what that release refuses stays aside."""
    for item in seat.open.store.kept():
        fine = item.code in QUARANTINE and item.ledger == "person" and seat.release == 0
        hold("nothing-waits-for-ever", fine, f"{seat.name}: {item.ledger} {item.uid} {item.code}")


def _check_pictures(owner: Seat, mirror: Seat) -> None:
    """Prove that every photo an office still has and names arrived at the other one."""
    with owner.at_work() as desk:
        gone = set(desk.store.blobs.missing(owner.site))
    with mirror.at_work() as desk:
        lacking = set(desk.store.blobs.missing(owner.site)) - gone
    hold("pictures-arrive", not lacking, f"{owner.name} at {mirror.name}: {len(lacking)}")


def _is_up(owner: Seat, mirror: Seat) -> bool:
    levels = ("village", "street", "district")
    return levels.index(mirror.level) > levels.index(owner.level)


def _kept(seat: Seat, site: str) -> set[str]:
    """Return the ledgers in which something of an office waits or is set aside here."""
    return {item.ledger for item in seat.open.store.kept(site)}


def _check_partition(world: World, seat: Seat) -> None:
    """Prove that own chains speak of own records only, and that each record was changed by its office alone."""
    run = seat.open.store._db.conn.execute
    strangers = run(
        "SELECT DISTINCT j.office FROM journal j JOIN replica r USING (replica) WHERE r.office <> j.office AND r.kind <> 'mirror'"
    ).fetchall()
    hold("own-partition-only", not strangers, f"{seat.name}: {strangers}")
    sites = {seat.site, *(other.site for other in world.neighbours(seat))}
    for ledger in seat.open.store.catalogue.ledgers:
        for uid, row in seat.rows(ledger).items():
            hold("own-partition-only", row["office"] in sites, f"{seat.name}: {ledger} {uid}")


def _check_addressees(world: World, seat: Seat) -> None:
    """Prove that no office holds, in records or journal, what was sent down to another one."""
    above = world.above(seat.name)
    for ledger, shape in seat.open.store.catalogue.ledgers.items():
        if shape.travel == "down" and above is not None:
            for uid, row in seat.rows(ledger, above.site).items():
                hold(
                    "only-the-addressee-sees-it",
                    row["addressee"] in (None, "", seat.site),
                    f"{seat.name}: {ledger} {uid}",
                )


def _check_nothing_vanished(owner: Seat, mirror: Seat) -> None:
    """Prove that every entry of an office is in the other's journal, or lies before the whole state it took instead."""
    with owner.at_work() as desk:
        scopes = scopes_of(paired(desk, mirror.site))
        entries = [
            (one.replica, one.seq, one.hash) for one in desk.store.entries(office=owner.site, after={}, scopes=scopes)
        ]
    with mirror.at_work() as desk:
        run = desk.store._db.conn.execute
        there = {
            (row[0], row[1]): row[2]
            for row in run("SELECT replica, seq, hash FROM journal WHERE office = ?", [owner.site])
        }
        bases = dict(run("SELECT replica, max(seq) FROM replica_base GROUP BY replica").fetchall())
        for replica, seq, digest in entries:
            found = there.get((replica, seq)) == digest or seq <= bases.get(replica, 0)
            hold("nothing-vanishes", found, f"{owner.name} {replica} {seq} at {mirror.name}")
        aside = desk.store.kept(owner.site)
    if aside:
        told = set(_told(owner, mirror))
        for item in aside:
            hold("what-is-set-aside-is-told", item.uid in told, f"{item.ledger} {item.uid} {item.code} of {owner.name}")


def _told(owner: Seat, mirror: Seat) -> Iterator[str]:
    """Yield the records that receipts of the other office named."""
    with owner.at_work() as desk:
        for record in desk.store.system.packages.list(direction="out", peer=mirror.site):
            if "receipt" in record.outcome:
                yield from (line.uid for line in receipts.receipt_from_json(str(record.outcome["receipt"])).records)


def _check_acknowledged(owner: Seat, mirror: Seat) -> None:
    """Prove that what is marked as acknowledged really is in the other office's file."""
    carriage.check_acknowledged(owner, mirror)
    with mirror.at_work() as desk:
        taken = {
            record.sha256 for record in desk.store.system.packages.list(direction="in") if record.state == "applied"
        }
    with owner.at_work() as desk:
        for record in desk.store.system.packages.list(direction="out", peer=mirror.site, state="acknowledged"):
            hold(
                "acknowledged-is-there",
                record.sha256 in taken or mirror.forgot or mirror.cloned,
                f"{owner.name} package {record.n}",
            )


def _check_forks(world: World) -> None:
    """Prove that two PCs that wrote under the same numbers were noticed by whoever got packages of both."""
    for number, (where, one, first) in enumerate(world.deliveries):
        for place, other, second in world.deliveries[number + 1 :]:
            if where == place and one.maker.name == other.maker.name and one.contradicts(other):
                both = first == "apply" and second == "apply"
                noticed = any(
                    word in verdict
                    for at, parcel, verdict in world.deliveries
                    if (at, parcel.maker.name) == (where, one.maker.name)
                    for word in ("fork", "rollback", "retired")
                )
                hold(
                    "a-fork-is-noticed",
                    noticed or where in world.forgetful,
                    f"{one.maker.name} at {where}: {first}, {second} {both}",
                )


def _check_erased(world: World) -> None:
    """Prove that what was erased is nowhere in any office's file, as long as its owner still counts it as erased."""
    gone = [
        name for uid, name in world.erased.items() if any(_is_tombstone(seat, uid) for seat in world.seats.values())
    ]
    for seat in world.seats.values() if gone else ():
        with seat.at_work() as desk:
            run = desk.store._db.conn.execute
            for table in [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table'")]:
                text = repr(run(f'SELECT * FROM "{table}"').fetchall())
                for canary in gone:
                    hold("erased-is-gone", canary not in text, f"{seat.name}: {table}")


def _is_tombstone(seat: Seat, uid: str) -> bool:
    with seat.at_work() as desk:
        return ("person", uid) in desk.store.erased(seat.site)
