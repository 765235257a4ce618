"""Printing: which papers there are, composing one from the ledgers, and its PDF and Word files.

The PDF is the master: preview, paper and file are the same bytes. Files are made in memory and written once.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridDesk import paths
from gridDesk.desk import glyphs, grants, paper_levels, view_paper
from gridDesk.desk.grants import Grant
from gridDesk.desk.headings import FORM_HEADINGS, HEADINGS, heading_of
from gridDesk.desk.makers import AUDIT_SHEETS, OFFICE_FORMS, maker_of
from gridDesk.desk.making import Making
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_levels import LevelChoice
from gridDesk.desk.paper_mark import mark, stamped
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.progress import Progress, silent
from gridDesk.errors import DeskError
from gridDesk.text import now_iso, today_iso
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.documents.log_day import Mode
    from gridDesk.documents.page import Page
    from gridDesk.documents.papers import Paper
    from gridDesk.documents.printed import MissingGlyph
    from gridDesk.ledger import Catalogue


_READ: dict[Path, tuple[Catalogue, dict[str, Paper]]] = {}
# A form with such a blank shows ID numbers.
FORM_IDS = re.compile(r"身份号码|身份证|证件号")
Scopes = Literal["group", "household", "day", "grid", "list", "way", "record", "office", "month", "book"]


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A paper that can be printed: its title, kind, and what part of it can be chosen (`group`, `household`, `day`).

    `grid` can be printed by grid, `list` is a list as it stands, `way` one to take along. `record` is a form of records
    of `ledger` that are chosen one by one, `office` one of no record, `month` one of a month, `book` the bound volume of
    a grid. `ids` says whether it shows ID numbers, `heading` under which heading it is listed, `modes` how it can be
    filled (none: only one way), `levels` how much of it may be shown, the usual way first.
    """

    key: str
    title: str
    kind: Literal["table", "form"]
    scope: Scopes
    help: str
    ids: bool = True
    heading: str = ""
    ledger: str = ""
    modes: tuple[Mode, ...] = ()
    levels: tuple[LevelChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A file that was written: pages (0 where only Word counts them) and sentences on characters it could not print."""

    path: Path
    pages: int
    sentences: list[str]


def papers(desk: Desk) -> list[PaperChoice]:
    """Return the papers this office can print, by heading; those of sealed ledgers only when switched on."""
    switched_on = {one.key for one in desk.enabled()}
    shown = [paper for paper in all_papers(desk).values() if not paper.ledger or paper.ledger in switched_on]
    if not (desk.can("auditor") or desk.can("keeper")):
        shown = [paper for paper in shown if paper.key not in AUDIT_SHEETS]
    found = [replace(_choice(desk, paper), levels=_levels(desk, paper)) for paper in shown]
    return sorted(found, key=lambda choice: ("", *FORM_HEADINGS, *HEADINGS).index(choice.heading))


def _levels(desk: Desk, paper: Paper) -> tuple[LevelChoice, ...]:
    found = paper_levels.choices(paper, desk.catalogue[paper.ledger] if paper.ledger else None, desk)
    differ = shows_ids(paper) if paper.kind == "form" else paper_levels.tells(desk.catalogue, paper)
    return found if differ else found[:1]


def _choice(desk: Desk, paper: Paper) -> PaperChoice:
    if paper.blocks or paper.key in OFFICE_FORMS:
        return PaperChoice(
            paper.key, paper.title, "form", paper.scope, paper.help, shows_ids(paper), paper.heading, paper.ledger,
            modes=("blank", "filled") if paper.ledger or _can_be_filled(paper) else (),
        )  # fmt: skip
    if paper.key not in desk.catalogue or paper.kind == "form":
        return PaperChoice(
            paper.key, paper.title, paper.kind, _scope(paper), paper.help, shows_ids(paper), modes=paper.modes
        )  # fmt: skip
    shape = desk.catalogue[paper.key]
    ids = any(column.key.endswith("id_number") for column in paper.columns)
    scope: Scopes = "group" if shape.group == "special" or paper.section else "grid" if "grid" in shape else "list"
    return PaperChoice(paper.key, paper.title, "table", scope, paper.help, ids, heading_of(shape))


def _can_be_filled(paper: Paper) -> bool:
    from gridDesk.desk import form_papers

    return form_papers.has_provider(paper) or paper.key in OFFICE_FORMS


def list_paper(desk: Desk, key: str) -> PaperChoice:
    """Return the paper of a list (see `view_paper`). Raises DeskError when there is no such view."""
    found = view_paper.paper(desk, key)
    return PaperChoice(
        found.key, found.title, "table", "list" if found.ids else "way", found.help, found.ids,
        levels=view_paper.levels(desk, key),
    )  # fmt: skip


def verify_paper(grid: str | None = None, village_group: str | None = None) -> str:
    """Return the key of the list of households to verify this month."""
    return view_paper.verify_key(grid or "", village_group or "")


def all_papers(desk: Desk) -> dict[str, Paper]:
    """Read every paper; the last reading is kept, for it takes longer than laying out a small ledger."""
    from gridDesk.documents.papers import load_papers

    folder = paths.forms() / "papers"
    kept = _READ.get(folder)
    if kept is None or kept[0] is not desk.catalogue:
        kept = _READ[folder] = (desk.catalogue, load_papers(folder, desk.catalogue))
    return kept[1]


def paper_of(desk: Desk, key: str) -> Paper:
    """Return the declaration of a paper by its key."""
    return all_papers(desk)[key]


def _scope(paper: Paper) -> Scopes:
    if paper.scope in ("day", "month", "book"):
        return paper.scope
    return "household" if paper.kind == "form" else "group"


def village_groups(desk: Desk) -> list[str]:
    """Return the village groups (村民小组) that households belong to, in natural order."""
    from gridDesk.desk.paper_rows import natural

    groups = [str(value) for value in desk.store.group_count("household", "village_group") if value]
    return sorted(groups, key=natural)


def compose(desk: Desk, order: PrintOrder) -> Page:
    """Return the page of an order: text, masked, streaming from the ledgers. Raises DeskError for an unknown paper."""
    from gridDesk.desk.layouts import laid
    from gridDesk.documents.table_page import Shelved
    from gridDesk.documents.tables import Header

    if view_paper.is_list(order.paper):
        return glyphs.written(desk, view_paper.compose(desk, order))
    paper = all_papers(desk).get(order.paper)
    if paper is None:
        raise DeskError(f"没有名为“{order.paper}”的表册，", advice="请从打印页的清单里选择。")
    if paper.ledger and paper.ledger not in {one.key for one in desk.enabled()}:
        raise DeskError(f"{paper.title}还没有启用，", advice="请先在“设置”里启用这个受保护台账。")
    shape = desk.catalogue[paper.ledger] if paper.ledger else None
    level = paper_levels.level_of(paper, order, shape, desk)
    paper = paper_levels.at_level(desk, paper, level)
    leaves = level == Level.FIELD and paper.ledger != "daily_log"
    marked = mark(desk, order, level, ids=shows_ids(paper), leaves=leaves)
    if paper.bare:  # boards, cards and badges hang on walls and necks
        marked = replace(marked, watermark="")
    header = Header(
        unit=desk.office.name, date=today_iso(), foot=marked.foot, watermark=marked.watermark, code=marked.code, made=now_iso()
    )  # fmt: skip
    paper = laid(paper, order.layout, desk.catalogue)
    page = maker_of(paper)(Making(desk, paper, order, level, header, Shelved() if order.shelved else None))
    return stamped(glyphs.written(desk, page), marked)


def shows_ids(paper: Paper) -> bool:
    """Tell whether a paper has room for ID numbers."""
    if paper.kind == "table":
        return any(column.key.endswith("id_number") for column in paper.columns)
    return paper.key in ("household_card", "dispute_dossier", "book") or FORM_IDS.search(str(paper.blocks)) is not None


def missing_glyphs(page: Page) -> list[str]:
    """Return a sentence for each character that no bundled font can print, before anything is printed."""
    from gridDesk.documents.fonts import missing

    return [glyphs.sentence(glyph) for glyph in missing(page)]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A composed paper: its PDF bytes, how many pages, and a sentence for each character it could not print.

    `missing` are those characters themselves, place by place.
    """

    pdf: bytes
    pages: int
    sentences: list[str]
    missing: tuple[MissingGlyph, ...] = ()


def render(desk: Desk, order: PrintOrder, progress: Progress = silent) -> Rendered:
    """Compose an order once and return its PDF with what a clerk should know before printing it."""
    from gridDesk.documents.pdf import write_pdf

    progress(0, 1, "正在排版")
    out = io.BytesIO()
    printed = write_pdf(compose(desk, order), out)
    progress(1, 1, f"共 {len(printed.pages)} 页")
    sentences = [glyphs.sentence(glyph) for glyph in printed.missing]
    return Rendered(out.getvalue(), len(printed.pages), sentences, printed.missing)


def pdf(desk: Desk, order: PrintOrder, progress: Progress = silent) -> bytes:
    """Return the PDF of an order: what the preview shows and the printer prints."""
    return render(desk, order, progress).pdf


def docx(desk: Desk, order: PrintOrder, progress: Progress = silent) -> bytes:
    """Return the Word file of an order, from the Word template of its form where it has one."""
    progress(0, 1, "正在排版")
    data = _word(desk, order, compose(desk, order))
    progress(1, 1, "排好了")
    return data


def _word(desk: Desk, order: PrintOrder, page: Page) -> bytes:
    """Return the Word file of an order that is composed already."""
    from gridDesk.desk import templates
    from gridDesk.documents.word import write_docx

    data = templates.filled(desk, order, page)
    if data is not None:
        return data
    out = io.BytesIO()
    write_docx(page, out)
    return out.getvalue()


def save(
    desk: Desk, order: PrintOrder, target: Path, progress: Progress = silent, *, grant: Grant, password: str = ""
) -> PrintedFile:  # fmt: skip
    """Write a `.pdf` or `.docx` file; an existing one is replaced only when the new one is whole. Raises DeskError.

    Without a grant for it nothing is written; one for an encrypted file locks it with `password`.
    """
    from gridDesk.desk import print_grants

    order = print_grants.marked(desk, order, grant)
    grants.check(grant, print_grants.order_of(desk, order, like=grant.order))
    if target.suffix.lower() == ".docx":
        progress(0, 1, "正在排版")
        page = compose(desk, order)
        data, pages, sentences = _word(desk, order, page), 0, missing_glyphs(page)
        progress(1, 1, "排好了")
    else:
        rendered = render(desk, order, progress)
        data, pages, sentences = rendered.pdf, rendered.pages, rendered.sentences
    write_file(target, data, grant, password)
    return PrintedFile(target, pages, sentences)


def write_file(target: Path, data: bytes, grant: Grant, password: str = "") -> None:
    """Write a file beside its place and then rename it. Raises DeskError when the target is open or not writable.

    Nothing leaves without a grant (`grants.harmless` for what says nothing of any person); one for an encrypted file asks
    for its password.
    """
    from gridDesk.desk import file_lock

    grants.check(grant)
    if grant.order.encrypted:
        data = file_lock.locked(data, target, password)
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DeskError(
            f"文件“{target.name}”没有写成，", advice="如果它正在 WPS 或 Excel 里打开，请先关闭再试。"
        ) from error


def page_count(pdf_bytes: bytes) -> int:
    """Return how many pages a PDF has."""
    from gridDesk.documents import preview

    return preview.page_count(pdf_bytes)
