"""Quiescence: good sticks both ways, doing what the sentences tell a clerk to do, until nothing changes any more."""

from __future__ import annotations

from gridDesk.desk import alarms, installs, recovery
from tests.simulator import carriage, faults, invariants, mishaps
from tests.simulator.figures import FIGURES, hold
from tests.simulator.seats import Seat
from tests.simulator.world import World

ROUNDS = 12
NOTHING_NEW = "refused: older"  # says itself that everything in it is there
PAIR_ANEW = ("wrong_key", "sender_key_changed", "unknown_sender")
WRITE_ALL = ("(whole)", "fork", "retired", "rollback")  # the sentence or the alarm asks for everything


def heal(world: World) -> None:
    """Bring the world to rest and prove every invariant."""
    _stop_trouble(world)
    if len({seat.release for seat in world.seats.values()}) > 1:
        rounds(world, "quiesces-with-mixed-releases")
        invariants.check_mirrors(world)
        newest = max(seat.release for seat in world.seats.values())
        for seat in world.seats.values():
            while seat.release < newest:
                mishaps.upgrade(seat)
    rounds(world, "quiesces")
    hold("rebuilt-in-the-end", not any(_awaits(seat) for seat in world.seats.values()))
    invariants.check_all(world)
    _deliver_everything_again(world)
    rounds(world, "quiesces-after-doubles")
    invariants.check_mirrors(world)


def _stop_trouble(world: World) -> None:
    """Keep one PC per office, good sticks, and no fault waiting; files on old sticks are never seen again."""
    world.waiting.clear()
    world.device = faults.Stick()
    for twin in world.twins:
        twin.die()
    world.twins.clear()


def rounds(world: World, name: str) -> None:
    """Exchange every way round after round until a round changes nothing."""
    whole = _asked_for_all(world)
    told: list[str] = []
    for number in range(ROUNDS):
        before, told = state(world), []
        for seat in world.seats.values():
            told += _see_to_alarms(world, seat)
        for sender, receiver in world.links():
            if _awaits(sender) or _awaits(receiver):
                continue
            pair = (sender.name, receiver.name)
            verdict = carriage.exchange_well(world, sender, receiver, whole=pair in whole, sure=True)
            hold("good-stick-is-written", verdict, sender.name)
            whole.discard(pair)
            if verdict.startswith("refused") and verdict != NOTHING_NEW:
                told.append(f"{sender.name} to {receiver.name} {verdict}")
            if any(word in verdict for word in PAIR_ANEW):
                mishaps.pair_anew(sender, receiver)
                mishaps.pair_anew(receiver, sender)
            if any(word in verdict for word in WRITE_ALL):
                whole.add(pair)
        if not told and state(world) == before:
            FIGURES.acts["rounds to rest"] += number + 1
            hold(name, True)
            return
    hold(name, False, f"after {ROUNDS} rounds: {told}")


def _asked_for_all(world: World) -> set[tuple[str, str]]:
    """Return who must write everything to whom, because an alarm says that records were set aside there."""
    found = set()
    for sender, receiver in world.links():
        with sender.at_work() as desk:
            if desk.store.system.alarms.list(kind="quarantined_there", peer=receiver.site, state="open"):
                found.add((sender.name, receiver.name))
    return found


def _awaits(seat: Seat) -> bool:
    with seat.at_work() as desk:
        return recovery.awaits(desk)


def _see_to_alarms(world: World, seat: Seat) -> list[str]:
    """Do what alarms say: be the one PC that writes; of an office set back, have the one above hand back what it holds.

    Returns what was refused, which the next round tries again: a new pairing alone changes no data. What a newer program
    gives back waits for the upgrade.
    """
    above = world.above(seat.name)
    with seat.at_work() as desk:
        if any(alarm.key.startswith("replaced.") for alarm in desk.store.system.alarms.list(kind="fork", state="open")):
            FIGURES.acts["machine claimed"] += 1
            installs.claim(desk)
        due = [alarm.key for alarm in desk.store.system.alarms.list(kind="rollback", state="open")]
        awaited = recovery.awaits(desk)
    if above is None or not (awaited or (due and world.obedient)):
        return []
    verdict = carriage.hand_back(world, above, seat)
    if any(word in verdict for word in PAIR_ANEW):
        mishaps.pair_anew(seat, above)
        mishaps.pair_anew(above, seat)
    with seat.at_work() as desk:
        if verdict == "apply":
            for key in due:
                alarms.put_away(desk, key)
    refused = verdict.startswith("refused") and "newer_program" not in verdict
    return [f"{above.name} back to {seat.name} {verdict}"] if awaited and refused else []


def state(world: World) -> list[object]:
    """Return what a round may still change: data, replay state, watermarks, and what is due next."""
    found: list[object] = []
    for seat in world.seats.values():
        with seat.at_work() as desk:
            run = desk.store._db.conn.execute
            acked = run("SELECT peer, replica, seq FROM peer_acked ORDER BY peer, replica").fetchall()
            due = run(
                "SELECT key, value FROM setting WHERE key LIKE 'snapshot_next%' AND value = 'true' ORDER BY key"
            ).fetchall()
            awaited = recovery.awaits(desk)  # such an office sends nothing yet
            found.append([desk.store.blobs.missing(other.site) for other in world.neighbours(seat)])
            found += [seat.name, awaited, seat.fingerprint(), list(map(tuple, acked)), list(map(tuple, due))]
    return found


def _deliver_everything_again(world: World) -> None:
    """Hand every package ever made to its addressee once more, the oldest last: nothing changes."""
    folder = world.root / "again"
    folder.mkdir()
    for parcel in reversed(world.parcels[-40:]):
        if parcel.maker not in world.seats.values():
            continue
        seat = world.seats[parcel.to]
        path = folder / f"{parcel.number}.gdp"
        path.write_bytes(parcel.data)
        with seat.at_work():
            before = seat.fingerprint()
            verdict = carriage.take(world, seat, path)
        with seat.at_work():
            hold("reimport-is-no-op", seat.fingerprint() == before, f"{seat.name}: package {parcel.number}: {verdict}")
