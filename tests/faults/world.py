"""Two offices, a stick and a cargo folder under one root; what they hold, and whether it is whole."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gridDesk import vault
from gridDesk.desk import Desk, exchange, new_office, open_office, people, swapping
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import Aside
from gridDesk.ledger import Office, catalogue
from gridDesk.store import Store
from gridDesk.vault import kdf
from gridDesk.vault.copies import read_copies
from tests import new_keys

PASSWORD = "春江潮水连海平-望月"
VILLAGE, STREET = "a" * 16, "b" * 16
OFFICE = Office(site=VILLAGE, name="柳行村", level="village", parent_name="齐陵街道")
SHARED_KEYS = ("sealing_key", "sealed_share")
LIGHT = 64  # KiB: the code path of a password is kept, its cost is not


def make_passwords_light() -> None:
    """Let key files be made, and opened, with little memory: thousands of runs open an office."""
    kdf.M_FLOOR = LIGHT


@dataclass(frozen=True)
class World:
    """Where everything lies. The root stays the same from run to run, so that no office thinks it was moved."""

    root: Path

    @property
    def village(self) -> Path:
        """The village's folder."""
        return self.root / "village"

    @property
    def street(self) -> Path:
        """The street's folder."""
        return self.root / "street"

    @property
    def stick(self) -> Path:
        """The stick that is written to."""
        return self.root / "stick"

    @property
    def cargo(self) -> Path:
        """What a run takes in: packages and backups made beforehand."""
        return self.root / "cargo"

    def set_to(self, image: Path) -> None:
        """Make everything as it was kept in `image`."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(image, self.root, symlinks=True)

    def keep_as(self, image: Path) -> None:
        """Keep everything as it is now."""
        shutil.rmtree(image, ignore_errors=True)
        shutil.copytree(self.root, image, symlinks=True)


def opened(folder: Path) -> closing[Desk]:
    """Open an office, to be closed by `with`."""
    return closing(open_office(folder, PASSWORD))


def begin(world: World) -> None:
    """Make a village and a street that are paired and agree, with one package and its receipt behind them."""
    for place in (world.stick, world.cargo):
        place.mkdir(parents=True)
    _new(world.village, OFFICE, ["柳行村网格"])
    _new(world.street, Office(site=STREET, name="齐陵街道", level="street"), [])
    with opened(world.village) as village, opened(world.street) as street:
        _pair(village, street, world.cargo)
        fill(village, 4)
    _settle(world)
    with opened(world.village) as village:
        fill(village, 2)
    shutil.rmtree(world.cargo)
    world.cargo.mkdir()


def _settle(world: World) -> None:
    """Exchange until nothing more is written at a login by itself: the keys of sealed records, made at random, are there."""
    for _ in range(3):
        with opened(world.village) as village, opened(world.street) as street:
            carry(village, street, world.cargo)
            carry(street, village, world.cargo)


def _new(folder: Path, office: Office, grids: list[str]) -> None:
    new_office(folder, office, password=PASSWORD, worker="王建国", grids=grids, aside=light_keys(folder)).close()


def light_keys(folder: Path) -> Aside:
    """Return the making of keys for a new office, with little memory."""
    return lambda _stretch: vault.create_keys(folder, PASSWORD, "王建国", m_kib=LIGHT)


def _pair(village: Desk, street: Desk, folder: Path) -> None:
    pair_one(village, street, folder, "parent")
    pair_one(street, village, folder, "child")


def pair_one(desk: Desk, peer: Desk, folder: Path, role: str) -> None:
    """Let `desk` accept the card of `peer`, digits and all."""
    card = exchange.read_card(exchange.write_card(peer, folder))
    new_keys.pair(desk, card, role)


def fill(desk: Desk, households: int) -> None:
    """Take in some invented households, two people each."""
    first = desk.store.count("household")
    for n in range(first, first + households):
        head = {"name": f"测试{n}", "sex": "1", "id_type": "111"}
        saved = people.new_household(desk, str(n + 1), f"柳行村{n % 3 + 1}组{n + 1}号", head)
        people.add_member(desk, saved.uid, {"name": f"成员㛃{n}"}, "10")


def carry(sender: Desk, receiver: Desk, folder: Path) -> exchange.AppliedPackage:
    """Write a package and take it in on the other side."""
    return exchange.apply_package(receiver, exchange.write_package(sender, receiver.office.site, folder).path)


@dataclass(frozen=True)
class Portrait:
    """What an office holds and knows of others, without ids and times that differ from run to run."""

    digests: tuple[object, ...]
    heads: tuple[object, ...]
    seen: tuple[object, ...]
    acked: tuple[object, ...]
    packages: tuple[tuple[str, str, int, str, str], ...]

    @property
    def data(self) -> tuple[object, ...]:
        """Everything but the package log."""
        return (self.digests, self.heads, self.seen, self.acked)


def portrait(desk: Desk) -> Portrait:
    """Return what an office holds now."""
    store, system = desk.store, desk.store.system
    sites = sorted({desk.office.site, *(peer.site for peer in system.peers.list())})
    return Portrait(
        digests=tuple((site, _digests(store.digests(site))) for site in sites),
        heads=tuple((site, tuple(sorted(seq for seq, _ in store.heads(site).values()))) for site in sites),
        seen=tuple(sorted((mark.peer, mark.seq, mark.hash) for mark in system.peer_seen.list())),
        acked=tuple(sorted((mark.peer, mark.seq) for mark in system.peer_acked.list())),
        packages=tuple(sorted((one.direction, one.peer, one.n, one.kind, one.state) for one in system.packages.list())),
    )


def _digests(found: dict[str, tuple[int, str]]) -> tuple[object, ...]:
    """Return an office's digests; of shared keys, which are sealed anew at random, only how many there are."""
    return tuple(sorted((key, (count, "" if key in SHARED_KEYS else value)) for key, (count, value) in found.items()))


def look(folder: Path) -> tuple[Portrait, list[str]]:
    """Open an office as a clerk does and return what it holds and everything its own check finds wrong."""
    with opened(folder) as desk:
        return portrait(desk), desk.store.check()


def glance(folder: Path, keys: vault.Keys) -> tuple[Portrait, list[str]]:
    """Return what `look` does with keys that are open already: for thousands of states of a disk."""
    swapping.finish(folder)
    if read_copies(folder)[0].file.generation != keys.generation:
        return look(folder)
    with closing(Desk(folder, Store.open(folder / DATA_FILE, bytes(keys.db_key), catalogue()), keys)) as desk:
        return portrait(desk), desk.store.check()
