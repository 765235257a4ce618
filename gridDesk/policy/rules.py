"""Every rule by name: those on grids and staff, and those on the work of a period."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gridDesk.policy import deadlines, grid_size, groups, keeping, logs, meetings, patrolling, team, training, visiting
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.work import WorkFacts

WorkRule = Callable[[Clause, WorkFacts, Period], Iterator[Finding]]
RULES: dict[str, grid_size.Rule] = grid_size.RULES
WORK_RULES: dict[str, WorkRule] = {
    rule.__name__: rule
    for module in (visiting, patrolling, groups, meetings, deadlines, logs, keeping, training, team)
    for rule in module.RULES
}
