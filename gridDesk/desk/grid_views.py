"""What the grid page shows: the tree of grids with figures beside the police's, and what the profile finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk import counts_down, policies, standing
from gridDesk.desk.grids import MOVE
from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, CLOSED, Row
from gridDesk.policy import Finding, GridFacts, OfficeFacts, Profile, judge
from gridDesk.text import today, today_iso

SPECIAL = "02"
POLICE, SENT_DOWN = "派出所核定", "上级下达"


@dataclass(frozen=True, slots=True)
class Official:
    """What counts officially: the year, households and people (None: not said), and who says so (派出所, 街道下达)."""

    year: str
    households: int | None
    people: int | None
    source: str = POLICE


@dataclass(frozen=True, slots=True)
class GridLine:
    """One grid in the tree: its place in it (`depth`), figures, who looks after it, and what is found about it."""

    uid: str
    row: Row
    depth: int
    name: str
    kind: str
    level: str
    grid_class: str
    households: int
    people: int
    rented: int
    natural: tuple[str, ...]
    workers: str
    official: Official | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class GridPlan:
    """All grids of an office in the order of the tree, its own official count, and findings on the whole office."""

    lines: tuple[GridLine, ...]
    households: int
    people: int
    official: Official | None
    profile: Profile
    findings: tuple[Finding, ...]
    ungridded: int


def profiles_of(desk: Desk) -> dict[str, Profile]:
    """Return the profiles this office may be under, by id: those in force from above, else the program's own and ours."""
    return policies.known_on(desk, today_iso())


def profile_of(desk: Desk) -> Profile:
    """Return the profile this office is under today."""
    return policies.profile_on(desk, today())


def choose_profile(desk: Desk, key: str) -> None:
    """Put this office under another profile from today. Raises DeskError for one not known or not the one from above."""
    policies.choose(desk, key)


def grid_plan(desk: Desk, *, closed: bool = False) -> GridPlan:
    """Return the tree of grids; `closed` shows the retired ones too."""
    states = (ACTIVE, CLOSED) if closed else (ACTIVE,)
    rows = {str(row["uid"]): row for row in desk.store.rows("grid", states=states)}
    counted = standing.now(desk)
    people: Counter[str | None] = Counter()
    for (grid, _kind), count in counted.people.items():
        people[grid] += count
    facts = {uid: _facts(desk, row, counted.households[uid], people[uid]) for uid, row in rows.items()}
    _add_posts(desk, facts)
    open_facts = tuple(fact for uid, fact in facts.items() if rows[uid]["state"] == ACTIVE)
    profile = profile_of(desk)
    office = OfficeFacts(is_village=desk.office.level == "village", grids=open_facts, changes=_changes(desk))
    findings = judge(profile, office)
    official, rented, natural = officials(desk), _rented(desk), _natural(desk)
    lines = tuple(
        _line(desk, rows[uid], depth, facts[uid], rented, natural, official, findings) for uid, depth in _tree(rows)
    )
    loose = people[None] + sum(count for uid, count in people.items() if uid and uid not in rows)
    return GridPlan(
        lines, sum(counted.households.values()), sum(counted.people.values()), official.get(""), profile,
        tuple(item for item in findings if not item.grid), loose,
    )  # fmt: skip


def _tree(rows: Mapping[str, Row]) -> list[tuple[str, int]]:
    """Return every grid with its depth, children under their parent; a circle of parents is cut."""
    below: dict[str, list[str]] = {}
    for uid, row in rows.items():
        parent = str(row.get("parent") or "")
        below.setdefault(parent if parent in rows and parent != uid else "", []).append(uid)
    found: list[tuple[str, int]] = []
    seen: set[str] = set()

    def walk(uid: str, depth: int) -> None:
        if uid not in seen:
            seen.add(uid)
            found.append((uid, depth))
            for child in below.get(uid, []):
                walk(child, depth + 1)

    for uid in [*below.get("", []), *rows]:
        walk(uid, 0)
    return found


def _facts(desk: Desk, row: Row, households: int, people: int) -> GridFacts:
    shape = desk.catalogue["grid"]
    posts = {
        "网格长": _people_in(row.get("leader")), "专职网格员": _people_in(row.get("worker")),
        "兼职网格员": _people_in(row.get("assistants")), "网格指导员": _people_in(row.get("instructor")),
    }  # fmt: skip
    return GridFacts(
        uid=str(row["uid"]), name=str(row["name"]), code=str(row.get("code") or ""),
        is_special=row.get("kind") == SPECIAL, special=shape["special_kind"].show(row.get("special_kind")),
        level=str(row.get("level") or ""), households=households, people=people, posts=posts, identities={},
    )  # fmt: skip


def _people_in(names: object) -> int:
    return len([name for name in re.split(r"[、，,;；/\s]+", str(names or "")) if name])


def _add_posts(desk: Desk, facts: dict[str, GridFacts]) -> None:
    """Count the posts ledger where the office keeps one; it knows more than the names on the grid's own record."""
    if "post" not in desk.catalogue:
        return
    shape = desk.catalogue["post"]
    held: dict[str, Counter[str]] = {}
    who: dict[str, Counter[str]] = {}
    for row in desk.store.rows("post"):
        grid = str(row.get("grid") or "")
        held.setdefault(grid, Counter())[shape["role"].show(row.get("role"))] += 1
        who.setdefault(grid, Counter())[shape["identity"].show(row.get("identity"))] += 1
    for uid, counts in held.items():
        if uid in facts:
            old = facts[uid]
            posts = {name: max(counts[name], old.posts.get(name, 0)) for name in {*counts, *old.posts}}
            facts[uid] = GridFacts(
                uid=old.uid, name=old.name, code=old.code, is_special=old.is_special, special=old.special,
                level=old.level, households=old.households, people=old.people, posts=posts, identities=who[uid],
            )  # fmt: skip


def officials(desk: Desk) -> dict[str, Official]:
    """Return the newest official count of each grid, of the whole office under "".

    Of one year the number sent down by the office above counts before what the police station told.
    """
    found: dict[str, Official] = {}
    told = [(row, POLICE) for row in desk.store.rows("official_count", order=("year",))]
    sent = [(row, SENT_DOWN) for row in counts_down.received(desk)]
    for row, source in [*told, *sent]:
        grid, year = str(row.get("grid") or ""), str(row["year"])
        if source == POLICE or grid not in found or found[grid].year <= year:
            found[grid] = Official(year, _number(row.get("households")), _number(row.get("people")), source)
    return found


def _number(value: object) -> int | None:
    return int(str(value)) if value is not None else None


def _changes(desk: Desk) -> int:
    month = today_iso()[:7]
    return sum(1 for row in desk.store.rows(MOVE) if str(row["date"])[:7] == month)


def _rented(desk: Desk) -> Counter[str]:
    let = {str(uid) for uid in desk.store.group_count("tenancy", "dwelling") if uid}
    return Counter(str(row.get("grid") or "") for row in desk.store.get_many("dwelling", let).values())


def _natural(desk: Desk) -> dict[str, tuple[str, ...]]:
    if "natural_place" not in desk.catalogue:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for row in desk.store.rows("natural_place"):
        grid = str(row.get("grid") or "")
        found[grid] = (*found.get(grid, ()), str(row.get("name") or ""))
    return found


def _line(
    desk: Desk, row: Row, depth: int, facts: GridFacts, rented: Counter[str], natural: Mapping[str, tuple[str, ...]],
    official: Mapping[str, Official], findings: list[Finding],
) -> GridLine:  # fmt: skip
    shape, uid = desk.catalogue["grid"], str(row["uid"])
    kind = f"专属（{facts.special or '未填'}）" if facts.is_special else shape["kind"].show(row.get("kind"))
    return GridLine(
        uid, row, depth, facts.name, kind, shape["level"].show(row.get("level")), shape["class"].show(row.get("class")),
        facts.households, facts.people, rented[uid], natural.get(uid, ()),
        "、".join(str(row[key]) for key in ("worker", "assistants") if row.get(key)), official.get(uid),
        tuple(item for item in findings if item.grid == uid),
    )  # fmt: skip
