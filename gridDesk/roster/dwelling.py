"""Plans a house roster (房屋台账): addresses, dwellings, and tenancies with their tenants as persons."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from gridDesk.errors import FieldError
from gridDesk.ledger import Row
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster import words
from gridDesk.roster.cells import Bad, IdCell, cell_text, note, read_id
from gridDesk.roster.columns import add_range, first, kept_columns, ledger_columns, read_grids, row_of
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.merge import labelled
from gridDesk.roster.people import People, Said, without_number
from gridDesk.roster.places import Places, addresses_of, parts_left_out, says_part
from gridDesk.roster.plan import CellNote, Change, Options, Outcome, RowPlan, Status
from gridDesk.roster.references import References
from gridDesk.roster.table import Table
from gridDesk.roster.tenants import TenantText, split_tenants
from gridDesk.text import name_key

RENTED_USES = ("02", "08")  # 出租, 自住兼出租
_NOBODY_KNOWN = {"不详", "未知", "不明", "不清楚", "待查", "无", "/", "-", "—"}
FLOATING, RENTED_LODGING = "02", "02"


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant of a row, checked."""

    name: str
    identity: IdCell | None
    phone: object | None


def plan_dwellings(table: Table, draft: Draft, options: Options, title: str) -> Outcome:
    """Plan every row of a house roster on the draft."""
    return _Planner(table, draft, options).run()


class _Planner:
    """Plans row by row; a row without address and owner belongs to the house above it."""

    def __init__(self, table: Table, draft: Draft, options: Options) -> None:
        self.table, self.draft, self.options = table, draft, options
        self.known = draft.known
        self.people = People(draft, options)
        self.places = Places(draft, options.grid)
        catalogue = draft.catalogue
        self.grids = read_grids(table, draft)
        self.addresses = self._addresses()
        self.owners = self._owner_numbers()
        links = tuple(item.key for item in catalogue["dwelling"].links)
        self.values = ledger_columns(table, catalogue, "dwelling", skip=("owner_id_number", *links))
        if names := self.values.get("owner_name"):
            self.values["owner_name"] = [None if name in _NOBODY_KNOWN else name for name in names]
        self.references = References(table, draft, options, catalogue["dwelling"], ("address", "grid"))
        self.rents = ledger_columns(table, catalogue, "tenancy", skip=())
        add_range(table, self.rents)
        self.tenants = [self._read_tenants(row) for row in range(len(table))]
        self.rooms = parts_left_out(table)
        self.kept = kept_columns(table, options)
        self.claimed: dict[str, str] = {}
        self.seen: set[str] = set()
        self.totals: Counter[str] = Counter()

    def run(self) -> Outcome:
        plans = []
        above: str | None = None
        for row in range(len(self.table)):
            plan, above = self._row(row, above)
            plans.append(plan)
        self.totals["rows"] = len(self.table)
        self.totals["dwellings"] = len(self.seen)
        self.totals["rented"] = sum(self.known.get("dwelling", uid).get("rented") == 1 for uid in self.seen)
        return Outcome(plans, self.totals)

    def _addresses(self) -> list[str]:
        """Return each row's address; a line with nothing but tenants belongs to the house above, not to one of its own."""
        item = first(self.table, "dwelling.owner_name")
        texts = addresses_of(self.table)
        doors = [column for key in ("door", "room", "building") for column in self.table.matches.of(f"address.{key}")]
        if item is None or not doors or self.table.matches.of(words.ADDRESS):
            return texts
        said = [self.table.raw(column.column) for column in doors]
        return [text if any(cell_text(cells[row]) for cells in said) else "" for row, text in enumerate(texts)]

    def _owner_numbers(self) -> list[IdCell | None]:
        item = first(self.table, "dwelling.owner_id_number")
        if item is None:
            return [None] * len(self.table)
        column = self.table.parse(item, read_id)
        for row, bad in column.bad.items():
            raw = self.table.raw(item.column)[row]
            if not without_number(self.table, row, item, raw):
                self.table.refuse(row, note(self.table.place(row, item), item.title, bad, raw))
        return column.values  # type: ignore[return-value]

    def _read_tenants(self, row: int) -> list[Tenant]:
        """Return the tenants of a row; a bad number refuses the row, an unreadable cell is warned of and kept as text."""
        texts: list[TenantText] = []
        for item in self.table.matches.of(words.TENANT):
            raw = cell_text(self.table.raw(item.column)[row])
            found = split_tenants(raw)
            if found is None:
                place = self.table.place(row, item)
                text = f"{place} 承租人“{raw[:30]}”读不出姓名和证件号，没有登记承租人；请写成“姓名/证件号/电话”。"
                self.table.warn(row, CellNote(place, item.title, "tenant_unreadable", text, raw, True))
            texts += found or []
        numbers = self._side_column(row, words.TENANT_ID, len(texts))
        phones = self._side_column(row, words.TENANT_PHONE, len(texts))
        tenants = []
        for n, said in enumerate(texts):
            number = numbers[n] if n < len(numbers) and not said.number else (self._tenant_item(), said.number)
            phone = phones[n][1] if n < len(phones) and not said.phone else said.phone
            tenants.append(Tenant(said.name, self._number(row, number), self._phone(row, phone)))
        return tenants

    def _tenant_item(self) -> Match:
        return self.table.matches.of(words.TENANT)[0]

    def _side_column(self, row: int, reference: str, count: int) -> list[tuple[Match, object]]:
        """Return the cells of tenant columns beside the names, split when one cell serves several tenants."""
        found: list[tuple[Match, object]] = []
        for item in self.table.matches.of(reference):
            raw = self.table.raw(item.column)[row]
            if count > 1 and isinstance(raw, str):
                found += [(item, part.strip()) for part in re.split(r"[/、；;\n]", raw) if part.strip()]
            else:
                found.append((item, raw))
        return found

    def _number(self, row: int, cell: tuple[Match, object]) -> IdCell | None:
        item, raw = cell
        try:
            return read_id(raw) if raw != "" else None
        except FieldError as error:
            bad = Bad(error.kind, f"承租人{error.message}", error.advice)
            if not without_number(self.table, row, item, raw):
                self.table.refuse(row, note(self.table.place(row, item), item.title, bad, raw))
            return None

    def _phone(self, row: int, raw: object) -> object | None:
        try:
            return self.draft.catalogue["person"]["phone"].parse(raw)
        except FieldError as error:
            item = (*self.table.matches.of(words.TENANT_PHONE), self._tenant_item())[0]
            bad = Bad(error.kind, f"承租人{error.message}", error.advice)
            self.table.warn(row, note(self.table.place(row, item), item.title, bad, raw, dropped=True))
            return None

    def _row(self, row: int, above: str | None) -> tuple[RowPlan, str | None]:
        self.draft.beat()
        line = self.table.line(row)
        owner = self._owner(row)
        who = " ".join(text for text in (self.addresses[row], owner) if text)
        below = not self.addresses[row] and not owner and bool(self.tenants[row])
        if not self.addresses[row] and not (below and above):
            self._refuse_homeless(row)
        if row in self.table.errors:
            warnings = tuple(self.table.warnings.get(row, ()))
            return RowPlan(line, "ERROR", who, (), tuple(self.table.errors[row]), warnings), None
        changes: list[Change] = []
        status: Status = "SAME"
        if below and above:
            uid = above
        else:
            uid, status = self._dwelling(row, changes)
        self.seen.add(uid)
        if below and above and (remark := self._remark(row, uid, self._said_remark(row), [])) is not None:
            self.draft.put("dwelling", uid, {"remark": remark}, changes)
        for tenant in self.tenants[row]:
            self._tenancy(row, uid, tenant, changes)
        if status == "SAME" and changes:
            status = "UPDATE"
        shown = tuple(changes) if status == "UPDATE" else ()
        return RowPlan(line, status, who, shown, (), tuple(self.table.warnings.get(row, ()))), uid

    def _owner(self, row: int) -> str:
        names = self.values.get("owner_name")
        return str(names[row] or "") if names else ""

    def _refuse_homeless(self, row: int) -> None:
        item = (*self.table.matches.of(words.ADDRESS), None)[0]
        place = self.table.place(row, item) if item else f"A{self.table.line(row)}"
        text = f"{place} 房屋地址是空的，不知道是哪处房屋，这一行没有写入；请补上地址。"
        self.table.refuse(row, CellNote(place, item.title if item else "", "address_missing", text))

    def _dwelling(self, row: int, changes: list[Change]) -> tuple[str, Status]:
        values = row_of(self.values, row)
        notes: list[tuple[str, str]] = []
        values |= self.references.read(row, notes, changes)
        more: dict[str, object] = {"grid": self.grids[row]} if self.grids[row] else {}
        address = self.places.put(self.addresses[row], more, changes)
        identity = self.owners[row]
        if identity:
            values["owner_id_number"] = identity.number
        if self.tenants[row] or (values.get("use") in RENTED_USES):
            values["rented"] = 1
        household = self._household(address, str(values.get("owner_name") or ""), identity)
        uid = self._find(address, str(values.get("owner_name") or ""), identity)
        remark = self._remark(row, uid, values.pop("remark", None), notes)
        if uid is None:
            grid = self.grids[row] or self.options.grid
            values = {"address": address, **values} | ({"grid": grid} if grid else {})
            values |= {"household": household} if household else {}
            uid = self.draft.create("dwelling", values | ({"remark": remark} if remark else {}))
            self._claim(uid, row)
            return uid, "NEW"
        self._claim(uid, row)
        known_number = str(self.known.get("dwelling", uid).get("owner_id_number") or "")
        if identity and known_number and person_key(known_number) == person_key(identity.number):
            values["owner_id_number"] = max(known_number, identity.number, key=len)
        if household and not self.known.get("dwelling", uid).get("household"):
            values["household"] = household
        if self.grids[row]:
            values["grid"] = self.grids[row]
        if remark:
            self.draft.put("dwelling", uid, {"remark": remark}, changes)
        self.draft.merge("dwelling", uid, values, changes)
        return uid, "SAME"

    def _household(self, address: str, owner: str, identity: IdCell | None) -> str | None:
        """Return the one household at an address of which the owner is a member; an empty owner is any member."""
        found = []
        for uid in self.known.index("household_by_address").get(address, ()):
            members = [
                self.known.get("person", str(self.known.get("residence", home)["person"]))
                for home in self.known.index("residence_by_household").get(uid, ())
            ]
            if any(_is_owner(member, owner, identity) for member in members):
                found.append(uid)
        return found[0] if len(found) == 1 else None

    def _claim(self, uid: str, row: int) -> None:
        self.claimed.setdefault(uid, name_key(self._owner(row)))

    def _find(self, address: str, owner: str, identity: IdCell | None) -> str | None:
        """Return the dwelling at an address: the same owner's first, else the only one that no other row is."""
        found = self.known.index("dwelling_by_address").get(address, ())
        key = name_key(owner)
        for uid in found:
            row = self.known.get("dwelling", uid)
            number = str(row.get("owner_id_number") or "")
            if identity and number:
                if person_key(number) == person_key(identity.number):
                    return uid
            elif name_key(row.get("owner_name") or "") == key or not key or not row.get("owner_name"):
                return uid
        free = [uid for uid in found if uid not in self.claimed]
        return free[0] if len(found) == 1 and free else None

    def _remark(self, row: int, uid: str | None, said: object, notes: list[tuple[str, str]]) -> str | None:
        """Return the dwelling's remark after this row, or None when it stays."""
        before = text = str(self.known.get("dwelling", uid).get("remark") or "") if uid else ""
        if said and str(said) not in text:
            text = f"{text}；{said}" if text and text not in str(said) else str(said)
        for item in self.rooms:
            cell = cell_text(self.table.raw(item.column)[row])
            if cell and not says_part(self.addresses[row], cell):
                text = labelled(text, self._whose(row, item, always=True), [cell]) or text
        for item in self.kept:
            if cell := cell_text(self.table.raw(item.column)[row]):
                text = labelled(text, self._whose(row, item), [cell]) or text
        for label, words_of in notes:
            text = labelled(text, label, [words_of]) or text
        for about in self.table.warnings.get(row, ()):
            if about.kind == "tenant_unreadable":
                text = labelled(text, about.label, [about.raw]) or text
        return text if text != before else None

    def _said_remark(self, row: int) -> object:
        remarks = self.values.get("remark")
        return remarks[row] if remarks else None

    def _whose(self, row: int, item: Match, *, always: bool = False) -> str:
        """Return a column's title, with the tenants it is about where it stands to the right of their names."""
        named = self.table.matches.of(words.TENANT)
        who = "、".join(tenant.name for tenant in self.tenants[row])
        theirs = always or (named and item.column > named[0].column and _top(item) in ("", _top(named[0])))
        return f"{who} {item.title}" if who and theirs else item.title

    def _tenancy(self, row: int, dwelling: str, tenant: Tenant, changes: list[Change]) -> None:
        said = Said(tenant.name, tenant.identity, {"phone": tenant.phone} if tenant.phone else {})
        current = self.known.index("tenancy_by_dwelling").get(dwelling, ())
        nearby = tuple(str(self.known.get("tenancy", uid)["tenant"]) for uid in current)
        person = self.people.by_id(tenant.identity) or self.people.by_name(said, nearby)
        if person is None:
            person = self.people.create(said)
            self._tell_change(changes, "person", tenant.name)
        elif not self.people.is_closed(person):
            self.people.complete(person, said, changes)
        self._lodge(row, dwelling, person)
        self.totals["tenants"] += 1
        rent = row_of(self.rents, row)
        found = next((uid for uid in current if self.known.get("tenancy", uid)["tenant"] == person), None)
        if found:
            self.draft.merge("tenancy", found, rent, changes)
            return
        self.draft.create("tenancy", {"dwelling": dwelling, "tenant": person, **rent})
        self._tell_change(changes, "tenancy", tenant.name)
        if self.known.get("dwelling", dwelling).get("rented") != 1:
            self.draft.put("dwelling", dwelling, {"rented": 1}, changes)

    def _lodge(self, row: int, dwelling: str, person: str) -> None:
        """Give a tenant who lives nowhere yet a residence at the dwelling's address."""
        if self.people.is_closed(person) or self.known.index("residence_by_person").get(person):
            return
        house = self.known.get("dwelling", dwelling)
        values: dict[str, object] = {
            "person": person, "kind": FLOATING, "lodging_kind": RENTED_LODGING, "address": house["address"],
            "grid": house.get("grid"), "since": row_of(self.rents, row).get("since"),
        }  # fmt: skip
        self.draft.create("residence", {key: value for key, value in values.items() if value is not None})

    def _tell_change(self, changes: list[Change], ledger: str, text: str) -> None:
        label = self.draft.catalogue[ledger].label
        changes.append(Change(ledger, label, "name" if ledger == "person" else "tenant", "", f"新增 {text}"))


def _top(item: Match) -> str:
    """Return the upper half of a two-row title, "" of a plain one."""
    return item.title.rpartition("-")[0]


def _is_owner(member: Row, owner: str, identity: IdCell | None) -> bool:
    number = str(member.get("id_number") or "")
    if identity and number:
        return person_key(number) == person_key(identity.number)
    return not owner or name_key(member.get("name")) == name_key(owner)
