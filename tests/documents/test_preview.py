from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from gridDesk.documents.preview import page_count, render
from tests.documents.samples import PAGES, pdf


def test_a_page_becomes_a_picture_of_its_size_with_ink_on_white() -> None:
    data = pdf(PAGES["low_income"]())[0]
    image = render(data, 0, 72)
    assert page_count(data) == 1
    assert (image.width, image.height) == (842, 596)
    assert len(image.rgb) == image.width * image.height * 3
    assert image.rgb[:3] == b"\xff\xff\xff"
    assert min(image.rgb) < 80


def test_threads_may_ask_for_pictures_at_the_same_time() -> None:
    data = pdf(PAGES["resident_ledger"]())[0]
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda page: render(data, page % 3, 40), range(12)))
    assert images[0] == images[3] == images[9]
