"""The whole of it over HTTP: listed, found, alerted, asked, arrested, written up, ended."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.alerts.models import Alert
from field_api.identity.rules import Role
from field_api.tasking.models import Tasking
from field_api.watch.models import Hit, Listing
from tests import handset, make, written
from tests.alerts import raised
from tests.handset import Handset
from tests.tasking.asked import held, told
from tests.watch.listed import listing, person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ARREST = "arrest"
NAME = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}


def wrote(phone: Handset, kind: str, **said: Any) -> str:
    """The submission of an entry that the server took."""
    (result,) = phone.push(phone.write(kind, written.body(kind, **said)))["results"]
    assert result["status"] == "accepted", result
    return str(result["submission"])


def test_from_the_watch_list_to_an_arrest_that_takes_the_alert_back() -> None:
    written.forms()
    written.systems()
    sergeant = make.supervisor()
    first, second = handset.of(), handset.of()
    wanted = listing(sergeant, **person(pnc_id="19/123456E"), marking="OFFICIAL-SENSITIVE")

    # The first officer writes of them, and learns with the receipt's commit that they are wanted.
    people = [{"role": "suspect-known", **NAME, "pnc_id": "19/123456E"}]
    wrote(first, written.NOTE, persons=people)
    hit = Hit.objects.get(listing=wanted)
    assert hit.alert is not None
    assert str(hit.alert_id) in raised.held(first)

    # The sergeant asks the unit, by the form that begins with what is known.
    desk = make.at_desk(sergeant)
    asked = f"/desk/taskings/new?source=hit&row={hit.pk}"
    assert "Alex Sample" in desk.get(asked).content.decode()
    said = {"key": str(uuid4()), "source": "hit", "row": str(hit.pk), "verb": "arrest"}
    said |= {"what": "Alex Sample", "priority": "high", "marking": "OFFICIAL-SENSITIVE"}
    made = desk.post("/desk/taskings/new", {**said, "unit": str(make.unit().pk)})
    assert made.status_code == 302, made.content
    row = Tasking.objects.get()

    # The second officer sees it, goes, arrests, writes it up with what came along.
    (doc,) = held(second).values()
    assert doc["sought"]["attributes"]["surname"] == "Sample"
    assert [told(second, row, step) for step in ("seen", "accepted")] == ["accepted", "accepted"]
    known = {name: value for name, value in doc["sought"]["attributes"].items()}
    entry = wrote(second, ARREST, **known)
    assert told(second, row, "wrote", submission=entry) == "accepted"
    assert told(second, row, "outcome", outcome="arrested", words="In custody") == "accepted"

    # Over for everybody: off both handsets, the alert recalled. The owner ends the listing.
    assert held(first) == held(second) == {str(row.pk): None}
    assert not Alert.objects.running().filter(watch_hits__listing=wanted).exists()
    page = made.headers["Location"]
    shown = desk.get(page).content.decode()
    for words in ("Arrested", "In custody", "Recalled", "Still looked for", "End the entry"):
        assert words in shown, words
    assert desk.post(page, {"verb": "end-listing", "why": "Arrested"}).status_code == 302
    assert Listing.objects.get(pk=wanted.pk).ended_by == sergeant
    assert make.at_desk(make.officer(role=Role.INSPECTOR)).get(page).status_code == 200
