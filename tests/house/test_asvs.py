"""The list of the ASVS is whole, counts itself rightly, and names what is there."""

import re
from collections import Counter
from hashlib import sha256

from tests.house import tree
from tests.house.test_security import missing

DOCS = tree.ROOT / "docs"
STATES = ("met", "n/a", "deviation", "open")

# Of "id level" of all 253, a line each, in the standard's order (OWASP ASVS 5.0.0).
_WHOLE = "29debb6cfc11acf5deb2b2bb4e01bd836c5648dcc592aae17957e36b808cec05"
_ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|:]+): ([^|]+) \|$", re.MULTILINE
)
_COUNT = re.compile(r"^\| (Level 1|Level 2|Both) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_FILE = re.compile(r"`([\w-]+(?:/[\w.-]+)+|[\w-]+\.toml)`")

Row = tuple[str, str, str, str, str]
"""Id, level, what it asks, state, and how so."""


def rows() -> list[Row]:
    return _ROW.findall((DOCS / "asvs.md").read_text())


def counts(page: str) -> dict[str, list[int]]:
    """By level how many of each state, and of all, as the page says."""
    found = _COUNT.findall((DOCS / page).read_text())
    return {level: [int(number) for number in said.split(" | ")] for level, said in found}


def unfounded(row: Row) -> bool:
    """Says that it is met and names nothing, or that we deviate and not what stands instead."""
    _, _, _, state, how = row
    if state == "met":
        return not (_TEST.search(how) or _FILE.search(how))
    return state == "deviation" and "Instead" not in how


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    listed = [f"{id} {level}" for id, level, *_ in rows()]
    assert len(listed) == 253
    assert sha256("\n".join(listed).encode()).hexdigest() == _WHOLE


def test_each_says_how_it_stands() -> None:
    assert {row[3] for row in rows()} <= set(STATES)
    assert [row[0] for row in rows() if unfounded(row)] == []


def test_tests_and_files_that_are_named_are_there() -> None:
    said = (DOCS / "asvs.md").read_text()
    assert missing(_TEST.findall(said)) == []
    assert [path for path in _FILE.findall(said) if not (tree.ROOT / path).exists()] == []


def test_both_pages_count_rightly() -> None:
    kept = Counter((level, state) for _, level, _, state, _ in rows())
    one, two = ([kept[level, state] for state in STATES] for level in "12")
    both = [a + b for a, b in zip(one, two, strict=True)]
    named = zip(("Level 1", "Level 2", "Both"), (one, two, both), strict=True)
    right = {name: [*numbers, sum(numbers)] for name, numbers in named}
    assert counts("asvs.md") == right
    assert counts("security.md") == right


def test_an_empty_claim_is_seen() -> None:
    assert unfounded(("1.1.1", "2", "x", "met", "we are sure"))
    assert unfounded(("1.1.1", "2", "x", "deviation", "we like it so"))
    assert not unfounded(("1.1.1", "2", "x", "met", "`tests/house/test_asvs.py`"))
