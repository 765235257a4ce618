"""Every public name outside the window says what it is; CONTRIBUTING.md says what a docstring must tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = [path for path in sorted((ROOT / "gridDesk").rglob("*.py")) if "ui" not in path.relative_to(ROOT).parts]

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(node: Documented, name: str) -> Iterator[tuple[str, Documented]]:
    """Yield a module, its public classes and functions, and their public methods; what is inside a function is not."""
    yield name, node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield from public(child, f"{name}.{child.name}")


def is_overload(node: Documented) -> bool:
    """Tell whether `node` only widens the types of a function documented once."""
    return isinstance(node, ast.FunctionDef) and any("overload" in ast.dump(mark) for mark in node.decorator_list)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_docstrings_exist(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = public(tree, ".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert [name for name, node in names if not is_overload(node) and not ast.get_docstring(node)] == []
