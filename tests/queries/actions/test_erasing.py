"""Forgetting, on time and on the record."""

from collections.abc import Callable
from datetime import timedelta

from field_api.feed import actions as feed
from field_api.feed.rules import Op
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.queries import tasks
from field_api.queries.models import Hit, Leg, Query
from field_api.queries.rules import legs
from tests import make


def aged(query: Query, age: timedelta) -> Query:
    then = clock.now() - age
    Query.objects.filter(pk=query.pk).update(asked_at=then, deadline_at=then + timedelta(seconds=4))
    return query


def test_an_old_query_is_erased_with_its_answers_and_the_ledger_says_so(
    unheard: Callable[..., Query],
) -> None:
    make.system("records")
    old = aged(unheard("records"), legs.KEPT + timedelta(hours=1))
    Hit.objects.create(leg=old.legs.get(), position=0, retrieved_at=clock.now(), body={})
    young = aged(unheard("records"), legs.KEPT - timedelta(hours=1))
    tasks.erase()
    assert list(Query.objects.all()) == [young]
    assert Leg.objects.count() == 1
    assert not Hit.objects.exists()
    event = Event.objects.get(act="erasure")
    assert (event.subject, event.details["rule"]) == (f"query:{old.pk}", "31 days")
    (entry,) = feed.changes(recipient=old.asked_by_id, cursor="", limit=9).entries
    assert (entry.doc, entry.op) == (old.pk, Op.DELETE)


def test_with_nothing_old_nothing_happens(unheard: Callable[..., Query]) -> None:
    unheard()
    tasks.erase()
    assert Query.objects.count() == 1
