"""JSON Lines under zstd: how journal entries, records and receipts lie inside a package, written and read as streams."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import msgspec
import zstandard

from gridDesk.sync.errors import BodyInvalid

LEVEL = 3
CHUNK = 1 << 20
LONGEST_LINE = 4 << 20
LARGEST_WINDOW = 8 << 20
BATCH = 1000
T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Packed:
    """Compressed lines: the bytes, how long they are expanded, and how many lines they hold."""

    data: bytes
    size: int
    count: int


def pack_lines(items: Iterable[object]) -> Packed:
    """Return the items as compressed JSON Lines; memory holds the compressed bytes only."""
    sink = io.BytesIO()
    size = count = 0
    source = iter(items)
    with zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).stream_writer(sink, closefd=False) as writer:
        while batch := list(islice(source, BATCH)):
            text = _encoder.encode_lines(batch)
            size += len(text)
            count += len(batch)
            writer.write(text)
    return Packed(sink.getvalue(), size, count)


def read_lines(data: bytes, size: int, decoder: msgspec.json.Decoder[T], where: str) -> Iterator[T]:
    """Yield the decoded lines of compressed `data`, which must expand to exactly `size` bytes. Raises BodyInvalid."""
    try:
        for block in _blocks(data, size, where):
            yield from decoder.decode_lines(block)
    except (msgspec.MsgspecError, zstandard.ZstdError, RecursionError, UnicodeError):
        raise BodyInvalid(where) from None


def _blocks(data: bytes, size: int, where: str) -> Iterator[bytes]:
    """Yield pieces that end with a line end; stop at the first byte more than `size`."""
    source = io.BytesIO(data)
    reader = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).stream_reader(source, read_across_frames=False)
    rest, seen = b"", 0
    while piece := reader.read(CHUNK):
        seen += len(piece)
        if seen > size or len(rest) > LONGEST_LINE:
            raise BodyInvalid(where)
        head, end, tail = piece.rpartition(b"\n")
        if end:
            yield rest + head + end
            rest = tail
        else:
            rest += tail
    if rest or seen != size or source.read(1):
        raise BodyInvalid(where)
