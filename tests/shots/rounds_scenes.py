"""巡查走访 in pictures: a visit with what follows, a patrol with its checklist, a pile of slips with what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from gridDesk.desk import drafts, freshness
from gridDesk.desk.rounds import PatrolDraft, VisitDraft, record_patrol, record_visit
from gridDesk.desk.rounds_findings import Finding
from gridDesk.text import today_iso
from tests.shots.grab import Scene, Studio, quiet, settle

FOUND = {
    "title": "楼道里停放电动车充电",
    "kind": "消防隐患",
    "place": "二单元一层",
    "handling": "当场解决",
    "result": "已推出楼道",
}

WAY = "一组、二组沿街"


class RoundScenes:
    """Scenes of rounds in the demo village."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk
        self.made = False

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "35-rounds-visit", self.visit
        yield "35-rounds-changes", self.changes
        yield "35-rounds-patrol", self.patrol
        yield "35-rounds-slips", self.slips
        self.put_away()

    def homes(self) -> list[str]:
        """Return some households worth a visit, those of several people first."""
        table = freshness.to_verify(self.desk, everybody=True)
        uids = [table.uid(row) for row in range(min(60, table.count))]
        return sorted(uids, key=lambda uid: -self.desk.store.count("residence", where={"household": uid}))

    def page(self, argument: str) -> QWidget:
        """Open the page on a day that has rounds already."""
        if not self.made:
            self.made = True
            if not self.desk.store.count("patrol", where={"date": today_iso(), "route": WAY}):
                self.rounds()
        for one in drafts.left(self.desk):
            drafts.drop(self.desk, one.key)
        self.studio.enter().activateWindow()
        settle(100)
        self.put_away()
        self.studio.window.open_page("rounds", argument)
        settle(300)
        quiet()
        return self.studio.window.workspace.shown()

    def rounds(self) -> None:
        """Make the morning's rounds."""
        day = today_iso()
        patrol = {"date": day, "start": "08:00", "end": "09:20", "route": WAY, "checks": "01,02,03"}
        record_patrol(self.desk, PatrolDraft(values=patrol, findings=(Finding("垃圾桶满溢", "05", handling="01"),)))
        for start, end, home, said in (("09:30", "09:45", 3, "提醒用火安全"), ("09:50", "10:05", 4, "")):
            values = {"date": day, "start": start, "end": end, "household": self.homes()[home], "content": said or None}
            record_visit(self.desk, VisitDraft(values=values, confirm=True))

    def put_away(self) -> None:
        """Empty what was typed for a picture: nobody is there to answer whether it shall be saved."""
        workspace = self.studio.window.workspace
        there = workspace.pages.get("rounds") if workspace else None
        if there is None:
            return
        for entry in (there.visit.form, there.patrol.form):
            entry.keeper.drop()
            entry.begin_next()
        there.slips._empty()

    def visit(self) -> QWidget:
        """Picture a household chosen, ready to be written down."""
        self.page(f"visit:{self.homes()[0]}")
        return self.studio.window

    def changes(self) -> QWidget:
        """Picture what follows from a visit."""
        page = self.page(f"visit:{self.homes()[1]}")
        form = page.visit.form
        form.editors["content"].set_value("换了手机号，冬天取暖用煤炉")
        who = form.door.people[0].name
        form.follow.put_back({
            "changes": [{"who": who, "key": "联系电话", "text": "13805331407"}],
            "findings": [FOUND],
        })  # fmt: skip
        settle(200)
        page.visit.scroll.ensureWidgetVisible(form.fold, 0, 0)
        settle(100)
        return self.studio.window

    def patrol(self) -> QWidget:
        """Picture a patrol half typed."""
        page = self.page("patrol")
        form = page.patrol.form
        for key, value in (("start", "15:00"), ("end", "16:10"), ("route", "三组到水库边"), ("companion", "李主任")):
            form.editors[key].set_value(value)
        form.checklist.set_values({"checks": "01,02,04"})
        form.findings.set_texts([FOUND])
        form.findings.go(1)
        settle(200)
        return self.studio.window

    def slips(self) -> QWidget:
        """Picture a pile with something doubtful in it."""
        page = self.page("slips")
        titles = self.desk.store.titles("household", self.homes()[5:9])
        rows = [{"household": name, "uid": uid} for uid, name in titles.items()]
        rows[1] |= {"result": "信息有变化", "content": "儿子搬回来住", "satisfied": "满意", "page": "2026-31"}
        rows[2] |= {"result": "家中无人"}
        rows[3] |= {"met": "邻居老周", "problem": "路灯不亮"}
        page.slips.lines.set_texts(rows)
        page.slips.save()
        settle(200)
        return self.studio.window
