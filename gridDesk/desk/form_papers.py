"""The maker of declared forms: one form per chosen record, or empty ones for the pen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gridDesk.desk import (
    form_blanks,
    forms_duty,
    forms_events,
    forms_extract,
    forms_leave,
    forms_mediation,
    forms_meetings,
    forms_notice,
    forms_people,
    forms_visits,
)
from gridDesk.desk.form_blanks import PROVIDERS, Blanks, Provider, RecordBlanks
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import Scope, chunks, households_in_order
from gridDesk.documents.form_blocks import wanted
from gridDesk.documents.form_papers import FilledBlanks, blocks_of, build_forms
from gridDesk.ledger import Catalogue, Row

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.form import FormPage
    from gridDesk.documents.papers import Paper
    from gridDesk.vault import Level

# One line per module of providers.
PROVIDERS.update(forms_duty.PROVIDERS)
PROVIDERS.update(forms_events.PROVIDERS)
PROVIDERS.update(forms_extract.PROVIDERS)
PROVIDERS.update(forms_leave.PROVIDERS)
PROVIDERS.update(forms_mediation.PROVIDERS)
PROVIDERS.update(forms_meetings.PROVIDERS)
PROVIDERS.update(forms_notice.PROVIDERS)
PROVIDERS.update(forms_people.PROVIDERS)
PROVIDERS.update(forms_visits.PROVIDERS)


def declared(making: Making) -> FormPage:
    """Make the forms of a paper that declares its blocks."""
    filled = FilledForms(making.desk, making.paper, making.order, making.level)
    return build_forms(making.paper, filled, making.header)


class FilledForms:
    """The forms of an order, filled; can be read more than once.

    Without records, or for the pen, `order.count` empty ones; a paper of small forms side by side gives `count` of each
    record. Papers of households print those of the order's scope when none is chosen. `asked` are the blanks to fill
    where they are not those of the paper's own blocks: a Word template may ask for others.
    """

    def __init__(
        self, desk: Desk, paper: Paper, order: PrintOrder, level: Level, *, asked: frozenset[str] | None = None
    ) -> None:
        self.desk, self.paper, self.order, self.level = desk, paper, order, level
        names = wanted(blocks_of(paper)).values if asked is None else asked
        self.provider: Provider | None = PROVIDERS.get(paper.key)
        mine = set(self.provider.values) if self.provider else set()
        paths = {name: form_blanks.path_of(desk.catalogue, paper.ledger, name) for name in names - mine}
        self.paths = {name: path for name, path in paths.items() if path and name not in form_blanks.GENERAL}
        self.rooms = form_blanks.rooms(self.paths)
        self.records = self._records()

    def _records(self) -> tuple[str, ...]:
        if self.order.mode == "blank" or not self.paper.ledger:
            return ()
        if self.paper.scope == "household" and not self.order.records:
            scope = Scope(self.order.grid, self.order.village_group, self.order.households)
            return tuple(uid for uid, _ in households_in_order(self.desk, scope))
        return self.order.records

    def __iter__(self) -> Iterator[FilledBlanks]:
        if not self.records:
            one = self._filled(None)
            yield from (one for _ in range(max(self.order.count, 1)))
            return
        times = self.order.count if self.paper.tiles else 1
        for uids in chunks(self.records, 50):
            found = self.desk.store.get_many(self.paper.ledger, uids)
            for uid in uids:
                if uid in found:
                    one = self._filled(found[uid])
                    yield from (one for _ in range(max(times, 1)))

    def empty(self) -> FilledBlanks:
        """Return a form that says nothing."""
        return FilledBlanks(part=self._part(None), rooms=self.rooms)

    def _filled(self, row: Row | None) -> FilledBlanks:
        dated = row is not None or (self.order.mode != "blank" and not self.paper.ledger)
        values = form_blanks.general(self.desk, row, dated=dated)
        record = RecordBlanks(self.desk, self.paper.ledger, row, self.level)
        values |= {name: record.say(path) for name, path in self.paths.items()}
        more = self.provider.make(self.desk, row, self.order) if self.provider else Blanks()
        return FilledBlanks(
            part=self._part(row), key=str(row["uid"]) if row else "", values=values | dict(more.values),
            rows=more.rows, pictures=more.pictures, rooms=self.rooms,
        )  # fmt: skip

    def _part(self, row: Row | None) -> str:
        """Return what a form is called where people see it: the paper and a date, never a person."""
        title = self.paper.title.replace("　", "")
        if row is None:
            return f"空白{title}" if self.paper.ledger else title
        shape = self.desk.catalogue[self.paper.ledger]
        named = (shape[key] for key in shape.title if key in shape)  # never the date somebody was born on
        dates = (str(row[item.key]) for item in named if item.type.name == "date" and row.get(item.key))
        return f"{title} {next(dates, str(row['uid'])[:8])}"


def has_provider(paper: Paper) -> bool:
    """Tell whether a paper says more when it is filled than its blanks for the pen, also where it is of no record."""
    return paper.key in PROVIDERS


def unknown_blanks(paper: Paper, catalogue: Catalogue) -> list[str]:
    """Return the blanks of a paper that nothing would ever fill."""
    asked, provider = wanted(blocks_of(paper)), PROVIDERS.get(paper.key, Provider(lambda *_: Blanks()))
    found = form_blanks.unknown(catalogue, paper.ledger, sorted(asked.values), provider)
    for name, ones in asked.rows.items():
        if name not in provider.rows:
            found.append(f"{name}（清单）")
        found += [f"{name}.{one}" for one in sorted(ones - set(provider.rows.get(name, ones)))]
    return found + [f"{name}（图片）" for name in sorted(asked.pictures - set(provider.pictures))]
