"""矛盾纠纷调处卷宗 (青岛规范五4): one dispute as a file of several papers, whose contents name the page each begins on.

Cover, 卷内目录, 登记表, 调查笔录 for the pen, 办理经过 from the records, 调解协议书, 回访记录.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gridDesk.documents.form_layout import lay_out
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.page import (
    SMALL_FIVE,
    Block,
    Cell,
    Form,
    FormPage,
    Grid,
    Line,
    Sheet,
    Signatures,
    Space,
    Strip,
    Title,
    Words,
)
from gridDesk.documents.papers import Paper
from gridDesk.documents.tables import Header

PEN = 9.0
_DATE = "　　　　年　　月　　日"
_SHEETS = ("登记表", "调查笔录（一）", "调查笔录（二）", "办理经过", "调解协议书", "回访记录")
_CONTENTS_ROWS = 16


@dataclass(frozen=True, kw_only=True)
class Party:
    """Someone in a dispute: all text, masked by the desk; what is not known is left for the pen."""

    name: str = ""
    sex: str = ""
    ethnicity: str = ""
    age: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that was done about it: when, by whom, what kind of act, what it said."""

    when: str
    who: str = ""
    act: str = ""
    content: str = ""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A dispute as its file says it. `facts` are the blanks of the register by label; `key` is the event's opaque id."""

    key: str
    title: str
    number: str = ""
    date: str = ""
    closed: str = ""
    organ: str = ""
    mediator: str = ""
    parties: tuple[Party, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    calls: tuple[Step, ...] = ()


def build_dossiers(paper: Paper, dossiers: Iterable[Dossier], header: Header) -> FormPage:
    """Make the page of dossiers, each a run of forms; they are read as they are printed."""
    return forms_page(paper, _Forms(paper, dossiers, header), header)


class _Facts:
    """Says a fact by its label, "" for what is not known."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.facts = facts

    def __call__(self, label: str) -> str:
        return self.facts.get(label, "")


class _Forms:
    """The forms of some dossiers, one after another; can be read more than once."""

    def __init__(self, paper: Paper, dossiers: Iterable[Dossier], header: Header) -> None:
        self.paper, self.dossiers, self.header = paper, dossiers, header

    def __iter__(self) -> Iterator[Form]:
        for one in self.dossiers:
            yield from forms_of(one, self.header.unit, self.paper.sheet)


def forms_of(one: Dossier, unit: str, sheet: Sheet) -> list[Form]:
    """Return the forms of a dossier in order; papers are counted from the register on, as a file is numbered."""
    papers = [
        _register(one, unit),
        _inquiry(one, 1),
        _inquiry(one, 2),
        _course(one),
        _agreement(one, unit),
        _calls(one),
    ]
    first, entries, numbered = 1, [], []
    for form, name in zip(papers, _SHEETS, strict=True):
        count = len(lay_out(form, sheet))
        entries.append((name, first, count))
        numbered.append(
            replace(form, number=f"卷内第{first}页" if count == 1 else f"卷内第{first}—{first + count - 1}页")
        )
        first += count
    return [_cover(one, unit, first - 1), _contents(one, entries), *numbered]


def _form(one: Dossier, name: str, *blocks: Block) -> Form:
    again = (Title(f"{name}（续页）", 14.0),)
    return Form(part=f"卷宗 {one.date or one.number}　{name}", key=one.key, blocks=(*blocks,), again=again)


def _label(text: str, down: int = 1, span: int = 1) -> Cell:
    return Cell(text, label=True, down=down, span=span)


# --- cover and contents ---------------------------------------------------------------------------------------------


def _cover(one: Dossier, unit: str, pages: int) -> Form:
    names = "、".join(party.name for party in one.parties if party.name)
    lines = (
        ("案　　由", one.title), ("当 事 人", names), ("调解组织", one.organ), ("调 解 员", one.mediator),
        ("受理日期", one.date), ("结案日期", one.closed), ("立卷单位", unit), ("立 卷 人", ""), ("保管期限", ""),
    )  # fmt: skip
    grid = Grid(
        (44.0, 126.0),
        tuple(Line((_label(word), Cell(text, size=14.0)), height=14.0) for word, text in lines),
        size=14.0,
    )
    blocks: tuple[Block, ...] = (
        Strip(right=f"卷号：{one.number or '＿＿＿＿＿＿'}", size=12.0, height=10.0), Space(18.0), Title(unit, 22.0), Space(4.0),
        Title("矛盾纠纷调处卷宗", 36.0), Space(16.0), grid, Space(10.0),
        Strip(middle=f"本卷共 {pages if one.key else '　　'} 页", size=12.0), Space(2.0), Strip(right="（立卷单位盖章）　　　　　", size=12.0),
    )  # fmt: skip
    return Form(part=f"卷宗 {one.date or one.number}　封面", key=one.key, blocks=blocks, bare=True)


def _contents(one: Dossier, entries: Sequence[tuple[str, int, int]]) -> Form:
    rows = [
        Line((_mid(str(n)), Cell(name), _mid(str(first)), _mid(str(count)), Cell()), height=PEN)
        for n, (name, first, count) in enumerate(entries, 1)
    ]
    rows += [
        Line((_mid(str(n)), Cell(), Cell(), Cell(), Cell()), height=PEN)
        for n in range(len(rows) + 1, _CONTENTS_ROWS + 1)
    ]
    head = (Line((_label("序号"), _label("材料名称"), _label("起始页"), _label("页数"), _label("备注")), height=PEN),)
    return _form(
        one, "卷内目录", Title("卷　内　目　录"), Strip(left=f"案由：{one.title}", right=f"卷号：{one.number}"),
        Grid((14.0, 92.0, 20.0, 18.0, 26.0), tuple(rows), head), Signatures(("立卷人（签字）", "检查人（签字）", "立卷日期")),
    )  # fmt: skip


def _mid(text: str) -> Cell:
    return Cell(text, align="center")


# --- papers ---------------------------------------------------------------------------------------------------------


def _register(one: Dossier, unit: str) -> Form:
    fact = _Facts(one.facts)
    about = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((_label("纠纷名称"), Cell(one.title, span=3)), height=PEN),
        Line((_label("纠纷类别"), Cell(fact("纠纷类别")), _label("规模"), Cell(fact("纠纷规模"))), height=PEN),
        Line((_label("受理日期"), Cell(one.date), _label("来源"), Cell(fact("来源"))), height=PEN),
        Line((_label("发生地点"), Cell(fact("地点")), _label("涉及人数"), Cell(fact("涉及人数"))), height=PEN),
    ))  # fmt: skip
    course = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((_label("纠纷简要情况"), Cell(fact("情况描述"), span=3, ruled=PEN)), height=5 * PEN),
        Line((_label("诉求内容"), Cell(fact("诉求内容"), span=3, ruled=PEN)), height=3 * PEN),
        Line((_label("首接责任人"), Cell(fact("首接责任人")), _label("承办单位"), Cell(fact("处理人（部门）"))), height=PEN),
        Line((_label("化解时限"), Cell(fact("处理时限")), _label("化解方式"), Cell(fact("化解方式"))), height=PEN),
        Line((_label("调处结果"), Cell(fact("处理结果"), span=3, ruled=PEN)), height=5 * PEN),
        Line((_label("化解是否成功"), Cell(fact("化解是否成功")), _label("是否激化"), Cell(fact("是否激化"))), height=PEN),
    ))  # fmt: skip
    return _form(
        one, "登记表", Title("矛盾纠纷登记表"), Strip(left=f"登记单位：{unit}", right=f"编号：{one.number}"), about,
        _party_grid(one.parties), course, Signatures(("登记人（签字）", "网格长（签字）", "登记日期")),
    )  # fmt: skip


def _party_grid(parties: Sequence[Party]) -> Grid:
    widths = (26.0, 22.0, 10.0, 14.0, 10.0, 36.0, 26.0, 26.0)
    head = (
        Line(
            tuple(_label(word) for word in ("当事人", "姓名", "性别", "民族", "年龄", "证件号码", "住址", "电话")),
            height=PEN,
        ),
    )
    rows = []
    for n in range(max(2, len(parties))):
        one = parties[n] if n < len(parties) else Party()
        rows.append(Line((
            _label(f"当事人{'甲乙丙丁戊己'[n] if n < 6 else n + 1}"), _mid(one.name), _mid(one.sex), _mid(one.ethnicity), _mid(one.age),
            _mid(one.id_number), Cell(one.address), _mid(one.phone),
        ), height=10.0))  # fmt: skip
    return Grid(widths, tuple(rows), head, size=SMALL_FIVE)


def _inquiry(one: Dossier, number: int) -> Form:
    word = "一二"[number - 1]
    grid = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((_label("调查时间"), Cell(f"{_DATE}　　时　　分"), _label("调查地点"), Cell()), height=PEN),
        Line((_label("调查人"), Cell(), _label("记录人"), Cell()), height=PEN),
        Line((_label("被调查人"), Cell(), _label("性别、年龄"), Cell()), height=PEN),
        Line((_label("住址、电话"), Cell(), _label("与当事人关系"), Cell()), height=PEN),
        Line((Cell(f"案由：{one.title}", span=4),), height=PEN),
        Line((Cell(span=4, ruled=PEN),), height=18 * PEN),
    ))  # fmt: skip
    return _form(
        one, f"调查笔录（{word}）", Title("调　查　笔　录"), Strip(right=f"第　　次　　共　　页　（笔录{word}）"), grid,
        Words("以上笔录已经本人看过（向本人宣读），与本人所说一致。", size=10.5), Signatures(("被调查人（签名、指印）", "调查人（签字）", "记录人（签字）"), 14.0),
    )  # fmt: skip


def _course(one: Dossier) -> Form:
    rows = [
        Line((_mid(str(n)), _mid(step.when), _mid(step.who), _mid(step.act), Cell(step.content, wrap=True)), height=PEN)
        for n, step in enumerate(one.steps, 1)
    ]
    rows.append(Line(tuple(Cell() for _ in range(5)), height=PEN, stretch=True))
    head = (Line((_label("序号"), _label("时间"), _label("办理人"), _label("环节"), _label("记录的内容")), height=PEN),)
    return _form(
        one, "办理经过", Title("矛盾纠纷办理经过"),
        Strip(left="由事项台账的登记、修改、走访和回访记录按时间排列", right=f"编号：{one.number}", size=SMALL_FIVE),
        Grid((10.0, 27.0, 19.0, 24.0, 90.0), tuple(rows), head, size=SMALL_FIVE),
    )  # fmt: skip


def _agreement(one: Dossier, unit: str) -> Form:
    fact = _Facts(one.facts)
    grid = Grid((30.0, 140.0), (
        Line((_label("纠纷主要事实\n和争议事项"), Cell(fact("情况描述"), ruled=PEN)), height=4 * PEN),
        Line((_label("经调解，自愿\n达成如下协议"), Cell(fact("处理结果"), ruled=PEN)), height=6 * PEN),
        Line((_label("履行方式、\n地点、期限"), Cell(ruled=PEN)), height=2 * PEN),
    ))  # fmt: skip
    signed = Grid((85.0, 85.0), (
        Line((Cell("当事人（签名、盖章或按指印）：\n\n\n\n\n\n\n" + _DATE, wrap=True, down=2), Cell("调解员（签名）：\n\n\n记录员（签名）：", wrap=True)), height=28.0),
        Line((Cell("（调解组织盖章）\n\n" + _DATE, align="right", wrap=True),), height=46.0),
    ))  # fmt: skip
    return _form(
        one, "调解协议书", Title("人 民 调 解 协 议 书"), Strip(left=f"调解组织：{one.organ or unit}", right=f"编号：{fact('协议编号') or '＿＿＿＿＿＿'}"),
        _party_grid(one.parties), grid,
        Words("　　本协议一式　　份，当事人各执一份，调解组织留存一份；自各方当事人签名、盖章或按指印，调解员签名并加盖调解组织印章之日起生效。", size=SMALL_FIVE, indent=False),
        signed,
    )  # fmt: skip


def _calls(one: Dossier) -> Form:
    fact = _Facts(one.facts)
    rows = [
        Line((_mid(call.when), _mid(call.who), Cell(call.content, wrap=True), _mid(call.act), Cell()), height=12.0)
        for call in one.calls
    ]
    rows += [Line(tuple(Cell() for _ in range(5)), height=12.0)] * max(0, 10 - len(rows))
    head = (
        Line(
            tuple(_label(word) for word in ("回访日期", "回访人", "履行情况、有无反复", "满意程度", "被回访人签字")),
            height=PEN,
        ),
    )
    closing = Grid((30.0, 55.0, 30.0, 55.0), (
        Line((_label("反馈当事人"), Cell(fact("反馈当事人情况"), span=3, wrap=True)), height=12.0),
        Line((_label("现场核查人"), Cell(fact("现场核查人")), _label("核查日期"), Cell(fact("核查日期"))), height=PEN),
        Line((_label("结案意见"), Cell(span=3, ruled=PEN)), height=3 * PEN),
        Line((_label("结案日期"), Cell(one.closed), _label("结案人（签字）"), Cell()), height=12.0),
    ))  # fmt: skip
    return _form(
        one, "回访记录", Title("矛盾纠纷回访记录"), Strip(left=f"案由：{one.title}", right=f"编号：{one.number}"),
        Grid((27.0, 23.0, 74.0, 20.0, 26.0), tuple(rows), head), Space(4.0), closing,
    )  # fmt: skip
