"""Listings made while entries, questions and sightings come in: each is found, and once."""

import time
from uuid import uuid4

import pytest

from field_api.feed import actions as feed
from field_api.intelligence import actions as intelligence
from field_api.lib import clock
from field_api.watch import actions as watch
from field_api.watch.actions import inlets, looking_back, sightings
from field_api.watch.models import Asked, Hit, Listing, Sighting
from tests import handset, make, written
from tests.racing import race
from tests.submissions import journeys
from tests.watch import listed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

AT_ONCE = 9


def settled() -> bool:
    """Whether every listing has looked back; as the rounds of a worker do it."""
    intelligence.read()
    looking_back.look_back()
    return not Listing.objects.filter(looked_back_at=None).exists()


def test_whatever_the_order_each_listing_hits_each_thing_exactly_once() -> None:
    written.forms()
    owner, asker = listed.inspector(), make.officer()
    phones = [handset.of() for _ in range(AT_ONCE)]
    camera = make.system("anpr")
    inlet = inlets.open_inlet(system=camera, unit=make.unit())
    sent = []

    def one(number: int) -> None:
        """In turn: a listing; a listing after an entry; a question and a sighting."""
        if number % 3 == 0:
            listed.listing(owner)
        elif number % 3 == 1:
            sent.append(listed.search(phones[number]).pk)
            listed.listing(owner)
        else:
            with feed.work():
                watch.screen_query(
                    id=uuid4(), officer=asker, kind="vehicle", criteria={"vrm": "AB12CDE"}
                )
            seen = {"id": str(number), "vrm": listed.VRM, "seen_at": clock.iso(clock.now())}
            sightings.take(inlet=inlet, given=[seen])
            sent.append(listed.search(phones[number]).pk)

    assert race(one, AT_ONCE) == {"won": AT_ONCE}
    # A snapshot is of the whole cluster: tests beside this one may hold transactions for long.
    ends = time.monotonic() + 900
    while not settled():
        assert time.monotonic() < ends
        time.sleep(0.05)
    things = {("entry", pk) for pk in sent}
    things |= {("query", pk) for pk in Asked.objects.values_list("pk", flat=True)}
    things |= {("sighting", pk) for pk in Sighting.objects.values_list("pk", flat=True)}
    rows = list(Listing.objects.all())
    assert len(rows) == 6 and len(things) == 12
    for row in rows:
        found = list(Hit.objects.filter(listing=row).values_list("source", "row"))
        assert sorted(found) == sorted(things)


def test_a_listing_waits_until_what_came_before_it_was_read() -> None:
    written.forms()
    phone = handset.of()
    sent = journeys.send(phone, written.SEARCH, body=written.body(written.SEARCH, vrm=listed.VRM))
    row = listed.listing()
    looking_back.look_back()
    row.refresh_from_db()
    assert row.looked_back_at is None, "what came in is not read yet"
    ends = time.monotonic() + 900
    while not settled():
        assert time.monotonic() < ends
        time.sleep(0.05)
    assert [hit.row for hit in listed.hits(row)] == [sent.pk]
