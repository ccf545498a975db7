"""Reading what entries speak of, behind the push: whatever died or was lost is found by the sweep.

Some records at a time, each under its row, so that whoever erases or withdraws one comes before or
after, never between: what they find is what they remove.
"""

import json
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import NoSuchForm
from field_api.catalogue.rules import Entity, Form, entities
from field_api.intelligence.actions import choosing, telling
from field_api.intelligence.actions.choosing import Said
from field_api.intelligence.models import Mention, MentionKey, Record, RecordQuerySet
from field_api.intelligence.models.mentions import TYPES
from field_api.intelligence.rules import Known, keys
from field_api.intelligence.rules.indicators import DOMAIN
from field_api.intelligence.rules.indicators import found as found_in
from field_api.intelligence.rules.losses import lost
from field_api.intelligence.rules.marks import marking
from field_api.intelligence.rules.pairing import paired
from field_api.lib import clock, ids
from field_api.notebook.models import Content
from field_api.notebook.rules import Intent

log = logging.getLogger(__name__)

SLICE_SECONDS = 20.0
MOST_ENTITIES = 300
AT_ONCE = 25
# Of the time of one thread, at most a quarter while there is more than one batch: nobody waits for
# this, and officers wait for the pushes beside it.
_RESTS = 3.0
_WAITS = [timedelta(seconds=each) for each in (4, 16, 64, 256, 0)]
_TRIES = len(_WAITS)
_READING = threading.Lock()


def read(*, seconds: float = SLICE_SECONDS, rests: float = 0.0) -> int:
    """Read what is to be read, the oldest first, for about `seconds`, resting `rests` times as long
    as each batch took before the next. How many records. Any number of workers may at once: each
    takes what no other has.
    """
    ends, done = time.monotonic() + seconds, 0
    while (begun := time.monotonic()) < ends and (count := _next()):
        done += count
        if count == AT_ONCE:
            time.sleep(min((time.monotonic() - begun) * rests, ends - begun))
    return done


def keep_up() -> int:
    """As `read`, gently, and by one thread of a process: the hints of a busy hour would else hold
    every thread that deliveries need."""
    if not _READING.acquire(blocking=False):
        return 0
    try:
        return read(rests=_RESTS)
    finally:
        _READING.release()


def sweep() -> bool:
    """Have read what a hint was lost for. Whether there is anything."""
    waiting = _waiting().exists()
    if waiting:
        telling.hint(otherwise=keep_up)
    return waiting


def _waiting() -> RecordQuerySet:
    return Record.objects.filter(to_read=True, tries__lt=_TRIES, told_at__lte=Now())


def _next() -> int:
    """How many of a batch were taken up."""
    with transaction.atomic():
        due = _waiting().order_by("told_at").select_for_update(skip_locked=True, no_key=True)
        rows = list(due[:AT_ONCE])
        if not _replaced(rows):
            for row in rows:
                if not _replaced([row]):
                    _later(row)
    return len(rows)


def _replaced(rows: Sequence[Record]) -> bool:
    """Whether all of these could be read; if not, nothing of them has changed."""
    try:
        with transaction.atomic():
            _replace(rows)
    except Exception as error:
        log.error("an entry could not be read", extra={"reason": type(error).__name__})
        return False
    return True


def _later(row: Record) -> None:
    """An entry nobody can read must not keep others from being found, nor a worker at it: it waits
    longer each time, and after five tries until somebody has it read anew (docs/recognition.md).
    """
    later = Now() + _WAITS[row.tries]
    Record.objects.filter(pk=row.pk).update(tries=F("tries") + 1, told_at=later)


@dataclass(slots=True)
class _Read:
    """What stands of one record: each mention, and what its author said of others beside it."""

    occurred_at: Any = None
    loss: int | None = None
    mentions: list[Mention] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def _replace(records: Sequence[Record]) -> None:
    loaded = _loaded([one for record in records for one in record.revisions])
    found = {record.pk: _found(record, loaded) for record in records}
    before = defaultdict(list)
    for one in Mention.objects.filter(record__in=found).order_by("key", "pk"):
        before[one.record_id].append(one)
    for record in records:
        _keep_ids(before[record.pk], found[record.pk].mentions)
    old = {one.pk for some in before.values() for one in some}
    mentions = [one for read in found.values() for one in read.mentions]
    MentionKey.objects.filter(mention__in=old).delete()
    Mention.objects.filter(pk__in=old - {one.pk for one in mentions}).delete()
    _write(mentions, old)
    for record in records:
        read = found[record.pk]
        if before[record.pk] or any(said != Said() for said in read.said):
            choosing.follow(record, list(zip(read.mentions, read.said, strict=True)))
        record.to_read, record.tries, record.occurred_at = False, 0, read.occurred_at
        record.loss = read.loss
    Record.objects.bulk_update(records, ["to_read", "tries", "occurred_at", "loss"])


def _keep_ids(before: Sequence[Mention], now: Sequence[Mention]) -> None:
    was = paired(
        [(one.pk, one.key, _known(one)) for one in before],
        [(one.key, _known(one)) for one in now],
    )
    for mention, key in zip(now, was, strict=True):
        mention.pk = key or ids.new()


def _known(mention: Mention) -> Known:
    held = {keys.Key(*one) for some in mention.keys.values() for one in some}
    return Known(mention.type, mention.attributes, frozenset(held))


_CHANGING = ["revision", "key", "role", "category", "basis", "attributes", "marks", "keys"]


def _write(mentions: Sequence[Mention], old: set[UUID]) -> None:
    Mention.objects.bulk_create([one for one in mentions if one.pk not in old])
    Mention.objects.bulk_update([one for one in mentions if one.pk in old], _CHANGING)
    MentionKey.objects.bulk_create(
        [
            MentionKey(mention=one, kind=key.kind, held=f"{key.kind}:{key.value}")
            for one in mentions
            for key in _all_keys(one)
        ]
    )


def _all_keys(mention: Mention) -> list[keys.Key]:
    exact = [keys.Key(*one) for some in mention.keys.values() for one in some]
    blocks = keys.blocks(mention.type, mention.attributes).values()
    domains = {key for key in found_in(exact) if key.kind == DOMAIN}
    named = {keys.Key(*one) for one in domains}
    return sorted({*exact, *named, *(key for some in blocks for key in some)})


def _found(record: Record, loaded: Mapping[UUID, Any]) -> _Read:
    """What its standing versions say. What was erased has no content, and says nothing."""
    found = _Read()
    for revision, payload in _said({key: loaded.get(key) for key in record.revisions}).items():
        form = _form(record, payload)
        if form is None:
            continue
        found.occurred_at = clock.parse(payload["occurred_at"])
        found.loss = lost(form, payload["body"], record.marking)
        said = choosing.said(payload)
        for one in entities(form, payload["body"])[:MOST_ENTITIES]:
            if one.type in TYPES and len(one.key) <= 200:
                found.mentions.append(_mention(record, revision, form, one))
                found.said.append(said(one.key))
    return found


def _loaded(revisions: Collection[UUID]) -> dict[UUID, Any]:
    rows = Content.objects.filter(entry__in=revisions).order_by("entry")
    return {key: json.loads(bytes(raw)) for key, raw in rows.values_list("entry", "payload")}


def _said(versions: Mapping[UUID, Any]) -> dict[UUID, Any]:
    """What these versions say; of one that asks to withdraw and was refused, what it was to end."""
    found = {key: versions[key] for key in sorted(versions) if versions[key]}
    ending = {
        UUID(parent)
        for one in found.values()
        if one["intent"] == Intent.WITHDRAW
        for parent in one["parents"]
    }
    said = {key: one for key, one in found.items() if one["intent"] != Intent.WITHDRAW}
    before = ending - found.keys()
    return {**_said(_loaded(before)), **said} if before else said


def _form(record: Record, payload: Mapping[str, Any]) -> Form | None:
    """None of one that was never published here, or of another kind than its submission is."""
    if payload["kind"] != record.kind:
        return None
    try:
        return catalogue.get(payload["kind"], payload["version"])
    except NoSuchForm:
        return None


def _mention(record: Record, revision: UUID, form: Form, one: Entity) -> Mention:
    exact: Mapping[str, Iterable[keys.Key]] = keys.exact(one.type, one.attributes)
    return Mention(
        record=record,
        revision=revision,
        key=one.key,
        type=one.type,
        role=one.role[:60],
        category=one.category,
        basis=one.basis,
        attributes=dict(one.attributes),
        marks={name: marking(form.schema, at, form.marking) for name, at in one.pointers.items()},
        keys={name: [list(key) for key in some] for name, some in exact.items()},
    )
