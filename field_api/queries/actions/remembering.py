"""Answers given again to whoever asks the same soon after, where a system's settings allow it.

Off unless somebody decides otherwise, for the other system's log then lacks a search; ours has it
like every other. What an officer may see is part of the key: with another posting, group or
clearance nothing that was remembered is found any more.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from django.utils.crypto import salted_hmac

from field_api.connectors.models import System
from field_api.connectors.rules import Answer
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.policy.models import Clearance, Membership
from field_api.queries.actions import replies
from field_api.queries.actions.replies import Reply
from field_api.queries.models import Leg, Query, Remembered
from field_api.queries.rules import records, remembering


def keep(leg: Leg, reply: Reply, answer: Answer, at: datetime) -> None:
    """Remember what a system said then, as long as it may be; usually not at all."""
    query, system = leg.query, leg.system
    if not system.remembers or answer.withheld:
        return
    lasts = remembering.lasts(query.kind, system.remembers, reply.state, reply.why, reply.found)
    if not lasts:
        return
    Remembered.objects.update_or_create(
        system=system,
        force_id=query.asked_by.force_id,
        key=_key(query),
        defaults={
            "results": records.storable(answer.results),
            "retrieved_at": at,
            "expires_at": at + lasts,
        },
    )


def give(query: Query, asked: Iterable[Leg]) -> list[Leg]:
    """End those legs whose answer is remembered; returns the others. Inside the asking."""
    left = []
    for leg in asked:
        found = _found(query, leg.system) if leg.system.remembers.get(query.kind) else None
        if found is None:
            left.append(leg)
        else:
            _answer(query, leg, found)
    return left


def _found(query: Query, system: System) -> Remembered | None:
    rows = Remembered.objects.filter(system=system, force=query.asked_by.force_id)
    return rows.filter(key=_key(query), expires_at__gt=clock.now()).first()


def _answer(query: Query, leg: Leg, found: Remembered) -> None:
    reply = replies.read(Answer(found.results), leg.system)
    leg.state, leg.count = reply.state.value, len(reply.found)
    leg.finished_at, leg.remembered_at = query.asked_at, found.retrieved_at
    leg.save(update_fields=["state", "count", "finished_at", "remembered_at"])
    replies.keep(leg, reply, found.retrieved_at)
    replies.record(query, leg, reply, late=False, remembered_at=found.retrieved_at)


def _key(query: Query) -> str:
    said = [remembering.asked_for(query.kind, query.criteria), _may_see(query.asked_by)]
    text = json.dumps(said, separators=(",", ":"))
    return salted_hmac("remembered answers", text, algorithm="sha256").hexdigest()


def _may_see(officer: Officer) -> list[object]:
    """Everything an officer's sight of a record can rest on, as it is today."""
    posted = Posting.objects.current(officer).values_list("unit_id", "role")
    groups = Membership.objects.on(today()).filter(officer=officer).values_list("group_id")
    cleared = Clearance.objects.filter(officer=officer).values_list("marking")
    return [sorted(map(list, rows)) for rows in (posted, groups, cleared)]


def forget() -> int:
    """Erase what may not be given any more; returns how many answers that were."""
    gone, _ = Remembered.objects.filter(expires_at__lte=clock.now()).delete()
    return gone
