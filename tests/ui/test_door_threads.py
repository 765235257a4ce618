"""The password is stretched on another thread, what it says comes back to the one that asked."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer

from gridDesk.errors import DeskError
from gridDesk.ui.door_page import aside


def test_work_is_done_on_another_thread_while_the_window_lives(qapp):
    painted, release = [], threading.Event()
    QTimer.singleShot(0, lambda: (painted.append(threading.current_thread()), release.set()))
    worker = aside(lambda: release.wait(10) and threading.current_thread())
    assert painted == [threading.main_thread()]
    assert worker is not threading.main_thread()


def test_refusal_is_raised_where_the_work_was_asked_for(qapp):
    def refuse():
        raise DeskError("密码不对，", advice="请再试一次。")

    with pytest.raises(DeskError, match="密码不对"):
        aside(refuse)
