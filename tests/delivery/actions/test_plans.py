"""What a replay would do; mapping anew what was kept, and what that changes."""

import pytest

from field_api.connectors.models import System
from field_api.delivery.actions import plans, replay
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.models import Delivery, Payload, Replay
from field_api.delivery.rules import Next, State
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.mapping.models import Source
from tests import make, written
from tests.delivery.parcels import fresh, put
from tests.delivery.replays import again, ended, latest, these, use, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db: None) -> Officer:
    return make.supervisor()


def test_what_was_not_sent_for_its_marking_goes_mapped_anew(records: System, by: Officer) -> None:
    written.system("records", clearance="OFFICIAL")
    (was,) = put()
    assert fresh(was).state == "held"
    assert why(was) == "there are no bytes to send: map it anew"
    assert why(was, rerender=True).startswith("it would not go: Records is not cleared")
    written.system("records", clearance="OFFICIAL-SENSITIVE")
    again(by, fresh(was), rerender=True)
    now = latest(was)
    assert now.state == "due" and now.payload.body


def test_a_system_that_lost_its_clearance_gets_no_frozen_bytes(records: System) -> None:
    was = ended()
    written.system("records", clearance="OFFICIAL")
    assert why(was) == "Records is not cleared for OFFICIAL-SENSITIVE"


def test_mapped_anew_it_goes_as_the_version_in_use_makes_it(records: System, by: Officer) -> None:
    was = ended()
    mapping = use(records, {"type": "'NOTE'", "summary": "upper(body.text)"})
    found = plans.plan(system=records, scope=these(was), by=by, rerender=True)
    (sample,) = found.samples
    places = {one.pointer: (one.before, one.after) for one in sample.changes}
    assert (found.goes, found.changed, sample.delivery) == (1, 1, was.pk)
    before, after = places["/summary"]
    assert after in before.upper() and after == after.upper()
    assert "/version" in places
    again(by, was, rerender=True)
    now = latest(was)
    assert now.mapping_id == mapping.pk and now.payload_sha256 != was.payload_sha256


def test_a_plan_writes_nothing(records: System, by: Officer) -> None:
    was = ended()
    rows, events = list(Delivery.objects.values()), Event.objects.count()
    plans.plan(system=records, scope=these(was), by=by, rerender=True)
    assert (list(Delivery.objects.values()), Event.objects.count()) == (rows, events)
    assert not Replay.objects.exists()


def test_what_the_new_mapping_gets_wrong_too_is_said_and_stays(
    records: System, by: Officer
) -> None:
    was = ended()
    use(records, {"type": "nosuch(body)"})
    assert why(was, rerender=True).startswith("it would not go: ")
    assert again(by, was, rerender=True).skipped == 1
    assert fresh(was).state == "rejected"


def test_other_bytes_under_a_key_that_may_be_held_are_refused(records: System, by: Officer) -> None:
    was = ended(Next(State.UNCERTAIN, reason="silence"))
    assert "map it anew under a fresh key" in why(was, rerender=True)
    found = plans.plan(system=records, scope=these(was), by=by, rerender=True, fresh_key=True)
    assert found.goes == 1


def test_what_is_no_longer_kept_can_not_be_mapped_anew(records: System) -> None:
    was = ended()
    Source.objects.all().delete()
    assert why(was, rerender=True) == "what it was made from is no longer kept"


def test_everything_a_mapping_version_got_rejected(records: System, by: Officer) -> None:
    first = [ended() for _ in range(2)]
    version = first[0].mapping_id
    use(records, {"type": "'NOTE'", "summary": "body.text"})
    other = ended()
    made = replay.order(
        system=records, scope=Scope(mapping=version), by=by, reason="v1 was wrong", rerender=True
    )
    replay.run(made.pk, seconds=60)
    assert [latest(row).generation for row in (*first, other)] == [2, 2, 1]


def test_bytes_that_were_deleted_for_their_age_can_be_made_again(
    records: System, by: Officer
) -> None:
    was = ended()
    body = bytes(was.payload.body)
    Payload.objects.filter(delivery=was).delete()
    assert again(by, fresh(was)).made == 1
    now = latest(was)
    assert (now.key, now.mapping_id) == (was.key, was.mapping_id)
    assert (now.payload_sha256, bytes(now.payload.body)) == (was.payload_sha256, body)


def test_deleted_bytes_that_come_out_otherwise_are_not_taken_for_the_same(
    records: System, by: Officer
) -> None:
    was = ended()
    Payload.objects.filter(delivery=was).delete()
    source = Source.objects.get(pk=was.revision)
    changed = {**source.document, "reference": "34/26/999999"}
    Source.objects.filter(pk=was.revision).update(document=changed)
    said = "its bytes are no longer kept, and made again differ: map it anew"
    assert why(fresh(was)) == said
    found = plans.plan(system=records, scope=these(was), by=by, rerender=True)
    ((sample,), goes) = (found.samples, found.goes)
    assert goes == 1 and sample.changes == (), "before is as that mapping reads it today"
    Source.objects.filter(pk=was.revision).update(document=None)
    assert why(fresh(was)) == "what it was made from is no longer kept"
