"""A package opens with public programs alone, by the very lines that the README prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from gridDesk.desk import key_export
from gridDesk.ledger.record import GENESIS
from gridDesk.vault.signing import SEED
from tests.sync.helpers import STREET_PARTY, VILLAGE_PARTY, Journal, package_of, row
from tests.sync.mutants import WHOLE

README = Path(__file__).parents[2] / "README.md"
PROGRAMS = ("age", "openssl", "unzip", "zstd", "bash")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=f"not installed: {', '.join(MISSING)}")


def recipe() -> str:
    """The commands of the README."""
    section = README.read_text(encoding="utf-8").split("## Opening a package without this program")[1].split("\n## ")[0]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return "set -eu\n" + found[1]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The keys as the office of the street exports them."""
    folder = tmp_path / "keys"
    folder.mkdir()
    secret = STREET_PARTY.keys.secret()[SEED:].decode("ascii")
    (folder / "identity.txt").write_text(f"# public key: {STREET_PARTY.keys.recipient}\n{secret}\n", encoding="ascii")
    pem = key_export._pem(bytes.fromhex(VILLAGE_PARTY.card.sign_key))
    (folder / f"{VILLAGE_PARTY.site}.pem").write_text(pem, encoding="ascii")
    return folder


def follow(data: bytes, keys: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Follow the recipe for a package."""
    out = folder / "out"
    out.mkdir()
    package = folder / "GD.gdp"
    package.write_bytes(data)
    return subprocess.run(
        ["bash", "-c", recipe()], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "package": str(package), "keys": str(keys), "out": str(out)},
    )  # fmt: skip


def lines(path: Path) -> list[list[object]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def test_the_readme_opens_a_package_of_changes_and_finds_its_signature_good(keys, tmp_path):
    journal = Journal().people(3)
    ran = follow(package_of(journal).data, keys, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "Signature Verified Successfully" in ran.stdout
    found = lines(tmp_path / "out" / "content" / "journal.jsonl")
    assert [line[:-2] for line in found] == [msgspec.to_builtins(entry.to_array())[:-2] for entry in journal.entries]
    assert [line[-2:] for line in found] == [[GENESIS, ""], ["", ""], ["", ""]]


def test_the_readme_opens_a_package_of_whole_records(keys, tmp_path):
    ran = follow(WHOLE, keys, tmp_path)
    assert ran.returncode == 0, ran.stderr
    content = tmp_path / "out" / "content"
    columns = msgspec.json.decode((content / "manifest.json").read_bytes())["members"]["rows/person.jsonl.zst"][
        "columns"
    ]
    first = dict(zip(columns, lines(content / "rows" / "person.jsonl")[0], strict=True))
    assert first == row(1, name="䶮1", rooms=1, area=None)


@pytest.mark.parametrize("place", [0.3, 0.8, 0.999])
def test_the_readme_stops_at_a_damaged_package(keys, tmp_path, place):
    data = bytearray(WHOLE)
    data[int(len(data) * place)] ^= 1
    assert follow(bytes(data), keys, tmp_path).returncode != 0


def test_the_readme_stops_at_another_signer(keys, tmp_path):
    forged = key_export._pem(bytes.fromhex(STREET_PARTY.card.sign_key))
    (keys / f"{VILLAGE_PARTY.site}.pem").write_text(forged, encoding="ascii")
    ran = follow(WHOLE, keys, tmp_path)
    assert ran.returncode != 0
    assert not (tmp_path / "out" / "content").exists()
