"""Work beside the window: results and trouble arrive in the window's thread, 取消 stops, the second job waits."""

from __future__ import annotations

import threading

import pytest

from gridDesk.desk import records
from gridDesk.desk.progress import Cancelled
from gridDesk.errors import DeskError
from gridDesk.ui import background, problem


def test_a_job_runs_on_another_thread_and_its_result_arrives_in_the_windows(qtbot) -> None:
    told = []
    task = background.run(
        None, lambda _desk, _progress: threading.get_ident(), lambda ident: told.append((ident, threading.get_ident()))
    )
    with qtbot.waitSignal(task.finished):
        pass
    (worked, arrived), here = told[0], threading.get_ident()
    assert arrived == here != worked


def test_what_a_job_wrote_is_announced_before_its_result_is_told(qtbot, demo) -> None:
    told = []
    demo.listeners.append(lambda changes: told.append(changes.count))

    def job(clone, _progress):
        return records.save(clone, "grid", None, {"name": "第三网格"}).uid

    task = background.run(demo, job, told.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert told[0] == 1
    assert "第三网格" in [row["name"] for row in demo.grids() if row["uid"] == told[1]]


def test_an_answer_for_an_office_that_was_closed_meanwhile_reaches_nobody(qtbot, demo) -> None:
    told = []
    ways = [
        background.run(demo, lambda _clone, _progress: "late", told.append, told.append),
        background.read(demo, lambda _clone, _progress: "late", told.append, told.append),
    ]
    background.stop()  # the answers are on their way, and not here yet
    demo.close()
    qtbot.waitUntil(lambda: not any(task.running for task in ways))
    assert told == []


def test_cancel_stops_a_job_at_its_next_step(qtbot) -> None:
    begun, ended = threading.Event(), []

    def job(_desk, progress):
        begun.set()
        try:
            while True:
                progress(1, 10, "正在读")
        except Cancelled:
            ended.append("stopped")
            raise

    task = background.run(None, job, ended.append)
    begun.wait(5)
    with qtbot.waitSignal(task.cancelled):
        task.cancel()
    assert ended == ["stopped"]


def test_the_second_job_waits_for_the_first(qtbot) -> None:
    gate, order = threading.Event(), []
    background.run(None, lambda _desk, _progress: (gate.wait(5), order.append("first")))
    second = background.run(None, lambda _desk, _progress: order.append("second"))
    with qtbot.waitSignal(second.finished):
        gate.set()
    assert order == ["first", "second"]


def test_expected_trouble_arrives_as_the_sentence_it_is(qtbot) -> None:
    told = []

    def job(_desk, _progress):
        raise DeskError("磁盘满了，", advice="请换一个位置。")

    task = background.run(None, job, on_error=told.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert str(told[0]) == "磁盘满了，请换一个位置。"


def test_an_unexpected_error_is_logged_by_type_and_place_never_by_its_text(qtbot, caplog) -> None:
    told = []

    def job(_desk, _progress):
        raise ValueError("张三 370305198001011234")

    task = background.run(None, job, on_error=told.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert isinstance(told[0], DeskError)
    assert "ValueError" in caplog.text
    assert "张三" not in caplog.text + str(told[0])


def test_the_panel_shows_words_and_count_and_cancels(qtbot) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def job(_desk, progress):
        progress(3, 3, "正在核对")
        begun.set()
        go_on.wait(5)
        progress(3, 3, "正在核对")

    task = background.run(None, job, title="检查数据")
    panel = background.ProgressPanel(task)
    qtbot.addWidget(panel)
    qtbot.waitUntil(lambda: panel.words.text() == "正在核对（3/3）")
    panel.button.click()
    assert not panel.button.isEnabled()
    with qtbot.waitSignal(task.cancelled):
        go_on.set()


@pytest.mark.parametrize("error", [DeskError("没有做成。"), "没有做成。"])
def test_a_problem_is_one_dialog_with_one_chinese_button(qtbot, error) -> None:
    box = problem.show(None, error)
    qtbot.addWidget(box)
    assert box.text() == "没有做成。"
    assert [button.text() for button in box.buttons()] == ["知道了"]
    box.close()


def test_what_a_clerk_looks_at_does_not_wait_for_a_long_job(qtbot, demo) -> None:
    gate, order = threading.Event(), []
    long = background.run(demo, lambda _desk, _progress: (gate.wait(5), order.append("long")), title="正在导入")
    short = background.read(demo, lambda reader, _progress: order.append(reader.store.count("household") > 0))
    with qtbot.waitSignal(short.finished):
        pass
    assert order == [True]
    with qtbot.waitSignal(long.finished):
        gate.set()


def test_a_reader_sees_what_was_written_since_and_never_writes(qtbot, demo) -> None:
    seen = []

    def names(reader, _progress):
        return {row["name"] for row in reader.grids()}

    for name in ("第八网格", "第九网格"):
        records.save(demo, "grid", None, {"name": name})
        with qtbot.waitSignal(background.read(demo, names, seen.append).finished):
            pass
    assert ["第九网格" in found for found in seen] == [False, True]
    with qtbot.waitSignal(background.read(demo, lambda reader, _progress: reader.grids(), seen.append).finished):
        pass
    refused = background.read(demo, lambda reader, _p: reader.set_setting("worker", "别人"), on_error=seen.append)
    with qtbot.waitSignal(refused.finished):
        pass
    assert isinstance(seen[-1], DeskError)
    assert demo.user != "别人"
