"""Plans a roster of residents (人口花名册): persons, their residences, households and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from gridDesk.ledger import ACTIVE, Catalogue, new_uid
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster import grouping, words
from gridDesk.roster.cells import IdCell, cell_text, letter, parser, plain_name_key
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.people import People, Said, check_against_identity, check_names, refuse_bad_identities
from gridDesk.roster.places import Places, joined, village_group
from gridDesk.roster.plan import CellNote, Change, Options, RowPlan, Status
from gridDesk.roster.table import Table
from gridDesk.roster.tags import Tags
from gridDesk.text import squeeze

HEAD, SELF = "02", "01"
# Words whose code covers several meanings: the word itself is kept beside it.
_LOOSE_RELATIONS = {"38", "40", "50", "60", "70", "91", "92", "97", "99"}
_FLOATING = ("流动", "暂住", "外来", "租住", "租房")

Values = list[object | None]


@dataclass
class Facts:
    """A resident sheet read column-wise: one entry per data row in each list."""

    names: list[object | None]
    identities: list[IdCell | None]
    person: dict[str, Values]
    residence: dict[str, Values]
    relations: Values
    notes: list[str | None]
    addresses: list[str]
    registered: list[str]
    groups: Values
    numbers: list[str]
    heads: list[str]
    marks: list[str]
    phones: Values
    grids: list[str | None]
    lost: int = 0


@dataclass
class Outcome:
    """What planning a sheet gave besides the edits in the draft."""

    rows: list[RowPlan]
    totals: Counter[str] = field(default_factory=Counter)
    grouping: str = ""


def plan_residents(table: Table, draft: Draft, options: Options, title: str) -> Outcome:
    """Plan every row of a resident roster on the draft."""
    facts = read_facts(table, draft, options)
    way, groups = _households(table, facts, options)
    return _Planner(table, draft, options, facts, way, title).run(groups)


def read_facts(table: Table, draft: Draft, options: Options) -> Facts:
    """Read all columns; bad ID numbers, missing names and doubles refuse their rows, other bad cells are warned of."""
    catalogue, matches = draft.catalogue, table.matches
    name, number = _first(table, words.NAME), _first(table, words.ID_NUMBER)
    names: Values = table.read(name, parser(catalogue["person"]["name"])) if name else [None] * len(table)
    identities = refuse_bad_identities(table, name, number, names)
    marks = _marks(table, draft, identities, number)
    person = _ledger_columns(table, catalogue, "person", skip=("name", "id_number"))
    check_against_identity(table, identities, {key: table.matches.of(f"person.{key}")[0] for key in person}, person)
    residence = _ledger_columns(table, catalogue, "residence", skip=("relation", "registered_address"))
    relations, notes = _relations(table, catalogue)
    if "relation_note" in residence:
        notes = [
            one or (str(two) if two else None) for one, two in zip(notes, residence.pop("relation_note"), strict=True)
        ]
    group = _first(table, "address.village_group")
    phone = _first(table, "household.phone")
    return Facts(
        names, identities, person, residence, relations, notes,
        _addresses(table), joined(table, matches.of(words.REGISTERED)),
        table.read(group, village_group) if group else [None] * len(table),
        _texts(table, "household.number"), _heads(table), marks,
        table.read(phone, parser(catalogue["household"]["phone"])) if phone else [None] * len(table),
        _grids(table, draft), check_names(table, name, names) if name else 0,
    )  # fmt: skip


def _first(table: Table, reference: str) -> Match | None:
    found = table.matches.of(reference)
    return found[0] if found else None


def _ledger_columns(table: Table, catalogue: Catalogue, ledger: str, skip: tuple[str, ...]) -> dict[str, Values]:
    """Return field key -> values for every column that feeds a plain field of a ledger."""
    found: dict[str, Values] = {}
    for item in table.matches.columns:
        owner, _, key = item.reference.partition(".")
        if owner == ledger and key not in skip:
            found[key] = table.read(item, parser(catalogue[ledger][key]))
    return found


def _texts(table: Table, reference: str) -> list[str]:
    item = _first(table, reference)
    if item is None:
        return [""] * len(table)
    return [str(text or "") for text in table.parse(item, lambda cell: squeeze(cell_text(cell))).values]


def _marks(table: Table, draft: Draft, identities: list[IdCell | None], number: Match | None) -> list[str]:
    """Return the household marks of a returned workbook; a row that came back as a double is still one unless mended."""
    marks = _texts(table, words.MARK)
    for row, mark in enumerate(marks):
        if not mark.endswith(words.DOUBLE_MARK):
            continue
        marks[row] = mark.removesuffix(words.DOUBLE_MARK)
        identity = identities[row]
        if identity and number and person_key(identity.number) in draft.known.index("person_by_id"):
            place = f"{letter(number.column)}{table.line(row)}"
            text = f"{place} 这一行上次因身份证号重复退回，号码还没有改，没有写入；如是两个人请照证件改正，否则请删去这一行。"
            table.refuse(row, CellNote(place, number.title, "duplicate_in_file", text, identity.number))
    return marks


def _heads(table: Table) -> list[str]:
    """Return what tells the head of each row's household: the head's ID number where there is one, else the name."""
    numbers, names = _texts(table, words.HEAD_ID), _texts(table, words.HEAD_NAME)
    return [number or name for number, name in zip(numbers, names, strict=True)]


def _addresses(table: Table) -> list[str]:
    """Return each row's address: the address column, else put together from group, estate, building and door columns."""
    columns = table.matches.of(words.ADDRESS)
    if columns:
        return joined(table, columns)
    units = {"village_group": "组", "road": "", "estate": "", "building": "号楼", "unit": "单元", "door": "号"}
    parts = [
        Match(item.column, item.title, item.reference, item.confidence, item.reason, units[item.reference[8:]])
        for key in units
        for item in table.matches.of(f"address.{key}")
    ]
    return joined(table, parts) if any(item.reference.endswith((".door", ".building")) for item in parts) else (
        [""] * len(table)
    )  # fmt: skip


def _relations(table: Table, catalogue: Catalogue) -> tuple[Values, list[str | None]]:
    """Return relation codes and the words to keep beside them; an unknown word is kept and warned of."""
    item = _first(table, "residence.relation")
    if item is None:
        return [None] * len(table), [None] * len(table)
    codes = catalogue["residence"]["relation"].code_set
    assert codes is not None
    values: Values = []
    notes: list[str | None] = []
    column = table.parse(item, catalogue["residence"]["relation"].parse)
    for row, (value, raw) in enumerate(zip(column.values, table.raw(item.column), strict=True)):
        text = cell_text(raw)
        code = HEAD if value == SELF else value
        values.append(code)
        known = codes.by_code.get(str(code))
        loose = (
            known is not None and str(code) in _LOOSE_RELATIONS and text not in (known.label, known.short, known.code)
        )
        notes.append(text if loose or row in column.bad else None)
        if row in column.bad:
            place = f"{letter(item.column)}{table.line(row)}"
            said = f"{place} 与户主关系“{text}”不在国家标准用语里，原词已记入关系备注；可改成规范用语。"
            table.warn(row, CellNote(place, item.title, "relation_unknown", said, text))
    return values, notes


def _grids(table: Table, draft: Draft) -> list[str | None]:
    """Return the uid of the grid each row names; a grid that the office does not have is warned of."""
    item = _first(table, words.GRID)
    if item is None:
        return [None] * len(table)
    by_name = draft.known.index("grid_by_name")
    found: list[str | None] = []
    for row, raw in enumerate(table.raw(item.column)):
        text = cell_text(raw)
        hits = by_name.get(text, ())
        found.append(hits[0] if hits else None)
        if text and not hits:
            place = f"{letter(item.column)}{table.line(row)}"
            said = f"{place} 网格“{text}”还没有建立，这一格没有写入；请先在“网格”里建立，再导入一次。"
            table.warn(row, CellNote(place, item.title, "grid_unknown", said, text, True))
    return found


def _households(table: Table, facts: Facts, options: Options) -> tuple[str, list[list[int]]]:
    blocks: dict[int, int] = {}
    for reference in (words.HEAD_NAME, words.ADDRESS, "household.number"):
        for item in table.matches.of(reference):
            blocks = blocks or table.merged_blocks(item.column)
    number = _first(table, words.ID_NUMBER)
    raw_ids = [cell_text(cell) for cell in table.raw(number.column)] if number else [""] * len(table)
    names = [plain_name_key(str(name)) if name else "" for name in facts.names]
    heads = [plain_name_key(head) for head in facts.heads]
    is_head = [relation == HEAD for relation in facts.relations]
    if not any(is_head):
        is_head = [bool(head) and head in (name, raw) for head, name, raw in zip(heads, names, raw_ids, strict=True)]
    hints = grouping.Hints(
        table.lines, facts.marks, facts.numbers, heads,
        [f"{name}|{raw}" if name and raw else "" for name, raw in zip(names, raw_ids, strict=True)],
        is_head, facts.addresses, [str(group or "") for group in facts.groups],
        [blocks.get(row, -1) for row in range(len(table))], _first(table, "residence.relation") is not None,
    )  # fmt: skip
    way = grouping.choose(hints, options.grouping)
    for row, head in enumerate(is_head):
        if head and facts.relations[row] is None and _first(table, "residence.relation") is None:
            facts.relations[row] = HEAD
    return way, grouping.group(hints, way)


class _Planner:
    """Plans household by household on a draft."""

    def __init__(self, table: Table, draft: Draft, options: Options, facts: Facts, way: str, title: str) -> None:
        self.table, self.draft, self.options, self.facts, self.way = table, draft, options, facts, way
        self.known = draft.known
        self.people = People(draft, options)
        self.places = Places(draft, options.grid)
        self.tags = Tags(table, draft)
        self.strong = way in grouping.STRONG
        self.default_kind = options.residence_kind or ("02" if any(word in title for word in _FLOATING) else "01")
        self.claimed: set[str] = set()
        self.any_known = bool(self.known.table("household"))
        self.home = ""
        self.plans: list[RowPlan | None] = [None] * len(table)
        self.totals: Counter[str] = Counter()
        self.person_rows = _rows_of(facts.person, len(table))
        self.residence_rows = _rows_of(facts.residence, len(table))
        self.kept = [item for item in table.matches.unmatched if options.unmatched == "keep"]

    def run(self, groups: list[list[int]]) -> Outcome:
        for rows in groups:
            self._household(rows)
        headless = sum(not any(self.facts.relations[row] == HEAD for row in rows) for rows in groups)
        if headless and self.way in ("head", "merged", "number") and any(self.facts.relations):
            self.table.notices.append(f"有 {headless} 户没有“户主”这一行，户主先空着；可在户页面里选定。")
        self.totals["rows"] = len(self.table)
        self.totals["names_lost"] = self.facts.lost
        self.tags.tell(self.table.notices)
        done = [plan for plan in self.plans if plan is not None]
        return Outcome(done, self.totals, grouping.WORDS[self.way])

    def _household(self, rows: list[int]) -> None:
        good = [row for row in rows if row not in self.table.errors]
        said = {row: self._said(row) for row in good}
        uids = {row: self.people.by_id(self.facts.identities[row]) for row in good}
        household = None if self.way == "none" else self._find(rows, good, uids, said)
        members = self._members(household)
        for row in good:
            uids[row] = uids[row] or self._by_name(said[row], members)
            if (found := uids[row]) is not None:
                self.people.take(found)
        changes: dict[int, list[Change]] = {row: [] for row in good}
        status: dict[int, Status] = {row: self._person(row, uids, said[row], changes[row]) for row in good}
        if good:
            household = self._write_household(household, rows, good, uids, changes[good[0]])
            self.totals["people"] += len(good)
            self.totals["households"] += household is not None
        mark = household or (self.facts.marks[rows[0]] or new_uid() if self.way != "none" else "")
        for row in rows:
            if row in self.table.errors:
                self._refused(row, mark)
            else:
                self._residence(row, str(uids[row]), household, changes[row], new=status[row] == "NEW")
                self._finish(row, status[row], changes[row], mark)

    def _said(self, row: int) -> Said:
        values: Mapping[str, object] = self.person_rows[row]
        remark = values.get("remark")
        if remark and self.tags.is_sealed_remark(row, str(remark)):
            values = {key: value for key, value in values.items() if key != "remark"}
        labels = self.tags.labels(row)
        for item in self.kept:
            if text := cell_text(self.table.raw(item.column)[row]):
                labels.append((item.title, [text], False))
        return Said(str(self.facts.names[row]), self.facts.identities[row], values, tuple(labels))

    def _by_name(self, said: Said, members: tuple[str, ...]) -> str | None:
        return self.people.by_name(said, members) if self.known.table("person") else None

    def _members(self, household: str | None) -> tuple[str, ...]:
        if household is None:
            return ()
        table = self.known.table("residence")
        return tuple(str(table[uid]["person"]) for uid in self.known.index("residence_by_household").get(household, ()))

    def _residence_of(self, person: str) -> str | None:
        """Return the residence that a roster speaks of: one in a household before one without."""
        found = self.known.index("residence_by_person").get(person, ())
        table = self.known.table("residence")
        return max(found, key=lambda uid: table[uid].get("household") is not None, default=None)

    def _find(
        self, rows: list[int], good: list[int], uids: Mapping[int, str | None], said: Mapping[int, Said]
    ) -> str | None:
        """Return the known household these rows are: by mark, by its members, by number, or by address and names."""
        table = self.known.table("household")
        mark = self.facts.marks[rows[0]]
        if mark in table:
            return mark
        if not self.any_known:
            return None
        votes: Counter[str] = Counter()
        for row in good:
            person = uids[row]
            residence = self._residence_of(person) if person else None
            household = self.known.get("residence", residence).get("household") if residence else None
            if isinstance(household, str) and table.get(household, {}).get("state", "") in (ACTIVE, None):
                votes[household] += 2 if self.facts.relations[row] == HEAD else 1
        number = next((self.facts.numbers[row] for row in rows if self.facts.numbers[row]), "")
        ranked = sorted(votes, key=lambda uid: (-votes[uid], table[uid].get("number") != number))
        for uid in ranked:
            if uid not in self.claimed or not self.strong:
                return uid
        if ranked:
            return None
        candidates = list(self.known.index("household_by_number").get(number, ())) if number else []
        address = next((self.places.find(self.facts.addresses[row]) for row in good if self.facts.addresses[row]), None)
        if address:
            candidates += self.known.index("household_by_address").get(address, ())
        return next((uid for uid in candidates if uid not in self.claimed and self._fits(uid, good, said)), None)

    def _fits(self, household: str, good: list[int], said: Mapping[int, Said]) -> bool:
        """Tell whether a household found by number or address shares a name with these rows (other ID numbers apart)."""
        members = [self.known.get("person", uid) for uid in self._members(household)]
        if not members:
            return True
        return any(self.people._may_be(said[row], member, lost=True) for row in good for member in members)

    def _person(self, row: int, uids: dict[int, str | None], said: Said, changes: list[Change]) -> Status:
        uid = uids[row]
        if uid is None:
            uids[row] = uid = self.people.create(said)
            self.tags.apply(row, uid, [])
            return "NEW"
        if self.people.is_closed(uid):
            text = f"第 {self.table.line(row)} 行这个人在台账里已经注销，没有改动；如已回来请在人员页面里恢复。"
            self.table.warn(row, CellNote("", "", "person_closed", text))
            return "SAME"
        differs = self.people.complete(uid, said, changes)
        if differs:
            item = self.table.matches.of(words.NAME)[0]
            place = f"{letter(item.column)}{self.table.line(row)}"
            text = f"{place} 同一号码，姓名不同：台账里是“{differs}”，表里是“{said.name}”，姓名没有改；请照证件核对。"
            if self.options.replace_names:
                text = f"{place} 同一号码，姓名不同：台账里是“{differs}”，已按表改为“{said.name}”；请照证件核对。"
            self.table.warn(row, CellNote(place, item.title, "name_differs", text, said.name))
        self.tags.apply(row, uid, changes)
        return "SAME"

    def _write_household(
        self,
        household: str | None,
        rows: list[int],
        good: list[int],
        uids: Mapping[int, str | None],
        changes: list[Change],
    ) -> str | None:
        """Make or complete the household of a group of rows."""
        if self.way == "none":
            return None
        facts = self.facts
        head = next((row for row in good if facts.relations[row] == HEAD), None)
        home = (
            head if head is not None and facts.addresses[head] else next((r for r in good if facts.addresses[r]), None)
        )
        group = next((facts.groups[row] for row in rows if facts.groups[row]), None)
        values: dict[str, object] = {
            "number": next((facts.numbers[row] for row in rows if facts.numbers[row]), None),
            "phone": next((facts.phones[row] for row in good if facts.phones[row]), None),
            "grid": next((facts.grids[row] for row in good if facts.grids[row]), None),
        }
        if head is not None and not self.people.is_closed(str(uids[head])):
            values["head"] = uids[head]
        if home is not None:
            values["address"] = address = self._address(home, group, changes)
            group = group or self.known.get("address", address).get("village_group")
        self.home = facts.addresses[home] if home is not None else ""
        values["village_group"] = group
        if household is None:
            # A sheet of people who only pass through makes households of its own kind.
            values |= {"kind": "04" if self.default_kind == "02" else "01"}
            values["grid"] = values["grid"] or self.options.grid
            mark = facts.marks[rows[0]] if len(facts.marks[rows[0]]) == 32 else ""
            clean = {key: value for key, value in values.items() if value is not None}
            household = self.draft.create("household", clean, mark)
        else:
            self.draft.merge("household", household, values, changes)
        self.claimed.add(household)
        return household

    def _address(self, row: int, group: object, changes: list[Change]) -> str:
        more: dict[str, object] = {}
        if group:
            more["village_group"] = group
        if self.facts.grids[row]:
            more["grid"] = self.facts.grids[row]
        return self.places.put(self.facts.addresses[row], more, changes)

    def _residence(self, row: int, person: str, household: str | None, changes: list[Change], *, new: bool) -> None:
        if not new and self.people.is_closed(person):
            return
        facts = self.facts
        values = self.residence_rows[row]
        explicit = "kind" in values
        if facts.relations[row]:
            values["relation"] = facts.relations[row]
        if facts.notes[row]:
            values["relation_note"] = facts.notes[row]
        if facts.registered[row]:
            values["registered_address"] = facts.registered[row]
        uid = None if new else self._residence_of(person)
        old = self.known.get("residence", uid) if uid else {}
        if household and (self.strong or not old.get("household")):
            values["household"] = household
        home = self._own_address(row, household, changes)
        if home:
            values["address"] = home
        if uid is None:
            values.setdefault("kind", self.default_kind)
            if household is None and (grid := facts.grids[row] or self.options.grid):
                values["grid"] = grid
            self.draft.create("residence", {"person": person, **values})
            return
        if (
            not explicit
            and self.default_kind == "01"
            and household
            and not old.get("household")
            and old.get("kind") == "02"
        ):
            # First known as somebody's tenant, now listed as a resident of the place.
            values["kind"] = "01"
            self.draft.put("residence", uid, {"lodging_kind": None} | ({} if home else {"address": None}), changes)
        self.draft.merge("residence", uid, values, changes)

    def _own_address(self, row: int, household: str | None, changes: list[Change]) -> str | None:
        """Return the row's address when it is not the household's: the person lives elsewhere."""
        text = self.facts.addresses[row]
        if not text:
            return None
        if household and text == self.home:
            return None
        shared = self.known.get("household", household).get("address") if household else None
        if shared is not None and self.places.find(text) == shared:
            return None
        return self._address(row, self.facts.groups[row], changes)

    def _finish(self, row: int, status: Status, changes: list[Change], mark: str) -> None:
        if status == "SAME" and changes:
            status = "UPDATE"
        shown = tuple(changes) if status == "UPDATE" else ()
        warnings = tuple(self.table.warnings.get(row, ()))
        self.plans[row] = RowPlan(self.table.line(row), status, str(self.facts.names[row]), shown, (), warnings, mark)

    def _refused(self, row: int, mark: str) -> None:
        errors = tuple(self.table.errors[row])
        warnings = tuple(self.table.warnings.get(row, ()))
        who = str(self.facts.names[row] or "")
        self.plans[row] = RowPlan(self.table.line(row), "ERROR", who, (), errors, warnings, mark)


def _rows_of(columns: Mapping[str, Values], count: int) -> list[dict[str, object]]:
    """Turn columns into one dict per row, without blanks."""
    if not columns:
        return [{} for _ in range(count)]
    keys = tuple(columns)
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value is not None}
        for row in zip(*columns.values(), strict=True)
    ]
