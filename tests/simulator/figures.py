"""What the simulator counted, and the one error it raises: a named invariant that does not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


class Violation(AssertionError):
    """An invariant that does not hold; `name` says which."""

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name


@dataclass
class Figures:
    """Counts over many runs."""

    runs: int = 0
    steps: int = 0
    packages: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    invariants: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Return the figures as text."""
        total = f"runs {self.runs:,} · steps {self.steps:,} · packages made {self.packages:,}"
        return [
            f"{total} · faults {sum(self.faults.values()):,} · checks of invariants {sum(self.invariants.values()):,}",
            "acts: " + _words(self.acts),
            "faults: " + _words(self.faults),
            "verdicts: " + _words(self.verdicts),
            "invariants: " + _words(self.invariants),
        ]


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "none"


FIGURES = Figures()


def hold(name: str, holds: object, detail: str = "") -> None:
    """Count one check of an invariant; raise `Violation` when it does not hold."""
    FIGURES.invariants[name] += 1
    if not holds:
        raise Violation(name, detail)
