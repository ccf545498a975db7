"""The documentation names every state and every reason there is."""

import re

from field_api.queries.rules.asking import Question
from field_api.queries.rules.legs import State
from field_api.queries.rules.reasons import REASONS
from tests.house import tree

PAGE = (tree.ROOT / "docs" / "queries.md").read_text()


def rows(heading: str) -> list[str]:
    """First cells of the table under that heading of the page."""
    table = PAGE.partition(f"\n{heading}\n")[2]
    assert table, f"no {heading} in the page"
    return re.findall(r"^\| ([^|]+) \|", table.partition("\n\n")[0], re.MULTILINE)


def test_the_reason_codes_are_those_of_the_rules() -> None:
    assert rows("| Code | Reason |") == list(REASONS)
    assert all(f"| {code} | {reason.label} |" in PAGE for code, reason in REASONS.items())


def test_the_states_are_those_of_the_rules() -> None:
    assert rows("| `state` | Means |") == [f"`{state}`" for state in State]


def test_the_example_has_every_member_of_a_question() -> None:
    assert all(f'"{name}": ' in PAGE for name in Question.__dataclass_fields__)
