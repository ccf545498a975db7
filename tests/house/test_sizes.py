"""Functions stay under 50 lines and files under 300; most are far below."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

FUNCTION, FILE = 50, 300


def oversized(path: Path, text: str) -> Iterator[str]:
    if (lines := len(text.splitlines())) > FILE:
        yield f"{path}: {lines} lines"
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > FUNCTION:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines"


def test_nothing_is_too_long() -> None:
    tops = ("backend", "field_api", "templates", "tests")
    suffixes = (".py", ".js", ".css", ".html")
    paths = [path for suffix in suffixes for path in tree.sources(*tops, suffix=suffix)]
    assert [line for path in paths for line in oversized(path, path.read_text())] == []


def test_a_long_function_and_a_long_file_are_seen() -> None:
    function = "def f():\n" + "    x = 1\n" * FUNCTION
    assert len(list(oversized(Path("a.py"), function))) == 1
    assert len(list(oversized(Path("a.js"), "\n" * (FILE + 1)))) == 1
    assert not list(oversized(Path("a.py"), "def f():\n" + "    x = 1\n" * (FUNCTION - 1)))
