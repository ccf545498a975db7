"""docs/delivery.md: its tables are complete, and what it points at is there."""

import re

import pytest

from field_api.connectors.rules import Outcome, Sent
from field_api.connectors.rules.circuit import Signal
from field_api.delivery.rules import BLOCKING, LABELS, State, after_send, signal_of
from tests.house import tree

PAGE = (tree.ROOT / "docs" / "delivery.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ")
]
BREAKER = {
    Signal.WELL: "well",
    Signal.ILL: "failure",
    Signal.BUSY: "held as long, no failure",
    Signal.LOCKED: "opens at once",
    None: "–",
}


@pytest.mark.parametrize("state", State)
def test_every_state_is_there_as_it_is(state: State) -> None:
    rows = [row for row in ROWS if len(row) == 4 and row[0] == f"`{state.value}`"]
    assert [row[1] for row in rows] == [LABELS[state]]
    assert rows[0][3] == ("waits" if state in BLOCKING else "goes on")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_there_as_it_is(outcome: Outcome) -> None:
    (row,) = [row for row in ROWS if len(row) == 5 and row[0] == f"`{outcome.value}`"]
    sent = Sent(outcome)
    become = after_send(sent, tries=0, attempts=0, settle_seconds=5)
    assert row[1].startswith(become.state.value)
    assert row[2] == ("waits" if become.state in BLOCKING else "goes on")
    assert row[3] == str(int(become.uses_attempt))
    assert row[4] == BREAKER[signal_of(sent)]


def test_every_need_says_where_it_is_proved() -> None:
    needs = [row for row in ROWS if len(row) == 9 and row[0].isdigit()]
    assert [int(row[0]) for row in needs] == list(range(1, 35))
    for row in needs[:-1]:
        files = re.findall(r"`([\w/]+)`", row[8])
        assert files, row
        for file in files:
            assert (tree.ROOT / "tests" / f"{file}.py").is_file(), file
