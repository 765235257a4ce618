"""The world: a street, its villages, sometimes a district; their PCs, the sticks between them, and every package made.

An act of a clerk is a method that takes plain numbers, so that a script of acts shrinks. Whatever an act does, the
program may refuse it with a sentence; anything else that comes out of it is a violation.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gridDesk import durable
from gridDesk.desk import exchange
from gridDesk.sync import delta, snapshot
from gridDesk.sync import stick as sticks_room
from tests import exchange_offices
from tests.simulator import faults
from tests.simulator.figures import FIGURES
from tests.simulator.seats import Image, Seat

STICKS = 3
SPARE_KEYS = 3
POISON = "毒药"


@dataclass
class Parcel:
    """A package as it was made: its bytes, from which seat to which office, and what its header promised."""

    data: bytes = field(repr=False)
    maker: Seat
    to: str
    name: str
    number: int
    chains: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)
    kind: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        self.sha256 = hashlib.sha256(self.data).hexdigest()

    def contradicts(self, other: Parcel) -> bool:
        """Tell whether two packages hold different entries under one number of one chain."""
        return any(other.chains.get(place, digest) != digest for place, digest in self.chains.items())


@dataclass
class Fault:
    """A fault that waits for the next act at a seat that writes."""

    kind: str
    n: int


class World:
    """Everything of one run. Use it as a context manager: it stands in for machine, clock, keys and sticks."""

    def __init__(self, villages: int = 2, *, district: bool = False) -> None:
        self.root = exchange_offices.quick_folder("griddesk-sim-")
        self.names = [*(["district"] if district else []), "street", *(f"village{n}" for n in range(villages))]
        self.marks: dict[Path, str] = {}
        self.seats: dict[str, Seat] = {}
        self.twins: list[Seat] = []
        self.waiting: dict[int, Fault] = {}
        self.sticks = [self.root / f"stick{n}" for n in range(STICKS)]
        self.parcels: list[Parcel] = []
        self.device = faults.Stick()
        self.numbers = itertools.count(1)
        self.serials = itertools.count(1)
        self.canaries: list[tuple[Seat, str, str]] = []
        self.erased: dict[str, str] = {}
        self.backups: list[tuple[Seat, Path, int]] = []
        self.copies: list[tuple[Seat, Path, int]] = []
        self.images: list[tuple[Seat, Image]] = []
        self.forgetful: set[str] = set()
        self.rebuilt = 0
        self.obedient = True
        self.deliveries: list[tuple[str, Parcel, str]] = []
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> World:
        exchange_offices.template()  # while chance still is chance
        for number in range(SPARE_KEYS):
            exchange_offices.spare_keys(number + 1)
        self._stand_in()
        for folder in self.sticks:
            folder.mkdir()
        for name in self.names:
            folder = exchange_offices.stamp(name, self.root / name)
            seat = Seat(name, folder, f"machine-{name}")
            self.seats[name] = seat
            self.marks[folder] = seat.mark
            with seat.at_work():
                seat.learn()
        FIGURES.runs += 1
        return self

    def __exit__(self, *_: object) -> None:
        for seat in self.everybody:
            with contextlib.suppress(Exception):
                seat.die()
        self._stack.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def _stand_in(self) -> None:
        """Replace what a test cannot have: stretched keys, machines' marks, sticks, waiting, and chance."""
        put, enter = self._put, self._stack.enter_context
        enter(exchange_offices.keys_at_hand())
        for module in (delta, snapshot):
            put(module, "values_fit", _stricter(module.values_fit))
        for module in [module for name, module in sys.modules.items() if name.startswith("gridDesk.desk")]:
            if hasattr(module, "installation_mark"):
                put(module, "installation_mark", self._mark_of)
        put(sticks_room, "system_device", lambda: self.device)
        put(durable, "RETRY_SECONDS", (0.0,) * len(durable.RETRY_SECONDS))
        put(secrets, "token_hex", self._token)
        put(secrets, "token_bytes", lambda size=32: bytes.fromhex(self._token(size)))

    def _put(self, place: object, name: str, value: object) -> None:
        had = getattr(place, name)
        setattr(place, name, value)
        self._stack.callback(setattr, place, name, had)

    def _mark_of(self, folder: Path) -> str:
        return next(
            (seat.mark for seat in self.everybody if seat.folder == folder), self.marks.get(folder, folder.name)
        )

    def _token(self, size: int | None = None) -> str:
        digest = hashlib.sha512(f"token {next(self.numbers)}".encode()).hexdigest()
        return digest[: 2 * (size or 32)]

    # who and what there is

    @property
    def everybody(self) -> list[Seat]:
        """Return every seat, copies that live on included."""
        return [*self.seats.values(), *self.twins]

    def seat(self, number: int) -> Seat:
        """Return a seat by any number."""
        return self.everybody[number % len(self.everybody)]

    def village(self, number: int) -> Seat:
        """Return a seat of a village by any number."""
        found = [seat for seat in self.everybody if seat.level == "village"]
        return found[number % len(found)]

    def above(self, name: str) -> Seat | None:
        """Return the seat of the office above, if it takes part."""
        return self.seats.get(exchange_offices.ABOVE.get(name, ""))

    def below(self, name: str) -> list[Seat]:
        """Return the seats of the offices below."""
        return [seat for seat in self.seats.values() if exchange_offices.ABOVE.get(seat.name) == name]

    def links(self) -> list[tuple[Seat, Seat]]:
        """Return every pair of neighbours both ways: upward first, then downward, from the bottom to the top."""
        up = [(seat, above) for seat in self.seats.values() if (above := self.above(seat.name))]
        up.sort(key=lambda pair: pair[0].level != "village")
        return [*up, *((above, below) for below, above in reversed(up))]

    def neighbours(self, seat: Seat) -> list[Seat]:
        """Return the offices a seat exchanges with."""
        above = self.above(seat.name)
        return [*([above] if above else []), *self.below(seat.name)]

    def files(self, stick: int) -> list[Path]:
        """Return the files on a stick."""
        return sorted(path for path in self.sticks[stick % STICKS].iterdir() if path.is_file())

    def known(self, data: bytes) -> Parcel | None:
        """Return the package whose bytes these are, None for a damaged or foreign file."""
        sha256 = hashlib.sha256(data).hexdigest()
        return next((parcel for parcel in self.parcels if parcel.sha256 == sha256), None)

    def noted(self, seat: Seat, to: Seat, path: Path) -> Parcel:
        """Remember a package that was made."""
        parcel = Parcel(path.read_bytes(), seat, to.name, path.name, len(self.parcels))
        self.parcels.append(parcel)
        FIGURES.packages += 1
        return parcel

    def delivered(self, seat: Seat, parcel: Parcel, verdict: str) -> None:
        """Note what became of a package at its addressee."""
        self.deliveries.append((seat.name, parcel, verdict))

    def forgets(self, seat: Seat) -> None:
        """Note that an office went back in time."""
        self.forgetful.add(seat.name)
        seat.forgot = True

    def forget_copies(self, seat: Seat) -> None:
        """Let the backups and images of a PC be gone with it: its keys are no longer those its neighbours know."""
        self.backups = [one for one in self.backups if one[0].name != seat.name]
        self.copies = [one for one in self.copies if one[0].name != seat.name]
        self.images = [one for one in self.images if one[0].name != seat.name]
        for twin in [twin for twin in self.twins if twin.name == seat.name]:
            twin.die()
            self.twins.remove(twin)

    def write_to(self, stick: int) -> Path:
        """Return the folder of a stick."""
        return self.sticks[stick % STICKS]

    def skip_tokens(self) -> None:
        """Go past the ids that a child process may have used up."""
        self.numbers = itertools.count(next(self.numbers) + 100_000)


def _stricter(real: Callable[..., bool]) -> Callable[..., bool]:
    """Let programs of the first release refuse one name: a record with it is set aside there until the upgrade."""

    def fit(ledger: object, values: Mapping[str, object]) -> bool:
        return real(ledger, values) and not (values.get("name") == POISON and exchange_offices.release_now() == 0)

    return fit


def in_a_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process and return its exit status; whatever it leaves on disk stays."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - nothing may come back from the child
            os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextlib.contextmanager
def using(world: World, device: faults.Stick) -> Iterator[None]:
    """Let a stick behave as given."""
    had, world.device = world.device, device
    try:
        yield
    finally:
        world.device = had


__all__ = ["SPARE_KEYS", "STICKS", "Fault", "Parcel", "World", "exchange", "in_a_child", "using"]
