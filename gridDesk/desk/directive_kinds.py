"""What directives hold: the text of each kind is read here, so that nothing is issued or taken that cannot be used."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from gridDesk.desk import codes
from gridDesk.errors import DefinitionError, DeskError
from gridDesk.policy import Calendar, Profile, parse_calendar, read_profile
from gridDesk.policy.trial import try_out

POLICY, CODES, CALENDAR = "policy", "codes", "calendar"
KINDS = {POLICY: "政策参数", CODES: "代码表", CALENDAR: "工作日历"}


@lru_cache(maxsize=16)
def read_policy(key: str, content: str) -> Profile:
    """Return the regulation a policy document holds. Raises DeskError naming what is wrong with it."""
    try:
        profile = read_profile(content, f"{key}.toml")
        try_out(profile)
    except DefinitionError as error:
        where = f"第 {error.line} 行：" if error.line else ""
        raise DeskError(f"政策文件写法不对（{where}{error.reason}），", advice="请改好后再下发。") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise DeskError("政策文件里有条款的参数不对，", advice="请对照程序自带的制度文件改好。") from None
    return profile


@lru_cache(maxsize=16)
def read_calendar(content: str) -> Calendar:
    """Return the days of a calendar document: TOML with the lists `rest` and `work` of dates. Raises DeskError."""
    try:
        return parse_calendar(content)
    except tomllib.TOMLDecodeError:
        raise DeskError(
            "日历文件写法不对，", advice='请写成 rest = ["2026-10-01"] 和 work = ["2026-10-10"]。'
        ) from None
    except ValueError:
        raise DeskError("日历文件里有读不出来的日期，", advice="请写成 2026-10-01 这样。") from None


def check_content(kind: str, key: str, content: str) -> None:
    """Raise DeskError when the text of a document is not what its kind needs."""
    if kind == POLICY:
        read_policy(key, content)
    elif kind == CALENDAR:
        read_calendar(content)
    elif kind == CODES:
        codes.read(content.encode("utf-8"))
    else:
        raise DeskError(f"没有“{kind}”这种文件，", advice="请先升级程序。")


def words(kind: str, key: str, content: str) -> str:
    """Return the text of a document for eyes; one that cannot be read is shown as it is."""
    try:
        if kind == POLICY:
            return _policy_words(read_policy(key, content))
        if kind == CALENDAR:
            days = read_calendar(content)
            return f"放假：{'、'.join(sorted(days.rest)) or '没有'}\n上班：{'、'.join(sorted(days.work)) or '没有'}"
        return "\n".join(_code_words(one) for one in codes.read(content.encode("utf-8")).corrections)
    except DeskError:
        return content


def _policy_words(profile: Profile) -> str:
    lines = [
        f"{profile.title}（{profile.in_force} 起施行）",
        *(f"{one.article}　{one.text}" for one in profile.clauses),
    ]
    listed, banned = (profile.matters.items, profile.matters.prohibited) if profile.matters else ((), ())
    for heading, found in (
        ("服务内容", profile.service), ("工作职责", profile.duties),
        ("事项清单", tuple(f"{one.name}{f'（到 {one.until} 为止）' if one.until else ''}" for one in listed)),
        ("禁入清单", tuple(f"{one.number}. {one.text}" for one in banned)),
    ):  # fmt: skip
        lines += [f"{heading}：", *(f"· {line}" for line in found)] if found else []
    return "\n".join(lines)


def _code_words(one: codes.Correction) -> str:
    parts = (
        one.code_set,
        one.code,
        one.label or "名称不变",
        f"用到 {one.valid_to}" if one.valid_to else "",
        one.reason,
    )
    return "　".join(part for part in parts if part)
