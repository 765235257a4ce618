"""Directives (下发文件): policies, code tables and calendars as signed documents of the office above.

A document has a kind and a key, a version and a day from which it is in force. Its issuer signs all of that and the hash
of its text with the key of its card, under a context of its own, so that a signature made for anything else is none
here. Below, a document counts only when that signature holds for the paired office above and no newer version was
taken; nothing below can make or change one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from gridDesk import paths
from gridDesk.desk import codes, down
from gridDesk.desk.directive_kinds import (
    CALENDAR,
    CODES,
    KINDS,
    POLICY,
    check_content,
    read_calendar,
    read_policy,
)
from gridDesk.desk.directive_text import CONTEXT, seal_of, signed_text, text_hash, version_of
from gridDesk.desk.office import Desk
from gridDesk.desk.signed import by_parent
from gridDesk.errors import DeskError
from gridDesk.ledger import Row
from gridDesk.policy import Calendar, Profile, load_calendar, stacked
from gridDesk.text import today_iso

DIRECTIVE = "directive"
TAKEN = "directives"  # setting: what became of each document, by uid
NEWEST = "directive_versions"  # setting: the highest version ever taken, by issuer, kind and key


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a received document: `why` is "" when it was taken, else the sentence why it was refused.

    `seal` is a hash of the document as it was judged, signature and all.
    """

    seal: str
    why: str = ""
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Directive:
    """A document as it stands here; `why` says why it does not count ("" when it does)."""

    uid: str
    kind: str
    key: str
    title: str
    version: int
    effective: str
    content: str
    issuer: str
    issued_on: str
    addressee: str
    why: str

    @property
    def genuine(self) -> bool:
        """Tell whether this document counts: it is our own, or its signature holds and it is no older version."""
        return not self.why


# --- the office below ------------------------------------------------------------------------------------------------


def take(desk: Desk, on: str = "") -> list[str]:
    """Judge every received document anew, put code tables in force whose day has come, and say what is new.

    Run after a package was taken in and when an office is opened. Returns sentences for the clerk, the refusals first.
    """
    day = on or today_iso()
    before, newest = _taken(desk), _newest(desk)
    now: dict[str, Taken] = {}
    refused: list[str] = []
    accepted: list[str] = []
    for row in sorted(down.received(desk, DIRECTIVE), key=version_of):
        uid, digest = str(row["uid"]), str(row.get("sha256") or "")
        old, seal = before.get(uid), seal_of(row)
        same = old if old is not None and old.seal == seal else None
        # What was genuine when it came stays so, also when the office above has other keys by now.
        why = "" if same is not None and not same.why else _refusal(desk, row) or _outdated(row, newest)
        if not why:
            newest[_mark(row)] = max(newest.get(_mark(row), (0, "")), (version_of(row), digest))
        now[uid] = Taken(seal=seal, why=why, applied=bool(same and same.applied))
        if same is None or same.why != why:
            (refused if why else accepted).append(_told(desk, row, why, day))
    desk.set_setting(TAKEN, msgspec.to_builtins(now))
    desk.set_setting(NEWEST, newest)
    return [*refused, *accepted, *_apply_codes(desk, day)]


def after_applied(desk: Desk) -> list[str]:
    """Do what follows from a package of the office above that was taken in: take its documents; return sentences."""
    return take(desk) if down.above(desk) is not None else []


def _refusal(desk: Desk, row: Row) -> str:
    """Return why a received document does not count whatever else is here, "" when it may."""
    parent = down.above(desk)
    advice = "没有采用，请联系上级重新下发。"
    if parent is None or row["office"] != parent.site or row.get("issuer") != parent.site:
        return f"这份文件不是上级单位签发的，{advice}"
    if str(row.get("kind")) not in KINDS:
        return "这份文件的种类本程序还不认识，没有采用，请先升级程序。"
    content = str(row.get("content") or "")
    if text_hash(content) != row.get("sha256"):
        return f"这份文件的内容与校验值不符，可能被改动过，{advice}"
    if not by_parent(desk, CONTEXT, signed_text(row), str(row.get("signature") or "")):
        return f"这份文件的签名与{parent.name}的名片不符，可能被改动过，{advice}"
    if len(str(row.get("effective") or "")) != 10 or version_of(row) < 1:
        return f"这份文件没有版本或生效日期，{advice}"
    try:
        check_content(str(row["kind"]), str(row["key"]), content)
    except DeskError as error:
        return f"这份文件的内容不能用，没有采用：{error.message.rstrip('，')}。"
    return ""


def _outdated(row: Row, newest: Mapping[str, tuple[int, str]]) -> str:
    """Return why a genuine document is not taken beside what was taken before, "" when it is.

    One that was taken when it was the newest stays taken: it says what was in force on earlier days.
    """
    version, digest = newest.get(_mark(row), (0, ""))
    if version_of(row) < version:
        return "这份文件比已经采用的旧，没有采用，以新的为准。"
    if version_of(row) == version and row.get("sha256") != digest:
        return "这份文件与已经采用的同一版内容不同，没有采用，请联系上级核对。"
    return ""


def _mark(row: Mapping[str, object]) -> str:
    """Return under what the versions of a document count: each issuer counts its own, so a new street begins at 1."""
    return f"{row.get('issuer')}/{row.get('kind')}/{row.get('key')}"


def _told(desk: Desk, row: Row, why: str, day: str) -> str:
    name = f"{row.get('title') or '没有名称的文件'}"
    if why:
        return f"{name}（第 {row.get('version') or '？'} 版）：{why}"
    when = "现在生效" if str(row["effective"]) <= day else f"{row['effective']} 起生效"
    return f"收到{down.names(desk).get(str(row['office']), '上级')}下发的“{name}”第 {version_of(row)} 版，签名核对无误，{when}。"


def _taken(desk: Desk) -> dict[str, Taken]:
    try:
        return msgspec.convert(desk.setting(TAKEN, {}) or {}, dict[str, Taken])
    except msgspec.ValidationError:
        return {}  # kept by a program that judged another way: everything is judged anew


def _newest(desk: Desk) -> dict[str, tuple[int, str]]:
    """Return the highest versions; those that an earlier program kept without their issuer are of the office above."""
    kept, parent = msgspec.convert(desk.setting(NEWEST, {}) or {}, dict[str, tuple[int, str]]), down.above(desk)
    site = parent.site if parent else ""
    return {f"{site}/{mark}" if mark.partition("/")[0] in KINDS else mark: pair for mark, pair in kept.items()}


def _codes_due(desk: Desk, day: str) -> Directive | None:
    """Return the code tables from above that are in force on a day and not yet laid over ours."""
    found = in_force(desk, CODES, CODES, day)
    if found is None or found.issuer == desk.office.site or _taken(desk)[found.uid].applied:
        return None
    return found


def is_due(desk: Desk) -> bool:
    """Tell whether the day of a document came since the last package, so that `take` has something to do."""
    return _codes_due(desk, today_iso()) is not None


def _apply_codes(desk: Desk, day: str) -> list[str]:
    """Put the code tables in force that are due by a day; one that this office cannot take is told."""
    found, mark = _codes_due(desk, day), _taken(desk)
    if found is None:
        return []
    try:
        codes.put_in_force(desk, found.content.encode("utf-8"))
    except DeskError as error:
        return [f"代码表更正没有采用：{error}"]
    mark[found.uid] = msgspec.structs.replace(mark[found.uid], applied=True)
    desk.set_setting(TAKEN, msgspec.to_builtins(mark))
    return [f"代码表已按“{found.title}”更正，录入和导入从现在起按新的来。"]


# --- what is here ----------------------------------------------------------------------------------------------------


def received(desk: Desk) -> list[Directive]:
    """Return the documents of the office above, those that do not count too, as they were judged by `take`."""
    marks = _taken(desk)
    return [_directive(desk, row, _why(marks, row)) for row in down.received(desk, DIRECTIVE)]


def _why(marks: dict[str, Taken], row: Row) -> str:
    """Return why a document does not count: also one that was changed since it was judged."""
    mark = marks.get(str(row["uid"]))
    if mark is None or mark.seal != seal_of(row):
        return "这份文件还没有核对，下次收取数据包时核对。"
    return mark.why


def issued(desk: Desk) -> list[Directive]:
    """Return the documents this office issued; below the street there are none, whatever its ledger holds."""
    if not down.may_send(desk):
        return []
    return [_directive(desk, row, "") for row in down.sent(desk, DIRECTIVE)]


def listed(desk: Desk) -> list[Directive]:
    """Return every document here, received and issued, by kind and key, the newest version first."""
    every = [*received(desk), *issued(desk)]
    kinds = list(KINDS)
    return sorted(every, key=lambda one: (kinds.index(one.kind) if one.kind in KINDS else 9, one.key, -one.version))


def in_force(desk: Desk, kind: str, key: str, on: str = "") -> Directive | None:
    """Return the version of a document that is in force on a day (ISO, today when blank), None when there is none.

    Of the versions whose day has come the highest counts, also where a later one reaches further back; what the office
    above issued goes before our own.
    """
    day = on or today_iso()
    found = [one for one in listed(desk) if (one.kind, one.key) == (kind, key)]
    own = desk.office.site
    return max(
        (one for one in found if one.genuine and one.effective <= day),
        key=lambda one: (one.issuer != own, one.version),
        default=None,
    )


def policies(desk: Desk, on: str = "") -> dict[str, Profile]:
    """Return the regulations in force on a day that came from above or that this office issued, by id."""
    keys = dict.fromkeys(one.key for one in listed(desk) if one.kind == POLICY)
    found = [(key, one) for key in keys if (one := in_force(desk, POLICY, key, on)) is not None]
    return {key: read_policy(key, one.content) for key, one in found}


def calendar(desk: Desk, on: str = "") -> Calendar:
    """Return the workdays in force: the program's own calendar under all that were issued."""
    keys = dict.fromkeys(one.key for one in listed(desk) if one.kind == CALENDAR)
    found = [read_calendar(one.content) for key in keys if (one := in_force(desk, CALENDAR, key, on)) is not None]
    return stacked([own_calendar(), *found])


def own_calendar() -> Calendar:
    """Return the holidays and make-up workdays that this program knows."""
    return load_calendar(paths.resources() / "calendar")


def _directive(desk: Desk, row: Row, why: str) -> Directive:
    text = {
        key: str(row.get(key) or "") for key in ("kind", "key", "title", "effective", "content", "issuer", "issued_on")
    }
    return Directive(
        str(row["uid"]), text["kind"], text["key"], text["title"], version_of(row), text["effective"],
        text["content"], text["issuer"], text["issued_on"], down.addressee_name(desk, row), why,
    )  # fmt: skip
