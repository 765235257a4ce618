"""B1: after a whole working day the invented person can be read nowhere but in what the clerk exported.

Every write is recorded by strace, also to files that are gone by the evening, and every file that is left is searched: plain,
UTF-8, UTF-16, UTF-32, GB 18030, hex, base64, XML numbers; also inside zip, gzip, zstd, PDF and zlib streams.
Windows' own traces (spool folder, jump lists, thumbnails) are no files of ours and are not tried here.
"""

from __future__ import annotations

import base64
import gzip
import io
import os
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.hostile import day

ROOT = Path(__file__).parents[2]


def test_a_day_leaves_the_person_readable_in_exports_only(figure, tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile.day", str(tmp_path)], cwd=ROOT, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    said = ran.stdout
    head = re.search(r"calls (\d+); written (\d+) files; left (\d+) files; searched (\d+) MB", said)
    assert head, said + ran.stderr[-3000:]
    calls, written, left, size = map(int, head.groups())
    exports, leaks = re.findall(r"^export .+$", said, re.M), re.findall(r"^LEAK .+$", said, re.M)
    figure("B1", system_calls=calls, files_written=written, files_left=left, searched_MB=size, disguises=len(day.disguises()),
           approved_exports_that_hold_it=len(exports), leaks=len(leaks))  # fmt: skip
    assert leaks == []
    assert ran.returncode == 0
    assert calls > 1000
    assert written > 10
    # The search sees: what was exported holds the person, deflated or not.
    assert any("名单.xlsx" in line and "inflated" in line for line in exports), exports
    assert any("名单.csv" in line for line in exports), exports


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", data)
    return out.getvalue()


@pytest.mark.parametrize(
    "leak",
    [
        day.NAME.encode(), day.NUMBER.encode(), day.PHONE.encode("utf-16-le"), day.PLACE.encode("utf-16-be"), day.NAME.encode("gb18030"),
        "金丝雀".encode("gbk"), base64.b64encode(b"x" + day.NAME.encode() + b"yz"), base64.b64encode(b"12" + day.PHONE.encode() * 2),
        zlib.compress(day.NAME.encode() * 3), gzip.compress(day.NAME.encode()), zipped(day.NUMBER.encode()), zipped(zipped(day.PHONE.encode())),
        b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(b"BT (" + day.PHONE.encode() + b") Tj ET") + b"\nendstream",
        day.REMARK.encode().hex().encode(), day.NAME.encode("unicode_escape"),
        zipped("".join(f"&#{ord(char)};" for char in day.NAME).encode()),
    ],
)  # fmt: skip
def test_the_search_sees_every_disguise(leak):
    assert day.seen(os.urandom(500) + leak + os.urandom(500)) or day.seen(leak)


def test_the_search_sees_nothing_where_nothing_is():
    assert day.seen(os.urandom(200_000)) == set()
