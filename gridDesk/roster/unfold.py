"""One line with several people becomes several data rows: 男方 and 女方 blocks, 家庭成员 in one cell, names in a row.

What a line says of the household (address, number, group) counts for all of them; what it says of a person counts for
the one it stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, is_blank
from gridDesk.roster.match import Match, Matches
from gridDesk.roster.plan import CellNote
from gridDesk.roster.table import Table
from gridDesk.roster.tenants import split_tenants
from gridDesk.text import clean_name, fold, has_hanzi, is_hanzi, name_key

RELATION = "residence.relation"
Cell = tuple[object, int]
"""What stands in a cell, and the column of the file it came from."""
Person = dict[str, Cell]
"""Reference -> cell of one person."""

_BREAK = re.compile(r"[、，,;；/|\n]")
_ASIDE = re.compile(r"^(.+?)[(（\[【](.+?)[)）\]】]$")
_WITHIN = re.compile(r"([(（][^()（）]*[)）])")
_WHO = (words.NAME, words.ID_NUMBER)
_PARTNERS = ("配偶", "丈夫", "妻子", "爱人")
_CHILDREN = ("长子", "次子", "三子", "长女", "次女", "三女", "子女", "孩子", "儿子", "女儿")
# 妻：刘小红, or 妻子刘小红: only a word of two characters needs no colon, for 子 and 女 begin names.
_WORDY = "妻子|丈夫|配偶|老伴|爱人|长子|次子|儿子|长女|次女|女儿|儿媳妇|女婿|父亲|母亲"
_ANY = f"{_WORDY}|三子|三女|儿媳|岳父|岳母|外孙女|外孙|孙女|孙子|[妻夫子女父母媳孙兄弟姐妹]"
_CALLED = re.compile(
    rf"(?P<one>{_ANY})[:：]\s*(?P<name>.+)"
    rf"|(?P<other>{_WORDY})(?P<beside>\S{{2,4}})"
    rf"|(?P<first>\S{{2,4}})\s+(?P<last>{_ANY})"
)
_NUMBER = re.compile(r"[\s:：]*(?:身份证号?|证件号?)?[:：]?\s*(\d{17}[\dXx]|\d{15})")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2})")
"""Between whole names; a column of 家庭成员 pads none of them."""


def unfold(table: Table) -> bool:
    """Give every person of the table a data row of its own; tells whether there was a line with several."""
    return _Unfolder(table).run()


def people_in(text: str) -> list[tuple[str, str]]:
    """Return (name, relation) of several people written in one cell; empty when it is not that."""
    return [(name, relation) for name, relation, _ in people_with_numbers(text)]


def people_with_numbers(text: str) -> list[tuple[str, str, str]]:
    """Return (name, relation beside it, number) of several people written in one cell; empty when it is not that."""
    if not _BREAK.search(text):
        return []
    hidden = _WITHIN.sub(lambda found: re.sub(_BREAK, " ", found[1]), text)
    found = []
    for part in _BREAK.split(hidden):
        part = part.strip(" \u3000。")
        if not part:
            continue
        aside = _ASIDE.match(part)
        name, relation = (aside[1], aside[2]) if aside else (part, "")
        number = _NUMBER.search(relation) or _NUMBER.search(name)
        name, relation = _NUMBER.sub("", name), _NUMBER.sub("", relation)
        said, name = _called(name.strip())
        relation, name = relation or said, clean_name(name)
        if not _is_name(name):
            return []
        found.append((name, relation.strip(), number[1] if number else ""))
    return found if len(found) > 1 else []


def _called(text: str) -> tuple[str, str]:
    """Return (relation, name) of `妻：刘小红`, `妻子刘小红`, `刘小红 妻`; "" and the whole where no relation is said."""
    called = _CALLED.fullmatch(text)
    if called is None:
        return "", text
    relation = called["one"] or called["other"] or called["last"]
    return relation, called["name"] or called["beside"] or called["first"]


def _is_name(name: str) -> bool:
    if "·" in name:
        return has_hanzi(name) and len(name) <= 30
    return 2 <= len(name) <= 4 and all(is_hanzi(char) or char in "?？□" for char in name)


class _Unfolder:
    """Works on one table: who stands in each line, then the lines written out."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.swapped = False
        self._swap_head_and_members()
        self._take_first_block()
        self.apart = self._heads_apart()
        matches = table.matches
        self.names = next(iter(matches.of(words.NAME)), None)
        self.members = matches.of(words.MEMBERS)
        self.blocks = self._blocks()
        self.by_reference = {item.reference: item for item in matches.columns if _is_personal(item.reference)}
        self.relations = False
        said = self.table.raw(self.names.column) if self.names is not None and table_has(table, RELATION) else ()
        self.listed = {name_key(cell_text(cell)) for cell in said if not is_blank(cell)}

    def run(self) -> bool:
        if self.names is not None and words.is_head_title(self.names.title) and not table_has(self.table, RELATION):
            self.swapped = True
        if self.names is None or not (self.apart or self.blocks or self.members or self._some_cell_has_several()):
            return False
        lines = [self._people(row) for row in range(len(self.table))]
        if all(len(people) <= 1 for people in lines) and not self.apart:
            return False
        self._write(lines)
        return True

    def _some_cell_has_several(self) -> bool:
        assert self.names is not None
        return any(
            isinstance(cell, str) and len(cell) > 4 and bool(people_in(cell))
            for cell in set(self.table.raw(self.names.column))
        )

    def _swap_head_and_members(self) -> None:
        """户主 and 家庭成员 with several people in a cell: the line is the head's, and the number beside is his."""
        heads, names = self.table.matches.of(words.HEAD_NAME), self.table.matches.of(words.NAME)
        if not heads or not names:
            return
        cells = [cell for cell in self.table.raw(names[0].column) if not is_blank(cell)]
        several = sum(len(people_in(cell_text(cell))) > 1 for cell in cells)
        heads_said = [head for head in self.table.raw(heads[0].column) if not is_blank(head)]
        if several and several >= 0.3 * len(cells) and len(set(heads_said)) >= 0.6 * len(heads_said):
            self._refer({names[0].column: words.MEMBERS, heads[0].column: words.NAME})
            numbers = self.table.matches.of(words.HEAD_ID)
            if numbers and not self.table.matches.of(words.ID_NUMBER):
                self._refer({numbers[0].column: words.ID_NUMBER})
            self.swapped = True

    def _take_first_block(self) -> None:
        """Without a column of its own for a name, the first block is the line's first person."""
        if self.table.matches.of(words.NAME):
            return
        first = next((item for item in self.table.matches.columns if _block_of(item.reference)), None)
        if first is None:
            return
        block = _block_of(first.reference)
        self._refer(
            {
                item.column: item.reference.removeprefix(f"{words.BLOCK}{block}.")
                for item in self.table.matches.columns
                if _block_of(item.reference) == block
            }
        )

    def _heads_apart(self) -> frozenset[int]:
        """Return the first line of each household whose head stands only in columns beside the members."""
        matches = self.table.matches
        if not words.apart_heads(item.reference for item in matches.columns):
            return frozenset()
        heads = self.table.raw(matches.of(words.HEAD_ID)[0].column)
        own = {_digits(cell) for cell in self.table.raw(matches.of(words.ID_NUMBER)[0].column) if not is_blank(cell)}
        said = {_digits(cell) for cell in heads if not is_blank(cell)}
        if not said or len(said & own) > 0.2 * len(said):
            return frozenset()
        found = set()
        before = ""
        for row, cell in enumerate(heads):
            text = _digits(cell)
            if text and text != before:
                before = text
                if text not in own:
                    found.add(row)
        return frozenset(found)

    def _head_of(self, row: int) -> Person:
        """Return the head of a household as a person of its own line."""
        matches = self.table.matches
        name, number = matches.of(words.HEAD_NAME)[0].column, matches.of(words.HEAD_ID)[0].column
        self.relations = True
        return {
            words.NAME: (self.table.raw(name)[row], name),
            words.ID_NUMBER: (self.table.raw(number)[row], number),
            RELATION: ("户主", name),
        }

    def _refer(self, references: dict[int, str]) -> None:
        matches = self.table.matches
        columns = tuple(
            replace(item, reference=references[item.column]) if item.column in references else item
            for item in matches.columns
        )
        self.table.matches = Matches(matches.target, columns, matches.layout)

    def _blocks(self) -> dict[str, list[Match]]:
        found: dict[str, list[Match]] = {}
        for item in self.table.matches.columns:
            if block := _block_of(item.reference):
                found.setdefault(block, []).append(item)
        return found

    def _people(self, row: int) -> list[Person]:
        """Return the people of one line, the first being the line's own."""
        assert self.names is not None
        cells = {
            reference: (self.table.raw(item.column)[row], item.column) for reference, item in self.by_reference.items()
        }
        said = people_in(cell_text(cells[words.NAME][0])) if isinstance(cells[words.NAME][0], str) else []
        people = self._split(row, cells, said) if said else [cells]
        if row in self.apart:
            own = self._head_of(row)
            people = [own, *people] if any(not is_blank(cells[key][0]) for key in _WHO if key in cells) else [own]
        if self.swapped:
            people[0].setdefault(RELATION, ("户主", self.names.column))
            self.relations = True
        for item in self.members:
            people += self._members_in(row, item, people)
        for block, items in self.blocks.items():
            person = self._from_block(row, block, items, people[0])
            if person and not _completed(person, people):
                people.append(person)
        if len(people) > 1 and all(is_blank(people[0].get(key, ("", 0))[0]) for key in _WHO):
            del people[0]
        return people

    def _split(self, row: int, cells: Person, said: list[tuple[str, str]]) -> list[Person]:
        """Return the people named in one cell; other cells of theirs are shared out when their number agrees."""
        column = cells[words.NAME][1]
        people: list[Person] = [{words.NAME: (name, column)} for name, _ in said]
        for person, (_, relation) in zip(people, said, strict=True):
            if relation:
                person[RELATION] = (relation, column)
                self.relations = True
        for reference, (cell, where) in cells.items():
            if reference == words.NAME or is_blank(cell):
                continue
            parts = [part for part in re.split(r"[、，,;；/|\n]+|\s{2,}", cell_text(cell).strip()) if part.strip()]
            if reference == words.ID_NUMBER and len(parts) == 1 and len(said) > 1:
                parts = cell_text(cell).split() or parts
            if len(parts) == len(people):
                for person, part in zip(people, parts, strict=True):
                    person[reference] = (part.strip(), where)
                continue
            people[0][reference] = (cell, where)
            if reference == words.ID_NUMBER:
                self._warn_of_numbers(row, where, cell, len(people), len(parts))
                if len(parts) > 1:
                    del people[0][reference]
        return people

    def _warn_of_numbers(self, row: int, column: int, cell: object, people: int, numbers: int) -> None:
        item = next(item for item in self.table.matches.columns if item.column == column)
        place = self.table.place(row, item)
        done = "号码记在第一个人名下" if numbers == 1 else "号码没有写入"
        text = f"{place} 这一行写了 {people} 个人，却有 {numbers} 个身份证号，{done}；请一人一行分开写。"
        self.table.warn(row, CellNote(place, item.title, "numbers_do_not_match", text, cell_text(cell), numbers != 1))

    def _members_in(self, row: int, item: Match, known: list[Person]) -> list[Person]:
        """Return the people of a 家庭成员 cell who are not there already: names, numbers and phones as written."""
        text = cell_text(self.table.raw(item.column)[row])
        if text in words.NOTHING:
            return []
        taken = {name_key(cell_text(person[words.NAME][0])) for person in known}
        found: list[Person] = []
        for name, number, phone, relation in _written(text):
            if name_key(name) in taken:
                continue
            person: Person = {words.NAME: (name, item.column)}
            for reference, said in ((words.ID_NUMBER, number), ("person.phone", phone), (RELATION, relation)):
                if said:
                    person[reference] = (said, item.column)
                    self.relations |= reference == RELATION
            found.append(person)
        if not found and not taken & {name_key(part) for part in _BREAK.split(text)}:
            place = self.table.place(row, item)
            message = f"{place} 家庭成员“{text[:30]}”读不出姓名，没有登记；请一人一行，或写成“张三、李四”。"
            self.table.warn(row, CellNote(place, item.title, "members_unreadable", message, text, True))
        return found

    def _from_block(self, row: int, block: str, items: Sequence[Match], main: Person) -> Person:
        """Return the person of a block such as 女方信息; empty where nobody is written there."""
        person: Person = {}
        for item in items:
            cell = self.table.raw(item.column)[row]
            if not is_blank(cell):
                person[item.reference.removeprefix(f"{words.BLOCK}{block}.")] = (cell, item.column)
        name = cell_text(person.get(words.NAME, ("", 0))[0])
        if name in ("", "无", "/", "-", "—") and words.ID_NUMBER not in person:
            return {}
        if name_key(name) in self.listed:
            return {}  # Stands in a line of her own, with her own relation.
        relation = cell_text(main.get(RELATION, ("", 0))[0])
        if block in _PARTNERS and relation in ("户主", "本人") and words.NAME in person:
            person.setdefault(RELATION, (block, person[words.NAME][1]))
        word = re.sub(r"[\d一二三四五六七八九十]+$", "", block)
        if word in _CHILDREN and relation in ("户主", "本人") and words.NAME in person:
            person.setdefault(RELATION, (_child(word, person), person[words.NAME][1]))
        return person

    def _write(self, lines: list[list[Person]]) -> None:
        table = self.table
        self._need_columns(lines)
        sources = [row for row, people in enumerate(lines) for _ in people]
        everyone = [person for people in lines for person in people]
        several = sum(len(people) > 1 for people in lines)
        columns: list[list[object]] = [
            list(map(column.__getitem__, sources)) if len(column) else [""] * len(sources) for column in table.columns
        ]
        moved: dict[tuple[int, int], int] = {}
        for reference, item in self.by_reference.items():
            column = columns[item.column]
            for place, person in enumerate(everyone):
                cell, where = person.get(reference, ("", item.column))
                column[place] = cell
                if where != item.column:
                    moved[place, item.column] = where
        firsts = {row: sources.index(row) for row in {*table.warnings, *table.errors}}
        table.warnings = {firsts[row]: notes for row, notes in table.warnings.items()}
        table.errors = {firsts[row]: notes for row, notes in table.errors.items()}
        table.lines = [table.lines[row] for row in sources]
        table.columns = list(columns)
        table.moved = moved
        table.notices.append(f"有 {several:,} 行一行里写了几个人，已拆开，共 {len(everyone):,} 人；请在预览里核对。")

    def _need_columns(self, lines: list[list[Person]]) -> None:
        """Add columns for what only a second person of a line says, so that it is read like any other."""
        needed = dict.fromkeys(reference for people in lines for person in people for reference in person)
        table = self.table
        for reference in needed:
            if reference in self.by_reference:
                continue
            width = len(table.columns)
            title = {RELATION: "与户主关系", words.ID_NUMBER: "身份证号"}.get(reference, reference)
            item = Match(width, title, reference, 0.8, "从同一行里拆出")
            table.columns.append([""] * len(table))
            matches = table.matches
            table.matches = Matches(matches.target, (*matches.columns, item), matches.layout)
            self.by_reference[reference] = item


def _child(word: str, person: Person) -> str:
    """Return 子 or 女 for a child of whom the number or the sex tells which."""
    number = _digits(person.get(words.ID_NUMBER, ("", 0))[0])
    sex = cell_text(person.get("person.sex", ("", 0))[0])
    if word not in ("子女", "孩子") or not (len(number) == 18 or sex in ("男", "女")):
        return word
    return "子" if sex == "男" or (len(number) == 18 and number[16] in "13579") else "女"


def _who(person: Person) -> tuple[str, str]:
    """Return the key of somebody's name, and the digits of the number."""
    name, number = (person.get(key, ("", 0))[0] for key in _WHO)
    return name_key(cell_text(name)), _digits(number)


def _completed(person: Person, people: list[Person]) -> bool:
    """Add what a block says to the one of the line who bears that name already; tells whether there was one."""
    key, number = _who(person)
    for known in people:
        name, own = _who(known)
        if key and name == key and (not own or not number or own == number):
            known |= {what: cell for what, cell in person.items() if is_blank(known.get(what, ("", 0))[0])}
            return True
    return False


def _written(text: str) -> list[tuple[str, str, str, str]]:
    """Return (name, number, phone, relation) of the people written in one cell."""
    several = people_with_numbers(_SPACED.sub("、", text))
    if several:
        return [(name, number, "", relation) for name, relation, number in several]
    relation, name = _called(text.strip())
    if relation and _is_name(clean_name(name)):
        return [(clean_name(name), "", "", relation)]
    aside = _ASIDE.match(text.strip())
    if aside and _is_name(clean_name(aside[1])) and not any(char.isdigit() for char in aside[2]):
        return [(clean_name(aside[1]), "", "", aside[2])]
    found = split_tenants(fold(text)) or []
    return [(one.name, one.number, one.phone, "") for one in found if _is_name(one.name)]


def _digits(cell: object) -> str:
    """Return what of a cell makes an ID number, in one spelling, so that heads and members can be compared."""
    return re.sub(r"[^0-9X]", "", fold(cell_text(cell)).upper())


def table_has(table: Table, reference: str) -> bool:
    """Tell whether some column feeds a reference."""
    return bool(table.matches.of(reference))


def _block_of(reference: str) -> str:
    return reference.removeprefix(words.BLOCK).split(".", 1)[0] if reference.startswith(words.BLOCK) else ""


def _is_personal(reference: str) -> bool:
    """Tell whether a column speaks of one person, not of the household."""
    if reference in (words.REGISTERED,):
        return False
    return reference.startswith(("person.", "residence.", words.TICK, words.GROUP)) or reference in (
        words.AGE,
        words.TAGS,
    )
