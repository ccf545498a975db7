"""Systems of other organisations get what a running agreement covers, and nothing else.

Asked when a delivery is made and again each time its system is claimed for. What has lost its cover
is held for a person to see, and goes on by itself once an agreement covers it. Accepted: a call
that was begun before an agreement ended is carried to its end. An erasure goes without any.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Intent
from field_api.delivery.actions import tasks
from field_api.delivery.actions.holding import may_be_there
from field_api.delivery.models import Delivery
from field_api.delivery.rules import Ordering, State, may_hold
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.lib import clock
from field_api.mapping.models import Source
from field_api.policy import actions as policy
from field_api.policy.actions import Cover
from field_api.policy.rules import allowed

NO_AGREEMENT = "no agreement"

_AT_ONCE = 200


def hold_back(made: Sequence[Delivery]) -> None:
    """Of unsaved deliveries, whose sources are kept already, hold those that none covers."""
    abroad = [one for one in made if one.system.partner and one.state == State.DUE.value]
    if not abroad:
        return
    rows = Source.objects.filter(pk__in={one.revision for one in abroad})
    markings = dict(rows.values_list("pk", "marking"))
    covers = {system: policy.cover(system.partner) for system in {one.system for one in abroad}}
    for one in abroad:
        marking = markings.get(one.revision, "")
        if not any(_reaches(each, one, marking) for each in covers[one.system]):
            one.state, one.settled_at = State.HELD.value, clock.now()
            one.reason = NO_AGREEMENT


def covers(system: System, *, force: str, kind: str, marking: str) -> bool:
    """Whether a running agreement lets the force send this kind there, as far as the system may
    hold it; to a system of its own it may always.
    """
    one = Delivery(system=system, force=force, kind=kind)
    running = policy.cover(system.partner) if system.partner else []
    return not system.partner or any(_reaches(each, one, marking) for each in running)


def _reaches(cover: Cover, one: Delivery, marking: str) -> bool:
    goes = marking if may_hold(one.system.clearance, marking) else one.system.clearance
    return cover.force == one.force and one.kind in cover.kinds and may_hold(cover.marking, goes)


def hold(system: System) -> int:
    """Hold what is about to go to this system and no agreement covers; how many.

    What a worker left behind may be there already: it is asked for first, should it go on.
    """
    if not system.partner:
        return 0
    uncovered = _waiting(system).exclude(_covered(system))
    held = 0
    while found := _hold_some(uncovered):
        held += found
    return held


def _waiting(system: System) -> QuerySet[Delivery]:
    abandoned = Q(state=State.SENDING.value, due_at__lte=Now())
    rows = Delivery.objects.filter(system=system, intent=Intent.WRITE.value)
    return rows.filter(Q(state=State.DUE.value) | abandoned)


def _hold_some(uncovered: QuerySet[Delivery]) -> int:
    with feed.work():
        locked = uncovered.select_for_update(skip_locked=True, no_key=True)
        found = list(locked.order_by("pk")[:_AT_ONCE])
        in_doubt = Case(When(state=State.SENDING.value, then=True), default=F("ask_first"))
        Delivery.objects.filter(pk__in=[one.pk for one in found]).update(
            ask_first=in_doubt,
            state=State.HELD.value,
            lease_token=None,
            unsettled=0,
            settled_at=Now(),
            reason=NO_AGREEMENT,
        )
        tasks.settled({one.pk: State.HELD for one in found})
        _tell(found)
    return len(found)


def _covered(system: System) -> Q:
    """As `_reaches`, for a query."""
    found = Q(pk__in=())
    for cover in policy.cover(system.partner):
        reach = Q(force=cover.force, kind__in=cover.kinds)
        if not may_hold(cover.marking, system.clearance):
            sources = Source.objects.filter(marking__in=allowed(cover.marking))
            reach &= Q(revision__in=sources.values("pk"))
        found |= reach
    return found


def go_on() -> int:
    """Let held deliveries go that an agreement covers now; how many are due again. What a later
    version has overtaken is cancelled, and says so.
    """
    return sum(_go_on(system) for system in System.objects.exclude(partner=""))


def _go_on(system: System) -> int:
    rows = Delivery.objects.filter(system=system, state=State.HELD.value, reason=NO_AGREEMENT)
    rows = rows.filter(_covered(system))
    if not rows.exists():
        return 0
    with feed.work():
        connectors.hold(system)  # no lane of it moves meanwhile
        locked = rows.select_for_update(of=("self",), no_key=True)
        found = list(locked.order_by("settled_at", "lane_seq")[:_AT_ONCE])
        past = _overtaken(system, found)
        over = Delivery.objects.filter(pk__in=past)
        over.update(state=State.CANCELLED.value, reason="a later version has been delivered")
        going = [one.pk for one in found if one.pk not in past]
        again: dict[str, Any] = {"state": State.DUE.value, "settled_at": None, "reason": ""}
        Delivery.objects.filter(pk__in=going).update(**again, due_at=Now())
        _tell(found)
    return len(going)


def _overtaken(system: System, rows: Sequence[Delivery]) -> set[Any]:
    """Those behind which something later of their lane went already."""
    ordered = [one for one in rows if one.ordering != Ordering.NONE.value]
    subjects = {one.subject_id for one in ordered}
    lanes = Delivery.objects.filter(system=system, subject__in=subjects) if ordered else ()
    gone: dict[Any, int] = {}
    for one in lanes:
        if may_be_there(one):
            gone[one.subject_id] = max(gone.get(one.subject_id, 0), one.lane_seq)
    return {one.pk for one in ordered if gone.get(one.subject_id, 0) > one.lane_seq}


def _tell(rows: Iterable[Delivery]) -> None:
    for one in rows:
        feed.tell(recipients=one.tell, kind=Kind.SUBMISSION, doc=one.subject_id)
