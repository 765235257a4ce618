"""Offices for whole flows: made once per session, copied for each test, so that key stretching is paid once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gridDesk.desk import Desk, new_office, open_office
from gridDesk.ledger import Office
from tests.flows.two_offices import pair

PASSWORD = "一个很长很长的测试密码"

MakeOffice = Callable[..., Desk]


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one fresh village and one fresh street."""
    folder = tmp_path_factory.mktemp("offices")
    village = Office(site="a" * 16, name="柳行村", level="village", parent_name="齐陵街道")
    street = Office(site="b" * 16, name="齐陵街道", level="street")
    new_office(folder / "village", village, password=PASSWORD, worker="王建国", grids=["柳行村网格"]).close()
    new_office(folder / "street", street, password=PASSWORD, worker="街道网格办").close()
    return folder


@pytest.fixture
def open_copy(offices: Path, tmp_path: Path) -> Iterator[MakeOffice]:
    """Open a fresh copy of `village` or `street`; every copy is closed after the test."""
    opened: list[Desk] = []

    def make(kind: str, name: str = "") -> Desk:
        target = tmp_path / (name or kind)
        shutil.copytree(offices / kind, target)
        desk = open_office(target, PASSWORD)
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def village(open_copy: MakeOffice) -> Desk:
    """A fresh village office."""
    return open_copy("village")


@pytest.fixture
def street(open_copy: MakeOffice) -> Desk:
    """A fresh street office."""
    return open_copy("street")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that stands for a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def paired(village: Desk, street: Desk, stick: Path) -> tuple[Desk, Desk]:
    """A village and a street that have exchanged cards."""
    pair(village, street, stick)
    return village, street
