"""Forms of one paper, under the words that every sheet of a printing says."""

from __future__ import annotations

from collections.abc import Iterable

from gridDesk.documents.form import Form, FormPage
from gridDesk.documents.papers import Paper
from gridDesk.documents.tables import Header


def forms_page(paper: Paper, forms: Iterable[Form], header: Header) -> FormPage:
    """Return the page of these forms on the sheet their paper declares; forms are read as they are printed."""
    return FormPage(
        name=paper.key, title=paper.title, forms=forms, sheet=paper.sheet, foot=header.foot, watermark=header.watermark,
        code=header.code, series=header.series, made=header.made, odd_start=paper.odd_start, tiles=paper.tiles,
    )  # fmt: skip
