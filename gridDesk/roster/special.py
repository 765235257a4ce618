"""Plans a sheet of one special group (低保, 残疾人, 退役军人…): the person is found, the group record completed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from gridDesk.errors import FieldError
from gridDesk.ledger import Ledger
from gridDesk.roster import words
from gridDesk.roster.cells import IdCell, cell_text, parser, read_id
from gridDesk.roster.columns import (
    Values,
    ages_of,
    first,
    kept_columns,
    ledger_columns,
    row_of,
    settle_codings,
    unread_birth,
)
from gridDesk.roster.draft import Draft
from gridDesk.roster.gone import marked_gone, note_of
from gridDesk.roster.gone import tell as tell_gone
from gridDesk.roster.match import Match
from gridDesk.roster.merge import labelled
from gridDesk.roster.people import People, Said, check_against_identity, check_names, refuse_bad_identities
from gridDesk.roster.places import joined
from gridDesk.roster.plan import CellNote, Change, Options, Outcome, RowPlan, Status
from gridDesk.roster.references import References
from gridDesk.roster.table import Table
from gridDesk.roster.tags import Tags, default_kind, told_by
from gridDesk.text import address_key, fold, name_key, squeeze

_KIN = (words.HEAD_NAME, words.HEAD_ID, "residence.relation")
"""What a list of a group says of households: groups make none, so it is kept in words where the ledgers do not know it."""


def plan_special(table: Table, draft: Draft, options: Options, title: str) -> Outcome:
    """Plan every row of a special-group sheet on the draft."""
    return _Planner(table, draft, options, title).run()


class _Planner:
    """Plans row by row: people here stand alone."""

    def __init__(self, table: Table, draft: Draft, options: Options, title: str) -> None:
        self.table, self.draft, self.ledger = table, draft, table.matches.target
        self.known = draft.known
        self.people = People(draft, options)
        self.title = title
        catalogue = draft.catalogue
        name, number = first(table, words.NAME), first(table, words.ID_NUMBER)
        self.names: Values = table.read(name, parser(catalogue["person"]["name"])) if name else [None] * len(table)
        self.identities = refuse_bad_identities(table, name, number, self.names, known=draft.known)
        if number is None and self.ledger == "disabled":
            self.identities = _from_certificates(table)
        settle_codings(table, catalogue, self.identities, options.of(table.matches.layout))
        self.lost = check_names(table, name, self.names) if name else 0
        self.person = person = ledger_columns(table, catalogue, "person", skip=("name", "id_number"))
        check_against_identity(
            table, self.identities, {key: table.matches.of(f"person.{key}")[0] for key in person}, person
        )
        shape = catalogue[self.ledger]
        self.group = ledger_columns(table, catalogue, self.ledger, skip=tuple(item.key for item in shape.links))
        self.elsewhere = _said_in_the_wrong_column(table, shape, self.group)
        self.told = table.matches.of(words.TOLD)
        self.references = References(table, draft, options, shape, (shape.subject,))
        self.homes = joined(table, table.matches.of(words.WHERE))
        self.kept = kept_columns(table, options)
        self.kin = [item for key in _KIN for item in table.matches.of(key)]
        self.tags = Tags(table, draft)
        self.gone = marked_gone(table)
        self.ages = ages_of(table)

    def run(self) -> Outcome:
        plans = []
        totals: Counter[str] = Counter()
        for row in range(len(self.table)):
            plan = self._row(row)
            totals["group." + self.ledger] += plan.status != "ERROR" and row not in self.gone
            plans.append(plan)
        tell_gone(self.table, sorted(self.gone.keys() - self.table.errors.keys()))
        self.tags.tell(self.table.notices)
        totals["rows"] = len(self.table)
        totals["names_lost"] = self.lost
        return Outcome(plans, totals)

    def _row(self, row: int) -> RowPlan:
        self.draft.beat()
        line, who = self.table.line(row), str(self.names[row] or "")
        if row in self.table.errors:
            notes = tuple(self.table.errors[row])
            return RowPlan(line, "ERROR", who, (), notes, tuple(self.table.warnings.get(row, ())))
        changes: list[Change] = []
        said = self._said(row, who)
        uid = self.people.by_id(said.identity) or self._by_name(said, self.homes[row])
        if row in self.gone:
            known = uid is not None and not self.people.is_closed(uid)
            self.table.warn(row, note_of(self.table, row, self.gone[row], known=known))
            return RowPlan(line, "SAME", who, (), (), tuple(self.table.warnings[row]))
        status: Status = "SAME"
        if uid is None:
            uid, status = self._new_person(row, said), "NEW"
        elif not self.people.is_closed(uid):
            self._known_person(row, uid, said, changes)
        if self._group(row, uid, changes):
            status = "NEW"
        self.tags.apply(row, uid, changes)
        if status == "SAME" and changes:
            status = "UPDATE"
        warnings = tuple(self.table.warnings.get(row, ()))
        return RowPlan(line, status, who, tuple(changes) if status == "UPDATE" else (), (), warnings)

    def _said(self, row: int, who: str) -> Said:
        values = row_of(self.person, row)
        if values.get("birth") or self.identities[row]:
            return Said(who, self.identities[row], values)
        age = [("年龄", [self.ages[row]], False)] if row in self.ages else []
        return Said(who, None, values, (*unread_birth(self.table, row), *age))

    def _by_name(self, said: Said, home: str) -> str | None:
        """Return the person by name and birth date, or the only one of that name when the row has no number.

        Of namesakes the one is met who lives where the row says.
        """
        found = self.people.by_name(said, ())
        if found or said.identity:
            return found
        same = self.known.index("person_by_name").get(name_key(said.name), ())
        fitting = [uid for uid in same if not self.people.is_closed(uid)]
        if len(fitting) == 1:
            return fitting[0]
        living = [uid for uid in fitting if home and self._lives_at(uid, home) and self.people.fits(said, uid)]
        if len(living) == 1:
            return living[0]
        holders = [uid for uid in fitting if self.known.index(f"group.{self.ledger}").get(uid)]
        return holders[0] if len(holders) == 1 else None

    def _new_person(self, row: int, said: Said) -> str:
        text = f"第 {self.table.line(row)} 行：人口台账里没有此人，已新建；住处请在人员页面里补上。"
        if said.identity is None:
            text = (
                f"第 {self.table.line(row)} 行：没有身份证号，人口台账里也找不到唯一的同名人，已按新的人登记；请核对。"
            )
        self.table.warn(row, CellNote("", "", "person_created", text))
        return self.people.create(said)

    def _known_person(self, row: int, uid: str, said: Said, changes: list[Change]) -> None:
        differs = self.people.complete(uid, said, changes)
        if differs:
            text = f"第 {self.table.line(row)} 行同一号码，姓名不同：台账里是“{differs}”，表里是“{said.name}”，姓名没有改；请照证件核对。"
            self.table.warn(row, CellNote("", "姓名", "name_differs", text, said.name))

    def _group(self, row: int, person: str, changes: list[Change]) -> bool:
        """Make or complete the group record of a person; tells whether it is new: the clerk reads 新增 to that ledger."""
        values = row_of(self.group, row)
        notes: list[tuple[str, str]] = []
        values = self._told(row, notes) | values
        values |= self.references.read(row, notes, changes)
        found = self.known.index(f"group.{self.ledger}").get(person)
        old = self.known.get(self.ledger, found[0]) if found else {}
        remark = self._remark(row, person, old, values.pop("remark", None), notes)
        if remark is not None:
            values["remark"] = remark
        if not found:
            if "kind" not in values:
                values |= default_kind(self.draft, self.ledger, _group_word(self.title))
            self.draft.create(self.ledger, {"person": person, **values})
            return True
        if remark is not None:
            self.draft.put(self.ledger, found[0], {"remark": values.pop("remark")}, changes)
        self.draft.merge(self.ledger, found[0], values, changes)
        return False

    def _told(self, row: int, notes: list[tuple[str, str]]) -> dict[str, object]:
        """Return what a row says of the group beside its fields: 听力二级 in one cell, 五保 under 保障类别."""
        told = dict(self.elsewhere.get(row, {}))
        shape = self.draft.catalogue[self.ledger]
        for item in self.told:
            if text := cell_text(self.table.raw(item.column)[row]):
                found = told_by(shape, text)
                told |= found
                notes += [] if found else [(item.title, text)]
        return told

    def _remark(
        self, row: int, person: str, old: Mapping[str, object], said: object, notes: list[tuple[str, str]]
    ) -> str | None:
        """Return the group record's remark after this row: what was written, and columns that have no field."""
        text = str(old.get("remark") or "")
        before = text
        if said and str(said) not in text:
            text = f"{text}；{said}" if text and text not in str(said) else str(said)
        home = self.homes[row]
        if home and not self._lives_at(person, home):
            text = labelled(text, "住址", [home]) or text
        for label, words_of in notes:
            text = labelled(text, label, [words_of]) or text
        for item in self.kin if not self._is_head(row) else ():
            if (cell := cell_text(self.table.raw(item.column)[row])) and not self._known_kin(person, item, cell):
                text = labelled(text, item.title, [cell]) or text
        for item in self.kept:
            if cell := cell_text(self.table.raw(item.column)[row]):
                text = labelled(text, item.title, [cell]) or text
        return text if text != before else None

    def _is_head(self, row: int) -> bool:
        """Tell whether the row names its own person as head of the household."""
        heads = self.table.matches.of(words.HEAD_NAME)
        return any(name_key(self.table.raw(item.column)[row]) == name_key(self.names[row]) for item in heads)

    def _known_kin(self, person: str, item: Match, said: str) -> bool:
        """Tell whether the ledgers know already whose household somebody belongs to, and as what."""
        for uid in self.known.index("residence_by_person").get(person, ()):
            residence = self.known.get("residence", uid)
            if residence.get("household"):
                head = self.known.get("household", str(residence["household"])).get("head")
                row = self.known.table("person").get(str(head), {})
                told = {words.HEAD_NAME: row.get("name"), words.HEAD_ID: row.get("id_number")}
                return item.reference not in told or name_key(told[item.reference]) == name_key(said)
        return False

    def _lives_at(self, person: str, home: str) -> bool:
        """Tell whether the ledgers know that address for the person already."""
        key = address_key(home)
        for uid in self.known.index("residence_by_person").get(person, ()):
            residence = self.known.get("residence", uid)
            household = self.known.table("household").get(str(residence.get("household")), {})
            for address in (residence.get("address"), household.get("address")):
                text = self.known.table("address").get(str(address), {}).get("text")
                if text and address_key(text).endswith(key):
                    return True
            if residence.get("registered_address") and address_key(residence["registered_address"]).endswith(key):
                return True
        return False


def _said_in_the_wrong_column(table: Table, shape: Ledger, read: Mapping[str, Values]) -> dict[int, dict[str, object]]:
    """Return by row what words mean that their own column does not know but another of the group does."""
    found: dict[int, dict[str, object]] = {}
    for key in read:
        if shape[key].code_set is None:
            continue
        item = table.matches.of(f"{shape.key}.{key}")[0]
        for row, notes in table.warnings.items():
            told = told_by(shape, cell_text(table.raw(item.column)[row])) if read[key][row] is None else {}
            kept = [about for about in notes if about.column != table.place(row, item)]
            if told and len(kept) < len(notes):
                found.setdefault(row, {}).update(told)
                notes[:] = kept
    return found


_CERTIFICATE = re.compile(r"(\d{17}[\dXx])(?:\d{2,3}|\d{2}[Bb]\d{1,2})")


def _from_certificates(table: Table) -> list[IdCell | None]:
    """Return the ID numbers that certificates of the disabled begin with (GB 11643 number, then kind and degree)."""
    item = first(table, "disabled.certificate")
    found: list[IdCell | None] = [None] * len(table)
    for row, raw in enumerate(table.raw(item.column) if item else ()):
        number = _CERTIFICATE.fullmatch(squeeze(fold(cell_text(raw))))
        try:
            found[row] = read_id(number[1]) if number else None
        except FieldError:
            continue  # The certificate's number is kept as it is; it just tells nobody.
    keys = Counter(identity.number for identity in found if identity)
    return [identity if identity and keys[identity.number] == 1 else None for identity in found]


def _group_word(title: str) -> str:
    """Return the kind that a title names (特困, 城市低保…), longest first, or ""."""
    kinds = ("城市低保", "农村低保", "城镇低保", "低保边缘", "特困供养", "特困", "五保", "临时救助", "低保")
    return next((word for word in kinds if word in title), "")
