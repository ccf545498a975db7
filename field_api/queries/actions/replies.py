"""What one system said to one question, and the rows that keep it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from field_api.connectors.models import System
from field_api.connectors.rules import Answer, Declined, Faulted, NoAnswer, TimedOut
from field_api.connectors.rules.circuit import Signal
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, sql
from field_api.queries.models import Hit, Leg, Query
from field_api.queries.rules import legs, records
from field_api.queries.rules.legs import State, Why
from field_api.queries.rules.records import Record

_ILL = frozenset({Why.SILENT, Why.UNREACHABLE, Why.BROKEN, Why.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Reply:
    """`withheld` counts records that the system may not show; `signal` is what the call said of the
    system, None where it was we who failed.
    """

    state: State
    why: Why = Why.NONE
    found: tuple[Record, ...] = ()
    withheld: int = 0
    signal: Signal | None = Signal.WELL

    @property
    def is_told(self) -> bool:
        """Whether the system searched, whatever it then let us see."""
        return self.state in (State.ANSWERED, State.NO_MATCH) or self.why is Why.RESTRICTED


OURS = Reply(State.FAILED, Why.OURS, signal=None)


def read(answer: Answer, system: System) -> Reply:
    """The records that could be read. With some withheld and none shown, it is as good as not
    asked: "no match" would be untrue, and that it holds something is what may not be told.
    """
    results = answer.results
    if not results and answer.withheld:
        return Reply(State.NOT_ASKED, Why.RESTRICTED, withheld=answer.withheld)
    if not results:
        return Reply(State.NO_MATCH)
    return _found(results, system, answer.withheld)


def _found(results: Sequence[object], system: System, withheld: int) -> Reply:
    each = [
        records.read(raw, system=system.code, system_name=system.name)
        for raw in results[: legs.MOST_RECORDS]
    ]
    found = tuple(record for record in each if record)
    if not found:
        return Reply(State.FAILED, Why.UNREADABLE, signal=Signal.ILL)
    why = Why.PARTLY_READ if len(found) < len(each) else Why.NONE
    why = Why.MORE if len(results) > len(each) else why
    return Reply(State.ANSWERED, why, found, withheld)


def none(said: NoAnswer) -> Reply:
    """Why there is no answer."""
    if isinstance(said, TimedOut):
        return Reply(State.TIMED_OUT, Why.SILENT, signal=Signal.ILL)
    if isinstance(said, Declined):
        return Reply(State.NOT_ASKED, Why.RESTRICTED)
    if isinstance(said, Faulted):
        return Reply(State.FAILED, Why.REFUSED)
    why = legs.why(said.reason)
    return Reply(State.FAILED, why, signal=_signal(why, said.reason))


def _signal(why: Why, reason: str) -> Signal:
    # Not on 403: that may be about this officer, and would keep every other from asking.
    if reason.startswith("answered 401"):
        return Signal.LOCKED
    if why is Why.BUSY:
        return Signal.BUSY
    return Signal.ILL if why in _ILL else Signal.WELL


def keep(leg: Leg, reply: Reply, now: datetime) -> None:
    """A row for each record, `now` being when the system gave them."""
    sql.insert(
        [
            Hit(
                leg=leg,
                position=position,
                ref=record.ref,
                type=record.type,
                handling=record.handling,
                as_of=clock.parse(record.as_of) if record.as_of else None,
                retrieved_at=now,
                body=dict(record.values),
                warnings=[asdict(warning) for warning in record.warnings],
            )
            for position, record in enumerate(reply.found)
        ]
    )


def record(
    query: Query, leg: Leg, reply: Reply, *, late: bool, remembered_at: datetime | None = None
) -> None:
    """DPA 2018 s.62: which records a consultation returned, by reference and never by content. What
    is given again is a consultation like the first.
    """
    details: dict[str, object] = {
        "system": leg.system.code,
        "records": [each.ref for each in reply.found],
        "reason_code": query.reason_code,
        "late": late,
    }
    if reply.withheld or reply.why is Why.RESTRICTED:
        details["withheld"] = reply.withheld
    if remembered_at:
        details["remembered"] = clock.iso(remembered_at)
    ledger.record(
        act=Act.CONSULTATION,
        actor=query.asked_by.actor,
        subject=f"query:{query.pk}",
        purpose=query.purpose,
        recipient=query.asked_by.actor,
        details=details,
    )
