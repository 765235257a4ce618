"""What clerks do at their PCs, and the one way an act is carried out: whole, refused with a sentence, or cut short."""

from __future__ import annotations

from collections.abc import Callable

from gridDesk.desk import Desk, history, merging
from gridDesk.desk.merge_plan import merge_plan
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Changes, Edit, Row, new_uid
from gridDesk.store.engine import DatabaseError
from tests.exchange_offices import NEWEST, moods
from tests.simulator import faults
from tests.simulator.figures import FIGURES, Violation, hold
from tests.simulator.seats import Place, Seat
from tests.simulator.world import World, in_a_child

Work = Callable[[Desk], object]
NAMES = ("王小兰", "李强", "赵㛃", "毒药", "Smith John", "=1+1")
NUMBERS = (None, "370305199003071234", "370305198512120026", None)
TEXTS = ("甲", "乙", "修改过的内容", "很长" * 40, "'; DROP TABLE ledger_person; --", "㐂𠮷")
KEPT_FREE = ("uid", "office", "rev", "updated_at", "verified_on")


def perform(world: World, seat: Seat, name: str, work: Work) -> bool:
    """Carry out an act, with the fault that waits at that seat if there is one; tell whether it was done."""
    FIGURES.acts[name] += 1
    fault = world.waiting.pop(id(seat), None)
    if fault is None:
        return _plainly(seat, name, work)
    FIGURES.faults[f"store {fault.kind}"] += 1
    if fault.kind == "exit":
        return _in_a_process_that_ends(world, seat, fault.n, work)
    return _with_fault(seat, name, fault.kind, fault.n, work)


def _plainly(seat: Seat, name: str, work: Work) -> bool:
    with seat.at_work() as desk:
        before = seat.fingerprint()
        try:
            changes = work(desk)
        except DeskError as error:
            FIGURES.verdicts[f"act refused: {type(error).__name__}"] += 1
            hold("refused-changes-nothing", seat.fingerprint() == before, f"{name} at {seat.name}: {error}")
            return False
        except Exception as error:
            raise Violation("typed-refusal", f"{name} at {seat.name}: {error!r}") from error
        _commit(seat, changes)
        return True


def _commit(seat: Seat, changes: object) -> None:
    if not isinstance(changes, Changes):
        seat.learn()
    else:
        seat.commit(changes)


def _with_fault(seat: Seat, name: str, kind: str, n: int, work: Work) -> bool:
    """Let the n-th writing call fail: the power goes, or the disk gives an error or is full from then on."""
    strike = {"cut": faults.cut, "error": faults.disk_error, "full": faults.disk_full}[kind]
    with seat.at_work() as desk:
        before, done = seat.fingerprint(), True
        try:
            with faults.store_fault(desk, n, strike, for_ever=kind != "cut"):
                work(desk)
        except faults.PowerCut:
            done = False
            seat.die()
        except (DeskError, DatabaseError):
            done = False
        except Exception as error:
            raise Violation("typed-refusal", f"{name} at {seat.name} after {kind}: {error!r}") from error
    with seat.at_work():
        _old_or_new(seat, before, done)
        seat.learn()
    return done


def _in_a_process_that_ends(world: World, seat: Seat, n: int, work: Work) -> bool:
    """Let another process do the act and end at its n-th writing call, as when it is killed."""
    with seat.at_work():
        before = seat.fingerprint()
    seat.close()

    def child() -> None:
        with seat.at_work() as desk, faults.store_fault(desk, n, faults.vanish):
            work(desk)
        seat.close()

    status = in_a_child(child)
    world.skip_tokens()
    with seat.at_work():
        _old_or_new(seat, before, status == 0)
        seat.learn()
    return status == 0


def _old_or_new(seat: Seat, before: tuple[object, ...], done: bool) -> None:
    """Prove that an act cut short is there wholly or not at all, and that nothing committed before is lost."""
    now = seat.fingerprint()
    sql = "SELECT count(DISTINCT txn) FROM journal WHERE n > ?"
    counted: tuple[int, int] = before[2][0]  # type: ignore[index]
    acts = seat.open.store._db.conn.execute(sql, [counted[1]]).fetchone()[0]
    hold("old-or-new", done or now == before or acts == 1, f"{seat.name}: {acts} acts in the journal")
    if now == before:
        seat.check_durable()
    problems = seat.open.store.check()
    hold("file-is-sound", not problems, f"{seat.name}: {problems[:2]}")


# --- records ---------------------------------------------------------------------------------------------------------


def create(world: World, seat: Seat, kind: int, variant: int, count: int = 1) -> bool:
    """Enter one record, or a household with its head and members in one act."""
    return perform(world, seat, "create", lambda desk: desk.write(_fresh(seat, kind, variant, count), "新增"))


def _fresh(seat: Seat, kind: int, variant: int, count: int) -> list[Edit]:
    newest = "extra_note" if seat.release == NEWEST else "note"
    kinds = ("person", "home", "note", "event", "population_event", newest)
    what = kinds[kind % len(kinds)]
    if what == "home":
        return _home(variant, count)
    return [Edit(what, new_uid(), "create", _values(seat, what, variant + n)) for n in range(count)]


def _values(seat: Seat, ledger: str, n: int) -> dict[str, object]:
    text = TEXTS[n % len(TEXTS)]
    if ledger == "person":
        return {"name": NAMES[n % len(NAMES)], "id_number": NUMBERS[n % len(NUMBERS)]}
    if ledger == "note":
        words = moods(seat.release)
        return {"text": text, "mood": words[n % len(words)]} | ({"length": str(n)} if seat.release else {})
    if ledger == "event":
        return {"title": text, "date": "2026-03-01", "people": n} | ({"sim_colour": "红"} if seat.release else {})
    if ledger == "extra_note":
        return {"text": text}
    return {"kind": "03", "date": "2026-03-01", "heads_in": 0, "heads_out": 0, "booked": "2026-03", "reason": text}


def _home(variant: int, members: int) -> list[Edit]:
    people = [new_uid() for _ in range(members + 1)]
    home, place = new_uid(), new_uid()
    edits = [Edit("address", place, "create", {"text": f"柳行村{variant}号"})]
    edits += [
        Edit("person", uid, "create", {"name": NAMES[(variant + n) % len(NAMES)], "sex": "1"})
        for n, uid in enumerate(people)
    ]
    edits.append(Edit("household", home, "create", {"number": str(variant), "head": people[0], "address": place}))
    edits += [
        Edit("residence", new_uid(), "create", {"person": uid, "household": home, "relation": "02" if not n else "10"})
        for n, uid in enumerate(people)
    ]
    return edits


def bulk(world: World, seat: Seat, count: int) -> bool:
    """Import many people in one act."""
    edits = [Edit("person", new_uid(), "create", {"name": f"{NAMES[n % 3]}{n}"}) for n in range(count)]
    return perform(world, seat, "import", lambda desk: desk.write(edits, "导入"))


def change(world: World, seat: Seat, which: int, how: int, variant: int) -> bool:
    """Edit, verify, close, open again, void or bring back one of the office's records."""
    found = pick(seat, which)
    if found is None:
        return False
    edit = _change(seat, *found, how, variant)
    return perform(world, seat, edit.op, lambda desk: desk.write([edit], "修改"))


def pick(seat: Seat, which: int) -> tuple[Place, Row] | None:
    """Return one of the office's own records by any number; the last one made is number 0."""
    if not seat.records:
        return None
    ledger, uid = seat.records[-1 - which % len(seat.records)]
    with seat.at_work() as desk:
        row = desk.store.get(ledger, uid)
    return ((ledger, uid), row) if row is not None else None


def _change(seat: Seat, place: Place, row: Row, how: int, variant: int) -> Edit:
    """Return an edit that fits the record's state."""
    text = TEXTS[variant % len(TEXTS)]
    if row["state"] == VOID:
        return Edit(*place, "restore", {})
    if row["state"] == CLOSED:
        return Edit(*place, "void" if how % 3 == 0 else "reopen", {})
    if how % 5 == 0:
        return Edit(*place, "close", {"closed_on": "2026-03-02", "closed_reason": "02"})
    if how % 5 == 1:
        return Edit(*place, "verify", {})
    if how % 5 == 2:
        return Edit(*place, "void", {})
    return Edit(*place, "update", _new_values(seat, place[0], row, text, variant))


def _new_values(seat: Seat, ledger: str, row: Row, text: str, variant: int) -> dict[str, object]:
    if ledger == "person":
        return {"phone": f"1380000{variant % 10000:04d}", "id_number": NUMBERS[variant % len(NUMBERS)]}
    keys = {"household": "village_group", "address": "remark", "residence": "relation_note", "task": "remark"}
    if ledger in ("event", "note", "extra_note"):
        values = _values(seat, ledger, variant)
        values.pop("title", None)
        return values
    key = keys.get(ledger, {"population_event": "note", "reply": "content", "proposal": "remark"}.get(ledger, "remark"))
    return {key: f"{text}{row['rev']}"}


def leave(world: World, seat: Seat, which: int) -> bool:
    """Let a person move out: event, person and residences in one act."""
    with seat.at_work() as desk:
        people = sorted(seat.rows("person", seat.site).values(), key=lambda row: str(row["uid"]))
        living = [row for row in people if row["state"] == ACTIVE]
        if not living:
            return False
        uid = str(living[which % len(living)]["uid"])
        homes = [str(row["uid"]) for row in desk.store.rows("residence", where={"person": uid})]
    end = {"closed_on": "2026-03-03", "closed_reason": "02"}
    edits = [Edit("person", uid, "close", end), *(Edit("residence", home, "close", end) for home in homes)]
    edits.append(Edit("population_event", new_uid(), "create", {"kind": "04", "date": "2026-03-03", "person": uid}))
    return perform(world, seat, "move out", lambda desk: desk.write(edits, "人口变动（迁出）"))


def merge(world: World, seat: Seat, one: int, other: int) -> bool:
    """Merge two people; every other time the merge is taken back."""
    with seat.at_work():
        people = [uid for ledger, uid in seat.records if ledger == "person"]
    if len(people) < 2:
        return False
    keep, goes = people[one % len(people)], people[other % len(people)]

    def work(desk: Desk) -> None:
        if merging.merged_into(desk, goes) is not None:
            merging.unmerge(desk, goes)
        else:
            merging.merge(desk, merge_plan(desk, keep, goes))

    return perform(world, seat, "merge", work)


def erase(world: World, seat: Seat, variant: int) -> bool:
    """Enter somebody with a name found nowhere else and, another day, erase the last such record."""
    name = f"金丝雀{len(world.canaries) + len(world.erased)}号"
    if variant % 2 == 0 or not any(where is seat for where, *_ in world.canaries):
        uid = new_uid()
        edit = Edit("person", uid, "create", {"name": name, "phone": f"139{len(world.canaries):08d}"})
        if perform(world, seat, "create", lambda desk: desk.write([edit], "新增")):
            world.canaries.append((seat, uid, name))
            return True
        return False
    _, uid, name = next(one for one in reversed(world.canaries) if one[0] is seat)
    with seat.at_work() as desk:
        if desk.store.get("person", uid) is None:
            return False
    if not perform(world, seat, "erase", lambda desk: desk.store.erase("person", [uid], actor="王建国", reason="超期")):
        return False
    world.canaries = [one for one in world.canaries if one[1] != uid]
    world.erased[uid] = name
    return True


def undo(world: World, seat: Seat, which: int, *, redo: bool) -> bool:
    """Take an act back, and if asked do it again: then everything is as before, but for counters of changes."""
    with seat.at_work() as desk:
        acts = [act.txn for act in desk.store.transactions(20)]
        if not acts:
            return False
        txn = acts[which % len(acts)]
    if not redo:
        return perform(world, seat, "undo", lambda desk: history.undo(desk, txn))
    return _undo_and_redo(world, seat, txn)


def _undo_and_redo(world: World, seat: Seat, txn: str) -> bool:
    with seat.at_work() as desk:
        before = _contents(seat)
        try:
            undone = desk.store.undo(txn, actor="王建国")
        except DeskError:
            return False
        seat.learn()
        if undone.changes.count and not undone.left:
            again = desk.store.undo(undone.changes.txn, actor="王建国")
            seat.learn()
            hold("undo-then-redo-is-identity", again.left or _contents(seat) == before, f"{seat.name} {txn}")
    FIGURES.acts["undo and redo"] += 1
    return True


def _contents(seat: Seat) -> dict[Place, Row]:
    """Return the office's own records without what counts changes."""
    return {
        (ledger, uid): {key: value for key, value in row.items() if key not in KEPT_FREE}
        for ledger in seat.open.store.catalogue.ledgers
        for uid, row in seat.rows(ledger, seat.site).items()
    }
