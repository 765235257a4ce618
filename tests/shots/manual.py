"""`python -m tests.shots.manual SHOTS` makes the manual's pictures of those that `make shots` took at 100 %.

Each is as small as it may be and still be read: at most 1000 pixels wide, in 48 colours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

IMAGES = Path(__file__).resolve().parents[2] / "resources" / "manual" / "images"
WIDE, COLOURS = 1000, 48
DOOR = (270, 100, 1096, 640)  # where the panel of the door stands in the window
PICTURES = {
    "unlock": "01-unlock-three", "wizard": "02-wizard-1-office", "today": "11-today-work", "search": "20-search",
    "people": "12-people", "person": "21-person", "person-form": "23-person-new", "household": "22-household",
    "household-entry": "24-household-entry", "dwellings": "14-dwellings", "ledgers": "15-ledgers",
    "logs": "36-logs-day", "logs-review": "36-logs-review", "meetings": "36-meetings", "printing": "33-printing-card", "exchange": "70-exchange-stick", "inbox": "72-inbox-hard", "street": "80-street", "settings": "19-settings", "accounts": "56-accounts", "audit": "57-audit", "grants": "59-grants", "paper-key": "01-forgot", "locked": "58-locked",
    "recent": "41-recent", "typing": "50-typing", "import-files": "30-import-1", "import-columns": "30-import-columns",
    "import-preview": "31-import-2", "import-compare": "31-import-compare", "list-filter": "25-filter",
    "list-columns": "28-columns", "list-paste": "26-paste", "list-batch": "27-batch", "export": "29-export",
    "population": "19-population", "rounds": "35-rounds-visit", "rounds-changes": "35-rounds-changes", "rounds-patrol": "35-rounds-patrol", "rounds-slips": "35-rounds-slips", "events": "34-events", "event": "34-event", "grids": "19-grids", "redraw": "36-redraw",
    "duplicates": "19-duplicates", "merge": "37-merge", "freshness": "19-freshness", "standing": "19-standing",
    "codes": "38-codes", "print-shelf": "33-printing-shelf", "templates": "33-templates", "glyphs": "39-glyphs",
    "sheet-code": "33-sheet-code",
}  # fmt: skip


def main() -> int:
    """Make every picture of the manual; tell which were not taken."""
    shots = Path(sys.argv[1])
    missing = [scene for scene in PICTURES.values() if not (shots / f"{scene}.png").exists()]
    for name, scene in PICTURES.items():
        if scene not in missing:
            _make(shots / f"{scene}.png", IMAGES / f"{name}.png")
    total = sum(path.stat().st_size for path in IMAGES.glob("*.png"))
    print(f"{IMAGES}: {total:,} bytes" + (f"; not taken: {', '.join(missing)}" if missing else ""))
    return 1 if missing else 0


def _make(source: Path, target: Path) -> None:
    with Image.open(source) as taken:
        picture = taken.convert("RGB")
    if target.stem in ("unlock", "wizard", "paper-key", "locked"):
        picture = picture.crop(DOOR)
    if picture.width > WIDE:
        picture = picture.resize((WIDE, round(picture.height * WIDE / picture.width)), Image.Resampling.LANCZOS)
    small = picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
