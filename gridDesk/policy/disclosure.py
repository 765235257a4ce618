"""When a second person must agree before personal data leave an office (审批门槛): numbers of a profile, never of code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from gridDesk.errors import DefinitionError

BASES = (
    "履行法定职责或者法定义务（个人信息保护法第十三条第一款第三项）",
    "取得本人同意（个人信息保护法第十三条第一款第一项）",
    "应对突发公共卫生事件或紧急情况（个人信息保护法第十三条第一款第四项）",
    "法律、行政法规规定的其他情形（个人信息保护法第十三条第一款第七项）",
)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The thresholds of one profile.

    `persons`: above so many people a giving needs a second person; `full_ids` and `sealed`: whole ID numbers, and anything
    of a sealed ledger, do at any number. `sealed_full`: a sealed ledger in full needs one also inside the office.
    `plain_files`: a file that shows more than paper carried outside (M2) needs one to stay unencrypted. `small_cell`: a
    figure by special group and village below this is not printed. `bases` are the legal bases that are offered.
    """

    persons: int = 50
    full_ids: bool = True
    sealed: bool = True
    sealed_full: bool = True
    plain_files: bool = True
    small_cell: int = 3
    bases: tuple[str, ...] = BASES


USUAL = Disclosure()


def read_disclosure(raw: Mapping[str, object], name: str) -> Disclosure:
    """Return the thresholds that the `[disclosure]` table of a profile says, the usual ones where it says none.

    Raises DefinitionError.
    """
    kinds = {item.name: item for item in fields(Disclosure)}
    said: dict[str, object] = {}
    for key, value in raw.items():
        if key not in kinds or not _fits(key, value):
            raise DefinitionError(name, 0, f"[disclosure] 的 {key} 不对")
        said[key] = tuple(map(str, value)) if isinstance(value, list) else value
    return Disclosure(**said)  # type: ignore[arg-type]


def _fits(key: str, value: object) -> bool:
    if key == "bases":
        return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)
    if key in ("persons", "small_cell"):
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, bool)
