"""What a reader may no longer hold is taken back, and offered again when they may."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.submissions.models import Submission
from field_api.sync import tasks
from field_api.sync.actions.withdrawal import Reconciled, reconcile_reader
from field_api.sync.models import Reader
from tests import handset, make, written
from tests.handset import Handset
from tests.sync.door import pulled
from tests.written import NOTE

pytestmark = pytest.mark.django_db

NOTHING = Reconciled(withdrawn=0, offered=0)


@pytest.fixture
def sergeant(db: None) -> Handset:
    return handset.of(make.supervisor())


def told(reader: Handset, by: Handset) -> UUID:
    """A note of one officer's, of which another has heard: as when they decided on it."""
    (result,) = by.push(by.write(NOTE, written.body()))["results"]
    submission = UUID(result["submission"])
    with feed.work():
        feed.tell(recipients=[reader.officer.pk], kind=Kind.SUBMISSION, doc=submission)
    return submission


def changes(reader: Handset, cursor: str = "") -> list[tuple[str, str]]:
    return [(one["op"], one["id"]) for one in pulled(reader, cursor=cursor)["changes"]]


def end_posting(officer: Officer, on: date | None = None) -> None:
    Posting.objects.filter(officer=officer).update(ends_on=on or today())


def test_nothing_is_done_while_rights_are_as_they_were(mine: Handset, sergeant: Handset) -> None:
    doc = told(sergeant, mine)
    assert reconcile_reader(sergeant.officer) == NOTHING
    assert changes(sergeant) == [("upsert", str(doc))]


def test_a_posting_that_ended_takes_back_what_others_wrote(
    mine: Handset, sergeant: Handset
) -> None:
    theirs, own = told(sergeant, mine), told(sergeant, sergeant)
    cursor = pulled(sergeant)["cursor"]
    end_posting(sergeant.officer)
    make_officer_again(sergeant)
    assert reconcile_reader(sergeant.officer) == Reconciled(withdrawn=1, offered=0)
    assert changes(sergeant, cursor) == [("delete", str(theirs))]
    assert ("upsert", str(own)) in changes(sergeant)
    assert reconcile_reader(sergeant.officer) == NOTHING


def make_officer_again(phone: Handset) -> None:
    """They serve on, in no unit they cover: without any posting their token would read nothing."""
    Posting.objects.create(
        officer=phone.officer, unit=make.unit("CID"), role=Role.OFFICER.value, starts_on=today()
    )


def test_what_was_taken_back_is_offered_again_and_nothing_else(
    mine: Handset, sergeant: Handset
) -> None:
    doc = told(sergeant, mine)
    mine.push(mine.write(NOTE, written.body()))  # which they were never told of
    end_posting(sergeant.officer)
    reconcile_reader(sergeant.officer)
    Posting.objects.filter(officer=sergeant.officer).update(ends_on=None)
    assert reconcile_reader(sergeant.officer) == Reconciled(withdrawn=0, offered=1)
    assert changes(sergeant) == [("upsert", str(doc))]


def test_an_officer_stood_down_may_hold_nothing(mine: Handset, sergeant: Handset) -> None:
    told(sergeant, mine)
    Officer.objects.filter(pk=mine.officer.pk).update(is_active=False)
    mine.officer.refresh_from_db()
    assert reconcile_reader(mine.officer) == Reconciled(withdrawn=1, offered=0)
    Officer.objects.filter(pk=mine.officer.pk).update(is_active=True)
    mine.officer.refresh_from_db()
    assert reconcile_reader(mine.officer) == Reconciled(withdrawn=0, offered=1)


def test_an_entry_that_moved_to_another_unit_is_taken_back(
    mine: Handset, sergeant: Handset
) -> None:
    doc = told(sergeant, mine)
    Submission.objects.filter(pk=doc).update(unit=make.unit("CID"))
    assert reconcile_reader(sergeant.officer) == Reconciled(withdrawn=1, offered=0)


def test_what_no_longer_exists_is_taken_back(mine: Handset) -> None:
    with feed.work():
        feed.tell(recipients=[mine.officer.pk], kind=Kind.QUERY, doc=uuid4())
    assert reconcile_reader(mine.officer) == Reconciled(withdrawn=1, offered=0)


def test_it_stands_in_the_ledger_once(mine: Handset, sergeant: Handset) -> None:
    told(sergeant, mine)
    end_posting(sergeant.officer)
    for _ in range(2):
        reconcile_reader(sergeant.officer)
    (event,) = Event.objects.filter(details__did="reconcile-feed")
    assert (event.subject, event.details["withdrawn"]) == (sergeant.officer.actor, 1)


def swept() -> int:
    return tasks.reconcile_readers()


def test_a_sweep_looks_at_each_reader_once(mine: Handset, sergeant: Handset) -> None:
    told(sergeant, mine)
    assert swept() == 2
    assert swept() == 0


def test_a_sweep_finds_a_posting_that_ends_by_the_calendar(
    mine: Handset, sergeant: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = told(sergeant, mine)
    end_posting(sergeant.officer, on=today() + timedelta(days=1))
    assert (swept(), swept()) == (2, 0)
    tomorrow = clock.now() + timedelta(days=1, hours=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    Reader.objects.update(looked_at=tomorrow)  # so that rights alone are the reason
    assert swept() == 1
    page = feed.changes(recipient=sergeant.officer.pk, cursor="", limit=9)
    assert [(entry.doc, entry.op.name) for entry in page.entries] == [(doc, "DELETE")]


@pytest.mark.parametrize("change", ["stood down", "new role", "unit moved"])
def test_a_sweep_finds_every_change_of_rights(
    mine: Handset, sergeant: Handset, change: str
) -> None:
    make.unit("CID")
    told(sergeant, mine)
    swept()
    if change == "stood down":
        Officer.objects.filter(pk=mine.officer.pk).update(is_active=False)
    elif change == "new role":
        make_officer_again(mine)
    else:
        make.unit("Response").children.create(force=make.force(), name="Team 9")
    assert swept() == 1


def test_an_entry_that_moved_is_found_within_a_day(
    mine: Handset, sergeant: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = told(sergeant, mine)
    swept()
    cursor = pulled(sergeant)["cursor"]
    Submission.objects.filter(pk=doc).update(unit=make.unit("CID"))
    swept()
    Reader.objects.update(looked_at=clock.now() - timedelta(hours=25))
    assert swept() == 2
    assert changes(sergeant, cursor) == [("delete", str(doc))]


def test_a_sweep_takes_a_few_queries_however_many_have_feeds(
    mine: Handset, sergeant: Handset, django_assert_max_num_queries: Any
) -> None:
    told(sergeant, mine)
    swept()
    for _ in range(5):
        told(sergeant, handset.of())
    swept()
    with django_assert_max_num_queries(12):
        assert swept() == 0


def test_a_handset_stays_within_its_lane_of_withdrawals(mine: Handset, sergeant: Handset) -> None:
    doc = told(sergeant, mine)
    lane = pulled(sergeant, kinds="query")["cursor"]
    end_posting(sergeant.officer)
    make_officer_again(sergeant)
    reconcile_reader(sergeant.officer)
    assert pulled(sergeant, kinds="query", cursor=lane)["changes"] == []
    page = pulled(sergeant, kinds="submission")
    assert [(one["op"], one["id"]) for one in page["changes"]] == [("delete", str(doc))]
