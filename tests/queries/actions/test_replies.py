"""What a system may not tell: for the officer it was not asked, in the ledger the truth."""

from collections.abc import Callable

import pytest

from field_api.connectors.models import QuestionCircuit, System
from field_api.connectors.rules import Answer, Declined, Faulted, NoAnswer, TimedOut
from field_api.connectors.rules.circuit import Signal
from field_api.ledger.models import Event
from field_api.queries.actions import answering, line, replies
from field_api.queries.actions.replies import Reply
from field_api.queries.models import Leg, Query
from field_api.queries.rules.legs import State, Why
from tests.queries.sandbox import Sandbox
from tests.queries.seen import read, run_leg

Ask = Callable[..., Query]
HELD = {"ref": "R-1", "type": "person", "values": {"surname": "Sample"}}


def replied(query: Query, reply: Reply) -> Leg:
    leg = query.legs.select_related("query__asked_by", "system").get(system__code="records")
    assert line.claim([leg])[leg.pk].ours
    answering._settle(leg, reply)
    line.tell(leg.system, reply)
    return leg


@pytest.mark.parametrize(
    "reply",
    [
        replies.read(Answer([], withheld=2), System(code="records")),
        replies.none(Declined("answered 403")),
    ],
    ids=["withheld", "declined"],
)
def test_restricted_reads_as_not_asked_and_the_ledger_has_the_truth(
    systems: dict[str, Sandbox], ask: Ask, reply: Reply
) -> None:
    query = ask()
    replied(query, reply)
    (said,) = (leg for leg in read(query)["legs"] if leg["system"] == "records")
    assert (said["state"], said["why"], said["label"]) == ("not_asked", "busy", "Not asked")
    assert (said["count"], said["elapsed_ms"], said["as_of"]) == (0, 0, None)
    row = Event.objects.get(details__system="records", subject=f"query:{query.pk}")
    assert row.details["withheld"] == reply.withheld
    assert query.legs.get(system__code="records").why == Why.RESTRICTED.value
    assert not QuestionCircuit.objects.exclude(open_until=None).exists()


def test_it_reads_word_for_word_as_one_asked_too_much(
    systems: dict[str, Sandbox], ask: Ask
) -> None:
    restricted, busy = ask(), ask()
    replied(restricted, replies.none(Declined("answered 403")))
    System.objects.filter(code="records").update(questions_per_second=0.001, questions_burst=1)
    run_leg(ask().legs.get(system__code="records"))  # the last it may be asked
    run_leg(busy.legs.get(system__code="records"))
    both = [
        next(leg for leg in read(query)["legs"] if leg["system"] == "records")
        for query in (restricted, busy)
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("said", "state", "why", "signal"),
    [
        (TimedOut("no answer"), State.TIMED_OUT, Why.SILENT, Signal.ILL),
        (Faulted("the date is wrong"), State.FAILED, Why.REFUSED, Signal.WELL),
        (NoAnswer("answered 401"), State.FAILED, Why.CREDENTIALS, Signal.LOCKED),
        (NoAnswer("answered 403"), State.FAILED, Why.CREDENTIALS, Signal.WELL),
        (NoAnswer("answered 429"), State.FAILED, Why.BUSY, Signal.BUSY),
        (NoAnswer("answered 500"), State.FAILED, Why.BROKEN, Signal.ILL),
        (NoAnswer("no connection"), State.FAILED, Why.UNREACHABLE, Signal.ILL),
    ],
    ids=lambda given: str(given) if isinstance(given, NoAnswer) else "",
)
def test_what_no_answer_says_of_the_system(
    said: NoAnswer, state: State, why: Why, signal: Signal
) -> None:
    reply = replies.none(said)
    assert (reply.state, reply.why, reply.signal) == (state, why, signal)


def test_some_withheld_and_some_shown_is_an_answer() -> None:
    reply = replies.read(Answer([HELD], withheld=1), System(code="records"))
    assert (reply.state, len(reply.found), reply.withheld) == (State.ANSWERED, 1, 1)
