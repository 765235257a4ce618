"""Reads what a person is to the head of the household, in more words than the standard knows (GB/T 4761-2008)."""

from __future__ import annotations

import re

from gridDesk.errors import FieldError
from gridDesk.ledger import CodeSet
from gridDesk.roster import codings
from gridDesk.roster.cells import Parse, cell_text, is_ditto
from gridDesk.text import fold, squeeze

HEAD, SELF = "02", "01"
_GRANDDAUGHTER_IN_LAW, _GRANDSON_IN_LAW, _DAUGHTER_IN_LAW, _SON_IN_LAW = "45", "46", "38", "28"
# Words whose code covers several meanings: the word itself is kept beside it.
_LOOSE = {"38", "40", "50", "60", "70", "91", "92", "97", "99"}
_OF_HEAD = re.compile(r"^(?:与户主|户主|其|系)?(?:之|的)?(?=.)")
# Which of several: only before words of those who come after one; 大姑 and 小叔 are other people than 姑 and 叔.
_WHICH = re.compile(r"^[长大二三四五六七八九次小老幼末](?=[子女儿孙媳婿侄]|外孙|外甥|闺女)")
_IN_LAW = (
    (re.compile(r".*外?孙(?:子)?(?:之妻|的?媳妇?|配偶)"), _GRANDDAUGHTER_IN_LAW),
    (re.compile(r".*外?孙女(?:婿|之夫|配偶)"), _GRANDSON_IN_LAW),
    (re.compile(r"(?:独生|[长次大二三四五六小老幼])?(?:子|儿子?)(?:之妻|的?媳妇?|配偶)"), _DAUGHTER_IN_LAW),
    (re.compile(r"(?:独生|[长次大二三四五六小老幼])?女儿?(?:之夫|配偶)"), _SON_IN_LAW),
)


def reader(codes: CodeSet, parse: Parse) -> Parse:
    """Return a reader of relations that also understands 户主之妻, 小儿媳, 长子配偶 and 配偶（妻）."""

    def read(raw: object) -> object | None:
        try:
            return parse(raw)
        except FieldError:
            base, _, inner = squeeze(fold(cell_text(raw))).rstrip(")").partition("(")
            for one in (inner + base if inner else "", inner, base):
                found = _meant(codes, one)
                # A head in brackets is the one to whom somebody is related: 妻（户主）.
                if found and not (one == inner and found in (HEAD, SELF)):
                    return found
            raise

    return read


def _meant(codes: CodeSet, text: str) -> str | None:
    word = _OF_HEAD.sub("", text)
    found = codes.find(word) or codes.find(_WHICH.sub("", word))
    return found or next((code for shape, code in _IN_LAW if shape.fullmatch(word)), None)


def is_loose(codes: CodeSet, value: object, raw: object) -> bool:
    """Tell whether a cell's word says more than the code it was read as: it is kept beside the code."""
    known = codes.by_code.get(str(value))
    if known is None:
        return False
    if codes.find(raw) is None and not codings.bare_code(raw):
        return not is_ditto(raw)
    return str(value) in _LOOSE and cell_text(raw) not in (known.label, known.short, known.code)
