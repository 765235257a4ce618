"""The vocabulary of headers: which words over a column mean which field, for each kind of roster (domain notes §7).

A target is what a sheet fills: `resident`, `dwelling`, or the key of a special-group ledger. A reference is
`ledger.field`, or one of the roles below for columns that are not simply a field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from gridDesk.ledger import Catalogue, Ledger
from gridDesk.text import squeeze

RESIDENT, DWELLING = "resident", "dwelling"

IGNORE = "ignore"
HEAD_NAME, HEAD_ID, MARK = "@head_name", "@head_id", "@mark"
GRID, TAGS, TICK, AGE, WHERE = "@grid", "@tags", "@tick.", "@age", "@where"
TENANT, TENANT_ID, TENANT_PHONE = "@tenant", "@tenant_id", "@tenant_phone"
STATUS = "@status"
IS_HEAD = "@is_head"
TOLD = "@told"
MEMBERS, BLOCK, GROUP, RANGE, REFERENCE = "@members", "@block.", "@group.", "@range", "@beside."
ADDRESS, REGISTERED = "address.text", "residence.registered_address"
NAME, ID_NUMBER = "person.name", "person.id_number"

ENDED = "死亡|已死|去世|病故|亡故|身故|已故|故去|逝世|过世|离世|注销|销户|迁出|迁走|迁移|转出|死"
"""What is written of people who are of the place no longer, as alternatives of a pattern."""
EMPTY = "空铺面?|空店面?|空置?|空户|空房|空宅|空关|闲置|无人(?:居住|租住|住)?|待租|招租"
"""What is written of a house in which nobody lives, as alternatives of a pattern."""
YES = {"是", "有", "√", "☑", "✓", "✔", "1", "y", "对", "v", "✅", "o", "○", "●", "yes", "√√", "享受", "已享受", "为"}
"""What a clerk writes into a column that asks yes or no, folded; and what for nothing at all."""
NOTHING = {
    "", "无", "否", "×", "-", "/", "—", "一般人群", "普通", "普通居民", "一般", "0", "正常", "没有", "不是", "n", "no", "x",
    "☐", "□", "不享受", "未享受", "无残疾", "非低保",
}  # fmt: skip

PROBLEM_TITLE, MARK_TITLE = "问题说明", "户标记（请勿改动）"
DOUBLE_MARK = "重复"  # Stands after the household's mark of a row that was refused as a double.

_IGNORED = (
    "序号", "编号", "行号", "顺序号", "项目", "NO", "NO.", "№", "序", PROBLEM_TITLE, "签名", "签字", "本人签字",
    "户序号", "户序", "户次", "人口", "成员数", "人员编号", "家庭人口", "家庭人口数", "人口数", "户内人数", "人数",
)  # fmt: skip
_SERIALS = ("序号", "户序号", "户序", "户次", "编号", "序", "NO", "NO.", "顺序号")
_AGES = ("年龄", "周岁", "岁数", "实足年龄")
_HEADS = (
    "户主", "户主姓名", "户名", "家长姓名", "家长", "所在户户主", "所属户主", "承包方", "承包方代表", "承包方姓名", "承包户主",
    "承包方代表姓名", "家庭户主", "家庭户主姓名", "户主名", "户主名字", "户主(姓名)",
)  # fmt: skip
_HEAD_IDS = (
    "户主身份证号",
    "户主身份证号码",
    "户主公民身份号码",
    "户主证件号码",
    "户主证件号",
    "户主身份证",
    "户主证件",
    "家庭户主身份证号",
)
_IS_HEAD = ("是否户主", "是否为户主", "是否是户主", "户主标识", "户主否")
_GRIDS = ("网格", "所属网格", "网格名称", "责任网格", "所在网格")
_TAGS = (
    "人员类别", "特殊人群", "重点人群", "人群标签", "标签", "人员标签", "特殊群体", "特殊群体类别", "人群类别",
    "重点人员类别", "备注标签", "人员属性", "特殊人员类别", "特殊类别", "重点关注人群",
)  # fmt: skip
_CURRENT = (
    "现住址", "现住地址", "现居住地", "现居住地址", "现居地址", "现住地", "常住地址", "居住地", "居住地址", "住址",
    "家庭住址", "现住门(楼)详址", "现住详址", "地址", "现家庭住址", "居住详址", "详细住址", "暂住地址", "暂住地",
    "住宅地址", "家庭详细住址", "居住详细地址", "现居住详址", "门牌地址",
)  # fmt: skip
_TENANTS = (
    "承租人", "承租人姓名", "租户", "租户姓名", "租客", "租客姓名", "租住人", "租住人姓名", "承租人信息", "租户信息",
    "承租人员", "租住人员", "承租方", "租住人员信息", "承租人(姓名/证件号/电话)", "租住人信息", "租赁人",
    "租赁人姓名", "租房人", "租房人姓名", "承租者", "承租户", "承租人及电话", "承租人及联系电话", "承租人及联系方式",
    "承租人姓名及电话", "承租人姓名电话", "租户及电话", "租客及电话", "租客姓名及电话", "租户姓名及电话",
)  # fmt: skip
_LET = ("出租房地址", "出租房屋地址", "出租屋地址", "出租房坐落", "出租房屋坐落", "租房地址", "租住地址")
_TENANT_WORDS = (
    "承租人",
    "租户",
    "租客",
    "租住人",
    "承租人员",
    "租住人员",
    "承租方",
    "租赁人",
    "租房人",
    "承租者",
    "承租户",
)
_TENANT_IDS = tuple(
    f"{who}{what}"
    for who in _TENANT_WORDS
    for what in ("身份证号", "身份证号码", "证件号", "证件号码", "身份证", "公民身份号码", "证件")
)
_TENANT_PHONES = tuple(
    f"{who}{what}"
    for who in _TENANT_WORDS
    for what in ("电话", "联系电话", "联系方式", "手机", "手机号", "手机号码", "电话号码", "联系号码", "联系手机")
)
_MEMBERS = (
    "其他家庭成员", "家庭其他成员", "其他成员", "其他成员姓名", "共同生活人", "共同生活的家庭成员", "同住人", "同住人员",
    "同户人员", "共同居住人", "子女姓名",
)  # fmt: skip
_NAMED_MEMBERS = {
    "家庭成员",
    "家庭成员姓名",
    "成员姓名",
    "成员",
    "家庭成员名单",
    "户内成员",
    "户内人员",
    "家庭人员姓名",
}
_RANGES = (
    "租赁起止日期", "租赁起止时间", "租赁期限", "租期", "租住期限", "起止日期", "起止时间", "租赁时间", "合同期限",
    "出租期限", "租住起止", "租住起止日期", "租住起止时间", "租赁起止", "合同起止日期", "租赁合同期限", "起止年月",
)  # fmt: skip
_REGISTERED_MORE = ("户籍住址", "户籍登记地址", "户籍所在地址", "户籍地门牌", "户籍")
PLACE_COLUMNS = {
    "address.village_group": ("所属小组", "所属村民小组", "村组别", "组号", "小组名称", "所在小组"),
    "address.estate": ("小区名称", "所属小区", "住宅小区", "所在小区"),
    "address.building": ("楼", "幢", "栋", "楼栋号", "楼幢号", "幢号", "栋号", "楼座", "楼幢", "楼号(栋)", "住宅楼号"),
    "address.unit": ("单元号", "单元门", "所在单元"),
    "address.door": ("号", "户室", "室号", "户室号", "房屋号", "门号", "门牌号码", "住宅门牌", "房间门牌", "户门号"),
}
"""Columns that hold a part of the address, beside the labels and aliases of the ledger of addresses."""
_OWNERS = {
    "dwelling.owner_name": (
        "使用权人", "所有权人", "房屋所有人", "所有人", "户主(产权人)", "产权所有人", "权利人", "房产所有人", "屋主", "房屋权利人",
        "土地使用权人", "产权人姓名", "业主姓名",
    ),
    "dwelling.owner_id_number": tuple(
        f"{who}{what}"
        for who in ("产权人", "业主", "房东", "房主", "所有权人", "使用权人", "权利人", "屋主", "户主")
        for what in ("身份证号", "身份证号码", "身份证", "证件号", "证件号码", "公民身份号码", "证件")
    ),
    "dwelling.owner_phone": (
        "手机", "手机号码", "联系手机", "移动电话",
        *(
            f"{who}{what}"
            for who in ("产权人", "业主", "房东", "房主", "所有权人", "使用权人", "权利人", "屋主", "户主")
            for what in ("电话", "联系电话", "联系方式", "手机", "手机号", "手机号码", "联系号码")
        ),
    ),
    "dwelling.use": ("房屋状态", "房屋现状", "房屋使用现状", "使用现状", "使用性质", "居住状态", "出租情况", "房屋使用状态"),
    "dwelling.area": ("房屋面积", "面积㎡", "面积(㎡)", "面积(平方米)", "面积平方米", "房产面积", "建筑面积㎡"),
    "dwelling.kind": ("房产性质", "房产类型"),
    "dwelling.user_name": ("实际居住人", "实际居住人姓名", "现居住人", "居住人", "居住人姓名", "实际使用人姓名"),
    "dwelling.user_relation": ("与业主关系", "与房主关系", "与产权人关系", "与房东关系"),
    "tenancy.since": ("承租日期", "承租时间", "租赁日期", "租住日期", "入住日期", "起租时间"),
}  # fmt: skip
# The halves of an address that a two-row header splits into columns; joined in their order.
PARTS = {
    "省": "", "省份": "", "市": "", "地市": "", "县": "", "区": "", "区县": "", "县区": "", "县(市、区)": "",
    "乡镇": "", "镇": "", "镇街": "", "街道": "", "镇(街道)": "", "乡镇街道": "", "街镇": "",
    "村": "", "村居": "", "社区": "", "村社区": "", "村(居)": "", "村(社区)": "", "居委会": "", "村委会": "",
    "自然村": "", "组": "组", "小组": "组", "村民小组": "组", "片": "", "路": "", "街": "", "路街巷": "", "小区": "",
    "楼": "号楼", "楼号": "号楼", "幢": "幢", "栋": "栋", "楼栋": "号楼", "单元": "单元", "室": "室", "房号": "室",
    "门牌": "号", "门牌号": "号", "号": "号", "详址": "", "详细地址": "", "地址": "", "门(楼)详址": "", "门楼详址": "",
}  # fmt: skip
LIVING_HERE = ("居住人姓名", "居住人", "实际居住人", "现居住人")
_RESIDENT_MORE = {
    NAME: (
        *LIVING_HERE, "新生儿姓名", "婴儿姓名", "住户姓名", "人员名称", "本人姓名", "家庭人员", "家庭人员姓名", "家庭成员名称", "户内成员姓名",
    ),
    "household.number": ("户编", "户籍编号", "户口簿编号", "户口本编号", "户口编号", "户别编号", "户号(编号)"),
    "residence.relation": ("与业主关系", "与房主关系", "与产权人关系"),
    "person.education": ("受教育情况", "文化情况", "教育情况"),
    "person.phone": ("联络电话", "联络方式", "通讯电话", "移动电话", "本人手机", "微信号/电话", "联系手机"),
    "person.phone2": ("电话2", "手机2", "联系电话2", "其他联系方式"),
    "residence.kind": ("人员户籍类型",),
    STATUS: (
        "人员状态", "状态", "人口状态", "在册状态", "户籍状态", "户口状态", "生存状态", "变动情况", "变动类型", "变动原因",
        "人员变动", "变更情况", "注销情况", "注销原因", "减员原因", "注销标识", "是否注销", "是否死亡", "是否迁出", "是否已故",
        "是否去世", "是否健在", "异动情况", "增减情况",
    ),
}  # fmt: skip
_FILLER = re.compile(
    r"^(本人|育龄妇女|妇女|孕产妇|孕妇|产妇|参保人员|参保人|申请人|被保险人|持证人|学生|儿童|老人|党员|救助对象|对象|居民|人员|成员|家庭成员|基本信息|个人信息|基本情况|个人情况|人口信息|详细)+|(信息|情况|填写|必填|选填|请填写)+$"
)
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")


@cache
def header_key(text: str) -> str:
    """Return the key by which header words are compared: widths, spaces, stars and colons gone."""
    # Headers are vocabulary, not data, so compatibility folding is safe here.
    return re.sub(r"[*#:：、，,。.\s]+", "", unicodedata.normalize("NFKC", squeeze(text))).casefold()


def shorter_keys(text: str) -> tuple[str, ...]:
    """Return looser keys of a header: without brackets, then without filler words around it."""
    key = header_key(text)
    bare = header_key(_BRACKETS.sub("", text)) or key
    inner = _FILLER.sub("", bare) or bare
    return tuple(dict.fromkeys((key, bare, inner)))


Vocabulary = dict[str, tuple[str, float]]


class ByIdentity:
    """Lets a catalogue be a cache key: there is one per program, and hashing all its fields would cost."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.catalogue is self.catalogue


@cache
def _vocabulary(target: str, box: ByIdentity) -> Vocabulary:
    by_key = box.catalogue.ledgers
    ledgers = tuple(by_key.values())
    words: Vocabulary = {}
    if target == RESIDENT:
        _add_roles(words, {HEAD_ID: _HEAD_IDS, HEAD_NAME: _HEADS})
        _add_roles(words, {IS_HEAD: _IS_HEAD})
        _add_roles(
            words, {MEMBERS: _MEMBERS, MARK: (MARK_TITLE,), IGNORE: _IGNORED, AGE: _AGES, GRID: _GRIDS, TAGS: _TAGS}
        )
        _add_roles(words, {REGISTERED: _REGISTERED_MORE, ADDRESS: _CURRENT, **PLACE_COLUMNS, **_RESIDENT_MORE})
        for key in ("person", "residence", "household", "address"):
            _add_ledger(words, by_key[key])
        _add_ticks(words, ledgers)
        _add_group_fields(words, ledgers)
    elif target == DWELLING:
        _add_roles(words, {TENANT_ID: _TENANT_IDS, TENANT_PHONE: _TENANT_PHONES, TENANT: _TENANTS})
        _add_roles(words, {IGNORE: _IGNORED, GRID: _GRIDS, ADDRESS: ("房屋地址", *_LET, *_CURRENT), RANGE: _RANGES})
        _add_roles(words, {**_OWNERS, **PLACE_COLUMNS})
        _add_links(words, by_key[DWELLING], ("address", "grid"))
        for key in ("dwelling", "tenancy", "address"):
            _add_ledger(words, by_key[key])
    elif by_key[target].group != "special":
        _add_generic(words, by_key[target], by_key)
    else:
        _add_roles(words, {IGNORE: _IGNORED, AGE: _AGES, NAME: (by_key[target][by_key[target].subject].label,)})
        _add_links(words, by_key[target], (by_key[target].subject,))
        _add_roles(words, {HEAD_ID: _HEAD_IDS, HEAD_NAME: _HEADS})
        _add_ledger(words, by_key[target])
        _add_roles(words, {WHERE: (*_CURRENT, *by_key["address"]["text"].aliases, *_REGISTERED_MORE)})
        _add_roles(words, {WHERE: (by_key["residence"]["registered_address"].label,)})
        _add_ledger(words, by_key["person"])
        relation = by_key["residence"]["relation"]
        _add_roles(words, {"residence.relation": (relation.label, *relation.aliases)})
        _add_names(words, by_key[target])
        _add_ticks(words, tuple(ledger for ledger in ledgers if ledger.key != target))
    return words


def vocabulary(target: str, catalogue: Catalogue) -> Vocabulary:
    """Return header key -> (reference, confidence 0..1) for a target; first meaning wins."""
    return _vocabulary(target, ByIdentity(catalogue))


def _add_roles(words: Vocabulary, roles: dict[str, tuple[str, ...]]) -> None:
    for reference, titles in roles.items():
        for title in titles:
            words.setdefault(header_key(title), (reference, 0.95))


_CALLED = {
    "petition": ("信访人", "上访人"), "mental": ("患者", "病人"), "disabled": ("残疾人",), "elderly": ("老人", "老年人"),
    "left_behind": ("儿童", "留守儿童"), "community_correction": ("矫正对象", "对象"), "released": ("帮教对象", "对象"),
    "drug": ("对象",), "pregnancy": ("孕产妇", "孕妇", "产妇", "新生儿", "婴儿"), "focus_youth": ("青少年",), "low_income": ("救助对象", "保障对象"),
}  # fmt: skip
"""What the person of a group is called over the column of names."""


def _add_names(words: Vocabulary, ledger: Ledger) -> None:
    """Add what a list of a group writes over its names: 信访人, 患者姓名, 党员."""
    whole = [
        name for name in (ledger.label, *ledger.aliases) if re.search(r"(?:人|人员|对象|军人|党员|患者|志愿者)$", name)
    ]
    called = (*_CALLED.get(ledger.key, ()), *whole)
    for word in called:
        words.setdefault(header_key(word), (NAME, 0.65))
        words.setdefault(header_key(word + "姓名"), (NAME, 0.9))


def _add_ledger(words: Vocabulary, ledger: Ledger) -> None:
    """Add labels, then aliases; a field that refers to a record is filled by rules, one of pictures by nothing in a sheet."""
    fields = [item for item in ledger.fields if not item.to and not item.pictures]
    for item in fields:
        words.setdefault(header_key(item.label), (f"{ledger.key}.{item.key}", 1.0))
    for item in fields:
        for alias in item.aliases:
            words.setdefault(header_key(alias), (f"{ledger.key}.{item.key}", 0.95))


def _add_links(words: Vocabulary, ledger: Ledger, apart: tuple[str, ...]) -> None:
    """Add the fields that refer to records, but for those that rules of their own fill."""
    links = {f"{ledger.key}.{item.key}": (item.label, *item.aliases) for item in ledger.links if item.key not in apart}
    _add_roles(words, links)


_MORE = {
    "shop.name": ("店铺名称", "店面名称", "门面名称", "商店名称", "招牌名称", "店铺", "商户"),
    "shop.owner_name": ("法人", "老板", "业主", "经营人", "经营业主", "店主姓名", "法定代表人"),
    "shop.owner_id_number": ("法人身份证", "负责人身份证号", "店主身份证号", "身份证号", "身份证号码"),
    "shop.address_text": ("店铺地址", "门店地址", "经营场所", "详细地址", "店面地址"),
    "shop.landlord": ("房东", "房主"),
    "shop.landlord_phone": ("房东联系电话", "房主电话"),
    "unit.address_text": ("企业地址", "公司地址", "学校地址", "详细地址", "所在地址"),
    "unit.employees": ("员工人数", "职工数", "从业人员", "用工人数"),
    "unit.students": ("在校学生", "在校学生数", "学生数", "幼儿人数"),
    "unit.staff": ("教职工", "教师人数", "教职员工数"),
    "unit.guards": ("保安人数", "专职保安", "保安数"),
    "key_place.name": ("场所名",),
}  # fmt: skip
"""Titles of lists of places and units, beside the labels and aliases of their ledgers."""


def _add_generic(words: Vocabulary, ledger: Ledger, by_key: dict[str, Ledger]) -> None:
    """Add every field of a ledger, and the words under which its references stand in clerks' sheets."""
    links = {item.key: item for item in ledger.links}
    _add_roles(words, {f"{ledger.key}.{key}": (item.label, *item.aliases) for key, item in links.items()})
    _add_ledger(words, ledger)
    for key, item in links.items():
        reference = f"{ledger.key}.{key}"
        if item.to == "person":
            tails = ("身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号", "身份证")
            labels = (item.label, *item.aliases)
            _add_roles(words, {REFERENCE + key: tuple(label + tail for label in labels for tail in tails)})
            if key == (ledger.subject or key):
                person = by_key["person"]
                _add_roles(words, {reference: (person["name"].label, *person["name"].aliases)})
                _add_roles(words, {REFERENCE + key: (person["id_number"].label, *person["id_number"].aliases)})
        elif item.to == "grid":
            _add_roles(words, {reference: _GRIDS})
        elif item.to == "address":
            _add_roles(
                words, {reference: (*_CURRENT, *by_key["address"]["text"].aliases, by_key["address"]["text"].label)}
            )
        elif item.to == "household":
            number = by_key["household"]["number"]
            _add_roles(words, {reference: (number.label, *number.aliases), REFERENCE + key: _HEADS})
    if "since" in ledger and "until" in ledger:
        _add_roles(words, {RANGE: _RANGES})
    _add_roles(words, {key: titles for key, titles in _MORE.items() if key.startswith(ledger.key + ".")})
    _add_roles(words, {IGNORE: tuple(word for word in _IGNORED if word != "编号")})


def importable(catalogue: Catalogue) -> tuple[Ledger, ...]:
    """Return the ledgers that a sheet can fill by their own fields, without what only the program writes."""
    own = (ledger for ledger in catalogue.ledgers.values() if ledger.travel == "up")
    return tuple(ledger for ledger in own if not ledger.internal and ledger.key not in _OWN_WRITING)


_OWN_WRITING = {"distinct_pair", "person", "population_month", "reply"}


def _add_ticks(words: Vocabulary, ledgers: tuple[Ledger, ...]) -> None:
    """Add one column per group (√ under 低保): the label, the aliases, and 是否低保."""
    for ledger in ledgers:
        if ledger.group == "special":
            for word in (ledger.label, *ledger.aliases):
                words.setdefault(header_key(word), (TICK + ledger.key, 0.9))
                words.setdefault(header_key("是否" + word), (TICK + ledger.key, 0.9))


def is_head_title(title: str) -> bool:
    """Tell whether a title such as 户主姓名 names the heads of households."""
    whole = header_key(re.sub(r"(?:基本)?(?:信息|情况|资料)?-", "", title))
    return {header_key(title), whole} & {header_key(word) for word in _HEADS} != set()


def is_members_title(title: str) -> bool:
    """Tell whether a title such as 家庭成员 can head a column with the other people of a line."""
    return header_key(title) in _NAMED_MEMBERS


def is_serial(title: str) -> bool:
    """Tell whether a title such as 序号 heads a column of running numbers."""
    return header_key(title) in {header_key(word) for word in _SERIALS}


def is_couple(reference: str) -> bool:
    """Tell whether a column is about one of a couple (男方, 女方), of whom the head is mostly one."""
    return reference.removeprefix(BLOCK).split(".", 1)[0] in ("男方", "女方")


_PLAIN_TITLES = {
    header_key(word)
    for word in (
        "身份证号", "身份证号码", "身份证", "证件号", "证件号码", "公民身份号码", "电话", "联系电话", "手机", "手机号", "手机号码", "联系方式",
        "电话号码",
    )
}  # fmt: skip


def is_plain_title(title: str) -> bool:
    """Tell whether a title such as 身份证号 or 电话 does not say whose it is."""
    return header_key(title) in _PLAIN_TITLES


def apart_heads(references: Iterable[str]) -> tuple[str, ...]:
    """Return the roles that tell a head who may stand beside the members only: name and number, where both are there."""
    found = set(references)
    return (HEAD_NAME, HEAD_ID) if {HEAD_NAME, HEAD_ID, NAME, ID_NUMBER} <= found else ()


_BLOCK_TITLE = re.compile(
    r"^(男方|女方|丈夫|妻子|配偶|爱人|长子|次子|三子|长女|次女|三女|(?:家庭|户内)?成员[\d一二三四五六七八九十]{1,2}|"
    r"(?:子女|孩子|儿子|女儿)[\d一二三四五六七八九十]{0,2})(?:基本)?(?:信息|情况|资料)?-?(.+)$"
)


_KIN_TITLE = re.compile(r"(?:丈夫|妻子|配偶|爱人|[长次三]子|[长次三]女|(?:子女|孩子|儿子|女儿)[\d一二三四五]?)")


def is_kin_title(title: str) -> bool:
    """Tell whether a title is nothing but a word for one of the head's family: 配偶, 子女1."""
    return bool(_KIN_TITLE.fullmatch(header_key(title)))


def block_title(title: str) -> tuple[str, str] | None:
    """Return (block, rest) of a title that belongs to one of several people in a line: 女方信息-姓名, 配偶姓名."""
    found = _BLOCK_TITLE.match(header_key(title))
    return (found[1], found[2]) if found else None


_GENERIC_FIELDS = {"remark", "helper", "helper_phone", "help_given", "guardian", "guardian_phone", "since", "until"}


def _add_group_fields(words: Vocabulary, ledgers: tuple[Ledger, ...]) -> None:
    """Add what a resident roster says of a group beside the person: 残疾等级, 残疾证号, 低保档次."""
    for ledger in ledgers:
        if ledger.group != "special":
            continue
        names = sorted({ledger.label, *ledger.aliases}, key=len)
        short = [name for name in names if 2 <= len(name) <= 4]
        for item in ledger.fields:
            if item.to or item.key in _GENERIC_FIELDS:
                continue
            for title in (item.label, *item.aliases):
                own = any(title.startswith(name) for name in short)
                for key in (title,) if own else tuple(name + title for name in short):
                    words.setdefault(header_key(key), (f"{GROUP}{ledger.key}.{item.key}", 0.85))


@cache
def _all_words(box: ByIdentity) -> frozenset[str]:
    targets = (RESIDENT, DWELLING, *(ledger.key for ledger in importable(box.catalogue)))
    return frozenset(key for target in targets for key in _vocabulary(target, box)) | {
        header_key(part) for part in PARTS if len(part) > 1
    }


def all_words(catalogue: Catalogue) -> frozenset[str]:
    """Return every header key of every target, for finding the header row."""
    return _all_words(ByIdentity(catalogue))
