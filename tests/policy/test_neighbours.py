"""A neighbouring force reads what an agreement covers, until it doesn't, by the same token."""

from datetime import timedelta
from unittest import mock

import pytest
from rest_framework.test import APIClient

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.policy.rules import Direction, Marking
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.policy import sharing
from tests.policy.duties import rights
from tests.submissions.journeys import last, seen, send
from tests.written import INTEL, NOTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def note(mine: Handset) -> Submission:
    return send(mine)


@pytest.fixture
def reader(db: None) -> Officer:
    return sharing.theirs()


@pytest.fixture
def neighbour(reader: Officer) -> APIClient:
    return make.signed_in(reader)


def status(api: APIClient, made: Submission) -> int:
    return int(api.get(f"/api/v1/submissions/{made.pk}").status_code)


def listed(api: APIClient) -> list[str]:
    return [one["id"] for one in api.get("/api/v1/submissions/shared").json()["submissions"]]


def test_without_an_agreement_there_is_nothing(note: Submission, neighbour: APIClient) -> None:
    assert status(neighbour, note) == 404
    assert listed(neighbour) == []


def test_expired_or_revoked_share_next_request_404(note: Submission, neighbour: APIClient) -> None:
    running = sharing.agreed()
    assert status(neighbour, note) == 200
    assert listed(neighbour) == [str(note.pk)]
    policy.revoke(agreement=running.pk, by=sharing.ours(), reason="No longer needed", leave=None)
    assert status(neighbour, note) == 404
    assert listed(neighbour) == []


def test_it_ends_by_the_calendar(note: Submission, neighbour: APIClient, reader: Officer) -> None:
    sharing.agreed(ends_on=sharing.day(1))
    assert status(neighbour, note) == 200
    tomorrow = clock.now() + timedelta(days=1)
    with mock.patch.object(clock, "now", return_value=tomorrow):
        assert status(make.signed_in(reader), note) == 404


def test_it_begins_by_the_calendar(note: Submission, neighbour: APIClient) -> None:
    sharing.agreed(starts_on=sharing.day(1))
    assert status(neighbour, note) == 404


def test_what_was_only_proposed_shares_nothing(note: Submission, neighbour: APIClient) -> None:
    there = sharing.theirs()
    policy.propose(terms=sharing.terms(there.force), by=sharing.ours(), leave=None)
    assert status(neighbour, note) == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.FORCE_ADMIN])
def test_who_does_not_serve_its_purpose_reads_nothing(note: Submission, role: Role) -> None:
    sharing.agreed()
    assert status(make.signed_in(sharing.theirs(role)), note) == 404


def test_what_is_not_covered_stays_unseen(
    mine: Handset, note: Submission, neighbour: APIClient
) -> None:
    sharing.agreed()
    waiting = send(mine, INTEL)
    assert status(neighbour, waiting) == 404
    Submission.objects.filter(pk=note.pk).update(groups=["34:source"])
    assert status(neighbour, note) == 404


def test_the_other_way_is_another_matter(note: Submission, neighbour: APIClient) -> None:
    sharing.agreed(direction=Direction.TAKES)
    assert status(neighbour, note) == 404


def test_each_read_is_a_disclosure_to_the_reading_force(
    note: Submission, neighbour: APIClient, reader: Officer
) -> None:
    running = sharing.agreed()
    status(neighbour, note)
    event = Event.objects.get(act="disclosure", subject=f"submission:{note.pk}")
    assert (event.actor, event.recipient) == (reader.actor, "force:32")
    assert (event.purpose, event.details["agreement"]) == ("investigation", str(running.pk))
    looks = Event.objects.filter(act="consultation", subject=event.subject, actor=reader.actor)
    assert looks.count() == 1
    listed(neighbour)
    assert Event.objects.filter(act="disclosure", subject=event.subject).count() == 2


def test_our_own_look_is_no_disclosure(note: Submission) -> None:
    sharing.agreed()
    assert status(make.signed_in(make.supervisor()), note) == 200
    assert not Event.objects.filter(act="disclosure").exists()


def test_nobody_decides_about_what_is_shared_with_them(
    note: Submission, neighbour: APIClient
) -> None:
    sharing.agreed()
    now = seen(note)
    said = {"revision": str(now.revision), "hash": now.hash, "grant": ""}
    answer = neighbour.post(f"/api/v1/submissions/{note.pk}/approve", said, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-review")
    assert neighbour.get(f"/api/v1/submissions/{note.pk}/erasure").status_code in (403, 404, 405)


def test_how_it_came_about_and_where_it_went_is_not_shared(
    note: Submission, neighbour: APIClient
) -> None:
    sharing.agreed()
    shown = neighbour.get(f"/api/v1/submissions/{note.pk}").json()
    assert (shown["review"], shown["deliveries"], shown["problems"]) == ([], [], [])
    assert [one["id"] for one in shown["revisions"]] == [shown["revision"]]


def test_fields_above_what_was_agreed_stay_out(mine: Handset, neighbour: APIClient) -> None:
    note = send(mine, body=written.body(text="Canary sentence", basis="reported"))
    sharing.agreed(marking=Marking.OFFICIAL)
    shown = neighbour.get(f"/api/v1/submissions/{note.pk}")
    assert shown.json()["body"] == {"basis": "reported"}
    assert b"Canary" not in shown.content + neighbour.get("/api/v1/submissions/shared").content


def test_fields_above_a_clearance_stay_out_at_home_too(mine: Handset) -> None:
    note = send(mine, body=written.body(text="Canary sentence", basis="reported"))
    sergeant, chief = make.supervisor(), sharing.ours(Role.FORCE_ADMIN)
    policy.clear(
        officer=sergeant, marking=Marking.OFFICIAL, by=chief, leave=rights(chief, sergeant)
    )
    shown = make.signed_in(sergeant).get(f"/api/v1/submissions/{note.pk}").json()
    assert (shown["body"], shown["reference"]) == ({"basis": "reported"}, note.reference)
    assert (
        mine.api.get(f"/api/v1/submissions/{note.pk}").json()["body"]["text"] == "Canary sentence"
    )


def marked(kind: str, marking: str) -> int:
    """The next version of a form, so marked."""
    *_, document = [one for one in shipped.documents() if one["kind"] == kind]
    version: int = document["version"] + 1
    catalogue.publish(document={**document, "version": version, "marking": marking}, by="34-3001")
    return version


def test_a_version_that_raises_the_marking_counts_at_once(
    mine: Handset, neighbour: APIClient
) -> None:
    sharing.agreed(marking=Marking.OFFICIAL)
    made = send(mine)
    assert status(neighbour, made) == 200
    raised = marked(NOTE, "OFFICIAL-SENSITIVE")
    again = {"submission": made.pk, "parents": (last(mine),)}
    assert send(mine, version=raised, **again).marking == "OFFICIAL-SENSITIVE"
    assert status(neighbour, made) == 404
    assert send(mine, submission=made.pk, parents=(last(mine),)).marking == "OFFICIAL-SENSITIVE"
