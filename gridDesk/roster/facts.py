"""Reads a resident sheet column-wise into facts, and tells which of its rows are one household."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gridDesk.ledger import Catalogue
from gridDesk.ledger.codes import MAN
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster import codings, doors, grouping, relations, words
from gridDesk.roster.cells import IdCell, cell_text, name_aside, parser, plain_name_key, plain_texts, read_column
from gridDesk.roster.columns import Values, first, ledger_columns, read_grids, settle_codings, texts
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.people import check_against_identity, check_names, refuse_bad_identities
from gridDesk.roster.places import addresses_of, joined, village_group, without_asides
from gridDesk.roster.plan import CellNote, Options, Way
from gridDesk.roster.table import Table
from gridDesk.text import fold, squeeze

HEAD, SELF = relations.HEAD, relations.SELF


@dataclass
class Facts:
    """A resident sheet read column-wise: one entry per data row in each list."""

    names: list[object | None]
    identities: list[IdCell | None]
    person: dict[str, Values]
    residence: dict[str, Values]
    relations: Values
    notes: list[str | None]
    addresses: list[str]
    registered: list[str]
    groups: Values
    numbers: list[str]
    heads: list[str]
    marks: list[str]
    phones: Values
    grids: list[str | None]
    asides: dict[int, str]
    household: dict[str, Values] = field(default_factory=dict)
    lost: int = 0
    lone: frozenset[int] = frozenset()


_HOMES = ("number", "phone", "head", "address", "grid", "village_group", "merged_into")
"""What of a household is found out by rules of its own."""


def read_facts(table: Table, draft: Draft, options: Options) -> Facts:
    """Read all columns; bad ID numbers, missing names and doubles refuse their rows, other bad cells are warned of."""
    catalogue, matches = draft.catalogue, table.matches
    name, number = first(table, words.NAME), first(table, words.ID_NUMBER)
    names: Values = table.read(name, parser(catalogue["person"]["name"])) if name else [None] * len(table)
    identities = refuse_bad_identities(table, name, number, names, known=draft.known)
    marks = _marks(table, draft, identities, number)
    settle_codings(table, catalogue, identities, options.of(matches.layout))
    person = ledger_columns(table, catalogue, "person", skip=("name", "id_number"))
    check_against_identity(table, identities, {key: table.matches.of(f"person.{key}")[0] for key in person}, person)
    residence = ledger_columns(table, catalogue, "residence", skip=("relation", "registered_address"))
    related, notes = _relations(table, catalogue)
    heads = _ticked_heads(table, name)
    related = [HEAD if head and value is None else value for value, head in zip(related, heads, strict=True)]
    if name and words.is_head_title(name.title) and first(table, "residence.relation") is None:
        related = [HEAD] * len(table)
    if "relation_note" in residence:
        notes = [
            (str(two) if two else None) or one for one, two in zip(notes, residence.pop("relation_note"), strict=True)
        ]
    addresses, asides = without_asides(_carded(table, (words.ADDRESS, words.REGISTERED), addresses_of(table)))
    group = first(table, "address.village_group")
    return Facts(
        names, identities, person, residence, related, notes,
        addresses, joined(table, matches.of(words.REGISTERED)),
        table.read(group, village_group) if group else _groups_of(table),
        _carded(table, ("household.number",), texts(table, "household.number")),
        _carded(table, (words.HEAD_NAME,), _heads(table)), marks, _phones(table, catalogue),
        read_grids(table, draft), asides, ledger_columns(table, catalogue, "household", skip=_HOMES),
        check_names(table, name, names) if name else 0,
    )  # fmt: skip


def _carded(table: Table, references: tuple[str, ...], said: list[str]) -> list[str]:
    return table.carded(references, said) if table.cards else said


def _phones(table: Table, catalogue: Catalogue) -> Values:
    """Return each row's phone of the household, by its column or by the card above."""
    item, parse = first(table, "household.phone"), parser(catalogue["household"]["phone"])
    if item is not None:
        return table.read(item, parse)
    said = _carded(table, ("household.phone", "person.phone"), [""] * len(table))
    return list(read_column(said, parse).values)


_GROUP_IN_TITLE = re.compile(r"第?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:村民)?(?:小组|组|片)")


def _groups_of(table: Table) -> Values:
    """Return each row's village group as lines between the rows or the sheet's name tell it."""
    whole = _group_of_sheet(table)
    return [table.section(row) or whole for row in range(len(table))] if table.sections else [whole] * len(table)


def _group_of_sheet(table: Table) -> str | None:
    """Return the village group that a sheet's own name tells (1组, 二组, 三片), for sheets without such a column."""
    title = "" if table.cards else squeeze(table.header.title)
    found = _GROUP_IN_TITLE.search(squeeze(fold(table.sheet.name))) or _GROUP_IN_TITLE.search(title)
    if found is None or len(_GROUP_IN_TITLE.findall(squeeze(fold(table.sheet.name)))) > 1:
        return None
    value = village_group(found[0])
    return str(value) if value else None


def _marks(table: Table, draft: Draft, identities: list[IdCell | None], number: Match | None) -> list[str]:
    """Return the household marks of a returned workbook; a row that came back as a double is still one unless mended."""
    marks = texts(table, words.MARK)
    for row, mark in enumerate(marks):
        if not mark.endswith(words.DOUBLE_MARK):
            continue
        marks[row] = mark.removesuffix(words.DOUBLE_MARK)
        identity = identities[row]
        if identity and number and person_key(identity.number) in draft.known.index("person_by_id"):
            place = table.place(row, number)
            text = f"{place} 这一行上次因身份证号重复退回，号码还没有改，没有写入；如是两个人请照证件改正，否则请删去这一行。"
            table.refuse(row, CellNote(place, number.title, "duplicate_in_file", text, identity.number))
    return marks


_HEAD_TICKS = words.YES | {"户主", "本人"}


def _ticked_heads(table: Table, name: Match | None) -> list[bool]:
    """Tell which rows are heads by a tick (是否户主, √ under 户主) or by a word beside the name (`张三（户主）`)."""
    found = [False] * len(table)
    ticks = [item for item in table.matches.of(words.HEAD_NAME) if _is_ticks(table, item)]
    for item in (*table.matches.of(words.IS_HEAD), *ticks):
        for row, cell in enumerate(table.raw(item.column)):
            found[row] |= _ticked(cell) in _HEAD_TICKS
    for row, cell in enumerate(table.raw(name.column) if name else ()):
        found[row] |= isinstance(cell, str) and "户主" in cell and name_aside(cell)[1] == "户主"
    return found


def _ticked(cell: object) -> str:
    return squeeze(fold(cell_text(cell))).casefold()


def _is_ticks(table: Table, item: Match) -> bool:
    """Tell whether a column of heads holds ticks and no names."""
    said = {_ticked(cell) for cell in set(table.raw(item.column))}
    return bool(said & _HEAD_TICKS) and said <= _HEAD_TICKS | words.NOTHING


def _heads(table: Table) -> list[str]:
    """Return what tells the head of each row's household: the head's ID number where there is one, else the name."""
    numbers, names = texts(table, words.HEAD_ID), texts(table, words.HEAD_NAME)
    if (item := first(table, words.HEAD_NAME)) and _is_ticks(table, item):
        names = [""] * len(table)
    return [number or name for number, name in zip(numbers, names, strict=True)]


def _relations(table: Table, catalogue: Catalogue) -> tuple[Values, list[str | None]]:
    """Return relation codes and the words to keep beside them; an unknown word is kept and warned of."""
    item = first(table, "residence.relation")
    if item is None:
        return [None] * len(table), [None] * len(table)
    codes = catalogue["residence"]["relation"].code_set
    assert codes is not None
    shape, coding = catalogue["residence"]["relation"], table.codings.get(item.column)
    plain = relations.reader(codes, shape.parse)
    column = table.parse(item, codings.parse_with(shape, coding, plain) if coding else plain)
    if coding and coding.chosen != codings.TODAY:
        for row, cell in enumerate(table.raw(item.column)):
            column.values[row] = column.values[row] or codings.by_sex(shape, coding, cell, table.sexes[row])
    values: Values = [HEAD if value == SELF else value for value in column.values]
    said = (
        table.raw(item.column)
        if coding is None
        else ["" if codings.bare_code(cell) else cell for cell in table.raw(item.column)]
    )
    loose = {pair: relations.is_loose(codes, *pair) for pair in set(zip(values, said, strict=True))}
    notes = [cell_text(pair[1]) if loose[pair] else None for pair in zip(values, said, strict=True)]
    for row in column.bad:
        text = notes[row] = cell_text(said[row])
        place = table.place(row, item)
        about = f"{place} 与户主关系“{text}”不在国家标准用语里，原词已记入关系备注；可改成规范用语。"
        table.warn(row, CellNote(place, item.title, "relation_unknown", about, text))
    return values, notes


def households(
    table: Table, facts: Facts, options: Options, *, floating: bool = False
) -> tuple[str, list[list[int]], tuple[Way, ...]]:
    """Return the way of grouping, the households as lists of data rows, and every way that was possible.

    A head told by name gets the relation.
    """
    blocks: dict[int, int] = {}
    for reference in (words.HEAD_NAME, words.ADDRESS, "household.number"):
        for item in table.matches.of(reference):
            blocks = blocks or table.merged_blocks(item.column)
    number = first(table, words.ID_NUMBER)
    raw_ids = plain_texts(table.raw(number.column)) if number else [""] * len(table)
    names = _name_keys(facts.names)
    heads = _name_keys(facts.heads)
    is_head = [relation == HEAD for relation in facts.relations]
    if not any(is_head):
        is_head = [
            bool(head) and head in (name, raw.casefold().strip("'"))
            for head, name, raw in zip(heads, names, raw_ids, strict=True)
        ]
    hints = grouping.Hints(
        table.lines, facts.marks, facts.numbers, heads,
        [f"{name}|{raw}" if name and raw else "" for name, raw in zip(names, raw_ids, strict=True)],
        is_head, facts.addresses, [str(group or "") for group in facts.groups],
        [blocks.get(row, -1) for row in range(len(table))], first(table, "residence.relation") is not None,
        _serials(table),
    )  # fmt: skip
    facts.lone = _lone(table, facts, hints)
    if facts.lone:
        hints = grouping.without(hints, facts.lone)
    wanted = options.of(table.matches.layout).grouping
    way = grouping.choose(hints, wanted)
    if floating and way == "address" and wanted == "auto" and not hints.has_relations:
        way = "none"  # Lodgers at one address are strangers to each other unless the list says how they are related.
    for row, head in enumerate(is_head):
        if head and facts.relations[row] is None and first(table, "residence.relation") is None:
            facts.relations[row] = HEAD
    groups = {key: grouping.group(hints, key) for key in dict.fromkeys((way, *grouping.possible(hints)))}
    if facts.lone:
        stay = [row for row in range(len(table)) if row not in facts.lone]
        groups = {key: [[stay[row] for row in rows] for rows in made] for key, made in groups.items()}
    if way == "relation":
        groups[way] = doors.parted(table, groups[way], facts.addresses, facts.relations)
    ways = tuple(Way(key, grouping.WORDS[key], len(made)) for key, made in groups.items())
    found = groups[way]
    if "媳妇" in facts.notes:
        _know_wives(facts, found)
    return way, sorted([*found, *([row] for row in facts.lone)]) if facts.lone else found, ways


_GENERATION = 15
"""Years by which a son's wife is younger than his father, at least."""


def _know_wives(facts: Facts, groups: list[list[int]]) -> None:
    """Take 媳妇 for the head's own wife where she is of his age and nobody else is: in the north the word means both."""
    for rows in groups:
        head = next((row for row in rows if facts.relations[row] == HEAD), None)
        man = facts.identities[head] if head is not None else None
        if man is None or man.sex != MAN or any(facts.relations[row] in ("10", "12") for row in rows):
            continue
        called = [row for row in rows if facts.relations[row] == "38" and facts.notes[row] == "媳妇"]
        woman = facts.identities[called[0]] if len(called) == 1 else None
        if woman and man.birth and woman.birth and int(woman.birth[:4]) - int(man.birth[:4]) < _GENERATION:
            facts.relations[called[0]] = "12"


def _serials(table: Table) -> list[str]:
    """Return the cells of a column of serials (序号): where one stands only on the first line of each household, it tells."""
    item = next((one for one in table.matches.of(words.IGNORE) if words.is_serial(one.title)), None)
    return plain_texts(table.raw(item.column)) if item and not table.moved else []


def _lone(table: Table, facts: Facts, hints: grouping.Hints) -> frozenset[int]:
    """Return the rows of people who belong to no household of the list: lodgers among residents, rows that say nothing.

    A row says nothing when relation, household number and head are blank although the sheet repeats them in each line.
    """
    blank = [
        row
        for row in range(len(table))
        if not (facts.relations[row] or facts.notes[row] or hints.numbers[row] or hints.heads[row] or hints.marks[row])
        and hints.blocks[row] < 0
    ]
    if len(blank) > 0.5 * len(table) or not (hints.has_relations or any(hints.numbers) or any(hints.heads)):
        return frozenset()
    kinds = facts.residence.get("kind") or [None] * len(table)
    repeats = _repeats(hints.numbers) or _repeats(hints.heads)
    lodgers = {row for row in blank if kinds[row] in ("02", "03")}
    strangers = {row for row in blank if hints.has_relations and repeats}
    return frozenset(lodgers | strangers) if not table.moved else frozenset()


def _repeats(values: Sequence[str]) -> bool:
    """Tell whether a column says the same for each line of a household, so that a blank does not mean the one above."""
    below = sum(one != "" and one == two for one, two in pairwise(values))
    return below > sum(not value for value in values)


def _name_keys(names: Sequence[object | None]) -> list[str]:
    keys = {name: plain_name_key(str(name)) if name else "" for name in set(names)}
    return [keys[name] for name in names]
