"""Acts by name for the one at the desk: 修改人口 张三 联系电话. The name is read from the data when it is shown.

The journal's own label stays without personal data.
"""

from __future__ import annotations

from gridDesk.desk.history import SEALED, Act
from gridDesk.desk.office import Desk
from gridDesk.desk.records import label_of
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit

SMALL = 60  # records; an act on more is named by its label and count
FIRST = ("household", "person", "dwelling")
FIELDS = 3


def named(desk: Desk, act: Act) -> str:
    """Return what an act was done to, in words; its plain label where it touched many records."""
    if act.label == SEALED or act.undone or act.count > SMALL:
        return act.label
    try:
        edits = desk.store.plan_undo(act.txn).edits
    except DeskError:
        return act.label
    main = _main(edits)
    title = desk.store.titles(main.ledger, [main.uid]).get(main.uid, "") if main else ""
    if main is None or not title:
        return act.label
    shape = desk.catalogue[main.ledger]
    keys = [key for key in main.values if key in shape]
    fields = "、".join(label_of(shape, key) for key in keys[:FIELDS])
    more = f"等 {len(keys)} 项" if len(keys) > FIELDS else ""
    changed = main.op == "update" and len(edits) == 1 and keys
    return f"{act.label} {title}" + (f" {fields}{more}" if changed else "")


def _main(edits: tuple[Edit, ...]) -> Edit | None:
    """Return the edit of the record that an act was about."""
    order = {key: place for place, key in enumerate(FIRST)}
    return min(edits, key=lambda edit: order.get(edit.ledger, len(order)), default=None)
