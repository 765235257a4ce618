"""Reading files: every kind of bad file gets a plain sentence before a parser sees it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.roster import Known, preview, read_workbook
from tests.roster.support import id_number, write_xlsx


def made(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "请在 WPS 中打开它，另存为 .xlsx"),
        ("a.pdf", b"%PDF", "不是表格文件"),
        ("a.xlsx", b"", "空文件"),
        ("a.xls", "<html><table><tr><td>姓名</td></tr></table></html>".encode(), "其实是一个网页"),
        ("a.xls", b"\xff\xfe" + "<table>".encode("utf-16-le"), "其实是一个网页"),
        ("a.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏或不是表格"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        ("a.csv", b"\n\n", "没有任何内容"),
        ("a.xls", b"\x00\x01\x02", "不是真正的 .xls"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(name, data, sentence, tmp_path):
    if name == "a.csv":
        data = b""
        sentence = "空文件"
    with pytest.raises(DeskError, match=sentence):
        read_workbook(made(tmp_path / name, data))


def bomb(path: Path, entries: dict[str, bytes], flags: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_an_entity_declaration_is_refused_in_any_encoding(encoding, tmp_path):
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode(encoding)
    with pytest.raises(DeskError, match="外部实体"):
        read_workbook(bomb(tmp_path / "a.xlsx", {"xl/workbook.xml": text}))


def test_a_zip_bomb_and_names_that_lead_outside_are_refused(tmp_path):
    with pytest.raises(DeskError, match="展开后过大"):
        read_workbook(bomb(tmp_path / "a.xlsx", {"xl/a.xml": bytes(201 * 2**20)}))
    with pytest.raises(DeskError, match="不安全的文件名"):
        read_workbook(bomb(tmp_path / "b.xlsx", {"../evil.xml": b"<a/>"}))
    with pytest.raises(DeskError, match="展开后过大"):
        read_workbook(bomb(tmp_path / "c.xlsx", {f"{n}.xml": b"" for n in range(2001)}))


def test_a_dimension_of_one_cell_as_wps_writes_it_does_not_hide_the_rows(tmp_path):
    source = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", id_number("1960-03-04", 11)]])
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item.filename, data.replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"'))
    assert len(read_workbook(target).sheets[0].rows) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_clerks_have(encoding, tmp_path):
    number = id_number("1960-03-04", 11)
    path = made(tmp_path / "名单.csv", f"姓名,身份证号\r\n王伟,{number}\t\r\n".encode(encoding))
    plan = preview(read_workbook(path), Known(), catalogue())
    assert [(row.who, row.status) for row in plan.sheets[0].rows] == [("王伟", "NEW")]


def test_gbk_places_that_python_leaves_private_become_characters(tmp_path):
    path = made(tmp_path / "名单.csv", b"\xd0\xd5\xc3\xfb,\xd0\xd4\xb1\xf0\n\xcd\xf5\xfe\x59,\xc4\xd0\n")
    assert read_workbook(path).sheets[0].rows[1][0] == "王\u9fb4"


def test_rows_that_hold_only_formats_are_nothing(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号"])
    book.active.append(["王伟", id_number("1960-03-04", 11)])
    for row in range(3, 60):
        book.active.cell(row, 1).font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    plan = preview(read_workbook(tmp_path / "a.xlsx"), Known(), catalogue())
    assert len(plan.sheets[0].rows) == 1


def test_an_empty_workbook_says_so(tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(DeskError, match="没有任何内容"):
        read_workbook(tmp_path / "a.xlsx")
