"""Pictures the office gives for its papers: sketches of grids, codes of WeChat groups.

They lie in the office's encrypted file, are sent nowhere, and belong to no record (those of records are in
`attachments`). Names: `map:<grid uid>`, `map:` (the whole village), `group_qr:<grid uid>`, `group_qr:`.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import attachments
from gridDesk.desk.office import Desk

MAP, GROUP_QR = "map", "group_qr"
_NAME = re.compile(r"(?:map|group_qr):(?:[0-9a-f]{32})?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that a record can have: its name, what it is, and where it is printed."""

    name: str
    title: str
    help: str


def wanted(ledger: str, uid: str) -> tuple[Wanted, ...]:
    """Return the pictures that a record of a ledger can have."""
    if ledger == "grid":
        return (
            Wanted(f"{MAP}:{uid}", "网格示意图", "手绘后拍照或截图都可以，印在台账册和网格公示牌上。"),
            Wanted(f"{GROUP_QR}:{uid}", "网格微信群二维码", "从微信保存的群二维码图片，印在网格公示牌和民情联系卡上。"),
        )
    return ()


def office_wanted() -> tuple[Wanted, ...]:
    """Return the pictures of the whole office, used where a grid has none of its own."""
    return (
        Wanted(f"{MAP}:", "全村（社区）示意图", "没有本网格示意图时印这一张。"),
        Wanted(f"{GROUP_QR}:", "居民微信群二维码", "没有本网格二维码时印这一张。"),
    )


def get(desk: Desk, name: str) -> bytes:
    """Return a picture as PNG or JPEG, nothing when there is none."""
    return decoded(desk.setting(_key(name), ""))


def decoded(kept: object) -> bytes:
    """Return the picture that a setting holds, nothing when it is empty or spoilt."""
    try:
        return base64.b64decode(str(kept or ""), validate=True)
    except binascii.Error:
        return b""


def nearest(desk: Desk, kind: str, uid: str) -> bytes:
    """Return the picture of a record, else that of the whole office."""
    found = get(desk, f"{kind}:{uid}") if uid else b""
    return found or get(desk, f"{kind}:")


def has(desk: Desk, name: str) -> bool:
    """Tell whether there is a picture of this name."""
    return bool(desk.setting(_key(name), ""))


def put(desk: Desk, name: str, data: bytes) -> bytes:
    """Check, shrink and keep a picture in place of the one before; return what is kept. Raises DeskError."""
    from gridDesk.documents import apart

    kept = apart.clean_picture(data)
    desk.set_setting(_key(name), base64.b64encode(kept).decode("ascii"))
    return kept


def put_file(desk: Desk, name: str, path: Path) -> bytes:
    """Keep the picture of a file; the file itself is only read. Raises DeskError."""
    return put(desk, name, attachments.read(path))


def remove(desk: Desk, name: str) -> None:
    """Forget a picture; nothing happens when there is none."""
    if has(desk, name):
        desk.set_setting(_key(name), "")


def _key(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of a picture")
    return f"picture.{name}"
