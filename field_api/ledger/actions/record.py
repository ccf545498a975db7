"""Writing to the ledger: in the transaction of the act itself, so that neither stands alone."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.db import DatabaseError, transaction

from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import sql
from field_api.lib import trace as tracing
from field_api.lib.problems import Problem


class NotRecorded(Problem, DatabaseError):
    """The ledger takes no row: then the act is not done, and nothing that was read is shown. Doors
    answer 503; whoever waits out a database that is away waits this out as well.
    """

    def __init__(self) -> None:
        detail = "So nothing was done and nothing is shown. Try again, and tell the operator."
        super().__init__(503, "not-recorded", "This cannot be recorded", detail)


def record(
    *,
    act: Act,
    actor: str,
    subject: str,
    purpose: str = "",
    recipient: str = "",
    on_behalf_of: str = "",
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event. `details` must be JSON and name no content: identifiers, codes and counts.

    Raises NotRecorded, and RuntimeError outside a transaction.
    """
    event = Event(
        act=act.value,
        actor=actor,
        subject=subject,
        purpose=purpose,
        recipient=recipient,
        on_behalf_of=on_behalf_of,
        details=dict(details or {}),
    )
    return record_many([event])[0]


def record_many(events: list[Event]) -> list[Event]:
    """Write unsaved events by one INSERT; they come back in order, with `id` and `at`.

    Raises NotRecorded, and RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a ledger event is written in the transaction of the act it records")
    return _written(events)


def record_looks(events: list[Event]) -> list[Event]:
    """The same for what was read and is not yet shown, with no act beside it that could stand
    alone: outside a transaction it is one statement, which commits by itself. Raises NotRecorded.
    """
    within = transaction.get_connection().in_atomic_block
    with transaction.atomic() if within else nullcontext():
        return _written(events)


def _written(events: list[Event]) -> list[Event]:
    if not events:
        return []
    try:
        written = sql.run(_INSERT, *_columns(events))
    except DatabaseError as error:
        raise NotRecorded from error
    for event, (key, at) in zip(events, written, strict=True):
        event.id, event.at = key, at
        event._state.adding = False
    return events


# By arrays, not by the ORM: this runs with every delivery, and took a tenth of a worker's time.
_COLUMNS = ("act", "actor", "on_behalf_of", "subject", "purpose", "recipient", "trace")
_NAMED = ", ".join((*_COLUMNS, "details"))
_INSERT = f"""
    INSERT INTO ledger_event ({_NAMED}) SELECT {_NAMED}
    FROM ROWS FROM ({", ".join(["unnest(%b::text[])"] * len(_COLUMNS))},
      jsonb_array_elements(%s::jsonb)) WITH ORDINALITY AS e ({_NAMED}, place)
    ORDER BY place RETURNING id, at
"""  # noqa: S608 names of our own columns


def _columns(events: list[Event]) -> list[Any]:
    now = tracing.current()
    for event in events:
        event.trace = event.trace or now
    plain = [[str(getattr(event, name)) for event in events] for name in _COLUMNS]
    return [*plain, sql.together([event.details for event in events])]
