"""The paper sources of a printer, in the clerk's words."""

from __future__ import annotations

import re

from gridDesk.ui import print_job, print_lp, print_raster

# What printers' own descriptions call their trays (PPD InputSlot and Windows' paper bins), as people call them.
WORDS = {
    "auto": "自动选择", "autoselect": "自动选择", "upper": "上纸盒", "middle": "中纸盒", "lower": "下纸盒",
    "cassette": "纸盒", "onlyone": "纸盒", "manual": "手动送纸", "manualfeed": "手动送纸", "bypass": "手送纸盘",
    "bypasstray": "手送纸盘", "multipurpose": "多功能纸盘", "multipurposetray": "多功能纸盘", "mptray": "多功能纸盘",
    "mp": "多功能纸盘", "envelope": "信封", "envelopemanual": "手送信封", "largecapacity": "大容量纸盒",
    "largeformat": "大号纸", "smallformat": "小号纸", "tractor": "连续纸", "formsource": "表格纸", "rear": "后纸盘",
    "front": "前纸盘", "main": "主纸盒",
}  # fmt: skip


def trays(printer: str) -> list[tuple[str, str]]:
    """Return the trays of a printer: its own word for each, and what to call it; none when it tells none."""
    if print_job.cups_answers():
        names = print_lp.trays(printer)
    else:
        made = print_raster.make_printer(print_job.PrintJob(printer))
        names = [source.name for source in print_raster.sources(made)]
    return [(name, tray_words(name)) for name in names if not re.fullmatch("(?i)auto(select)?", name)]


def tray_words(name: str) -> str:
    """Return what a tray is called: 纸盒 2 for Tray2; a word nobody knows as the printer has it."""
    bare = re.sub(r"[^a-z0-9]", "", name.lower())
    numbered = re.fullmatch(r"(?:tray|cassette|drawer|casette)(\d)", bare)
    return f"纸盒 {numbered[1]}" if numbered else WORDS.get(bare, name)
