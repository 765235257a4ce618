"""Word templates of the office's forms: the shipped ones, the office's own, what is amiss in them, and filling them.

An office's own template lies in its encrypted file, goes with its backups, and is looked at again before every use.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk import paths
from gridDesk.desk import form_blanks, glyphs, paper_levels
from gridDesk.desk.form_blanks import GENERAL, PROVIDERS, Provider
from gridDesk.desk.form_papers import FilledForms
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_mark import mark
from gridDesk.errors import DeskError
from gridDesk.ledger import Field

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.form import FormPage
    from gridDesk.documents.form_papers import FilledBlanks
    from gridDesk.documents.page import Page
    from gridDesk.documents.papers import Paper
    from gridDesk.documents.template import Known, Lint, Template

SHIPPED = "templates"
_MOST_RECORDS = 200
_HIGHER = 24.0  # points


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """A form that has a Word template: its paper, title, what it is for, and whether the office uses its own."""

    key: str
    title: str
    help: str
    own: bool


@dataclass(frozen=True, slots=True)
class BlankName:
    """A blank that a form's template may use: how it is written, and where what it says comes from."""

    written: str
    source: str


def listed(desk: Desk) -> list[FormTemplate]:
    """Return the forms that have a template, in the order of the papers; those of sealed ledgers only when in use."""
    from gridDesk.desk.printing import all_papers

    open_ledgers = {"", *(one.key for one in desk.enabled())}
    return [
        FormTemplate(paper.key, paper.title.replace("　", ""), paper.help, bool(_own(desk, paper.key)))
        for paper in all_papers(desk).values()
        if paper.blocks and paper.ledger in open_ledgers and (shipped(paper.key).is_file() or _own(desk, paper.key))
    ]


def shipped(key: str) -> Path:
    """Return where a form's own template of the program lies."""
    return paths.forms() / SHIPPED / f"{key}.docx"


def has(desk: Desk, key: str) -> bool:
    """Tell whether a paper has a template."""
    return bool(_own(desk, key)) or shipped(key).is_file()


def data(desk: Desk, key: str) -> bytes:
    """Return the .docx that is used for a form: the office's own, else the shipped one. Raises DeskError."""
    own = _own(desk, key)
    if own:
        return own
    try:
        return shipped(key).read_bytes()
    except OSError as error:
        raise DeskError("这张表没有 Word 模板，", advice="请用“用本单位的模板…”选一个 .docx 文件。") from error


def look(path: Path) -> bytes:
    """Return a template's file when it may be used. Raises DeskError that says why not and what to do."""
    from gridDesk.documents.apart import check_template
    from gridDesk.documents.template_guard import MAX_FILE

    if path.suffix.lower() in (".docm", ".dotm", ".dot", ".doc", ".wps", ".dotx"):
        raise DeskError(
            f"“{path.name}”不是 .docx 文件，", advice="请在 Word 或 WPS 里另存为“Word 文档（.docx）”后再选。"
        )
    try:
        with path.open("rb") as stream:
            found = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise DeskError(f"“{path.name}”打不开，", advice="请检查 U 盘是否还插着，或先在 Word 里关闭它再试。") from error
    check_template(found)
    return found


def put(desk: Desk, key: str, found: bytes) -> None:
    """Use a template of the office's own for a form from now on. Raises DeskError when it may not be used."""
    from gridDesk.documents.apart import check_template

    check_template(found)
    desk.set_setting(_key(key), base64.b64encode(found).decode("ascii"))


def remove(desk: Desk, key: str) -> None:
    """Go back to the shipped template."""
    if _own(desk, key):
        desk.set_setting(_key(key), "")


def check(desk: Desk, key: str, found: bytes = b"") -> Lint:
    """Return what is amiss in a template (the one in use when none is given). Raises DeskError."""
    from gridDesk.documents.template import lint, read_template

    return lint(read_template(found or data(desk, key)), _known(desk, _paper(desk, key)))


def blank_names(desk: Desk, key: str) -> list[BlankName]:
    """Return every blank that a template of a form may use, those of the form itself first."""
    paper = _paper(desk, key)
    known = _known(desk, paper)
    found = [BlankName(f"{{{name}}}", "表上已有") for name in known.expected]
    found += [BlankName(f"{{{name}}}", "每张表都有") for name in GENERAL]
    if paper.ledger:
        shape = desk.catalogue[paper.ledger]
        found += [
            BlankName(f"{{{name}}}", f"台账：{shape.label}") for name in form_blanks.labels(desk.catalogue, shape.key)
        ]
        found += [
            BlankName(f"{{{link.label}.{item.label}}}", f"台账：{desk.catalogue[link.to].label}")
            for link in shape.links for item in desk.catalogue[link.to].fields if not item.to
        ]  # fmt: skip
    return list({one.written: one for one in reversed(found)}.values())[::-1]


def filled(desk: Desk, order: PrintOrder, page: Page) -> bytes | None:
    """Return the Word file of an order from its form's template; None when the paper has none. Raises DeskError.

    `page` is the same order composed: its foot line and watermark stand in the Word file too. A template that asks for
    ID numbers where the paper itself does not is marked as one that shows them.
    """
    from gridDesk.desk.printing import FORM_IDS
    from gridDesk.documents.form import FormPage
    from gridDesk.documents.template_fill import fill
    from gridDesk.documents.template_foot import Marks

    if not isinstance(page, FormPage) or not has(desk, order.paper):
        return None
    paper = _paper(desk, order.paper)
    if len(order.records) > _MOST_RECORDS:
        raise DeskError(f"一次最多用模板填 {_MOST_RECORDS} 份，", advice="请分几次选记录，或改存为 PDF。")
    template = _template(desk, paper.key)
    shape = desk.catalogue[paper.ledger] if paper.ledger else None
    level = paper_levels.level_of(paper, order, shape, desk)
    asked = _asked(template)
    forms = list(map(glyphs.substitutes(desk).blanks, FilledForms(desk, paper, order, level, asked=asked)))
    ids = FORM_IDS.search("".join(asked)) is not None
    words = page.watermark or mark(desk, replace(order, code=page.code), level, ids=ids).watermark
    lists = _lists(paper) | (_fitting(paper, page) if len(forms) == 1 else {})
    return fill(template, forms, lists, Marks(page.foot, words, page.sheet.width, page.sheet.height))


def sample(desk: Desk, key: str, found: bytes = b"") -> bytes:
    """Return a template filled with an invented person's data, as .docx. Raises DeskError."""
    from gridDesk.documents.template import read_template
    from gridDesk.documents.template_fill import fill
    from gridDesk.documents.template_foot import Marks

    paper = _paper(desk, key)
    template = read_template(found) if found else _template(desk, key)
    return fill(template, [_invented(desk, paper, template)], _lists(paper), Marks("样子：其中的人和事都是编的"))


def preview(desk: Desk, key: str, found: bytes = b"") -> bytes:
    """Return a picture-ready PDF of `sample`: near enough to judge by, Word itself may break lines elsewhere."""
    from gridDesk.documents.pdf import write_pdf
    from gridDesk.documents.template_page import page_of

    out = io.BytesIO()
    write_pdf(page_of(sample(desk, key, found), key), out)
    return out.getvalue()


# ---- what a template can say ----


def _paper(desk: Desk, key: str) -> Paper:
    from gridDesk.desk.printing import all_papers

    paper = all_papers(desk).get(key)
    if paper is None or not paper.blocks:
        raise DeskError("没有这张表，", advice="请从清单里选择。")
    return paper


def _template(desk: Desk, key: str) -> Template:
    from gridDesk.documents.template import read_template

    return read_template(data(desk, key))


def _own(desk: Desk, key: str) -> bytes:
    try:
        return base64.b64decode(str(desk.setting(_key(key), "") or ""), validate=True)
    except binascii.Error:
        return b""


def _key(key: str) -> str:
    return f"word_template.{key}"


def _provider(paper: Paper) -> Provider:
    return PROVIDERS.get(paper.key) or Provider(lambda *_: form_blanks.Blanks())


def _known(desk: Desk, paper: Paper) -> Known:
    from gridDesk.documents.form_blocks import wanted
    from gridDesk.documents.form_papers import blocks_of
    from gridDesk.documents.template import Known

    provider, asked = _provider(paper), wanted(blocks_of(paper))
    expected = (*asked.order, *(f"{name}.{one}" for name, ones in asked.rows.items() for one in sorted(ones)))
    names = (*provider.values, *GENERAL, *(form_blanks.labels(desk.catalogue, paper.ledger) if paper.ledger else ()))
    return Known(
        is_known=lambda name: not form_blanks.unknown(desk.catalogue, paper.ledger, [name], provider),
        lists={name: frozenset(ones) for name, ones in {**asked.rows, **provider.rows}.items()},
        expected=expected,
        names=names,
    )


def _lists(paper: Paper) -> dict[str, int]:
    """Return the lists of a form and how many rows each has at least on paper."""
    from gridDesk.documents.form_blocks import FormGrid

    declared = {block.repeat: block.least for block in paper.blocks if isinstance(block, FormGrid) and block.repeat}
    return dict.fromkeys(_provider(paper).rows, 0) | declared


def _fitting(paper: Paper, page: FormPage) -> dict[str, int]:
    """Return how many rows fill the sheet up, of the lists that do so on paper; Word's rows are a little higher."""
    from gridDesk.documents.form import Grid
    from gridDesk.documents.form_blocks import FormGrid
    from gridDesk.documents.form_layout import lay_out
    from gridDesk.documents.form_papers import blocks_of

    form = next(iter(page.forms))
    side = lay_out(form, page.sheet, spare=_HIGHER)[0]
    found = {}
    for declared, block in zip(blocks_of(paper), form.blocks, strict=True):
        if isinstance(declared, FormGrid) and declared.stretch and isinstance(block, Grid):
            lines = [piece for piece in side.pieces if piece.block is block and piece.line not in block.head]
            found[declared.repeat] = max(len(lines), declared.least)
    return found


def _asked(template: Template) -> frozenset[str]:
    from gridDesk.documents.template import blanks

    return frozenset(blanks(template))


def _invented(desk: Desk, paper: Paper, template: Template) -> FilledBlanks:
    """Return what a form would say of an invented person."""
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.template import blanks

    order = PrintOrder(paper=paper.key, mode="filled")
    forms = FilledForms(desk, paper, order, level=paper_levels.parse(paper.level), asked=_asked(template))
    values = form_blanks.general(desk, None, dated=True) | {"记录号": "样0001"}
    values |= {name: _said(path) for name, path in forms.paths.items()}
    values |= {name: values.get(name) or f"（{name}）" for name in _provider(paper).values}
    # Of what the office itself would say only empty boxes are taken: the rest is about people there are.
    for_the_pen = _provider(paper).make(desk, None, PrintOrder(paper=paper.key, mode="blank")).values
    values |= {name: text for name, text in for_the_pen.items() if form_blanks.BOX in text}
    rows = {
        name: [{one: _row_word(one, number) for one in _row_names(name, blanks(template))} for number in (0, 1)]
        for name in _lists(paper)
    }  # fmt: skip
    return replace(forms.empty(), part="样子", values=values, rows=rows)


def _row_names(name: str, found: Iterable[str]) -> list[str]:
    return [one.partition(".")[2] for one in found if one.startswith(f"{name}.")]


_PEOPLE = ("王样例", "李样例")
_WORDS = {
    "date": "2026年3月12日", "time": "09:30", "phone": "13800000000", "id_number": "11010519491231002X", "integer": "3",
    "decimal": "2.5", "money": "120.00", "yes_no": "是", "region": "370305103201", "long_text": "（样例）情况属实，已当面核对。",
}  # fmt: skip


def _row_word(name: str, number: int) -> str:
    return _PEOPLE[number] if name in ("姓名", "人员") else "" if "序号" in name else f"（{name}）"


def _said(path: form_blanks.Path) -> str:
    item = path.item
    if item is None:
        return "45"
    if path.boxed:
        return form_blanks.boxes(item, _first_code(item, path.only), path.only)
    if item.to in ("person", "worker") or "姓名" in item.label:
        return _PEOPLE[0]
    if item.code_set:
        return item.code_set.codes[0].short
    return _WORDS.get(item.type.name, f"（{item.label}）")


def _first_code(item: Field, only: tuple[str, ...]) -> str:
    if not item.code_set:
        return "1"
    return next((one.code for one in item.code_set.codes if not only or one.short in only), "")
