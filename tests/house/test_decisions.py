"""Decision records are complete, and in the index."""

from pathlib import Path

from tests.house import tree

DECISIONS = tree.ROOT / "docs" / "decisions"
PARTS = ("## Context", "## Decision", "## Alternatives", "## Consequences")


def missing(record: str) -> list[str]:
    return [part for part in PARTS if f"\n{part}\n" not in record]


def records() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_every_record_is_complete_and_listed() -> None:
    index = (DECISIONS / "README.md").read_text()
    assert {path.name: gaps for path in records() if (gaps := missing(path.read_text()))} == {}
    assert [path.name for path in records() if f"({path.name})" not in index] == []


def test_numbers_are_given_once() -> None:
    numbers = [path.name[:4] for path in records()]
    assert len(numbers) == len(set(numbers))


def test_an_incomplete_record_is_seen() -> None:
    assert missing("# 1\n\n## Context\n\nx\n\n## Decision\n\ny\n") == list(PARTS[2:])
