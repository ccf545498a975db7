from field_api.queries.rules import legs
from field_api.queries.rules.legs import LABELS, NEXT, State, Why


def said(state: State, why: Why = Why.NONE, *, count: int = 0, late: bool = False) -> str:
    return legs.detail(state, why, kind="vehicle", count=count, late=late, seconds=4.0)


def test_every_state_has_a_label_and_a_way_on() -> None:
    assert set(LABELS) == set(NEXT) == set(State)
    assert len(set(LABELS.values())) == len(State)


def test_nothing_goes_back_to_waiting() -> None:
    assert all(State.WAITING not in ways for ways in NEXT.values())


def test_every_reason_reads_as_a_sentence() -> None:
    for why in set(Why) - {Why.NONE}:
        assert said(State.FAILED, why)
        assert "{" not in said(State.FAILED, why)


def test_no_match_and_no_answer_never_look_alike() -> None:
    assert said(State.NO_MATCH) == "Looked and holds no match"
    assert said(State.TIMED_OUT, Why.SILENT) == "No answer in 4 s"
    assert said(State.FAILED, Why.UNREACHABLE) == "Could not be reached"
    assert said(State.NOT_ASKED, Why.OTHER_QUESTIONS) == "Does not answer vehicle questions"


def test_an_answer_says_how_many_and_whether_late() -> None:
    assert said(State.ANSWERED, count=1) == "1 record"
    assert said(State.ANSWERED, count=3, late=True) == "3 records, after the deadline"
    assert "only the first 100" in said(State.ANSWERED, Why.MORE, count=100)


def test_a_system_is_left_out_for_a_reason() -> None:
    assert legs.not_asked(active=True, answers=True) is Why.NONE
    assert legs.not_asked(active=False, answers=True) is Why.PAUSED
    assert legs.not_asked(active=False, answers=False) is Why.OTHER_QUESTIONS


def test_suspended_is_not_called_not_asked() -> None:
    assert legs.label(State.NOT_ASKED, Why.PAUSED) == "Suspended"
    assert legs.label(State.NOT_ASKED, Why.OTHER_QUESTIONS) == "Not asked"
