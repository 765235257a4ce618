"""The headings under which ledgers are listed, on screen and among the papers."""

from __future__ import annotations

from gridDesk.ledger import Ledger

# Under which the forms are listed that declare one; the office's own ledgers come after.
FORM_HEADINGS = ("证件和公示", "网格员的表单", "会议和培训", "走访和巡查", "事项和纠纷")
HEADINGS = ("场所与单位", "关爱人群", "受保护人群", "工作", "队伍", "人口")
_BY_GROUP = {"place": "场所与单位", "work": "工作", "team": "队伍"}


def heading_of(ledger: Ledger) -> str:
    """Return the heading under which a ledger is listed."""
    if ledger.group == "special":
        return "受保护人群" if ledger.sealed else "关爱人群"
    return _BY_GROUP.get(ledger.group, "人口")
