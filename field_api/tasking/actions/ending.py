"""Ending a tasking: by an outcome after which nobody has to look any longer, or by a sergeant."""

from uuid import UUID

from django.db.models import Q, QuerySet

from field_api.alerts.actions import recalling
from field_api.alerts.models import Alert
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.tasking.actions import giving
from field_api.tasking.actions.making import overseen
from field_api.tasking.models import Tasking
from field_api.tasking.rules import Outcome
from field_api.tasking.rules.doing import WHY

SOURCE = "tasking"
"""Of alerts that taskings raise."""


def close(*, tasking: UUID, by: Officer, why: str) -> Tasking:
    """End it without an outcome: it was a mistake, or is no longer wanted. It leaves every handset;
    alerts of the same cause stand.

    Raises Problem 404 for one that `by` does not oversee, 409 tasking-over, 422 tasking-invalid
    without a reason.
    """
    said = why.strip()[:WHY]
    if not said:
        fault = Fault("/why", "required", "Say why: it is kept with the tasking.")
        raise Problem(422, "tasking-invalid", "Nothing was ended yet", errors=[fault])
    with feed.work():
        row = overseen(tasking, by)
        _end(row, by, why=said)
    giving.finish(row.pk)
    return row


def reached(row: Tasking, by: Officer, outcome: Outcome) -> None:
    """Within the feed's work, the row held: what was asked is done. Alerts of the same cause are
    recalled with it, for each minute they stand somebody else may act on them. The listing is not
    touched: whether it is the right person, and whether nobody else looks for them, its owner says.
    """
    _end(row, by, outcome=outcome)
    for alert in _of_the_same_cause(row):
        recalling.end(alert, by, f"Done: {outcome.value.replace('_', ' ')}")


def _end(row: Tasking, by: Officer, *, outcome: Outcome | None = None, why: str = "") -> None:
    row.closed_at, row.closed_by, row.why = clock.now(), by, why
    row.closed_as = outcome.value if outcome else ""
    row.save(update_fields=["closed_at", "closed_by", "closed_as", "why"])
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"tasking:{row.pk}",
        purpose=row.verb,
        details={"did": "end", "outcome": row.closed_as or "withdrawn"},
    )
    giving.bring_round(row, actor=by.actor)
    for alert in _locked(Alert.objects.filter(source=SOURCE, cause=row.pk)):
        recalling.end(alert, by, "The tasking is over")


def _of_the_same_cause(row: Tasking) -> list[Alert]:
    causes = Q(pk=row.alert_id) if row.alert_id else Q(pk__in=())
    if row.listing is not None:
        causes |= Q(watch_hits__listing=row.listing)
    found = Alert.objects.filter(causes).values("pk")
    return _locked(Alert.objects.filter(pk__in=found))


def _locked(rows: QuerySet[Alert]) -> list[Alert]:
    running = rows.filter(recalled_at=None, valid_until__gt=clock.now())
    return list(running.order_by("pk").select_for_update(no_key=True))
