"""Rules on what is kept: ledgers, their freshness, offices below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.work import WorkFacts

if TYPE_CHECKING:
    from gridDesk.policy.profile import Clause

RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = ()
