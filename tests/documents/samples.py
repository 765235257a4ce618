"""Invented people on every paper, and the golden texts made of them (`python -m tests.documents.samples` renews those)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2

from gridDesk import paths
from gridDesk.documents.household_card import (
    CardDwelling,
    CardEvent,
    CardMember,
    HouseholdCard,
    build_household_cards,
)
from gridDesk.documents.log_day import DailyLog, LogFinding, LogPatrol, LogVisit
from gridDesk.documents.log_layouts import build_logs
from gridDesk.documents.page import Page
from gridDesk.documents.papers import Paper, load_papers
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.printed import Printed
from gridDesk.documents.tables import Header, build_table
from gridDesk.ledger import catalogue

GOLDEN = Path(__file__).parent.parent / "golden"
RARE = "㛃䶮堃𬱖𬭎𣲘𤧟"
LONG_NAME = "阿卜杜热合曼·麦麦提吐尔逊·阿卜杜拉·买买提艾力·库尔班"
LONG_ADDRESS = "柳行村民委员会第三村民小组东街北二巷（原村小学旧址院内东侧第二排，水塔以南）十八号附二号"
HEADER = Header(
    unit="临河街道柳行村",
    date="2026-11-21",
    foot="打印时间 2026-11-21 10:20　编号 P-0007",
    made="2026-11-21T10:20:00+08:00",
)
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊洋勇"


@cache
def papers() -> dict[str, Paper]:
    return load_papers(paths.forms() / "papers", catalogue())


def name(i: int) -> str:
    if i == 6:
        return LONG_NAME
    given = RARE[i % 7] if i % 5 == 0 else _GIVEN[i % 10]
    return _SURNAMES[i // 3 % 10] + given + (_GIVEN[i // 7 % 10] if i % 3 else "")


def people(count: int, *, start: int = 0) -> Iterator[dict[str, str]]:
    """Yield people in households of three, thirty households a group."""
    for i in range(start, start + count):
        household = i // 3
        yield {
            "no": str(i + 1),
            "household": f"{household:032x}",
            "household.village_group": f"第{household // 30 + 1}组",
            "household.number": f"{household + 1:04d}",
            "person.name": name(i),
            "residence.relation": ("户主", "配偶", "长子")[i % 3],
            "person.sex": "男女"[i % 2],
            "person.ethnicity": "维吾尔族" if i == 6 else "汉族",
            "person.id_number": f"3799011985031{i % 100000:05d}",
            "person.birth": "1985-03-12",
            "person.education": "普通高级中学教育" if i % 9 == 0 else "初中",
            "person.marital": "已婚",
            "person.political": "中共党员" if i % 4 == 0 else "群众",
            "person.phone": "13800000000；0530-5550000" if i % 8 == 0 else "13800000000",
            "address.text": LONG_ADDRESS if household == 2 else f"柳行村{household // 30 + 1}组{household + 1}号",
            "residence.kind": "户籍",
            "person.remark": "常年在外务工，春节返乡" if i % 11 == 0 else "",
        }


def dwellings(count: int) -> Iterator[dict[str, str]]:
    for i in range(count):
        yield {
            "no": str(i // 2 + 1), "dwelling": f"{i // 2:032x}", "address.village_group": f"第{i // 40 + 1}组",
            "address.text": f"柳行村{i // 40 + 1}组{i // 2 + 1}号", "dwelling.kind": "自建房", "dwelling.use": "居住",
            "dwelling.area": "120.5", "dwelling.owner_name": name(i // 2), "dwelling.owner_phone": "13800000000",
            "dwelling.rented": "是", "tenancy.tenant": name(i + 100), "person.id_number": f"3799011990010{i:05d}",
            "person.phone": "13900000000", "tenancy.since": "2025-03-01", "dwelling.remark": "",
        }  # fmt: skip


def special(key: str) -> Iterator[dict[str, str]]:
    """Yield three rows that fill every column of a special group's paper."""
    for i in range(3):
        row = {column.key: column.title[:4] for column in papers()[key].columns}
        yield row | {"no": str(i + 1), "person.name": name(i), "person.id_number": f"3799011985031{i:05d}"}


def members(count: int) -> tuple[CardMember, ...]:
    return tuple(
        CardMember(
            name=name(i), relation="户主" if i == 0 else "长子", sex="男", ethnicity="汉族",
            id_number=f"3799011985031{i:05d}", education="初中", political="群众", phone="13800000000", kind="户籍",
        )
        for i in range(count)
    )  # fmt: skip


def card(count: int) -> HouseholdCard:
    return HouseholdCard(
        code="8f3a0c1e5b7d4f60a1b2c3d4e5f60718", number="0102", head=name(0), kind="家庭户", village_group="第3组",
        grid="柳行村第二网格", address=LONG_ADDRESS, phone="13800000000", marks=(("低保特困", True), ("残疾人", False)),
        members=members(count), dwellings=(CardDwelling(address="柳行村3组12号", kind="自建房", use="居住", area="186.5", rented="否"),),
        events=(CardEvent(date="2026-03-02", kind="走访", content="核对家庭成员信息，无变化。", by=name(9)),),
        needs="母亲行动不便，希望协助办理补贴；东屋漏雨。",
    )  # fmt: skip


def log(visits: int = 3) -> DailyLog:
    return DailyLog(
        village="临河街道柳行村", grid="柳行村第二网格", grid_code="3799010150020000002", worker=name(9), date="2026-11-21",
        weather="晴", companion=name(4), total="2 小时 50 分",
        patrols=(LogPatrol(start="08:10", end="09:40", route="东街、村小学"), LogPatrol(start="14:00", end="15:20", route="集市")),
        visits=tuple(
            LogVisit(time="09:00", household=f"3组{i + 1}号 {name(i)}", kind="低保特困", content="核对家庭成员信息，无变化。", problem="东屋漏雨")
            for i in range(visits)
        ),
        findings=(LogFinding(kind="消防隐患", place="3组15号", situation="楼梯间停放电动车", handling="当场解决", result="已移出", done=True),),
        changes=("新增：3组15号承租人一人。", "迁出：5组2号一人。"), errands="代办医保缴费 2 户。", tomorrow="走访独居老人 5 户。", number="143",
    )  # fmt: skip


PAGES: dict[str, Callable[[], Page]] = {
    "resident_ledger": lambda: build_table(papers()["resident_ledger"], list(people(75)), HEADER),
    "dwelling_ledger": lambda: build_table(papers()["dwelling_ledger"], list(dwellings(50)), HEADER),
    **{
        key: lambda key=key: build_table(papers()[key], list(special(key)), HEADER)  # type: ignore[misc]
        for key in ("low_income", "disabled", "veteran", "community_correction", "released")
    },
    "household_card": lambda: build_household_cards(papers()["household_card"], [card(3), card(30)], HEADER),
    "daily_log_blank": lambda: build_logs(papers()["daily_log"], [replace(log(), date="")], HEADER, "blank"),
    "daily_log_half": lambda: build_logs(papers()["daily_log"], [log()], HEADER, "half"),
    "daily_log": lambda: build_logs(papers()["daily_log"], [log(), log(40)], HEADER),
}


def pdf(page: Page) -> tuple[bytes, Printed]:
    out = io.BytesIO()
    printed = write_pdf(page, out)
    return out.getvalue(), printed


def texts(data: bytes) -> list[str]:
    """Return the text of each page as a reader copies it."""
    document = pypdfium2.PdfDocument(data)
    found = [document[i].get_textpage().get_text_bounded().replace("\r\n", "\n") for i in range(len(document))]
    document.close()
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())


def golden(key: str) -> str:
    return "\n\f\n".join(texts(pdf(PAGES[key]())[0])) + "\n"


if __name__ == "__main__":
    for key in PAGES:
        (GOLDEN / f"{key}.txt").write_text(golden(key), encoding="utf-8")
