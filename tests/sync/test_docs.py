"""docs/sync.md names tests, limits and codes that exist."""

import ast
import re
from pathlib import Path

import pytest

from field_api.feed.rules import TOMBSTONES_KEPT
from field_api.notebook.rules import MAX_ITEM_BYTES
from field_api.sync.actions.limits import MAX_IDS
from field_api.sync.rules import MAX_BYTES, MAX_ITEMS, MAX_PAGE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "sync.md").read_text()


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_invariant_names_tests_that_exist() -> None:
    rows = re.findall(r"^\| (I\d+) \|.*\|(.*)\|$", TEXT, re.M)
    assert [name for name, _ in rows] == [f"I{number}" for number in range(1, 11)]
    for name, shown in rows:
        tests = re.findall(r"`(tests/\S+)::(\w+)`", shown)
        assert tests, name
        assert [one for path, one in tests if one not in functions(path)] == []


@pytest.mark.parametrize(
    "limit", [MAX_ITEMS, MAX_BYTES, MAX_ITEM_BYTES, MAX_IDS, MAX_PAGE, TOMBSTONES_KEPT.days]
)
def test_the_limits_are_those_of_the_code(limit: int) -> None:
    assert re.search(rf"^\|[^|]+\| {limit:,}\b", TEXT, re.M)


def test_every_code_is_given_somewhere() -> None:
    table = TEXT[TEXT.index("| Status | `code` |") :]
    table = table[: table.index("\n\n")]
    codes = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", table))
    assert len(codes) > 9
    sources = "".join(path.read_text() for path in (ROOT / "field_api").rglob("*.py"))
    assert {code for code in codes if f'"{code}"' not in sources} == set()


def test_the_rules_for_clients_are_nine() -> None:
    assert re.findall(r"^- \*\*(C\d)\*\*", TEXT, re.M) == [f"C{number}" for number in range(1, 10)]
