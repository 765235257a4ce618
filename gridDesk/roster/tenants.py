"""Tenants as house rosters write them: name, number and phone in one cell, several tenants, or columns of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridDesk.roster import words
from gridDesk.text import clean_name, fold, squeeze

_SEPARATORS = re.compile(r"[/、,，;；|\r\n]+")
_LABEL = re.compile(
    r"(?:承租人|租户|租客)?(?:姓名|身份证号码|身份证号|身份证|证件号码|证件号|联系电话|手机号|手机|电话)[:：]?"
)
_NUMBER_LIKE = re.compile(r"['‘’]?[A-Za-z]{0,3}[\dXx×*]{5,20}\.?\d*(?:[Ee]\+?\d+)?")
_NOBODY = re.compile(
    rf"(?:房主|业主|房东|自己|本人|目前|现)?(?:自住|自用|未租|未出租|{words.EMPTY}|"
    r"(?:暂|现)?无(?:租户|租客|承租人)?|已?退租|已?搬走|已?搬离|停租)中?"
)
_NOTHING = {"", "无", "-", "--", "/", "空", "没有", "未出租"}


@dataclass(frozen=True, slots=True)
class TenantText:
    """One tenant as written: texts, not yet checked."""

    name: str
    number: str = ""
    phone: str = ""


def split_tenants(text: str) -> list[TenantText] | None:
    """Return the tenants written in one cell, in order; None when the cell says something else (`3人`)."""
    found: list[TenantText] = []
    for token in _tokens(text):
        digits = re.sub(r"\D", "", token)
        if _is_name(token):
            found.append(TenantText(clean_name(token)))
        elif not found or not _NUMBER_LIKE.fullmatch(token.replace("-", "").replace(" ", "")):
            return None
        elif _is_phone(token, digits) and not found[-1].phone:
            found[-1] = TenantText(found[-1].name, found[-1].number, token)
        elif not found[-1].number:
            found[-1] = TenantText(found[-1].name, token, found[-1].phone)
        else:
            return None
    return found


def _tokens(text: str) -> list[str]:
    parts: list[str] = []
    for part in _SEPARATORS.split(text):
        part = _LABEL.sub(" ", part).strip(" \u3000()（）")
        if re.search(r"\d", part) and re.search(r"\s", part):
            parts += part.split()
        elif found := re.fullmatch(r"([^\d\s]+?)[(（:：]?([\d-]{7,}[\dXx]?)[)）]?", part):
            parts += list(found.groups())
        else:
            parts.append(part)
    return [part for part in parts if squeeze(part) not in _NOTHING and not _NOBODY.fullmatch(squeeze(part))]


def _is_name(token: str) -> bool:
    return not any(char.isdigit() for char in fold(token)) and len(squeeze(token)) <= 50


def _is_phone(token: str, digits: str) -> bool:
    """Tell a phone from an ID number: at most twelve digits, or a mobile number's eleven."""
    return 5 <= len(digits) <= 12 and not re.search(r"[A-Za-z×*]", token)
