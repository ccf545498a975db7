"""Entries of a form that names a handling group stand in it from the start."""

import pytest

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.policy.models import HandlingGroup, Membership
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import send
from tests.written import NOTE

pytestmark = pytest.mark.django_db

SOURCE, PREVENT = "source-record", "prevent-referral"


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


def member_of(code: str) -> Officer:
    """A supervisor who was read in to a group of their force today."""
    inside, chief = make.supervisor(), make.officer(role=Role.FORCE_ADMIN)
    group = HandlingGroup.objects.create(force=inside.force, code=code, name="Sources")
    Membership.objects.create(
        group=group, officer=inside, given_by=chief, given_at=clock.now(), starts_on=today()
    )
    return inside


def read(who: Officer, made: Submission) -> int:
    return int(make.signed_in(who).get(f"/api/v1/submissions/{made.pk}").status_code)


def waits(who: Officer) -> list[str]:
    answer = make.signed_in(who).get("/api/v1/submissions?queue=review").json()
    return [one["id"] for one in answer["submissions"]]


def test_only_members_read_it_and_its_author_what_they_wrote(mine: Handset) -> None:
    made = send(mine, SOURCE)
    inside, outside = member_of("source"), make.supervisor()
    assert [read(who, made) for who in (inside, outside, mine.officer)] == [200, 404, 200]
    assert (waits(inside), waits(outside)) == ([str(made.pk)], [])


def test_nobody_but_its_author_reads_it_while_the_force_has_no_such_group(mine: Handset) -> None:
    made = send(mine, SOURCE)
    assert [read(who, made) for who in (make.supervisor(), mine.officer)] == [404, 200]


def test_entries_of_one_push_are_kept_each_to_its_own(mine: Handset) -> None:
    items = [mine.write(kind, written.body(kind)) for kind in (NOTE, SOURCE, PREVENT)]
    results = mine.push(*items)["results"]
    groups = [Submission.objects.get(pk=one["submission"]).groups for one in results]
    assert groups == [[], ["34:source"], ["34:prevent"]]
