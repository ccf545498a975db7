"""What a person says of a hit: that it is the one, or another."""

from uuid import UUID

from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.watch.actions import alerting
from field_api.watch.actions.listing import invalid
from field_api.watch.models import Hit
from field_api.watch.rules import Verdict
from field_api.watch.rules.listing import WHY


def judge(*, hit: UUID, by: Officer, verdict: Verdict, why: str) -> Hit:
    """A possible one that is the one raises its alert now. May be said anew: a judgement that was
    wrong is put right; an alert that was raised by it is recalled as any other.

    Raises Problem 404 for a hit they may not see, 422 without a reason, which stays beside it.
    """
    with feed.work():
        may = Hit.objects.visible_to(by).filter(pk=hit)
        rows = Hit.objects.filter(pk__in=may.values("pk"))
        row = rows.select_for_update(no_key=True).first()
        if row is None:
            raise Problem(404, "not-found", "Not found")
        if not (said := why.strip()[:WHY]):
            raise invalid([("/why", "Say by what you know: it is kept with it.")])
        row.verdict, row.judged_why = verdict.value, said
        row.judged_at, row.judged_by = clock.now(), by
        row.save(update_fields=["verdict", "judged_at", "judged_by", "judged_why"])
        ledger.record(
            act=Act.DECISION,
            actor=by.actor,
            subject=f"hit:{row.pk}",
            purpose="watch",
            details={"verdict": verdict.value},
        )
        if verdict is Verdict.SAME:
            alerting.tell(row.listing_id)
    return row
