"""People who move from one village to another of the same street: closed there, proposed here, entered as a new record.

Whose record a person is never changes. The village she leaves closes her and names the village she moves to
(`transfer_to` of the population event); the street turns that into a transfer (转入建议) for the other village; that
village enters a new person, whose `origin` names the transfer. So the street can follow a person through its villages,
and nobody is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk.judging import fits
from gridDesk.desk.office import Desk
from gridDesk.desk.population_books import EVENT
from gridDesk.desk.records import Saved
from gridDesk.desk.replies import REFUSED, Reply, decisions_below, packed
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row, new_uid
from gridDesk.ledger.alike import MERGED_INTO, ORIGIN
from gridDesk.ledger.record import is_erased
from gridDesk.store.system import Peer
from gridDesk.text import squeeze, today_iso

TRANSFER = "transfer"
NOT_MOVED = frozenset((MERGED_INTO, ORIGIN, "photo"))
_SKIPPED = "transfers.skipped"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody whom a village closed as moved to another village of this street; `site` is that village where known."""

    event: str
    person: str
    name: str
    office: str
    office_name: str
    left_on: str
    to: str
    site: str


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A transfer of ours and what became of it: `state` is open, accepted, refused or withdrawn; `there` the new uid."""

    uid: str
    person: str
    name: str
    from_name: str
    to_site: str
    to_name: str
    left_on: str
    state: str
    words: str
    content: str
    there: str
    on: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a person came from: the village, her record there, and the day she left it."""

    office: str
    office_name: str
    person: str
    left_on: str
    transfer: str


def children(desk: Desk) -> list[Peer]:
    """Return the paired offices below this one, by name."""
    return desk.store.system.peers.list(state="active", relation="child")


def destinations(desk: Desk) -> list[str]:
    """Return the names of other villages of the street as far as this office has met them, for the question whereto."""
    names = [str(row.get("from_name") or "") for row in desk.store.rows(TRANSFER)]
    names += [str(row.get("other_name") or "") for row in desk.store.rows("duplicate_notice")]
    names += [str(name) for name in desk.store.group_count(EVENT, "transfer_to") if name]
    return sorted(dict.fromkeys(name for name in names if name and name != desk.office.name))


# --- the street ------------------------------------------------------------------------------------------------------


def to_forward(desk: Desk) -> list[Leaving]:
    """Return who left for another village of this street and was not forwarded yet, in the order the villages told."""
    peers = {peer.site: peer for peer in children(desk)}
    skipped = _skipped(desk)
    found = []
    for row in _departures(desk):
        uid, office = str(row["uid"]), str(row["office"])
        if office in peers and uid not in skipped and _is_gone(desk, row) and not _transfers_of(desk, row):
            found.append(_leaving(desk, row, peers))
    return found


def _departures(desk: Desk) -> list[Row]:
    names = [name for name in desk.store.group_count(EVENT, "transfer_to") if name]
    return list(desk.store.rows(EVENT, where={"transfer_to": names})) if names else []


def _is_gone(desk: Desk, row: Row) -> bool:
    """Tell whether the person an event tells of is still away, and was there."""
    person = desk.store.get("person", str(row.get("person") or ""))
    return person is not None and person["state"] == CLOSED and not person.get(MERGED_INTO)


def _transfers_of(desk: Desk, row: Row) -> list[Row]:
    """Return the transfers in force that an event of leaving led to."""
    where = {"person": row["person"], "from_office": row["office"], "left_on": row["date"]}
    return list(desk.store.rows(TRANSFER, where=where, office=desk.office.site))


def _leaving(desk: Desk, row: Row, peers: Mapping[str, Peer]) -> Leaving:
    office, person, to = str(row["office"]), str(row["person"]), str(row["transfer_to"])
    name = desk.store.titles("person", [person]).get(person, "")
    known = next(
        (peer.site for peer in peers.values() if peer.site != office and squeeze(peer.name) == squeeze(to)), ""
    )
    return Leaving(str(row["uid"]), person, name, office, peers[office].name, str(row["date"]), to, known)


def forward(desk: Desk, event: str, site: str) -> Saved:
    """Propose a person who left one village to another one; one refused before is replaced. Raises DeskError."""
    row, peer = desk.store.get(EVENT, event), desk.store.system.peers.get(site)
    if peer is None or (peer.relation, peer.state) != ("child", "active"):
        raise DeskError("请选择转往哪个村（社区）。", advice="没有配对的单位请先在“收发”里配对。")
    if row is None or row["state"] != ACTIVE or not _is_gone(desk, row):
        raise DeskError("迁出的村（社区）已经撤回了这次迁出，", advice="不用再转。")
    if row["office"] == site:
        raise DeskError(f"此人正是从{peer.name}迁出的，", advice="请选择另一个村（社区）。")
    before = _transfers_of(desk, row)
    answers = decisions_below(desk, before)
    if any(str(one["uid"]) not in answers or answers[str(one["uid"])].decision != REFUSED for one in before):
        raise DeskError("这个人已经转过了，", advice="请在列表里查看办理结果。")
    person = desk.store.get("person", str(row["person"]))
    assert person is not None
    uid = new_uid()
    values = {
        "addressee": site, "from_office": row["office"], "from_name": _name_of(desk, str(row["office"])),
        "person": person["uid"], "name": person.get("name"), "left_on": row["date"], "data": packed(_data(desk, person)),
    }  # fmt: skip
    edit = Edit(TRANSFER, uid, "create", {key: value for key, value in values.items() if value})
    return Saved(uid, desk.write([*(_ended(str(one["uid"])) for one in before), edit], "转出转入建议"))


def _data(desk: Desk, person: Row) -> dict[str, object]:
    """Return what goes with a person: the fields of her own record, nothing of groups, logs or visits."""
    kept = [item.key for item in desk.catalogue["person"].fields if item.key not in NOT_MOVED and not item.to]
    return {key: person[key] for key in kept if person.get(key) not in (None, "")}


def _ended(uid: str) -> Edit:
    return Edit(TRANSFER, uid, "close", {"state": CLOSED, "closed_on": today_iso(), "closed_reason": "99"})


def skip(desk: Desk, event: str) -> None:
    """Note that a departure needs no forwarding (she did not move to a village of this street after all)."""
    desk.set_setting(_SKIPPED, sorted(_skipped(desk) | {event}))


def _skipped(desk: Desk) -> set[str]:
    found = desk.setting(_SKIPPED, [])
    return {str(one) for one in found} if isinstance(found, list) else set()


def tidy(desk: Desk) -> int:
    """End the unanswered transfers of people whom the village they left has in its lists again; returns how many."""
    rows = list(desk.store.rows(TRANSFER, office=desk.office.site))
    answers = decisions_below(desk, rows)
    people = desk.store.get_many("person", {str(row["person"]) for row in rows})
    back = {uid for uid, person in people.items() if person["state"] == ACTIVE}
    ended = [str(row["uid"]) for row in rows if row["person"] in back and str(row["uid"]) not in answers]
    if ended:
        desk.write([_ended(uid) for uid in ended], "转入建议自动了结")
    return len(ended)


def withdraw(desk: Desk, uid: str) -> Changes:
    """Take a transfer back, or put one away that was answered."""
    row = desk.store.get(TRANSFER, uid)
    if row is None or row["office"] != desk.office.site or row["state"] != ACTIVE:
        raise DeskError("这条转入建议已经了结，", advice="请刷新后再看。")
    return desk.write([_ended(uid)], "了结转入建议")


def forwarded(desk: Desk) -> list[Forwarded]:
    """Return the transfers of this office with what became of each, the newest first."""
    rows = list(desk.store.rows(TRANSFER, states=(ACTIVE, CLOSED), office=desk.office.site))[::-1]
    answers = decisions_below(desk, rows)
    return [_forwarded(desk, row, answers.get(str(row["uid"]))) for row in rows]


def _forwarded(desk: Desk, row: Row, reply: Reply | None) -> Forwarded:
    over = row["state"] != ACTIVE
    state = ("refused" if reply.decision == REFUSED else "accepted") if reply else "withdrawn" if over else "open"
    words = {"refused": "没有登记", "accepted": "已登记", "withdrawn": "已撤回", "open": "等待登记"}[state]
    there = _entered(desk, [str(row["uid"])])
    site = str(row.get("addressee") or "")
    return Forwarded(
        str(row["uid"]), str(row["person"]), str(row.get("name") or ""), str(row.get("from_name") or ""), site,
        _name_of(desk, site), str(row["left_on"]), state, words, reply.content if reply else "", there,
        reply.on if reply else "",
    )  # fmt: skip


def came_back(desk: Desk) -> list[Forwarded]:
    """Return the transfers that a village did not enter, and that nobody has dealt with since."""
    in_force = {str(row["uid"]) for row in desk.store.rows(TRANSFER, office=desk.office.site)}
    return [one for one in forwarded(desk) if one.state == "refused" and one.uid in in_force]


def event_of(desk: Desk, transfer: str) -> str:
    """Return the event of leaving that a transfer of ours came from, "" when it is not there any more."""
    row = desk.store.get(TRANSFER, transfer)
    if row is None:
        return ""
    where = {"person": row["person"], "date": row["left_on"]}
    found = desk.store.rows(EVENT, where=where, office=str(row["from_office"]))
    return next((str(one["uid"]) for one in found if one.get("transfer_to")), "")


def _name_of(desk: Desk, site: str) -> str:
    peer = desk.store.system.peers.get(site)
    return peer.name if peer else "下级单位"


# --- the link --------------------------------------------------------------------------------------------------------


def origin_of(desk: Desk, person: str) -> Origin | None:
    """Return where a person came from by a transfer; None for everybody else, and once she was erased there."""
    row = desk.store.get("person", person)
    found = desk.store.get(TRANSFER, str(row[ORIGIN])) if row and row.get(ORIGIN) else None
    if found is None or is_erased(found):
        return None
    return Origin(
        str(found["from_office"]), str(found.get("from_name") or ""), str(found["person"]), str(found["left_on"]),
        str(found["uid"]),
    )  # fmt: skip


def origins(desk: Desk, person: str) -> list[Origin]:
    """Return every place a person came from through the villages of this street, the latest first."""
    found: list[Origin] = []
    step = origin_of(desk, person)
    while step is not None and step.transfer not in {one.transfer for one in found}:
        found.append(step)
        step = origin_of(desk, step.person)
    return found


def went_to(desk: Desk, person: str) -> str:
    """Return the record that a person has in the village she moved to, "" when there is none in force."""
    transfers = [
        str(row["uid"]) for row in desk.store.rows(TRANSFER, where={"person": person}, states=(ACTIVE, CLOSED))
    ]
    return _entered(desk, transfers)


def _entered(desk: Desk, transfers: list[str]) -> str:
    rows = desk.store.rows("person", where={ORIGIN: transfers}) if transfers else ()
    return next((str(row["uid"]) for row in rows), "")


def values_of(desk: Desk, data: Mapping[str, object]) -> dict[str, object]:
    """Return what this program can keep of a person's fields that came with a transfer."""
    shape = desk.catalogue["person"]
    known = {key: value for key, value in data.items() if key in shape and key not in NOT_MOVED and not shape[key].to}
    return {key: value for key, value in known.items() if value not in (None, "") and fits(shape[key], value)}
