"""The lock file: everything that pyproject.toml asks for, with hashes, and nothing of the machine that made it."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def entries() -> list[str]:
    """Return the pinned requirements of the lock, each with its hashes."""
    joined = LOCK.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins() -> list[Requirement]:
    return [Requirement(entry.split("--hash=")[0]) for entry in entries()]


def asked_for() -> list[Requirement]:
    groups = PROJECT["dependency-groups"]
    wanted = PROJECT["project"]["dependencies"] + groups["dev"] + PROJECT["build-system"]["requires"]
    return [Requirement(text) for text in wanted]


def test_lock_file_names_no_registry_host() -> None:
    assert re.findall(r"\w+://\S*|--(?:index|extra-index|find-links)\S*|\b[\w-]+\.(?:org|com|net|io)\b", LOCK) == []


def test_lock_file_names_no_path_of_a_machine() -> None:
    assert [line for line in LOCK.splitlines() if re.search(r"(^|[\s\"'=@])(/|~/|[A-Za-z]:\\)", line)] == []


def test_every_locked_library_is_an_exact_version_with_sha256_hashes() -> None:
    for entry, pin in zip(entries(), pins(), strict=True):
        assert [spec.operator for spec in pin.specifier] == ["=="], pin.name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), pin.name


def test_every_dependency_of_pyproject_is_locked_within_its_range() -> None:
    locked = [(canonicalize_name(pin.name), next(iter(pin.specifier)).version) for pin in pins()]
    for wanted in asked_for():
        versions = [version for name, version in locked if name == canonicalize_name(wanted.name)]
        assert versions, f"{wanted.name} is not locked: run make lock"
        assert all(version in wanted.specifier for version in versions), f"{wanted} is locked at {versions}"


def test_qt_is_pinned_to_the_wheel_that_each_platform_can_load() -> None:
    platforms = {
        ("linux", "x86_64"): "6.9.3",  # the last x86_64 wheel for glibc 2.28
        ("linux", "aarch64"): "6.8.0.2",  # the last aarch64 wheel for glibc 2.31
        ("win32", "AMD64"): "6.11.3",  # 6.12 crashes on Python 3.11
    }
    for (system, machine), version in platforms.items():
        here = {"sys_platform": system, "platform_machine": machine}
        chosen = [
            str(pin.specifier)
            for pin in pins()
            if canonicalize_name(pin.name) == "pyside6-essentials" and (not pin.marker or pin.marker.evaluate(here))
        ]
        assert chosen == [f"=={version}"]
