"""D8: file names and texts in GBK, GB 18030, UTF-16, invalid UTF-8, and rare characters survive, or are refused with a sentence."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from gridDesk.cli import main
from gridDesk.desk import rosters, search
from gridDesk.errors import DeskError
from gridDesk.roster import read_workbooks
from gridDesk.roster.decoding import decode
from gridDesk.text import shown_name
from gridDesk.vault import kdf
from tests.faults import world
from tests.hostile import odd_names
from tests.roster.support import id_number, write_xlsx

RARE = ("𬱖", "䶮", "㛃", "𠮷", "㐂", "〇", "鿭", "𫍲", "ⅷ", "·", "龦", "侮", "é́")
HEAD = ["户号", "姓名", "与户主关系", "身份证号"]


def lines(name: str) -> str:
    return "\r\n".join([",".join(HEAD), f"1,{name},户主,{id_number('1950-01-02', 11)}"]) + "\r\n"


ENCODINGS = {
    "UTF-8": lambda text: text.encode(), "UTF-8 with mark": lambda text: text.encode("utf-8-sig"), "GB 18030": lambda text: text.encode("gb18030"),
    "GBK": lambda text: text.encode("gbk"), "UTF-16": lambda text: text.encode("utf-16"), "UTF-16 BE": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}  # fmt: skip


def test_texts_and_names_of_any_encoding_survive_or_are_refused(figure, amount, tmp_path, capsys, monkeypatch):
    texts = survived = 0
    for rare in RARE[:: amount(3, 1)]:
        for encode in ENCODINGS.values():
            with suppress(UnicodeEncodeError):
                path = tmp_path / "名单.csv"
                path.write_bytes(encode(lines(f"王{rare}")))
                texts += 1
                survived += read_workbooks([path])[0].sheets[0].rows[1][1] == f"王{rare}"
    spoilt = 0
    for raw in (
        b"\xff\xfe\xff",
        b"\x80\x81\xfe",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        bytes(range(128, 256)),
        b"\xef\xbf\xbe",
        b"\0" * 9,
    ):
        path.write_bytes(lines("王样例").encode() + b"2," + raw + b",x\r\n")
        with suppress(DeskError):
            book = read_workbooks([path])[0]
            json.dumps([list(map(str, row)) for row in book.sheets[0].rows], ensure_ascii=False).encode()
        spoilt += 1
    named, refused = names(tmp_path / "names", amount(2, 1), capsys, monkeypatch)
    figure(
        "D8",
        texts=texts,
        survived=survived,
        invalid_texts=spoilt,
        names=named + refused,
        names_read=named,
        names_the_system_refused=refused,
    )
    assert survived == texts
    assert named >= amount(8, 15)


def names(
    folder: Path, step: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int]:
    """Import a file under every odd name, by its handle, through the program and the command; return read and refused."""
    monkeypatch.setattr(kdf, "M_FLOOR", world.LIGHT)
    folder.mkdir()
    world._new(folder / "office", world.OFFICE, ["柳行村网格"])
    made = write_xlsx(folder / "made.xlsx", [HEAD, ["1", "王样例", "户主", id_number("1950-01-02", 11)]])
    content, named, refused = made.read_bytes(), 0, 0
    stick = folder / "stick"
    stick.mkdir()
    with world.opened(folder / "office") as desk:
        for name in (*odd_names.FILES, *map(os.fsdecode, odd_names.RAW_FILES))[::step]:
            path = stick / name
            try:
                path.write_bytes(content)
            except (OSError, ValueError):
                refused += 1
                continue
            plan = rosters.preview(desk, [path])
            assert plan.figures()["people"] == 1
            plan.file.encode()
            assert plan.sheets[0].file == shown_name(path.name)
            bad = stick / f"x{name}"
            bad.write_bytes(b"PK\x03\x04 broken")
            with pytest.raises(DeskError) as caught:
                rosters.preview(desk, [bad])
            str(caught.value).encode()
            named += 1
        rosters.apply(desk, plan)
        assert search.find(desk, "王样例")
    monkeypatch.setenv("GRIDDESK_PASSWORD", world.PASSWORD)
    odd = os.fsdecode(bytes(os.fsencode(stick)) + b"/" + odd_names.RAW_FILES[0])
    assert main(["roster", "apply", str(folder / "office"), odd]) == 0
    capsys.readouterr().out.encode()
    return named, refused


def test_private_characters_of_gbk_stand_where_unicode_has_them():
    assert decode("王".encode("gbk") + b"\xfe\x59") == "王\u9fb4"


def test_names_are_shown_as_they_were_meant():
    assert shown_name(os.fsdecode("王伟名单.xlsx".encode("gbk"))) == "王伟名单.xlsx"
    assert shown_name("王伟.xlsx") == "王伟.xlsx"
    assert "\ud800" not in shown_name("a\ud800.xlsx")
