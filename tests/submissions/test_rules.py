"""The journey as tables, and what stands as a function of a set."""

import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.submissions import rules
from field_api.submissions.rules import (
    DECISIONS,
    LABELS,
    NEXT,
    STEP_LABELS,
    Impossible,
    Move,
    Node,
    Outcome,
    Review,
    State,
)

IDS = [UUID(int=number) for number in range(1, 9)]
A, B, C, D, *_ = IDS

nodes = st.builds(
    Node,
    id=st.sampled_from(IDS),
    parents=st.lists(st.sampled_from(IDS), max_size=3).map(tuple),
    counts=st.sampled_from([True, True, True, False]),
)
tangles = st.lists(nodes, max_size=8, unique_by=lambda node: node.id)


@st.composite
def histories(draw: st.DrawFn) -> list[Node]:
    """A history as handsets write it: parents come before their children."""
    made: list[Node] = []
    for key in IDS[: draw(st.integers(1, 8))]:
        earlier = [node.id for node in made]
        parents = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if made else []
        made.append(Node(key, tuple(parents)))
    return made


def ancestors(key: UUID, known: dict[UUID, Node]) -> set[UUID]:
    found: set[UUID] = set()
    ahead = list(known[key].parents)
    while ahead:
        if (parent := ahead.pop()) not in found:
            found.add(parent)
            ahead += known[parent].parents if parent in known else ()
    return found


def test_every_state_has_its_moves_and_its_label() -> None:
    assert set(NEXT) == set(LABELS) == set(State)
    assert set(STEP_LABELS) == set(Move)


def test_every_state_can_be_reached() -> None:
    reached = {after for moves in NEXT.values() for after in moves.values()}
    assert reached | {State.RECEIVED} == set(State)


def test_every_move_but_the_first_is_made_somewhere() -> None:
    made = {move for moves in NEXT.values() for move in moves}
    assert made == set(Move) - {Move.RECEIVE}


def test_a_move_that_is_not_in_the_table_is_impossible() -> None:
    for state, move in itertools.product(State, Move):
        if move in NEXT[state]:
            assert rules.advance(state, move) == NEXT[state][move]
        else:
            with pytest.raises(Impossible):
                rules.advance(state, move)


@given(tangles, st.randoms())
def test_the_order_of_arrival_does_not_matter(tangle: list[Node], dice: object) -> None:
    shuffled = list(tangle)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rules.heads(shuffled) == rules.heads(tangle)
    for node in tangle:
        assert rules.outcome(node.id, shuffled) == rules.outcome(node.id, tangle)


@given(tangles)
def test_heads_are_what_they_are_said_to_be(tangle: list[Node]) -> None:
    """Against the definition, spelled out the slow way."""
    counted = {node.id: node for node in tangle if node.counts}
    whole = {
        key for key in counted
        if key not in (above := ancestors(key, counted)) and above <= set(counted)
        and not any(one in ancestors(one, counted) for one in above)
    }  # fmt: skip
    named = {parent for key in whole for parent in counted[key].parents}
    assert set(rules.heads(tangle)) == whole - named


@given(histories())
def test_a_whole_history_always_has_a_head(history: list[Node]) -> None:
    assert rules.heads(history)


@given(histories(), st.integers(0, 7))
def test_a_missing_revision_holds_back_only_what_descends_from_it(
    history: list[Node], gone: int
) -> None:
    missing = history[gone % len(history)]
    here = [node for node in history if node != missing]
    known = {node.id: node for node in history}
    for node in here:
        waits = rules.outcome(node.id, here) == Outcome.WAITING_PARENT
        assert waits == (missing.id in ancestors(node.id, known))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_a_chain_of_four_with_a_missing_link_stands_at_the_gap(order: tuple[int, ...]) -> None:
    chain = [Node(A, ()), Node(B, (A,)), Node(C, (B,)), Node(D, (C,))]
    with_gap = [chain[0], chain[1], chain[3]]
    assert rules.heads(with_gap[place] for place in order) == (B,)
    assert rules.heads([*(with_gap[place] for place in order), chain[2]]) == (D,)


def test_outcomes_by_example() -> None:
    fork = [Node(A, ()), Node(B, (A,)), Node(C, (A,))]
    merged = [*fork, Node(D, (B, C))]
    assert [rules.outcome(node.id, fork) for node in fork] == ["superseded", "forked", "forked"]
    assert [rules.outcome(node.id, merged) for node in merged] == ["superseded"] * 3 + ["head"]
    assert rules.outcome(B, [Node(B, (A,))]) == "waiting_parent"
    assert rules.outcome(A, [Node(A, (), counts=False)]) == "quarantine"


def test_what_does_not_count_holds_back_its_children() -> None:
    assert rules.heads([Node(A, (), counts=False), Node(B, (A,))]) == ()


@pytest.mark.parametrize(
    "ring",
    [
        [Node(A, (A,))],
        [Node(A, (B,)), Node(B, (A,))],
        [Node(A, (B,)), Node(B, (C,)), Node(C, (A,)), Node(D, (A,))],
    ],
)
def test_a_ring_has_no_head(ring: list[Node]) -> None:
    assert rules.heads(ring) == ()
    assert rules.heads([*ring, Node(IDS[7], ())]) == (IDS[7],)


def test_a_history_however_long_or_tangled_is_looked_at_once() -> None:
    """A chain deeper than Python's stack, and merges of merges: 2^400 paths to the first."""
    keys = [UUID(int=number) for number in range(1, 5001)]
    long = [Node(key, keys[max(0, at - 1) : at] and (keys[at - 1],)) for at, key in enumerate(keys)]
    ladder = [Node(key, tuple(keys[max(0, at - 2) : at])) for at, key in enumerate(keys[:400])]
    assert rules.heads(long) == (keys[-1],)
    assert rules.heads(ladder) == (keys[399],)


@pytest.mark.parametrize("state", State)
def test_what_an_arrival_brings_about_can_be_done(state: State) -> None:
    for heads, problems, withdrawing, before in itertools.product(
        (0, 1, 2), (0, 1), (False, True), (False, True)
    ):
        moves = rules.moves_on_arrival(
            state, heads=heads, problems=problems, withdrawing=withdrawing, before=before
        )
        for move in moves:
            state_after = rules.advance(state, move)
            assert state_after in State
        assert not moves or heads


@pytest.mark.parametrize(
    ("state", "heads", "problems", "withdrawing", "before", "move"),
    [
        ("received", 1, 0, False, True, "ask_review"),
        ("received", 1, 0, False, False, "release"),
        ("received", 1, 2, False, False, "question"),
        ("received", 2, 0, False, False, "question"),
        ("received", 1, 0, True, True, "withdraw"),
        ("received", 1, 3, True, True, "withdraw"),
        ("needs_review", 1, 0, True, True, "withdraw"),
        ("returned", 1, 0, False, True, "ask_review"),
        ("released", 1, 0, False, False, "release"),
        ("released", 1, 0, False, True, "ask_review"),
        ("released", 1, 0, True, False, ""),
        ("received", 0, 0, False, False, ""),
        ("quarantine", 1, 0, False, False, ""),
        ("rejected", 1, 0, False, False, ""),
        ("withdrawn", 2, 0, False, False, ""),
    ],
)
def test_arrivals_by_example(
    state: str, heads: int, problems: int, withdrawing: bool, before: bool, move: str
) -> None:
    moves = rules.moves_on_arrival(
        State(state), heads=heads, problems=problems, withdrawing=withdrawing, before=before
    )
    assert moves == ((move,) if move else ())


def test_decisions_are_made_where_something_waits_and_nowhere_else() -> None:
    made = set()
    for state, review, decision in itertools.product(State, Review, DECISIONS):
        try:
            moves = rules.move_on_decision(state, review, decision)
        except Impossible:
            continue
        made.add((state.value, decision.value, moves))
        for move in moves:
            state = rules.advance(state, move)
    assert made == {
        ("needs_review", "approve", ("approve", "release")),
        ("needs_review", "send_back", ("send_back",)),
        ("needs_review", "reject", ("reject",)),
        ("released", "approve", ("confirm",)),
        ("released", "confirm", ("confirm",)),
        ("released", "send_back", ("send_back",)),
        ("quarantine", "reject", ("reject",)),
    }


@pytest.mark.parametrize("review", [Review.NONE, Review.DONE])
def test_what_nobody_has_to_look_at_is_not_decided_on(review: Review) -> None:
    with pytest.raises(Impossible):
        rules.move_on_decision(State.RELEASED, review, Move.APPROVE)


@pytest.mark.parametrize(
    ("state", "deliveries", "shown"),
    [
        (State.RELEASED, [], "released"),
        (State.RELEASED, ["delivered", "due"], "released"),
        (State.RELEASED, ["delivered", "delivered"], "delivered"),
        (State.RETURNED, ["delivered"], "returned"),
    ],
)
def test_delivered_is_shown_once_every_system_accepted(
    state: State, deliveries: list[str], shown: str
) -> None:
    assert rules.shown(state, deliveries)[0] == shown


def test_the_diagram_draws_every_move() -> None:
    drawn = rules.diagram()
    for state, moves in NEXT.items():
        for move, after in moves.items():
            assert f"    {state} --> {after}: {move}\n" in drawn
    for end in ("rejected", "withdrawn", "disposed"):
        assert f"    {end} --> [*]\n" in drawn
