"""Looks for text that could reach SQL other than as a bound value: what is put into a statement must be declared harmless.

Every f-string, `+`, `%`, `.format` and `.join` that makes SQL is taken apart; each piece must be a constant, a quoted
identifier, or stand in the list below with the reason why nobody's typing can be in it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SQL = re.compile(
    r"\b(?:SELECT|INSERT|REPLACE INTO|UPDATE|DELETE|WHERE|ORDER BY|CREATE|DROP|ALTER|PRAGMA|VALUES|LIMIT|FROM)\b|"
    r" (?:AND|OR|IN|IS|NOT) |\bIS NULL\b|= \?|\(\?| \? "
)
CALLS = {"execute", "executemany", "executescript", "query"}
# Functions whose answer is an identifier of a declaration, quoted, or a number of marks.
SAFE_CALLS = {"quoted", "_quoted", "table_of", "_table", "_column", "columns_of", "len", "int"}


def statements(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, function and each piece that is put into SQL in a module and is neither a constant nor quoted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.strip("_").isupper()
    }
    for owner, node in _with_owner(tree):
        for piece in _pieces(node):
            if not _harmless(piece, constants):
                yield piece.lineno, owner, ast.unparse(piece)


def _with_owner(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _with_owner(node, node.name)
        else:
            yield owner, node
            yield from _with_owner(node, owner)


def _pieces(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.JoinedStr) and _is_sql(node):
        return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod) and _is_sql(node):
        return [side for side in (node.left, node.right) if not isinstance(side, ast.JoinedStr | ast.BinOp)]
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join", "format_map")
    ):
        return [*node.args, *[word.value for word in node.keywords]] if _is_sql(node.func.value) else []
    return []


def _is_sql(node: ast.AST) -> bool:
    text = "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    return bool(SQL.search(text))


def _harmless(piece: ast.expr, constants: set[str]) -> bool:
    if isinstance(piece, ast.Constant):
        return True
    if isinstance(piece, ast.Name):
        return piece.id in constants or piece.id.strip("_").isupper()
    if isinstance(piece, ast.Attribute):
        return piece.attr.strip("_").isupper()
    if isinstance(piece, ast.Call):
        name = piece.func.attr if isinstance(piece.func, ast.Attribute) else getattr(piece.func, "id", "")
        return name in SAFE_CALLS
    if isinstance(piece, ast.JoinedStr):
        return True  # its own pieces are looked at
    if isinstance(piece, ast.BinOp):
        return all(_harmless(side, constants) for side in (piece.left, piece.right))
    if isinstance(piece, ast.IfExp):
        return _harmless(piece.body, constants) and _harmless(piece.orelse, constants)
    return False


_FRAGMENT = "SQL put together in the same module; its own pieces are looked at too"
_COLUMNS = "columns of a declared ledger or system table, quoted where they are joined"
_TABLE = "the table of a declared ledger or a system table"
DECLARED: dict[str, str] = {
    **dict.fromkeys(
        (
            "sql", "terms", "parts", "inner", "shown", "given", "any_of", "keyed", "order", "source", "by", "last", "down", "gone",
            "applied", "alone", "whole", "select", "own", "short", "sets", "sums", "ors", "part", "walk", "newest", "words", "born",
            "here", "self._filter", "self.tail", "query.tail", "self.terms", "self._terms(where)", "' AND '.join(parts)",
            "' OR '.join(parts)", "' AND '.join(self.terms)", "(f'({one})' for one, _ in terms)", "(one for one, _ in found)",
            "(f'({sql})' for sql, _ in terms)", "query.order(order) if order else ' ORDER BY t.n'", "blobs", "kept", "people", "alive",
            "', '.join([*parts, 't.n' + (' DESC' if descending else '')])", "label", "place", "line",
        ),
        _FRAGMENT,
    ),
    **dict.fromkeys(
        (
            "names", "columns", "keys", "key", "column", "back", "item.key", "_COLUMNS[place]", "NAME_KEYS[key]",
            "', '.join(map(quoted, keys))", "(f'{quoted(name)} = ?' for name in self._keys)", "(f'{quoted(name)} = ?' for name in where)",
            "(f'{quoted(key)} IS NOT NULL' for key in ledger.picture_keys)", "', '.join(COLUMNS)",
            "', '.join(('j.' + name for name in COLUMNS))", "[f\"instr(lower(ifnull({column}, '')), ?)\"] * len(words)",
            "[f'({column} IS NOT NULL AND {column} >= ? AND {column} < ?)'] * len(words)",
            "(f\"typeof({one}) = 'blob'\" for one in map(_quoted, columns[:_SEARCHED]))",
        ),
        _COLUMNS,
    ),
    **dict.fromkeys(
        (
            "name", "table", "table.name", "table.select", "linked.name", "self.name", "self._table", "query.table.name",
            "self.table.name", "ledger", "tables[ledger].name", "self._tables[ledger].name", "self._tables['person'].name",
            "self.tables[str(was)].name", "self.tables[was].name", "tables['dwelling'].name", "tables['household'].name", "tables['person'].name",
            "tables['residence'].name", "tables['tenancy'].name", "index",
        ),
        _TABLE,
    ),
    **dict.fromkeys(("at", "to"), "the alias of a table: a letter and a number"),
    **dict.fromkeys(
        (
            "marks", "', '.join('?' * 13)", "', '.join('?' * 14)", "', '.join('?' * len(COLUMNS))", "', '.join('?' * len(self.states))",
            "', '.join('?' * len(wanted.kinds))", "('instr(fields, ?)' for _ in ledger.picture_keys)",
        ),
        "question marks for bound values",
    ),
    **dict.fromkeys(("setting", "pragma"), "a PRAGMA of a list in the module"),
    **dict.fromkeys(("action", "action.lower()"), "UPDATE or DELETE, from a list in the module"),
    **dict.fromkeys(("key.hex()", "new.hex()"), "the key of the file in hexadecimal digits; it cannot be bound"),
    "dict.fromkeys(tokens)": "pieces of letters and digits, quoted one by one, and bound as one value to MATCH",
}  # fmt: skip
_WHERE = {"rows_where", "delete_where", "count_where", "search", "search_sql", "pks_and_rows_where", "update"}


def undeclared(package: Path) -> tuple[int, list[str]]:
    """Return how many pieces are put into SQL, and those that nothing declares harmless."""
    count, wrong = 0, []
    for path in sorted(package.rglob("*.py")):
        if path.parent.name != "store" and path.name != "foreign.py":
            wrong += [f"{path.name}:{line}: SQL outside the store" for line in _executes(path)]
            continue
        for line, owner, piece in statements(path):
            count += 1
            if piece not in DECLARED:
                wrong.append(f"{path.name}:{line} in {owner}: {piece}")
        wrong += [f"{path.name}:{line}: {word}= is no constant" for line, word in _given_terms(path)]
    return count, wrong


def _executes(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS - {"query"}:
            yield node.lineno


def _given_terms(path: Path) -> Iterator[tuple[int, str]]:
    """Yield `where=` and `order_by=` of sqlite-utils that are no constants: it puts them into the statement as they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WHERE:
            for word in node.keywords:
                if word.arg in ("where", "order_by") and not isinstance(word.value, ast.Constant):
                    yield node.lineno, word.arg
