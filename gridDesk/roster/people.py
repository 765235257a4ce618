"""Finds the person a row means and writes what the row says of them; never two persons for one ID number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gridDesk.ledger import ACTIVE, Row
from gridDesk.ledger.dates import is_compatible
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster.cells import (
    IdCell,
    cell_text,
    cut_starts,
    is_plain_name,
    note,
    plain_name_key,
    read_column,
    read_id,
)
from gridDesk.roster.draft import Draft
from gridDesk.roster.known import Known
from gridDesk.roster.match import Match
from gridDesk.roster.merge import (
    changed,
    has_lost,
    has_private,
    labelled,
    may_be_same_name,
    shares_character,
)
from gridDesk.roster.plan import CellNote, Change, Options
from gridDesk.roster.table import Table
from gridDesk.text import has_hanzi, is_hanzi, name_key, squeeze

_MONTH = len("1985-03")
_DOCUMENTS = {"resident18": "111", "resident15": "111", "foreigner": "553", "foreigner15": "553", "passport": "414"}


class Said(NamedTuple):
    """What one row says of a person: a clean name, the ID number if any, and the stored values of other fields.

    `labels` are texts to keep in the remark under a label: (label, words, whether known words stay).
    """

    name: str
    identity: IdCell | None
    values: Mapping[str, object]
    labels: tuple[tuple[str, list[str], bool], ...] = ()


class People:
    """Finds and writes persons for one sheet."""

    def __init__(self, draft: Draft, options: Options) -> None:
        self._draft = draft
        self._options = options
        self._known = draft.known
        self._taken: set[str] = set()

    def by_id(self, identity: IdCell | None) -> str | None:
        """Return the person with this ID number; 15 and 18 digits of one person are equal."""
        if identity is None:
            return None
        found = self._known.index("person_by_id").get(person_key(identity.number))
        return found[0] if found else None

    def by_name(self, said: Said, nearby: Iterable[str], *, alone: bool = False) -> str | None:
        """Return the person of that name among those nearby (one household), else by name and birth date when unique.

        `alone` tells that the sheet says nothing of households: then the one namesake of whom as little is known is met.
        """
        for uid in nearby:
            if uid not in self._taken and self.may_be(said, self._known.get("person", uid), lost=True):
                return uid
        index = self._known.index("person_without_id" if said.identity else "person_by_name")
        birth = said.values.get("birth") or (said.identity.birth if said.identity else None)
        if alone and index and not birth and not said.identity:
            return self._as_little_known(said)
        if not index or not birth:
            return None
        found = [
            uid
            for uid in index.get(plain_name_key(said.name), ())
            if uid not in self._taken
            and self._known.get("person", uid).get("birth") == birth
            and self.may_be(said, self._known.get("person", uid), lost=False)
        ]
        return found[0] if len(found) == 1 else self._of_that_month(said, str(birth))

    def _of_that_month(self, said: Said, birth: str) -> str | None:
        """Return the one namesake when the birth date of either side is a month that the other's day lies in."""
        same = self._known.index("person_by_name").get(plain_name_key(said.name), ())
        if len(same) != 1 or same[0] in self._taken:
            return None
        row = self._known.get("person", same[0])
        known = str(row.get("birth") or "")
        short, long = sorted((known, birth), key=len)
        fits = len(short) == _MONTH and long.startswith(short) and self.may_be(said, row, lost=False)
        return same[0] if fits else None

    def _as_little_known(self, said: Said) -> str | None:
        """Return the one person of that name without number and birth date, when the name is nobody else's."""
        same = self._known.index("person_by_name").get(plain_name_key(said.name), ())
        if len(same) != 1 or same[0] in self._taken:
            return None
        row = self._known.get("person", same[0])
        poor = not row.get("id_number") and not row.get("birth")
        return same[0] if poor and self.may_be(said, row, lost=False) else None

    def may_be(self, said: Said, row: Row, *, lost: bool) -> bool:
        """Tell whether a row without an ID match can be this person: only one side has a number, and nothing contradicts."""
        if said.identity and row.get("id_number"):
            return False
        name = str(row.get("name") or "")
        same = name_key(name) == name_key(said.name) or (lost and may_be_same_name(name, said.name))
        birth = said.values.get("birth") or (said.identity.birth if said.identity else None)
        sex = said.values.get("sex") or (said.identity.sex if said.identity else None)
        return (
            same
            and is_compatible(str(birth or ""), str(row.get("birth") or ""))
            and (not sex or not row.get("sex") or sex == row["sex"])
        )

    def fits(self, said: Said, uid: str) -> bool:
        """Tell whether nothing known of a person contradicts what a row without a number says."""
        return uid not in self._taken and self.may_be(said, self._known.get("person", uid), lost=False)

    def is_closed(self, uid: str) -> bool:
        """Tell whether a known person died, moved out or was ended otherwise."""
        return self._known.get("person", uid).get("state", ACTIVE) not in (ACTIVE, None)

    def take(self, uid: str) -> None:
        """Remember that a row of this sheet is this person, so that a namesake does not become the same."""
        self._taken.add(uid)

    def create(self, said: Said) -> str:
        """Make a new person; returns the uid."""
        values: dict[str, object] = {"name": said.name, **said.values}
        _tell_identity(said.identity, values)
        if said.labels or "remark" in values:
            remark = _remark(None, values.get("remark"), said.labels)
            if remark:
                values["remark"] = remark
        uid = self._draft.create("person", values)
        self._taken.add(uid)
        return uid

    def complete(self, uid: str, said: Said, changes: list[Change]) -> str:
        """Complete a known person; returns "" or the known name when the row's is quite another (kept unless chosen)."""
        row = self._known.get("person", uid)
        values = dict(said.values)
        _tell_identity(said.identity, values)
        known_number = str(row.get("id_number") or "")
        if said.identity and known_number and person_key(known_number) == person_key(said.identity.number):
            # The longer form of the same number is the better one.
            values["id_number"] = max(known_number, said.identity.number, key=len)
        name, differs = self._name(str(row.get("name") or ""), said.name)
        values["name"] = name
        remark = values.pop("remark", None)
        diff = changed(self._draft.catalogue["person"], row, values)
        if name is not None and name != row.get("name"):
            diff["name"] = name
        new_remark = _remark(row.get("remark"), remark, said.labels)
        if new_remark is not None:
            diff["remark"] = new_remark
        if diff:
            self._draft.put("person", uid, diff, changes)
        self._taken.add(uid)
        return differs

    def _name(self, known: str, name: str) -> tuple[str | None, str]:
        """Return the name to write (None: keep the known one) and the known name when the two are quite different."""
        if not name:
            return None, ""
        if name_key(known) == name_key(name) and not (has_lost(known) and not has_lost(name)):
            return None, ""
        if has_lost(name) and may_be_same_name(name, known):
            return None, ""
        if not known or (has_lost(known) and may_be_same_name(known, name)) or shares_character(known, name):
            return (None if has_lost(name) else name), ""
        return (name if self._options.replace_names else None), known


def _tell_identity(identity: IdCell | None, values: dict[str, object]) -> None:
    """Add what an ID number says: itself, birth date and sex, which win over the cells, and the document type."""
    if identity is None:
        return
    values["id_number"] = identity.number
    if identity.birth:
        values["birth"] = identity.birth
    if identity.sex:
        values["sex"] = identity.sex
    document = _DOCUMENTS.get(identity.document)
    if document and not values.get("id_type"):
        values["id_type"] = document


def _remark(known: object, said: object, labels: tuple[tuple[str, list[str], bool], ...]) -> str | None:
    """Return the remark after a row, or None when it stays."""
    text = str(known or "")
    if said and str(said) not in text:
        text = f"{text}；{said}" if text and text not in str(said) else str(said)
    for label, words, union in labels:
        text = labelled(text, label, words, union=union) or text
    return text if text != str(known or "") else None


def check_names(table: Table, item: Match, names: list[object | None]) -> int:
    """Warn of names with lost or private-use characters; returns how many names have lost characters."""
    lost = 0
    odd = {value for value in set(names) if value is not None and not is_plain_name(str(value))}
    for row, value in enumerate(names) if odd else ():
        if value not in odd:
            continue
        name = str(value)
        place = table.place(row, item)
        if has_lost(name):
            lost += 1
            text = f"{place} 姓名“{name}”里有丢失的字（显示为问号或方框），已照写；请照证件补上这个字。"
            table.warn(row, CellNote(place, item.title, "name_lost_character", text, name))
        if described := _described(name):
            text = f"{place} 姓名“{name}”里像是用{described}代替了打不出的字，已照写；请照证件用生僻字工具补上。"
            table.warn(row, CellNote(place, item.title, "name_described_character", text, name))
        if has_private(name):
            text = f"{place} 姓名“{name}”里有自造字，别的电脑上会显示成别的字，已照写；请用生僻字工具重新录入。"
            table.warn(row, CellNote(place, item.title, "name_private_use", text, name))
    return lost


_NUMBERS = re.compile(r"[\d\s.,/+()（）-]+")
_BRACKETED = re.compile(r"[(（\[【].+[)）\]】]|[+＋]")


def _described(name: str) -> str:
    """Return how a name stands for a character that could not be typed: 拼音 (张WEI) or 部件 (王（氵甸）), else ""."""
    if not has_hanzi(name):
        return ""
    if re.search(r"[A-Za-zÀ-ɏ]", name):
        return "拼音"
    return "部件" if _BRACKETED.search(name) else ""


def check_against_identity(
    table: Table, identities: list[IdCell | None], columns: Mapping[str, Match], read: Mapping[str, list[object | None]]
) -> None:
    """Warn where the birth date or sex in a cell contradicts the ID number; the number wins."""
    for key, label in (("birth", "出生日期"), ("sex", "性别")):
        if key not in read:
            continue
        item, values = columns[key], read[key]
        for row, (identity, value) in enumerate(zip(identities, values, strict=True)):
            if identity is None or value is None:
                continue
            told = identity.birth if key == "birth" else identity.sex
            if told == value or told is None or (key == "birth" and is_compatible(told, str(value))):
                continue
            if key == "sex" and value not in ("1", "2"):
                continue
            raw = cell_text(table.raw(item.column)[row])
            place = table.place(row, item)
            text = f"{place} {label}“{raw}”与身份证号不一致，已按身份证号填写；请照证件核对。"
            table.warn(row, CellNote(place, item.title, f"{key}_contradicts_id", text, raw, True))


def refuse_bad_identities(
    table: Table, name: Match | None, number: Match | None, names: list[object | None], *,
    known: Known | None = None, duplicates: bool = True,
) -> list[IdCell | None]:  # fmt: skip
    """Read the ID column and refuse rows: bad numbers, missing names, second rows of one person. Returns the numbers.

    A number that a spreadsheet cut is met by name and its first fifteen digits among those `known`.
    """
    identities: list[IdCell | None] = [None] * len(table)
    if number is not None:
        column = read_column(table.raw(number.column), read_id)
        identities = column.values  # type: ignore[assignment]
        for row, bad in column.bad.items():
            raw = table.raw(number.column)[row]
            if bad.kind == "id_precision_lost" and (met := _meet_cut_number(raw, names[row], known)):
                identities[row] = met
                place = table.place(row, number)
                text = f"{place} 身份证号后三位丢失，已按姓名和前15位认出台账里的这个人；请把该列设为文本格式。"
                table.warn(row, CellNote(place, number.title, "id_precision_lost", text, cell_text(raw), True))
                continue
            if names[row] is None or not without_number(table, row, number, raw):
                table.refuse(row, note(table.place(row, number), number.title, bad, raw))
    if name is not None:
        for row in (row for row, value in enumerate(names) if value is None):
            place = table.place(row, name)
            table.refuse(row, CellNote(place, name.title, "name_missing", f"{place} 姓名是空的，请照证件补上姓名。"))
    if name is not None:
        for row in (row for row, value in enumerate(names) if value is not None and _NUMBERS.fullmatch(str(value))):
            place, said = table.place(row, name), str(names[row])
            text = f"{place} 姓名一栏写的是“{said}”，像是号码，不是姓名，没有写入；请核对这一列。"
            table.refuse(row, CellNote(place, name.title, "name_invalid", text, said))
    if name is None and number is not None:
        _refuse_nameless_strangers(table, number, identities, known)
    if duplicates and number is not None:
        _refuse_doubles(table, number, identities)
    return identities


def without_number(table: Table, row: int, item: Match, raw: object) -> bool:
    """Warn of a cell that says in words why there is no number (新生儿, 正在办理, 遗失); False when it may be one."""
    text = squeeze(cell_text(raw))
    if not text or len(text) > 10 or not all(is_hanzi(char) for char in text):
        return False
    place = table.place(row, item)
    message = f"{place} 身份证号一栏写的是“{text}”，先按没有号码登记；有了号码请补上。"
    table.warn(row, CellNote(place, item.title, "id_words", message, text, True))
    return True


def _refuse_nameless_strangers(
    table: Table, number: Match, identities: list[IdCell | None], known: Known | None
) -> None:
    """Refuse rows of a sheet without names unless the number is a known person's: nobody is made without a name."""
    index = known.index("person_by_id") if known is not None else {}
    for row, identity in enumerate(identities):
        if row in table.errors or (identity is not None and person_key(identity.number) in index):
            continue
        place = table.place(row, number)
        text = f"{place} 表里没有姓名，台账里也没有这个号码，不知道是谁，没有写入；请补上姓名一列。"
        table.refuse(row, CellNote(place, number.title, "name_missing", text))


def _meet_cut_number(raw: object, name: object, known: Known | None) -> IdCell | None:
    """Return the number of the one known person of that name whose number begins with the fifteen digits left."""
    if known is None or not name:
        return None
    starts = cut_starts(raw)
    if not starts:
        return None
    rows = (known.get("person", uid) for uid in known.index("person_by_name").get(plain_name_key(str(name)), ()))
    fitting = {
        number for row in rows if (number := str(row.get("id_number") or ""))[:15] in starts and len(number) == 18
    }
    return read_id(fitting.pop()) if len(fitting) == 1 else None


def _refuse_doubles(table: Table, number: Match, identities: list[IdCell | None]) -> None:
    first: dict[str, int] = {}
    keys = [identity and person_key(identity.number) for identity in identities]
    if len(set(keys)) + keys.count(None) - (None in keys) == len(keys):
        return
    for row, (key, identity) in enumerate(zip(keys, identities, strict=True)):
        if key is None or identity is None or row in table.errors:
            continue
        if key not in first:
            first[key] = row
            continue
        place = table.place(row, number)
        text = f"{place} 身份证号与第 {table.line(first[key])} 行相同，是重复的一行，没有写入；如是两个人请照证件改正号码。"
        table.refuse(row, CellNote(place, number.title, "duplicate_in_file", text, identity.number))
