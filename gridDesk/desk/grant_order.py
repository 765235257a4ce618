"""What is to leave, for whom and what for: the order a grant is given for, and the words of its purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gridDesk.text import squeeze, trim
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

Way = Literal["printer", "file", "stick"]

PURPOSES: dict[str, str] = {
    "own_shelf": "本单位纸质台账",
    "field": "入户走访、巡查",
    "public": "公示张贴",
    "report": "上报",
    "outside": "对外提供",
    "other": "其他用途",
}
# What is written back beside a list somebody brought: no more of anybody than came in with it. Nobody chooses it.
WORKING: dict[str, str] = {"mend": "退回改正、核对名单"}
GIVING = ("report", "outside")  # purposes by which data come to somebody else
# What clerks wrote before there was a list, and how the beginnings of their own words are understood.
_ALIKE = {"本单位存档": "own_shelf", "本单位": "own_shelf", "存档": "own_shelf", "入户": "field", "走访": "field", "巡查": "field",
          "公示": "public", "张贴": "public", "上报": "report", "报街道": "report", "对外提供": "outside", "交给": "outside",
          "提供给": "outside"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to leave. `purpose` is a key of PURPOSES, `words` what the clerk wrote; `paper` the key of a paper or list.

    `title` and `columns` are read by who agrees, and name nobody. `persons`: how many people are in it, 0 for empty
    forms; `sensitive`: it is of a sealed ledger; `full_ids`: ID numbers are whole. A file can be `encrypted`.
    """

    purpose: str = "own_shelf"
    words: str = ""
    recipient: str = ""
    basis: str = ""
    paper: str = ""
    title: str = ""
    columns: str = ""
    level: Level = Level.FULL
    persons: int = 0
    sensitive: bool = False
    copies: int = 1
    way: Way = "printer"
    full_ids: bool = False
    encrypted: bool = False

    @property
    def purpose_words(self) -> str:
        """Return the purpose as it stands on paper."""
        return self.words or (PURPOSES | WORKING).get(self.purpose, "")

    @property
    def gives(self) -> bool:
        """Tell whether data come to somebody outside the office: by purpose, or because somebody receives them.

        Who walks the grid with a masked list belongs to the office.
        """
        if self.purpose in GIVING:
            return True
        walked = self.purpose in ("field", "public") and self.level >= Level.FIELD
        return bool(trim(self.recipient)) and not walked

    def within(self, granted: Order) -> bool:
        """Tell whether this is no more than what was granted."""
        same = (self.paper, self.purpose, self.recipient, self.way) == (
            granted.paper, granted.purpose, granted.recipient, granted.way,
        )  # fmt: skip
        less = self.level >= granted.level and self.persons <= granted.persons and self.copies <= granted.copies
        weaker = (self.full_ids and not granted.full_ids) or (self.sensitive and not granted.sensitive)
        plainer = granted.encrypted and not self.encrypted
        return same and less and not weaker and not plainer


def gives(order: PrintOrder) -> bool:
    """Tell whether what is printed goes to somebody outside, by the words of an order alone."""
    return bool(trim(order.recipient)) or purpose_of(order.purpose) in GIVING


def purpose_of(words: str) -> str:
    """Return the key of the purpose that a clerk's words mean; `other` for words of their own."""
    said = squeeze(words)
    if not said:
        return "own_shelf"
    for key, label in PURPOSES.items():
        if said == label:
            return key
    return next((key for begin, key in _ALIKE.items() if said.startswith(begin)), "other")
