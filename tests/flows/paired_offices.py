"""A street with villages below it, paired and in step, made once and copied for each test that decides on things."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gridDesk.desk import exchange, people, records
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office, catalogue
from gridDesk.ledger.idnumber import check_digit
from gridDesk.store import Store
from gridDesk.vault import Keys

PASSWORD = "三个单位共用的测试密码"
SITES = {"street": "b" * 16, "one": "a" * 16, "two": "c" * 16}
NAMES = {"street": "齐陵街道", "one": "柳行村", "two": "槐树村"}
FIRST17 = {"张为": "37030519800101123", "王芳": "37030519820506452"}


def number(name: str) -> str:
    """Return the invented ID number of a person."""
    return FIRST17[name] + check_digit(FIRST17[name])


@dataclass
class Offices:
    """The open offices of one test and the stick between them."""

    street: Desk
    one: Desk
    two: Desk
    stick: Path

    def carry(self, sender: Desk, receiver: Desk, *, whole: bool = False) -> exchange.AppliedPackage:
        """Take a package from one office to another."""
        written = exchange.write_package(sender, receiver.office.site, self.stick, whole=whole)
        return exchange.apply_package(receiver, written.path)

    def down(self, village: Desk | None = None) -> None:
        """Take what the street has to a village (the first one)."""
        self.carry(self.street, village or self.one)

    def up(self, village: Desk | None = None) -> None:
        """Take what a village has to the street."""
        self.carry(village or self.one, self.street)

    def in_step(self, *villages: Desk) -> bool:
        """Tell whether the street's mirror of some villages is what they hold, and every file is sound."""
        for village in villages or (self.one,):
            self.up(village)
            self.down(village)
            self.up(village)
            if _held(self.street, village) != _held(village, village):
                return False
        return all(desk.store.check() == [] for desk in (self.street, *(villages or (self.one,))))

    def close(self) -> None:
        """Close every office."""
        for desk in (self.street, self.one, self.two):
            desk.close()


def _held(desk: Desk, owner: Desk) -> dict[str, tuple[int, str]]:
    return {key: pair for key, pair in desk.store.digests(owner.office.site).items() if pair[0]}


def pair(below: Desk, above: Desk, folder: Path) -> None:
    """Pair two offices as two clerks on the phone would."""
    for desk, peer, role in ((below, above, "parent"), (above, below, "child")):
        card = exchange.read_card(exchange.write_card(peer, folder))
        exchange.pair(desk, card, exchange.pairing_digits(desk, card)[1][-5:], role)


def make(folder: Path) -> Offices:
    """Return copies of the street and two villages, with 张为's and 李强's households in the first."""
    master, keys = _master()
    opened = {}
    for name in SITES:
        shutil.copytree(master / name, folder / name)
        store = Store.open(folder / name / DATA_FILE, bytes(keys[name].db_key), catalogue())
        opened[name] = Desk(folder / name, store, keys[name])
    stick = folder / "stick"
    stick.mkdir()
    return Offices(**opened, stick=stick)


@cache
def _master() -> tuple[Path, dict[str, Keys]]:
    """Make the offices once: deriving keys takes long on purpose."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    desks = {}
    for name, site in SITES.items():
        level = "street" if name == "street" else "village"
        office = Office(site=site, name=NAMES[name], level=level, parent_name="" if level == "street" else "齐陵街道")
        desks[name] = new_office(
            folder / name, office, password=PASSWORD, worker="街道王主任" if level == "street" else "李秀英"
        )
    (folder / "stick").mkdir()
    offices = Offices(**desks, stick=folder / "stick")
    for village in (offices.one, offices.two):
        pair(village, offices.street, folder / "stick")
    fill(offices.one)
    people.new_household(offices.two, "0001", "槐树村1组1号", {"name": "赵敏", "sex": "2", "birth": "1991-07-08"})
    for village in (offices.one, offices.two):
        offices.up(village)
        offices.down(village)
    offices.close()
    return folder, {name: desk.keys for name, desk in desks.items()}


def fill(desk: Desk) -> None:
    """Enter two households of invented people."""
    home = people.new_household(
        desk, "0001", "柳行村2组1号",
        {"name": "张为", "id_number": number("张为"), "sex": "1", "birth": "1980-01-01", "phone": "13800000001"},
    )  # fmt: skip
    people.add_member(
        desk, home.uid, {"name": "王芳", "id_number": number("王芳"), "sex": "2", "birth": "1982-05-06"}, "10"
    )
    people.new_household(desk, "0002", "柳行村2组2号", {"name": "李强", "sex": "1", "birth": "1950-02-03"})


def person(desk: Desk, name: str) -> str:
    """Return the uid of a person by name, the newest record first."""
    rows = list(desk.store.rows("person", where={"name": name}, states=()))
    return str(rows[-1]["uid"])


def household(desk: Desk, of: str) -> str:
    """Return the uid of the household where somebody lives."""
    return str(next(desk.store.rows("residence", where={"person": person(desk, of)}))["household"])


def change(desk: Desk, name: str, **values: object) -> None:
    """Change a person as a clerk would."""
    records.save(desk, "person", person(desk, name), values)
