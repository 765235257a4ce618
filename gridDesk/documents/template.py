"""Word templates: documents with plain named blanks, `{姓名}`; reading one, and telling what is amiss in it.

There is no template language, no code, no fields: what a template says besides its blanks is printed as it stands.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from gridDesk.documents.form_blocks import NUMBER
from gridDesk.documents.template_guard import open_parts, parse
from gridDesk.documents.template_text import BLANK, TEXT_PARTS, joined, names_in, pieces, w

_BRACE = re.compile(r"[{}｛｝]")


@dataclass(frozen=True)
class Template:
    """A Word document that was looked at and may be used: its parts by name."""

    parts: Mapping[str, bytes]


@dataclass(frozen=True)
class Known:
    """What a form can fill: whether a single blank is known, its lists with their blanks, and which a form is expected
    to have (`姓名`, `参加人员.姓名`). `names` are those to suggest for a slip of the hand.
    """

    is_known: Callable[[str], bool]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    expected: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lint:
    """What is amiss in a template: sentences on blanks that nothing fills, names it leaves out, sentences on other faults."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.unknown or self.missing or self.faults)


def read_template(data: bytes) -> Template:
    """Return the template of a .docx file's bytes. Raises DeskError when it may not be used (see `template_guard`)."""
    return Template(open_parts(data))


def blanks(template: Template) -> tuple[str, ...]:
    """Return the names of all blanks, in the order they stand, each once."""
    found = (name for part in _text_parts(template) for paragraph in part.iter(w("p")) for name in names_in(paragraph))
    return tuple(dict.fromkeys(found))


def lint(template: Template, known: Known) -> Lint:
    """Return what is amiss in a template of a form."""
    found = blanks(template)
    unknown = [name for name in found if not _is_known(name, known)]
    missing = [name for name in known.expected if name not in found]
    return Lint(
        tuple(_unknown(name, known) for name in unknown),
        tuple(missing),
        tuple(dict.fromkeys(_faults(template, known))),
    )


def _is_known(name: str, known: Known) -> bool:
    first, dot, rest = name.partition(".")
    if dot and first in known.lists:
        return rest == NUMBER or rest in known.lists[first]
    return known.is_known(name)


def _unknown(name: str, known: Known) -> str:
    dotted = [f"{one}.{rest}" for one, rests in known.lists.items() for rest in rests]
    near = difflib.get_close_matches(name, [*known.names, *dotted], n=1, cutoff=0.5)
    return f"“{{{name}}}”不是这张表的空格名称" + (f"，是不是“{{{near[0]}}}”？" if near else "，请从空格清单里选。")


def _faults(template: Template, known: Known) -> Iterator[str]:
    for part in _text_parts(template):
        if next(part.iter(w("ins"), w("del"), w("moveFrom"), w("moveTo")), None) is not None:
            yield "模板里有修订痕迹，请在 Word 里“接受所有修订”后保存。"
        for paragraph in part.iter(w("p")):
            text = joined(pieces(paragraph))
            rest = _BRACE.search(BLANK.sub("", text))
            if rest:
                yield f"“{_near(text, rest.start())}”里的花括号不成对，或不是空格的写法，会照原样印出来。"
            yield from _list_faults(paragraph, known)


def _list_faults(paragraph: etree._Element, known: Known) -> Iterator[str]:
    lists = {name.partition(".")[0] for name in names_in(paragraph)} & set(known.lists)
    row = next(paragraph.iterancestors(w("tr")), None)
    if lists and row is None:
        yield f"“{{{min(lists)}.…}}”没有写在表格的一行里，各行会用顿号连在一起。"
    if row is not None and len(lists_of(row, known.lists)) > 1:
        yield "同一行里写了两个清单的空格，只会按其中一个重复。"


def lists_of(row: etree._Element, lists: Iterable[str]) -> list[str]:
    """Return the lists whose blanks stand in a table row itself, not in a table inside it."""
    own = (one for one in row.iter(w("p")) if next(one.iterancestors(w("tr")), None) is row)
    found = [name.partition(".")[0] for paragraph in own for name in names_in(paragraph) if "." in name]
    return [name for name in dict.fromkeys(found) if name in lists]


def _near(text: str, at: int) -> str:
    return text[max(at - 8, 0) : at + 12].strip()


def _text_parts(template: Template) -> Iterator[etree._Element]:
    return (parse(part) for name, part in template.parts.items() if TEXT_PARTS.fullmatch(name))
