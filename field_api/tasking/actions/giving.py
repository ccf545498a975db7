"""Telling feeds: of a tasking to whom it is given, and that it is no longer theirs.

As with alerts a feed takes at most 500 readers in one transaction; who is left is told by the
next look.
"""

from collections.abc import Sequence
from uuid import UUID

from field_api.alerts.actions import Whom, reach
from field_api.feed import actions as feed
from field_api.feed.rules import Kind, Op
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.tasking.models import Asked, Tasking

PORTION = 500


def whom(tasking: Tasking) -> list[Whom]:
    rows = tasking.targets.select_related("officer", "unit")
    return [
        Whom(row.officer, row.unit, Role(row.role) if row.role else None, row.below) for row in rows
    ]


def keep_up() -> int:
    """Bring every tasking that is not over to whoever it means by now, and from whoever it no
    longer means; how many feeds were told."""
    rows = Tasking.objects.filter(over_at=None).order_by("issued_at")
    return sum(finish(pk) for pk in rows.values_list("pk", flat=True))


def finish(tasking: UUID) -> int:
    """Of one, until nobody is left to be told."""
    told = 0
    while count := _next(tasking):
        told += count
    return told


def _next(tasking: UUID) -> int:
    with feed.work():
        rows = Tasking.objects.filter(pk=tasking, over_at=None)
        row = rows.select_for_update(skip_locked=True, no_key=True).first()
        return bring_round(row, actor="house") if row else 0


def bring_round(row: Tasking, *, actor: str) -> int:
    """Within the feed's work, the row held: a portion of those who are to hear of it, and of those
    from whose handsets it goes. How many."""
    holders = set(feed.holders(Kind.TASKING, row.pk))
    meant = _meant(row)
    new = sorted(meant - holders)[:PORTION]
    gone = sorted(holders - meant)[:PORTION]
    _ask(row, new, actor)
    tell(row.pk, new)
    tell(row.pk, gone, Op.DELETE)
    if not row.is_running and len(gone) == len(holders):
        row.over_at = clock.now()
        row.save(update_fields=["over_at"])
    return len(new) + len(gone)


def _meant(row: Tasking) -> set[int]:
    if not row.is_running:
        return set()
    to = whom(row)
    found = set(reach(to, marking=row.marking, groups=row.groups).officers)
    # Who asks their own unit does not ask themselves, unless they say so.
    return found if Whom(officer=row.author) in to else found - {row.author_id}


def _ask(row: Tasking, officers: Sequence[int], actor: str) -> None:
    """DPA 2018 s.62(1)(d): whom it was disclosed to stands in `Asked`."""
    known = set(row.asked.filter(officer__in=officers).values_list("officer", flat=True))
    fresh = [pk for pk in officers if pk not in known]
    if not fresh:
        return
    now = clock.now()
    Asked.objects.bulk_create(Asked(tasking=row, officer_id=pk, asked_at=now) for pk in fresh)
    ledger.record(
        act=Act.DISCLOSURE,
        actor=actor,
        subject=f"tasking:{row.pk}",
        recipient=f"{len(fresh)} officers",
        details={"verb": row.verb, "marking": row.marking, "source": row.source},
    )


def tell(tasking: UUID, officers: Sequence[int], op: Op = Op.UPSERT) -> None:
    feed.tell(recipients=officers, kind=Kind.TASKING, doc=tasking, op=op)


def tell_again(row: Tasking) -> None:
    """What is said of it changed: whoever holds it hears so."""
    holders = feed.holders(Kind.TASKING, row.pk)
    tell(row.pk, sorted(holders)[:PORTION])
