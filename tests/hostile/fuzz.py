"""Fuzzing of every reader that meets foreign bytes: typed errors only, no hang, memory that stays.

Each target has genuine seeds; damage is done to their bytes, or to their JSON before hashes are made right again, so that
what lies behind a hash is reached too. Nothing is decrypted: what stands behind a seal is fed to its reader directly.
"""

from __future__ import annotations

import hashlib
import io
import random
import signal
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from gridDesk import confined, containers
from gridDesk.desk import backup_end, backup_file
from gridDesk.errors import DeskError
from gridDesk.roster import wire
from gridDesk.roster.read import Sheet, Workbook
from gridDesk.sync import archive, body, header, lines, pairing, peek, receipts
from gridDesk.sync.errors import PackageError
from gridDesk.sync.receipts import Receipt
from gridDesk.vault import format as key_format
from gridDesk.vault.errors import KeyFileDamaged, KeyFileNewer
from gridDesk.vault.fields import encoder
from tests.hostile import mutate
from tests.hostile.packages import packed, workbook
from tests.sync import helpers
from tests.sync.helpers import VILLAGE_PARTY, Journal
from tests.sync.mutants import ONE, TWO, WHOLE, members_of, parts

TYPED = (PackageError, KeyFileDamaged, KeyFileNewer, DeskError, confined.HelperEnded)
SLOWEST = 2.0
_HANG = 10
_LARGEST = 1 << 20
_plain = msgspec.json.decode


@dataclass(frozen=True)
class Target:
    """A reader, genuine bytes for it, how its JSON is made whole again after damage, and how often it is tried."""

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    mend: Callable[[object], bytes] | None = None
    share: int = 1


@dataclass
class Tally:
    """What became of the tries: by target, by error, those that were wrong, the slowest."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def meet(self, target: Target, data: bytes) -> None:
        """Give bytes to a reader; whatever is no typed error is wrong, and so is what takes long."""
        self.tried[target.name] += 1
        began = time.process_time()  # of the processor: on a busy machine the clock says nothing of the reader
        try:
            target.read(data)
        except TYPED as error:
            self.refused[target.name] += 1
            self.errors[type(error).__name__] += 1
        except Exception as error:  # noqa: BLE001 - whatever else escapes is what this looks for
            self.wrong.append(f"{target.name}: {type(error).__name__}: {error} on {data[:300]!r}"[:800])
        lasted = time.process_time() - began
        self.slowest = max(self.slowest, lasted)
        if lasted > SLOWEST:
            self.wrong.append(f"{target.name}: took {lasted:.1f} s on {len(data)} bytes {data[:200]!r}")


class Hang(BaseException):
    """A reader did not come back."""


@contextmanager
def alarmed() -> Iterator[None]:
    """Interrupt a reader that hangs."""

    def ring(_signal: int, _frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(count: int, seed: int, *, until: float | None = None, only: str = "") -> Tally:
    """Try so many damaged inputs over all targets in turn; `until` (a monotonic time) ends it earlier."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        every = [target for target in targets(Path(folder)) for _ in range(target.share) if only in target.name]
        plain = {target.name: [_plain_of(target, one) for one in target.seeds] for target in every}
        for target in every:
            for one in target.seeds:
                target.read(one)  # the genuine is taken, or refusing all would look like success
        with alarmed():
            for number in range(count):
                if number % 500 == 0:
                    signal.setitimer(signal.ITIMER_REAL, _HANG * 10)
                    if until is not None and time.monotonic() > until:
                        break
                target = every[number % len(every)]
                data = _damaged(chance, target, plain[target.name])
                try:
                    tally.meet(target, data)
                except Hang:
                    tally.wrong.append(f"{target.name}: hangs on {data[:300]!r}")
    return tally


def _plain_of(target: Target, one: bytes) -> object:
    if target.mend is None:
        return None
    return _plain(one)


def _damaged(chance: random.Random, target: Target, plain: list[object]) -> bytes:
    at = chance.randrange(len(target.seeds))
    if target.mend is not None and chance.random() < 0.75:
        value = plain[at]
        for _ in range(chance.choice((1, 1, 2, 4))):
            value = mutate.of_value(chance, value)
        try:
            data = target.mend(value)
        except (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError):
            data = target.seeds[at]
        if len(data) > _LARGEST:
            data = target.seeds[at]  # what the readers do with much is tried by the bombs
        if chance.random() < 0.9:
            return data
        return mutate.of_bytes(chance, data, target.seeds[-1])
    return mutate.of_bytes(chance, target.seeds[at], chance.choice(target.seeds))


# --- the readers ------------------------------------------------------------------------------------------------------


def _canonical(value: object) -> bytes:
    return header.canonical.encode(value)


def _key_file(value: object) -> bytes:
    """Make the hash of a key file right, whatever it says."""
    if not isinstance(value, dict):
        return encoder.encode(value)
    return encoder.encode(value | {"sha256": hashlib.sha256(encoder.encode(value | {"sha256": ""})).hexdigest()})


def real_key_files() -> tuple[bytes, ...]:
    """Return the key file of an office made on the spot."""
    from gridDesk import vault

    with tempfile.TemporaryDirectory() as folder:
        vault.create_keys(Path(folder), "蓝雨伞停在旧车站旁九回", "王样例")
        return (vault.newest_bytes(Path(folder)),)


def _rows_body(value: object) -> bytes:
    """Return a body whose records are these lines, its manifest made right."""
    rows = value if isinstance(value, list) else [value]
    return _body_with("rows/person.jsonl.zst", rows, _WHOLE)


def _journal_body(value: object) -> bytes:
    return _body_with("journal.jsonl.zst", value if isinstance(value, list) else [value], _ONE)


def _receipts_body(value: object) -> bytes:
    return _body_with("receipts.jsonl.zst", value if isinstance(value, list) else [value], _ONE)


def _body_with(name: str, rows: list[object], members: dict[str, bytes]) -> bytes:
    made = lines.pack_lines(rows)
    manifest = _plain(members[body.MANIFEST])
    manifest["members"][name] |= {
        "sha256": hashlib.sha256(made.data).hexdigest(),
        "size": made.size,
        "count": made.count,
    }
    return archive.pack({**members, body.MANIFEST: _canonical(manifest), name: made.data})


def _manifest_body(value: object) -> bytes:
    return archive.pack({**_WHOLE, body.MANIFEST: _canonical(value)})


def _read_body(data: bytes) -> None:
    """Read a body to its end, as a receiver does behind the seal."""
    try:
        core = str(_plain(archive.unpack(data)[body.MANIFEST], type=dict)["header_sha256"])
    except (msgspec.MsgspecError, KeyError, RecursionError, UnicodeError):
        core = "0" * 64
    found = body.unpack(data, core)
    for _ in found.entries():
        pass
    for ledger in found.ledgers():
        for _ in found.rows(ledger):
            pass
    found.receipts()
    found.erased()
    found.kept()
    dict(found.log)
    for _ in found.blobs():
        pass


_HEAD, _ONE = members_of(ONE)
_WHOLE = members_of(WHOLE)[1]


def _backup(value: object) -> bytes:
    packed_up = _stored({**_BACKUP_MEMBERS, backup_file.MANIFEST: _canonical(value)}, backup_end.ROOM)
    return _ended(packed_up)


def _ended(data: bytes) -> bytes:
    """Return a backup with the end that fits it, as one that is damaged and sealed anew: readers behind the end meet it too."""
    kept = data[: -backup_end.LENGTH]
    return kept + hashlib.sha256(kept).hexdigest().encode()


def _stored(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed_up:
        packed_up.comment = comment
        for name, data in members.items():
            packed_up.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


_BACKUP_MEMBERS = {
    backup_file.DATA_FILE: b"\x8f" * 1024, backup_file.CARD_FILE: b"{}", backup_file.KEY_FILE: b"{}", backup_file.SEAL: b"{}",
}  # fmt: skip


def _backup_manifest() -> dict[str, object]:
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in _BACKUP_MEMBERS.items()}
    return msgspec.to_builtins(backup_file.Manifest(
        n=1, day=739_000, at=helpers.CREATED, clock_ok=True, why="time", program="0.2", site="a1" * 8, replica="11" * 16,
        db_uuid="ab" * 16, generation=1, sha256=hashes, sizes={"office.gdb": 1024}, mark=[1, 2], counts={"person": 3},
        heads={"11" * 16: (3, "ab" * 32)}, audit=(1, "cd" * 32), digests={"person": "ef" * 32}, sign_key=b"\1" * 32,
    ))  # fmt: skip


def _card(value: object) -> bytes:
    line = "网格台单位名片：柳行村。请在网格台的“收发”页选择“添加单位”打开，并通过电话核对数字。\n".encode()
    return line + _canonical(value) + b"\n"


def _book() -> bytes:
    out = io.BytesIO()
    wire.send_workbook(out, Workbook("a.xlsx", (Sheet("人口", (("姓名", 1, None), ("王样例", 2.5, True))),), ("有宏",)))
    return out.getvalue()


def _take_book(data: bytes) -> None:
    """Put together what a helper sent, as `apart` does: whatever a helper went mad of is a `HelperEnded`."""
    receiver = wire.Receiver()
    try:
        for frame in confined.frames(io.BytesIO(data), wire.revived):
            if receiver.take(frame) is not None:
                return
    except (ValueError, msgspec.MsgspecError, wire.AnswerBroken) as error:
        raise confined.HelperEnded(late=False) from error
    raise confined.HelperEnded(late=False)


def _directory(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive_:
            if containers.fault(archive_.infolist()):
                raise DeskError("内部结构不正常，", advice="请另存一份。")
            for entry in archive_.infolist():
                with archive_.open(entry) as stream:
                    while piece := stream.read(1 << 16):
                        containers.is_plain(piece, beginning=True)
    except containers.DAMAGED as error:
        raise DeskError("已损坏，", advice="请另存一份。") from error


def targets(folder: Path) -> list[Target]:
    """Return every reader with its seeds; files that must lie on a disk lie in `folder`."""
    path = folder / "a.gdbak"
    package = folder / "a.gdp"

    def read_backup(data: bytes) -> None:
        path.write_bytes(data)
        backup_file.read_manifest(path)
        backup_file.check_whole(path)

    def read_peek(data: bytes) -> None:
        package.write_bytes(data)
        peek.peek(package)

    heads = tuple(parts(one)[0] for one in (ONE, TWO, WHOLE))
    people = [helpers.row(n, name=f"䶮{n}", rooms=n, area=1.5) for n in range(1, 4)]
    lined = tuple(_canonical(list(row.values())) for row in people)
    entries = [msgspec.to_builtins(entry.to_array()) for entry in Journal().people(3).entries]
    answer = Receipt(pkg_id="5" * 32, n=3, sha256="6" * 64, outcome="accepted", at=helpers.CREATED)
    cards = pairing.write_card(VILLAGE_PARTY.card, VILLAGE_PARTY.keys)
    backup = _backup_manifest()
    return [
        Target("header", header.decode, heads, _canonical, 6),
        Target("manifest", lambda data: _read_body(_safe(_manifest_body, data)), (_WHOLE[body.MANIFEST], _ONE_MANIFEST), _canonical, 3),
        Target("rows", lambda data: _read_body(_safe(_rows_body, data)), (_canonical([_plain(one) for one in lined]),), _canonical, 3),
        Target("journal", lambda data: _read_body(_safe(_journal_body, data)), (_canonical(entries),), _canonical, 3),
        Target("body", _read_body, (archive.pack(_ONE), archive.pack(_WHOLE)), None, 3),
        Target("receipt", receipts.receipt_from_json, (answer.to_json().encode(),), _canonical, 3),
        Target("receipts in a body", lambda data: _read_body(_safe(_receipts_body, data)), (b"[" + answer.to_json().encode() + b"]",), _canonical, 1),
        Target("key file", key_format.decode, real_key_files(), _key_file, 4),
        Target("backup", read_backup, (_backup(backup),), None, 1),
        Target("backup with its end", lambda data: read_backup(_ended(data)), (_backup(backup),), None, 2),
        Target("backup manifest", lambda data: read_backup(_safe(_backup, data)), (_canonical(backup),), _canonical, 2),
        Target("card", pairing.read_card, (cards,), None, 1),
        Target("card content", lambda data: pairing.read_card(_safe(_card, data)), (cards.partition(b"\n")[2].strip(),), _canonical, 2),
        Target("file on a stick", read_peek, (ONE, WHOLE), None, 2),
        Target("helper's answer", _take_book, (_book(),), None, 2),
        Target("container", _directory, (packed(workbook()),), None, 1),
    ]  # fmt: skip


_ONE_MANIFEST = _WHOLE[body.MANIFEST]


def _safe(mend: Callable[[object], bytes], data: bytes) -> bytes:
    """Return what a value becomes inside its container; what is no JSON goes in as bytes that no reader takes."""
    try:
        return mend(_plain(data))
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        return data


def peak() -> int:
    """Return the most memory this program ever held, in bytes (what `getrusage` tells begins with its parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) * 1024
