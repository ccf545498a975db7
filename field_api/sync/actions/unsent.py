"""What handsets said they wrote and did not send, for figures that name none of them."""

from collections.abc import Collection

from field_api.identity.models import Posting
from field_api.identity.models.officers import today
from field_api.insights.actions.standing import Unsent
from field_api.sync.actions.minted import expected
from field_api.sync.models import Minted


def unsent(units: Collection[int]) -> Unsent:
    """Of handsets of officers who are posted to these units today."""
    serving = Posting.objects.on(today()).filter(unit__in=units)
    rows = expected(Minted.objects.filter(device__officer__in=serving.values("officer")))
    found = list(rows.values_list("minted_through", "held", "said_at"))
    return Unsent(
        entries=sum(said - held for said, held, _ in found),
        handsets=len(found),
        quiet_since=min((at for *_, at in found), default=None),
    )
