"""Damaged, forged and hostile packages, made at random; `mutant_trial` tries them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

import msgspec
import zstandard

from gridDesk.sync import archive, header
from gridDesk.sync.body import MANIFEST, Content, table_of
from gridDesk.sync.envelope import LINE, MAGIC, build
from gridDesk.sync.receipts import Receipt
from tests.sync import helpers
from tests.sync.helpers import OTHER_PARTY, STREET_PARTY, VILLAGE_PARTY, Journal, Party

START = len(MAGIC) + len(LINE.encode())
SENDERS = [VILLAGE_PARTY.card, OTHER_PARTY.card]
_CONTEXT = b"griddesk/gdp/1\0"


def receipt() -> Receipt:
    """A receipt that rides in the package."""
    return Receipt(pkg_id="5" * 32, n=3, sha256="6" * 64, outcome="accepted", at=helpers.CREATED)


def delta(journal: Journal, sender: Party = VILLAGE_PARTY, n: int = 1) -> bytes:
    """A package of journal entries."""
    content = Content(program="0.1.0", entries=journal.entries, receipts=[receipt()])
    return helpers.package_of(journal, content, n=n, sender=sender).data


def snapshot(journal: Journal, count: int = 6) -> bytes:
    """A package of whole records."""
    rows = [helpers.row(number, name=f"䶮{number}", rooms=number) for number in range(1, count + 1)]
    content = Content(
        program="0.1.0", tables={"person": table_of(["name", "rooms", "area"], rows)},
        digests=helpers.digests({"person": rows}), schema={"person": 1},
    )  # fmt: skip
    return helpers.package_of(journal, content, kind="snapshot").data


ONE = delta(Journal().people(3))
TWO = delta(Journal().people(4), n=2)
WHOLE = snapshot(Journal().people(6))
FOREIGN = delta(Journal(office=OTHER_PARTY.site, replica=helpers.R2).people(3), OTHER_PARTY)
ELSEWHERE = helpers.package_of(Journal().people(2), to=OTHER_PARTY).data
SOURCES = (ONE, TWO, WHOLE)
GENUINE = {*SOURCES, FOREIGN}


def trailer(data: bytes) -> bytes:
    """Give changed bytes a right last hash, so that deeper layers are reached."""
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


def parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return header, signature and sealed body."""
    length = int.from_bytes(data[START : START + 4], "big")
    raw = data[START + 4 : START + 4 + length]
    rest = data[START + 4 + length : -32]
    return raw, rest[:64], rest[64:]


def assemble(raw: bytes, signature: bytes, ciphertext: bytes) -> bytes:
    """Put a package together from its parts."""
    head = MAGIC + LINE.encode() + len(raw).to_bytes(4, "big") + raw + signature + ciphertext
    return head + hashlib.sha256(head).digest()


def signed(plain: dict, ciphertext: bytes, signer: Party) -> bytes:
    """Sign a header anew with a real key."""
    raw = header.canonical.encode(plain)
    return assemble(raw, signer.keys.sign(_CONTEXT + hashlib.sha256(raw).digest()), ciphertext)


def members_of(data: bytes) -> tuple[header.Header, dict[str, bytes]]:
    """Return the header and the members of a package, opened with the right key."""
    raw, _, sealed = parts(data)
    return msgspec.json.decode(raw, type=header.Header), archive.unpack(STREET_PARTY.keys.open(sealed))


def resealed(head: header.Header, inner: bytes) -> bytes:
    """Seal a body anew under its header, with every right key: what only the sender itself could do."""
    return build(head, inner, VILLAGE_PARTY.keys, [STREET_PARTY.card])[0]


def restated(members: dict[str, bytes], name: str, lines: bytes) -> dict[str, bytes]:
    """Put other lines into a member and let the manifest say so."""
    manifest = msgspec.json.decode(members[MANIFEST])
    packed = zstandard.ZstdCompressor(level=1, write_checksum=True).compress(lines)
    manifest["members"][name] |= {
        "sha256": hashlib.sha256(packed).hexdigest(), "size": len(lines), "count": lines.count(b"\n"),
    }  # fmt: skip
    return {**members, MANIFEST: header.canonical.encode(manifest), name: packed}


def expanded(data: bytes) -> bytes:
    """Return the lines of a member."""
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


# The kinds of mutants. Each takes its source of chance and returns a file.


def flipped(chance: random.Random, data: bytes | None = None) -> bytes:
    """One to three flipped bits."""
    made = bytearray(chance.choice(SOURCES) if data is None else data)
    for _ in range(chance.randint(1, 3)):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def flipped_and_hashed(chance: random.Random) -> bytes:
    """Flipped bits under a right last hash."""
    return trailer(flipped(chance))


def cut(chance: random.Random) -> bytes:
    """Cut short anywhere."""
    data = chance.choice(SOURCES)
    return data[: chance.randrange(len(data))]


def cut_and_hashed(chance: random.Random) -> bytes:
    """Cut short under a right last hash."""
    return trailer(cut(chance) + bytes(32))


def spliced(chance: random.Random) -> bytes:
    """The beginning of one and the end of another."""
    one, two = chance.sample([*SOURCES, FOREIGN, ELSEWHERE], 2)
    return one[: chance.randrange(len(one))] + two[chance.randrange(len(two)) :]


def spliced_and_hashed(chance: random.Random) -> bytes:
    """Spliced under a right last hash."""
    return trailer(spliced(chance) + bytes(32))


def block_moved(chance: random.Random) -> bytes:
    """A block doubled, dropped, or moved; half of them under a right last hash."""
    data = chance.choice(SOURCES)
    first, last = sorted(chance.sample(range(len(data)), 2))
    block = data[first:last]
    rest = data[:first] + data[last:]
    place = chance.randrange(len(rest) + 1)
    made = chance.choice((data[:last] + block + data[last:], rest, rest[:place] + block + rest[place:]))
    return trailer(made) if chance.random() < 0.5 and len(made) > 32 else made


def bodies_crossed(chance: random.Random) -> bytes:
    """The header of one over the body, or under the signature, of another."""
    one, two = (parts(data) for data in chance.sample([*SOURCES, FOREIGN, ELSEWHERE], 2))
    return assemble(one[0], chance.choice((one[1], two[1])), two[2])


def signed_by_another(chance: random.Random) -> bytes:
    """Stripped and signed by another office that is paired too, with or without taking its name."""
    raw, _, sealed = parts(chance.choice(SOURCES))
    plain = msgspec.json.decode(raw)
    if chance.random() < 0.7:
        plain["from_key"] = OTHER_PARTY.card.key_id
    if chance.random() < 0.7:
        plain["from_site"] = OTHER_PARTY.site
    if chance.random() < 0.3:
        plain |= {"ct_len": len(sealed), "n": plain["n"] + chance.randint(0, 3)}
    return signed(plain, sealed, OTHER_PARTY)


ODD = (
    None,
    True,
    -1,
    0,
    2**53,
    2**63,
    2**64,
    1e300,
    "",
    "x",
    "a" * 32,
    "0" * 64,
    "㛃" * 600,
    [],
    {},
    [[[]]],
    {"a": {}},
)


def header_changed(chance: random.Random) -> bytes:
    """A header with one field changed, dropped or added, signed with the right key."""
    raw, _, sealed = parts(chance.choice(SOURCES))
    plain = msgspec.json.decode(raw)
    key = chance.choice([*plain, "more"])
    if chance.random() < 0.2:
        plain.pop(key, None)
    else:
        plain[key] = chance.choice((*ODD, "0.9", "2026-01-15T09:30:01+08:00", chance.randint(0, 9)))
    return signed(plain, sealed, VILLAGE_PARTY)


def sealed_part_changed(chance: random.Random) -> bytes:
    """A sealed body with flipped bits, announced and signed with the right key."""
    raw, _, sealed = parts(chance.choice(SOURCES))
    made = flipped(chance, sealed)
    plain = msgspec.json.decode(raw) | {"ct_len": len(made), "ct_sha256": hashlib.sha256(made).hexdigest()}
    return signed(plain, made, VILLAGE_PARTY)


def archive_changed(chance: random.Random) -> bytes:
    """Flipped bits in the opened body, sealed again with the right keys."""
    head, members = members_of(chance.choice(SOURCES))
    return resealed(head, flipped(chance, archive.pack(members)))


def members_changed(chance: random.Random) -> bytes:
    """Members swapped, renamed, dropped, added or turned round, sealed again."""
    head, members = members_of(chance.choice(SOURCES))
    one, two = chance.sample(sorted(members), 2)
    how = chance.randrange(5)
    if how == 0:
        members[one], members[two] = members[two], members[one]
    elif how == 1:
        members[chance.choice(("../" + one, "rows/x.jsonl.zst", "blobs/" + "0" * 64, one.upper()))] = members.pop(one)
    elif how == 2:
        del members[one]
    elif how == 3:
        members[chance.choice(("x", "rows/person2.jsonl.zst", "journal2.jsonl.zst", "/etc/passwd"))] = members[one]
    else:
        members[one] = chance.randbytes(chance.randrange(200))
    return resealed(head, archive.pack(members))


def member_bytes_changed(chance: random.Random) -> bytes:
    """Flipped bits in one compressed member, restated in the manifest, sealed again."""
    head, members = members_of(chance.choice(SOURCES))
    name = chance.choice([name for name in members if name.endswith(".zst")])
    manifest = msgspec.json.decode(members[MANIFEST])
    members[name] = flipped(chance, members[name]) if members[name] else b"x"
    manifest["members"][name]["sha256"] = hashlib.sha256(members[name]).hexdigest()
    return resealed(head, archive.pack({**members, MANIFEST: header.canonical.encode(manifest)}))


def lines_changed(chance: random.Random) -> bytes:
    """Flipped bits, lost or doubled lines in the journal or the records, restated and sealed again."""
    head, members = members_of(chance.choice(SOURCES))
    name = chance.choice([name for name in members if name.startswith(("journal", "rows"))])
    lines = expanded(members[name])
    rows = lines.splitlines(keepends=True)
    how = chance.randrange(4)
    if how == 0 and rows:
        lines = flipped(chance, lines)
    elif how == 1 and rows:
        rows.pop(chance.randrange(len(rows)))
        lines = b"".join(rows)
    elif how == 2 and rows:
        chance.shuffle(rows)
        lines = b"".join([*rows, chance.choice(rows)])
    else:
        lines += chance.choice(
            (b"[]\n", b"{}\n", b"null\n", b"[" * 3000 + b"\n", b'"' + b"x" * 9000 + b'"\n', b"\xff\n")
        )
    return resealed(head, archive.pack(restated(members, name, lines)))


def values_changed(chance: random.Random) -> bytes:
    """A value in a journal entry or record replaced by one of another kind, restated and sealed again."""
    head, members = members_of(chance.choice(SOURCES))
    name = chance.choice([name for name in members if name.startswith(("journal", "rows"))])
    rows = [msgspec.json.decode(line) for line in expanded(members[name]).splitlines()]
    if rows:
        row = chance.choice(rows)
        place = chance.randrange(len(row))
        row[place] = chance.choice((*ODD, {"name": [None, "x"]}, {"name": ["x"]}, {"a b": [1, 2]}, {"name": [[], {}]}))
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    return resealed(head, archive.pack(restated(members, name, lines)))


def manifest_changed(chance: random.Random) -> bytes:
    """A manifest with one thing changed about its members, sealed again."""
    head, members = members_of(chance.choice(SOURCES))
    manifest = msgspec.json.decode(members[MANIFEST])
    name = chance.choice(sorted(manifest["members"]))
    how = chance.randrange(3)
    if how == 0:
        manifest["members"][name][chance.choice(("sha256", "size", "count", "columns"))] = chance.choice(ODD)
    elif how == 1:
        manifest["members"][chance.choice(("x", "../x", "rows/a.jsonl.zst"))] = manifest["members"].pop(name)
    else:
        manifest[chance.choice(("v", "header_sha256", "members"))] = chance.choice(ODD)
    return resealed(head, archive.pack({**members, MANIFEST: header.canonical.encode(manifest)}))


def noise(chance: random.Random) -> bytes:
    """Chance behind a right beginning."""
    made = MAGIC + LINE.encode() * chance.randint(0, 1) + chance.randbytes(chance.randrange(3000))
    return trailer(made + bytes(32)) if chance.random() < 0.5 else made


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    flipped, flipped_and_hashed, cut, cut_and_hashed, spliced, spliced_and_hashed, block_moved, bodies_crossed,
    signed_by_another, header_changed, sealed_part_changed, archive_changed, members_changed, member_bytes_changed,
    lines_changed, values_changed, manifest_changed, noise,
)  # fmt: skip
