"""Noticing that an office runs from a copy, or that its data file went back in time, before anything is written.

Three nets: the mark of machine and folder inside the file (a copied folder), the last own entry noted outside the file
(an older data file put in its place), and the receipts of other offices (everything else, `answers`). Each gives the
office new chains, so that no counter is ever used twice, and has the next package carry everything.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
import secrets
import sys
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gridDesk import paths
from gridDesk.durable import write_durably
from gridDesk.text import now_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.store import Store

_FOLDER = "installs"
FORMER = "former_chains"  # setting: see `former_chains`
_MACHINE_ID = Path("/etc/machine-id")
_GUID = r"SOFTWARE\Microsoft\Cryptography"


class _Note(msgspec.Struct, frozen=True):
    mark: str
    heads: dict[str, tuple[int, str]]
    made: int = 0  # packages
    log: tuple[str, int, str] = ("", 0, "")  # replica, number and hash of the last line of the log of who did what
    at: str = ""  # when it was written
    own: tuple[str, ...] = ()  # every general chain this office has begun, the present one last


def installation_mark(folder: Path) -> str:
    """Return what tells this installation from a copy of it: a hash of the machine and the folder's place."""
    return _mark(_machine(), folder)


def _mark(machine: str, folder: Path) -> str:
    return hashlib.sha256(f"{machine}\0{folder.resolve()}".encode()).hexdigest()[:32]


def _machine() -> str:
    """Return what names this computer: the system's own id, else a random token kept beside the offices.

    Never a network card: with a USB one plugged in another day, the computer would be a new one each time.
    """
    return _system_id() or f"{platform.node()}-{_token()}"


def _system_id() -> str:
    """Return the id that the system was given when it was set up, "" where there is none: one for all who work on it."""
    if sys.platform == "win32":
        import winreg

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _GUID, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""
    with contextlib.suppress(OSError):
        return _MACHINE_ID.read_text(encoding="utf-8").strip()
    return ""


def _token() -> str:
    """Return the token of who works here, made at the first call; "" where none can be kept."""
    path = paths.default_home() / _FOLDER / "machine"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_durably(path, secrets.token_hex(16).encode())
        return path.read_text(encoding="utf-8")
    return ""


def _former_mark(folder: Path) -> str:
    """Return the mark by which earlier programs knew a computer without `/etc/machine-id`, "" where it has one."""
    return "" if _MACHINE_ID.exists() else _mark(f"{platform.node()}-{uuid.getnode()}", folder)


def notice(desk: Desk) -> None:
    """Give a copied, moved or set-back office new chains before its first write."""
    mark, known = installation_mark(desk.folder), desk.setting("installation")
    same = known == mark or known == _former_mark(desk.folder)
    if not same:
        renew(desk.store, "moved")
    elif _went_back(desk, str(known)):
        remember_chains(desk.store, desk.folder)
        renew(desk.store, "rolled back")
        alarm(desk.store, "file")
    if known != mark:
        desk.set_setting("installation", mark)
    note(desk)


def renew(store: Store, why: str) -> None:
    """Begin new chains and have every other office be told the whole state next."""
    with store.system.together():
        before = store.replica
        after = store.rotate_replica(why)
        codes = {"reason": why.replace(" ", "_"), "before": before, "after": after}
        store.audit("replica", user="", role="", detail=codes)
        for peer in store.system.peers.list():
            store.system.put(f"snapshot_next.{peer.site}", True)


def former_chains(store: Store) -> list[str]:
    """Return the general chains before the present one, the oldest first, those too that only a replaced file had."""
    kept = store.system.get(FORMER, [])
    known = [*(map(str, kept) if isinstance(kept, list) else ()), *store.replicas()]
    return [one for one in dict.fromkeys(known) if one != store.replica]


def remember_chains(store: Store, folder: Path) -> None:
    """Keep in a data file that was set back the chains begun since: a package of theirs may still lie on a stick.

    Other offices are told of them as former ones, and so never take such a package for the present state.
    """
    found = _read(_place(folder, store.office.site))
    if found is not None:
        store.system.put(FORMER, list(dict.fromkeys((*former_chains(store), *found.own, *filter(None, found.log[:1])))))


def claim(desk: Desk) -> None:
    """Go on as the one machine that writes, after a person has made sure of it: new chains, the whole state next."""
    renew(desk.store, "claimed")
    for known in desk.store.system.alarms.list(kind="fork", state="open"):
        if known.key.startswith("replaced."):
            desk.store.system.alarms.put(replace(known, state="done"))
    note(desk)


def alarm(store: Store, how: str, peer: str = "") -> None:
    """Note for a person that this office was set back to an older state; `how` it was noticed: "file" or "receipt".

    Once while nobody has dealt with it: each office that has something of the time lost would tell the same anew.
    """
    from gridDesk.store.system import Alarm

    key = f"rollback.{store.replica}"
    if store.system.alarms.get(key) is None and not store.system.alarms.list(kind="rollback", state="open"):
        store.system.alarms.put(Alarm(key=key, kind="rollback", peer=peer, data={"how": how}, at=now_iso()))


def note(desk: Desk) -> None:
    """Note outside the data file how far its own chains have come; what cannot be written is no harm, only one net less."""
    mark = installation_mark(desk.folder)
    heads = desk.store.heads(desk.office.site)
    with contextlib.suppress(OSError):
        path = _path(desk)
        path.parent.mkdir(parents=True, exist_ok=True)
        log = (desk.store.replica, *desk.store.log.head())
        own = (*former_chains(desk.store), desk.store.replica)
        write_durably(path, msgspec.json.encode(_Note(mark, heads, _made(desk), log, now_iso(), own)))


def _went_back(desk: Desk, mark: str) -> bool:
    """Tell whether the data file lacks entries, or packages, it once had here: their numbers must not be used again."""
    noted = _read(_path(desk))
    if noted is None or noted.mark != mark:
        return False
    heads = desk.store.heads(desk.office.site)
    shorter = any(heads.get(replica, (0, ""))[0] < seq for replica, (seq, _) in noted.heads.items())
    return shorter or _made(desk) < noted.made or _log_went_back(desk, noted)


def _log_went_back(desk: Desk, noted: _Note) -> bool:
    """Tell whether the log lacks a line it had here: printing or exporting changes nothing else in the file.

    After a restored backup another replica writes, which explains it.
    """
    replica, n, digest = noted.log
    return replica == desk.store.replica and bool(n) and desk.store.log.hash_at(n) != digest


def _made(desk: Desk) -> int:
    """Return how many packages this office has made."""
    return int(str(desk.setting("counter.made", 0)))


def noted(folder: Path, site: str) -> tuple[dict[str, tuple[int, str]], str] | None:
    """Return how far an office's own chains had come by the note outside its file, and when; None without a note.

    It can be read without any key: it holds numbers and hashes only.
    """
    found = _read(_place(folder, site))
    return (dict(found.heads), found.at) if found is not None else None


def reached(folder: Path, site: str) -> dict[str, int]:
    """Return how far an office's own chains had come by the note outside its file, by chain; nothing without a note."""
    found = noted(folder, site)
    return {replica: seq for replica, (seq, _) in found[0].items()} if found is not None else {}


def _read(path: Path) -> _Note | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Note)
    except (OSError, msgspec.MsgspecError):
        return None


def _path(desk: Desk) -> Path:
    return _place(desk.folder, desk.office.site)


def _place(folder: Path, site: str) -> Path:
    """Return where the note lies: beside the offices, named by site and place, so that two copies do not share it."""
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]
    return paths.default_home() / _FOLDER / f"{site}-{place}.json"
