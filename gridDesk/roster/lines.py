"""Tells which lines under a header are records; totals, headings, notes and repeated headers are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.cards import Card, card_above, card_of, names_household
from gridDesk.roster.cells import cell_text, is_blank, is_plain_name
from gridDesk.roster.header import Header, is_other_header, is_repeated
from gridDesk.roster.match import Matches
from gridDesk.roster.plan import some_lines
from gridDesk.roster.read import Cells, Sheet
from gridDesk.roster.spelling import hanzi_number
from gridDesk.roster.unlike import is_index
from gridDesk.text import clean_name, fold, squeeze

_FOOT = re.compile(
    r"^(合计|总计|小计|共计|本页|累计|总人数|总户数|填表|填写|单位[:：（(]|采集人|制表|审核|填报|负责人|经办|说明|注[:：]|备注[:：]|示例|样例|"
    r"\w{0,6}(?:合计|小计|共计|总计|总人口|总人数|总户数)|\w{1,8}[(（]?(?:签字|签名|盖章|签章)[)）]?(?:[:：]|$)|例[:：]|第\d+页|打印|"
    r"以下空白|以上)"
)
_COUNTED = re.compile(r"^(共|计)?\d+(\.0+)?(人|户|口|套|处)$|^\d{1,5}(\.0+)?$")
_ASKED = re.compile(r"[(（]?(?:必填|选填|可选|可不填|必须填写|按实填写|文本格式|下拉选择|18位|如有|同身份证)")
_NUMBERED = r"(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．])?"
_SECTION = re.compile(
    _NUMBERED + r"第?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:村民)?小?组(?:人员|人口)?(?:名单|花名册)?"
)
_LABELLED = re.compile(r"(\w{2,8})[:：]")
_VACANT = re.compile(rf"无|{words.EMPTY}|无住户|未入住|出租|拆迁|已拆(?:除|迁)?|倒塌|无房|危房|/|-+|—+")


class Lines:
    """Looks at the lines of one sheet; `identity` are the columns that make a line a record (name, ID number)."""

    def __init__(
        self, sheet: Sheet, header: Header, matches: Matches, identity: Sequence[int], catalogue: Catalogue
    ) -> None:
        self._sheet, self._header, self._identity, self._catalogue = sheet, header, identity, catalogue
        header_rows = sheet.rows[header.first_row : header.last_row + 1]
        self._titles = words.all_words(catalogue) | {cell_text(cell) for row in header_rows for cell in row}
        self._used = [item.column for item in matches.columns if item.reference not in ("", words.IGNORE)]
        self._people = bool(matches.of(words.NAME))
        self._lets = matches.target == "shop"
        self._homes = matches.target in (words.RESIDENT, words.DWELLING)

    def read(self, notices: list[str], sections: dict[int, str], cards: dict[int, Card]) -> list[int]:
        """Return the lines that hold records; `sections` takes the village groups that lines of their own name.

        `cards` takes, by line, what the card above a household's people says of it.

        Lines that say something and are no record are told in `notices`, so that nobody is lost without a word.
        """
        lines: list[int] = []
        passed: list[int] = []
        card = card_above(self._sheet, self._header, self._catalogue) if self._homes and self._people else {}
        for line in range(self._header.last_row + 1, len(self._sheet.rows)):
            row = self._sheet.rows[line]
            if not lines and is_index(row):
                continue
            if card:
                cards[line] = card
            if self._is_plain(row):
                lines.append(line)
                continue
            said = [text for cell in row if (text := cell_text(cell))]
            if self._homes and len(said) == 1 and (group := _SECTION.fullmatch(squeeze(fold(said[0])))):
                sections[line] = f"{hanzi_number(group[1])}组"
            elif self._is_record(row, said):
                lines.append(line)
            elif self._homes and self._people and (new := card_of(row, self._catalogue)) and _goes_on(card, new):
                card = new if names_household(new) else card | new
            elif not is_repeated(row, self._header) and is_other_header(row, self._catalogue):
                notices.append(f"第 {line + 1} 行起像是另一张表，从这一行起没有读入；请把它放到单独的工作表里再导入。")
                break
            elif self._is_worth_telling(row, said):
                passed.append(line)
        if passed:
            some = some_lines([line + 1 for line in passed])
            notices.append(f"第 {some} 行有内容，但没有姓名（或地址），不是一条记录，没有读入；请核对。")
        return lines

    def _is_plain(self, row: Cells) -> bool:
        """Tell whether a row has all of its identity and a plain name first: nearly all rows."""
        cells = [row[column] for column in self._identity]
        if not (len(cells) > 1 and all(cells) and type(cells[0]) is str) or cells[0] in self._titles:
            return False
        name = cells[0] if cells[0].isalpha() else squeeze(cells[0])
        return is_plain_name(name) and not _FOOT.match(cells[0])

    def _is_record(self, row: Cells, said: list[str]) -> bool:
        cells = [row[column] for column in self._identity]
        if _is_instruction(cells, said) or self._is_labelled(cells, said):
            return False
        if len(cells) > 1 and all(cells) and cells[0] not in self._titles:
            return not any(_FOOT.match(cell_text(cell)) for cell in cells)
        if is_other_header(row, self._catalogue) or (
            (self._people or self._lets) and cells and self._is_vacant(cells[0])
        ):
            return False
        texts = [cell_text(cell) for cell in row if not is_blank(cell)]
        if not texts or _FOOT.match(texts[0].replace(" ", "")) or is_repeated(row, self._header):
            return False
        named = [cell_text(cell) for cell in cells if not is_blank(cell)]
        if named:
            return not _COUNTED.match(named[0]) and (len(texts) > 1 or self._stands_alone(texts[0]))
        # A row that lost its name and number is still a row when most of the rest is there.
        filled = sum(not is_blank(row[column]) for column in self._used)
        return filled >= max(3, 0.5 * (len(self._used) - len(self._identity)))

    def _is_labelled(self, cells: Sequence[object], said: list[str]) -> bool:
        """Tell whether a row is the head of a card: 户主姓名：…, 住址：… each with its title in the cell."""
        titled = [text for text in said if (found := _LABELLED.match(text)) and found[1] in self._titles]
        return len(titled) >= 2 and all(cell_text(cell) in titled for cell in cells if not is_blank(cell))

    @staticmethod
    def _is_vacant(name: object) -> bool:
        return bool(_VACANT.fullmatch(squeeze(cell_text(name)).strip("()（）")))

    def _stands_alone(self, text: str) -> bool:
        """Tell whether the only words of a line can be a name or number, not a heading or a note."""
        if not self._people or len(self._used) < 2:
            return len(text) <= 12
        key = squeeze(fold(text))
        name = (key.isalpha() and len(key) <= 4) or "·" in clean_name(text)
        return key not in self._titles and (name or bool(re.fullmatch(r"['\dXx]{8,20}", key)))

    def _is_worth_telling(self, row: Cells, said: list[str]) -> bool:
        """Tell whether a line that is no record may still hold somebody."""
        cells = [row[column] for column in self._identity]
        if not said or _is_instruction(cells, said) or is_repeated(row, self._header):
            return False
        if any(_FOOT.match(cell_text(cell)) for cell in cells) or _FOOT.match(said[0].replace(" ", "")):
            return False
        return len(said) > 1 or (said[0].isalpha() and len(said[0]) <= 12)


def _goes_on(card: Card, new: Card) -> bool:
    """Tell whether a line begins a card or belongs to the one begun."""
    return names_household(new) or bool(card)


def _is_instruction(cells: Sequence[object], said: Sequence[str]) -> bool:
    """Tell whether a line below the header says how to fill the columns: （必填）, 18位."""
    asked = sum(bool(_ASKED.match(text)) for text in said)
    return 0 < asked >= 0.5 * len(said) and all(is_blank(cell) or _ASKED.match(cell_text(cell)) for cell in cells)
