"""Names of parts that would lead away if a container were unpacked by them, and files of names no system likes."""

from __future__ import annotations

LEADING_AWAY: tuple[tuple[str, int], ...] = (*((name, 0) for name in (
    "../a.xml", "../../../../etc/cron.d/a", "xl/../../a.xml", "xl/..", "..", "..\\a.xml", "xl\\..\\..\\a.xml", "..\\..\\Windows\\a.dll",
    "/etc/passwd", "//server/share/a", "\\a.xml", "\\\\server\\share\\a.xml", "\\\\?\\C:\\a.xml", "\\\\.\\PhysicalDrive0",
    "C:/a.xml", "C:\\Windows\\a.dll", "c:a.xml", "D:", "xl/a.xml:stream", "xl/a.xml::$DATA", "file:///etc/a",
    "CON", "xl/NUL", "xl/con.xml", "aux.xml", "xl/COM1", "LPT9.txt", "xl/PRN.xml", "CONIN$", "xl/com¹.xml",
    "xl/a.xml.", "xl/a.xml ", "xl./a.xml", "xl /a.xml", "xl//a.xml", "./a.xml", "xl/./a.xml",
    "xl/a\x00.xml", "xl/a\n.xml", "xl/a\x1b[2J.xml", "xl/\u202elmx.exe", "x" * 260,
)),
    ("xl/link", 0o120777), ("xl/null", 0o020666), ("xl/disk", 0o060660), ("xl/pipe", 0o010666), ("xl/socket", 0o140777),
)  # fmt: skip

FILES = (
    "人口(1).xlsx", "人口 .xlsx", "-rf.xlsx", "--help.xlsx", "%00.xlsx", "$(touch CANARY).xlsx", "a;b.xlsx", "a'b\".xlsx", "a\nb.xlsx",
    "．．＼a.xlsx", "CON .xlsx", "𠮷䶮㐂.xlsx", "\u202excod.xlsx", "é́.xlsx", "a?b#c.xlsx", "名" * 80 + ".xlsx",
)  # fmt: skip
RAW_FILES = (
    "王伟名单.xlsx".encode("gbk"), "𠮷䶮㐂.xlsx".encode("gb18030"), b"\xff\xfe\xfd.xlsx", b"a\x80b\xc3.xlsx",
    "王偉.xlsx".encode("big5"), b"\xed\xa0\x80.xlsx",
)  # fmt: skip
