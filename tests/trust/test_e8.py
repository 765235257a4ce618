"""Row E8: properties of files name nobody and no path; what leaves is locked unless it is masked or agreed to."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pypdfium2
import pytest
from docx import Document

from gridDesk.desk import exports, file_lock, grants, print_grants, printing
from gridDesk.desk.demo import make_demo
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View
from gridDesk.documents import pdf_lock
from gridDesk.errors import DeskError
from gridDesk.vault import office_lock
from tests import granted

PATHS = re.compile("|".join([*(f"/{folder}/" for folder in ("home", "tmp", "root")), r"[A-Z]:\\\\"]))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    desk = make_demo(tmp_path_factory.mktemp("demo") / "village", people=60)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def secrets(office):
    rows = list(office.store.rows("person"))
    return (
        {str(row["name"]) for row in rows}
        | {str(row["id_number"]) for row in rows if row.get("id_number")}
        | {office.user}
    )


def properties(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return " ".join(pypdfium2.PdfDocument(data).get_metadata_dict().values())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("docProps/"))


def test_no_property_of_any_file_names_anybody_or_a_place_on_the_disk(office, secrets, tmp_path, figure, amount):
    files, bad = 0, []
    for choice in printing.papers(office)[:: amount(4, 1)]:
        order = PrintOrder(paper=choice.key, date="2026-11-20", month="2026-11")
        for make in (printing.pdf, printing.docx):
            try:
                said = properties(make(office, order))
            except DeskError:
                continue
            files += 1
            bad += [choice.key for one in secrets if one in said] + ([choice.key] if PATHS.search(said) else [])
    for table in ("people", "households", "dwellings"):
        order = ExportOrder(view=View("", table), audience="full", reason="核对", lock=False)
        path = tmp_path / f"{table}.xlsx"
        granted.export(office, order, path)
        said = properties(path.read_bytes())
        files += 1
        bad += [table for one in secrets if one in said] + ([table] if PATHS.search(said) else [])
    assert bad == []
    figure("E8", files=files, with_names_or_paths=len(bad))


def locked_grant(office, order):
    return granted.grant_for(office, order)


def test_files_are_locked_by_default_and_open_only_with_the_twelve_digits(office, secrets, tmp_path, figure):
    opened = refused = 0
    order = PrintOrder(paper="resident_ledger")
    for suffix, unlock in ((".pdf", pdf_lock.unlock), (".docx", office_lock.unlock)):
        password = file_lock.new_password()
        wanted = print_grants.order_of(office, order, way="file", encrypted=True)
        path = tmp_path / f"a{suffix}"
        printing.save(office, order, path, grant=locked_grant(office, wanted), password=password)
        data = path.read_bytes()
        assert not [one for one in secrets if one.encode() in data or one.encode("utf-16-le") in data]
        assert unlock(data, password)[:4] in (b"%PDF", b"PK\x03\x04")
        opened += 1
        for wrong in (password[:-1] + str((int(password[-1]) + 1) % 10), "", "1" * 12):
            with pytest.raises(DeskError):
                unlock(data, wrong)
            refused += 1
    listed = ExportOrder(view=View("", "people"), audience="full", reason="核对")
    path, password = tmp_path / "b.xlsx", file_lock.new_password()
    assert exports.locks(listed, path)
    done = granted.export(office, listed, path, password)
    assert done.password == password
    book = openpyxl.load_workbook(io.BytesIO(office_lock.unlock(path.read_bytes(), password)))
    assert book.worksheets[0].max_row > 60
    opened += 1
    figure("E8", locked_files_opened=opened, wrong_passwords_refused=refused)


def test_the_locks_are_those_that_office_programs_and_readers_know(office, tmp_path):
    import pikepdf

    password = file_lock.new_password()
    locked = pdf_lock.lock(printing.pdf(office, PrintOrder(paper="household_card")), password)
    with pikepdf.open(io.BytesIO(locked), password=password) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
    assert pypdfium2.PdfDocument(locked, password=password).get_page_size(0)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(locked)
    word = office_lock.lock(printing.docx(office, PrintOrder(paper="household_card")), password)
    assert word.startswith(b"\xd0\xcf\x11\xe0")  # a compound file, as [MS-OFFCRYPTO] 2.3.4.10 wants it
    assert Document(io.BytesIO(office_lock.unlock(word, password))).core_properties.author == "GridDesk"
    changed = bytearray(word)
    changed[len(changed) * 2 // 3] ^= 1
    with pytest.raises(DeskError):
        office_lock.unlock(bytes(changed), password)


def test_a_plain_file_is_for_masked_lists_or_needs_somebody_to_agree(office, tmp_path, figure):
    masked = ExportOrder(view=View("", "people"))
    assert not exports.locks(masked, tmp_path / "a.xlsx")
    grants.issue(office, exports.grant_order(office, masked, tmp_path / "a.xlsx"))
    asked = 0
    for audience, suffix, lock in (("full", ".xlsx", False), ("full", ".csv", None)):
        order = ExportOrder(view=View("", "people"), audience=audience, reason="核对", lock=lock)
        with pytest.raises(grants.ApprovalNeeded, match="不加密"):
            grants.issue(office, exports.grant_order(office, order, tmp_path / f"a{suffix}"))
        asked += 1
    with pytest.raises(ValueError, match="password"):
        file_lock.locked(b"", tmp_path / "a.pdf", "")
    figure("E8", plain_files_that_asked=asked)


def test_passwords_are_twelve_random_digits_in_groups(figure):
    found = {file_lock.new_password() for _ in range(500)}
    assert len(found) == 500
    assert all(re.fullmatch(r"\d{12}", one) for one in found)
    assert file_lock.grouped("483102975516") == "4831 0297 5516"
    figure("E8", passwords=500, different=len(found))
