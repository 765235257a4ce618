"""The log of who did what (操作记录), as the rooms of the desk write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gridDesk.desk import audit_kinds

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk


def note(
    desk: Desk,
    kind: str,
    *,
    objects: Sequence[str] = (),
    count: int = 0,
    grant: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line; nothing is written where the office is open for reading only.

    `objects` are `ledger:uid` or other opaque ids; `detail` holds codes and numbers, never a name, number or text. What
    may stand there is declared in `audit_kinds`. Raises NotACode for anything else.
    """
    audit_kinds.check(kind, objects, grant, detail or {})
    if desk.store.readonly or desk.closed:
        return
    role = ",".join(sorted(desk.keys.roles))
    desk.store.audit(kind, user=desk.keys.who, role=role, objects=objects, count=count, grant_id=grant, detail=detail)
