"""Decides what a sheet is about and which field each column feeds; remembers per layout what a clerk chose."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gridDesk.ledger import Catalogue, Ledger
from gridDesk.roster import group_words, unlike, words
from gridDesk.roster.beside import PLAIN_TOP, field_beside, names_other, owners_stand_first, settle_others
from gridDesk.roster.header import Header
from gridDesk.roster.read import Sheet
from gridDesk.roster.words import header_key, shorter_keys

Remembered = Mapping[str, Mapping[str, str]]
"""Layout key -> column title -> reference (`person.name`, `ignore`, "" for not matched)."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one column feeds: `reference`, or "" when nothing fits; `confidence` 0..1 and why, for the clerk.

    `unit` is set on a part of an address (镇街, 组, 门牌), which is joined with its neighbours.
    """

    column: int
    title: str
    reference: str
    confidence: float
    reason: str
    unit: str | None = None


@dataclass(frozen=True)
class Matches:
    """The matches of one sheet, one per titled column, and the key under which they are remembered."""

    target: str
    columns: tuple[Match, ...]
    layout: str

    def of(self, reference: str) -> tuple[Match, ...]:
        """Return the columns that feed a reference, in order."""
        return tuple(item for item in self.columns if item.reference == reference)

    @property
    def unmatched(self) -> tuple[Match, ...]:
        """Return the columns that found no field."""
        return tuple(item for item in self.columns if not item.reference)

    def choices(self) -> dict[str, str]:
        """Return column title -> reference, the form that is remembered."""
        return {item.title: item.reference for item in self.columns}


def layout_key(header: Header) -> str:
    """Return a stable key of a header's layout: 16 hex characters of SHA-256 over its normalised titles."""
    text = "|".join(header_key(title) for title in header.columns).rstrip("|")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def match(header: Header, target: str, catalogue: Catalogue, remembered: Remembered | None = None) -> Matches:
    """Return what each titled column of a header feeds for a target; what a clerk chose before comes first."""
    layout = layout_key(header)
    chosen = (remembered or {}).get(layout, {})
    found = [
        _chosen(column, title, chosen[title]) if title in chosen else _match_title(column, title, target, catalogue)
        for column, title in enumerate(header.columns)
        if title
    ]
    if target == words.RESIDENT:
        found = settle_others(_settle_addresses(_settle_parents(found)), None)
    elif target == words.DWELLING:
        found = settle_others(_settle_sides(found), catalogue[target])
    elif catalogue[target].group == "special":
        found = settle_others(found, catalogue[target])
    return Matches(target, tuple(_heads_alone(_named_blocks(_without_doubles(found)))), layout)


def _named_blocks(found: list[Match]) -> list[Match]:
    """Leave columns such as 女儿电话 unmatched where no column names that person: nobody could be made of them."""
    named = {
        item.reference.split(".", 2)[1]
        for item in found
        if item.reference.startswith(words.BLOCK) and item.reference.endswith((words.NAME, words.ID_NUMBER))
    }
    return [
        replace(item, reference="", confidence=0.0, reason="没有对应的栏目")
        if item.reference.startswith(words.BLOCK) and item.reference.split(".", 2)[1] not in named
        else item
        for item in found
    ]


def _heads_alone(found: list[Match]) -> list[Match]:
    """Where only heads of households are named, they are the people of the sheet."""
    for own, of_head in ((words.NAME, words.HEAD_NAME), (words.ID_NUMBER, words.HEAD_ID)):
        blocks = any(words.is_couple(item.reference) for item in found)
        if not blocks and not any(item.reference == own for item in found):
            found = [replace(item, reference=own) if item.reference == of_head else item for item in found]
    return found


def _chosen(column: int, title: str, reference: str) -> Match:
    unit = words.PARTS.get(title.split("-")[-1]) if reference in (words.ADDRESS, words.REGISTERED) else None
    return Match(column, title, reference, 1.0, "上次选定", unit)


def _match_title(column: int, title: str, target: str, catalogue: Catalogue) -> Match:
    known = words.vocabulary(target, catalogue)
    for depth, key in enumerate(shorter_keys(title)):
        if key in known:
            reference, confidence = known[key]
            return Match(column, title, reference, confidence - 0.1 * depth, "名称相同" if depth == 0 else "名称相近")
    bare = re.sub(r"[(（]?[1-3１-３一二三①②③][)）]?$", "", title)
    if bare != title and (key := header_key(bare)) in known and known[key][0].startswith("person.phone"):
        return Match(column, title, known[key][0], 0.8, "名称相近")
    for one, other in (("时间", "日期"), ("日期", "时间"), ("年月", "时间"), ("年月", "日期")):
        if one in title and (key := header_key(title.replace(one, other))) in known:
            return Match(column, title, known[key][0], 0.8, "名称相近")
    special = target in catalogue and catalogue[target].group == "special"
    if (target == words.RESIDENT or special) and (found := _match_tick(column, title, target, catalogue)):
        return found
    if target in catalogue and (reference := field_beside(title, known, catalogue[target])):
        return Match(column, title, reference, 0.8, "名称相近")
    if target == words.RESIDENT and (found := _match_block(column, title, known)):
        return found
    if "-" in title:
        return _match_nested(column, title, known)
    if target in catalogue and _names_several(title, catalogue[target], known):
        return Match(column, title, words.TOLD, 0.8, "一格里写了几项")
    return Match(column, title, "", 0.0, "没有对应的栏目")


def _names_several(title: str, ledger: Ledger, known: words.Vocabulary) -> bool:
    """Tell whether a title joins several fields of codes of a group: 残疾类别及等级."""
    parts = re.split(r"[及和与、/]", title)
    reference = known.get(header_key(parts[0]), ("", 0.0))[0]
    owner, _, key = reference.partition(".")
    return len(parts) > 1 and ledger.group == "special" and owner == ledger.key and ledger[key].code_set is not None


def _match_tick(column: int, title: str, target: str, catalogue: Catalogue) -> Match | None:
    """Match a question about a group, with several names of it: 是否低保/五保, 是否属于退役军人."""
    found = re.fullmatch(r"是否(?:属于|享受|为|是|有)?(.+)", re.sub(r"[(（].*[)）]", "", title))
    parts = re.split(r"[/、或及和]", found[1]) if found else []
    named = {part: group_words.group_in(part, catalogue) for part in parts}
    # A word that is only a kind of a group (独居) asks of anybody, not of the group.
    keys = {
        group[0] if group and len(group[1]) <= 2 and group[1] != header_key(part) else ""
        for part, group in named.items()
    }
    if len(keys) != 1 or keys & {"", target}:
        return None
    return Match(column, title, f"{words.TICK}{keys.pop()}", 0.8, "名称相近")


def _match_block(column: int, title: str, known: words.Vocabulary) -> Match | None:
    """Match a column about the second person of a line: 女方信息-姓名, 配偶身份证号."""
    found = words.block_title(title)
    if found is None:
        return None
    block, rest = found
    reference = next((known[key][0] for key in shorter_keys(rest) if key in known), "")
    if not reference.startswith(("person.", "residence.")):
        return None
    return Match(column, title, f"{words.BLOCK}{block}.{reference}", 0.8, f"同一行里的{block}")


def _match_nested(column: int, title: str, known: words.Vocabulary) -> Match:
    """Match a flattened two-row title: parts of an address, `承租人-姓名` as one word, else its lower half."""
    top, bottom = title.split("-", 1)[0], title.rsplit("-", 1)[-1]
    above = known.get(shorter_keys(top)[-1])
    if above and above[0] in (words.ADDRESS, words.REGISTERED, words.WHERE) and bottom in words.PARTS:
        return Match(column, title, above[0], 0.85, "地址的一段", words.PARTS[bottom])
    joined = known.get(header_key(top + bottom)) or known.get(header_key(PLAIN_TOP.sub("", top) + bottom))
    if joined:
        return Match(column, title, joined[0], 0.85, "两行表头合起来相同")
    below = next((known[key] for key in shorter_keys(bottom) if key in known), None)
    if below and names_other(top) and below[0].startswith("person."):
        below = None
    if below and not (above and above[0] != below[0] and bottom in ("姓名", "电话", "联系电话", "身份证号")):
        return Match(column, title, below[0], 0.75, "第二行表头相同")
    return Match(column, title, "", 0.0, "没有对应的栏目")


_PUPILS = re.compile(r"学校|年级|班级|学生|儿童|幼儿")


def _settle_parents(found: list[Match]) -> list[Match]:
    """In a list of pupils 家长 is a parent, not the head of the household."""
    if not any(_PUPILS.search(item.title) for item in found):
        return found
    return [
        replace(item, reference="", confidence=0.0, reason="没有对应的栏目")
        if item.reference == words.HEAD_NAME and "家长" in item.title
        else item
        for item in found
    ]


def _settle_addresses(found: list[Match]) -> list[Match]:
    """With one kind of address column it is the household's; with both, 户籍 stays the person's registered address."""
    references = {item.reference for item in found}
    if words.REGISTERED in references and words.ADDRESS not in references:
        return [_as(item, words.ADDRESS) if item.reference == words.REGISTERED else item for item in found]
    return found


_PLAIN_NAMES = {header_key(word) for word in ("姓名", "人员姓名", *words.LIVING_HERE)}


def _settle_sides(found: list[Match]) -> list[Match]:
    """In a house roster a plain 身份证号 or 电话 to the right of the tenant's name is the tenant's."""
    tenants = {item.reference for item in found if item.reference in (words.TENANT_ID, words.TENANT_PHONE)}
    sides = {"dwelling.owner_id_number": words.TENANT_ID, "dwelling.owner_phone": words.TENANT_PHONE}
    result: list[Match] = []
    last = ""
    for item in found:
        reference = sides.get(item.reference, "")
        if last == "dwelling.owner_name" and not item.reference and header_key(item.title) in _PLAIN_NAMES:
            item = replace(item, reference=words.TENANT, confidence=0.7, reason="在房主右边")
        if last == words.TENANT and reference and reference not in tenants and words.is_plain_title(item.title):
            item = replace(item, reference=reference, confidence=0.8, reason="在承租人右边")
        if item.reference in (words.TENANT, "dwelling.owner_name"):
            last = item.reference
        result.append(item)
    return result


def _as(item: Match, reference: str) -> Match:
    return Match(item.column, item.title, reference, item.confidence, "只有一个地址栏，作为住址", item.unit)


_VAGUE = {header_key(word) for word in ("常住地", "居住地", "现居住地", "现住地", "实际居住地", "现居地", "暂住地")}
"""Titles under which some write a town only; a column of addresses beside them knows the door."""
_MANY = (words.MEMBERS, words.IGNORE, words.TENANT, words.TENANT_ID, words.TENANT_PHONE, words.TAGS, words.AGE, "")


def _without_doubles(found: list[Match]) -> list[Match]:
    """Let the surest column feed a field; a second phone goes to the other phone, the rest are listed unmatched."""
    taken: dict[str, Match] = {}
    parted = {item.reference: item for item in found if item.unit in ("号", "室")}
    for item in sorted(found, key=lambda item: (-item.confidence, header_key(item.title) in _VAGUE, item.column)):
        if item.reference not in _MANY and item.unit is None:
            taken.setdefault(item.reference, parted.get(item.reference, item))
    phone2 = "person.phone2"
    result = []
    for item in found:
        holder = taken.get(item.reference)
        if holder is None or holder is item or (item.unit is not None and item.reference in parted):
            result.append(item)
        elif item.reference == words.NAME and words.is_members_title(item.title):
            result.append(Match(item.column, item.title, words.MEMBERS, 0.75, "同一行里的其他人"))
        elif item.reference == "person.phone" and phone2 not in taken:
            taken[phone2] = Match(item.column, item.title, phone2, 0.7, "第二个电话栏")
            result.append(taken[phone2])
        else:
            result.append(Match(item.column, item.title, "", 0.0, f"与“{holder.title}”重复"))
    return result


def side_by_side(matches: Matches) -> bool:
    """Tell whether two tables stand beside each other: the same columns come again to the right."""
    doubles = [item for item in matches.columns if not item.reference and item.reason.startswith("与“")]
    again = {header_key(item.title) for item in doubles}
    return len(again) >= 3 and header_key("姓名") in again


_DWELLING_SIGNS = (
    "房屋地址",
    "房屋坐落",
    "坐落",
    "房主",
    "房东",
    "租户",
    "租客",
    "出租房",
    "产权人",
    "承租人",
    "建筑面积",
    "房屋性质",
    "房屋用途",
    "业主",
    "租住",
    "承租",
    "租赁",
    "所有权人",
    "使用权人",
    "出租情况",
    "房屋类型",
    "房屋面积",
    "房屋现状",
    "房屋状态",
    "使用现状",
    "宅基地",
)


_PLANNED_ELSEWHERE = {"person", "residence", "household", "address"}


def _by_fields(header: Header, catalogue: Catalogue, texts: tuple[str, ...]) -> tuple[str, float] | None:
    """Return the ledger of places, work or team whose own fields and name fit a header best, and how well."""
    titles = [title for title in header.columns if title]
    best: tuple[str, float] | None = None
    rooms = _has_rooms(match(header, words.DWELLING, catalogue))
    for ledger in words.importable(catalogue):
        if ledger.group == "special" or ledger.key == words.DWELLING or (rooms and ledger.key == "building"):
            continue
        found = [
            item for item in match(header, ledger.key, catalogue).columns if item.reference not in ("", words.IGNORE)
        ]
        named = any(item.reference.split(".")[-1] in ledger.title for item in found)
        surely = _names(ledger, texts) == 1
        if not surely and (len(found) < 2 or not named or len(found) < 0.4 * len(titles)):
            continue
        score = sum(item.confidence for item in found) - 0.02 * len(ledger.fields) / 10
        score += 2.5 * _names(ledger, texts)
        score -= 1.5 * (ledger.key in _PLANNED_ELSEWHERE)
        score -= 3.0 * (
            ledger.group in ("team", "work") and not _names(ledger, texts)
        )  # any list of names has columns like theirs
        if best is None or score > best[1]:
            best = ledger.key, score
    return best


_KIND_OF_LIST = re.compile(r"(台账|花名册|登记表|登记簿|名单|明细表|明细|一览表|统计表|汇总表|汇总|表)$")


def _has_rooms(houses: Matches) -> bool:
    """Tell whether a sheet has a line for each door, not for each building."""
    return bool(houses.of("address.door") or houses.of("address.room"))


def _names(ledger: Ledger, texts: tuple[str, ...]) -> float:
    """Return how surely a sheet's name, title or file name names a ledger: 1 for whole words, less inside others."""
    names = {header_key(name) for name in (ledger.label, *ledger.aliases) if len(name) >= 2}
    for text in texts:
        key = header_key(text)
        if key in names or _KIND_OF_LIST.sub("", key) in names:
            return 1.0
    endings = (_KIND_OF_LIST.sub("", header_key(text)) for text in texts)
    if any(end.endswith(name) for end in endings for name in names):
        return 0.6
    hits = [len(name) for text in texts for name in names if len(name) >= 3 and name in header_key(text)]
    return 0.6 if hits else 0.0


def guess_target(sheet: Sheet, header: Header | None, catalogue: Catalogue, file_name: str = "") -> str | None:
    """Return what a sheet fills: `resident`, `dwelling`, a ledger's key, or None (nothing to import)."""
    if header is None or len(sheet.rows) <= header.last_row + 1:
        return None
    if unlike.lies_on_its_side(sheet, catalogue):
        return None
    people = _guess_people(header, sheet, catalogue, file_name)
    other = _by_fields(header, catalogue, (sheet.name, header.title, file_name))
    texts = (sheet.name, header.title)
    if people in (None, words.RESIDENT) and (purpose := other_purpose(sheet, header, catalogue, file_name)):
        surely = other is not None and _names(catalogue[other[0]], (*texts, file_name)) == 1
        return other[0] if other and (surely or other[0] == unlike.LEDGERS.get(purpose)) else None
    if other is None:
        return people
    if people is not None and people in catalogue and catalogue[people].group == "special":
        # A sheet that bears another ledger's whole name is that ledger's, whatever some of its columns remind of.
        said = any(named_group(text, catalogue) == people for text in texts)
        return other[0] if not said and _names(catalogue[other[0]], (*texts, file_name)) == 1 else people
    if people is None:
        return other[0] if other[1] >= 1.5 else None
    target = words.RESIDENT if people == words.RESIDENT else words.DWELLING
    mine = match(header, target, catalogue)
    score = sum(item.confidence for item in mine.columns if item.reference not in ("", words.IGNORE))
    score += 2.0 * bool(mine.of("residence.relation")) + 1.5 * (people == words.DWELLING)
    score += 2.5 * (
        _names(
            catalogue["person" if people == words.RESIDENT else words.DWELLING], (sheet.name, header.title, file_name)
        )
    )
    if mine.of(words.NAME) and words.is_head_title(mine.of(words.NAME)[0].title):
        # Only heads are named, and there are columns about households: a list of households, not of people.
        homely = {item.reference for item in mine.columns if item.reference.startswith("household.")}
        score -= 2.0 * bool(homely - {"household.number", "household.phone"})
    return other[0] if other[1] > score else people


def other_purpose(sheet: Sheet, header: Header, catalogue: Catalogue, file_name: str) -> str:
    """Return the word that tells what a sheet of names is kept for when it is no roster, "" when it may be one."""
    people = match(header, words.RESIDENT, catalogue)
    if people.of("residence.relation") or people.of("household.number"):
        return ""
    numbered = bool(people.of(words.ID_NUMBER))
    return unlike.other_purpose((sheet.name, header.title, file_name), header, sheet, numbered=numbered)


def _guess_people(header: Header, sheet: Sheet, catalogue: Catalogue, file_name: str) -> str | None:
    """Return `resident`, `dwelling` or a special-group ledger that a sheet fills, or None."""
    residents = match(header, words.RESIDENT, catalogue)
    blocks = any(item.reference.startswith(words.BLOCK) for item in residents.columns)
    has_person = bool(residents.of(words.NAME) or residents.of(words.ID_NUMBER) or blocks)
    signs = sum(any(sign in title for sign in _DWELLING_SIGNS) for title in header.columns)
    old_signs = sum(any(sign in title for title in header.columns) for sign in _DWELLING_SIGNS)
    if _people_with_landlords(residents, header, catalogue):
        signs = old_signs = 0
    if owners_stand_first(residents.columns):
        return words.DWELLING
    if max(signs, old_signs) >= 2 and not (residents.of("residence.relation") and residents.of(words.NAME)):
        return words.DWELLING
    if old_signs >= 2 and not residents.of(words.HEAD_NAME):
        return words.DWELLING
    houses = match(header, words.DWELLING, catalogue)
    if not has_person and houses.of("dwelling.owner_name") and _has_rooms(houses):
        return words.DWELLING
    if not has_person:
        named = next((key for text in (sheet.name, header.title) if (key := named_group(text, catalogue))), None)
        return named if named and match(header, named, catalogue).of(words.NAME) else None
    relatives = residents.of("residence.relation") and (residents.of("household.number") or not _own(header, catalogue))
    for text in (sheet.name, header.title):
        named = named_group(text, catalogue)
        called = match(header, named, catalogue).of(words.NAME) if named else ()
        if (
            named
            and called
            and called[0].title not in {item.title for item in residents.of(words.NAME)}
            and called[0].title not in {item.title for item in residents.of(words.HEAD_NAME)}
        ):
            return named  # 残疾人姓名 beside 户主: whose list it is, its own word for its people says
        if named and not (relatives and not _own(header, catalogue).get(named)):
            group = match(header, named, catalogue)
            return (
                named
                if group.of(words.NAME) or group.of(words.ID_NUMBER) or not residents.of(words.NAME)
                else words.RESIDENT
            )
    own = _own(header, catalogue)
    if own and not residents.of("residence.relation") and max(own.values()) >= 2:
        return max(own, key=lambda key: own[key])
    if not relatives and len(residents.columns) <= 12 and (named := named_group(file_name, catalogue)):
        return named
    return words.RESIDENT


def _people_with_landlords(residents: Matches, header: Header, catalogue: Catalogue) -> bool:
    """Tell whether a sheet lists people by name and number and says of houses only whose they are (房东, 房东电话)."""
    houses = {item.reference for item in match(header, words.DWELLING, catalogue).columns}
    owned = "dwelling.owner_name" in houses and bool(residents.of(words.NAME) and residents.of(words.ID_NUMBER))
    told = {one for one in houses if one.startswith(("dwelling.", "tenancy.", "@tenant"))} - {"dwelling.remark"}
    return owned and told <= {"dwelling.owner_name", "dwelling.owner_id_number", "dwelling.owner_phone"}


def named_group(text: str, catalogue: Catalogue) -> str | None:
    """Return the special group whose longest name stands in a sheet name or title; None where it lists several."""
    key = header_key(text)
    if len(named_groups(text, catalogue)) > 1:
        return None
    hits = [
        (len(name), ledger.key)
        for ledger in catalogue.special()
        for name in (ledger.label, *ledger.aliases)
        if header_key(name) in key
    ]
    return max(hits)[1] if hits else group_words.titled(key)


def named_groups(text: str, catalogue: Catalogue) -> dict[str, str]:
    """Return the groups that a title lists one after another (低保、残疾人名单), with the words for each."""
    found: dict[str, str] = {}
    parts = re.split(r"[、，,/＋+及和与]", text)
    for part in parts if len(parts) > 1 else ():
        if key := named_group(part, catalogue):
            found.setdefault(key, part)
    return found


def _own(header: Header, catalogue: Catalogue) -> dict[str, int]:
    """Return, per special group, how many columns only that ledger knows (not a person's, not another group's)."""
    person = words.vocabulary(words.RESIDENT, catalogue)
    counts: dict[str, int] = {}
    for title in header.columns:
        key = header_key(title)
        if not key or (key in person and not person[key][0].startswith(words.TICK)):
            continue
        owners = [
            ledger.key
            for ledger in catalogue.special()
            if words.vocabulary(ledger.key, catalogue).get(key, ("", 0))[0].startswith(ledger.key + ".")
        ]
        if len(owners) == 1:
            counts[owners[0]] = counts.get(owners[0], 0) + 1
    return counts
