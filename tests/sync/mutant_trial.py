"""Tries damaged, forged and hostile packages and tells what became of each.

`python -m tests.sync.mutant_trial --count 10000 --seeds 3` prints how they were refused, and what it cost.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import zstandard

from gridDesk.ledger.record import digest_sum, row_digest
from gridDesk.sync import archive, header
from gridDesk.sync.body import MANIFEST
from gridDesk.sync.delta import plan_delta
from gridDesk.sync.errors import PackageError
from gridDesk.sync.package import open_package, read
from gridDesk.sync.replay import PeerState
from tests.sync import helpers
from tests.sync.helpers import STREET, STREET_PARTY
from tests.sync.mutants import GENUINE, KINDS, ONE, SENDERS, SOURCES, START, assemble, members_of, resealed, trailer

SLOWEST, LARGEST = 2.0, 300 << 20


def take(data: bytes) -> list[object]:
    """Take a package in as far as it goes without an office, and return what it holds. Raises PackageError.

    When a record was last changed is no part of its content: digests leave it out.
    """
    found = read(data, site=STREET.site, senders=SENDERS)
    opened = open_package(found, STREET_PARTY.keys)
    entries = list(opened.entries())
    rows = {ledger: list(opened.rows(ledger)) for ledger in opened.ledgers()}
    opened.receipts()
    if found.header.kind == "delta":
        plan_delta(found.header, entries, PeerState(found.header.from_site), helpers.catalogue(), lambda ledger, uid: 0)
    for ledger, held in rows.items():
        total = (len(held), f"{digest_sum(row_digest(ledger, row) for row in held if row['state'] != 'void'):064x}")
        if opened.manifest.digests.get(ledger, total) != total:
            raise PackageError("收取后核对不一致，已全部退回。")
    content = {ledger: [row | {"updated_at": None} for row in held] for ledger, held in rows.items()}
    return [found.sender.site, found.header.kind, entries, content]


HELD = {tuple(map(repr, take(data))) for data in GENUINE}


@dataclass
class Tally:
    """What became of the mutants: refused by kind and by reason, those that were wrong, and what they cost."""

    refused: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    harmless: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def meet(self, kind: str, data: bytes) -> None:
        """Try one mutant. It is harmless when exactly the content of a genuine package comes out of it."""
        began = time.perf_counter()
        try:
            held = tuple(map(repr, take(data)))
        except PackageError as error:
            self.refused[kind] += 1
            self.reasons[type(error).__name__] += 1
        except Exception as error:  # noqa: BLE001 - whatever else escapes is what this looks for
            self.wrong.append(f"{kind}: {type(error).__name__}: {error}"[:300])
        else:
            if data in GENUINE or held in HELD:
                self.harmless += 1
            else:
                self.wrong.append(f"{kind}: taken in with other content, sha256 {hashlib.sha256(data).hexdigest()}")
        lasted = time.perf_counter() - began
        self.slowest = max(self.slowest, lasted)
        if lasted > SLOWEST:
            self.wrong.append(f"{kind}: took {lasted:.1f} s")


def run(count: int, seed: int) -> Tally:
    """Try `count` mutants of every kind in turn, and the shortest package cut at every length."""
    chance, tally = random.Random(seed), Tally()
    smallest = min(SOURCES, key=len)
    for length in range(len(smallest)):
        tally.meet("cut at every length", smallest[:length])
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        tally.meet(kind.__name__, kind(chance))
    for name, data in bombs():
        tally.meet(name, data)
    return tally


def bombs() -> list[tuple[str, bytes]]:
    """Small files that would grow, nest or count without end if they were believed."""
    head, members = members_of(ONE)
    journal = "journal.jsonl.zst"

    def changed(size: int, count: int, packed: bytes) -> bytes:
        manifest = msgspec.json.decode(members[MANIFEST])
        manifest["members"][journal] |= {"sha256": hashlib.sha256(packed).hexdigest(), "size": size, "count": count}
        return resealed(head, archive.pack({**members, MANIFEST: header.canonical.encode(manifest), journal: packed}))

    zeros = zstandard.ZstdCompressor(level=19).compress(bytes(512 << 20))
    lines = zstandard.ZstdCompressor(level=19).compress(b"[]\n" * (32 << 20))
    window = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    ).compress(bytes(1 << 20))
    deep = b"[" * 200_000 + b"]" * 200_000
    nested = zstandard.ZstdCompressor().compress(deep + b"\n")
    many = {**members, **{f"more/{number}": b"" for number in range(5000)}}
    manifest = msgspec.json.decode(members[MANIFEST])
    manifest["members"] |= {f"rows/a{number}.jsonl.zst": manifest["members"][journal] for number in range(5000)}
    return [
        ("bomb: half a gigabyte of zeros", changed(512 << 20, 1, zeros)),
        ("bomb: zeros said to be few", changed(100, 1, zeros)),
        ("bomb: lines without end", changed(96 << 20, 32 << 20, lines)),
        ("bomb: a window of 128 MB", changed(1 << 20, 1, window)),
        ("bomb: nested JSON", changed(len(deep) + 1, 1, nested)),
        ("bomb: counts without end", changed(2**40, 2**53, members[journal])),
        ("bomb: five thousand members", resealed(head, archive.pack(many))),
        ("bomb: a manifest of five thousand", resealed(head, archive.pack(
            {**members, MANIFEST: header.canonical.encode(manifest)}))),
        ("bomb: a manifest of nested JSON", resealed(head, archive.pack({**members, MANIFEST: deep}))),
        ("bomb: a header of nested JSON", assemble(deep[:60_000], bytes(64), b"")),
        ("bomb: a header length without end", trailer(ONE[:START] + b"\xff" * 4 + ONE[START + 4 :])),
        ("bomb: zip within zip", resealed(head, archive.pack({**members, MANIFEST: archive.pack(members)}))),
    ]  # fmt: skip


def peak() -> int:
    """Return the most memory this program ever held, in bytes.

    What `getrusage` tells begins with the memory of the program that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) * 1024


def main(argv: list[str] | None = None) -> int:
    """Try mutants and print how each kind was refused; exit code 1 when one was not."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.mutant_trial", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args(argv)
    wrong = 0
    for seed in range(1, options.seeds + 1):
        tally = run(options.count, seed)
        wrong += len(tally.wrong)
        print(f"seed {seed}: {tally.refused.total()} refused, {tally.harmless} harmless, {len(tally.wrong)} wrong, "
              f"slowest {tally.slowest * 1000:.0f} ms")  # fmt: skip
        print("  " + ", ".join(f"{reason} {count}" for reason, count in tally.reasons.most_common()))
        for trouble in tally.wrong[:20]:
            print(f"  {trouble}")
    memory = peak()
    print(f"peak memory {memory >> 20} MB")
    return 1 if wrong or memory > LARGEST else 0


if __name__ == "__main__":
    sys.exit(main())
