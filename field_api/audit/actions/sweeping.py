"""The round that takes looks in, draws from them and compares them; and forgets old ones."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from field_api.audit.actions import comparing, drawing, looking, matching, reading
from field_api.audit.actions.reading import Row
from field_api.audit.models import Duty, Finding, Look, Swept, Watched
from field_api.audit.rules import usual
from field_api.audit.rules.words import Concluded, Noticed
from field_api.lib import clock

KEPT = timedelta(days=730)
_REFERRED_KEPT = timedelta(days=6 * 365)
_FORGOTTEN = 5_000
_NEAR_HOME = {Noticed.ADDRESS.value, Noticed.FAMILY.value}


def sweep() -> int:
    """Take in what was committed since the last round, 500 rows at most; returns how many looks
    that were. One process at a time: to the others there is nothing to do.
    """
    Swept.objects.get_or_create(pk=1)
    with transaction.atomic():
        mark = Swept.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if mark is None:
            return 0
        count = take_in(reading.settled(mark))
        mark.day = _days(mark.day)
        mark.save()
        return count


@transaction.atomic
def take_in(rows: list[Row]) -> int:
    """Looks, draws and findings of these rows; returns how many looks were new."""
    looks = looking.take(rows)
    drawing.draw(looks.values())
    notice(
        [
            *matching.terms(looks, rows),
            *matching.opened(looks.values()),
            *matching.returned(rows),
            *matching.repeated(looks.values()),
            *matching.off_duty(looks.values()),
        ]
    )
    return len(looks)


def notice(found: list[Finding]) -> None:
    """Keep each once. A look at oneself is not noticed again as one at one's own address."""
    selves = {one.key for one in found if one.what == Noticed.SELF.value}
    near = [one for one in found if one.what in _NEAR_HOME]
    known = Finding.objects.filter(what=Noticed.SELF.value, key__in=[one.key for one in near])
    selves |= set(known.values_list("key", flat=True))
    kept = [one for one in found if one.what not in _NEAR_HOME or one.key not in selves]
    Finding.objects.bulk_create(kept, ignore_conflicts=True)


def _days(compared: date | None) -> date:
    """Compare the days that have been over for long enough for late entries to be there."""
    over = timezone.localdate(clock.now() - usual.NEAR) - timedelta(days=1)
    day = max(compared or over - timedelta(days=1), over - usual.WINDOW)
    while day < over:
        day += timedelta(days=1)
        notice(comparing.compare(day))
    return max(day, over)


@transaction.atomic
def forget() -> int:
    """Delete looks, with their answers, and findings past their time; returns how many looks."""
    now = clock.now()
    old = Q(noticed_at__lt=now - KEPT)
    Finding.objects.filter(old).exclude(state=Concluded.REFERRED.value).delete()
    Finding.objects.filter(noticed_at__lt=now - _REFERRED_KEPT).delete()
    Duty.objects.filter(ends_at__lt=now - KEPT).delete()
    Watched.objects.filter(officer__is_active=False).delete()
    keys = Look.objects.filter(at__lt=now - KEPT).order_by("at").values_list("pk", flat=True)
    count, _ = Look.objects.filter(pk__in=list(keys[:_FORGOTTEN])).delete()
    return count
