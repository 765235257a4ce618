"""Characters that no font holds: named before printing, written as the office chose, the same in PDF, Word and register."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from gridDesk.desk import glyphs, printing
from gridDesk.desk.glyphs import Choice
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.records import save
from gridDesk.documents import fonts
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from tests.made_fonts import make_font

ORDER = PrintOrder(paper="resident_ledger")
OWN, UIGHUR, RARE = "\ue863", "\u0626", "\U00030729"  # 自造字, a letter that joins, Ext G


@pytest.fixture
def office(village: Desk) -> Desk:
    """A village with three people whose names cannot be printed, one of them twice."""
    house = new_uid()
    edits = [Edit("household", house, "create", {"number": "1", "grid": village.grids()[0]["uid"]})]
    for name in (f"张{OWN}", f"李{RARE}国", f"王{UIGHUR}", f"赵{RARE}"):
        uid = new_uid()
        edits.append(Edit("person", uid, "create", {"name": name}))
        edits.append(Edit("residence", new_uid(), "create", {"person": uid, "household": house, "relation": "99"}))
    village.write(edits, "新增")
    return village


@pytest.fixture
def own_font(tmp_path: Path, home: Path) -> Iterator[Path]:
    """A folder, as on a stick, with a font of two characters; what was installed is forgotten after the test."""
    yield make_font(tmp_path / "stick" / "box.ttf", RARE + OWN).parent
    shutil.rmtree(home)
    fonts.renew()


def words(desk: Desk) -> str:
    document = pypdfium2.PdfDocument(printing.pdf(desk, ORDER))
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    document.close()
    return "".join(text.split())


def test_each_character_is_named_once_with_every_place_and_its_reason(office: Desk) -> None:
    found = {one.char: one for one in glyphs.missing(office, printing.compose(office, ORDER))}
    assert set(found) == {OWN, UIGHUR, RARE}
    assert len(found[RARE].places) == 2
    assert found[OWN].private
    said = printing.render(office, ORDER).sentences
    assert any("U+E863" in one and "自造字" in one for one in said)
    assert any("U+0626" in one and "连写" in one for one in said)
    assert any("U+30729" in one and "字库里没有" in one for one in said)


def test_what_was_chosen_stands_in_pdf_and_word_and_changes_the_digest_of_its_sheet(office: Desk) -> None:
    from gridDesk.documents.pdf import write_pdf

    before = write_pdf(printing.compose(office, ORDER), io.BytesIO())
    glyphs.choose(office, OWN, Choice("other", "䶮"))
    glyphs.choose(office, RARE, Choice("parts", "⿰金弘"))
    glyphs.choose(office, UIGHUR, Choice("pen"))
    text = words(office)
    with zipfile.ZipFile(io.BytesIO(printing.docx(office, ORDER))) as file:
        word = file.read("word/document.xml").decode("utf-8")
    for name in ("张䶮", "李〔金弘〕国", "赵〔金弘〕", "王＿＿"):
        assert name in text
        assert name in word
    after = write_pdf(printing.compose(office, ORDER), io.BytesIO())
    assert after.missing == ()
    assert after.pages[0].digest != before.pages[0].digest


def test_a_choice_is_remembered_by_the_office_and_can_be_taken_back(office: Desk) -> None:
    glyphs.choose(office, RARE, Choice("pinyin", "hong2"))
    assert glyphs.choices(office)[RARE].shown == "[hóng]"
    assert [one.char for one in glyphs.remembered(office)] == [RARE]
    assert "李[hóng]国" in words(office)
    glyphs.choose(office, RARE, None)
    assert "李〔U+30729〕国" in words(office)


@pytest.mark.parametrize(
    "choice",
    [
        Choice("pinyin", " "),
        Choice("parts", "⿰"),
        Choice("other", OWN),
        Choice("other", RARE),
        Choice("parts", "字" * 41),
    ],
)
def test_a_choice_that_could_not_be_printed_is_refused_in_words(office: Desk, choice: Choice) -> None:
    with pytest.raises(DeskError, match="U\\+30729"):
        glyphs.choose(office, RARE, choice)
    assert glyphs.choices(office) == {}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("hong2", "hóng"), ("lv4", "lǜ"), ("guo2", "guó"), ("dou1", "dōu"), ("xie3", "xiě"), ("gui4", "guì"), ("liu2", "liú"),
     ("a", "a"), ("ma5", "ma"), ("n2", "ń"), ("hóng", "hóng"), ("hong2 hong4", "hóng hòng")],
)  # fmt: skip
def test_pinyin_typed_with_a_digit_gets_its_tone_mark(typed: str, shown: str) -> None:
    assert Choice("pinyin", typed).shown == f"[{shown}]"


def test_a_font_from_a_stick_prints_what_was_missing_and_choices_rest_meanwhile(office: Desk, own_font: Path) -> None:
    glyphs.choose(office, RARE, Choice("pen"))
    done = glyphs.install_fonts(own_font)
    assert [one.count for one in done.fonts] == [2]
    assert "李\U00030729国" in words(office)
    assert RARE not in {one.char for one in glyphs.missing(office, printing.compose(office, ORDER))}
    assert OWN in {one.char for one in glyphs.missing(office, printing.compose(office, ORDER))}  # whatever fonts say
    glyphs.remove_font(done.fonts[0].file)
    assert "李＿＿国" in words(office)


def test_every_han_character_of_gb_18030_level_three_can_be_printed_by_the_bundled_fonts() -> None:
    counted = {one.name: (one.printed, one.all) for one in glyphs.coverage()}
    assert counted == {
        "基本区": (20992, 20992), "扩展 A": (6592, 6592), "扩展 B": (42711, 42720), "扩展 C": (4149, 4154),
        "扩展 D": (222, 222), "扩展 E": (5762, 5762), "扩展 F": (7473, 7473), "扩展 G": (3, 4939), "扩展 H": (0, 4192),
        "扩展 I": (0, 622), "兼容汉字": (297, 366), "兼容汉字（朝鲜）": (0, 106), "兼容补充": (4, 542),
        "GB 18030-2022 级别 3": (87887, 87887),
    }  # fmt: skip


def test_codes_are_read_as_clerks_write_them() -> None:
    assert [glyphs.by_code(one) for one in ("U+20BB7", "20bb7", " u+9fa5 ", "D800", "110000", "吉", "", "E863")] == [
        "𠮷", "𠮷", "龥", "", "", "", "", "\ue863",
    ]  # fmt: skip
    assert glyphs.is_rare("䶮")
    assert glyphs.is_rare("𬭎")
    assert not glyphs.is_rare("王")
    assert not glyphs.is_rare("A")
    assert fonts.printable("䶮") == "䶮"


def test_a_form_made_from_a_word_template_says_what_was_chosen_too(village: Desk) -> None:
    glyphs.choose(village, OWN, Choice("other", "䶮"))
    worker = save(village, "worker", None, {"name": f"欧阳{OWN}", "grid": village.grids()[0]["uid"]}).uid
    leave = save(village, "leave", None, {"worker": worker, "kind": "02", "since": "2026-03-01", "reason": "看病"}).uid
    order = PrintOrder(paper="leave_slip", records=(leave,))
    with zipfile.ZipFile(io.BytesIO(printing.docx(village, order))) as file:
        word = file.read("word/document.xml").decode("utf-8")
    assert "欧阳䶮" in word
    assert OWN not in word
