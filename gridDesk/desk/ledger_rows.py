"""Rows of any ledger on paper: in the order of its title fields, text, masked, read a few hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gridDesk.desk.masks import Masker, texts_of
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import Scope, Texts, chunks, natural, short_address
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Ledger, Row
from gridDesk.vault import Level

# Who is named either by a record or in words: the paper has one column for both.
_NAMED_IN_WORDS = {"duty": {"worker": "name"}, "equipment": {"worker": "holder"}}
# What records are ordered by where their title says less: the steps of an event stand together, as they were taken.
_ORDERED = {"event_step": ("event", "step")}
DATE = "date"
_PLACES = ("address", "dwelling")  # ledgers whose records are called by an address


class LedgerRows:
    """Rows of a ledger, of one grid where it has grids, of one `year` where records have a date; can be read again."""

    def __init__(self, desk: Desk, ledger: str, scope: Scope, level: Level, year: str = "") -> None:
        self.desk, self.shape, self.masker = desk, desk.catalogue[ledger], Masker(desk.catalogue, level)
        where: dict[str, object] = {"grid": scope.grid} if scope.grid and "grid" in self.shape else {}
        self.places = [item.key for item in self.shape.fields if item.to in _PLACES or item.key == "address_text"]
        keys = _ORDERED.get(ledger, self.shape.title)
        rows = [
            {"uid": row["uid"], **{key: row.get(key) for key in keys}} for row in desk.store.rows(ledger, where=where)
            if not year or str(row.get(DATE) or year).startswith(year)
        ]  # fmt: skip
        names = {key: self._names(key, rows) for key in keys if self.shape[key].to}
        # Two records of one name are still two: what belongs to each stays together.
        rows.sort(
            key=lambda row: [
                (natural(self._said(key, row, names)), str(row[key]) if key in names else "") for key in keys
            ]
        )
        self.order = [str(row["uid"]) for row in rows]

    def _names(self, key: str, rows: list[Row]) -> dict[str, str]:
        return self.desk.store.titles(self.shape[key].to, {str(row[key]) for row in rows if row[key]})

    def _said(self, key: str, row: Row, names: dict[str, dict[str, str]]) -> str:
        if key in names:
            return names[key].get(str(row[key]), "")
        return str(row[key] or "") if self.shape[key].type.name == "date" else self.shape[key].show(row[key])

    def __iter__(self) -> Iterator[Texts]:
        no = 0
        for uids in chunks(self.order):
            found = self.desk.store.get_many(self.shape.key, uids)
            rows = [found[uid] for uid in uids if uid in found]
            for row, text in zip(rows, many_texts(self.desk, self.shape.key, rows), strict=True):
                no += 1
                yield self.masker.row({"no": str(no), "uid": str(row["uid"]), **keyed(self.shape, self._short(text))})

    def _short(self, text: Mapping[str, str]) -> Mapping[str, str]:
        """Leave the office's own name out of addresses: it stands above the ledger. Name people by either field."""
        found = {**text, **{key: short_address(self.desk, text[key]) for key in self.places if text[key]}}
        for link, words in _NAMED_IN_WORDS.get(self.shape.key, {}).items():
            found[link] = found[link] or found[words]
        return found


def masked(shape: Ledger, text: Texts, level: Level) -> Texts:
    """Return the texts of a record as row keys of a paper, masked."""
    return keyed(shape, texts_of(shape, text, level))


def keyed(shape: Ledger, text: Mapping[str, str]) -> Texts:
    """Return the texts of a record as row keys of a paper."""
    return {f"{shape.key}.{item.key}": text[item.key] for item in shape.fields}
