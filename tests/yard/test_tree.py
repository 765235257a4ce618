"""What the tracked files may not hold: paths of a machine, registry hosts, offices, half-made work."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written in pieces, so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/(?:root|home|work|Users|mnt|opt/py\w+)" + r"/[\w.-]|[A-Z]:\\" + r"Users\\")
REGISTRY_HOSTS = re.compile("|".join(re.escape(a + b) for a, b in [
    ("pypi", ".org"), ("python", "hosted.org"), ("registry.npm", "js.org"), ("deb.debian", ".org"),
    ("mirrors.", "aliyun"), ("tuna.tsing", "hua"),
]))  # fmt: skip
OFFICE_FILES = {".gdp", ".griddesk", ".db", ".db-journal", ".db-wal", ".pem", ".key"}


def tracked() -> list[Path]:
    """Return the files that git tracks and that are still there."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / name for name in listing.decode("utf-8").split("\0") if name]
    return [path for path in paths if path.is_file()]


def matches(pattern: re.Pattern[str]) -> list[str]:
    """Return `file:line` of every match in the tracked text files."""
    found = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:  # a picture, a font, a clerk's file
            continue
        found += [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(lines, 1) if pattern.search(line)]
    return found


@pytest.mark.parametrize("text", ["/ho" + "me/someone/x", "open('/ro" + "ot/.cache')", "C:\\Us" + "ers\\wang"])
def test_a_path_of_a_machine_would_be_seen(text: str) -> None:
    assert MACHINE_PATHS.search(text)


def test_no_tracked_file_names_a_path_of_a_machine() -> None:
    assert matches(MACHINE_PATHS) == []


def test_no_tracked_file_names_a_registry_host() -> None:
    assert matches(REGISTRY_HOSTS) == []


def test_no_office_and_no_key_is_tracked() -> None:
    ours = [path for path in tracked() if "tests" not in path.relative_to(ROOT).parts]
    assert [path.name for path in ours if path.suffix in OFFICE_FILES] == []


def test_scripts_can_be_run() -> None:
    scripts = [path for path in tracked() if path.read_bytes()[:2] == b"#!"]
    assert {path.name for path in scripts} >= {"run", "make-venv", "system-libraries", "open-demo", "renew-lock"}
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []
