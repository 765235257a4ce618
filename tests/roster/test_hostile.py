"""Files that mean harm, or are broken: refused with a sentence, in a helper process, and nothing is left behind."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gridDesk import confined
from gridDesk.errors import DeskError
from gridDesk.roster import apart, read_workbook, read_workbooks, reader
from tests.roster.support import id_number, write_xlsx

HEAD = id_number("1960-03-04", 11)
ROWS = [["姓名", "身份证号", "备注"], ["王伟", HEAD, "无"]]


def rebuilt(path: Path, change) -> Path:
    """Write a workbook again, its parts changed by a function."""
    with zipfile.ZipFile(write_xlsx(path, ROWS)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def sheet_with(xml: bytes):
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = xml

    return change


def refused(path: Path) -> str:
    with pytest.raises(DeskError) as caught:
        read_workbooks([path])
    said = str(caught.value)
    assert path.name in said
    assert said.endswith("。")
    return said


def test_what_the_helper_reads_equals_what_is_there(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    assert read_workbooks([path]) == [read_workbook(path)]


def test_one_helper_serves_several_files_and_a_bad_one_ends_only_itself(tmp_path):
    good = write_xlsx(tmp_path / "a.xlsx", ROWS)
    bad = tmp_path / "b.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    assert len(read_workbooks([good, good])) == 2
    refused(bad)
    assert len(read_workbooks([good])) == 1


def test_a_zip_bomb_is_refused_before_it_unfolds(tmp_path):
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(210):
            part.write(bytes(1 << 20))
    assert "展开后过大" in refused(path)


def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    refused(path)


def test_entities_are_refused_in_any_place_and_encoding(tmp_path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert "外部实体" in refused(rebuilt(tmp_path / "a.xlsx", sheet_with(bomb)))
    wide = bomb.decode().encode("utf-16")
    assert "外部实体" in refused(rebuilt(tmp_path / "b.xlsx", sheet_with(wide)))
    late = b"<?xml version='1.0'?><!--" + b" " * (1 << 18) + b"--><!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"
    assert "外部实体" in refused(rebuilt(tmp_path / "c.xlsx", sheet_with(late)))


def test_a_cell_at_the_far_end_costs_no_memory(tmp_path):
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b</t></is></c></row></sheetData></worksheet>'
    )
    said = refused(rebuilt(tmp_path / "a.xlsx", sheet_with(far)))
    assert "安全限制" in said or "超过" in said or "太大" in said


def test_nested_xml_without_end_is_refused_or_read_as_nothing(tmp_path):
    deep = b"<worksheet><sheetData>" + b"<row>" * 300_000
    refused(rebuilt(tmp_path / "a.xlsx", sheet_with(deep)))


def test_macros_links_and_embedded_files_are_left_alone_and_said(tmp_path):
    def change(parts):
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
        parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
        parts["xl/embeddings/oleObject1.bin"] = b"\xd0\xcf"
        parts["xl/connections.xml"] = b"<connections/>"

    path = rebuilt(tmp_path / "a.xlsx", change)
    (tmp_path / "a.xlsm").write_bytes(path.read_bytes())
    book = read_workbooks([tmp_path / "a.xlsm"])[0]
    assert [word for word in ("宏", "链接", "嵌", "连接") if any(word in notice for notice in book.notices)] == [
        "宏", "链接", "嵌", "连接",
    ]  # fmt: skip
    assert book.sheets[0].rows[1][0] == "王伟"


def test_formulas_come_as_text_or_not_at_all(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "备注"], ["王伟", "=cmd|'/c calc'!A0"]])
    cell = read_workbooks([path])[0].sheets[0].rows[1][1]
    assert cell in ("", None, "=cmd|'/c calc'!A0")


def test_a_symbolic_link_in_the_container_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("xl/link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert "不安全的文件名" in refused(path)


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "C:/a.xml"])
def test_names_that_lead_outside_are_refused(name, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert "不安全的文件名" in refused(path)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_told_as_broken(keep, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert "损坏" in refused(path)


def test_another_container_with_the_wrong_name_is_told(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "不是 Excel 表格" in refused(path)


def test_a_csv_with_nuls_is_read_and_one_endless_line_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,备注\n王\0伟,无\n".encode())
    assert read_workbooks([path])[0].sheets[0].rows[1][0] == "王伟"
    path.write_bytes(b"a" * (20 << 20))
    assert "特别长的一行" in refused(path)


def test_a_million_columns_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名" + "," * 1_000_000 + "\n", encoding="utf-8")
    assert "512 列" in refused(path)


def test_a_file_of_over_fifty_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(51 << 20)
    assert "超过 50 MB" in refused(path)


def test_a_helper_that_takes_too_long_is_ended_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with pytest.raises(DeskError, match="还没有读完，已停止"):
        read_workbooks([path], seconds=0.3)


def test_a_helper_that_dies_is_told_without_a_trace(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(DeskError, match="安全限制"):
        read_workbooks([write_xlsx(tmp_path / "a.xlsx", ROWS)])


def test_the_helper_can_neither_write_nor_connect_nor_start_anything(tmp_path):
    script = (
        "import sys\nfrom gridDesk import confined\nconfined.limit()\n"
        "def tried(act):\n    try:\n        act()\n    except (PermissionError, OSError):\n        return 'no'\n    return 'yes'\n"
        f"print(tried(lambda: open({str(tmp_path / 'x')!r}, 'w', encoding='utf-8')),\n"
        "      tried(lambda: __import__('socket').socket()),\n"
        "      tried(lambda: __import__('subprocess').run(['true'])))\n"
        "if sys.platform == 'win32':\n    print(confined.MEMORY)\n"
        "else:\n    import resource\n    print(resource.getrlimit(resource.RLIMIT_AS)[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.split() == ["no", "no", "no", str(confined.MEMORY)]
    assert list(tmp_path.iterdir()) == []


def test_reading_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    read_workbooks([path])
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.xlsx", "tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("module", ["gridDesk", "gridDesk.selfcheck"])
def test_the_installed_programs_serve_as_the_helper(module, tmp_path, monkeypatch):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-m", module, reader.VERB])
    assert read_workbooks([path]) == [read_workbook(path)]


def test_an_installed_program_calls_the_one_with_standard_streams(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "GridDesk.exe"))
    assert apart.command() == [str(tmp_path / "GridDesk.exe"), reader.VERB]
    (tmp_path / "griddesk-check.exe").touch()
    assert apart.command() == [str(tmp_path / "griddesk-check.exe"), reader.VERB]
