"""Plans a roster of residents (人口花名册): persons and their residences, household by household."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gridDesk.ledger import new_uid
from gridDesk.roster import gone, grouping, words
from gridDesk.roster.cells import cell_text, name_aside
from gridDesk.roster.columns import ages_of, first, kept_columns, row_of, unread_birth
from gridDesk.roster.draft import Draft
from gridDesk.roster.facts import HEAD, Facts, households, read_facts
from gridDesk.roster.homes import Homes
from gridDesk.roster.match import Match
from gridDesk.roster.people import People, Said
from gridDesk.roster.places import parts_left_out, says_part
from gridDesk.roster.plan import CellNote, Change, Options, Outcome, RowPlan, Status, Way, some_lines
from gridDesk.roster.table import Table
from gridDesk.roster.tags import Tags

_FLOATING = ("流动", "暂住", "外来", "租住", "租房")


def plan_residents(table: Table, draft: Draft, options: Options, title: str) -> Outcome:
    """Plan every row of a resident roster on the draft."""
    facts = read_facts(table, draft, options)
    way, groups, ways = households(table, facts, options, floating=any(word in title for word in _FLOATING))
    return _Planner(table, draft, options, facts, way, title).run(groups, ways)


def _own_rows(table: Table, name: Match | None) -> frozenset[int]:
    """Return one data row for each line of the sheet: of several people, the one whom the line itself names.

    What a line says in columns without a field is said once, not of both parents and their child.
    """
    own: dict[int, int] = {}
    for row in reversed(range(len(table))):
        line = table.lines[row]
        if (
            line not in own
            or name is None
            or (row, name.column) not in table.moved
            or (own[line], name.column) in table.moved
        ):
            own[line] = row
    return frozenset(own.values())


class _Planner:
    """Plans household by household on a draft."""

    def __init__(self, table: Table, draft: Draft, options: Options, facts: Facts, way: str, title: str) -> None:
        self.table, self.draft, self.options, self.facts, self.way = table, draft, options, facts, way
        self.known = draft.known
        self.people = People(draft, options)
        self.tags = Tags(table, draft)
        self.name = first(table, words.NAME)
        self.ages = ages_of(table)
        self.default_kind = options.residence_kind or ("02" if any(word in title for word in _FLOATING) else "01")
        self.homes = Homes(draft, options, facts, self.people, way, self.default_kind)
        # A second row of one person is refused before, so rows of this sheet alone never meet each other's persons.
        self.nobody_known = not self.known.table("person")
        self.plans: list[RowPlan | None] = [None] * len(table)
        self.totals: Counter[str] = Counter()
        self.kept = kept_columns(table, options)
        self.rooms = parts_left_out(table)
        self.own = _own_rows(table, self.name)
        self.gone = gone.marked_gone(table)
        self.lone = facts.lone

    def run(self, groups: list[list[int]], ways: tuple[Way, ...] = ()) -> Outcome:
        for rows in groups:
            self._household(rows)
        homes = [rows for rows in groups if rows[0] not in self.lone and not self.gone.keys() >= set(rows)]
        headless = sum(not any(self.facts.relations[row] == HEAD for row in rows) for rows in homes)
        gone.tell(self.table, sorted(self.gone.keys() - self.table.errors.keys()))
        self._tell_lone()
        if headless and self.way in ("head", "merged", "number") and any(self.facts.relations):
            self.table.notices.append(f"有 {headless} 户没有“户主”这一行，户主先空着；可在户页面里选定。")
        self.totals["rows"] = len(self.table)
        self.totals["names_lost"] = self.facts.lost
        self.tags.tell(self.table.notices)
        done = [plan for plan in self.plans if plan is not None]
        words_of_way = grouping.WORDS[self.way] if self.way != "none" else "没有分户依据，未分户"
        return Outcome(done, self.totals, words_of_way, ways)

    def _household(self, rows: list[int]) -> None:
        errors = self.table.errors
        good = [row for row in rows if row not in errors and row not in self.gone] if errors or self.gone else rows
        alone = self.way == "none" or rows[0] in self.lone
        said = {row: self._said(row) for row in good}
        uids = self._known_people(good)
        household = None if alone else self.homes.find(rows, good, uids, said)
        self._meet_by_name(household, uids, said, alone=alone)
        changes: dict[int, list[Change]] = {row: [] for row in good}
        status: dict[int, Status] = {row: self._person(row, uids, said[row], changes[row]) for row in good}
        if good and alone:
            self.totals["people"] += len(good)
        elif good:
            household = self.homes.put(household, rows, good, uids, changes[good[0]])
            self.totals["people"] += len(good)
            self.totals["households"] += household is not None
        mark = household or ("" if alone else self.facts.marks[rows[0]] or new_uid())
        for row in good:
            new = status[row] == "NEW"
            self._residence(row, str(uids[row]), household, changes[row], new=new)
            self._finish(row, status[row], changes[row], mark)
        for row in rows:
            self.draft.beat()
            if row in errors:
                self._refused(row, mark)
            elif row in self.gone:
                self._left_out(row)

    def _said(self, row: int) -> Said:
        values = row_of(self.facts.person, row)
        remark = values.get("remark")
        if remark and self.tags.is_sealed_remark(row, str(remark)):
            del values["remark"]
        labels = self.tags.labels(row)
        if self.name is not None and (aside := name_aside(self.table.raw(self.name.column)[row])[1]):
            labels += [] if aside in ("户主", "本人") else [("姓名旁注", [aside], True)]
        if row in self.facts.asides:
            labels.append(("住址旁注", [self.facts.asides[row]], True))
        if not values.get("birth") and self.facts.identities[row] is None:
            labels += unread_birth(self.table, row)
        if row in self.ages and not values.get("birth") and self.facts.identities[row] is None:
            labels.append(("年龄", [self.ages[row]], False))
        labels += [(title, [text], False) for title, text in gone.status_words(self.table, row)]
        if self.way == "none" or row in self.lone:
            labels += self._labels_of_household(row)
        for item in self.rooms:
            if (text := cell_text(self.table.raw(item.column)[row])) and not says_part(self.facts.addresses[row], text):
                labels.append((item.title, [text], False))
        for item in self.kept if row in self.own else ():
            if text := cell_text(self.table.raw(item.column)[row]):
                labels.append((item.title, [text], False))
        return Said(str(self.facts.names[row] or ""), self.facts.identities[row], values, tuple(labels))

    def _labels_of_household(self, row: int) -> list[tuple[str, list[str], bool]]:
        """Return what a row says of a household where the sheet makes none, to be kept in words."""
        columns = [item for key in self.facts.household for item in self.table.matches.of(f"household.{key}")]
        said = [(item.title, cell_text(self.table.raw(item.column)[row])) for item in columns]
        return [(title, [text], False) for title, text in said if text]

    def _known_people(self, good: list[int]) -> dict[int, str | None]:
        if self.nobody_known:
            return dict.fromkeys(good)
        return {row: self.people.by_id(self.facts.identities[row]) for row in good}

    def _meet_by_name(
        self, household: str | None, uids: dict[int, str | None], said: Mapping[int, Said], *, alone: bool
    ) -> None:
        """Find the people whom no number told, first among the household's own."""
        if self.nobody_known:
            return
        members = self.homes.members(household)
        for row, uid in uids.items():
            uids[row] = found = uid or self.people.by_name(said[row], members, alone=alone)
            if found is not None:
                self.people.take(found)

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
            self._warn_of_name(row, said.name, differs)
        self.tags.apply(row, uid, changes)
        return "SAME"

    def _warn_of_name(self, row: int, name: str, known: str) -> None:
        item = self.table.matches.of(words.NAME)[0]
        place = self.table.place(row, item)
        done = f"已按表改为“{name}”" if self.options.replace_names else f"表里是“{name}”，姓名没有改"
        text = f"{place} 同一号码，姓名不同：台账里是“{known}”，{done}；请照证件核对。"
        self.table.warn(row, CellNote(place, item.title, "name_differs", text, name))

    def _residence(self, row: int, person: str, household: str | None, changes: list[Change], *, new: bool) -> None:
        if not new and self.people.is_closed(person):
            return
        uid = None if new else self.homes.residence_of(person)
        values = self._said_of_residence(row)
        home = self.homes.own_address(row, household, changes)
        if home:
            values["address"] = home
        if uid is not None:
            self._known_residence(uid, values, household, changes)
            return
        if household:
            values["household"] = household
        elif grid := self.facts.grids[row] or self.options.grid:
            values["grid"] = grid
        self.draft.create("residence", {"person": person, "kind": self.default_kind, **values})

    def _said_of_residence(self, row: int) -> dict[str, object]:
        facts = self.facts
        values = row_of(facts.residence, row)
        if facts.relations[row]:
            values["relation"] = facts.relations[row]
        if facts.notes[row]:
            values["relation_note"] = facts.notes[row]
        if facts.registered[row]:
            values["registered_address"] = facts.registered[row]
        return values

    def _known_residence(
        self, uid: str, values: dict[str, object], household: str | None, changes: list[Change]
    ) -> None:
        old = self.known.get("residence", uid)
        if household and (self.homes.strong or not old.get("household")):
            values["household"] = household
        tenant = old.get("kind") == "02" and not old.get("household")
        if tenant and household and "kind" not in values and self.default_kind == "01":
            # First known as somebody's tenant, now listed as a resident of the place.
            values["kind"] = "01"
            gone = {"lodging_kind": None} | ({} if "address" in values else {"address": None})
            self.draft.put("residence", uid, gone, changes)
        self.draft.merge("residence", uid, values, changes)

    def _finish(self, row: int, status: Status, changes: list[Change], mark: str) -> None:
        if status == "SAME" and changes:
            status = "UPDATE"
        shown = tuple(changes) if status == "UPDATE" else ()
        warnings = tuple(self.table.warnings.get(row, ()))
        self.plans[row] = RowPlan(
            self.table.line(row), status, str(self.facts.names[row] or ""), shown, (), warnings, mark
        )

    def _left_out(self, row: int) -> None:
        """Say of a line whose person died or moved out that it makes nobody a resident."""
        person = self.people.by_id(self.facts.identities[row])
        known = person is not None and not self.people.is_closed(person)
        self.table.warn(row, gone.note_of(self.table, row, self.gone[row], known=known))
        warnings = tuple(self.table.warnings[row])
        self.plans[row] = RowPlan(self.table.line(row), "SAME", str(self.facts.names[row] or ""), (), (), warnings)

    def _tell_lone(self) -> None:
        """Name the lines of people who belong to no household of the list."""
        if self.lone:
            lines = some_lines([self.table.line(row) for row in sorted(self.lone)])
            self.table.notices.append(
                f"有 {len(self.lone):,} 人没有写户号和与户主关系（第 {lines} 行），单独登记，没有归入别的户；请在预览里核对。"
            )

    def _refused(self, row: int, mark: str) -> None:
        errors = tuple(self.table.errors[row])
        warnings = tuple(self.table.warnings.get(row, ()))
        who = str(self.facts.names[row] or "")
        self.plans[row] = RowPlan(self.table.line(row), "ERROR", who, (), errors, warnings, mark)
