"""What each outcome means for a delivery, how long to wait, and what may be held."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.connectors.rules import Clearance, Found, Lookup, Outcome, Sent
from field_api.delivery import rules
from field_api.delivery.rules import (
    BLOCKING,
    LABELS,
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    OPEN,
    Next,
    State,
    after_lookup,
    after_send,
)

NOT_SETTLED = {
    Outcome.BUSY,
    Outcome.CREDENTIALS,
    Outcome.NOT_SENT,
    Outcome.UNCERTAIN,
}
counts = st.integers(0, 10_000)
outcomes = st.sampled_from(Outcome)


def sent(outcome: Outcome, *, tries: int = 0, attempts: int = 0, **other: object) -> Next:
    given = Sent(outcome, **other)  # type: ignore[arg-type]
    return after_send(given, tries=tries, attempts=attempts, settle_seconds=5.0)


AFTER = {
    Outcome.DELIVERED: (State.DELIVERED, False, True),
    Outcome.TAKEN: (State.AWAITING, False, True),
    Outcome.REJECTED: (State.REJECTED, False, True),
    Outcome.CREDENTIALS: (State.DUE, False, False),
    Outcome.BUSY: (State.DUE, False, False),
    Outcome.NOT_SENT: (State.DUE, False, False),
    Outcome.UNCERTAIN: (State.DUE, True, True),
    Outcome.REFUSED: (State.HELD, False, False),
}
"""Where it goes from here, whether to ask first, whether an attempt is used up."""


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_says_what_is_next(outcome: Outcome) -> None:
    after = sent(outcome, reason="why")
    assert (after.state, after.ask_first, after.uses_attempt) == AFTER[outcome]
    arrived = outcome in (Outcome.DELIVERED, Outcome.TAKEN)
    assert after.reason == ("" if arrived else "why")


def test_every_state_has_its_label() -> None:
    assert set(LABELS) == set(State)
    assert set(OPEN) < set(BLOCKING) < set(State)


@given(outcomes, counts, counts, st.none() | st.floats(-1e9, 1e9))
def test_waits_are_bounded_and_never_backwards(
    outcome: Outcome, tries: int, attempts: int, retry_after: float | None
) -> None:
    after = sent(outcome, tries=tries, attempts=attempts, retry_after=retry_after)
    assert 0 <= after.wait <= max(LONGEST_WAIT, 1.2 * rules.UNCERTAIN_SECONDS[-1] + 5.0)
    assert after.state == State.DUE or after.wait == 0


@given(outcomes, counts)
def test_only_what_says_something_of_the_payload_uses_an_attempt(
    outcome: Outcome, tries: int
) -> None:
    kind = {Outcome.DELIVERED, Outcome.TAKEN, Outcome.REJECTED, Outcome.UNCERTAIN}
    assert sent(outcome, tries=tries).uses_attempt == (outcome in kind)


@given(outcomes, counts)
def test_an_outage_of_any_length_never_gives_up(outcome: Outcome, tries: int) -> None:
    assert (sent(outcome, tries=tries).state == State.DUE) == (outcome in NOT_SETTLED)


def test_doubt_is_asked_about_so_often_and_then_handed_to_a_person() -> None:
    states = [sent(Outcome.UNCERTAIN, attempts=n).state for n in range(MAX_ATTEMPTS)]
    assert states == [State.DUE] * (MAX_ATTEMPTS - 1) + [State.UNCERTAIN]


@given(st.integers(0, MAX_ATTEMPTS - 2))
def test_doubt_waits_until_the_system_has_settled(attempts: int) -> None:
    assert sent(Outcome.UNCERTAIN, attempts=attempts).wait >= 5.0


@pytest.mark.parametrize(("asked", "least"), [(30.0, 30.0), (0.0, 1.6), (10**9, LONGEST_WAIT)])
def test_a_busy_system_is_left_alone_as_long_as_it_asks_within_reason(
    asked: float, least: float
) -> None:
    wait = sent(Outcome.BUSY, retry_after=asked).wait
    assert least <= wait <= LONGEST_WAIT


def test_waits_grow_with_the_tries() -> None:
    early = max(sent(Outcome.NOT_SENT).wait for _ in range(50))
    late = min(sent(Outcome.NOT_SENT, tries=50).wait for _ in range(50))
    assert early <= 1.2 < 4 <= late


def test_waits_are_spread() -> None:
    assert len({sent(Outcome.NOT_SENT, tries=9).wait for _ in range(20)}) > 1


def lookup(answer: Found, sha256: str = "") -> Next | None:
    return after_lookup(Lookup(answer, "R-1", sha256), sha256="ab" * 32, tries=3)


def test_what_is_certainly_not_there_is_sent() -> None:
    assert lookup(Found.ABSENT) is None


@pytest.mark.parametrize("theirs", ["ab" * 32, ""])
def test_what_is_there_is_delivered(theirs: str) -> None:
    after = lookup(Found.FOUND, theirs)
    assert after and (after.state, after.reference) == (State.DELIVERED, "R-1")


def test_other_bytes_there_are_a_persons_question() -> None:
    after = lookup(Found.FOUND, "cd" * 32)
    assert after and after.state == State.UNCERTAIN


def test_no_answer_is_asked_again_and_nothing_is_sent_meanwhile() -> None:
    after = lookup(Found.UNKNOWN)
    assert after and (after.state, after.ask_first) == (State.DUE, True)
    assert after.wait > 0 and not after.uses_attempt


@given(st.sampled_from(Found), counts)
def test_every_answer_says_what_is_next(answer: Found, tries: int) -> None:
    after = after_lookup(Lookup(answer), sha256="", tries=tries)
    assert after is None or 0 <= after.wait <= 1.2 * rules.OUTAGE_SECONDS[-1]


@pytest.mark.parametrize(
    ("clearance", "marking", "may"),
    [
        ("OFFICIAL", "OFFICIAL", True),
        ("OFFICIAL", "OFFICIAL-SENSITIVE", False),
        ("OFFICIAL-SENSITIVE", "OFFICIAL", True),
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE", True),
        ("OFFICIAL-SENSITIVE", "SECRET", False),
        ("SECRET", "OFFICIAL", False),
        ("", "", False),
    ],
)
def test_a_system_is_sent_what_it_is_cleared_for(clearance: str, marking: str, may: bool) -> None:
    assert rules.may_hold(clearance, marking) == may


def test_every_clearance_of_a_system_is_known_here() -> None:
    assert set(rules.MARKINGS) == set(Clearance)


def test_a_key_is_the_same_for_ever_for_the_same_thing_sent() -> None:
    named = {"system": "records", "revision": UUID(int=7), "generation": 1}
    key = rules.key(**named)  # type: ignore[arg-type]
    assert key == rules.key(**named) == UUID("0a160efc-2760-5f27-95f7-667dbe510ec1")  # type: ignore[arg-type]
    for other in ({"system": "other"}, {"revision": UUID(int=8)}, {"generation": 2}):
        assert rules.key(**named | other) != key  # type: ignore[arg-type]


@given(st.floats(0.1, 120))
def test_a_lease_outlasts_a_whole_call_begun_as_late_as_one_may_begin(seconds: float) -> None:
    call = rules.call_seconds(seconds)
    assert call >= 2 * seconds, "asking, and then sending"
    assert rules.lease_seconds(seconds) > call
