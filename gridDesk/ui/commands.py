"""Pages by name: what a clerk may type into the search box to get to a page, with the words she may use for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gridDesk.desk.lookups import spelled
from gridDesk.desk.roles import ROLE_NAMES, have_work
from gridDesk.text import squeeze
from gridDesk.ui.navigation import PAGES

PAGE = "@page"
SHOWN = 4
IMPORT = ("import", "导入花名册", "import")  # a dialog, not a page
WORDS = {
    "today": "今日 首页 待办",
    "people": "人口 新增一人 花名册 常住人口 流动人口",
    "households": "户 户台账 家庭",
    "household_entry": "录入一户 新增一户 整户录入 户卡录入",
    "dwellings": "房屋 出租房 承租人 租户",
    "ledgers": "台账 全部台账 特殊人群 重点人群 低保 残疾人 退役军人 单位 门店 事件 事项",
    "events": "事项 事件 隐患 纠纷 诉求 代办 欠薪 突发 登记事项 上报 交办 销号 现场核查 反馈 催办 卷宗 超期",
    "logs": "工作日志 日志 写日志 民情日记 审阅 空岗 民情分析 报送 报送登记",
    "rounds": "巡查走访 巡查 走访 巡逻 入户走访 走访单 五必查 五必访 一日双巡 督查",
    "standing": "履职情况 履职 指标 完成情况 考量 条款 制度要求 走访率 覆盖率 达标",
    "meetings": "会议宣传 会议 例会 会议记录 培训 演练 签到表 宣传 公示牌 联系卡 满意度测评 微信群 进群",
    "printing": "打印 表册 户卡 一户一档 预览 变更页",
    "sheet_code": "查纸张编号 纸号 扫码 记录号 这张纸还有效吗",
    "print_jobs": "打印记录 打印登记 谁印的 领取人",
    "audit": "操作记录 日志 审计 谁做的 登录记录 导出记录 操作月报 事件报告单",
    "grants": "对外提供 审批单 授权 批准 份号 收回 销毁 份数登记 给外单位",
    "templates": "Word 模板 文书模板 请假条模板 换模板 改格式",
    "exchange": "收发 上报 数据包 回执 U盘 配对",
    "street": "各单位 各村 下级单位 收取整个文件夹 写出全部 逾期 对数 恢复邀请",
    "tasks": "任务 交办任务 交办 签收 报办结 延期 上报事项 办理结果 督办",
    "bulletins": "通报 通知 考核结果 签收 核定户数 下达",
    "directives": "下发文件 政策 制度 代码表更正 工作日历 签名",
    "inbox": "待我决定 收件 更正建议 冲突 转入 转出 重复提示 跨村重复 改回 待办决定",
    "settings": "设置 备份 网格 字号 受保护台账 自动锁定 剪贴板",
    "accounts": "账号 使用人 密码 更改密码 忘记密码 职责 权限 纸质钥匙 审批人 钥匙保管人",
    "population": "人口变动 出生 死亡 迁入 迁出 结账 月报 分户 并户 户籍变动",
    "grids": "网格 网格划分 网格员 自然村",
    "freshness": "核实 本月核实 待核实 待完善 更新率 走访清单",
    "duplicates": "查重 疑似重复 重复人员 合并",
    "backups": "备份与恢复 备份 恢复 第二处备份 演练 检查数据 换电脑 旧电脑 报废 移交",
    "retention": "保存期限 复核 到期 清除 迁出 死亡 满三年 删除",
    "import": "导入 导入花名册 Excel 表格 WPS",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A page that can be gone to: its key, what it is called, and the icon beside it."""

    page: str
    label: str
    icon: str


def find(text: str, level: str = "", held: Collection[str] = tuple(ROLE_NAMES)) -> list[Command]:
    """Return the pages whose name or words begin with what was typed, or whose pinyin does; the nearest name first.

    `level`: of the office, whose pages alone are found; all pages when it is not given. `held`: roles, so that only pages
    they open are found.
    """
    typed = squeeze(text).casefold()
    if not typed:
        return []
    found = []
    pages = [entry for entry in PAGES if entry.allows(held) and (not level or entry.is_for(level))]
    more = [IMPORT] if have_work(held) else []
    for key, label, icon in [*((entry.key, entry.label, entry.icon) for entry in pages), *more]:
        words = [label, *WORDS.get(key, "").split()]
        rank = next((n for n, word in enumerate(words) if _fits(word, typed)), None)
        if rank is not None:
            found.append((rank, Command(key, label, icon)))
    return [command for _, command in sorted(found, key=lambda pair: pair[0])][:SHOWN]


def _fits(word: str, typed: str) -> bool:
    word = word.casefold()
    if typed.isascii() and not word.isascii():
        return len(typed) > 1 and spelled(word, typed)
    return word.startswith(typed) or (len(typed) > 1 and typed in word)
