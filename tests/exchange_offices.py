"""Offices for tests of the exchange, stamped out fast: a small catalogue, keys unlocked once, already paired.

`template()` makes a district, a street and four villages once per session; `stamp` copies one of their folders in a
millisecond, and `unlock` opens the copy by the real `open_office` with keys that were stretched before. Every office
belongs to a release of the program (0, 1 or 2): one and two releases later a ledger has a higher version with a row
upgrade, another ledger has one field more, and in the last there is a ledger more.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import functools
import os
import shutil
import sys
import tempfile
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

from gridDesk import vault
from gridDesk.desk import Desk, exchange, new_office, open_office
from gridDesk.ledger import Catalogue, Ledger, Office, upgrades
from gridDesk.ledger import catalogue as full_catalogue
from gridDesk.ledger.model import Field
from gridDesk.ledger.types import TYPES
from gridDesk.ledger.upgrades import Upgrade, Values

PASSWORD = "一个很长很长的测试密码"
LEVELS = {"district": "district", "street": "street"}
NAMES = ("district", "street", "village0", "village1", "village2", "village3")
ABOVE = {"street": "district", **{f"village{n}": "street" for n in range(4)}}
NEWEST = 2

_UP = (
    "grid", "worker", "address", "person", "household", "residence", "event", "population_event", "population_month", "reply",
    "official_count", "score", "visit",
)  # fmt: skip
_SHIPPED = upgrades.UPGRADES
_MOODS = ({"好": "01", "坏": "02"}, {"01": "A1", "02": "A2"})


def office_of(name: str) -> Office:
    """Return the office of a template; its site id tells which it is."""
    number = NAMES.index(name)
    level = LEVELS.get(name, "village")
    return Office(site=f"{number + 1:02x}" * 8, name=_chinese(name), level=level)


def _chinese(name: str) -> str:
    return {"district": "临淄区", "street": "齐陵街道"}.get(name, f"柳行{'一二三四'[NAMES.index(name) - 2]}村")


# --- releases of the program ---------------------------------------------------------------------------------------


@functools.cache
def small_catalogue(release: int = 0) -> Catalogue:
    """Return a dozen real ledgers without links to others, and one or two of the simulator's own."""
    whole = full_catalogue()
    wanted = [key for key, ledger in whole.ledgers.items() if key in _UP or ledger.travel == "down"]
    ledgers = [_without_links(whole[key], set(wanted)) for key in wanted]
    if release >= 1:
        ledgers = [_with_field(ledger, "sim_colour") if ledger.key == "event" else ledger for ledger in ledgers]
    ledgers.append(_note(release))
    if release >= NEWEST:
        ledgers.append(_own_ledger("extra_note", "补充记事", 1, ("text",)))
    return Catalogue({ledger.key: ledger for ledger in ledgers}, whole.code_sets)


def _without_links(ledger: Ledger, kept: set[str]) -> Ledger:
    fields = tuple(item for item in ledger.fields if not item.to or item.to in kept)
    return dataclasses.replace(ledger, fields=fields)


def _with_field(ledger: Ledger, key: str) -> Ledger:
    return dataclasses.replace(ledger, fields=(*ledger.fields, Field(key=key, label=key, type=TYPES["text"])))


def _note(release: int) -> Ledger:
    return _own_ledger("note", "记事", release + 1, ("text", "mood", *(("length",) if release else ())))


def _own_ledger(key: str, label: str, version: int, fields: Iterable[str]) -> Ledger:
    made = tuple(Field(key=one, label=one, type=TYPES["text"]) for one in fields)
    return Ledger(key=key, label=label, group="work", version=version, title=("text",), fields=made)


def _mood(step: int) -> Upgrade:
    def change(values: Values) -> Values:
        if values.get("mood") in _MOODS[step]:
            values["mood"] = _MOODS[step][str(values["mood"])]
        return values

    return Upgrade("note", step + 2, change)


def moods(release: int) -> tuple[str, ...]:
    """Return the words a clerk on that release may enter for a note's mood."""
    return ("好", "坏") if not release else tuple(_MOODS[release - 1].values())


@contextlib.contextmanager
def running(release: int) -> Iterator[None]:
    """Let the program be of that release: its catalogue and its row upgrades."""
    had = upgrades.UPGRADES
    rooms = [(module, vars(module)["catalogue"]) for module in _asking_for_the_catalogue(len(sys.modules))]
    _RUNNING.append(release)
    upgrades.UPGRADES = _upgrades_of(release)
    for module, _ in rooms:
        module.catalogue = lambda: small_catalogue(release)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _RUNNING.pop()
        upgrades.UPGRADES = had
        for module, real in rooms:
            module.catalogue = real  # type: ignore[attr-defined]


@functools.lru_cache(maxsize=4)
def _asking_for_the_catalogue(_loaded: int) -> tuple[types.ModuleType, ...]:
    return tuple(
        module
        for name, module in sys.modules.items()
        if name.startswith("gridDesk.desk.") and "catalogue" in vars(module)
    )


_RUNNING: list[int] = []


def release_now() -> int:
    """Return the release of the program that runs at this moment."""
    return _RUNNING[-1] if _RUNNING else 0


@functools.cache
def _upgrades_of(release: int) -> tuple[Upgrade, ...]:
    return _SHIPPED + tuple(_mood(step) for step in range(release))


# --- templates -------------------------------------------------------------------------------------------------------


def quick_folder(prefix: str = "griddesk-") -> Path:
    """Return a fresh folder, in memory where the system has such a place: a thousand examples sync ten files each."""
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place))


@functools.cache
def template() -> Path:
    """Make one folder per office of `NAMES`, paired with the office above and those below; once per session."""
    root = quick_folder("griddesk-offices-")
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    desks: dict[str, Desk] = {}
    with running(0), _marked_by_name():
        for name in NAMES:
            desks[name] = new_office(root / name, office_of(name), password=PASSWORD, worker="王建国")
            _KEYS[desks[name].keys.db_uuid] = desks[name].keys
        for below, above in ABOVE.items():
            pair_directly(desks[below], desks[above])
        for desk in desks.values():
            desk.close()
    return root


@contextlib.contextmanager
def _marked_by_name() -> Iterator[None]:
    """Let the mark of a machine be its office's name, so that whoever stands in for it again finds nothing moved."""
    rooms = [module for name, module in sys.modules.items() if name.startswith("gridDesk.desk.")]
    had = [(room, vars(room)["installation_mark"]) for room in rooms if "installation_mark" in vars(room)]
    for room, _ in had:
        room.installation_mark = lambda folder: f"machine-{folder.name}"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for room, real in had:
            room.installation_mark = real  # type: ignore[attr-defined]


_KEYS: dict[str, vault.Keys] = {}


def pair_directly(below: Desk, above: Desk) -> None:
    """Pair two offices as two clerks who read each other the digits would."""
    for desk, peer, role in ((below, above, "parent"), (above, below, "child")):
        card = exchange.own_card(peer)
        exchange.pair(desk, card, exchange.pairing_digits(desk, card)[1][-5:], role)


def stamp(name: str, target: Path) -> Path:
    """Copy the folder of a template office to `target` and return it."""
    return Path(shutil.copytree(template() / name, target))


def keys_of(folder: Path) -> vault.Keys:
    """Return the keys of an office stamped out here, without stretching the password again."""
    found = vault.newest_bytes(folder)
    for uuid, keys in _KEYS.items():
        if uuid.encode() in found:
            return keys
    raise KeyError(folder.name)


def remember_keys(keys: vault.Keys) -> None:
    """Let copies of an office with these keys open without stretching."""
    _KEYS[keys.db_uuid] = keys


@contextlib.contextmanager
def keys_at_hand() -> Iterator[None]:
    """Let every unlocking of a stamped-out office take the keys at hand; restoring opens files twice."""
    real = vault.unlock

    def unlock(folder: Path, password: str, who: str = "") -> vault.Keys:
        try:
            return keys_of(folder)
        except KeyError:
            return real(folder, password, who)

    vault.unlock = unlock
    try:
        yield
    finally:
        vault.unlock = real


def unlock(folder: Path, release: int = 0) -> Desk:
    """Open a stamped-out office as the program of that release does; no stretching."""
    with running(release):
        return open_office(folder, PASSWORD, aside=lambda _work: keys_of(folder))


@functools.cache
def spare_keys(number: int) -> Path:
    """Make the key file of one more office, for a PC that is replaced; once per number and session."""
    folder = quick_folder("griddesk-keys-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    remember_keys(vault.create_keys(folder, PASSWORD, "王建国"))
    return folder


def fresh_keys(number: int, folder: Path) -> vault.Keys:
    """Put the key file of fresh keys (one set per number and session) into a new office's folder and return them."""
    shutil.copytree(spare_keys(number), folder, dirs_exist_ok=True)
    return keys_of(folder)
