"""Any text on paper: measured and drawn by one split, and given back by the PDF as it was written."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridDesk import paths
from gridDesk.documents import fonts, wide_fonts
from gridDesk.documents.fonts import printable, split_runs
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Signatures, Strip, Title, Words
from gridDesk.documents.glyphs import Choice, Substitutes
from gridDesk.documents.page import Book
from gridDesk.documents.table_page import Column, Group, Section, TablePage
from gridDesk.documents.typeset import measure
from gridDesk.errors import DeskError
from tests.documents.samples import pdf, squeezed, texts
from tests.made_fonts import make_font


def run(first: int, last: int) -> st.SearchStrategy[str]:
    return st.integers(first, last).map(chr)


BLOCKS = {
    "basic plane": st.characters(min_codepoint=0x20, max_codepoint=0xFFFF),
    "Han": run(0x4E00, 0x9FFF) | run(0x3400, 0x4DBF),
    "beyond": run(0x20000, 0x2A6DF) | run(0x2A700, 0x2EBE0) | run(0x30000, 0x323AF),
    "private": run(0xE000, 0xF8FF) | run(0xF0000, 0xF00FF),
    "compatibility": run(0xF900, 0xFAD9) | run(0x2F800, 0x2FA1D),
    "marks": run(0x300, 0x36F),
    "shapeless": st.sampled_from("\u200d\u200c\ufe00\ufe0f\U000e0100\u200b\u202e\u2066\ufeff\t\x07\xad"),
    "Uyghur, Tibetan, Yi": run(0x620, 0x64A) | run(0xF40, 0xFBC) | run(0xA000, 0xA48C),
    "Latin": st.sampled_from("eéāǎàǘḿńÜñABCxyz019"),
    "marks of punctuation": st.sampled_from("·“”‘’—…，。、（）【】〔〕％℃☑☐□①Ⅷ"),
}
anything = st.lists(st.sampled_from(sorted(BLOCKS)).flatmap(BLOCKS.__getitem__), max_size=24).map("".join)


def page(body: list[object]) -> TablePage:
    columns = (Column("no", "序号", 12), Column("person.name", "姓名", 60), Column("note", "备注", 90))
    return TablePage(name="t", title="试表", columns=columns, body=body)  # type: ignore[arg-type]


@given(anything, st.sampled_from(["song", "hei"]), st.sampled_from([7.5, 9.0, 18.0]))
@example("e\u0301e\u0301", "song", 9.0)
def test_the_runs_that_are_drawn_are_as_wide_as_the_text_was_measured(text: str, role: fonts.Role, size: float) -> None:
    runs = split_runs(text, role)
    assert "".join(one.text for one in runs) == printable(text)
    drawn = sum(one.face.width(char) for one in runs for char in one.text if char != "\n") * size / 1000
    assert drawn == pytest.approx(measure(printable(text), role, size))


@given(anything)
def test_what_is_printable_stays_so_and_every_character_of_it_has_a_face(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert all(char == "\n" or fonts.face_for(char) for char in shown)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in shown if char != "\n")


@settings(max_examples=60)
@given(st.lists(anything, min_size=1, max_size=12))
@example(["一\u0300\u0300"])
@example(["e\u0301", "é", "q\u030c", "王\u0301", "—" * 3, "☑☐", "\uf900\ufa0e", "葛\U000e0100城", "张\u2028三"])
@example(["𠮷𬭎𰻝䶮㛃", "\ue863", "\u0626\u0627", "བོད", "ꀀꀁ", "阿·里", "“是”——……"])
def test_the_pdf_gives_back_what_was_written_to_pdfium(names: list[str]) -> None:
    data, _ = pdf(page([(str(i), name, f"{name}{name}") for i, name in enumerate(names, 1)]))
    whole = squeezed("".join(texts(data)))
    for name in names:
        assert squeezed(printable(name)) in whole


def test_pdftotext_reads_the_same() -> None:
    names = [
        "𠮷𬭎𰻝䶮㛃",
        "\ue863张",
        "é ǎ q\u030c",
        "\uf900\ufa0e\U0002f804",
        "“是”——……·％",
        "☑☐□①Ⅷ",
        "\U0002ebe0\U0002ceb0",
    ]
    data, _ = pdf(page([(str(i), name, "") for i, name in enumerate(names, 1)]))
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    whole = squeezed(done.stdout.decode("utf-8"))
    assert [name for name in names if squeezed(printable(name)) not in whole] == []


# ---- choices ----

OWN = "\ue863"
SHOWN = Substitutes({OWN: Choice("parts", "⿰金弘"), "\ue001": Choice("pen")})


def test_a_ledger_says_what_was_chosen_wherever_a_character_stands_and_goes_on_streaming() -> None:
    rows = [Section(f"{OWN}组"), Group((("1", f"张{OWN}", ""), ("2", "李", f"{OWN}\ue001"))), ("3", "王", "")]
    made = SHOWN.page(replace(page(rows), title=f"{OWN}表", left=OWN, signatures=(f"{OWN}人",)))
    assert isinstance(made, TablePage)
    assert (made.title, made.left, made.signatures) == ("〔金弘〕表", "〔金弘〕", ("〔金弘〕人",))
    assert list(made.body) == [
        Section("〔金弘〕组"), Group((("1", "张〔金弘〕", ""), ("2", "李", "〔金弘〕＿＿"))), ("3", "王", ""),
    ]  # fmt: skip
    assert list(made.body) == list(made.body)
    once = SHOWN.page(replace(page([]), body=iter(rows)))
    assert isinstance(once, TablePage)
    assert next(iter(once.body)) == Section("〔金弘〕组")


def test_a_form_and_a_book_say_it_in_every_block() -> None:
    grid = Grid((50.0,), (Line((Cell(f"张{OWN}"),)),), head=(Line((Cell(OWN, label=True),)),))
    blocks = (Title(OWN), Strip(OWN, OWN, OWN), grid, Signatures((OWN,)), Words(OWN))
    form = Form(part=OWN, blocks=blocks, again=(Title(OWN),))
    forms = FormPage(name="f", title=OWN, forms=[form])
    book = Book(
        name="b", title=OWN, front=(forms,), contents=lambda _parts: forms, parts=(page([("1", OWN, "")]), forms)
    )
    made = SHOWN.page(book)
    assert isinstance(made, Book)
    said = [text for part in (*made.front, made.contents(()), made.parts[1]) for text, _ in fonts._texts(part)]
    said += [text for text, _ in fonts._texts(made)]
    assert OWN not in "".join([*said, made.title])
    assert "".join(said).count("〔金弘〕") >= 30
    assert fonts.missing(made) == []


def test_without_choices_a_page_is_itself() -> None:
    one = page([("1", OWN, "")])
    assert Substitutes({}).page(one) is one


def test_a_choice_rests_when_a_font_holds_the_character() -> None:
    assert Substitutes({"王": Choice("pen")}).text("王") == "王"


# ---- fonts from a stick ----


@pytest.fixture
def own() -> Iterator[Path]:
    """The clerk's folder of fonts; what was installed is forgotten after the test."""
    yield paths.own_fonts()
    shutil.rmtree(paths.own_fonts(), ignore_errors=True)
    fonts.renew()


def test_a_zip_of_fonts_is_installed_with_its_licence_and_asked_last_in_a_stable_order(
    tmp_path: Path, own: Path
) -> None:
    for name, chars in (("b.ttf", "\U00030001"), ("a.ttf", "\U00030001\U00030002王")):
        make_font(tmp_path / name, chars, family=name[0].upper())
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as packed:
        for name in ("b.ttf", "a.ttf"):
            packed.write(tmp_path / name, f"fonts/{name}")
        packed.writestr("OFL.txt", "SIL Open Font License")
    done = wide_fonts.install(own, tmp_path / "pack.zip")
    fonts.renew()
    assert [(one.file, one.family, one.count) for one in done.fonts] == [("b.ttf", "B", 1), ("a.ttf", "A", 3)]
    assert sorted(path.name for path in own.iterdir()) == [
        "a-licence.txt", "a.ttf", "b-licence.txt", "b.ttf", "fonts.json",
    ]  # fmt: skip
    assert "SIL Open Font License" in (own / "a-licence.txt").read_text(encoding="utf-8")
    runs = split_runs("王\U00030001\U00030002")
    assert [(one.face.name, one.text) for one in runs] == [("NotoSerifSC", "王"), ("OwnA", "\U00030001\U00030002")]
    data, printed = pdf(page([("1", "\U00030001", "")]))
    assert printed.missing == ()
    assert "\U00030001" in texts(data)[0]


def test_fonts_that_cannot_go_into_a_pdf_are_refused_by_a_sentence(tmp_path: Path, own: Path) -> None:
    good = make_font(tmp_path / "good.ttf", "\U00030001")
    make_font(tmp_path / "curves.ttf", "\U00030001", cff=True)
    make_font(tmp_path / "rights.ttf", "\U00030001", rights=2)
    (tmp_path / "broken.ttf").write_bytes(good.read_bytes()[:200])
    (tmp_path / "noise.ttc").write_bytes(b"ttcf not a font at all")
    (tmp_path / "post.otf").write_bytes(b"OTTO")
    done = wide_fonts.install(own, tmp_path)
    assert [one.file for one in done.fonts] == ["good.ttf"]
    assert {one.file: one.why[:8] for one in done.refused} == {
        "broken.ttf": "文件坏了，或不是", "curves.ttf": "轮廓不是 Tru", "noise.ttc": "文件坏了，或不是", "post.otf": "轮廓不是 Tru",
        "rights.ttf": "字体注明不许嵌入",
    }  # fmt: skip


def test_a_font_with_a_chinese_name_or_in_a_collection_is_installed_and_printed(tmp_path: Path, own: Path) -> None:
    from fontTools.ttLib import TTCollection, TTFont

    named = make_font(tmp_path / "大字库.ttf", "\U00030001", family="大字库")
    both = TTCollection()
    both.fonts = [TTFont(make_font(tmp_path / "x.ttf", "\U00030002")), TTFont(make_font(tmp_path / "y.ttf", "王"))]
    both.save(str(tmp_path / "two.ttc"))
    done = [wide_fonts.install(own, named), wide_fonts.install(own, tmp_path / "two.ttc")]
    fonts.renew()
    assert [(one.fonts[0].family, one.fonts[0].file) for one in done] == [("大字库", "大字库.ttf"), ("Box", "two.ttc")]
    assert "\U00030001\U00030002" in texts(pdf(page([("1", "\U00030001\U00030002", "")]))[0])[0]


@pytest.mark.parametrize("kind", ["empty", "torn", "big"])
def test_a_source_without_usable_fonts_says_what_to_do(
    kind: str, tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "stick"
    source.mkdir()
    if kind == "torn":
        source = source / "pack.zip"
        source.write_bytes(b"PK\x03\x04 torn")
    elif kind == "big":
        monkeypatch.setattr(wide_fonts, "MOST_BYTES", 100)
        make_font(source / "a.ttf", "王")
    with pytest.raises(DeskError, match="请"):
        wide_fonts.install(own, source)
    assert not own.exists()


def test_an_installed_font_is_taken_away_with_its_licence_and_a_torn_index_means_none(
    tmp_path: Path, own: Path
) -> None:
    done = wide_fonts.install(own, make_font(tmp_path / "a.ttf", "\U00030001"))
    fonts.renew()
    assert fonts.covers("\U00030001")
    wide_fonts.remove(own, done.fonts[0].file)
    fonts.renew()
    assert [path.name for path in own.iterdir()] == ["fonts.json"]
    assert not fonts.covers("\U00030001")
    (own / "fonts.json").write_bytes(b"{")
    fonts.renew()
    assert not fonts.covers("\U00030001")


@pytest.mark.parametrize("kept", [0, 60, 300])
def test_an_installed_font_that_was_damaged_since_is_passed_over(kept: int, tmp_path: Path, own: Path) -> None:
    done = wide_fonts.install(own, make_font(tmp_path / "a.ttf", "\U00030001"))
    file = own / done.fonts[0].file
    file.write_bytes(file.read_bytes()[:kept])
    fonts.renew()
    assert printable("\U00030001") == "〔U+30001〕"


def test_the_same_text_is_printed_the_same_whatever_was_printed_before() -> None:
    before = [printable(text) for text in ("e\u0301", "\u0301", "ae\u0301")]
    split_runs("q\u0301")
    assert [printable(text) for text in ("e\u0301", "\u0301", "ae\u0301")] == before == ["é", "\u0301", "aé"]


def test_a_pdf_made_of_anything_opens() -> None:
    data, _ = pdf(page([("1", "".join(map(chr, range(0x2460, 0x24FF))), "\ud800")]))
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    assert len(document) == 1
    document.close()


def test_a_zip_whose_names_lead_away_is_not_opened(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "王")
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as packed:
        packed.write(tmp_path / "a.ttf", "../../fonts/a.ttf")
    with pytest.raises(DeskError, match="结构不正常"):
        wide_fonts.install(tmp_path / "own", tmp_path / "pack.zip")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.ttf", "pack.zip"]
