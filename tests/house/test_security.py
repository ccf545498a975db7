"""The table of threats names tests that exist, for every threat."""

import ast
import re

from tests.house import tree

PAGE = tree.ROOT / "docs" / "security.md"
_ROW = re.compile(r"^\| (\d+) \|.*\|.*\| (.*) \|$", re.MULTILINE)
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows(page: str) -> dict[int, list[tuple[str, str]]]:
    """By number of the threat the tests that its row names."""
    return {int(number): _NAMED.findall(tests) for number, tests in _ROW.findall(page)}


def missing(named: list[tuple[str, str]]) -> list[str]:
    return [f"{path}::{name}" for path, name in named if name not in _tests_of(path)]


def _tests_of(path: str) -> set[str]:
    file = tree.ROOT / path
    nodes = ast.walk(ast.parse(file.read_text())) if file.exists() else ()
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_tests_and_each_of_them_is_there() -> None:
    found = rows(PAGE.read_text())
    assert sorted(found) == list(range(1, 35))
    assert [number for number, named in found.items() if not named] == []
    assert {number: gone for number, named in found.items() if (gone := missing(named))} == {}


def test_a_test_that_is_gone_is_seen() -> None:
    page = (
        "| 7 | x | y | `tests/house/test_security.py::test_never_written` |\n| 8 | x | y | none |"
    )
    assert rows(page)[8] == []
    assert missing(rows(page)[7]) == ["tests/house/test_security.py::test_never_written"]
    assert missing([("tests/house/test_nowhere.py", "test_x")])
