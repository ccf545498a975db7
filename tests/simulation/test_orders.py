"""A chain written without signal on two devices ends in the same state, however it arrives."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from field_api.submissions import actions as submissions
from tests import handset, written
from tests.handset import Handset, Item
from tests.written import INTEL, NOTE, SEARCH

Chain = dict[str, Item]

MERGED = ("first", "mine", "other", "merge")
FORKED = ("first", "mine", "other")


@pytest.fixture
def devices(db: None) -> tuple[Handset, Handset]:
    """Two in one officer's hands."""
    written.forms()
    written.systems()
    one = handset.of()
    return one, handset.of(one.officer)


def chain(devices: tuple[Handset, Handset], kind: str) -> Chain:
    """first <- mine, first <- other, and a merge upon both, written on the second device."""
    one, two = devices
    submission = uuid4()

    def write(on: Handset, *parents: Item, broken: bool = False) -> Item:
        body = {} if broken else written.body(kind)
        keys = tuple(str(parent["id"]) for parent in parents)
        return on.write(kind, body, submission=submission, parents=keys)

    first = write(one)
    mine, other = write(one, first), write(two, first, broken=True)
    return {"first": first, "mine": mine, "other": other, "merge": write(two, mine, other)}


def partitions(items: Sequence[str]) -> Iterator[list[Sequence[str]]]:
    """Every way to cut a sequence into pushes."""
    if not items:
        yield []
    for size in range(1, len(items) + 1):
        for rest in partitions(items[size:]):
            yield [items[:size], *rest]


def ending(devices: tuple[Handset, Handset], pushes: Sequence[Sequence[str]], kind: str) -> Any:
    """What stands after these pushes, with the names of entries for their ids."""
    made = chain(devices, kind)
    names = {item["id"]: name for name, item in made.items()}
    for push in pushes:
        devices[0].push(*(made[name] for name in push))
    sent = [made[name]["id"] for push in pushes for name in push]
    arrived = submissions.arrived(sent)
    (submission,) = {str(one.revision.submission_id) for one in arrived.values()}
    (document,) = submissions.documents([submission], devices[0].officer).values()
    return {
        "state": document["state"],
        "review": document["review_state"] if kind != NOTE else None,  # by lot, from the hash
        "heads": sorted(names[head] for head in document["heads"]),
        "stands": names[document["revision"]],
        "body": document["body"],
        "outcomes": {names[str(key)]: one.outcome.value for key, one in arrived.items()},
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", [NOTE, SEARCH, INTEL])
def test_every_order_of_arrival_ends_alike(devices: tuple[Handset, Handset], kind: str) -> None:
    expected = ending(devices, [MERGED], kind)
    for order in permutations(MERGED):
        assert ending(devices, [[name] for name in order], kind) == expected, order


def test_a_fork_is_a_fork_in_every_order(devices: tuple[Handset, Handset]) -> None:
    expected = ending(devices, [FORKED], NOTE)
    assert (expected["state"], expected["heads"]) == ("needs_attention", ["mine", "other"])
    for order in permutations(FORKED):
        assert ending(devices, [[name] for name in order], NOTE) == expected, order


@pytest.mark.long
def test_every_order_in_every_partition_ends_alike(devices: tuple[Handset, Handset]) -> None:
    expected = ending(devices, [MERGED], INTEL)
    assert expected["heads"] == ["merge"]
    assert expected["outcomes"]["merge"] == "head"
    for order in permutations(MERGED):
        for pushes in partitions(order):
            assert ending(devices, pushes, INTEL) == expected, pushes
