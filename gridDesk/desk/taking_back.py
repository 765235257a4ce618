"""Taking back our own records from the office above: into an empty office, or beside what one set back still has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Edit, Row
from gridDesk.ledger.record import SYSTEM, is_erased
from gridDesk.ledger.upgrades import upgrade_values
from gridDesk.store.system import Alarm
from gridDesk.sync.asides import values_fit
from gridDesk.sync.body import Body
from gridDesk.sync.delta import Counts
from gridDesk.sync.errors import BodyInvalid
from gridDesk.sync.receipts import RecordOutcome
from gridDesk.sync.snapshot import flat
from gridDesk.text import now_iso

_LEFT_OUT = {*SYSTEM, "extra"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackPlan:
    """What is taken back. `lost`: for records changed here since, what the other side had: a person decides on them.

    `kept`: how many records the other side could not take itself and hands back as they came; `unfit` of them do not fit
    here either.
    """

    edits: tuple[Edit, ...]
    lost: tuple[Alarm, ...] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)
    kept: int = 0
    unfit: int = 0
    outcome: str = "accepted"
    records: tuple[RecordOutcome, ...] = ()


def plan(desk: Desk, body: Body) -> BackPlan:
    """Plan what comes back. Raises BodyInvalid for records that are not ours, DeskError where the program is too old."""
    kept = body.kept()
    newer = [key for key in body.ledgers() if _version(body, key) > _known(desk, key)]
    newer += [key for key, version, _ in kept if version > _known(desk, key)]
    if newer:
        raise DeskError("上级还回的数据由更新版本的程序写成，", advice="请先升级本机程序，再收取；数据包请保留。")
    edits: list[Edit] = []
    lost: list[Alarm] = []
    counts: dict[str, Counts] = {}
    unfit: list[str] = []
    for key in dict.fromkeys((*body.ledgers(), *(one[0] for one in kept))):
        made = changed = 0
        for edit in _ledger(desk, key, _rows(desk, body, key, kept, unfit), lost):
            edits.append(edit)
            made, changed = made + (edit.op == "create"), changed + (edit.op != "create")
        if made or changed:
            counts[key] = Counts(new=made, changed=changed)
    gone = [Edit(key, uid, "erase", {}) for key, uid in body.erased() if key in desk.catalogue]
    mirrored = [Edit(one.ledger, one.uid, "mirror", one.values) for one in edits]
    return BackPlan(edits=(*gone, *mirrored), lost=tuple(lost), counts=counts, kept=len(kept), unfit=len(unfit))


def _version(body: Body, ledger: str) -> int:
    return body.manifest.schema.get(ledger, 1)


def _known(desk: Desk, ledger: str) -> int:
    return desk.catalogue[ledger].version if ledger in desk.catalogue else 0


def _rows(
    desk: Desk, body: Body, ledger: str, kept: Sequence[tuple[str, int, Row]], unfit: list[str]
) -> Iterator[tuple[Row, Row]]:
    """Yield each record of a ledger as it came, with its values as today's version has them.

    What the office above could not take itself comes last word by word and is newer; what does not fit here either is
    counted in `unfit`. Raises BodyInvalid for a record that is not ours.
    """
    waiting = {str(row["uid"]): (version, row) for key, version, row in kept if key == ledger}
    if ledger in body.ledgers():
        for row in body.rows(ledger):
            if str(row["uid"]) not in waiting:
                yield row, upgrade_values(ledger, flat(row), _version(body, ledger))
    for uid, (version, row) in waiting.items():
        values = upgrade_values(ledger, flat(row), version)
        if row["office"] != desk.office.site:
            raise BodyInvalid(ledger)
        if isinstance(values.get("state"), str) and values_fit(desk.catalogue[ledger], values):
            yield row, values
        else:
            unfit.append(uid)


def _ledger(desk: Desk, ledger: str, rows: Iterator[tuple[Row, Row]], lost: list[Alarm]) -> Iterator[Edit]:
    """Yield the records of a ledger that are taken over; what cannot be decided goes to `lost`."""
    site = desk.office.site
    ours = {str(row["uid"]): row for row in desk.store.stored.rows(ledger, office=site, states=(ACTIVE, CLOSED, VOID))}
    for row, theirs in rows:
        if row["office"] != site:
            raise BodyInvalid(ledger)
        uid = str(row["uid"])
        here = ours.get(uid)
        if here is None:
            yield Edit(ledger, uid, "create", theirs)
        elif not is_erased(here) and _differ(theirs, here):
            if _rev(row) > _rev(here) and not _touched(desk, ledger, uid):
                yield Edit(ledger, uid, "update", _all_of(theirs, here))
            elif _rev(row) > _rev(here) or _differ(theirs, _as_it_was(desk, ledger, here, _rev(row))):
                lost.append(_alarm(ledger, uid, theirs, here))


def _rev(row: Row) -> int:
    return int(str(row["rev"]))


def _as_it_was(desk: Desk, ledger: str, here: Row, rev: int) -> Row:
    """Return a record as it was here at an earlier rev: what the other side has may simply be older."""
    row = dict(here)
    for entry in desk.store.stored.history(ledger, str(here["uid"])):
        if entry.base_rev < rev:
            break
        row |= {key: pair[0] for key, pair in entry.fields.items()}
    return row


def _differ(theirs: Row, here: Row) -> dict[str, list[object]]:
    """Return [ours, theirs] of each field that differs."""
    mine = flat(here)
    keys = [key for key in {**mine, **theirs} if key not in _LEFT_OUT or key in ("state", "closed_on", "closed_reason")]
    return {key: [mine.get(key), theirs.get(key)] for key in keys if mine.get(key) != theirs.get(key)}


def _all_of(theirs: Row, here: Row) -> Row:
    """Return their record with blanks for what ours has besides."""
    return {**dict.fromkeys(flat(here)), **theirs}


def _touched(desk: Desk, ledger: str, uid: str) -> bool:
    """Tell whether a record was changed here since this office was set back."""
    return any(entry.replica == desk.store.replica for entry in desk.store.stored.history(ledger, uid))


def _alarm(ledger: str, uid: str, theirs: Row, here: Row) -> Alarm:
    fields = _differ(theirs, here)
    data: dict[str, object] = {
        "ledger": ledger, "uid": uid, "rev": theirs.get("rev"), "at": theirs.get("updated_at"),
        "ours": {key: pair[0] for key, pair in fields.items()}, "theirs": {key: pair[1] for key, pair in fields.items()},
    }  # fmt: skip
    return Alarm(key=f"lost.{ledger}.{uid}", kind="lost", peer="", data=data, at=now_iso())
