"""The Word templates of `forms/templates`, made from the declared forms (`python -m tests.documents.word_templates`)."""

from __future__ import annotations

from gridDesk import paths
from gridDesk.documents.papers import load_papers
from gridDesk.documents.template_make import can_be_template, make_template
from gridDesk.ledger import catalogue

FOLDER = paths.forms() / "templates"


def made() -> dict[str, bytes]:
    """Return the template of every form that can have one, by file name."""
    papers = load_papers(paths.forms() / "papers", catalogue()).values()
    return {f"{paper.key}.docx": make_template(paper) for paper in papers if can_be_template(paper)}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    wanted = made()
    for old in FOLDER.glob("*.docx"):
        if old.name not in wanted:
            old.unlink()
    for name, data in wanted.items():
        (FOLDER / name).write_bytes(data)
