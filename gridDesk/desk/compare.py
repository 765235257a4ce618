"""Comparing a department's list with the ledgers: who is in theirs and not in ours, the other way, and what differs.

Nothing is written: no record, no journal line, nothing remembered of the people on the list.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import grants, rosters
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.printing import write_file
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Row
from gridDesk.ledger.dates import is_compatible
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster import Workbook
from gridDesk.roster.listed import Listed, listed_people
from gridDesk.roster.sheets import Cell, write_sheets
from gridDesk.text import address_key, name_key

ALL = ""
DEFAULT_FIELDS = ("name", "sex", "birth", "phone", "address")
FIELDS = {
    "name": "姓名", "id_number": "身份证号", "sex": "性别", "birth": "出生日期", "ethnicity": "民族", "phone": "联系电话",
    "education": "文化程度", "marital": "婚姻状况", "political": "政治面貌", "address": "住址",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom of ours the list should hold: a grid, a special group, a kind of residence ("01" 户籍); "" means all."""

    grid: str = ALL
    group: str = ALL
    kind: str = ALL


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs between the list and the ledgers, as texts."""

    field: str
    label: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the comparison: where she stands in their list (row 0: not at all) and who she is in ours."""

    name: str
    number: str
    place: str = ""
    uid: str = ""
    address: str = ""
    differences: tuple[Difference, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Comparison:
    """What a comparison found. `outside` are theirs whom we know but who are not in the scope; `unread` had no identity."""

    file: str
    only_theirs: tuple[Line, ...] = ()
    only_ours: tuple[Line, ...] = ()
    differing: tuple[Line, ...] = ()
    outside: tuple[Line, ...] = ()
    unread: tuple[Line, ...] = ()
    same: int = 0
    listed: int = 0
    in_scope: int = 0
    fields: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return what was found, as sentences."""
        return [
            f"对方名单 {self.listed:,} 人，本单位范围内 {self.in_scope:,} 人，两边一致 {self.same:,} 人。",
            f"他们有、我们没有：{len(self.only_theirs):,} 人。",
            f"我们有、他们没有：{len(self.only_ours):,} 人。",
            f"两边都有、内容不同：{len(self.differing):,} 人。",
            *([f"我们有，但不在所选范围里：{len(self.outside):,} 人。"] if self.outside else []),
            *([f"名单里号码或姓名读不出来：{len(self.unread):,} 行。"] if self.unread else []),
            "只作比对，台账没有任何改动。",
        ]


def comparable_fields(desk: Desk, books: Sequence[Workbook]) -> dict[str, str]:
    """Return the fields that a list has columns for: key -> label."""
    found = {key for one in _listed(desk, books) for key in one.values}
    return {key: label for key, label in FIELDS.items() if key in found and key != "id_number"}


def compare(
    desk: Desk, paths: Sequence[Path], scope: Scope | None = None, *, fields: Sequence[str] = DEFAULT_FIELDS,
    books: Sequence[Workbook] | None = None, progress: Progress = silent,
) -> Comparison:  # fmt: skip
    """Return how some lists and the ledgers differ; writes nothing. Raises DeskError when a file has no people in it."""
    need_work(desk, "核对名单")
    taken = list(books) if books else rosters.read(paths, 3, progress)
    progress(1, 3, "正在读取名单")
    theirs = _listed(desk, taken)
    if not theirs:
        raise DeskError(
            "这些文件里没有读到姓名或身份证号，", advice="请确认选对了文件，或在列对应里指定姓名和身份证号。"
        )
    progress(2, 3, "正在比对")
    found = _Comparer(desk, scope or Scope(), tuple(fields)).run(theirs)
    progress(3, 3, "比对完成")
    return Comparison("、".join(book.name for book in taken), **found)  # type: ignore[arg-type]


def _listed(desk: Desk, books: Sequence[Workbook]) -> list[Listed]:
    columns = rosters.remembered_columns(desk)
    return [one for book in books for one in listed_people(book, desk.catalogue, columns)]


class _Comparer:
    """Our people by number and name, and theirs met with them one by one."""

    def __init__(self, desk: Desk, scope: Scope, fields: tuple[str, ...]) -> None:
        self.desk, self.scope, self.fields = desk, scope, fields
        site = desk.office.site
        self.people = {str(row["uid"]): row for row in desk.store.rows("person", office=site, states=(ACTIVE,))}
        self.homes: dict[str, Row] = {}
        for home in desk.store.rows("residence", office=site, states=(ACTIVE,)):
            known = self.homes.get(str(home["person"]))
            if known is None or (home.get("household") and not known.get("household")):
                self.homes[str(home["person"])] = home
        self.households = {str(row["uid"]): row for row in desk.store.rows("household", office=site)}
        self.addresses = {str(row["uid"]): str(row["text"] or "") for row in desk.store.rows("address", office=site)}
        self.by_number = {
            person_key(str(row["id_number"])): uid for uid, row in self.people.items() if row["id_number"]
        }
        self.by_name: dict[str, list[str]] = {}
        for uid, row in self.people.items():
            self.by_name.setdefault(name_key(row["name"]), []).append(uid)
        self.inside = self._inside()

    def _inside(self) -> set[str]:
        """Return whom of ours the list should hold."""
        found = {uid for uid in self.people if self._in_grid_and_kind(uid)}
        if self.scope.group:
            subject = self.desk.catalogue[self.scope.group].subject
            rows = self.desk.store.rows(self.scope.group, office=self.desk.office.site)
            found &= {str(row[subject]) for row in rows}
        return found

    def _in_grid_and_kind(self, uid: str) -> bool:
        home = self.homes.get(uid, {})
        household = self.households.get(str(home.get("household")), {})
        grid = household.get("grid") or home.get("grid")
        return (not self.scope.grid or grid == self.scope.grid) and (
            not self.scope.kind or home.get("kind") == self.scope.kind
        )

    def run(self, theirs: Sequence[Listed]) -> dict[str, object]:
        """Return the parts of the comparison."""
        parts: dict[str, list[Line]] = {key: [] for key in ("only_theirs", "differing", "outside", "unread")}
        met: set[str] = set()
        same = 0
        for one in theirs:
            if one.trouble:
                parts["unread"].append(Line(one.name, one.number, one.place, why=one.trouble))
                if (uid := self._find(one)) is not None:
                    met.add(uid)
                continue
            uid = self._find(one)
            if uid is None:
                parts["only_theirs"].append(Line(one.name, one.number, one.place, why=self._why(one)))
                continue
            met.add(uid)
            differences = self._differences(one, uid)
            line = Line(one.name, self._number(uid), one.place, uid, self._address(uid), differences)
            if uid not in self.inside:
                parts["outside"].append(line)
            elif differences:
                parts["differing"].append(line)
            else:
                same += 1
        ours = sorted(self.inside - met, key=lambda uid: (self._address(uid), str(self.people[uid]["name"])))
        only = [Line(str(self.people[uid]["name"]), self._number(uid), "", uid, self._address(uid)) for uid in ours]
        return {
            **{key: tuple(lines) for key, lines in parts.items()}, "only_ours": tuple(only), "same": same,
            "listed": len(theirs), "in_scope": len(self.inside), "fields": self.fields,
        }  # fmt: skip

    def _number(self, uid: str) -> str:
        return str(self.people[uid].get("id_number") or "")

    def _find(self, one: Listed) -> str | None:
        """Return our person: by number (15 and 18 digits alike, a cut one by its start), else by name and birth."""
        if one.number:
            found = self.by_number.get(person_key(one.number))
            if found is not None:
                return found
        candidates = self.by_name.get(name_key(one.name), ())
        if one.starts:
            fitting = [uid for uid in candidates if self._number(uid)[:15] in one.starts]
            return fitting[0] if len(fitting) == 1 else None
        birth = one.values.get("birth", "")
        fitting = [
            uid
            for uid in candidates
            if not (one.number and self._number(uid)) and birth and self.people[uid].get("birth") == birth
        ]
        if not fitting and not one.number and not birth and len(candidates) == 1:
            return candidates[0]
        return fitting[0] if len(fitting) == 1 else None

    def _why(self, one: Listed) -> str:
        same = [self._number(uid) for uid in self.by_name.get(name_key(one.name), ())]
        if not same:
            return "台账里没有这个姓名和号码"
        if not one.number:
            return f"台账里有 {len(same)} 个同名的人，名单里没有号码，认不准"
        near = sum(bool(number) and _one_digit_off(number, one.number) for number in same)
        return "台账里有同名的人，号码只差一位，请核对是不是同一人" if near else "台账里有同名的人，号码不同"

    def _differences(self, one: Listed, uid: str) -> tuple[Difference, ...]:
        found = []
        for key in self.fields:
            theirs = one.values.get(key, "")
            if not theirs:
                continue
            ours = self._value(uid, key)
            if not _SAME.get(key, _same_text)(theirs, ours):
                found.append(Difference(key, FIELDS[key], self._shown(key, theirs), self._shown(key, ours)))
        return tuple(found)

    def _value(self, uid: str, key: str) -> str:
        return self._address(uid) if key == "address" else str(self.people[uid].get(key) or "")

    def _shown(self, key: str, value: str) -> str:
        shape = self.desk.catalogue["person"]
        return shape[key].show(value) if key in shape and value else value

    def _address(self, uid: str) -> str:
        home = self.homes.get(uid, {})
        household = self.households.get(str(home.get("household")), {})
        return self.addresses.get(str(home.get("address") or household.get("address")), "")


def _one_digit_off(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one[:17], other[:17], strict=True)) == 1


def _same_text(theirs: str, ours: str) -> bool:
    return name_key(theirs) == name_key(ours)


def _same_place(theirs: str, ours: str) -> bool:
    one, other = address_key(theirs), address_key(ours)
    return bool(other) and (one.endswith(other) or other.endswith(one))


def _same_phone(theirs: str, ours: str) -> bool:
    return bool(set(theirs.split("；")) & set(ours.split("；")))


_SAME: Mapping[str, Callable[[str, str], bool]] = {
    "birth": lambda theirs, ours: bool(ours) and is_compatible(theirs, ours),
    "address": _same_place,
    "phone": _same_phone,
}


def save(desk: Desk, found: Comparison, target: Path) -> int:
    """Write a comparison as a workbook, one sheet per kind of difference; returns how many rows. Raises DeskError.

    Whole numbers are only those the list brought itself.
    """
    grant = grants.working(desk, "compare", "名单比对结果", len(found.only_theirs) + len(found.only_ours))
    people = [("姓名", 10), ("身份证号", 22), ("在名单的位置", 24), ("说明", 44)]
    ours = [("姓名", 10), ("身份证号", 22), ("台账住址", 44)]
    differ = [("姓名", 10), ("身份证号", 22), ("在名单的位置", 24), ("不同之处", 12), ("名单里", 30), ("台账里", 30)]
    sheets = [
        ("说明", [("比对结果", 80)], [[line] for line in (f"名单：{found.file}", *found.lines())]),
        ("他们有我们没有", people, [_plain(line) for line in found.only_theirs]),
        ("我们有他们没有", ours, [[line.name, short_id(line.number), line.address] for line in found.only_ours]),
        ("内容不同", differ, list(_rows_of_differences(found.differing))),
        ("不在所选范围", people, [_plain(line) for line in found.outside]),
        ("读不出来", people, [_plain(line) for line in found.unread]),
    ]
    out = io.BytesIO()
    write_sheets(out, [sheet for sheet in sheets if sheet[2]])
    write_file(target, out.getvalue(), grant)
    return sum(len(rows) for _, _, rows in sheets[1:])


def _plain(line: Line) -> list[Cell]:
    return [line.name, line.number, line.place, line.why]


def _rows_of_differences(lines: Iterable[Line]) -> Iterable[list[Cell]]:
    for line in lines:
        for one in line.differences:
            yield [line.name, line.number, line.place, one.label, one.theirs, one.ours]
