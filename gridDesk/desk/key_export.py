"""The exchange keys in the forms of public programs, so that packages can be opened without this program, for ever.

Written are the office's secret age identity and the Ed25519 public keys (RFC 8410) of itself and of every paired office.
Whoever has the identity reads every package sealed to this office: it is written only on demand, by a keeper of the keys
and with a reason, and the export is written down like a list that left and in the log of who did what.
"""

from __future__ import annotations

import base64
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from gridDesk.desk import audit, exports, refusals
from gridDesk.desk.office import Desk
from gridDesk.desk.roles import need_keeper
from gridDesk.desk.sending import card_of
from gridDesk.durable import sync_folder
from gridDesk.errors import DeskError
from gridDesk.sync.pairing import own_card
from gridDesk.text import now_iso, trim
from gridDesk.vault.signing import SEED

IDENTITY = "identity.txt"
WARNING = (
    "注意：identity.txt 是本单位的收发私钥，谁拿到它，谁就能打开发给本单位的所有数据包。"
    "请只放在锁好的地方，用完就删除；不要发给任何人，也不要放在U盘上带走。"
)
_SPKI = bytes.fromhex("302a300506032b6570032100")  # an Ed25519 public key follows (RFC 8410, section 4)


@dataclass(frozen=True, slots=True)
class ExportedKeys:
    """What was written: the secret identity, and the public keys by name of office."""

    identity: Path
    public: dict[str, Path]


def export_keys(desk: Desk, password: str, reason: str, folder: Path) -> ExportedKeys:
    """Write the office's age identity and the public signing keys into a folder, and write that down.

    Raises DeskError for who is not a keeper, without a reason, with a wrong password, or when something is in the way.
    """
    need_keeper(desk)
    if not trim(reason):
        raise DeskError("没有写明用途，", advice="请写明为什么要导出收发钥匙，会记入导出记录。")
    if not refusals.is_own(desk, password):
        raise DeskError("密码不对，没有导出收发钥匙，", advice="请重新输入。")
    identity = folder / IDENTITY
    if identity.exists():
        raise _already_there(folder)
    _write_down(desk, trim(reason))  # first, so that nothing leaves which the log does not tell of
    own = own_card(desk.office, desk.keys.site)
    cards = [own, *(card_of(peer) for peer in desk.store.system.peers.list())]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_secret(identity, _identity_text(desk, own.recipient))
        public = {}
        for card in cards:
            public[card.name] = folder / f"{card.site}.pem"
            public[card.name].write_text(_pem(bytes.fromhex(card.sign_key)), encoding="ascii")
        sync_folder(folder)
    except FileExistsError as error:
        raise _already_there(folder) from error
    except OSError as error:
        raise DeskError(f"钥匙没有写进“{folder}”，", advice="请检查磁盘空间和写入权限后再试。") from error
    return ExportedKeys(identity, public)


def _already_there(folder: Path) -> DeskError:
    return DeskError(f"“{folder}”里已经有 {IDENTITY}，", advice="为免覆盖，请换一个文件夹。")


def _identity_text(desk: Desk, recipient: str) -> str:
    secret = desk.keys.site.secret()[SEED:].decode("ascii")
    return f"# {desk.office.site}\n# public key: {recipient}\n{secret}\n"


def _write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _pem(public: bytes) -> str:
    text = base64.b64encode(_SPKI + public).decode("ascii")
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"


def _write_down(desk: Desk, reason: str) -> None:
    line = exports.Left(
        at=now_iso()[:16].replace("T", " "), who=desk.user, list="收发钥匙", rows=1, audience="本单位",
        columns="解密私钥、签名公钥", reason=reason, kind="txt",
    )  # fmt: skip
    with desk.store.system.together():
        kept = cast("list[object]", desk.setting(exports.LOG, []))
        desk.set_setting(exports.LOG, [*kept, asdict(line)][-exports.KEPT :])
        audit.note(desk, "key_exported", objects=[desk.office.site])
