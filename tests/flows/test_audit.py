"""The log of who did what: what may stand in it, that it is checked, and what its page shows."""

from __future__ import annotations

import pytest

from gridDesk.desk import audit
from gridDesk.desk.audit_kinds import KINDS, NotACode
from gridDesk.desk.office import Desk


def test_a_line_holds_who_when_what_and_how_many(village: Desk):
    audit.note(village, "export", count=12, objects=("ledger:resident",), detail={"format": "xlsx", "ids": False})
    line = list(village.store.audit_lines())[-1]
    assert (line.kind, line.count, line.user) == ("export", 12, village.keys.who)
    assert line.detail == {"format": "xlsx", "ids": False}


@pytest.mark.parametrize("value", ["张三", "110101199001011237", "13800000000", 13800000000, "a b", ["01"], "x" * 41])
def test_what_could_be_somebodys_data_is_refused(village: Desk, value: object):
    before = village.store.audit_head()
    with pytest.raises(NotACode) as refused:
        audit.note(village, "export", detail={"format": value})
    assert str(value) not in str(refused.value)
    assert village.store.audit_head() == before


def test_unknown_kinds_details_and_objects_are_refused(village: Desk):
    for given in (
        {"kind": "lunch"},
        {"kind": "print", "detail": {"name": 1}},
        {"kind": "print", "objects": ("张三",)},
        {"kind": "print", "objects": ("person:110101199001011237",)},
        {"kind": "grant", "grant": "领导批准"},
    ):
        with pytest.raises(NotACode):
            audit.note(village, **given)


def test_every_kind_has_a_name_in_chinese():
    assert all(kind.label and not kind.label.isascii() for kind in KINDS.values())
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)
