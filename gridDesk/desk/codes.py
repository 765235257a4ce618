"""Code tables a street corrects and extends (代码更正): kept as one JSON document, laid over the shipped tables.

The document has a version, its issuer and a date, so that it can travel. A street or district edits it, a village
receives it. A retired code still shows for old records; codes are never removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from gridDesk.desk.office import Desk
from gridDesk.desk.roles import need_clerk
from gridDesk.errors import DeskError
from gridDesk.ledger import Catalogue, Code, CodeSet
from gridDesk.text import today_iso, trim

SETTING = "code_corrections"
CONTEXT = b"griddesk/codes/1\0"
_BY_PROGRAM = {"close_reason": ("注销原因", "每一本台账注销记录的时候")}
ISSUERS = ("street", "district")


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed of one code: a blank text leaves what is shipped; `synonyms` are added; `valid_to` retires."""

    code_set: str
    code: str
    label: str = ""
    synonyms: tuple[str, ...] = ()
    valid_to: str = ""
    reason: str = ""
    on: str = ""


class Corrections(msgspec.Struct, frozen=True, kw_only=True):
    """The document of an issuer (site id); the latest correction of a code stands for all before it."""

    version: int = 0
    issuer: str = ""
    on: str = ""
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A code set as clerks know it: its key, what it is called, and the fields that take their values from it."""

    key: str
    title: str
    used: tuple[str, ...]


def tables(desk: Desk) -> list[CodeTable]:
    """Return every code set in the order in which forms need them."""
    used: dict[str, list[tuple[str, str]]] = {}
    for ledger in desk.catalogue.ledgers.values():
        for item in ledger.fields:
            if item.code_set:
                used.setdefault(item.code_set.key, []).append((ledger.label, item.label))
    found = [
        CodeTable(key, places[0][1], tuple(f"{ledger}的“{label}”" for ledger, label in places))
        for key, places in used.items()
    ]
    return found + [CodeTable(key, title, (where,)) for key, (title, where) in _BY_PROGRAM.items()]


def origin(desk: Desk, code_set: str, code: str) -> str:
    """Return where a code comes from: the program's own table, or a correction with its date and reason."""
    found = _find(corrections(desk), code_set, code)
    if found is None:
        return "随程序"
    return f"{found.on} 更正：{found.reason}"


def _find(document: Corrections, code_set: str, code: str) -> Correction | None:
    same = (one for one in document.corrections if (one.code_set, one.code) == (code_set, code))
    return next(same, None)


def corrections(desk: Desk) -> Corrections:
    """Return the corrections in force in an office."""
    return msgspec.convert(desk.setting(SETTING, {}) or {}, Corrections)


def may_edit(desk: Desk) -> bool:
    """Tell whether this office corrects code tables: a street or a district."""
    return desk.office.level in ISSUERS


def correct(desk: Desk, given: Correction) -> Corrections:
    """Correct, add or retire one code, with its reason. Raises DeskError below the street or for what cannot be.

    What an earlier correction of the code said of its words stays; a blank `valid_to` takes a retirement back.
    """
    need_clerk(desk, "更正代码表")
    if not may_edit(desk):
        raise DeskError("代码表由街道统一更正，", advice="请向街道提出，本单位收到更正后自动采用。")
    if not trim(given.reason):
        raise DeskError("还没有写更正的原因，", advice="请写一句为什么改，以后查得到。")
    if not trim(given.code):
        raise DeskError("还没有填代码，", advice="请填代码。")
    old = corrections(desk)
    before = _find(old, given.code_set, given.code)
    if before is not None:
        given = msgspec.structs.replace(
            given, label=given.label or before.label,
            synonyms=tuple(dict.fromkeys((*before.synonyms, *given.synonyms))),
        )  # fmt: skip
    _check([given], desk.catalogue)
    _check_words(given, desk.catalogue.code_sets[given.code_set])
    kept = tuple(one for one in old.corrections if (one.code_set, one.code) != (given.code_set, given.code))
    made = Corrections(
        version=old.version + 1, issuer=desk.office.site, on=today_iso(),
        corrections=(*kept, msgspec.structs.replace(given, on=given.on or today_iso())),
    )  # fmt: skip
    _keep(desk, made)
    return made


class CorrectionFile(msgspec.Struct, frozen=True):
    """The document as a file: its own text, and the signature of the office that corrected."""

    document: str
    signature: str


def document(desk: Desk) -> str:
    """Return the corrections in force as the text that is signed and travels."""
    return msgspec.json.encode(corrections(desk)).decode()


def export(desk: Desk) -> bytes:
    """Return the document as a file for an office below, signed with the key of this office's card."""
    from gridDesk.desk.signed import sign

    text = document(desk)
    return msgspec.json.encode(CorrectionFile(text, sign(desk, CONTEXT, text.encode("utf-8"))))


def apply(desk: Desk, file: bytes) -> Corrections:
    """Take over a file received from above; an older one, or one that the office above did not sign, is refused."""
    from gridDesk.desk.signed import by_parent

    try:
        given = msgspec.json.decode(file, type=CorrectionFile)
    except (msgspec.MsgspecError, UnicodeError):
        raise DeskError("这份代码更正读不出来，", advice="请让街道重新发一份。") from None
    text = given.document.encode("utf-8")
    if not by_parent(desk, CONTEXT, text, given.signature):
        raise DeskError(
            "这份代码更正没有上级单位的签名，没有采用，",
            advice="请先与上级配对；已经配对的，请让上级用网格台重新导出。",
        )
    return put_in_force(desk, text)


def read(text: bytes) -> Corrections:
    """Return the document that a text holds. Raises DeskError."""
    try:
        return msgspec.json.decode(text, type=Corrections)
    except (msgspec.MsgspecError, UnicodeError):
        raise DeskError("这份代码更正读不出来，", advice="请让街道重新发一份。") from None


def put_in_force(desk: Desk, text: bytes) -> Corrections:
    """Take over a document whose signature was checked; an older one than ours is refused. Raises DeskError."""
    given = read(text)
    if given.version < corrections(desk).version:
        raise DeskError("这份代码更正比本单位的旧，没有采用，", advice="请使用街道最新的一份。")
    _check(given.corrections, desk.catalogue)
    _keep(desk, given)
    return given


def _keep(desk: Desk, document: Corrections) -> None:
    desk.set_setting(SETTING, msgspec.to_builtins(document))
    desk.read_codes()


def _check(given: Sequence[Correction], catalogue: Catalogue) -> None:
    for one in given:
        known = catalogue.code_sets.get(one.code_set)
        if known is None:
            raise DeskError(f"没有名为“{one.code_set}”的代码表，", advice="请先升级程序。")
        if one.code not in known.by_code and not one.label:
            raise DeskError(f"新代码“{one.code}”没有名称，", advice="请填名称。")
        if one.valid_to:
            _check_day(one.valid_to)


def _check_words(given: Correction, known: CodeSet) -> None:
    for word in (given.label, *given.synonyms):
        other = known.find(word) if word else None
        if other not in (None, given.code):
            raise DeskError(f"“{word}”已经是代码“{other}”的名称或同义词，", advice="请换一个写法，或修改那一个代码。")


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise DeskError(f"日期“{day}”读不出来，", advice="请写成 2026-11-21 这样。") from None


def corrected(catalogue: Catalogue, document: Corrections) -> Catalogue:
    """Return the catalogue with corrected code sets, and fields that point to them."""
    changed = {one.code_set for one in document.corrections} & set(catalogue.code_sets)
    if not changed:
        return catalogue
    sets = dict(catalogue.code_sets)
    for key in changed:
        sets[key] = _corrected_set(sets[key], [one for one in document.corrections if one.code_set == key])
    ledgers = dict(catalogue.ledgers)
    for key, ledger in ledgers.items():
        if any(item.code_set and item.code_set.key in changed for item in ledger.fields):
            fields = tuple(
                replace(item, code_set=sets[item.code_set.key]) if item.code_set else item for item in ledger.fields
            )
            ledgers[key] = replace(ledger, fields=fields)
    return Catalogue(ledgers, sets)


def _corrected_set(known: CodeSet, given: Sequence[Correction]) -> CodeSet:
    codes = dict(known.by_code)
    for one in given:
        old = codes.get(one.code) or Code(one.code, one.label, one.label, valid_from=one.on)
        codes[one.code] = replace(
            old, label=one.label or old.label, short=one.label or old.short,
            synonyms=tuple(dict.fromkeys((*old.synonyms, *([old.label] if one.label else []), *one.synonyms))),
            valid_to=one.valid_to or old.valid_to,
        )  # fmt: skip
    return CodeSet(known.key, tuple(codes.values()))
