"""What may be known after talking to another system, and what a system is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from field_api.connectors.rules.asking import Asking


class Outcome(StrEnum):
    """What is *known* about an entry after one attempt to hand it over. Never a guess.

    The class says who must act next, not what went wrong: an outage and a refused password need
    different people, and only `UNCERTAIN` forbids sending again before asking.
    """

    DELIVERED = "delivered"  # the system says it holds the entry, and under which reference
    TAKEN = "taken"  # it has the entry and will say later whether it accepts it
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
    PENDING = "pending"  # it holds the entry and has not decided about it
    TURNED_DOWN = "turned_down"  # it got the entry and did not accept it
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Capability(StrEnum):
    """What can be asked of a system at all. Whether it is, a system's row says."""

    ENTRIES = "entries"
    UPDATES = "updates"  # takes a later version of what it holds, as a version of the same thing
    ERASURE = "erasure"  # can be told to erase what it holds
    LOOKUP = "lookup"
    LISTING = "listing"
    QUERIES = "queries"


class Intent(StrEnum):
    """What the system is to do with an item."""

    WRITE = "write"
    ERASE = "erase"


class State(StrEnum):
    """`draining` ends by itself as `paused`, when the last call under way has been answered."""

    ACTIVE = "active"
    PAUSED = "paused"
    DRAINING = "draining"


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
    DRIVER = "driver"
    PLACE = "place"
    PHONE = "phone"
    ONLINE = "online"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A fault in one field: a JSON pointer (RFC 6901) into what was sent, and a sentence."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One frozen delivery, as a connector hands it over.

    `key` is the same in every attempt: what the other side tells doubles by, and what a lookup asks
    for. `subject` is the same in every version of one submission, `version` counts them from 1.
    An erasure carries the JSON object {"erase": subject, "keys": [every key the system was given]}.
    """

    key: UUID
    subject: UUID
    version: int
    payload: bytes
    content_type: str
    kind: str = ""
    marking: str = "OFFICIAL"
    intent: Intent = Intent.WRITE


@dataclass(frozen=True, slots=True)
class Held:
    """One thing a system says it holds of ours. `sha256` as in `Lookup`."""

    key: UUID
    reference: str = ""
    sha256: str = ""
    received_at: datetime | None = None


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
    """`sha256` is of the bytes the system holds, 64 lower hex digits; empty if it does not say.
    `reason` and `fields` say why it was turned down.
    """

    answer: Found
    reference: str = ""
    sha256: str = ""
    reason: str = ""
    fields: tuple[FieldFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system found. No results means it searched and holds nothing: see `NoAnswer`.

    `withheld` counts records it has and may not show to whoever asked. With them, no results is
    not "no match".
    """

    results: list[dict[str, Any]] = field(default_factory=list)
    withheld: int = 0


class NoAnswer(Exception):
    """The system did not answer the question. Never to be shown as "no match".

    `reason` is `answered 503` for a status, or a sentence for a person.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TimedOut(NoAnswer):
    """It did not answer before the deadline."""


class Declined(NoAnswer):
    """It may not tell this officer, or not for this reason: as good as not asked. That says neither
    that it holds something nor that it does not.
    """


class Faulted(NoAnswer):
    """It found the question itself wrong: asking again as it stands is of no use."""


class ConfigRefused(ValueError):
    """A system's settings cannot be used. The message says which and why, and holds no secret."""


class Connector(Protocol):
    """How one kind of system is spoken to. `deadline` is always in seconds from now, all phases
    together. `render`, `listing` and `query` raise; every other failure is an answer. Safe to use
    from many threads at once.
    """

    capabilities: frozenset[Capability]

    def probe(self, deadline: float) -> bool:
        """Whether the system is up and takes our credentials' address for its own."""

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """The bytes to freeze and their content type. Raises ValueError if it cannot be written."""

    def validate(self, payload: bytes) -> list[FieldFault]:
        """What is wrong with these bytes by what we know of the system, without asking it."""

    def send(self, item: Item, *, deadline: float) -> Sent:
        """Hand over the frozen bytes, once."""

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        """Ask whether the system holds an entry under our key."""

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        """What the system says it received from us in that time. Raises NoAnswer, also when it
        stops half-way: half a list would make the rest look lost.
        """

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        """Ask a question. Raises NoAnswer, or TimedOut when the deadline passed."""


class Kind(Protocol):
    """What makes a connector from a system's settings. `capabilities` are the most it can offer;
    a connector may offer fewer. Raises ConfigRefused when the settings cannot be used.
    """

    capabilities: frozenset[Capability]

    def __call__(self, config: dict[str, Any], secret: str) -> Connector: ...


class Unasked:
    """For kinds of system that answer no questions, take no lookups or have no list: what is not
    overridden says so.
    """

    needs_secret: ClassVar[bool] = True

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        return Lookup(Found.UNKNOWN)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        raise NoAnswer("gives no list of what it holds")

    def query(
        self, kind: str, criteria: dict[str, Any], asking: Asking, *, deadline: float
    ) -> Answer:
        raise NoAnswer("answers no questions")
