"""What a page of a ledger adds up to, and the whole ledger: sums of columns, groups and rows."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from gridDesk.documents.table_page import Cells, Column


class Sums:
    """Sums of the `total` columns, and how many groups and rows were counted."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.values = {i: Decimal(0) for i, column in enumerate(columns) if column.total}
        self.shared = {i for i in self.values if columns[i].shared}
        self.groups = self.rows = 0

    def add(self, cells: Cells, *, first: bool = True) -> None:
        """Count one row; what its group shares is counted with the `first` of the group only."""
        self.rows += 1
        for i in self.values if first else self.values.keys() - self.shared:
            try:
                self.values[i] += Decimal(cells[i].replace(",", "") or "0")
            except InvalidOperation:
                continue  # A masked amount counts as nothing; the sum then says so by being short.

    def take(self, other: Sums) -> None:
        """Add what another has counted."""
        self.groups += other.groups
        self.rows += other.rows
        for i, value in other.values.items():
            self.values[i] += value

    def texts(self) -> dict[int, str]:
        """Return the sum of each total column as text."""
        return {i: f"{value:f}" for i, value in self.values.items()}

    def words(self, label: str, units: tuple[str, str]) -> str:
        """Return the label with what was counted: 本页小计　12 户　35 人."""
        counted = [f"{count} {unit}" for count, unit in zip((self.groups, self.rows), units, strict=True) if unit]
        return "　".join([label, *counted])
