"""Word files as LibreOffice draws them, beside our own PDF: as many pages, and ink in the same places.

One call converts all of them; where LibreOffice is not installed there is nothing to compare.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageOps

from gridDesk.documents.page import Page
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.word import write_docx
from tests.documents.samples import PAGES
from tests.documents.test_word_lint import MADE

SOFFICE = shutil.which("soffice")
FORMS = ("household_card", "daily_log", "daily_log_blank", "daily_log_half", "form", "tiles", "board")
LEDGERS = ("resident_ledger", "dwelling_ledger", "low_income", "released", "book")
CELLS = (12, 17)  # into which a page is divided, coarse enough for other faces
ALIKE = 0.7

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def page_of(key: str) -> Page:
    return MADE[key] if key in MADE else PAGES[key]()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the PDF that LibreOffice makes of each Word file."""
    folder = tmp_path_factory.mktemp("word")
    for key in (*FORMS, *LEDGERS):
        with (folder / f"{key}.docx").open("wb") as out:
            write_docx(page_of(key), out)
    assert SOFFICE
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


def ours(key: str) -> pypdfium2.PdfDocument:
    out = io.BytesIO()
    write_pdf(page_of(key), out)
    return pypdfium2.PdfDocument(out.getvalue())


def written(document: pypdfium2.PdfDocument) -> list[int]:
    """Return the pages that say something: white ones, which fill a sheet, are left out by LibreOffice."""
    return [n for n in range(len(document)) if document[n].get_textpage().get_text_bounded().strip()]


def ink(document: pypdfium2.PdfDocument, n: int) -> list[float]:
    """Return how dark each part of a page is."""
    image = ImageOps.invert(document[n].render(scale=0.6).to_pil().convert("L"))
    size = CELLS if image.width < image.height else CELLS[::-1]
    return [float(value) for value in image.resize(size, Image.Resampling.BOX).tobytes()]


def alike(one: list[float], other: list[float]) -> float:
    """Return how well two lists go together: 1 where one is the other, lighter or darker."""
    a, b = sum(one) / len(one), sum(other) / len(other)
    pairs = [(x - a, y - b) for x, y in zip(one, other, strict=True)]
    scale = (sum(x * x for x, _ in pairs) * sum(y * y for _, y in pairs)) ** 0.5
    return sum(x * y for x, y in pairs) / scale if scale else 1.0


@pytest.mark.parametrize("key", FORMS)
def test_a_form_has_as_many_pages_in_word_as_on_paper(drawn: Path, key: str) -> None:
    assert len(pypdfium2.PdfDocument(drawn / f"{key}.pdf")) == len(written(ours(key)))


@pytest.mark.parametrize("key", LEDGERS)
def test_a_ledger_has_one_page_more_or_less_at_most(drawn: Path, key: str) -> None:
    assert abs(len(pypdfium2.PdfDocument(drawn / f"{key}.pdf")) - len(written(ours(key)))) <= 1


@pytest.mark.parametrize("key", [*FORMS, *LEDGERS])
def test_ink_stands_in_the_same_places(drawn: Path, key: str) -> None:
    word, paper = pypdfium2.PdfDocument(drawn / f"{key}.pdf"), ours(key)
    pages = written(paper)[: len(word)]
    pairs = list(enumerate(pages))[: None if key in FORMS else 1]
    assert min(alike(ink(word, n), ink(paper, place)) for n, place in pairs) > ALIKE


def test_a_watermark_outlives_libreoffice(drawn: Path) -> None:
    """It is drawn light behind the text: grey that is neither paper nor ink."""
    image = pypdfium2.PdfDocument(drawn / "form.pdf")[0].render(scale=1).to_pil().convert("L")
    assert sum(225 <= value <= 245 for value in image.tobytes()) > 1000
