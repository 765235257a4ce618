"""Texts that would be SQL if they were ever put into a statement; every one bears a mark by which a statement is searched."""

from __future__ import annotations

MARK = "zqx9"
TEXTS = tuple(text.replace("@", MARK) for text in (
    "'; DROP TABLE ledger_person; --@", "@' OR '1'='1", "@\" OR \"\"=\"", "@') OR 1=1 --", "@; DELETE FROM journal", "@' UNION SELECT * FROM setting --",
    "@'||(SELECT hex(value) FROM setting)||'", "@`; ATTACH '/tmp/@' AS x", "@%' OR name LIKE '%", "@_%\\%", "@\x00'; DROP TABLE journal; --", "@/**/OR/**/1=1",
    "@' AND load_extension('x')", "@*", "@\"*\"", "@ NEAR(x y)", "name:@ OR x", "@^2", "(@", "@)", "@ AND", "NOT @", "{@ x}: y", "@‘；删除", "@＇ ＯＲ ＇１",
    "@' ORDER BY random()", "@' LIMIT 0", "@[0]", "@{\"a\":1}", "@$.name", "@?1", "@:name", "@$name", "@ﾞ'", "𠮷@'", "@\u202e'", "@'" * 50,
))  # fmt: skip
