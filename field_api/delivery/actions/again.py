"""One delivery sent again: whether it may be, and the delivery that does it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from field_api.connectors.models import System
from field_api.connectors.rules import Intent, LookupBy
from field_api.delivery.actions import outbox
from field_api.delivery.actions.holding import NOT_UPDATED, earlier, is_there, may_be_there
from field_api.delivery.models import Delivery, Payload, Route
from field_api.delivery.rules import OPEN, Ordering, State, key, may_hold
from field_api.lib import clock
from field_api.mapping import actions as mapping
from field_api.mapping.actions.sources import released
from field_api.mapping.models import Source


@dataclass(frozen=True, slots=True)
class Terms:
    """`fresh_key`: the system takes it as new. `rerender`: mapped anew, not the frozen bytes."""

    fresh_key: bool = False
    rerender: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A delivery and, unsaved, the one that would send it again."""

    was: Delivery
    now: Delivery
    payload: Payload


def prepared(rows: Sequence[Delivery], terms: Terms) -> tuple[list[Again], dict[UUID, str]]:
    """What would send these again, and of the others why not. Saves nothing."""
    refused = refusals(rows, terms)
    wanted = [row for row in rows if row.pk not in refused]
    if not terms.rerender:
        return [_same_bytes(row, terms) for row in wanted], refused
    ready = mapping.current({row.kind for row in wanted}) if wanted else {}
    redacts = _redacted_now(wanted)
    sources = Source.objects.in_bulk([row.revision for row in wanted])
    made = []
    for row in wanted:
        kept = sources.get(row.revision)
        source = released(kept) if kept else None
        if source is None:
            refused[row.pk] = "what it was made from is no longer kept"
            continue
        new = _next(row, terms)
        new.redacts = redacts.get(row.kind, row.redacts)
        new, payload = outbox.freeze(source, new, ready.get((row.kind, row.system_id)))
        if new.state == State.DUE.value:
            made.append(Again(row, new, payload))
        else:
            refused[row.pk] = f"it would not go: {new.reason}"
    return made, refused


def _same_bytes(row: Delivery, terms: Terms) -> Again:
    new = _next(row, terms)
    new.mapping_id, new.payload_sha256 = row.mapping_id, row.payload_sha256
    old = row.payload
    payload = Payload(
        delivery=new, body=old.body, content_type=old.content_type, removed=old.removed
    )
    return Again(row, new, payload)


def _redacted_now(rows: Sequence[Delivery]) -> dict[str, bool]:
    """By kind, whether the route takes entries above the system's clearance without some fields:
    that may be just what was changed so that they can go.
    """
    systems = {row.system_id for row in rows}
    routes = Route.objects.filter(system__in=systems, kind__in={row.kind for row in rows})
    return dict(routes.values_list("kind", "redacts"))


def _next(row: Delivery, terms: Terms) -> Delivery:
    generation = row.generation + 1
    name = key(system=row.system.code, revision=row.revision, generation=generation)
    asks = not terms.fresh_key and may_be_there(row) and row.system.lookup != LookupBy.NONE.value
    return Delivery(
        id=name,
        key=name if terms.fresh_key else row.key,
        system=row.system,
        subject_id=row.subject_id,
        revision=row.revision,
        kind=row.kind,
        force=row.force,
        generation=generation,
        lane_seq=row.lane_seq,
        intent=row.intent,
        ordering=row.ordering,
        when_late=row.when_late,
        deliver_by=_limit(row),
        redacts=row.redacts,
        tell=row.tell,
        trace=row.trace,
        # Asked for under its old key, an entry that is there already is found and not sent.
        ask_first=asks,
    )


def _limit(row: Delivery) -> datetime | None:
    """As long from now as it had from its decision."""
    return clock.now() + (row.deliver_by - row.created_at) if row.deliver_by else None


def refusals(rows: Sequence[Delivery], terms: Terms) -> dict[UUID, str]:
    """Why these can't be sent again, by id; those that can are not in it."""
    if not rows:
        return {}
    lanes = _lanes(rows[0].system, rows)
    markings = dict(
        Source.objects.filter(pk__in=[row.revision for row in rows]).values_list("pk", "marking")
    )
    doubled = earlier(rows)
    found = {
        row.pk: _in_lane(row, lanes[row.subject_id])
        or _bytes(row, terms, markings.get(row.revision))
        or _double(row, terms, (row.system_id, row.subject_id) in doubled)
        for row in rows
    }
    return {pk: why for pk, why in found.items() if why}


def _lanes(system: System, rows: Sequence[Delivery]) -> dict[UUID, list[Delivery]]:
    lanes: dict[UUID, list[Delivery]] = defaultdict(list)
    for one in Delivery.objects.filter(system=system, subject__in={row.subject_id for row in rows}):
        lanes[one.subject_id].append(one)
    return lanes


def _in_lane(row: Delivery, lane: Sequence[Delivery]) -> str:
    if State(row.state) in OPEN:
        return "it is on its way"
    again = [one for one in lane if one.revision == row.revision]
    if (latest := max(one.generation for one in again)) > row.generation:
        return f"it was sent again already, as generation {latest}"
    later = [one for one in lane if one.lane_seq > row.lane_seq]
    if any(one.intent == Intent.ERASE.value for one in later):
        return "the entry has been erased"
    if row.ordering != Ordering.NONE.value and any(may_be_there(one) for one in later):
        return "a later version has been delivered: send that one again"
    if row.ordering == Ordering.LATEST_WINS.value and any(State(o.state) in OPEN for o in later):
        return "a later version goes in its place"
    return ""


def _bytes(row: Delivery, terms: Terms, marking: str | None) -> str:
    if terms.rerender:
        return "an erasure is not mapped" if row.intent == Intent.ERASE.value else ""
    if not (frozen(row) and row.payload.body):
        return "there are no bytes to send: map it anew"
    # A system may have lost its clearance since the bytes were frozen. Redacted ones fitted then.
    if marking and not row.redacts and not may_hold(row.system.clearance, marking):
        return f"{row.system.name} is not cleared for {marking}"
    return ""


def frozen(row: Delivery) -> Payload | None:
    """Its bytes; None once they have been deleted, by erasure or for their age."""
    return getattr(row, "payload", None)


def _double(row: Delivery, terms: Terms, holds_earlier: bool) -> str:
    if holds_earlier:
        return f"{row.system.name} {NOT_UPDATED}"
    if terms.fresh_key or not may_be_there(row):
        return ""
    if terms.rerender:
        return "it may hold the old bytes under this key: map it anew under a fresh key"
    if is_there(row) and row.system.lookup == LookupBy.NONE.value:
        return "the system has it and can't tell a double by its key: only under a fresh key"
    return ""
