"""Packages on their way: written to sticks and taken in anywhere; every refusal leaves all as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gridDesk.desk import Desk, exchange, recovery
from gridDesk.desk.sending import card_of
from gridDesk.errors import DeskError
from gridDesk.store.engine import DatabaseError
from gridDesk.sync import package as sealed
from gridDesk.sync import receipts
from gridDesk.sync.body import Body
from gridDesk.sync.errors import NeedsConsent, UnknownSender, WrongKey
from tests.simulator import faults
from tests.simulator.figures import FIGURES, Violation, hold
from tests.simulator.seats import Seat
from tests.simulator.world import Fault, Parcel, World, in_a_child, using

TRAILER = 32


def send(
    world: World, seat: Seat, to: Seat, stick: Path, *, whole: bool = False, device: faults.Stick | None = None
) -> bool:
    """Write a package to a stick, that may fail in any way; tell whether the program says it was written."""
    FIGURES.acts["export whole" if whole else "export"] += 1
    had = set(stick.iterdir())
    fault = world.waiting.pop(id(seat), None)
    done = False
    with seat.at_work() as desk, using(world, device or faults.Stick()):
        before = seat.fingerprint()
        try:
            done = _write(desk, seat, to, stick, whole, fault)
        except DeskError as error:
            FIGURES.verdicts[f"export refused: {type(error).__name__}"] += 1
        except DatabaseError:
            FIGURES.faults["store error while exporting"] += 1
        except faults.PowerCut:
            FIGURES.faults["power cut while exporting"] += 1
            seat.die()
        except Violation:
            raise
        except Exception as error:
            raise Violation("typed-refusal", f"export at {seat.name}: {error!r}") from error
    with seat.at_work():
        _check_only_answers(seat, before)
    _look_at_stick(world, seat, to, stick, had)
    if not (seat.cloned or to.cloned or seat.forgot or to.forgot):
        check_acknowledged(seat, to)
    return done


def _check_only_answers(seat: Seat, before: tuple[object, ...]) -> None:
    """Prove that writing a package changed no record; answers that need nobody may be given on the way."""
    now = seat.fingerprint()
    if now[1:3] != before[1:3]:
        newest: tuple[int, int] = before[2][0]  # type: ignore[index]
        run = seat.open.store._db.conn.execute
        ledgers = {row[0] for row in run("SELECT DISTINCT ledger FROM journal WHERE n > ?", [newest[1]])}
        hold("export-changes-no-record", ledgers == {"reply"}, f"{seat.name}: {ledgers}")
        seat.learn()


def check_acknowledged(owner: Seat, mirror: Seat) -> None:
    """Prove that what an office believes the other one has really is in its file."""
    with mirror.at_work() as desk:
        heads = desk.store.heads(owner.site)
    with owner.at_work() as desk:
        for mark in desk.store.system.peer_acked.list(peer=mirror.site):
            hold("acknowledged-is-there", heads.get(mark.replica, (0, ""))[0] >= mark.seq, f"{owner.name} {mark.seq}")


def _write(desk: Desk, seat: Seat, to: Seat, stick: Path, whole: bool, fault: Fault | None) -> bool:
    if fault is None or fault.kind == "exit":
        written = exchange.write_package(desk, to.site, stick, whole=whole)
    else:
        strike = {"cut": faults.cut, "error": faults.disk_error, "full": faults.disk_full}[fault.kind]
        with faults.store_fault(desk, fault.n, strike, for_ever=fault.kind != "cut"):
            written = exchange.write_package(desk, to.site, stick, whole=whole)
    hold("written-is-there", written.path.is_file() and _is_whole(written.path.read_bytes()), seat.name)
    return True


def _is_whole(data: bytes) -> bool:
    return len(data) > TRAILER and hashlib.sha256(data[:-TRAILER]).digest() == data[-TRAILER:]


def _look_at_stick(world: World, seat: Seat, to: Seat, stick: Path, had: set[Path]) -> None:
    """Prove that every new package on the stick is whole, and look what is in it."""
    for path in sorted(set(stick.iterdir()) - had):
        if path.suffix == ".gdp":
            hold("stick-whole-or-part", _is_whole(path.read_bytes()), path.name)
            look_into(world, world.noted(seat, to, path), seat, to)


def look_into(world: World, parcel: Parcel, seat: Seat, to: Seat) -> None:
    """Open a package with its addressee's keys: nothing in it is for another office, no receipt claims too much."""
    with to.at_work() as desk:
        cards = [card_of(peer) for peer in desk.store.system.peers.list(state="active")]
        keys, own = desk.keys.site, desk.office.site
    try:
        envelope = sealed.read(parcel.data, site=own, senders=cards)
    except UnknownSender:  # the other office knows us by former keys only
        FIGURES.verdicts["signed with keys not known there"] += 1
        return
    try:
        body = sealed.open_package(envelope, keys)
    except WrongKey:  # made with a card of before the other office was rebuilt: its clerk will be told
        FIGURES.verdicts["sealed to former keys"] += 1
        return
    header = envelope.header
    parcel.kind = header.kind
    parcel.chains = {(replica, last): header.log_head[replica] for replica, (_, last) in header.heads.items()}
    parcel.chains |= {(entry.replica, entry.seq): entry.hash for entry in body.entries()}
    with seat.at_work():
        _check_scope(seat, to, header.kind, body)


def _check_scope(seat: Seat, to: Seat, kind: str, body: Body) -> None:
    if kind == "mirror":
        return
    down = exchange_level(seat) > exchange_level(to)
    store = seat.open.store
    told = [(entry.ledger, entry.uid) for entry in body.entries()]
    told += [(key, str(row["uid"])) for key in body.ledgers() for row in body.rows(key)]
    for ledger, uid in told:
        if ledger not in store.catalogue:
            continue
        row = store.get(ledger, uid)
        travel = store.catalogue[ledger].travel
        hold(
            "only-the-addressee-sees-it",
            travel == ("down" if down else "up"),
            f"{ledger} from {seat.name} to {to.name}",
        )
        hold("own-records-only", row is not None and row["office"] == seat.site, f"{ledger} {uid} from {seat.name}")
        if down and row is not None:
            hold(
                "only-the-addressee-sees-it",
                row.get("addressee") in (None, "", to.site),
                f"{ledger} {uid} to {to.name}",
            )


def exchange_level(seat: Seat) -> int:
    """Return how high an office stands."""
    return ("village", "street", "district").index(seat.level)


def exchange_well(world: World, seat: Seat, to: Seat, *, whole: bool = False, sure: bool = False) -> str:
    """Carry one package from an office to its neighbour on a good stick; returns the verdict, "" when none was made."""
    stick = world.root / f"good-{next(world.serials)}"
    stick.mkdir()
    send(world, seat, to, stick, whole=whole)
    for path in sorted(stick.iterdir()):
        if path.suffix == ".gdp":
            verdict = take(world, to, path)
            return take(world, to, path, sure=True) if verdict == _ASKING and sure else verdict
    return ""


def hand_back(world: World, above: Seat, seat: Seat) -> str:
    """Let an office above hand an office below everything it holds of it."""
    FIGURES.acts["mirror handed back"] += 1
    stick = world.root / f"mirror-{next(world.serials)}"
    stick.mkdir()
    with above.at_work() as desk:
        try:
            path = recovery.write_mirror(desk, seat.site, stick).path
        except DeskError as error:
            return _code(error)
    look_into(world, world.noted(above, seat, path), above, seat)
    return take(world, seat, path)


# --- arriving --------------------------------------------------------------------------------------------------------


def take(world: World, seat: Seat, path: Path, *, sure: bool = False) -> str:
    """Take a file in; returns the verdict, or why it was refused. Nothing refused changes anything."""
    FIGURES.acts["import"] += 1
    parcel = world.known(path.read_bytes())
    fault = world.waiting.pop(id(seat), None)
    verdict = _take_cut_short(world, seat, path, fault) if fault else _take(seat, path, sure=sure)
    FIGURES.verdicts[verdict] += 1
    if verdict == "apply" and parcel is not None and parcel.kind == "mirror":
        with seat.at_work():
            seat.check_taken_back()
    _judge(world, seat, parcel, verdict)
    return verdict


def _take(seat: Seat, path: Path, *, sure: bool = False) -> str:
    with seat.at_work() as desk:
        before = seat.fingerprint()
        try:
            applied = exchange.apply_package(desk, path, sure=sure)
        except DeskError as error:
            hold("refused-changes-nothing", seat.fingerprint() == before, f"{seat.name}: {error}")
            _check_own_receipt(seat, path)
            return _code(error)
        except Exception as error:
            raise Violation("typed-refusal", f"import at {seat.name}: {error!r}") from error
        if applied.verdict != "apply":
            hold("refused-changes-nothing", seat.fingerprint() == before, f"{seat.name}: {applied.verdict}")
        _check_own_receipt(seat, path)
        return str(applied.verdict)


_ASKING = "refused: consent"
_BY_WORDS = {
    "分叉": "fork",
    "退回到了": "rollback",
    "换机或恢复": "retired",
    "没有收到": "gap",
    "比已经导入的旧": "older",
    "请先升级本机程序": "newer_program",
}


def _code(error: DeskError) -> str:
    """Return in a word why a package was refused, and whether the clerk is told to ask for a whole state."""
    if isinstance(error, NeedsConsent):
        return _ASKING
    words = str(error) + str(getattr(error, "advice", ""))
    found = [code for word, code in _BY_WORDS.items() if word in words]
    code = found[0] if found else getattr(error, "code", type(error).__name__)
    return f"refused: {code}" + (" (whole)" if "整份" in words or "全量" in words else "")


def _check_own_receipt(seat: Seat, path: Path) -> None:
    """Prove that the receipt just written states the chains as far as they really are in the file."""
    desk = seat.open
    taken = desk.store.system.packages.last(1, direction="in")
    for record in taken:
        if "receipt" not in record.outcome:
            continue
        receipt = receipts.receipt_from_json(str(record.outcome["receipt"]))
        heads = desk.store.heads(record.peer)
        for replica, (seq, _) in receipt.heads.items():
            hold("receipts-claim-no-more", heads.get(replica, (0, ""))[0] >= seq, f"{seat.name}: {path.name}")


def _take_cut_short(world: World, seat: Seat, path: Path, fault: Fault) -> str:
    """Take a file in while the power goes or the disk fails, then again: it was there wholly or not at all."""
    FIGURES.faults[f"import {fault.kind}"] += 1
    with seat.at_work() as desk:
        before = seat.fingerprint()
        if fault.kind == "exit":
            seat.close()
            in_a_child(lambda: _apply_and_vanish(seat, path, fault.n))
            world.skip_tokens()
        else:
            _apply_with_fault(seat, desk, path, fault)
    with seat.at_work() as desk:
        problems = desk.store.check()
        hold("file-is-sound", not problems, f"{seat.name}: {problems[:2]}")
        seat.check_durable()
        old = seat.fingerprint() == before
    verdict = _take(seat, path)
    hold("old-or-new", old or verdict == "again", f"{seat.name}: {verdict} after an import cut short")
    return verdict


def _apply_and_vanish(seat: Seat, path: Path, n: int) -> None:
    with seat.at_work() as desk, faults.store_fault(desk, n, faults.vanish):
        exchange.apply_package(desk, path)
    seat.close()


def _apply_with_fault(seat: Seat, desk: Desk, path: Path, fault: Fault) -> None:
    strike = {"cut": faults.cut, "error": faults.disk_error, "full": faults.disk_full}[fault.kind]
    try:
        with faults.store_fault(desk, fault.n, strike, for_ever=fault.kind != "cut"):
            exchange.apply_package(desk, path)
    except faults.PowerCut:
        seat.die()
    except (DeskError, DatabaseError):
        return
    except Exception as error:
        raise Violation("typed-refusal", f"import at {seat.name} after {fault.kind}: {error!r}") from error


def _judge(world: World, seat: Seat, parcel: Parcel | None, verdict: str) -> None:
    """Say what must follow from what the file is: damaged ones and those for others never get in."""
    if parcel is None:
        hold("damaged-is-refused", verdict.startswith("refused"), f"{seat.name}: {verdict}")
    elif parcel.to != seat.name:
        hold("wrong-office-is-refused", verdict.startswith("refused"), f"{seat.name}: {verdict}")
    else:
        world.delivered(seat, parcel, verdict)
