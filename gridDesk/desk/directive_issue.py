"""Issuing directives (下发文件): only a street or district signs documents, each version one more than the last."""

from __future__ import annotations

from gridDesk.desk import codes, down
from gridDesk.desk.directive_kinds import CODES, check_content
from gridDesk.desk.directive_text import CONTEXT, signed_text, text_hash, version_of
from gridDesk.desk.directives import DIRECTIVE, received
from gridDesk.desk.office import Desk
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.signed import sign
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Edit
from gridDesk.ledger.dates import parse_typed
from gridDesk.text import today_iso, trim

LARGEST = 2_000_000  # bytes


def issue(
    desk: Desk, kind: str, key: str, title: str, content: str, effective: str = "", *, sites: list[str] | None = None,
    remark: str = "",
) -> str:  # fmt: skip
    """Sign a document and send it to the offices below; returns its uid. Raises DeskError.

    Its version is one more than the last of this kind and key. Only a street or district issues, and of what the office
    above it has issued only the very same.
    """
    down.check_may_send(desk, sites)
    key, title = trim(key), trim(title)
    need_clerk(desk, "下发文件")
    if not key or not title:
        raise DeskError("文件还没有名称，", advice="请填写文件名称。")
    if len(content.encode("utf-8")) > LARGEST:
        raise DeskError("这份文件太大了，", advice="请检查是否选错了文件。")
    check_content(kind, key, content)
    above = [one for one in received(desk) if (one.kind, one.key) == (kind, key) and one.genuine]
    if above and content not in {one.content for one in above}:
        raise DeskError("上级已经下发同一份文件，本单位不能另发一份，", advice="可以“转发给下级”，内容照上级的。")
    values: dict[str, object] = {
        "kind": kind, "key": key, "title": title, "content": content, "effective": _day(effective),
        "version": next_version(desk, kind, key), "issuer": desk.office.site, "issuer_name": desk.office.name,
        "issued_on": today_iso(), "remark": trim(remark) or None,
    }  # fmt: skip
    values["sha256"] = text_hash(content)
    values["signature"] = sign(desk, CONTEXT, signed_text(values))
    return down.send(desk, DIRECTIVE, sites, values)[0]


def issue_codes(desk: Desk, title: str, effective: str = "") -> str:
    """Sign this office's corrections of code tables and send them to all offices below; returns the uid."""
    if not codes.corrections(desk).corrections:
        raise DeskError("本单位还没有更正过代码表，", advice="请先在“代码表”里更正，再下发。")
    return issue(desk, CODES, CODES, title, codes.document(desk), effective)


def pass_on(desk: Desk, uid: str) -> str:
    """Issue a genuine document of the office above to all offices below, word for word; returns the uid."""
    one = next((one for one in received(desk) if one.uid == uid and one.genuine), None)
    if one is None:
        raise DeskError("只能转发签名核对无误的上级文件，", advice="请刷新后再看。")
    return issue(desk, one.kind, one.key, one.title, one.content, one.effective)


def take_back(desk: Desk, uid: str) -> None:
    """Take a document back; the version before it is in force again. Raises DeskError for one that is not our own."""
    need_clerk(desk, "撤回下发文件")
    down.sent_one(desk, DIRECTIVE, uid)
    desk.write([Edit(DIRECTIVE, uid, "void", {})], "撤回下发文件")


def next_version(desk: Desk, kind: str, key: str) -> int:
    """Return the version the next document of a kind and key gets; taken-back ones count too."""
    rows = down.sent(desk, DIRECTIVE, states=())
    return 1 + max((version_of(row) for row in rows if (row["kind"], row["key"]) == (kind, key)), default=0)


def _day(text: str) -> str:
    day = parse_typed(text, ahead=True) or today_iso()
    if len(day) != 10:
        raise FieldError("生效日期要写到哪一天，", advice="如 2026-12-01。")
    return day
