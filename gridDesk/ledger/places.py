"""What the first six digits of an ID number say: province, city and county of GB/T 2260. Explains, never rejects."""

from __future__ import annotations

import csv
from functools import cache

from gridDesk import paths


@cache
def _divisions() -> dict[str, str]:
    """Return division names by code (2, 4 or 6 digits), read once from `resources/regions/divisions.csv`."""
    with (paths.resources() / "regions" / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["name"] for row in csv.DictReader(stream)}


def place_name(code: str) -> str:
    """Return the words for a 6-digit place code: 山东省淄博市临淄区; "" when there is no code.

    A county that is no longer in the table is told as 原区县 with its code, a wholly unknown code as 未知地区.
    """
    if not code:
        return ""
    known = _divisions()
    county = known.get(code)
    above = [known[part] for part in (code[:2], code[:4]) if part in known]
    if not above:
        return f"未知地区（{code}）"
    whole = code.endswith("0000")
    return "".join(above) + (county or ("" if whole else f"（原区县 {code}）"))
