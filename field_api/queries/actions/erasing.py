"""Erasing questions and their answers once they are old; the ledger keeps that they were asked."""

from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.feed.rules import Op
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.queries.models import Query
from field_api.queries.rules import legs

_AT_ONCE = 100  # few enough that the officers' feeds are not locked for long


def erase_expired() -> int:
    """Erase the oldest queries past `legs.KEPT`, a hundred at most; returns how many. Handsets are
    told to forget them too.
    """
    with feed.work():
        old = Query.objects.filter(asked_at__lt=clock.now() - legs.KEPT).order_by("asked_at")
        # Two sweepers share the work: what one holds, the other passes over.
        found = list(old.select_for_update(skip_locked=True)[:_AT_ONCE])
        for query in found:
            _record(query)
            feed.tell(recipients=[query.asked_by_id], kind=News.QUERY, doc=query.pk, op=Op.DELETE)
        Query.objects.filter(pk__in=[query.pk for query in found]).delete()
        return len(found)


def _record(query: Query) -> None:
    """DPA 2018 s.62: erasure, by which rule."""
    ledger.record(
        act=Act.ERASURE,
        actor="house",
        subject=f"query:{query.pk}",
        details={"rule": f"{legs.KEPT.days} days", "asked_at": clock.iso(query.asked_at)},
    )
