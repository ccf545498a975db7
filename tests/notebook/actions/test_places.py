"""What a push is told of the chain: how far it is held, and what is missing of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from field_api.notebook import actions as notebook
from field_api.notebook.actions import Held
from tests import handset, make

pytestmark = pytest.mark.django_db


def held(mine: handset.Handset, minted: int) -> Held:
    return notebook.held(device=mine.device, minted=minted)


def pushed(mine: handset.Handset, *places: int) -> None:
    items = [mine.write("note", {"text": "Seen."}) for _ in range(max(places))]
    mine.push(*(items[place - 1] for place in places))


def test_of_an_empty_notebook_everything_minted_is_missing() -> None:
    mine = handset.of()
    assert held(mine, 0) == Held(0, [])
    assert held(mine, 2) == Held(0, [1, 2])


def test_of_no_notebook_everything_minted_is_missing() -> None:
    device = make.device(make.officer())
    assert notebook.held(device=device, minted=2) == Held(0, [1, 2])


def test_gaps_are_named_below_the_last_place_held_and_above_it() -> None:
    mine = handset.of()
    pushed(mine, 1, 4)
    assert held(mine, 6) == Held(4, [2, 3, 5, 6])


def test_what_lies_beyond_the_places_minted_hides_no_gap() -> None:
    mine = handset.of()
    pushed(mine, 1, 3, 4)
    assert held(mine, 3) == Held(4, [2])


def test_two_entries_in_one_place_hide_no_gap() -> None:
    mine = handset.of()
    pushed(mine, 1, 2)
    mine.seq = 2
    mine.push(mine.write("note", {"text": "Another second entry."}))
    assert held(mine, 3) == Held(2, [3])


def test_a_whole_chain_is_told_by_one_statement() -> None:
    mine = handset.of()
    pushed(mine, 1, 2, 3)
    with CaptureQueriesContext(connection) as captured:
        assert held(mine, 3) == Held(3, [])
    assert len(captured) == 1
