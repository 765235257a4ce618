"""A clerk leaves: the data key is turned, and neither the old key file nor the old password opens what is there then."""

from __future__ import annotations

from gridDesk import vault
from gridDesk.desk import accounts
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.store import rekeying
from gridDesk.vault.copies import write_copies
from tests.faults.tracing import told
from tests.faults.world import Portrait, World, opened

DEPARTING, DEPARTED_PASSWORD = "李大山", "杨柳青青江水平 闻郎"


def prepare(world: World) -> None:
    """Give a second clerk an own password, and let him keep a copy of the key file."""
    with opened(world.village) as village:
        accounts.add(village, DEPARTING, DEPARTED_PASSWORD, ["clerk", "keeper"])
    kept = world.cargo / "kept"
    kept.mkdir()
    write_copies(kept, vault.newest_bytes(world.village))


def rekey(world: World) -> None:
    """Remove the clerk; nothing is left to do when he is gone already."""
    with opened(world.village) as village:
        for account in accounts.list_accounts(village):
            if account.who == DEPARTING:
                accounts.remove(village, account.slot)
        told(world.root)


def claims(world: World, _now: Portrait) -> list[str]:
    """Return what is wrong once the office was opened again: who has no slot any more must find no way in."""
    found = []
    keys = vault.unlock(world.cargo / "kept", DEPARTED_PASSWORD, DEPARTING)
    opens = rekeying.opens(world.village / DATA_FILE, bytes(keys.db_key))
    if DEPARTING not in vault.slot_names(world.village):
        if opens:
            found.append("the departed clerk's old key file opens the data")
        if vault.verify_password(world.village, DEPARTED_PASSWORD, DEPARTING):
            found.append("the departed clerk's password still opens the key file")
    elif not opens:
        found.append("the clerk is still there and his key is not")
    return found


def promised(world: World) -> list[str]:
    """Return what is missing once the removal was told to be done."""
    return ["the clerk is still there"] if DEPARTING in vault.slot_names(world.village) else []
