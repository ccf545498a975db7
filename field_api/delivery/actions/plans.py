"""What a replay would do, before anybody orders it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from field_api.connectors.models import System
from field_api.delivery.actions.again import Again, Terms, frozen, prepared
from field_api.delivery.actions.replay import REPLAY_ALONE, REPLAY_MOST
from field_api.delivery.actions.scopes import SLICE, Scope, portion
from field_api.delivery.models import Delivery, Payload
from field_api.identity.models import Officer
from field_api.mapping import actions as mapping
from field_api.mapping.rules.differences import Difference, differences

SAMPLE = 20
CHANGES = 50


@dataclass(frozen=True, slots=True)
class Changed:
    """One delivery whose content would differ, with at most fifty of the places where it does."""

    delivery: UUID
    changes: tuple[Difference, ...]


@dataclass(slots=True)
class Plan:
    """`goes` would be sent, `refused` would not: how many for each reason, and the first of them by
    id. `whole` is False past 10,000, which can't be ordered. Mapped anew, `changed` of those that
    go would differ from what was frozen, `samples` shows the first twenty; where neither can be
    read as a document they differ as bytes, without a place.
    """

    total: int = 0
    goes: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, UUID] = field(default_factory=dict)
    whole: bool = True
    changed: int = 0
    samples: list[Changed] = field(default_factory=list)

    @property
    def needs_a_second(self) -> bool:
        return self.total > REPLAY_ALONE


def plan(
    *,
    system: System,
    scope: Scope,
    by: Officer,
    fresh_key: bool = False,
    rerender: bool = False,
) -> Plan:
    """Counts are of everything of the officer's force in the scope. Writes nothing. Raises
    Problem 422 as `order` does.
    """
    scope.check()
    found = Plan()
    for rows in _portions(system, scope, by):
        room = REPLAY_MOST - found.total
        _count(found, rows[:room], Terms(fresh_key, rerender))
        if len(rows) > room:
            found.whole = False
            break
    return found


def _portions(system: System, scope: Scope, by: Officer) -> Iterator[list[Delivery]]:
    after = None
    while rows := portion(system, scope, by=by, after=after, size=SLICE):
        yield rows
        after = rows[-1].pk


def _count(found: Plan, rows: Sequence[Delivery], terms: Terms) -> None:
    made, refused = prepared(rows, terms)
    found.total += len(rows)
    found.goes += len(made)
    found.refused.update(refused.values())
    for pk, why in refused.items():
        found.examples.setdefault(why, pk)
    for one in made if terms.rerender else ():
        if one.now.payload_sha256 == one.was.payload_sha256:
            continue
        found.changed += 1
        if len(found.samples) < SAMPLE:
            changes = tuple(islice(_changes(one), CHANGES))
            found.samples.append(Changed(one.was.pk, changes))


def _changes(one: Again) -> Iterator[Difference]:
    before, after = _document(one.was, frozen(one.was)), _document(one.now, one.payload)
    if before is not None and after is not None:
        yield from differences(before, after)


def _document(delivery: Delivery, payload: Payload | None) -> Any:
    """What the system is told, as a document: from the bytes where they are JSON, otherwise by the
    mapping version that made them. None where there is no telling.
    """
    if not delivery.payload_sha256:
        return {}
    if payload is not None and payload.content_type.partition(";")[0].endswith("json"):
        return json.loads(bytes(payload.body))
    source = mapping.kept(delivery.revision)
    if source is None or delivery.mapping_id is None:
        return None
    ready, clearance = mapping.at(delivery.mapping_id), delivery.system.clearance
    try:
        return ready.apply(source, version=delivery.lane_seq, clearance=clearance).document
    except Exception:  # whatever a mapping raises: it once made these bytes, and can't any more
        return None
