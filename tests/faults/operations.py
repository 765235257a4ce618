"""The operations that faults are tried on: how each is prepared and done, what holds after a fault, and how life goes on."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import erasure, exchange, records, recovery, safety
from gridDesk.errors import DeskError
from gridDesk.ledger import CLOSED, VOID
from gridDesk.sync import package as sealed
from gridDesk.sync.errors import PackageError
from gridDesk.sync.pairing import Card
from gridDesk.vault import SiteKeys
from tests.faults import desk_work, key_work
from tests.faults.tracing import told
from tests.faults.world import PASSWORD, STREET, VILLAGE, Portrait, World, carry, fill, light_keys, opened, pair_one

Step = Callable[[World], None]
make_backup = safety.backup


def leave_backups_out() -> None:
    """Take the backup before a package is applied out of the way: it is an operation of its own here."""

    def none(desk: exchange.Desk, *_: object, **__: object) -> Path:
        return desk.folder

    safety.backup = none


@dataclass(frozen=True)
class Operation:
    """One writing operation.

    prepare brings a fresh world to the moment before; run does it; office is the folder it writes to; settle goes on
    as a clerk would, after a fault or after none, until both offices agree again. between tells whether a state that
    is neither old nor new is one the operation says it passes through. claims: what the office's log says and is not
    so; promised: what is missing once the operation has told that it is done.
    """

    name: str
    office: str
    prepare: Step
    run: Step
    settle: Step
    between: Callable[[Portrait, Portrait, Portrait], bool] = lambda old, new, now: False
    claims: Callable[[World, Portrait], list[str]] = lambda world, now: []
    promised: Callable[[World], list[str]] = lambda world: []


def _prepare_write(world: World) -> None:
    with opened(world.village) as village:
        fill(village, 1)


def _write(world: World, *, whole: bool = False) -> None:
    with opened(world.village) as village:
        exchange.write_package(village, STREET, world.stick, whole=whole)
        told(world.root)


def _write_whole(world: World) -> None:
    _write(world, whole=True)


def _deliver_and_go_on(world: World) -> None:
    """Take to the street whatever the stick holds, write again, and take that there too: both must agree."""
    with opened(world.village) as village, opened(world.street) as street:
        for path in sorted(world.stick.glob("*.gdp")):
            _take(street, path)
        fill(village, 1)
        carry(village, street, world.cargo)
        carry(street, village, world.cargo)
        assert _counted(village) == _counted(street), "the offices disagree"


def _take(desk: exchange.Desk, path: Path) -> None:
    try:
        exchange.apply_package(desk, path)
    except PackageError as error:
        if "旧" not in str(error):
            raise


def _counted(desk: exchange.Desk) -> dict[str, tuple[int, str]]:
    return {key: pair for key, pair in desk.store.digests(VILLAGE).items() if pair[0]}


def _logged_only(old: Portrait, new: Portrait, now: Portrait) -> bool:
    """Tell whether nothing but the package being made stands in the log more than before."""
    more = set(now.packages) - set(old.packages)
    return now.data == old.data and set(old.packages) <= set(now.packages) and all(one[4] == "made" for one in more)


def _on_the_stick(world: World, now: Portrait) -> list[str]:
    """Return what is wrong with a package that the log knows: its copy must lie beside the data, and once it is called
    written it must lie on the stick.
    """
    ours = [one for one in now.packages if one[0] == "out" and one[4] in ("made", "written")]
    copies = sorted((world.village / "packages" / "out").glob("*.gdp"))
    found = [] if len(copies) >= len(ours) else [f"{len(ours)} packages are open, {len(copies)} copies are kept"]
    if any(one[4] == "written" for one in ours) and not any(world.stick.glob("*.gdp")):
        found.append("a package called written is not on the stick")
    return found


def _prepare_apply(world: World, *, whole: bool = False) -> None:
    with opened(world.village) as village:
        _named(exchange.write_package(village, STREET, world.cargo, whole=whole).path)


def _prepare_apply_whole(world: World) -> None:
    _prepare_apply(world, whole=True)


def _apply(world: World) -> None:
    with opened(world.street) as street:
        exchange.apply_package(street, _cargo(world, "gdp"))
        told(world.root)


def _prepare_receipt(world: World) -> None:
    with opened(world.village) as village, opened(world.street) as street:
        carry(village, street, world.cargo)
        shutil.rmtree(world.cargo)
        world.cargo.mkdir()
        _named(exchange.write_package(street, VILLAGE, world.cargo).path)


def _take_receipt(world: World) -> None:
    with opened(world.village) as village:
        exchange.apply_package(village, _cargo(world, "gdp"))
        told(world.root)


def _cargo(world: World, suffix: str) -> Path:
    return world.cargo / f"cargo.{suffix}"


def _named(path: Path) -> None:
    """Give what was made the name under which a run looks for it."""
    path.rename(path.with_name(f"cargo{path.suffix}"))


def _backup(world: World) -> None:
    with opened(world.village) as village:
        make_backup(village, world.stick)
        told(world.root)


def _prepare_restore(world: World) -> None:
    with opened(world.village) as village:
        _named(make_backup(village, world.cargo))
        fill(village, 2)


def _restore(world: World) -> None:
    with closing(safety.restore(_cargo(world, "gdbak"), world.village, PASSWORD)):
        told(world.root)


def _same_data_under_a_new_replica(old: Portrait, new: Portrait, now: Portrait) -> bool:
    """A restored office has written its first marks: what it holds is new, what it logged since may be more."""
    return now.digests == new.digests and now.packages == new.packages


def _prepare_erase(world: World) -> None:
    with opened(world.village) as village:
        for uid in sorted(str(row["uid"]) for row in village.store.rows("person"))[:2]:
            records.close_record(village, "person", uid, reason_code="02", on="2026-03-01")


def _erase(world: World) -> None:
    with opened(world.village) as village:
        closed = [str(row["uid"]) for row in village.store.rows("person", states=(CLOSED, VOID))]
        erasure.erase(village, "person", closed, "本人要求删除")
        told(world.root)


def _prepare_recovery(world: World) -> None:
    """The village's computer died; a new one waits for its records, which the street has handed back."""
    with opened(world.village) as village, opened(world.street) as street:
        carry(village, street, world.cargo)
    with opened(world.street) as street:
        invitation = recovery.read_invitation(recovery.write_invitation(street, VILLAGE, world.cargo))
        shutil.rmtree(world.village)
        recovery.begin(
            world.village, invitation, password=PASSWORD, worker="王建国", aside=light_keys(world.village)
        ).close()
        with opened(world.village) as village:
            pair_one(street, village, world.cargo, "child")
            pair_one(village, street, world.cargo, "parent")
        shutil.rmtree(world.cargo)
        world.cargo.mkdir()
        _named(recovery.write_mirror(street, VILLAGE, world.cargo).path)


def _recover(world: World) -> None:
    with opened(world.village) as village:
        exchange.apply_package(village, _cargo(world, "gdp"))
        told(world.root)


def bad_backups(world: World) -> list[str]:
    """Return the backups that bear their name and do not open."""
    found = []
    for path in world.root.rglob("*.gdbak"):
        try:
            with zipfile.ZipFile(path) as archive:
                if archive.testzip() is not None:
                    found.append(f"{path.name} is damaged")
        except (OSError, zipfile.BadZipFile):
            found.append(f"{path.name} does not open")
    return found


def _no_backup(world: World) -> list[str]:
    return [] if any(world.stick.glob("*.gdbak")) else ["the backup is gone"]


def bad_packages(world: World, street: SiteKeys, sender: Card) -> list[str]:
    """Return the packages on the stick, and the kept copies, that are not whole as the street reads them."""
    found = []
    for path in (*world.stick.glob("*.gdp"), *world.village.glob("packages/out/*.gdp")):
        try:
            list(sealed.open_package(sealed.read(path, site=STREET, senders=[sender]), street).entries())
        except DeskError as error:
            found.append(f"{path.name}: {error}")
    return found


OPERATIONS = {
    one.name: one
    for one in (
        Operation("write", "village", _prepare_write, _write, _deliver_and_go_on, _logged_only, _on_the_stick),
        Operation(
            "write whole", "village", _prepare_write, _write_whole, _deliver_and_go_on, _logged_only, _on_the_stick
        ),
        Operation("apply", "street", _prepare_apply, _apply, _deliver_and_go_on),
        Operation("apply whole", "street", _prepare_apply_whole, _apply, _deliver_and_go_on),
        Operation("receipt", "village", _prepare_receipt, _take_receipt, _deliver_and_go_on),
        Operation("erase", "village", _prepare_erase, _erase, _deliver_and_go_on),
        Operation("recover", "village", _prepare_recovery, _recover, _deliver_and_go_on),
        Operation("save", "village", _prepare_write, desk_work.save, _deliver_and_go_on),
        Operation("import", "village", desk_work.prepare_import, desk_work.import_roster, _deliver_and_go_on),
        Operation("merge", "village", desk_work.prepare_merge, desk_work.merge, _deliver_and_go_on),
        Operation("upgrade", "village", desk_work.make_old, desk_work.upgrade, _deliver_and_go_on),
        Operation(
            "rekey",
            "village",
            key_work.prepare,
            key_work.rekey,
            _deliver_and_go_on,
            claims=key_work.claims,
            promised=key_work.promised,
        ),
        Operation("backup", "village", _prepare_write, _backup, _deliver_and_go_on, promised=_no_backup),
        Operation("restore", "village", _prepare_restore, _restore, _deliver_and_go_on, _same_data_under_a_new_replica),
    )
}
