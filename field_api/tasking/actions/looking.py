"""Looking after what nobody took on, and what should have been done by now."""

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from field_api.alerts.models import Alert
from field_api.alerts.rules import Priority
from field_api.feed import actions as feed
from field_api.lib import clock
from field_api.tasking.actions.ending import SOURCE
from field_api.tasking.actions.saying import say_back
from field_api.tasking.models import Said, Tasking, TaskingQuerySet
from field_api.tasking.rules import Step
from field_api.tasking.rules.doing import ANSWERED_IN

_AT_ONCE = 100


def look_after() -> int:
    """Tell who asked, once each; of how many taskings."""
    unanswered = _each(_unanswered(), "unanswered", "Nobody has taken this on")
    return unanswered + _each(Tasking.objects.late(), "late", "Overdue")


def _unanswered() -> TaskingQuerySet:
    now = clock.now()
    waited = Q()
    for priority, time in ANSWERED_IN.items():
        waited |= Q(priority=priority.value, issued_at__lte=now - time)
    answers = Said.objects.filter(tasking=OuterRef("pk"))
    taken = answers.filter(step__in=[Step.ACCEPTED.value, Step.OUTCOME.value])
    return Tasking.objects.running().filter(waited).exclude(Exists(taken))


def _each(rows: TaskingQuerySet, once: str, told: str) -> int:
    name = Concat(Cast(OuterRef("pk"), CharField()), Value(f":{once}"))
    before = Alert.objects.filter(source=SOURCE, once=name)
    due = rows.exclude(Exists(before)).order_by("issued_at").values_list("pk", flat=True)
    found = list(due[:_AT_ONCE])
    for pk in found:
        with feed.work():
            held = Tasking.objects.running().filter(pk=pk).select_for_update(no_key=True)
            row = held.select_related("author", "unit").first()
            if row is not None:
                say_back(row, told=told, once=once, priority=Priority(row.priority))
    return len(found)
