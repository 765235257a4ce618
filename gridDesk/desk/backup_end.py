"""The end of a backup: the SHA-256 of all that stands before it, as the comment of the container.

The hashes of its manifest are of its members; this one is of every byte, the container's own tables among them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

LENGTH = 64
ROOM = b"0" * LENGTH
_STEP = 1 << 20


def put(path: Path) -> None:
    """Write the hash over the room that was left for it at the end. Raises OSError."""
    digest = _digest(path)
    with path.open("rb+") as stream:
        stream.seek(-LENGTH, 2)
        stream.write(digest)


def holds(path: Path) -> bool:
    """Tell whether a file ends with the hash of what stands before. Raises OSError."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - LENGTH))
        said = stream.read()
    return said == _digest(path)


def _digest(path: Path) -> bytes:
    digest, left = hashlib.sha256(), max(0, path.stat().st_size - LENGTH)
    with path.open("rb") as stream:
        while left and (piece := stream.read(min(_STEP, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest().encode("ascii")
