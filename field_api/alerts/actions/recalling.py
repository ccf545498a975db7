"""Taking an alert back before its time."""

from uuid import UUID

from field_api.alerts.actions import telling
from field_api.alerts.models import Alert
from field_api.alerts.rules.saying import WHY
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem


def recall(*, alert: UUID, by: Officer, why: str) -> Alert:
    """Have it leave every handset: of those that can be reached at once, of the others when they
    next hear anything. No code is asked for: a wrong alert does harm each minute it stands.

    Raises Problem 404 for one that `by` does not oversee, 409 alert-over, 422 alert-invalid without
    a reason.
    """
    said = why.strip()[:WHY]
    if not said:
        fault = Fault("/why", "required", "Say why: it is kept, and shown to who issued it.")
        raise Problem(422, "alert-invalid", "Nothing was recalled yet", errors=[fault])
    with feed.work():
        row = _locked(alert, by)
        if not row.is_running:
            raise Problem(409, "alert-over", "It is over already")
        end(row, by, said)
    return row


def end(row: Alert, by: Officer, why: str) -> None:
    """Within the feed's work: the first 500 who hold it hear of it with the commit."""
    row.recalled_at, row.recalled_by, row.why = clock.now(), by, why
    row.save(update_fields=["recalled_at", "recalled_by", "why"])
    ledger.record(
        act=Act.ALTERATION,
        actor=by.actor,
        subject=f"alert:{row.pk}",
        purpose=why,
        details={"did": "recall"},
    )
    telling.take_back(row.pk)


def _locked(alert: UUID, by: Officer) -> Alert:
    may = Alert.objects.overseen_by(by).filter(pk=alert)
    row = Alert.objects.filter(pk__in=may).select_for_update(no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row
