"""What may be known after talking to another system, and what a system is."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Outcome(StrEnum):
    """What is *known* about an entry after one attempt to hand it over. Never a guess.

    The class says who must act next, not what went wrong: an outage and a refused password need
    different people, and only `UNCERTAIN` forbids sending again before asking.
    """

    DELIVERED = "delivered"  # the system says it holds the entry, and under which reference
    REJECTED = "rejected"  # the entry itself is at fault: a person corrects it
    CREDENTIALS = "credentials"  # our set-up is at fault (secret, address): no entry can pass
    BUSY = "busy"  # the system asks us to come back later and has taken nothing
    NOT_SENT = "not_sent"  # not one byte of the request went out
    UNCERTAIN = "uncertain"  # bytes went out and no clear answer came: ask before sending again
    REFUSED = "refused"  # we would not send: the rule that forbids it is ours


class Found(StrEnum):
    """The answer to "do you hold an entry under this key?". `ABSENT` is only ever said by the
    system itself about this very key: a gateway's 404 is `UNKNOWN`, or the entry would double.
    """

    FOUND = "found"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Capability(StrEnum):
    ENTRIES = "entries"
    LOOKUP = "lookup"
    QUERIES = "queries"


class State(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class Clearance(StrEnum):
    """The highest marking a system may be sent (Government Security Classifications)."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class LookupBy(StrEnum):
    """How doubt is settled: by asking for our key, by sending again (the system drops the double),
    or not at all.
    """

    BY_KEY = "by_key"
    IDEMPOTENT = "idempotent"
    NONE = "none"


class Question(StrEnum):
    PERSON = "person"
    VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A fault in one field: a JSON pointer (RFC 6901) into what was sent, and a sentence."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One attempt. `retry_after` is in seconds from the answer, `status` the HTTP status if any."""

    outcome: Outcome
    reference: str = ""
    reason: str = ""
    status: int | None = None
    retry_after: float | None = None
    fields: tuple[FieldFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """`sha256` is of the bytes the system holds, 64 lower hex digits; empty if it does not say."""

    answer: Found
    reference: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system found. No results means it searched and holds nothing: see `NoAnswer`."""

    results: list[dict[str, Any]] = field(default_factory=list)


class NoAnswer(Exception):
    """The system did not answer the question. Never to be shown as "no match".

    `reason` is `answered 503` for a status, or a sentence for a person.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TimedOut(NoAnswer):
    """It did not answer before the deadline."""


class ConfigRefused(ValueError):
    """A system's settings cannot be used. The message says which and why, and holds no secret."""


class Connector(Protocol):
    """How one kind of system is spoken to. `deadline` is always in seconds from now, all phases
    together. Only `render` and `query` raise; every other failure is an answer.
    """

    capabilities: frozenset[Capability]

    def probe(self, deadline: float) -> bool:
        """Whether the system is up and takes our credentials' address for its own."""

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """The bytes to freeze and their content type. Raises ValueError if it cannot be written."""

    def validate(self, payload: bytes) -> list[FieldFault]:
        """What is wrong with these bytes by what we know of the system, without asking it."""

    def send(self, payload: bytes, *, key: UUID, version: int, deadline: float) -> Sent:
        """Hand over the frozen bytes, once."""

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        """Ask whether the system holds an entry under our key."""

    def query(
        self,
        kind: str,
        criteria: dict[str, Any],
        purpose: str,
        reason_code: str,
        *,
        deadline: float,
    ) -> Answer:
        """Ask a question. Raises NoAnswer, or TimedOut when the deadline passed."""
