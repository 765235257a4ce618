"""An import whose process is killed at any moment leaves the office as it was before or as it is after, never between."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridDesk.desk import open_office, rosters
from tests.flows.conftest import PASSWORD
from tests.roster.support import id_number, write_xlsx

TIMES = int(os.environ.get("GRIDDESK_KILLS", "3"))
PEOPLE = 1500


@pytest.fixture(scope="module")
def roster(tmp_path_factory) -> Path:
    rows: list[list[object]] = [["户号", "姓名", "与户主关系", "身份证号", "家庭住址", "人员类别"]]
    for n in range(PEOPLE):
        birth = f"19{50 + n % 50}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        number = id_number(birth, n % 1000, area=f"3703{1 + n // 1000:02d}")
        rows.append(
            [
                n // 3,
                f"王{'甲乙丙丁戊己庚辛'[n % 8]}",
                "户主" if n % 3 == 0 else "子",
                number,
                f"东街{n // 3}号",
                "低保",
            ]
        )
    return write_xlsx(tmp_path_factory.mktemp("kill") / "人口.xlsx", rows)


def command(office: Path, roster: Path) -> list[str]:
    call = "import sys; from gridDesk.cli import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", call, "roster", "apply", str(office), str(roster)]


def counted(office: Path) -> tuple[int, int, int]:
    """Return how many people, households and group records there are, in an office that passes its own check."""
    desk = open_office(office, PASSWORD)
    try:
        assert desk.store.check() == []
        return desk.store.count("person"), desk.store.count("household"), desk.store.count("low_income")
    finally:
        desk.close()


def test_a_killed_import_is_whole_or_not_there(offices, roster, tmp_path):
    environment = {**os.environ, "GRIDDESK_PASSWORD": PASSWORD}
    whole = tmp_path / "whole"
    shutil.copytree(offices / "village", whole)
    began = time.perf_counter()
    subprocess.run(command(whole, roster), env=environment, check=True, capture_output=True)
    lasted = time.perf_counter() - began
    after = counted(whole)
    seen = []
    for n in range(TIMES):
        office = tmp_path / f"office{n}"
        shutil.copytree(offices / "village", office)
        process = subprocess.Popen(
            command(office, roster), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(random.Random(n).uniform(0.1, 1.0) * lasted)
        process.kill()
        process.wait()
        found = counted(office)
        assert found in ((0, 0, 0), after)
        seen.append(found == after)
        if found != after:
            desk = open_office(office, PASSWORD)
            rosters.apply(desk, rosters.preview(desk, [roster]))
            assert desk.store.count("person") == PEOPLE
            desk.close()
    print(f"killed {TIMES} times: {seen.count(False)} before, {seen.count(True)} after")
