"""What is old goes: listings lose their content at their weed date, sightings and questions their
rows."""

from datetime import timedelta

from django.utils import timezone

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Cause, Saying, Whom
from field_api.alerts.rules import LASTS, Priority
from field_api.feed import actions as feed
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.policy.rules import MARKINGS
from field_api.watch.actions import alerting
from field_api.watch.models import Asked, Listing, Sighting, WatchKey
from field_api.watch.rules.found import ASKED_KEPT, SIGHTINGS_KEPT
from field_api.watch.rules.listing import REMINDED

_AT_ONCE = 100
_MANY = 5_000
_WEEDED = "Weeded"


def weed() -> int:
    """Erase the content of listings whose weed date has come, 100 at most, with their keys and
    hits; what still stands of their alerts is taken back. How many."""
    with feed.work():
        due = Listing.objects.filter(weeded_at=None, weed_date__lte=today()).order_by("weed_date")
        due = due.select_related("owner").select_for_update(
            of=("self",), skip_locked=True, no_key=True
        )
        rows = list(due[:_AT_ONCE])
        for row in rows:
            alerting.recall(row, _WEEDED)
            _erase(row)
        ledger.record_many([_erased(row) for row in rows])
    return len(rows)


def _erase(row: Listing) -> None:
    WatchKey.objects.filter(listing=row).delete()
    row.hits.all().delete()
    row.known, row.warnings = {}, []
    row.authority = row.reason = row.action = row.why = row.reference = ""
    row.weeded_at = row.changed_at = clock.now()
    row.version += 1
    row.save()


def _erased(row: Listing) -> Event:
    """DPA 2018 s.62: erasure, by which rule."""
    return Event(
        act=Act.ERASURE.value,
        actor="house",
        subject=f"listing:{row.pk}",
        details={"rule": "weed date", "listed_at": clock.iso(row.listed_at)},
    )


def remind() -> int:
    """Tell owners that the content of a listing will be erased in two weeks, once for each date;
    how many. That one is on the list the alert says, and not what."""
    with feed.work():
        soon = today() + timedelta(days=REMINDED.days)
        due = Listing.objects.filter(weeded_at=None, reminded_at=None, weed_date__lte=soon)
        due = due.filter(weed_date__gt=today()).select_related("owner__force", "unit__force")
        rows = list(due.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
        for row in rows:
            _remind(row)
            row.reminded_at = clock.now()
            row.save(update_fields=["reminded_at"])
    return len(rows)


def _remind(row: Listing) -> None:
    day = f"{row.weed_date.day} {row.weed_date:%B}"
    listed = timezone.localtime(row.listed_at)
    alerts.raise_(
        saying=Saying(
            what="Watch list: a listing of yours is about to be weeded",
            words=f"Listed on {listed.day} {listed:%B}. Its content is erased on {day}.",
            advice="Extend it at the desk if it is still needed.",
            priority=Priority.ROUTINE,
            valid_until=clock.now() + LASTS[Priority.ROUTINE],
            marking=MARKINGS[0],
            groups=row.groups,
        ),
        to=[Whom(officer=row.owner)],
        by=row.owner,
        unit=row.unit,
        cause=Cause("watch-weed", row.pk, once=f"{row.pk} {row.weed_date.isoformat()}"),
    )


def forget() -> int:
    """Remove sightings after 28 days and the keys of questions after 31; how many rows."""
    return _forget(Sighting, "received_at", SIGHTINGS_KEPT) + _forget(Asked, "asked_at", ASKED_KEPT)


def _forget(model: type[Sighting] | type[Asked], moment: str, kept: timedelta) -> int:
    old = model.objects.filter(**{f"{moment}__lt": clock.now() - kept}).order_by(moment)
    count, _ = model.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_MANY])).delete()
    return count
