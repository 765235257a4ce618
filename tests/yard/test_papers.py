"""README and CONTRIBUTING tell the truth about make, words and rooms."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
LEDGERS = sorted(path.stem for path in (ROOT / "forms" / "ledgers").glob("*.toml"))


@pytest.mark.parametrize("paper", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_make_command_that_a_paper_names_exists(paper: str) -> None:
    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", paper, re.MULTILINE))
    assert named - TARGETS == set()
    assert {"run", "test"} <= TARGETS


def test_every_file_that_readme_links_to_exists() -> None:
    shown = re.sub(r"<!--.*?-->", "", README, flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", shown) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_ledger_has_its_word_in_the_glossary(ledger: str) -> None:
    glossary = CONTRIBUTING.split("## Words")[1].split("## Rooms")[0]
    assert re.search(rf"\b{ledger}\b", glossary)


def test_every_room_is_named_where_contributors_read_of_rooms() -> None:
    rooms = {path.parent.name for path in (ROOT / "gridDesk").glob("*/__init__.py")}
    chapter = CONTRIBUTING.split("## Rooms")[1].split("## Code")[0]
    assert {room for room in rooms if not re.search(rf"\b{room}\b", chapter)} == set()
