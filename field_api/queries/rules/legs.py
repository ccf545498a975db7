"""One system's part in one question: its states, and what the officer reads for each.

"No match" means that the system looked and holds nothing. Every other way of coming back with
nothing is another state, because an officer at a car door acts on the difference.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

ASK = "queries.ask"  # tasks are named here so that actions can hint without importing them
CLOSE_OVERDUE = "queries.close_overdue"
ERASE = "queries.erase"
FORGET = "queries.forget_answers"
QUEUE = "query"

DEADLINE_MS = (500, 20_000)
DEADLINE_DEFAULT_MS = 4_000
# A system that has logged our search will often still answer. We hold the line this long past the
# officer's deadline; longer would let one hung system occupy every worker.
LATE_GRACE_S = 10.0
UNCLAIMED_S = 0.4  # after this a reader's own process takes over from a worker that is not there
KEPT = timedelta(days=31)  # questions and answers; the ledger keeps who asked what, and why
MOST_RECORDS = 100  # of one system; more can't be read at the roadside


class State(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    NO_MATCH = "no_match"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    NOT_ASKED = "not_asked"


LABELS: Mapping[State, str] = {
    State.WAITING: "Waiting",
    State.ANSWERED: "Answered",
    State.NO_MATCH: "No match",
    State.TIMED_OUT: "No answer in time",
    State.FAILED: "Could not be asked",
    State.NOT_ASKED: "Not asked",
}

# TIMED_OUT is where the deadline leaves a leg, not its end: a late answer is evidence too.
NEXT: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset(State) - {State.WAITING},
    State.TIMED_OUT: frozenset({State.ANSWERED, State.NO_MATCH}),
    State.ANSWERED: frozenset(),
    State.NO_MATCH: frozenset(),
    State.FAILED: frozenset(),
    State.NOT_ASKED: frozenset(),
}


class Why(StrEnum):
    """The class of reason behind a state; never a system's own words, which may name people."""

    NONE = ""
    PAUSED = "paused"
    SUSPENDED = "suspended"
    RESTRICTED = "restricted"
    OTHER_QUESTIONS = "other_questions"
    NEVER_STARTED = "never_started"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    CREDENTIALS = "credentials"
    BUSY = "busy"
    REFUSED = "refused"
    BROKEN = "broken"
    UNREADABLE = "unreadable"
    OURS = "ours"
    PARTLY_READ = "partly_read"
    MORE = "more"


_NOT_NOW = "Not asked from here now; the control room can"

_SENTENCES: Mapping[Why, str] = {
    Why.NONE: "",
    Why.PAUSED: "Paused by an administrator",
    Why.SUSPENDED: "Left alone for a while: it failed, or had too much to do",
    Why.RESTRICTED: _NOT_NOW,
    Why.OTHER_QUESTIONS: "Does not answer {kind} questions",
    Why.NEVER_STARTED: "Nothing was free to ask it in time",
    Why.SILENT: "No answer in {seconds} s",
    Why.UNREACHABLE: "Could not be reached",
    Why.CREDENTIALS: "Refused our credentials",
    Why.BUSY: "Too busy to answer",
    Why.REFUSED: "Refused the question",
    Why.BROKEN: "Reported a fault of its own",
    Why.UNREADABLE: "Answered, but the answer could not be read",
    Why.OURS: "Fieldbook failed to ask; the fault is logged",
    Why.PARTLY_READ: "some records could not be read",
    Why.MORE: "only the first {most} are shown",
}


def label(state: State, why: Why) -> str:
    """What a leg's state is called. One that an administrator or its own failures suspended may be
    asked again soon; one that does not answer such questions never will: not the same word."""
    return "Suspended" if why in (Why.PAUSED, Why.SUSPENDED) else LABELS[state]


def shown(why: Why) -> Why:
    """What is said of the reason. That a system holds something it may not tell this officer is
    itself something they may not be told: it reads as one that is asked too much.
    """
    return Why.BUSY if why is Why.RESTRICTED else why


def detail(state: State, why: Why, *, kind: str, count: int, late: bool, seconds: float) -> str:
    """The sentence under a system's name. `seconds` is the time the officer gave it."""
    # A system we hold back from is not the one that told us it was too busy.
    held_back = state is State.NOT_ASKED and why is Why.BUSY
    sentence = _NOT_NOW if held_back else _SENTENCES[why]
    said = sentence.format(kind=kind, seconds=f"{seconds:g}", most=MOST_RECORDS)
    parts = [_found(state, count), said, "after the deadline" if late else ""]
    return ", ".join(part for part in parts if part)


def _found(state: State, count: int) -> str:
    if state is State.NO_MATCH:
        return "Looked and holds no match"
    if state is State.ANSWERED:
        return "1 record" if count == 1 else f"{count} records"
    return ""


def why(reason: str) -> Why:
    """The class of what a connector said when it had no answer: "answered 503", or a sentence."""
    if said := re.match(r"answered (\d{3})", reason):
        return _why_status(int(said[1]))
    return Why.UNREADABLE if "cannot read" in reason else Why.UNREACHABLE


def _why_status(status: int) -> Why:
    if status in (401, 403):
        return Why.CREDENTIALS
    if status in (408, 429, 503):
        return Why.BUSY
    return Why.BROKEN if status >= 500 else Why.REFUSED


def not_asked(*, active: bool, answers: bool, suspended: bool = False) -> Why:
    """Why a system is left out; NONE when it is to be asked."""
    if not answers:
        return Why.OTHER_QUESTIONS
    if not active:
        return Why.PAUSED
    return Why.SUSPENDED if suspended else Why.NONE
