"""One delivery sent again: whether it may be, and the delivery that does it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
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
from field_api.mapping.actions import Ready, Released
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
    whole = [] if terms.rerender else [row for row in wanted if frozen(row)]
    mapped = wanted if terms.rerender else [row for row in wanted if not frozen(row)]
    made = [_same_bytes(row, row.payload, terms) for row in whole]
    maker = _anew(mapped, terms) if terms.rerender else _as_they_were(terms)
    sources = Source.objects.in_bulk([row.revision for row in mapped])
    for row in mapped:
        kept = sources.get(row.revision)
        source = released(kept) if kept else None
        one = maker(row, source) if source else "what it was made from is no longer kept"
        if isinstance(one, Again):
            made.append(one)
        else:
            refused[row.pk] = one
    return made, refused


Maker = Callable[[Delivery, Released], Again | str]
"""Makes the next delivery of one from its source, or says why not."""


def _anew(rows: Sequence[Delivery], terms: Terms) -> Maker:
    ready = mapping.current({row.kind for row in rows}) if rows else {}
    redacts = _redacted_now(rows)

    def make(row: Delivery, source: Released) -> Again | str:
        new = _next(row, terms)
        new.redacts = redacts.get(row.kind, row.redacts)
        return _mapped(row, new, source, ready.get((row.kind, row.system_id)))

    return make


def _as_they_were(terms: Terms) -> Maker:
    """Bytes that have been deleted for their age, once more by the mapping version that made them.
    Their hash says whether they are the same.
    """
    ready: dict[int | None, Ready] = {}

    def make(row: Delivery, source: Released) -> Again | str:
        if row.mapping_id and row.mapping_id not in ready:
            ready[row.mapping_id] = mapping.at(row.mapping_id)
        one = _mapped(row, _next(row, terms), source, ready.get(row.mapping_id))
        same = isinstance(one, str) or one.now.payload_sha256 == row.payload_sha256
        return one if same else "its bytes are no longer kept, and made again differ: map it anew"

    return make


def _mapped(row: Delivery, new: Delivery, source: Released, ready: Ready | None) -> Again | str:
    new, payload = outbox.freeze(source, new, ready)
    goes = new.state == State.DUE.value
    return Again(row, new, payload) if goes else f"it would not go: {new.reason}"


def _same_bytes(row: Delivery, old: Payload, terms: Terms) -> Again:
    new = _next(row, terms)
    new.mapping_id, new.payload_sha256 = row.mapping_id, row.payload_sha256
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
    payload = frozen(row)
    if not (payload.body if payload else row.payload_sha256 and row.intent == Intent.WRITE.value):
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
