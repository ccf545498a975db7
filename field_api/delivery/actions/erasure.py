"""An entry that is erased here goes from the systems that had it, or a person sees to it."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce, Greatest, Now

from field_api.connectors.rules import Capability, Intent
from field_api.delivery.actions import tasks
from field_api.delivery.actions.drain import nudge
from field_api.delivery.actions.holding import is_there, keys, may_be_there, offers
from field_api.delivery.models import Delivery, Payload, Subject, Task
from field_api.delivery.rules import FOR_A_PERSON, OPEN, State, Todo, key
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, trace
from field_api.mapping.models import Source

CONTENT_TYPE = "application/json"
ERASURE = "erasure"
ERASED = "the entry has been erased"

_GIVEN_UP = (*OPEN, *FOR_A_PERSON, State.AWAITING)


@dataclass(frozen=True, slots=True)
class Erased:
    """The erasures under way to systems, and the tasks where a person must ask for one."""

    deliveries: list[Delivery]
    tasks: list[Task]


def erase(*, subject: UUID, actor: str, reason: str) -> Erased:
    """Have every system that may hold a version of this subject erase it, and forget what we had
    prepared for them: nothing of it goes out from here on, its frozen bytes go and their hashes
    stay, and so does what mappings read.

    `actor` is whose decision it is, as the ledger names people. Belongs in the `feed.work()` of the
    erasure itself. Erasing twice tells the systems once.
    """
    counter = Subject.objects.select_for_update(no_key=True).filter(pk=subject).first()
    if counter is None:
        return Erased([], [])
    lanes = _lanes(subject)
    counter.seq += 1
    found = Erased([], [])
    for rows in lanes.values():
        _tell_one(found, rows, counter.seq)
    if found.deliveries or found.tasks:
        counter.save(update_fields=["seq"])
    everything = [row for rows in lanes.values() for row in rows]
    _forget(subject, everything)
    _record(subject, actor, reason, found)
    for row in everything:
        feed.tell(recipients=row.tell, kind=Kind.SUBMISSION, doc=subject)
    nudge({one.system_id for one in found.deliveries})
    return found


def _lanes(subject: UUID) -> dict[int, list[Delivery]]:
    """Every delivery of it, locked in one order for all, by system."""
    rows = Delivery.objects.filter(subject=subject)
    locked: set[UUID] = set()
    # Whoever held a lock that we waited for may have been sending that one again: look once more.
    # With all of them locked nobody can add another.
    while len(locked) < rows.count():
        held = rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        locked = set(held)
    lanes: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows.select_related("system"):
        lanes[row.system_id].append(row)
    return lanes


def _tell_one(found: Erased, rows: list[Delivery], place: int) -> None:
    """One system: an erasure as the next in its lane, behind what it was given and nothing else."""
    last = max((row.lane_seq for row in rows if row.intent == Intent.ERASE.value), default=0)
    written = [row for row in rows if row.intent == Intent.WRITE.value and row.lane_seq > last]
    if not any(_was_there(row) for row in written):
        return
    order, payload = _order(written, place)
    by_hand = not offers(order.system, Capability.ERASURE)
    if by_hand:
        order.state, order.settled_at = State.HELD.value, clock.now()
        order.reason = f"{order.system.name} can't be told to erase: a person asks for it"
    order.save(force_insert=True)
    payload.save(force_insert=True)
    if by_hand:
        found.tasks.extend(tasks.raise_for(delivery=order, todo=Todo.ERASE))
    else:
        _wait_for_calls(order, written)
        found.deliveries.append(order)


def _was_there(row: Delivery) -> bool:
    # A reference means that it was taken once, whatever was said about it later.
    return may_be_there(row) or bool(row.remote_ref)


def _order(written: list[Delivery], place: int) -> tuple[Delivery, Payload]:
    last = max(written, key=lambda row: (row.lane_seq, row.generation))
    revision = key(system=ERASURE, revision=last.subject_id, generation=place)
    name = key(system=last.system.code, revision=revision, generation=1)
    told = {"erase": str(last.subject_id), "keys": keys(written)}
    body = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    order = Delivery(
        id=name,
        key=name,
        system=last.system,
        subject_id=last.subject_id,
        revision=revision,
        kind=last.kind,
        force=last.force,
        lane_seq=place,
        intent=Intent.ERASE.value,
        payload_sha256=sha256(body).hexdigest(),
        tell=last.tell,
        trace=trace.current(),
    )
    return order, Payload(delivery=order, body=body, content_type=CONTENT_TYPE)


def _wait_for_calls(order: Delivery, written: list[Delivery]) -> None:
    """A call under way may still bring the entry after the erasure, so this waits until it can't:
    the lease it was made under, and the time the system takes to settle.
    """
    doubtful = [row for row in written if may_be_there(row) and not is_there(row)]
    if not doubtful:
        return
    leases = [row.due_at for row in doubtful if row.state == State.SENDING.value]
    over = Greatest(Now(), *(Value(until) for until in leases)) if leases else Now()
    rows = Delivery.objects.filter(pk=order.pk)
    rows.update(due_at=over + timedelta(seconds=order.system.settle_seconds))


def _forget(subject: UUID, rows: list[Delivery]) -> None:
    """A worker in the middle of a call loses its lease, so that what it learns brings nothing back.
    What a system said about the content goes with the content.
    """
    written = Delivery.objects.filter(
        pk__in=[row.pk for row in rows if row.intent == Intent.WRITE.value]
    )
    doubt = [row.pk for row in rows if may_be_there(row)]
    written.filter(pk__in=doubt).update(ask_first=True)
    written.filter(state__in=[state.value for state in _GIVEN_UP]).update(
        state=State.CANCELLED.value,
        lease_token=None,
        unsettled=0,
        settled_at=Coalesce("settled_at", Now()),
    )
    written.update(faults=[], reason=ERASED)
    Payload.objects.filter(delivery__in=written).delete()
    Source.objects.filter(subject=subject).update(document=None, markings={})
    asked = Task.objects.filter(delivery__in=written)
    asked.update(text="")
    asked.open().update(done_at=Now(), note=ERASED)


def _record(subject: UUID, actor: str, reason: str, found: Erased) -> None:
    """DPA 2018 s.62: what was erased, on whose word, and who is told to do the same."""
    told = {one.system.code: str(one.key) for one in found.deliveries}
    ledger.record(
        act=Act.ERASURE,
        actor=actor,
        subject=f"submission:{subject}",
        purpose=reason,
        details={"told": told, "asked": [task.delivery.system.code for task in found.tasks]},
    )
