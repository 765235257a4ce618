"""Thirty invented households as they stand on paper cards, to be typed by a scripted clerk."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.ui.small_office import number

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林郑"
GIVEN = (
    "建国",
    "秀英",
    "桂兰",
    "志强",
    "玉梅",
    "海燕",
    "大勇",
    "春花",
    "明亮",
    "小红",
    "文斌",
    "丽华",
    "国栋",
    "晓东",
    "雪梅",
)
MAN, WOMAN = "男", "女"


@dataclass(frozen=True)
class PaperPerson:
    """One line of a card, in the words of the card."""

    relation: str
    name: str
    id_number: str
    sex: str
    birth: str
    ethnicity: str
    education: str = ""
    phone: str = ""
    groups: str = ""


@dataclass(frozen=True)
class PaperTenant:
    """A tenant as written under the dwelling."""

    id_number: str
    name: str
    phone: str
    since: str
    rent: str


@dataclass(frozen=True)
class PaperHousehold:
    """One card; the dwelling is kind, use, area, floors, rented."""

    number: str
    address: str
    village_group: str
    dwelling: tuple[str, str, str, str, str]
    people: tuple[PaperPerson, ...]
    tenants: tuple[PaperTenant, ...] = ()


def cards() -> list[PaperHousehold]:
    """Return the thirty cards, the same every time."""
    dice = random.Random(19491001)
    return [_card(dice, place) for place in range(30)]


def _card(dice: random.Random, place: int) -> PaperHousehold:
    group = 4 + place // 10
    surname = SURNAMES[place % len(SURNAMES)]
    nation = "回族" if place in (6, 17, 25) else "汉族"
    let = place % 7 == 3
    use = "自住兼出租" if let else "自住"
    house = ("自建房", use, str(dice.randrange(80, 260)), str(dice.choice([1, 2, 2, 3])), "是" if let else "")
    # House numbers follow each other along the street, with gaps.
    door = (place % 10) * 2 + 1 + (place % 10 > 6)
    return PaperHousehold(
        f"{101 + place:04d}", f"柳行村{group}组{door}号", f"{group}组", house, _people(dice, surname, nation, place),
        (_tenant(dice, place),) if let else (),
    )  # fmt: skip


def _people(dice: random.Random, surname: str, nation: str, place: int) -> tuple[PaperPerson, ...]:
    born = dice.randrange(1945, 1990)
    head_sex = WOMAN if place % 9 == 5 else MAN
    group = {2: "低保", 8: "残疾人", 11: "退役军人", 20: "低保、残疾人", 27: "党员"}.get(place, "")
    found = [_person(dice, "户主", surname, head_sex, born, nation, group)]
    if place % 9 != 5:
        found.append(_person(dice, "配偶", dice.choice(SURNAMES), WOMAN, born + dice.randrange(-2, 5), nation))
    for n in range((0, 1, 2, 1, 1)[place % 5]):
        sex = dice.choice([MAN, WOMAN])
        found.append(_person(dice, "子" if sex == MAN else "女", surname, sex, born + 24 + 3 * n, nation))
    if place % 5 == 4:
        found.append(_person(dice, "儿媳", dice.choice(SURNAMES), WOMAN, born + 25, nation))
        found.append(_newborn(dice, surname, nation) if place == 14 else _person(
            dice, "孙子", surname, MAN, min(born + 49, 2024), nation))  # fmt: skip
    if place % 10 == 6:
        found.append(_person(dice, "母", dice.choice(SURNAMES), WOMAN, born - 24, nation))
    return tuple(found)


def _person(
    dice: random.Random, relation: str, surname: str, sex: str, year: int, nation: str, groups: str = ""
) -> PaperPerson:
    month, day = dice.randrange(1, 13), dice.randrange(1, 29)
    serial = dice.randrange(10, 50) * 10 + dice.randrange(0, 5) * 2 + (sex == MAN)
    name = surname + dice.choice(GIVEN)
    grown = year < 2006
    phone = f"138{dice.randrange(10**7, 10**8)}" if grown and dice.random() < 0.8 else ""
    learned = dice.choice(["小学", "初中", "初中", "高中", "大专", "大学本科"]) if grown else ""
    code = number(f"370305{year}{month:02d}{day:02d}{serial:03d}")
    return PaperPerson(relation, name, code, sex, f"{year}-{month:02d}-{day:02d}", nation, learned, phone, groups)


def _newborn(dice: random.Random, surname: str, nation: str) -> PaperPerson:
    """Return a child who has no number yet."""
    return PaperPerson("孙女", surname + dice.choice(GIVEN), "", WOMAN, "2026-03-08", nation)


def _tenant(dice: random.Random, place: int) -> PaperTenant:
    born = f"{dice.randrange(1975, 2003)}{dice.randrange(1, 13):02d}15"
    code = number(f"420101{born}{dice.randrange(100, 999)}")
    name = dice.choice(SURNAMES) + dice.choice(GIVEN)
    return PaperTenant(
        code, name, f"139{dice.randrange(10**7, 10**8)}", f"2025-0{place % 9 + 1}", str(100 * dice.randrange(4, 12))
    )
