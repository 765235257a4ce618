"""Dealings between offices: tasks, corrections proposed from above and decided below, answers on their way back."""

from __future__ import annotations

import functools
import io

from PIL import Image

from gridDesk.desk import Desk, attachments, deciding, proposals
from gridDesk.desk.judging import open_proposals
from gridDesk.desk.replies import ACCEPTED, EDITED, packed, reply_of
from gridDesk.ledger import ACTIVE, Edit, new_uid
from tests.simulator.acts import NAMES, TEXTS, perform
from tests.simulator.figures import FIGURES, hold
from tests.simulator.seats import Seat
from tests.simulator.world import World

FIELDS = ("phone", "name")


def send_down(world: World, seat: Seat, to: int, variant: int) -> bool:
    """Make a task or a result for one office below, or for all of them."""
    below = world.below(seat.name)
    if not below:
        return False
    sites = [office.site for office in below]
    addressee = None if to % 3 == 2 else sites[to % len(sites)]
    kind = ("task", "handling_result")[variant % 2]
    values = {"addressee": addressee, **_values(kind, variant)}
    return perform(
        world, seat, f"send {kind}", lambda desk: desk.write([Edit(kind, new_uid(), "create", values)], "下发")
    )


def _values(kind: str, variant: int) -> dict[str, object]:
    text = TEXTS[variant % len(TEXTS)]
    if kind == "task":
        return {"title": text, "content": text, "issued_on": "2026-03-01"}
    return {"event": "0" * 32, "title": text, "outcome": "01", "result": text, "date": "2026-03-01"}


def answer(world: World, seat: Seat, which: int, decision: int) -> bool:
    """Answer a task or result that came from above."""
    above = world.above(seat.name)
    if above is None:
        return False
    with seat.at_work():
        found = [
            (ledger, uid) for ledger in ("task", "handling_result") for uid in sorted(seat.rows(ledger, above.site))
        ]
    if not found:
        return False
    ledger, uid = found[which % len(found)]
    values = {"item_ledger": ledger, "item": uid, "decision": ("01", "02", "03")[decision % 3], "on": "2026-03-04"}
    return perform(world, seat, "answer", lambda desk: desk.write([Edit("reply", new_uid(), "create", values)], "答复"))


def propose(world: World, seat: Seat, which: int, variant: int) -> bool:
    """Propose a correction to somebody whom an office below keeps."""
    sites = {below.site for below in world.below(seat.name)}
    with seat.at_work():
        rows = [uid for uid, row in seat.rows("person").items() if row["office"] in sites and row["state"] == ACTIVE]
    if not rows:
        return False
    uid, field = rows[-1 - which % len(rows)], FIELDS[variant % 2]
    new = f"1390000{variant:04d}" if field == "phone" else NAMES[variant % len(NAMES)]

    def work(desk: Desk) -> None:
        proposals.propose(desk, "person", uid, field, new, "身份证")

    return perform(world, seat, "propose", work)


def withdraw(world: World, seat: Seat, which: int) -> bool:
    """Take a proposal back."""
    with seat.at_work():
        own = list(seat.rows("proposal", seat.site))
    if not own:
        return False
    uid = own[which % len(own)]
    return perform(world, seat, "withdraw", lambda desk: proposals.withdraw(desk, uid))


def decide(world: World, seat: Seat, which: int, how: int) -> bool:
    """Accept, refuse or edit a proposed correction, or let what needs nobody be settled."""
    with seat.at_work() as desk:
        found = open_proposals(desk)
    if not found:
        return False
    judged = found[which % len(found)]
    if how % 4 == 3:
        return perform(world, seat, "settle", lambda desk: deciding.settle(desk))
    if how % 4 == 1:
        return perform(
            world, seat, "refuse a proposal", lambda desk: deciding.refuse(desk, judged.uid, "核实过，原登记无误")
        )
    with seat.at_work() as desk:
        before = (desk.store.get(judged.ledger, judged.record) or {}).get(judged.field)
    if how % 4 == 2:
        new = "13700001111" if judged.field == "phone" else "改定的名字"
        done = perform(world, seat, "edit a proposal", lambda desk: deciding.edit(desk, judged.uid, new))
    else:
        done = perform(world, seat, "accept a proposal", lambda desk: deciding.accept(desk, [judged.uid]))
    if done:
        _check_decided(seat, judged.uid, judged.record, judged.field, before)
    return done


def _check_decided(seat: Seat, proposal: str, record: str, field: str, before: object) -> None:
    """Prove that the answer tells what stands now, and keeps what lost."""
    with seat.at_work() as desk:
        reply, row = reply_of(desk, proposal), desk.store.get("person", record)
    told = reply is not None and row is not None and reply.decision in (ACCEPTED, EDITED)
    hold(
        "the-losing-value-is-kept", told and reply.losing in (packed(before), "" if before is None else None), seat.name
    )
    hold("the-decision-says-what-stands", told and reply.value == packed(row[field]), seat.name)


def picture(world: World, seat: Seat, which: int, colour: int) -> bool:
    """Put a photo to one of the office's events."""
    with seat.at_work() as desk:
        events = [uid for ledger, uid in seat.records if ledger == "event"]
        found = [uid for uid in events if (row := desk.store.get("event", uid)) is not None and row["state"] == ACTIVE]
        key = next(item.key for item in desk.catalogue["event"].fields if item.type.name == "pictures")
    if not found:
        return False
    uid, made = found[-1 - which % len(found)], _photo(colour)
    return perform(world, seat, "picture", lambda desk: attachments.add(desk, "event", uid, key, made))


@functools.cache
def _photo(colour: int) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (32, 24), (colour * 30 % 256, 90, 160)).save(sink, "PNG")
    return sink.getvalue()


def bring_back(world: World, seat: Seat, which: int) -> bool:
    """Bring back the value that lost a decision."""
    with seat.at_work() as desk:
        found = [one for one in deciding.handled(desk) if one.lost]
    if not found:
        return False
    FIGURES.acts["lost value sought"] += 1
    uid = found[which % len(found)].uid

    def work(desk: Desk) -> None:
        deciding.bring_back(desk, uid)

    return perform(world, seat, "bring back", work)
