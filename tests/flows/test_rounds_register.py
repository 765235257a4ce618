"""Old registers of visits and patrols, as offices kept them in sheets, still come in with their columns of today."""

from __future__ import annotations

from openpyxl import Workbook

from gridDesk.desk import people, records, rosters

VISITS = (
    ("走访日期", "走访户", "走访人", "走访结果", "走访内容", "反映的问题", "整户核实", "帮扶服务", "微信群代表", "签字", "走访单号"),
    ("2026-03-05", "0001", "李秀英", "无变化", "宣传防火", "路灯不亮", "是", "送药", "王芳", "有", "2026-14"),
)  # fmt: skip
PATROLS = (
    ("巡查日期", "起", "止", "巡查类型", "网格员", "巡查路线", "领导巡查", "检查项目", "必访对象", "必做事项", "存在问题"),
    ("2026-03-05", "8:00", "10:10", "城管", "李秀英", "一组到三组", "是", "环境、隐患", "空巢老人", "摸底数、搜民情", "垃圾外溢"),
)  # fmt: skip


def taken(desk, folder, title, rows):
    """Import a sheet named after its register."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    path = folder / f"{title}.xlsx"
    book.save(path)
    plan = rosters.preview(desk, [path])
    return rosters.apply(desk, plan)


def test_a_register_of_visits_fills_the_fields_of_today(village, tmp_path):
    people.new_household(village, "0001", "2组1号", {"name": "张为"})
    taken(village, tmp_path, "走访台账", VISITS)
    (row,) = village.store.rows("visit")
    shown = records.texts(village, "visit", row)
    keys = ("result", "content", "problem", "confirmed", "services", "wechat", "signed", "page")
    assert [shown[key] for key in keys] == ["信息无变化", "宣传防火", "路灯不亮", "是", "送药", "王芳", "是", "2026-14"]


def test_a_register_of_patrols_fills_the_fields_of_today(village, tmp_path):
    taken(village, tmp_path, "巡查台账", PATROLS)
    (row,) = village.store.rows("patrol")
    found = [row[key] for key in ("start", "end", "kind", "supervisor", "checks", "visited", "done", "findings")]
    assert found == ["08:00", "10:10", "08", 1, "01,03", "07", "01,02", "垃圾外溢"]
