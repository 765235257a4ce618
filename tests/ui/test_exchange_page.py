"""Exchange shows where both sides stand, writes with one button, and takes nothing in before it was looked at."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import exchange
from gridDesk.desk.office import new_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Office, new_site
from gridDesk.ui.exchange_page import ExchangePage
from gridDesk.ui.exchange_places import is_for, path_label
from gridDesk.ui.package_dialog import PackageDialog
from gridDesk.ui.pairing_dialog import PairingDialog, spoken_part
from tests.ui.doubles import MENU_LETTERS, DeskDouble, letters

STREET = "b2" * 8
LINE = "柳行村 2,741 人 · 齐岭街道 2,741 人 · 一致（第 57 号包）"
PEER = exchange.PeerView(
    STREET, "齐岭街道", "street", "parent", "2026-11-20 17:01", "2026-11-18 09:30", 2741, 2741, True, LINE
)
VIEW = exchange.PackageView(
    "齐岭街道", 12, "delta", "2026-11-20 16:00", "apply", {"人口": (1, 2, 0), "户": (0, 3, 1)},
    ["齐岭街道发来的第 12 号数据包。", "人口：新增 1，修改 2，注销 0。", "户：新增 0，修改 3，注销 1。", "附回执：第 9 号数据包已全部收下。"],
)  # fmt: skip


def line(way: str, n: int, state: str, detail: str = "") -> exchange.PackageLine:
    return exchange.PackageLine(f"p{n}", "2026-11-20 17:01", way, "齐岭街道", n, state, detail)


@pytest.fixture
def world(qapp, monkeypatch, tmp_path):
    """Replace the desk's exchange by what a test puts into this dictionary."""
    stick = tmp_path / "stick"
    stick.mkdir()
    seen = {
        "peers": [PEER],
        "log": [line("out", 57, "对方已收下")],
        "sticks": [exchange.Stick(stick, "工作盘", 4 << 30)],
    }
    seen |= {"stick": stick, "written": [], "applied": [], "view": VIEW}

    def write(desk, site, target, *, whole=False, progress=None):
        seen["written"].append((site, target, whole))
        return exchange.Written(target / "GD-x.gdp", 58, 12, "第 58 号数据包已写到工作盘，并已读回核对。")

    def apply(desk, path, progress=None):
        seen["applied"].append(path)
        return exchange.AppliedPackage("apply", Changes("t", "收取", {}), ["已收取齐岭街道第 12 号数据包。"])

    monkeypatch.setattr(exchange, "peers", lambda desk: seen["peers"])
    monkeypatch.setattr(exchange, "log", lambda desk, limit=100: seen["log"])
    monkeypatch.setattr(exchange, "sticks", lambda: seen["sticks"])
    monkeypatch.setattr(exchange, "packages_on", lambda desk, folder: sorted(Path(folder).glob("*.gdp")))
    monkeypatch.setattr(exchange, "write_package", write)
    monkeypatch.setattr(exchange, "preview_package", lambda desk, path: seen["view"])
    monkeypatch.setattr(exchange, "apply_package", apply)
    return seen


@pytest.fixture
def page(world, qtbot):
    made = ExchangePage(DeskDouble())
    qtbot.addWidget(made)
    made.resize(1150, 650)
    made.show()
    if world["sticks"]:
        qtbot.waitUntil(lambda: made.out.place.count() == len(world["sticks"]))
    return made


def put(world, n: int, sender: str = STREET, addressee: str = "a1" * 8) -> Path:
    path = world["stick"] / f"GD-{sender[:8]}-{addressee[:8]}-{n}-20261120.gdp"
    path.write_bytes(b"x")
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
    assert "插上以后这里会自己出现" in page.out.hint.text()
    assert not page.out.go.isEnabled()


def test_a_folder_serves_where_there_is_no_stick(page, world, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path / "stick" / ".."))
    world["sticks"] = []
    page.out.choose_folder()
    qtbot.waitUntil(lambda: page.out.place.count() == 1 and not page.out.place.currentData().stick)
    assert page.out.go.isEnabled()


def test_sticks_are_looked_for_only_while_the_page_is_seen(page):
    assert page._poll.isActive()
    page.hide()
    assert not page._poll.isActive()


def test_packages_for_this_office_are_found_and_those_taken_in_before_are_marked(page, world, qtbot):
    put(world, 11)
    put(world, 12)
    put(world, 3, addressee="ff" * 8)
    world["log"] = [line("in", 11, "已收取")]
    page.refresh()
    page.look_for_sticks()
    qtbot.waitUntil(lambda: len(page.into.table.rows.lines) == 2)
    assert [row.texts for row in page.into.table.rows.lines] == [
        ("齐岭街道　第 12 号", "工作盘", "新的"),
        ("齐岭街道　第 11 号", "工作盘", "收过"),
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


def test_names_of_package_files_are_read_and_foreign_ones_are_kept_to_look_into():
    label = path_label(Path("GD-b2b2b2b2-a1a1a1a1-12-20261120.gdp"))
    assert (label.sender, label.addressee, label.n) == ("b2b2b2b2", "a1a1a1a1", 12)
    assert is_for(Path("街道给我的.gdp"), "a1" * 8)
    assert not is_for(Path("GD-b2b2b2b2-ffffffff-12-20261120.gdp"), "a1" * 8)


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
