"""Exchange shows where both sides stand, writes with one button, and takes nothing in before it was looked at."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QSpinBox, QTableView

from gridDesk.desk import carrying, exchange, outbox
from gridDesk.desk.carry_report import Report, ReportLine
from gridDesk.desk.on_stick import Found, StickView
from gridDesk.desk.opening import new_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Office, new_site
from gridDesk.store.system import Peer
from gridDesk.sync.errors import NeedsConsent
from gridDesk.ui import exchange_page, problem, status
from gridDesk.ui.exchange_page import ExchangePage
from gridDesk.ui.package_dialog import PackageDialog
from gridDesk.ui.pairing_dialog import PairingDialog, spoken_part
from gridDesk.ui.stick_watch import StickWatch
from tests.ui.doubles import MENU_LETTERS, DeskDouble, Titles, letters

STREET = "b2" * 8
LINE = "柳行村 2,741 人 · 齐岭街道 2,741 人 · 一致（含已注销的，第 57 号包）"
PEER = exchange.PeerView(
    STREET, "齐岭街道", "street", "parent", "2026-11-20 17:01", "2026-11-18 09:30", 2741, 2741, True, LINE
)
VIEW = exchange.PackageView(
    "齐岭街道", 12, "delta", "2026-11-20 16:00", "apply", {"人口": (1, 2, 0), "户": (0, 3, 1)},
    ["齐岭街道发来的第 12 号数据包。", "人口：新增 1，修改 2，注销 0。", "户：新增 0，修改 3，注销 1。", "附回执：第 9 号数据包已全部收下。"],
)  # fmt: skip


def line(way: str, n: int, state: str, detail: str = "", **more: object) -> exchange.PackageLine:
    return exchange.PackageLine(f"p{n}", "2026-11-20 17:01", way, "齐岭街道", n, state, detail, **more)


class Peers:
    """The paired offices of a desk that keeps nothing."""

    def __init__(self, seen: dict) -> None:
        self.seen = seen

    def list(self, **_where: object) -> list[Peer]:
        return [Peer(site=one.site, name=one.name, level=one.level, relation=one.role) for one in self.seen["peers"]]


@pytest.fixture
def world(qapp, monkeypatch, tmp_path):
    """Replace the desk's exchange by what a test puts into this dictionary."""
    stick = tmp_path / "stick"
    stick.mkdir()
    seen = {
        "peers": [PEER],
        "log": [line("out", 57, "对方已收下", key="acknowledged")],
        "sticks": [exchange.Stick(stick, "工作盘", 4 << 30)],
        "found": [],
        "parts": (),
        "report": None,
        "waiting": 0,
        "ejects": False,
    }
    seen |= {"stick": stick, "written": [], "applied": [], "carried": [], "noted": [], "view": VIEW}

    def write(desk, site, target, *, whole=False, progress=None):
        seen["written"].append((site, target, whole))
        return exchange.Written(target / "GD-x.gdp", 58, 12, "第 58 号数据包已写到工作盘，并已读回核对。")

    def apply(desk, path, progress=None):
        seen["applied"].append(path)
        return exchange.AppliedPackage("apply", Changes("t", "收取", {}), ["已收取齐岭街道第 12 号数据包。"])

    def look(desk, folder, cache=None):
        return StickView(Path(folder), 4 << 30, tuple(seen["found"]), seen["parts"])

    def carry(desk, folder, to=None, progress=None):
        seen["carried"].append((folder, to))
        return seen["report"] or Report(folder, (ReportLine("ok", "已收取齐岭街道的第 12 号包。"),), 1)

    monkeypatch.setattr(exchange, "peers", lambda desk: seen["peers"])
    monkeypatch.setattr(exchange, "log", lambda desk, limit=100: seen["log"])
    monkeypatch.setattr(exchange, "sticks", lambda: seen["sticks"])
    monkeypatch.setattr(exchange, "write_package", write)
    monkeypatch.setattr(exchange, "preview_package", lambda desk, path: seen["view"])
    monkeypatch.setattr(exchange, "apply_package", apply)
    monkeypatch.setattr(exchange, "hand_over", lambda desk, package_id: seen["noted"].append(("handed", package_id)))
    monkeypatch.setattr(carrying, "look", look)
    monkeypatch.setattr(carrying, "carry", carry)
    monkeypatch.setattr(carrying, "lacking", lambda desk, view, peers: list(peers))
    monkeypatch.setattr(carrying, "take_out", lambda folder: seen["ejects"])
    monkeypatch.setattr(outbox, "note_checked", lambda desk, found: seen["noted"].append(("checked", found)))
    monkeypatch.setattr(outbox, "stick_gone", lambda desk, path, ids: seen["noted"].append(("gone", path, ids)))
    monkeypatch.setattr(exchange_page, "open_count", lambda desk: seen["waiting"])
    monkeypatch.setattr(Titles, "system", SimpleNamespace(peers=Peers(seen)), raising=False)
    return seen


@pytest.fixture
def page(world, qtbot):
    made = ExchangePage(DeskDouble())
    qtbot.addWidget(made)
    made.resize(1150, 650)
    made.more.head.setChecked(True)
    made.show()
    if world["sticks"]:
        qtbot.waitUntil(lambda: made.out.place.count() == len(world["sticks"]))
    return made


def put(world, n: int, what: str = "new", **more: object) -> Path:
    path = world["stick"] / f"GD-{STREET[:8]}-a1a1a1a1-{n}-20261120.gdp"
    path.write_bytes(b"x")
    world["found"].append(Found(path, what, STREET, "齐岭街道", n, package_id=f"p{n}", **more))
    return path


def test_one_glance_tells_whether_both_sides_hold_the_same(page):
    assert page.peers.state.text() == LINE
    assert page.peers.glance.isVisible()
    assert not page.peers.table.isVisible()


def test_an_office_without_a_peer_is_told_what_pairing_is(page, world):
    world["peers"] = []
    page.refresh()
    assert "还没有和其他单位配对" in page.peers.state.text()
    assert not page.out.go.isEnabled()


def test_a_street_sees_all_offices_and_writes_for_the_chosen_one(world, qtbot):
    other = exchange.PeerView(
        "c3" * 8, "柳行村", "village", "child", "", "", None, None, None, "柳行村：还没有对过数。"
    )
    world["peers"] = [PEER, other]
    page = ExchangePage(DeskDouble(level="street"))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.out.place.count() == 1)
    page.peers.table.selectRow(1)
    assert "柳行村" in page.out.hint.text()
    page.out.go.click()
    qtbot.waitUntil(lambda: world["written"] != [])
    assert world["written"][0][0] == "c3" * 8
    assert page.peers.table.rows.lines[1].texts[3] == "未对过"


def test_one_button_writes_a_package_to_the_stick_and_says_so(page, world, qtbot):
    page.out.go.click()
    qtbot.waitUntil(lambda: "第 58 号" in page.bar.text())
    assert world["written"] == [(STREET, world["stick"], False)]
    assert "安全弹出" in page.bar.text()


def test_without_a_stick_the_page_says_that_it_is_waiting_for_one(page, world, qtbot):
    world["sticks"] = []
    page.look_for_sticks()
    qtbot.waitUntil(lambda: page.out.place.count() == 0)
    assert "插上以后这里会自己出现" in page.stick.plan.text()
    assert not page.stick.go.isVisible()
    assert page.stick.instead.isVisible()
    assert not page.out.go.isEnabled()


def test_a_folder_serves_where_there_is_no_stick(page, world, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path / "stick" / ".."))
    world["sticks"] = []
    page.out.choose_folder()
    qtbot.waitUntil(lambda: page.out.place.count() == 1 and not page.out.place.currentData().stick)
    assert page.out.go.isEnabled()


def test_sticks_are_looked_for_only_while_the_page_is_seen(page):
    assert page.watch.active()
    page.hide()
    assert not page.watch.active()


def test_packages_for_this_office_are_found_and_those_taken_in_before_are_marked(page, world, qtbot):
    put(world, 12)
    put(world, 11, "again")
    put(world, 3, "other")
    page.look_for_sticks()
    qtbot.waitUntil(lambda: len(page.into.table.rows.lines) == 2)
    assert [row.texts for row in page.into.table.rows.lines] == [
        ("齐岭街道 第 12 号", "工作盘", "新的"),
        ("齐岭街道 第 11 号", "工作盘", "收过了"),
    ]


def test_a_package_is_looked_into_before_it_is_taken_in(page, world, qtbot):
    path = put(world, 12)
    page.look_for_sticks()
    qtbot.waitUntil(lambda: page.into.view.isEnabled())
    page.into.view.click()
    qtbot.waitUntil(lambda: page.findChild(PackageDialog) is not None)
    assert world["applied"] == []
    dialog = page.findChild(PackageDialog)
    dialog.take.click()
    qtbot.waitUntil(lambda: "已收取齐岭街道第 12 号" in page.bar.text())
    assert world["applied"] == [path]


def test_a_package_that_must_be_refused_says_why_and_changes_nothing(page, world, qtbot, monkeypatch):
    def refuse(desk, path):
        raise DeskError("数据包在复制时损坏了，", advice="请重新复制一次。")

    monkeypatch.setattr(exchange, "preview_package", refuse)
    page.show_argument(str(put(world, 12)))
    qtbot.waitUntil(lambda: "重新复制一次" in page.bar.text())
    assert world["applied"] == []


def test_the_dry_run_lists_new_changed_and_closed_per_ledger(qapp, qtbot):
    dialog = PackageDialog(VIEW, "GD.gdp")
    qtbot.addWidget(dialog)
    assert [row.texts for row in dialog.table.rows.lines] == [("人口", "1", "2", "0"), ("户", "0", "3", "1")]
    assert dialog.more.text() == "附回执：第 9 号数据包已全部收下。"
    assert dialog.verdict.text() == "可以收取。"


@pytest.mark.parametrize(("verdict", "may_take"), [("again", True), ("gap", False), ("fork", False), ("older", False)])
def test_only_good_packages_can_be_taken_in(qapp, qtbot, verdict, may_take):
    view = exchange.PackageView(
        "齐岭街道", 12, "delta", "2026-11-20 16:00", verdict, {}, ["来自街道。", "这里说原因。"]
    )
    dialog = PackageDialog(view, "GD.gdp")
    qtbot.addWidget(dialog)
    assert dialog.take.isHidden() is not may_take
    assert dialog.verdict.text() == "这里说原因。"


def test_the_log_tells_the_state_of_each_package_in_words(page):
    assert page.log.rows.lines[0].texts[1:5] == ("发", "齐岭街道", "57", "对方已收下")


def test_the_digits_to_be_heard_are_not_shown():
    assert spoken_part("12345-67890-13579") == "12345-67890-（请听对方念）"


def test_two_offices_pair_by_cards_and_five_digits(qapp, qtbot, demo, tmp_path):
    street = Office(site=new_site(), name="齐岭街道", level="street")
    with closing(new_office(tmp_path / "street", street, password="seven mountains far away", worker="街道")) as other:
        card = exchange.write_card(other, tmp_path)
        digits = exchange.pairing_digits(other, exchange.read_card(card))[1]
    dialog = PairingDialog(demo)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.go.isEnabled()
    dialog.read_card(card)
    assert dialog.role.currentData() == "parent"
    dialog.typed.setText("00000" if digits[-5:] != "00000" else "11111")
    dialog.go.click()
    assert "不符" in dialog.bar.text()
    assert exchange.peers(demo) == []
    dialog.typed.setText(digits[-5:])
    with qtbot.waitSignal(dialog.paired):
        dialog.go.click()
    assert [peer.name for peer in exchange.peers(demo)] == ["齐岭街道"]


def test_no_two_things_on_the_page_answer_to_one_letter(page):
    found = [letter for letter in letters(page) if letter != "C"]  # 取消 shows only while something runs
    assert len(found) == len(set(found)) > 5
    assert not set(found) & set(MENU_LETTERS)


# --- 一键收发 ---------------------------------------------------------------------------------------------------------


def test_a_stick_with_something_for_us_tells_what_and_what_will_be_done(page, world, qtbot):
    put(world, 12)
    page.look_for_sticks()
    qtbot.waitUntil(lambda: "第 12 号" in page.stick.lines.text())
    assert page.stick.title.text() == "U 盘 工作盘，还空 4.0 GB"
    assert page.stick.plan.text() == "先收 1 个包，再给齐岭街道写一个包。"
    assert page.stick.go.isEnabled()


def test_one_button_does_everything_and_one_report_tells(page, world, qtbot):
    world["report"] = Report(
        world["stick"], (ReportLine("error", "“坏.gdp”没有收。"), ReportLine("ok", "已收取。")), 1, 1
    )
    qtbot.waitUntil(page.stick.go.isEnabled)
    page.stick.go.click()
    qtbot.waitUntil(page.report.isVisible)
    assert world["carried"] == [(world["stick"], None)]
    assert page.report.head.text() == "收发结果：收了 1 个包，写了 0 个包，收到 1 份回执，有 1 处要留意。"
    assert page.report.lines.text().splitlines()[0] == "“坏.gdp”没有收。"
    assert "安全弹出" in page.report.then.text()
    page.report.close_button.click()
    assert not page.report.isVisible()


def test_of_many_offices_those_that_need_somebody_come_first_and_the_chosen_one_stays_chosen(world, qtbot):
    def village(n: int, **more: object) -> exchange.PeerView:
        return replace(PEER, site=f"c{n}" * 8, name=f"第{n}村", level="village", role="child", **more)

    world["peers"] = [village(1), village(2, equal=None), village(3, overdue=4), village(4, equal=False)]
    page = ExchangePage(DeskDouble(level="street"))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.out.place.count() == 1)

    def names() -> list[str]:
        return [line.texts[0] for line in page.peers.table.rows.lines]

    assert names() == ["第4村", "第3村", "第2村", "第1村"]
    assert page.peers.table.rows.lines[1].texts[5] == "4 天没有回执"
    page.peers.table.selectRow(3)
    world["peers"] = [village(1, equal=False, overdue=9), *world["peers"][1:]]
    page.refresh()
    qtbot.waitUntil(lambda: names()[0] == "第1村")
    assert page.peers.current().name == "第1村"


def test_after_a_stick_was_lost_nobody_is_told_to_take_it_out_safely(page, world, qtbot):
    world["report"] = Report(world["stick"], (ReportLine("error", "U 盘断开了。"),), stick_free=False)
    qtbot.waitUntil(page.stick.go.isEnabled)
    page.stick.go.click()
    qtbot.waitUntil(page.report.isVisible)
    assert page.report.then.text() == ""


def test_a_street_chooses_for_whom_it_writes(world, qtbot):
    others = [replace(PEER, site=f"c{n}" * 8, name=f"第{n}村", level="village", role="child") for n in range(3)]
    world["peers"] = others
    page = ExchangePage(DeskDouble(level="street"))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.stick.view() is not None)
    assert page.stick.plan.text() == "没有要收的；请选发给谁。"
    assert not page.stick.go.isEnabled()
    page.stick.menu.actions()[1].trigger()
    assert page.stick.plan.text() == "给第1村写一个包。"
    page.stick.go.click()
    qtbot.waitUntil(lambda: world["carried"] != [])
    assert world["carried"] == [(world["stick"], ("c1" * 8,))]


def test_a_damaged_copy_of_our_own_is_offered_to_be_written_again(page, world, qtbot, monkeypatch):
    put(world, 57, "own", whole=False, waiting=True)
    done = []

    def again(desk, package_id, view):
        done.append(package_id)
        return exchange.Written(view.folder / "GD-x.gdp", 57, 3, "第 57 号数据包已重新写好。")

    monkeypatch.setattr(carrying, "write_again", again)
    page.look_for_sticks()
    qtbot.waitUntil(page.stick.repair.isVisible)
    page.stick.repair.click()
    qtbot.waitUntil(lambda: "重新写好" in page.bar.text())
    assert done == ["p57"]
    assert ("checked", {"p57": False}) not in world["noted"]  # it came while the stick was in


def test_half_written_files_go_only_after_asking(page, world, qtbot, monkeypatch):
    answers, gone = [False, True], []
    monkeypatch.setattr(problem, "ask", lambda *args, **more: answers.pop(0))
    monkeypatch.setattr(carrying, "remove_parts", lambda view: gone.append(view.parts) or len(view.parts))
    (world["stick"] / "GD-1.gdp.part").write_bytes(b"x")
    world["parts"] = (world["stick"] / "GD-1.gdp.part",)
    page.look_for_sticks()
    qtbot.waitUntil(page.stick.tidy.isVisible)
    page.stick.tidy.click()
    assert gone == []
    page.stick.tidy.click()
    qtbot.waitUntil(lambda: "已删除 1 个" in page.bar.text())


@pytest.mark.parametrize(("ejects", "words"), [(True, "可以拔下来了"), (False, "要您自己弹出")])
def test_the_stick_is_let_go_or_the_clerk_is_told_how(page, world, qtbot, ejects, words):
    world["ejects"] = ejects
    qtbot.waitUntil(page.stick.out.isVisible)
    page.stick.out.click()
    qtbot.waitUntil(lambda: words in page.bar.text())


def test_where_we_stand_tells_what_is_overdue_and_what_waits_for_a_decision(page, world):
    world["peers"] = [replace(PEER, overdue=9)]
    world["waiting"] = 3
    page.refresh()
    assert "已有 9 天没有回执" in page.peers.late.text()
    if "inbox" in page.peers.links:
        assert page.peers.links["inbox"].text().startswith("待我决定 3 件")
        with_page = []
        page.go.connect(lambda *where: with_page.append(where))
        page.peers.links["inbox"].click()
        assert with_page == [("inbox", "")]


def test_the_list_tells_the_next_step_and_takes_the_word_of_the_clerk(page, world):
    world["log"] = [
        line("out", 58, "已写好并核对", key="written", next="请安全弹出 U 盘，交给齐岭街道。"),
        line("out", 57, "对方已收下", key="acknowledged"),
    ]
    page.refresh()
    assert page.log.rows.lines[0].texts[5] == "请安全弹出 U 盘，交给齐岭街道。"
    assert page.log.rows.lines[1].texts[5] == "—"
    page.log.selectRow(0)
    page.packages.mine.click()
    assert world["noted"] == [("handed", "p58")]
    page.packages.only_open.setChecked(True)
    assert [row.texts[3] for row in page.log.rows.lines] == ["58"]
    page.log.selectRow(0)
    assert "第 58 号包" in page.packages.more.text()


def test_a_whole_state_that_takes_much_back_is_agreed_to_first(page, world, qtbot, monkeypatch):
    asked, agreed = [False, True], []

    def apply(desk, path, progress=None, *, sure=False):
        agreed.append(sure)
        if not sure:
            raise NeedsConsent(300, 900)
        return exchange.AppliedPackage("apply", Changes("t", "收取", {}), ["已收取。"])

    monkeypatch.setattr(exchange, "apply_package", apply)
    monkeypatch.setattr(problem, "ask", lambda *args, **more: asked.pop(0))
    page.take_in(put(world, 12))
    qtbot.waitUntil(lambda: len(asked) == 1)
    page.take_in(put(world, 12))
    qtbot.waitUntil(lambda: page.bar.text() == "已收取。")
    assert agreed == [False, False, True]


def test_the_clerk_sets_after_how_many_days_a_receipt_is_overdue(page):
    page.days.days.setValue(10)
    assert outbox.overdue_days(page.desk) == 10


def test_a_stick_that_comes_and_goes_is_noted(world, qtbot):
    desk = DeskDouble()
    watch = StickWatch(desk, None)
    put(world, 57, "own", whole=True, waiting=True)
    with qtbot.waitSignal(watch.arrived):
        watch.look()
    qtbot.waitUntil(lambda: ("checked", {"p57": True}) in world["noted"])
    world["sticks"] = []
    with qtbot.waitSignal(watch.changed):
        watch.look()
    qtbot.wait(1)
    assert not any(note[0] == "gone" for note in world["noted"])  # it may only have stumbled
    with qtbot.waitSignal(watch.gone):
        watch.look()
    qtbot.waitUntil(lambda: ("gone", world["stick"], ["p57"]) in world["noted"])


def test_a_stick_put_in_while_another_page_is_open_is_told_in_the_status_line(world, qtbot, monkeypatch):
    monkeypatch.setattr(status.StatusLine, "refresh", lambda self: None)
    line_ = status.StatusLine()
    qtbot.addWidget(line_)
    line_.show()
    put(world, 12)
    went = []
    line_.go.connect(lambda *where: went.append(where))
    desk = DeskDouble()
    line_.set_desk(desk)
    qtbot.waitUntil(line_.stick.isVisible)
    assert line_.stick.text() == "U 盘 工作盘：1 个新数据包，去收发"
    line_.stick.click()
    assert went == [("exchange", str(world["stick"]))]
    assert not line_.stick.isVisible()
    line_.set_desk(None)


def test_everything_on_the_page_is_reached_by_keyboard_and_has_a_name(page, qtbot):
    for part in (
        *page.findChildren(QAbstractButton),
        *page.findChildren(QComboBox),
        *page.findChildren(QSpinBox),
        *page.findChildren(QTableView),
    ):
        if part.objectName() == "qt_spinbox_lineedit" or not part.isVisibleTo(page):
            continue
        named = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
        assert named or isinstance(part, QSpinBox), part
        if not isinstance(part.parent(), QTableView):
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, named


# --- another key, and no more ------------------------------------------------------------------------------------------


def test_other_keys_of_a_known_office_ask_for_a_second_person(qapp, qtbot, demo, tmp_path, monkeypatch):
    street = Office(site=new_site(), name="齐岭街道", level="street")
    cards = []
    for place in ("before", "after"):
        with closing(new_office(tmp_path / place, street, password="seven mountains far away", worker="街道")) as other:
            (tmp_path / f"{place}.gdcard").write_bytes(exchange.write_card(other, tmp_path).read_bytes())
            cards.append(tmp_path / f"{place}.gdcard")
    old, new = map(exchange.read_card, cards)
    exchange.pair(demo, old, exchange.pairing_digits(demo, old)[1][-5:], "parent")
    monkeypatch.setattr(problem, "ask", lambda *args, **more: True)
    dialog = PairingDialog(demo)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read_card(cards[1])
    dialog.typed.setText(exchange.pairing_digits(demo, new)[1][-5:])
    dialog.go.click()
    assert dialog.approval.isVisible()
    assert demo.store.system.peers.get(street.site).sign_key == old.sign_key
    dialog.go.click()
    assert "还没有批准" in dialog.bar.text()
    number, slip = dialog.approval.slip()
    assert slip.startswith(b"%PDF")
    dialog.approval.number.setText(number)
    dialog.approval.signer.setText("李主任")
    with qtbot.waitSignal(dialog.paired):
        dialog.go.click()
    assert demo.store.system.peers.get(street.site).sign_key == new.sign_key


def test_an_office_is_stopped_after_asking(page, world, monkeypatch):
    asked, stopped = [False, True], []
    monkeypatch.setattr(problem, "ask", lambda *args, **more: asked.pop(0))
    monkeypatch.setattr(exchange, "retire", lambda _desk, site: stopped.append(site))
    page.peers.stop.click()
    assert stopped == []
    page.peers.stop.click()
    assert stopped == [page.peers.current().site]
    assert "已停止" in page.bar.text()
