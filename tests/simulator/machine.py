"""The simulator as a Hypothesis state machine: every choice is drawn, so that a failing run shrinks to its core."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.simulator import acts, carriage, dealings, faults, healing, mishaps, sticks
from tests.simulator.figures import FIGURES
from tests.simulator.world import STICKS, World

SEAT = st.integers(0, 5)
SMALL = st.integers(0, 7)
STICK = st.integers(0, STICKS - 1)
CALL = st.integers(0, 40)
PLACE = st.integers(0, 1 << 20)
DAYS = st.sampled_from((-3650, -1, 1, 400, 3650))


class Simulator(RuleBasedStateMachine):
    """One street, its villages, sticks, and everything that happens to them; at the end all must agree."""

    world: World

    @initialize(villages=st.integers(2, 4), district=st.booleans(), obedient=st.booleans())
    def begin(self, villages: int, district: bool, obedient: bool) -> None:
        self.world = World(villages, district=district).__enter__()
        self.world.obedient = obedient

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            healing.heal(self.world)
        finally:
            self.world.__exit__()

    def _step(self) -> World:
        FIGURES.steps += 1
        return self.world

    # what clerks do

    @rule(seat=SEAT, kind=SMALL, variant=SMALL, count=st.integers(1, 3))
    def create(self, seat: int, kind: int, variant: int, count: int) -> None:
        world = self._step()
        acts.create(world, world.seat(seat), kind, variant, count)

    @rule(seat=SEAT, which=SMALL, how=SMALL, variant=SMALL)
    def change(self, seat: int, which: int, how: int, variant: int) -> None:
        world = self._step()
        acts.change(world, world.seat(seat), which, how, variant)

    @rule(seat=SEAT, count=st.integers(2, 40))
    def bulk(self, seat: int, count: int) -> None:
        world = self._step()
        acts.bulk(world, world.seat(seat), count)

    @rule(seat=SEAT, which=SMALL)
    def leave(self, seat: int, which: int) -> None:
        world = self._step()
        acts.leave(world, world.village(seat), which)

    @rule(seat=SEAT, one=SMALL, other=SMALL)
    def merge(self, seat: int, one: int, other: int) -> None:
        world = self._step()
        acts.merge(world, world.seat(seat), one, other)

    @rule(seat=SEAT, which=SMALL, redo=st.booleans(), lost=st.booleans())
    def take_back(self, seat: int, which: int, redo: bool, lost: bool) -> None:
        """Undo an act, undo and redo it, or bring back a value that lost a decision."""
        world = self._step()
        if not lost or not dealings.bring_back(world, world.seat(seat), which):
            acts.undo(world, world.seat(seat), which, redo=redo)

    @rule(seat=SEAT, to=SMALL, variant=SMALL)
    def send_down(self, seat: int, to: int, variant: int) -> None:
        world = self._step()
        dealings.send_down(world, world.seat(seat), to, variant)

    @rule(seat=SEAT, which=SMALL, decision=SMALL)
    def answer(self, seat: int, which: int, decision: int) -> None:
        world = self._step()
        dealings.answer(world, world.seat(seat), which, decision)

    @rule(seat=SEAT, which=SMALL, variant=SMALL)
    def propose(self, seat: int, which: int, variant: int) -> None:
        world = self._step()
        if variant or not dealings.withdraw(world, world.seat(seat), which):
            dealings.propose(world, world.seat(seat), which, variant)

    @rule(seat=SEAT, which=SMALL, how=SMALL)
    def decide(self, seat: int, which: int, how: int) -> None:
        world = self._step()
        dealings.decide(world, world.seat(seat), which, how)

    @rule(seat=SEAT, variants=st.lists(SMALL, min_size=3, max_size=3), decides=st.booleans())
    def correct(self, seat: int, variants: list[int], decides: bool) -> None:
        """Go the whole way of a correction: somebody is entered, the street proposes, the village decides, both hear of it."""
        world = self._step()
        village, street = world.village(seat), world.seats["street"]
        acts.create(world, village, 0, variants[0])
        carriage.exchange_well(world, village, street)
        dealings.propose(world, street, variants[0], variants[1])
        carriage.exchange_well(world, street, village)
        if decides:
            acts.change(world, village, 0, 3, variants[2])
        dealings.decide(world, village, 0, variants[2])
        carriage.exchange_well(world, village, street)

    @rule(seat=SEAT, which=SMALL, colour=SMALL)
    def picture(self, seat: int, which: int, colour: int) -> None:
        """Put a photo to an event; one is entered first where there is none."""
        world = self._step()
        chosen = world.seat(seat)
        if not dealings.picture(world, chosen, which, colour) and acts.create(world, chosen, 3, which):
            dealings.picture(world, chosen, 0, colour)

    @rule(seat=SEAT, variant=SMALL)
    def erase(self, seat: int, variant: int) -> None:
        world = self._step()
        acts.erase(world, world.seat(seat), variant)

    # packages

    @rule(seat=SEAT, to=SMALL, stick=STICK, whole=st.booleans())
    def export(self, seat: int, to: int, stick: int, whole: bool) -> None:
        world = self._step()
        sender = world.seat(seat)
        near = world.neighbours(sender)
        carriage.send(world, sender, near[to % len(near)], world.write_to(stick), whole=whole)

    @rule(seat=SEAT, to=SMALL, stick=STICK, fault=st.sampled_from(faults.STICK_FAULTS), n=st.integers(1, 8))
    def export_to_a_bad_stick(self, seat: int, to: int, stick: int, fault: str, n: int) -> None:
        world = self._step()
        sender = world.seat(seat)
        near = world.neighbours(sender)
        bad = faults.Stick(fault, n)
        carriage.send(world, sender, near[to % len(near)], world.write_to(stick), device=bad)

    @rule(seat=SEAT, stick=STICK, which=SMALL)
    def take(self, seat: int, stick: int, which: int) -> None:
        world = self._step()
        found = [path for path in world.files(stick) if path.suffix.lower() == ".gdp"]
        if found:
            carriage.take(world, world.seat(seat), found[which % len(found)])

    @rule(seat=SEAT, to=SMALL, whole=st.booleans())
    def exchange_well(self, seat: int, to: int, whole: bool) -> None:
        """Carry a package from one office to the next without any trouble, as on most days."""
        world = self._step()
        sender = world.seat(seat)
        near = world.neighbours(sender)
        carriage.exchange_well(world, sender, near[to % len(near)], whole=whole)

    @rule(seat=SEAT, variants=st.lists(SMALL, min_size=1, max_size=3))
    def work_and_send(self, seat: int, variants: list[int]) -> None:
        """Enter something in a village and carry it to the street, as on most days."""
        world = self._step()
        village = world.village(seat)
        for variant in variants:
            acts.create(world, village, variant, variant)
        carriage.exchange_well(world, village, world.seats["street"])

    @rule(which=SMALL)
    def deliver(self, which: int) -> None:
        """Hand one of the newest packages to the office it is for."""
        world = self._step()
        if world.parcels:
            parcel = world.parcels[-1 - which % len(world.parcels)]
            path = world.root / f"by-hand-{parcel.number}.gdp"
            path.write_bytes(parcel.data)
            carriage.take(world, world.seats[parcel.to], path)

    @rule(stick=STICK, other=STICK, how=SMALL, place=PLACE)
    def stick_suffers(self, stick: int, other: int, how: int, place: int) -> None:
        """Damage a file, lose a stick, copy it, put odd files on it, or let an old package turn up on it."""
        world = self._step()
        if how < 3:
            sticks.damage(world, stick, other, how, place)
        elif how == 3:
            sticks.lose(world, stick)
        elif how == 4:
            sticks.copy(world, stick, other)
        elif how == 5:
            sticks.litter(world, stick, place)
        else:
            sticks.late(world, place, stick)

    # what befalls PCs

    @rule(seat=SEAT, kind=SMALL, n=CALL)
    def arm(self, seat: int, kind: int, n: int) -> None:
        world = self._step()
        mishaps.arm(world, world.seat(seat), kind, n)

    @rule(seat=SEAT, same=st.booleans())
    def clone(self, seat: int, same: bool) -> None:
        world = self._step()
        mishaps.clone(world, world.village(seat), same_machine=same)

    @rule(seat=SEAT, which=SMALL, again=st.booleans())
    def back_up_or_restore(self, seat: int, which: int, again: bool) -> None:
        world = self._step()
        if not again or not mishaps.restore(world, which):
            mishaps.backup(world, world.seat(seat))

    @rule(seat=SEAT, which=SMALL, again=st.booleans())
    def old_file(self, seat: int, which: int, again: bool) -> None:
        """Copy a data file aside with the file manager, or copy such a file back."""
        world = self._step()
        if not again or not mishaps.crude_restore(world, which):
            mishaps.crude_copy(world, world.seat(seat))

    @rule(seat=SEAT, which=SMALL, again=st.booleans())
    def machine_image(self, seat: int, which: int, again: bool) -> None:
        """Make an image of a whole PC, or roll one back."""
        world = self._step()
        if not again or not mishaps.roll_back(world, which):
            mishaps.image(world, world.seat(seat))

    @rule(seat=SEAT, back=st.booleans())
    def rebuild(self, seat: int, back: bool) -> None:
        """Let a village's PC die; the street hands back what it holds at once, or only later."""
        world = self._step()
        village = world.village(seat)
        if mishaps.rebuild(world, village) and back:
            carriage.hand_back(world, world.seats["street"], village)

    @rule(seat=SEAT, days=DAYS)
    def clock(self, seat: int, days: int) -> None:
        world = self._step()
        mishaps.jump(world.seat(seat), days)

    @rule(seat=SEAT)
    def upgrade(self, seat: int) -> None:
        world = self._step()
        mishaps.upgrade(world.seat(seat))

    @rule(seat=SEAT, older=st.booleans())
    def open_wrongly(self, seat: int, older: bool) -> None:
        """Open an office that is open already, or with the program of before its upgrade."""
        world = self._step()
        if not older or not mishaps.older_program(world.seat(seat)):
            mishaps.second_window(world.seat(seat))

    # A clerk works on most days; a rule under two names is drawn twice as often.
    enter, amend, carry, hand_over, work_again = create, change, exchange_well, deliver, work_and_send
