"""The log of one office judged by what it stated to another before."""

from __future__ import annotations

import pytest

from gridDesk.sync.log_anchor import MOST, Judged, Stated, judge

OLD, NEW = "1" * 16, "2" * 16


def h(n: int) -> str:
    return f"{n:064x}"


KNOWN = [Stated(3, h(3), OLD), Stated(7, h(7), OLD)]


@pytest.mark.parametrize(
    ("stated", "head", "replica", "known", "judged"),
    [
        ({}, "", OLD, KNOWN, Judged("silent")),
        ({5: h(5)}, h(5), OLD, [], Judged("first", 5)),
        ({3: h(3), 7: h(7), 9: h(9)}, h(9), OLD, KNOWN, Judged("follows", 9, 7)),
        ({7: h(7)}, h(7), OLD, KNOWN, Judged("follows", 7, 7)),
        ({3: h(3), 5: h(5)}, h(5), OLD, KNOWN, Judged("broken", 5, 3)),
        ({3: h(3), 7: h(70), 9: h(9)}, h(9), OLD, KNOWN, Judged("broken", 9, 3)),
        ({3: h(3), 5: h(5)}, h(5), NEW, KNOWN, Judged("restored", 5, 3)),
        ({9: h(9)}, h(8), OLD, KNOWN, Judged("broken", 9)),
        ({9: h(9)}, h(9), OLD, KNOWN, Judged("broken", 9)),
        ({n: h(n) for n in range(100, 101 + MOST)}, h(100 + MOST), OLD, KNOWN, Judged("unproved", 100 + MOST)),
    ],
)
def test_what_was_stated_before_must_still_stand(stated, head, replica, known, judged):
    assert judge(stated, head, replica, known) == judged
