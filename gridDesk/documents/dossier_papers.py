"""The papers inside the file of an event: its register, the inquiry, the course, the agreement, the calls afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gridDesk.documents.dossier_data import Dossier, Party, Shot
from gridDesk.documents.form import Block, Cell, Form, Grid, Line, Signatures, Space, Strip, Title, Words
from gridDesk.documents.sheet import SMALL_FIVE

PEN = 9.0
_PICTURE, _UNDER = 64.0, 8.0  # mm: three rows of two fill a sheet
_DATE = "　　　　年　　月　　日"


class Facts:
    """Says a fact by its label, "" for what is not known."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.facts = facts

    def __call__(self, label: str) -> str:
        """Return what is known under a label."""
        return self.facts.get(label, "")


def form_of(one: Dossier, name: str, *blocks: Block) -> Form:
    """Return a paper of a file under its name; a further sheet says again what it is."""
    again = (Title(f"{name}（续页）", 14.0),)
    return Form(part=f"卷宗 {one.date or one.number}　{name}", key=one.key, blocks=(*blocks,), again=again)


def label(text: str, down: int = 1, span: int = 1) -> Cell:
    """Return a cell that names what stands beside it."""
    return Cell(text, label=True, down=down, span=span)


def mid(text: str) -> Cell:
    """Return a cell whose text stands in the middle."""
    return Cell(text, align="center")


def register(one: Dossier, unit: str) -> Form:
    """Return the register of a dispute."""
    fact = Facts(one.facts)
    about = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((label("纠纷名称"), Cell(one.title, span=3)), height=PEN),
        Line((label("纠纷类别"), Cell(fact("纠纷类别")), label("规模"), Cell(fact("纠纷规模"))), height=PEN),
        Line((label("受理日期"), Cell(one.date), label("来源"), Cell(fact("来源"))), height=PEN),
        Line((label("发生地点"), Cell(fact("地点")), label("涉及人数"), Cell(fact("涉及人数"))), height=PEN),
    ))  # fmt: skip
    course = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((label("纠纷简要情况"), Cell(fact("情况描述"), span=3, ruled=PEN)), height=5 * PEN),
        Line((label("诉求内容"), Cell(fact("诉求内容"), span=3, ruled=PEN)), height=3 * PEN),
        Line((label("首接责任人"), Cell(fact("首接责任人")), label("承办单位"), Cell(fact("处理人（部门）"))), height=PEN),
        Line((label("化解时限"), Cell(fact("处理时限")), label("化解方式"), Cell(fact("化解方式"))), height=PEN),
        Line((label("调处结果"), Cell(fact("处理结果"), span=3, ruled=PEN)), height=5 * PEN),
        Line((label("化解是否成功"), Cell(fact("化解是否成功")), label("是否激化"), Cell(fact("是否激化"))), height=PEN),
    ))  # fmt: skip
    return form_of(
        one, "登记表", Title("矛盾纠纷登记表"), Strip(left=f"登记单位：{unit}", right=f"编号：{one.number}"), about,
        _party_grid(one.parties), course, Signatures(("登记人（签字）", "网格长（签字）", "登记日期")),
    )  # fmt: skip


def _party_grid(parties: Sequence[Party]) -> Grid:
    widths = (26.0, 22.0, 10.0, 14.0, 10.0, 36.0, 26.0, 26.0)
    head = (
        Line(
            tuple(label(word) for word in ("当事人", "姓名", "性别", "民族", "年龄", "证件号码", "住址", "电话")),
            height=PEN,
        ),
    )
    rows = []
    for n in range(max(2, len(parties))):
        one = parties[n] if n < len(parties) else Party()
        rows.append(Line((
            label(f"当事人{'甲乙丙丁戊己'[n] if n < 6 else n + 1}"), mid(one.name), mid(one.sex), mid(one.ethnicity), mid(one.age),
            mid(one.id_number), Cell(one.address), mid(one.phone),
        ), height=10.0))  # fmt: skip
    return Grid(widths, tuple(rows), head, size=SMALL_FIVE)


def inquiry(one: Dossier, number: int) -> Form:
    """Return one sheet of the inquiry, for the pen."""
    word = "一二"[number - 1]
    grid = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((label("调查时间"), Cell(f"{_DATE}　　时　　分"), label("调查地点"), Cell()), height=PEN),
        Line((label("调查人"), Cell(), label("记录人"), Cell()), height=PEN),
        Line((label("被调查人"), Cell(), label("性别、年龄"), Cell()), height=PEN),
        Line((label("住址、电话"), Cell(), label("与当事人关系"), Cell()), height=PEN),
        Line((Cell(f"案由：{one.title}", span=4),), height=PEN),
        Line((Cell(span=4, ruled=PEN),), height=18 * PEN),
    ))  # fmt: skip
    return form_of(
        one, f"调查笔录（{word}）", Title("调　查　笔　录"), Strip(right=f"第　　次　　共　　页　（笔录{word}）"), grid,
        Words("以上笔录已经本人看过（向本人宣读），与本人所说一致。", size=10.5), Signatures(("被调查人（签名、指印）", "调查人（签字）", "记录人（签字）"), 14.0),
    )  # fmt: skip


def event_register(one: Dossier, unit: str) -> Form:
    """Return the register of an event that is no dispute: what, where, who, until when, what became of it."""
    fact = Facts(one.facts)
    kinds = "、".join(fact(name) for name in ("事项类别", "隐患类型", "代办事项") if fact(name))
    about = "、".join(fact(name) for name in ("涉及单位", "涉及门店", "涉及场所", "涉及户") if fact(name))
    times = "，".join(f"{word[:2]} {fact(word)}" for word in ("发现时间", "到场时间", "报告时间") if fact(word))
    what = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((label("事项名称"), Cell(one.title, span=3)), height=PEN),
        Line((label("类别"), Cell(kinds), label("严重程度"), Cell(fact("严重程度"))), height=PEN),
        Line((label("清单事项"), Cell(fact("清单事项")), label("准入编号"), Cell(fact("准入编号"))), height=PEN),
        Line((label("发现日期"), Cell(one.date), label("来源"), Cell(fact("来源"))), height=PEN),
        Line((label("地点"), Cell(fact("地点")), label("时间"), Cell(times)), height=PEN),
        Line((label("发现人"), Cell(fact("发现人")), label("涉及单位（户）"), Cell(about)), height=PEN),
    ))  # fmt: skip
    done = Grid((26.0, 59.0, 26.0, 59.0), (
        Line((label("情况"), Cell(fact("情况描述"), span=3, ruled=PEN)), height=5 * PEN),
        Line((label("诉求、材料"), Cell("；".join(filter(None, (fact("诉求内容"), fact("代办所需材料")))), span=3, ruled=PEN)), height=3 * PEN),
        Line((label("首接责任人"), Cell(fact("首接责任人")), label("处理人（部门）"), Cell(fact("处理人（部门）"))), height=PEN),
        Line((label("处理时限"), Cell(one.limit or fact("处理时限"), span=3, wrap=True)), height=PEN),
        Line((label("处理结果"), Cell(fact("处理结果"), span=3, ruled=PEN)), height=5 * PEN),
    ))  # fmt: skip
    return form_of(
        one, "登记表", Title("事　项　登　记　表"), Strip(left=f"登记单位：{unit}", right=f"编号：{one.number}"), what,
        _party_grid(one.parties), done, Signatures(("登记人（签字）", "网格长（签字）", "登记日期")),
    )  # fmt: skip


def course(one: Dossier) -> Form:
    """Return the course of an event: every step with its day, who did it, what was said, and by when."""
    rows = [
        Line((
            mid(str(n)), mid(step.when), mid(step.act), Cell(step.who, wrap=True), Cell(step.content, wrap=True), mid(step.due),
        ), height=PEN)
        for n, step in enumerate(one.steps, 1)
    ]  # fmt: skip
    rows.append(Line(tuple(Cell() for _ in range(6)), height=PEN, stretch=True))
    head = (Line(tuple(label(word) for word in ("序号", "时间", "环节", "办理人", "办理情况", "时限")), height=PEN),)
    words = "矛盾纠纷办理经过" if one.dispute else "事项办理经过"
    limit = f"办理时限：{one.limit}" if one.limit else "由事项的登记、办理、走访和回访记录排列，前后以步数为准"
    return form_of(
        one, "办理经过", Title(words), Strip(left=limit, right=f"编号：{one.number}", size=SMALL_FIVE),
        Grid((10.0, 22.0, 21.0, 27.0, 69.0, 21.0), tuple(rows), head, size=SMALL_FIVE),
    )  # fmt: skip


def pictures(one: Dossier) -> Form:
    """Return the pictures of an event, two beside each other, each with what it shows and when."""
    pairs = [one.shots[n : n + 2] for n in range(0, len(one.shots), 2)]
    rows = [
        line
        for pair in pairs
        for line in (Line(_beside(pair, _picture), height=_PICTURE), Line(_beside(pair, _under), height=_UNDER))
    ]
    return form_of(
        one, "照片", Title("照　片"), Strip(left=f"{'案由' if one.dispute else '事项'}：{one.title}", right=f"编号：{one.number}"),
        Grid((85.0, 85.0), tuple(rows), size=SMALL_FIVE),
    )  # fmt: skip


def _beside(pair: Sequence[Shot], cell: Callable[[Shot], Cell]) -> tuple[Cell, ...]:
    return (*(cell(shot) for shot in pair), *[Cell()] * (2 - len(pair)))


def _picture(shot: Shot) -> Cell:
    return Cell(picture=shot.picture) if shot.picture else mid("（照片还没有传到本机）")


def _under(shot: Shot) -> Cell:
    return mid(shot.words)


def agreement(one: Dossier, unit: str) -> Form:
    """Return the agreement that the parties sign."""
    fact = Facts(one.facts)
    grid = Grid((30.0, 140.0), (
        Line((label("纠纷主要事实\n和争议事项"), Cell(fact("情况描述"), ruled=PEN)), height=4 * PEN),
        Line((label("经调解，自愿\n达成如下协议"), Cell(fact("处理结果"), ruled=PEN)), height=6 * PEN),
        Line((label("履行方式、\n地点、期限"), Cell(ruled=PEN)), height=2 * PEN),
    ))  # fmt: skip
    signed = Grid((85.0, 85.0), (
        Line((Cell("当事人（签名、盖章或按指印）：\n\n\n\n\n\n\n" + _DATE, wrap=True, down=2), Cell("调解员（签名）：\n\n\n记录员（签名）：", wrap=True)), height=28.0),
        Line((Cell("（调解组织盖章）\n\n" + _DATE, align="right", wrap=True),), height=46.0),
    ))  # fmt: skip
    return form_of(
        one, "调解协议书", Title("人 民 调 解 协 议 书"), Strip(left=f"调解组织：{one.organ or unit}", right=f"编号：{fact('协议编号') or '＿＿＿＿＿＿'}"),
        _party_grid(one.parties), grid,
        Words("　　本协议一式　　份，当事人各执一份，调解组织留存一份；自各方当事人签名、盖章或按指印，调解员签名并加盖调解组织印章之日起生效。", size=SMALL_FIVE, indent=False),
        signed,
    )  # fmt: skip


def calls(one: Dossier) -> Form:
    """Return the calls afterwards, and what was told, checked and closed."""
    fact = Facts(one.facts)
    rows = [
        Line((mid(call.when), mid(call.who), Cell(call.content, wrap=True), mid(call.act), Cell()), height=12.0)
        for call in one.calls
    ]
    rows += [Line(tuple(Cell() for _ in range(5)), height=12.0)] * max(0, 10 - len(rows))
    head = (
        Line(
            tuple(label(word) for word in ("回访日期", "回访人", "履行情况、有无反复", "满意程度", "被回访人签字")),
            height=PEN,
        ),
    )
    closing = Grid((30.0, 55.0, 30.0, 55.0), (
        Line((label("反馈当事人"), Cell(fact("反馈当事人情况"), span=3, wrap=True)), height=12.0),
        Line((label("现场核查人"), Cell(fact("现场核查人")), label("核查日期"), Cell(fact("核查日期"))), height=PEN),
        Line((label("结案意见"), Cell(span=3, ruled=PEN)), height=3 * PEN),
        Line((label("结案日期"), Cell(one.closed), label("结案人（签字）"), Cell()), height=12.0),
    ))  # fmt: skip
    return form_of(
        one, "回访记录" if one.dispute else "核查和反馈记录",
        Title("矛盾纠纷回访记录" if one.dispute else "核查和反馈记录"), Strip(left=f"{'案由' if one.dispute else '事项'}：{one.title}", right=f"编号：{one.number}"),
        Grid((27.0, 23.0, 74.0, 20.0, 26.0), tuple(rows), head), Space(4.0), closing,
    )  # fmt: skip
