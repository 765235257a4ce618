"""Where forms/, resources/ and an office's data lie, from a source checkout, an installed wheel and a frozen program."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def program_root() -> Path:
    """Return the folder that holds `forms/` and `resources/`."""
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))
    package = Path(__file__).resolve().parent
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent


def forms() -> Path:
    """Return the folder of ledger, paper and Word definitions."""
    return program_root() / "forms"


def resources() -> Path:
    """Return the folder of code sets, policies, fonts, icons and the manual."""
    return program_root() / "resources"


def default_home() -> Path:
    """Return the folder where offices are kept unless a clerk chose another (`GRIDDESK_HOME` overrides)."""
    chosen = os.environ.get("GRIDDESK_HOME")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "GridDesk"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "griddesk"


def own_fonts() -> Path:
    """Return the folder of the fonts that were installed beside the bundled ones; all offices of this clerk share it."""
    return default_home() / "fonts"
