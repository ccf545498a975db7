"""What an attempt's outcome means for a delivery: states, retry times, who acts next."""

import random
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from field_api.connectors.rules import FieldFault, Found, Lookup, Outcome, Sent
from field_api.connectors.rules.circuit import Signal

KEY_SPACE = UUID("6f7b8c1e-3c52-5d0a-9f0e-0c5a7f1d2b90")

# Hinted by name: an action that imported tasks would close a ring.
DRAIN = "delivery.drain"

QUEUE = "drain"
BATCH = 64
SLICE_SECONDS = 2.0
"""How long one system may hold a worker's thread while others wait for one."""

MAX_ATTEMPTS = 8
POISON_CLAIMS = 3
"""A delivery that was claimed so often without a word about it is what ends its workers."""

TOO_LATE = "not there in time"

_JITTER = 0.2

OUTAGE_SECONDS = (1, 2, 4, 5)
"""Short: it is the breaker that leaves a dead system alone."""

UNCERTAIN_SECONDS = (0, 5, 30, 120, 600, 1800, 7200)
BUSY_SECONDS = (2, 5, 15, 30, 60)
CREDENTIALS_SECONDS = (60,)
LONGEST_WAIT = 3600.0


class State(StrEnum):
    DUE = "due"
    SENDING = "sending"
    DELIVERED = "delivered"
    REJECTED = "rejected"  # the system says the content is wrong: a person corrects it
    AWAITING = "awaiting"  # the system has it and will say later whether it accepts it
    UNCERTAIN = "uncertain"  # may or may not have arrived and nobody can say: a person asks
    HELD = "held"  # refused by us (marking above the system's clearance): a person decides
    EXPIRED = "expired"  # not there in time, and the route says that late is worth nothing
    POISONED = "poisoned"  # three workers ended while they carried it: a person looks
    CANCELLED = "cancelled"


class Ordering(StrEnum):
    """What a version of a subject waits for. `strict`: for every earlier one. `latest_wins`: the
    same, and it takes the place of earlier ones that no system can have seen. `none`: for nothing.
    """

    STRICT = "strict"
    LATEST_WINS = "latest_wins"
    NONE = "none"


class WhenLate(StrEnum):
    """What happens at `deliver_by`: a person is told and it goes on, or it ends there."""

    TELL = "tell"
    END = "end"


class Todo(StrEnum):
    """What only a person can do. `correct`: a field was not accepted. `ask`: nobody can say whether
    it arrived. `amend`, `erase`: the system holds it and can't be told to change or erase it.
    `late`: it is not there in time. `restrict`: it is for fewer people now than may read it there.
    """

    CORRECT = "correct"
    ASK = "ask"
    AMEND = "amend"
    ERASE = "erase"
    LATE = "late"
    RESTRICT = "restrict"


class ReplayState(StrEnum):
    WAITING = "waiting"  # for a second person
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


OPEN = (State.DUE, State.SENDING)
BLOCKING = (State.DUE, State.SENDING, State.UNCERTAIN, State.POISONED)
"""A later version waits behind these. A rejected one lets its correction pass."""

FOR_A_PERSON = (State.REJECTED, State.UNCERTAIN, State.HELD, State.EXPIRED, State.POISONED)
"""Nothing more happens by itself."""

FORGOTTEN = (State.DELIVERED, State.CANCELLED)
"""Of these the bytes go once they are old: no attempt will ever send them."""

BYTES_KEPT = timedelta(days=31)
"""A month in which somebody may find that they lost it. Nightly comparisons, and those made up for
after an outage, are long over; they need the hash alone."""

ATTEMPTS_KEPT = timedelta(days=396)
"""Thirteen months: the same season last year, to compare with."""

FORGET_SECONDS = 2.0
"""A round of the sweeper waits no longer for it."""

LABELS = {
    State.DUE: "on its way",
    State.SENDING: "on its way",
    State.DELIVERED: "accepted",
    State.REJECTED: "rejected",
    State.AWAITING: "taken, not yet decided",
    State.UNCERTAIN: "not known, being asked",
    State.HELD: "held back",
    State.EXPIRED: "too late",
    State.POISONED: "set aside",
    State.CANCELLED: "cancelled",
}

MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")


@dataclass(frozen=True, slots=True)
class Next:
    """Where a delivery goes from here. `wait` is in seconds and counts only while it stays due.
    `faults` are what the system found wrong.
    """

    state: State
    wait: float = 0.0
    ask_first: bool = False
    uses_attempt: bool = False
    reason: str = ""
    reference: str = ""
    faults: tuple[FieldFault, ...] = ()


def key(*, system: str, revision: UUID, generation: int) -> UUID:
    """The delivery's id and Idempotency-Key: the same for ever for the same thing sent."""
    return uuid5(KEY_SPACE, f"{system}\n{revision}\n{generation}")


def call_seconds(send_seconds: float) -> float:
    """The longest one delivery can take: asking and then sending, each to its deadline."""
    return 2 * send_seconds


def lease_seconds(send_seconds: float) -> float:
    """Longer than a call, for it begins a moment after the claim; short, because it is how long a
    delivery waits when its worker was killed. A call starts only with a whole call's time left on
    the lease, or two workers could send at once."""
    return call_seconds(send_seconds) + 3.0


def may_hold(clearance: str, marking: str) -> bool:
    """Whether a system cleared to `clearance` may be sent `marking`. Unknown markings: never."""
    if clearance not in MARKINGS or marking not in MARKINGS:
        return False
    return MARKINGS.index(marking) <= MARKINGS.index(clearance)


def may_go(partner: str, only: tuple[str, ...] | None) -> bool:
    """Whether a system of `partner` may have what may go to `only` these; "" is our own."""
    return only is None or partner in only


def after_send(sent: Sent, *, tries: int, attempts: int, settle_seconds: float) -> Next:
    """Sorted by what is *known*, not by status code. `tries` counts all, `attempts` those used up.

    An outage or a busy system uses up no attempt: it says nothing about this payload.
    """
    match sent.outcome:
        case Outcome.DELIVERED:
            return Next(State.DELIVERED, reference=sent.reference, uses_attempt=True)
        case Outcome.TAKEN:
            return Next(State.AWAITING, reference=sent.reference, uses_attempt=True)
        case Outcome.REJECTED:
            return Next(State.REJECTED, reason=sent.reason, uses_attempt=True, faults=sent.fields)
        case Outcome.REFUSED:
            return Next(State.HELD, reason=sent.reason)
        case Outcome.UNCERTAIN:
            return _after_uncertain(sent, attempts, settle_seconds)
        case Outcome.BUSY:
            wait = _clamped(sent.retry_after, _step(BUSY_SECONDS, tries))
        case Outcome.CREDENTIALS:
            wait = _step(CREDENTIALS_SECONDS, tries)
        case _:
            wait = _step(OUTAGE_SECONDS, tries)
    return Next(State.DUE, wait=wait, reason=sent.reason)


def after_lookup(found: Lookup, *, sha256: str, tries: int) -> Next | None:
    """What "do you have it?" settles. None: it is certainly not there, so send it now."""
    if found.answer == Found.ABSENT:
        return None
    if found.answer == Found.TURNED_DOWN:
        return Next(
            State.REJECTED,
            reason=found.reason,
            reference=found.reference,
            faults=found.fields,
        )
    if found.answer == Found.PENDING:
        return Next(State.AWAITING, reference=found.reference, reason="found by asking")
    if found.answer == Found.UNKNOWN:
        wait = _step(OUTAGE_SECONDS, tries)
        return Next(State.DUE, wait=wait, ask_first=True, reason="could not ask whether it arrived")
    if found.sha256 and found.sha256 != sha256:
        return Next(State.UNCERTAIN, reason="the system holds other bytes under this key")
    return Next(State.DELIVERED, reference=found.reference, reason="found by asking")


_SIGNALS = {
    Outcome.DELIVERED: Signal.WELL,
    Outcome.TAKEN: Signal.WELL,
    Outcome.REJECTED: Signal.WELL,
    Outcome.BUSY: Signal.BUSY,
    Outcome.CREDENTIALS: Signal.LOCKED,
    Outcome.NOT_SENT: Signal.ILL,
    Outcome.UNCERTAIN: Signal.ILL,
}


def signal_of(sent: Sent) -> Signal | None:
    """What an attempt says about the system. A rejection is the sign of a healthy one; our own
    refusal says nothing."""
    return _SIGNALS.get(sent.outcome)


def _after_uncertain(sent: Sent, attempts: int, settle_seconds: float) -> Next:
    if attempts + 1 >= MAX_ATTEMPTS:
        return Next(State.UNCERTAIN, reason=sent.reason, uses_attempt=True)
    # The request may still be in flight: an immediate "no" could be true now and false in a second.
    wait = settle_seconds + _step(UNCERTAIN_SECONDS, attempts)
    return Next(State.DUE, wait=wait, ask_first=True, uses_attempt=True, reason=sent.reason)


def _step(seconds: tuple[int, ...], n: int) -> float:
    base = float(seconds[min(n, len(seconds) - 1)])
    return base * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 (spreads load, no secret)


def _clamped(asked: float | None, base: float) -> float:
    return base if asked is None else min(max(asked, base), LONGEST_WAIT)
