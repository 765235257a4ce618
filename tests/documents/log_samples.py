"""An invented grid worker's day in every layout, her bound month, and what is drawn from many days.

`python -m tests.documents.log_samples` renews the golden texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gridDesk.documents.book import Overview
from gridDesk.documents.form import FormPage
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.log_analysis import Compared, MoodAnalysis, mood_analysis
from gridDesk.documents.log_book import LogDay, LogGap, LogMonth, build_log_book
from gridDesk.documents.log_day import DailyLog, LogFinding, LogPatrol, LogTally, LogVisit, Mode
from gridDesk.documents.log_layouts import LAYOUTS, build_logs
from gridDesk.documents.log_reports import (
    Complaint,
    ComplaintSummary,
    ReportDue,
    ReportRegister,
    WeekCheck,
    WeekLine,
    complaint_summary,
    report_register,
    week_check,
)
from gridDesk.documents.page import Page
from tests.documents.samples import GOLDEN, HEADER, name, papers, pdf, texts

AREA = Overview(
    figures=(("人口（户、人）", (("户数", "312"), ("人口总数", "905"))),),
    crew=(("专职网格员", name(9), "13800000000"),),
)
LOG_GOLDEN = GOLDEN / "logs"
WEEK = tuple(f"2026-11-{day}" for day in range(16, 23))
DUE = tuple(LogVisit(household=f"3组{n}号　{name(n)}", kind="入户走访") for n in range(1, 6))


def day(visits: int = 3) -> DailyLog:
    """Return a day with something in every part of every layout."""
    return DailyLog(
        village="临河街道柳行村", grid="柳行村第二网格", grid_code="3799010150020000002", worker=name(9), date="2026-11-20",
        weather="晴", companion=f"{name(4)}（楼栋长）", total="2 时 50 分", minutes=170, number="2026-143", plan="分片检查取暖用电。",
        patrols=(LogPatrol(start="08:10", end="09:40", route="东街、村小学", found="警示牌倒了。", handled="已扶正。"),
                 LogPatrol(start="14:00", end="15:20", route="集市")),
        visits=tuple(
            LogVisit(time=f"{9 + n // 4:02d}:{n % 4 * 15:02d}", household=f"3组{n + 1}号　{name(n)}", kind="困难人群", content="核对家庭成员信息，无变化。",
                     problem="东屋漏雨，盼修缮。" if n == 0 else "", answer="已联系村部。" if n == 0 else "", topic="其他" if n == 0 else "")
            for n in range(visits)
        ),
        findings=(
            LogFinding(time="09:30", kind="消防隐患", line="消防", topic="其他", place="3组15号", situation="楼梯间停放电动车。", handling="当场解决",
                       result="已移出。", feedback="已告知住户", done=True),
            LogFinding(time="10:10", kind="市政设施", line="住建", topic="城管", place="主街", situation="三盏路灯不亮。", handling="上报", owner="街道网格中心",
                       due="2026-11-24", key=True),
            LogFinding(time="15:00", kind="群众诉求", line="人社", topic="经济", place="工业路8号", situation="三名工人反映工资未发。", handling="转办",
                       owner="劳动保障专员", due="2026-11-26", key=True),
        ),
        ticks=frozenset(("五必查：安全隐患", "五必访：困难人群", "五必做：摸底数", "三个必看：困难、残疾群体", "三个必巡：消防治安")),
        changes=("新增租住 1 条", "核实 3 户"), errands="代办医保缴费 2 户。", publicity="反诈宣传，发放资料 60 份。", mood="关心路灯维修。",
        tomorrow="走访独居老人 5 户。", review="情况属实。", tally=LogTally(visits=visits, effective=visits, problems=4, fire=1, other=3, solved=1, reported=2),
    )  # fmt: skip


def logs(key: str, mode: Mode, *days: DailyLog) -> FormPage:
    """Return days in a layout."""
    return build_logs(papers()[key], days, HEADER, mode)


def in_mode(mode: Mode) -> DailyLog:
    """Return the day as the desk hands it over in a mode: undated for the pen, or with the visits due."""
    return replace(day(), date="") if mode == "blank" else replace(day(), visits=DUE) if mode == "half" else day()


def month(*, blank: bool = False) -> LogMonth:
    """Return three days of a month: one written, one missing, one to rest."""
    days = (
        LogDay(date="2026-11-19", state="missing", visits=2),
        LogDay(date="2026-11-20", page="1", visits=3, patrols="2 次 2 时 50 分", events=3, main="消防隐患；市政设施"),
        LogDay(date="2026-11-21", state="rest"),
    )
    return LogMonth(
        title="网格工作日志", village="临河街道柳行村", grid="柳行村第二网格", grid_code="3799010150020000002", worker=name(9), month="2026-11",
        volume="11", leaves=1, sides=1, due=2, blank=blank, gaps=() if blank else (LogGap(date="2026-11-19", reason="事假"),),
        days=tuple(replace(one, state="blank", visits=None, events=None, patrols="", main="") for one in days) if blank else days,
        open_pages=() if blank else ("2026-144",),
    )  # fmt: skip


def _summary(first: str, last: str) -> ComplaintSummary:
    return ComplaintSummary(
        village="临河街道柳行村", grid="柳行村第二网格", leader=name(8), first=first, last=last,
        items=(Complaint(date="2026-11-20", time="10:10", source="群众反映", reporter=f"3组9号　{name(3)}", matter="三盏路灯不亮。", topic="城管",
                         handled="上报；限期：2026-11-24"),
               Complaint(date="2026-11-20", time="11:00", source="微信群", reporter=name(5), matter="垃圾未清运。", topic="城管", handled="已清运。", done=True)),
        sources=(("群众反映", 1), ("微信群", 1)), days=tuple((one, 2 if one == "2026-11-20" else 0, 1 if one == "2026-11-20" else 0) for one in WEEK),
        needs=("希望增加垃圾桶。",),
    )  # fmt: skip


def _analysis() -> MoodAnalysis:
    return MoodAnalysis(
        village="临河街道柳行村", month="2026-11", totals=(("走访（户次）", 105, 98), ("巡查（次）", 42, 40), ("收集事项（件）", 8, 10)),
        matters=Compared(name="合计", now=8, before=10, done=6),
        topics=(Compared(name="城管", now=5, before=4, done=4), Compared(name="其他", now=3, before=6, done=2)),
        kinds=(Compared(name="环境卫生", now=5, before=4, done=4),), sources=(Compared(name="群众反映", now=8, before=10, done=6),),
        grids=(Compared(name="第一网格", now=5, before=6, done=4), Compared(name="第二网格", now=3, before=4, done=2)),
        common=("城管类“环境卫生” 5 件，涉及第一网格、第二网格，其中 1 件未办结。",),
    )  # fmt: skip


def _register() -> ReportRegister:
    return ReportRegister(
        village="临河街道柳行村", grid="柳行村第二网格", month="2026-11", reporter=name(8), receiver="中网格", rule="每 3 天报告一次。",
        lines=(ReportDue(date="2026-11-03", about="11.1–11.3", said="走访 10 户次。"), ReportDue(date="2026-11-06", about="11.4–11.6")),
    )  # fmt: skip


def _check() -> WeekCheck:
    line = WeekLine(
        grid="柳行村第二网格",
        worker=name(9),
        marks=("✓", "✓", "缺", "✓", "✓", "休", ""),
        due=5,
        written=4,
        reason="事假",
    )
    return WeekCheck(village="临河街道柳行村", days=WEEK, lines=(line,))


def _one(key: str, make: Callable[[], object]) -> Callable[[], Page]:
    return lambda: forms_page(papers()[key], [make()], HEADER)  # type: ignore[list-item]


LOG_PAGES: dict[str, Callable[[], Page]] = {
    **{
        f"{key}_{mode}": lambda key=key, mode=mode: logs(key, mode, in_mode(mode))  # type: ignore[misc]
        for key in LAYOUTS for mode in ("blank", "half", "filled")
    },
    "log_book_filled": lambda: build_log_book(papers()["log_book"], month(), AREA, logs("daily_log", "filled", replace(day(), number="1")), HEADER),
    "log_book_blank": lambda: build_log_book(papers()["log_book"], month(blank=True), AREA, logs("mood_diary", "blank", in_mode("blank")), HEADER),
    "log_gaps": _one("log_gaps", lambda: week_check(papers()["log_gaps"], _check())),
    "complaints_day": _one("complaints_day", lambda: complaint_summary(papers()["complaints_day"], _summary("2026-11-20", "2026-11-20"))),
    "complaints_week": _one("complaints_week", lambda: complaint_summary(papers()["complaints_week"], _summary(WEEK[0], WEEK[-1]))),
    "report_register": _one("report_register", lambda: report_register(papers()["report_register"], _register())),
    "mood_analysis": _one("mood_analysis", lambda: mood_analysis(papers()["mood_analysis"], _analysis())),
}  # fmt: skip


def golden(key: str) -> str:
    """Return what a page says, sheet by sheet."""
    return "\n\f\n".join(texts(pdf(LOG_PAGES[key]())[0])) + "\n"


if __name__ == "__main__":
    for key in LOG_PAGES:
        (LOG_GOLDEN / f"{key}.txt").write_text(golden(key), encoding="utf-8")
