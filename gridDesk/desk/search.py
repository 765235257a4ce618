"""Find-as-you-type over everything an office keeps, by kind: people, households, dwellings, addresses, other records.

A person and a group may be typed together (张三 低保); a ledger is found by its name. What a sealed ledger holds is never
searched, counted or hinted at, and what was typed is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from gridDesk.desk.lookups import addresses_of, residences, spelled
from gridDesk.desk.office import Desk
from gridDesk.desk.records import BY_ACTS, PAGES_OF_ACTS
from gridDesk.desk.roles import need_work
from gridDesk.ledger import ACTIVE, CLOSED, Ledger, Row
from gridDesk.ledger.dates import age_on
from gridDesk.text import squeeze, today

if TYPE_CHECKING:  # the line to search in stands in the window before any office is open
    from gridDesk.store import Hit

EACH = 6  # shown of each kind
MOST = 100  # counted of each kind; what is more is said as more
WIDE = 3000  # looked through where two words must both fit
LEDGER = "@ledger"
MERGED = "09"  # the closing reason of a record that was merged into another
_KINDS = (("person", "人"), ("household", "户"), ("dwelling", "房屋"), ("address", "地址"))
_OWN_PAGE = {"person": ("people", ""), "household": ("households", ""), "dwelling": ("dwellings", "")}
_OWN_PAGE |= {key: PAGES_OF_ACTS[page] for key, page in BY_ACTS.items() if page in PAGES_OF_ACTS}


@dataclass(frozen=True, slots=True)
class Found:
    """A record found: where it is kept, its name, a line that tells it apart, why it was found, and its `mark`.

    `mark` is 已注销 or 已并入另一条 where the record is not in force. A ledger found has LEDGER for `ledger`, and
    `page argument` for `uid`.
    """

    ledger: str
    uid: str
    name: str
    line: str
    why: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one kind: its label, how many in words (`12`, `100 以上`), and the first of them."""

    label: str
    count: str
    hits: list[Found]
    total: int = 0  # at most one more than MOST


def find(desk: Desk, text: str, limit: int = 30) -> list[Found]:
    """Return what matches `text`, best first. The line never holds a full ID number, nor any sealed group."""
    need_work(desk, "查找")
    return _shown(desk, desk.store.find(text, limit=limit, states=(ACTIVE, CLOSED)))


def sections(desk: Desk, text: str, each: int = EACH) -> list[Section]:
    """Return what matches `text` by kind, `each` of a kind; ledgers by name come last."""
    need_work(desk, "查找")
    if not squeeze(text):
        return []
    found = []
    for ledger, label in _KINDS:
        hits = _people(desk, text) if ledger == "person" else _hits(desk, text, [ledger])
        found.append((label, hits))
    found += _by_label(desk, _hits(desk, text, _others(desk)))
    shown = [Section(label, _count(hits), _shown(desk, hits[:each]), len(hits)) for label, hits in found if hits]
    ledgers = [_ledger_found(desk, ledger) for ledger in ledgers_named(desk, text)[:each]]
    return shown + ([Section("台账", str(len(ledgers)), ledgers)] if ledgers else [])


def _count(hits: Sequence[Hit]) -> str:
    return f"{MOST} 以上" if len(hits) > MOST else str(len(hits))


def _hits(desk: Desk, text: str, ledgers: Sequence[str], limit: int = MOST + 1) -> list[Hit]:
    return desk.store.find(text, limit=limit, states=(ACTIVE, CLOSED), ledgers=ledgers) if ledgers else []


def _others(desk: Desk) -> list[str]:
    first = {ledger for ledger, _ in _KINDS}
    return [ledger.key for ledger in desk.enabled() if ledger.key not in first and not ledger.sealed]


def _by_label(desk: Desk, hits: Iterable[Hit]) -> list[tuple[str, list[Hit]]]:
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.ledger, []).append(hit)
    return [(desk.catalogue[ledger].label, some) for ledger, some in found.items()]


# --- people by more than one word -----------------------------------------------------------------------------------


def _people(desk: Desk, text: str) -> list[Hit]:
    """Return people by all that was typed as one word; failing that, those whom every word fits."""
    hits = _hits(desk, text, ["person"])
    words = text.split()
    if hits or len(words) < 2:
        return hits
    groups = [ledger for ledger in ledgers_named(desk, words[-1]) if ledger.subject and not ledger.sealed]
    if groups:
        hits = _all_of(desk, words[:-1])
        members = {uid for ledger in groups for uid in _members(desk, ledger, [hit.uid for hit in hits])}
        return [hit for hit in hits if hit.uid in members][: MOST + 1]
    return _all_of(desk, words)[: MOST + 1]


def _all_of(desk: Desk, words: Sequence[str]) -> list[Hit]:
    """Return the people whom each of some words finds, in the order of the first word."""
    first, *more = ({hit.uid: hit for hit in _hits(desk, word, ["person"], WIDE)} for word in words)
    return [hit for uid, hit in first.items() if all(uid in other for other in more)]


def _members(desk: Desk, ledger: Ledger, people: Sequence[str]) -> set[str]:
    rows = desk.store.rows(ledger.key, where={ledger.subject: list(people)})
    return {str(row[ledger.subject]) for row in rows}


# --- ledgers by name ------------------------------------------------------------------------------------------------


def ledgers_named(desk: Desk, word: str) -> list[Ledger]:
    """Return the ledgers in use that a word names: by label or alias, by their beginning, or by pinyin initials."""
    key = squeeze(word).casefold()
    if len(key) < 2:
        return []
    return [ledger for ledger in desk.enabled() if ledger.key in _pages(desk) and _names(ledger, key)]


def _names(ledger: Ledger, key: str) -> bool:
    words = [ledger.label, *ledger.aliases]
    if key.isascii():
        return any(spelled(word, key) for word in words[:3])
    return any(word.startswith(key) or (len(key) > len(word) and key.startswith(word)) for word in words)


def _pages(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return the page, with its argument, on which each ledger stands that has one."""
    found = {}
    for ledger in desk.enabled():
        if ledger.key in _OWN_PAGE:
            found[ledger.key] = _OWN_PAGE[ledger.key]
        elif ledger.group != "people" and ledger.key not in BY_ACTS:
            found[ledger.key] = ("ledgers", ledger.key)
    return found


def _ledger_found(desk: Desk, ledger: Ledger) -> Found:
    page = " ".join(_pages(desk)[ledger.key]).strip()
    return Found(LEDGER, page, ledger.label, f"打开这个台账，在册 {desk.store.count(ledger.key):,} 条", "")


# --- what is shown --------------------------------------------------------------------------------------------------


def _shown(desk: Desk, hits: Sequence[Hit]) -> list[Found]:
    people = [hit.uid for hit in hits if hit.ledger == "person"]
    rows = desk.store.get_many("person", people)
    homes = residences(desk, people)
    addresses = addresses_of(desk, homes)
    found = []
    for hit in hits:
        row = rows.get(hit.uid) if hit.ledger == "person" else None
        line = _person_line(desk, row, addresses.get(hit.uid, "")) if row else hit.line
        line = "" if line == hit.name else line
        found.append(Found(hit.ledger, hit.uid, hit.name, line, hit.why, _mark(hit, row)))
    return found


def _person_line(desk: Desk, row: Row, address: str) -> str:
    age = age_on(cast("str | None", row.get("birth")), today())
    parts = [desk.catalogue["person"]["sex"].show(row.get("sex")), "" if age is None else f"{age}岁", address]
    return "　".join(part for part in parts if part)


def _mark(hit: Hit, row: Row | None) -> str:
    if hit.state != CLOSED:
        return ""
    return "已并入另一条" if row and row.get("closed_reason") == MERGED else "已注销"
