"""A line of the log in plain words: who, when, did what to how many, what for; never the content of a record."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk import audit
from gridDesk.desk.audit_kinds import KINDS, Kind
from gridDesk.desk.office import Desk
from gridDesk.desk.refusals import ACTS
from gridDesk.desk.roles import works
from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.store.audit import AuditLine

ROLES = {
    "clerk": "办事员", "sensitive": "受保护台账经办人", "approver": "审批人", "keeper": "钥匙保管人", "auditor": "审计人",
}  # fmt: skip
CLOCK_WORDS = "时钟不准"
MISSING, GONE = "missing", Kind("这一条不见了", weakens=True)
_LABELS = {
    "slot": "账号", "roles": "权限", "added": "新增权限", "removed": "取消权限", "reset": "重置密码", "generation": "密钥文件第几版",
    "way": "方式", "failed": "此前失败次数", "reason": "原因", "wait": "等待秒数", "minutes": "分钟数", "confirmed": "已核对",
    "result": "结果", "pages": "页数", "sheets": "张数", "copies": "份数", "copy": "第几份", "ledger": "台账", "field": "栏目",
    "place": "位置", "view": "视图", "paper": "表册", "template": "模板", "level": "遮蔽级别", "purpose": "用途", "recipient": "接收方",
    "code": "记录号", "layout": "版式", "mode": "填法", "format": "格式", "encrypted": "已加密", "persons": "人数",
    "approver": "批准人账号", "ids": "含证件号码", "sensitive": "含受保护内容", "full_ids": "证件号码完整", "expires": "到期",
    "slip": "审批单号", "log": "日志码", "audit": "记录条号", "columns": "栏目数", "file": "存成文件", "kind": "种类", "peer": "对方单位编号",
    "n": "第几号", "records": "记录数", "entries": "变动条数", "bytes": "字节数", "outcome": "对方结果", "want": "对方要求",
    "verified": "已验证", "pinned": "长期保留", "backups": "备份份数", "days": "天数", "erased": "重新清除条数", "replica": "本机编号",
    "before": "原来", "after": "改为", "created": "新增", "updated": "修改", "skipped": "略过", "errors": "有错", "txn": "操作编号",
    "left": "没有撤销", "setting": "设置项", "problems": "问题数", "part": "部分", "back": "往回拨", "seconds": "秒数", "kept": "保留",
    "due": "应复核", "act": "想做的事", "step": "步骤", "files": "文件数", "ledgers": "台账数",
}  # fmt: skip
_VALUES: Mapping[str, Mapping[str, str]] = {
    "way": {
        "password": "密码", "paper": "纸质钥匙", "paper_key": "纸质钥匙", "printer": "打印", "file": "存成文件", "changed": "打印变更页",
        "stick": "U盘", "again": "重新写出", "door": "登录时", "list": "列表", "roster": "花名册",
    },
    "reason": {
        "idle": "无人操作", "asked": "手动", "hand": "手动", "os": "电脑锁屏", "suspend": "电脑休眠", "minimise": "最小化", "moved": "换了电脑或文件夹",
        "time": "定时", "exit": "退出时", "act": "导入或收取前", "upgrade": "升级前", "restore": "恢复前", "rekey": "换钥匙时",
        "handover": "移交前", "rolled_back": "数据退回过", "restored": "恢复备份", "claimed": "确认用这台电脑", "removed": "尝试记录被删过",
        "wrong": "密码不对或没有审批权限", "paused": "连续输错，等待期内又试",
    },
    "kind": {"delta": "变动数据", "snapshot": "全部数据", "mirror": "还回的数据"},
    "outcome": {
        "accepted": "全部收下", "partial": "收下一部分", "refused": "没有收", "held": "先放着", "applied": "已收取",
    },
    "result": {"ok": "正常", "bad": "有问题", "wrong": "对不上", "restored": "已恢复", "destroyed": "已销毁"},
    "level": {"M0": "完整", "M1": "一般遮蔽", "M2": "外出携带", "M3": "只有数字", "M4": "公示"},
    "part": {"log": "操作记录", "backup": "备份", "data": "数据文件"},
    "want": {"snapshot": "要整份数据", "renew": "核实用哪台电脑", "": "无"},
    "place": {"second": "第二处", "folder": "文件夹", "stick": "U盘", "none": "没有"},
    "step": {"proved": "核对过第二处的备份", "destroyed": "销毁本机的数据"},
    "approver": {"paper": "审批单上签字", "password": "当面输入密码", "approver": "审批人"},
}  # fmt: skip
_COUNTED = {
    "searched": "人", "listed": "条", "sensitive_opened": "条", "sensitive_revealed": "条", "id_revealed": "人", "export": "行",
    "print": "人", "import": "条", "import_undone": "条", "erase": "条", "package_in": "条", "login_failed": "次", "login_paused": "次", "paper_key_failed": "次", "grant": "人",
    "grant_approved": "人", "grant_refused": "人", "review": "条",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as a list shows it. `where` tells what it was done to, `marks` whether it weakens safety or the clock is off."""

    n: int
    at: str
    who: str
    act: str
    where: str
    count: str
    purpose: str
    weakens: bool
    clock_ok: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Object:
    """What a line is about: neutral words with the end of its id; `ledger` and `uid` where it is a record."""

    words: str
    ledger: str = ""
    uid: str = ""


def kind_of(key: str) -> Kind:
    """Return a kind; one of a newer program is told by its key."""
    return GONE if key == MISSING else KINDS.get(key, Kind(f"其他（{key}）"))


def shown(desk: Desk, line: AuditLine) -> Shown:
    """Return a line in plain words."""
    kind = kind_of(line.kind)
    count = f"{line.count:,} {_COUNTED.get(line.kind, '')}".strip() if line.count else ""
    return Shown(
        line.n, line.at[:16].replace("T", " "), line.user or "程序", kind.label, where(desk, line), count,
        purpose_words(line.detail.get("purpose")), kind.weakens, line.clock_ok, line.kind,
    )  # fmt: skip


def sentence(desk: Desk, line: AuditLine) -> str:
    """Return a line as one sentence, such as 王芳于 2026-11-21 09:12 导出（人口台账），120 行，用途：上报."""
    one = shown(desk, line)
    place = f"（{one.where}）" if one.where else ""
    parts = [f"{one.who}于 {one.at} {one.act}{place}", one.count, f"用途：{one.purpose}" if one.purpose else ""]
    return "，".join(part for part in parts if part) + ("。" if one.clock_ok else f"。（{CLOCK_WORDS}）")


def where(desk: Desk, line: AuditLine) -> str:
    """Return what a line was done to in a few words: a ledger, a paper, another office, a setting."""
    found = line.detail
    if ledger := found.get("ledger"):
        return ledger_words(desk, str(ledger))
    if paper := found.get("paper"):
        return paper_words(desk, str(paper))
    if peer := found.get("peer"):
        n = found.get("n")
        return peer_words(desk, str(peer)) + (f"，第 {n} 号" if n else "")
    for key in ("act", "setting", "part", "reason", "place", "slot", "code"):
        if found.get(key):
            return value_words(desk, key, found[key])
    return ""


def details(desk: Desk, line: AuditLine) -> list[tuple[str, str]]:
    """Return everything a line says, as (label, words), in the order a reader asks for it."""
    roles = "、".join(ROLES.get(one, one) for one in line.role.split(",") if one)
    found = [
        ("时间", line.at[:19].replace("T", " ")), ("谁", line.user or "程序"), ("当时的权限", roles or "无"),
        ("做了什么", kind_of(line.kind).label),
    ]  # fmt: skip
    if not line.clock_ok:
        found.append(("电脑时钟", "时钟不准：电脑时间与以前的记录对不上，先后以条号为准"))
    if line.count:
        found.append(("数量", f"{line.count:,} {_COUNTED.get(line.kind, '')}".strip()))
    if line.grant_id:
        found.append(("授权编号", line.grant_id))
    for key, value in line.detail.items():
        found.append((_LABELS.get(key, key), value_words(desk, key, value)))
    return [*found, ("验证码", line.hash[:10]), ("本机编号", line.replica)]


def objects(desk: Desk, line: AuditLine) -> list[Object]:
    """Return what a line is about, neutrally: 人口记录 …1a2b."""
    return [_object(desk, one) for one in line.objects]


def _object(desk: Desk, text: str) -> Object:
    ledger, colon, uid = text.rpartition(":")
    if colon and ledger in desk.catalogue:
        shape = desk.catalogue[ledger]
        label = "受保护记录" if shape.sealed else f"{shape.label}记录"
        return Object(f"{label} …{uid[-4:]}", ledger, uid)
    peer = desk.store.system.peers.get(text)
    return Object(peer.name if peer else f"编号 …{text[-4:]}")


def name_of(desk: Desk, one: Object) -> str:
    """Return the name of a record to who may open it, and note that it was asked for; "" for everybody else."""
    if not one.ledger or one.ledger not in {ledger.key for ledger in desk.enabled()} or not works(desk):
        return ""
    kind = "sensitive_opened" if desk.catalogue[one.ledger].sealed else "named"
    audit.once(desk, kind, f"{one.ledger}:{one.uid}", count=1, detail={"ledger": one.ledger})
    return desk.store.titles(one.ledger, [one.uid]).get(one.uid, "") or "这条记录已经不在"


def value_words(desk: Desk, key: str, value: object) -> str:
    """Return a value of a line's details in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{value:,}"
    text = str(value)
    if key in ("ledger", "ledgers"):
        return ledger_words(desk, text)
    if key == "paper":
        return paper_words(desk, text)
    if key == "peer":
        return peer_words(desk, text)
    if key == "purpose":
        return purpose_words(text)
    if key in ("roles", "added", "removed"):
        return "、".join(ROLES.get(one, one) for one in text.split(",") if one) or "无"
    if key == "act":
        return next((words for words, code in ACTS.items() if code == text), "其他")
    if key == "setting":
        return SETTINGS.get(text, text)
    if key == "field":
        return next((item.label for item in desk.catalogue["person"].fields if item.key == text), text)
    known = _VALUES.get(key, {}).get(text)
    return known or (account_words(desk, text) if key in ("approver", "slot") else text)


def account_words(desk: Desk, slot: str) -> str:
    """Return whose account a slot is, the slot itself once the account is gone."""
    from gridDesk import vault

    with contextlib.suppress(DeskError):
        return next((one.who for one in vault.people(desk.folder) if one.slot == slot), slot)
    return slot


SETTINGS = {
    "lock.minutes": "多少分钟不动就锁定", "lock.minimised": "最小化时锁定", "backup.second": "第二处备份", "sealed_on": "启用的受保护台账",
    "password.days": "密码更换天数", "overdue_days": "逾期天数", "policy": "执行的制度",
}  # fmt: skip


def ledger_words(desk: Desk, key: str) -> str:
    """Return what a ledger is called; a sealed one is not named to who may not see it."""
    if key not in desk.catalogue:
        return key
    shape = desk.catalogue[key]
    return shape.label if not shape.sealed or desk.can("sensitive") else "受保护台账"


def paper_words(desk: Desk, key: str) -> str:
    """Return what a paper is called."""
    from gridDesk.desk.printing import all_papers

    paper = all_papers(desk).get(key)
    if paper is None:
        return "名单" if key == "view" else key
    hidden = bool(paper.ledger) and desk.catalogue[paper.ledger].sealed and not desk.can("sensitive")
    return "受保护台账的表册" if hidden else f"《{paper.title}》".replace("　", "")


def peer_words(desk: Desk, site: str) -> str:
    """Return what another office is called."""
    peer = desk.store.system.peers.get(site)
    return peer.name if peer else f"单位 …{site[-4:]}"


def purpose_words(key: object) -> str:
    """Return a purpose in words."""
    from gridDesk.desk.grant_order import PURPOSES

    return PURPOSES.get(str(key), str(key)) if key else ""
