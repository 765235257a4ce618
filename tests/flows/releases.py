"""Five releases of the program, made from the real one: two before it and two after it, each with its own ledgers.

An office is opened under a release; whatever it does happens inside `running(release)`, so that row upgrades and
operations are those of that release and not of a newer one.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gridDesk import vault
from gridDesk.desk import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import Catalogue, Code, CodeSet, Ledger, Office, upgrades
from gridDesk.ledger import catalogue as real_catalogue
from gridDesk.ledger.model import Field
from gridDesk.ledger.types import TYPES
from gridDesk.ledger.upgrades import Upgrade, Values
from gridDesk.store import Store, opening
from gridDesk.sync import delta

OLDEST, NEWEST = -2, 2
KEY = bytes(range(32))
NEW_OP, NEW_CODE = "endorse", "98"


@dataclass(frozen=True)
class Release:
    """One release: its place among the others, its ledgers, its row upgrades, the operations it knows."""

    number: int
    catalogue: Catalogue
    upgrades: tuple[Upgrade, ...]
    ops: frozenset[str]


@functools.cache
def release(number: int) -> Release:
    """Return a release; 0 is the real program, each other one differs from its neighbour nearer to it."""
    ledgers = dict(real_catalogue().ledgers)
    code_sets = dict(real_catalogue().code_sets)
    steps = upgrades.UPGRADES
    ops = delta._OPS
    if number >= 1:
        _first_release_to_come(ledgers, code_sets)
        steps, ops = (*steps, Upgrade("patrol", 2, _patrol_2)), ops | {NEW_OP}
    if number >= 2:
        _second_release_to_come(ledgers)
        steps = (*steps, Upgrade("patrol", 3, _patrol_3), Upgrade("pet", 2, _pet_2))
    if number <= -1:
        _release_before(ledgers)
        steps = (
            Upgrade("nothing", 2, dict),
        )  # not an empty tuple: there is only one, and others have it for a default
    if number <= -2:
        _release_before_that(ledgers)
    return Release(number, Catalogue(ledgers, code_sets), steps, ops)


def _first_release_to_come(ledgers: dict[str, Ledger], code_sets: dict[str, CodeSet]) -> None:
    """Add a field, a ledger and a code; move one field of patrols into another under a higher version."""
    ledgers["household"] = _with(ledgers["household"], _text("well", "水井"))
    patrol = _without(_with(ledgers["patrol"], _text("way", "线路")), "route")
    ledgers["patrol"] = replace(patrol, version=2, title=("date", "way"))
    ledgers["bulletin"] = _with(ledgers["bulletin"], _text("stamp", "用印"))
    ledgers["pet"] = _pets(1)
    kinds = code_sets["event_kind"]
    code_sets["event_kind"] = CodeSet("event_kind", (*kinds.codes, Code(NEW_CODE, "新类别", "新类别")))


def _second_release_to_come(ledgers: dict[str, Ledger]) -> None:
    """Add one field more, give one up, raise two versions."""
    ledgers["household"] = _with(ledgers["household"], _text("yard", "院落"))
    ledgers["visit"] = _without(ledgers["visit"], "problem")
    ledgers["patrol"] = _versioned(ledgers["patrol"], 3)
    ledgers["pet"] = _pets(2)


def _release_before(ledgers: dict[str, Ledger]) -> None:
    """Take away a field and a ledger; let people be of their first version, in which nationality was a word."""
    words = {
        key: replace(ledgers["person"][key], type=TYPES["text"], code_set=None) for key in ("nationality", "purpose")
    }
    person = replace(ledgers["person"], fields=tuple(words.get(item.key, item) for item in ledgers["person"].fields))
    ledgers["person"] = _versioned(person, 1)
    ledgers["event"] = _without(ledgers["event"], "feedback")
    del ledgers["publicity"]


def _release_before_that(ledgers: dict[str, Ledger]) -> None:
    """Take away one field more; keep one that was given up since."""
    ledgers["event"] = _without(ledgers["event"], "page")
    ledgers["meeting"] = _with(ledgers["meeting"], _text("bell", "摇铃人"))


def _pets(version: int) -> Ledger:
    fields = (_text("name", "名字"), Field(key="keeper", label="主人", type=TYPES["record"], to="person"))
    return Ledger(key="pet", label="犬只", group="work", version=version, title=("name",), fields=fields)


def _patrol_2(values: Values) -> Values:
    if "route" in values:
        values["way"] = values.pop("route")
    return values


def _patrol_3(values: Values) -> Values:
    if values.get("way"):
        values["way"] = f"沿{values['way']}"
    return values


def _pet_2(values: Values) -> Values:
    if values.get("name"):
        values["name"] = f"{values['name']}（犬）"
    return values


def _text(key: str, label: str) -> Field:
    return Field(key=key, label=label, type=TYPES["text"])


def _with(ledger: Ledger, *fields: Field) -> Ledger:
    return replace(ledger, fields=(*ledger.fields, *fields))


def _without(ledger: Ledger, *keys: str) -> Ledger:
    return replace(ledger, fields=tuple(item for item in ledger.fields if item.key not in keys))


def _versioned(ledger: Ledger, version: int) -> Ledger:
    return replace(ledger, version=version)


# --- offices under a release ------------------------------------------------------------------------------------------


def make(folder: Path, office: Office, number: int, keys: vault.Keys | None = None) -> Desk:
    """Make an empty office under a release, a copy of one made before; no password is stretched for it."""
    folder.mkdir(parents=True)
    shutil.copy(_empty(office, number), folder / DATA_FILE)
    with running(number):
        store = Store.open(folder / DATA_FILE, KEY, release(number).catalogue)
        return Desk(folder, store, keys or _keys(_site_keys(office)))


@functools.cache
def _empty(office: Office, number: int) -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with running(number):
        Store.create(folder / DATA_FILE, KEY, release(number).catalogue, office).close()
    return folder / DATA_FILE


@functools.cache
def _site_keys(office: Office) -> vault.SiteKeys:
    """Return the keys of an office, the same for every test: the digits of each are stretched only once."""
    return vault.new_site_keys()


def reopened(desk: Desk, number: int) -> Desk:
    """Close an office and open it again under another release, as the day after an upgrade."""
    keys = desk.keys
    desk.close()
    with running(number):
        return Desk(desk.folder, Store.open(desk.folder / DATA_FILE, KEY, release(number).catalogue), keys)


def _keys(site: vault.SiteKeys) -> vault.Keys:
    return vault.Keys(
        db_uuid="", generation=1, file_sha256="", slot="", who="", role="clerk", site=site, db_key=bytearray(KEY),
        backup_mac_key=bytearray(32),
    )  # fmt: skip


@contextlib.contextmanager
def running(number: int) -> Iterator[None]:
    """Let the row upgrades and operations of the program be those of a release, wherever they are bound."""
    wanted = release(number)
    before = upgrades.UPGRADES, delta._OPS, opening.OPS
    upgrades.UPGRADES, delta._OPS, opening.OPS = wanted.upgrades, wanted.ops, wanted.ops - {"mirror"}
    try:
        yield
    finally:
        upgrades.UPGRADES, delta._OPS, opening.OPS = before
