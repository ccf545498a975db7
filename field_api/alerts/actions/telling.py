"""Telling feeds of alerts: those it reaches that it is there, those who hold it that it is over.

A feed takes at most 500 readers in one transaction, so the first are told in that of the alert
itself, and whoever is left by `keep_up`, each second.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from field_api.alerts.actions.reaching import Whom, reach
from field_api.alerts.models import Addressed, Alert
from field_api.feed import actions as feed
from field_api.feed.rules import Kind, Op
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, sql

PORTION = 500


def one_at_a_time(name: str) -> None:
    """Wait until no other transaction works under this name; until the end of ours none will."""
    sql.run("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 7))", name)


def address(alert: Alert, officers: Collection[int]) -> None:
    """Within the feed's work: it is theirs to hear from now on; 500 do with the commit."""
    now = clock.now()
    first = set(sorted(officers)[:PORTION])
    Addressed.objects.bulk_create(
        Addressed(
            alert=alert, officer_id=pk, addressed_at=now, told_at=now if pk in first else None
        )
        for pk in sorted(officers)
    )
    tell(alert.pk, first)


def tell(alert: UUID, officers: Iterable[int], op: Op = Op.UPSERT) -> None:
    feed.tell(recipients=sorted(officers), kind=Kind.ALERT, doc=alert, op=op)


def keep_up() -> int:
    """Tell whoever is left to be told, and take back what is over; how many were told. Several
    workers share the work: what one has in hand the others pass over."""
    told = tell_the_rest()
    for alert in Alert.objects.to_be_taken_back().order_by("valid_until")[:PORTION]:
        told += take_back(alert.pk)
    return told


def tell_the_rest() -> int:
    """Everybody who is addressed and was not told, a portion at a time."""
    told = 0
    while count := _portion():
        told += count
    return told


def _portion() -> int:
    with feed.work():
        waiting = Addressed.objects.filter(told_at=None, alert__in=Alert.objects.running())
        rows = waiting.order_by("officer_id").select_for_update(of=("self",), skip_locked=True)
        found = list(rows.values_list("pk", "alert_id", "officer_id")[:PORTION])
        Addressed.objects.filter(pk__in=[pk for pk, _, _ in found]).update(told_at=clock.now())
        for _, alert, officer in found:
            tell(alert, [officer])
    return len(found)


def take_back(alert: UUID) -> int:
    """Have an alert that is over leave the handsets that hold it; a portion of them."""
    with feed.work():
        row = _in_hand(alert)
        if row is None or row.is_running or row.over_at is not None:
            return 0
        holders = feed.holders(Kind.ALERT, alert)
        tell(alert, holders[:PORTION], Op.DELETE)
        if len(holders) <= PORTION:
            row.over_at = clock.now()
            row.save(update_fields=["over_at"])
    return min(len(holders), PORTION)


def _in_hand(alert: UUID) -> Alert | None:
    rows = Alert.objects.filter(pk=alert).select_for_update(skip_locked=True, no_key=True)
    return rows.first()


def readdress() -> int:
    """Bring every alert that runs to whoever it means by now, and from whoever it no longer means:
    officers come and go, are cleared, and units move. How many feeds were told."""
    running = Alert.objects.running().order_by("issued_at")
    return sum(bring_round(pk) for pk in running.values_list("pk", flat=True))


def bring_round(alert: UUID) -> int:
    """One of them, if nobody else has it in hand."""
    with feed.work():
        row = _in_hand(alert)
        if row is None or not row.is_running:
            return 0
        targets = row.targets.select_related("officer", "unit")
        found = reach(map(Whom.of, targets), marking=row.marking, groups=row.groups)
        known = dict(row.addressed.values_list("officer_id", "told_at"))
        holders = set(feed.holders(Kind.ALERT, alert))
        new = [pk for pk in found.officers if pk not in known][:PORTION]
        back = [pk for pk in found.officers if known.get(pk) and pk not in holders][:PORTION]
        gone = sorted(holders.difference(found.officers))[:PORTION]
        address(row, new)
        tell(alert, back)
        tell(alert, gone, Op.DELETE)
        _record(row, new)
    return len(new) + len(back) + len(gone)


def _record(alert: Alert, new: Collection[int]) -> None:
    if new:
        ledger.record(
            act=Act.DISCLOSURE,
            actor="house",
            subject=f"alert:{alert.pk}",
            recipient=f"{len(new)} officers",
            details={"did": "readdress"},
        )


def escalated_to(alert: Alert) -> set[int]:
    """Who was told that others had not seen it, and still answers for them."""
    targets = alert.targets.filter(escalation=True).select_related("officer", "unit")
    return set(reach(map(Whom.of, targets), marking=alert.marking, groups=alert.groups).officers)
