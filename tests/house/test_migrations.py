"""Migrations are history: they import nothing that will change, and say what they do."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from tests.house import tree


def migrations() -> Iterator[Path]:
    yield from sorted((tree.ROOT / "field_api").glob("*/migrations/[0-9]*.py"))


def living(text: str) -> list[str]:
    """Names of the living code that a migration leans on."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            module = getattr(node, "module", None)
            names = [f"{module}.{a.name}" if module else a.name for a in node.names]
            found += [name for name in names if "rules" in name.split(".")]
    return found


def test_no_migration_imports_rules() -> None:
    assert {str(p): used for p in migrations() if (used := living(p.read_text()))} == {}


def test_a_migration_that_imports_rules_is_seen() -> None:
    for bad in (
        "import field_api.feed.rules",
        "from field_api.feed import rules",
        "from field_api.feed.rules import Kind",
    ):
        assert living(bad), bad
    assert not living("from django.db import migrations")


def test_migrations_are_named_by_what_they_do_and_stand_in_one_line() -> None:
    assert [path.name for path in migrations() if "auto" in path.stem] == []
    assert MigrationLoader(None).detect_conflicts() == {}
