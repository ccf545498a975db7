"""What differs between two lists, with a real system and with every answer one may give."""

import json
from datetime import timedelta
from unittest import mock
from uuid import uuid4

import httpx2
import pytest

from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Held
from field_api.delivery import actions as delivering
from field_api.delivery.models import Delivery, Subject
from field_api.delivery.rules import State
from field_api.oversight.actions import reconcile
from field_api.oversight.models import Reconciliation
from field_api.oversight.rules import reconciling
from tests.delivery.parcels import put
from tests.oversight import rows
from tests.oversight.theirs import (
    HOUR,
    OTHER,
    OURS,
    TheirList,
    compared,
    counts,
    delivered,
    finished,
    found,
    holds,
)
from tests.queries.sandbox import TOKEN, Sandbox

pytestmark = pytest.mark.django_db


def test_a_real_system_that_has_what_we_sent_differs_in_nothing(
    real: System, playing_records: Sandbox
) -> None:
    put()
    delivering.drain(real.pk)
    run = compared_really(real)
    assert (run.state, counts(run)) == ("done", (1, 1, 0, 0, 0))
    # What it holds and we know nothing of.
    stray = uuid4()
    given = httpx2.post(
        f"{playing_records.url}/api/entries",
        content=json.dumps({"type": "NOTE", "summary": "From elsewhere."}),
        headers={
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(stray),
            "Fieldbook-Version": "1",
        },
    )
    assert given.status_code == 201, given.text
    lost = delivered(real, age=timedelta(minutes=3))
    run = compared_really(real)
    assert found(run) == {stray: "unknown", lost.key: "missing"}
    reference = given.json()["reference"]
    assert run.differences.get(key=stray).reference == reference


def compared_really(system: System) -> Reconciliation:
    """As if what was just sent had been sent five minutes ago: later than that is not compared."""
    with mock.patch.object(reconciling, "IN_FLIGHT", timedelta(0)):
        return finished(reconcile.start(system=system, since=rows.ago(hours=2), until=rows.ago()))


def test_what_both_know_is_no_difference(records: System) -> None:
    one = delivered(records)
    run = compared(records, TheirList(holds(one)))
    assert (run.state, counts(run)) == ("done", (1, 1, 0, 0, 0))


def test_each_way_to_differ_is_found_with_both_hashes(records: System) -> None:
    gone, changed, stray = delivered(records, remote_ref="RMS-9"), delivered(records), uuid4()
    theirs = TheirList(holds(changed, OTHER), Held(stray, "RMS-7", OTHER, rows.ago(minutes=30)))
    run = compared(records, theirs)
    assert found(run) == {gone.key: "missing", changed.key: "different", stray: "unknown"}
    assert counts(run) == (2, 2, 1, 1, 1)
    missing, different = run.differences.get(what="missing"), run.differences.get(what="different")
    assert (missing.delivery, missing.ours_sha256, missing.reference) == (gone, OURS, "RMS-9")
    assert (different.ours_sha256, different.their_sha256) == (OURS, OTHER)


def test_a_system_that_gives_no_hashes_is_compared_by_key(records: System) -> None:
    one = delivered(records)
    assert counts(compared(records, TheirList(holds(one, "")))) == (1, 1, 0, 0, 0)


def test_what_is_under_way_in_doubt_or_cancelled_is_neither_missing_nor_unknown(
    records: System,
) -> None:
    states = (State.DUE, State.SENDING, State.UNCERTAIN, State.AWAITING, State.CANCELLED)
    made = [rows.delivery(records, state, age=HOUR) for state in states]
    run = compared(records, TheirList(*(holds(one, OTHER) for one in made[:3])))
    assert found(run) == {}
    assert run.ours == 0


def test_what_was_in_doubt_for_hours_is_found_where_it_arrived(records: System) -> None:
    """They took it long before we knew."""
    one = delivered(records)
    rows.older(Delivery.objects.filter(pk=one.pk), 9 * HOUR, "created_at")
    run = compared(records, TheirList(holds(one, age=9 * HOUR)))
    assert counts(run) == (1, 1, 0, 0, 0)


def test_clocks_that_differ_by_minutes_differ_in_nothing_else(records: System) -> None:
    one = delivered(records, age=2 * HOUR - timedelta(seconds=30))
    theirs = TheirList(holds(one, age=2 * HOUR + timedelta(minutes=4)))
    assert counts(compared(records, theirs)) == (1, 1, 0, 0, 0)


def test_a_replay_under_the_same_key_is_the_same_thing_in_another_form(records: System) -> None:
    first = delivered(records)
    again = delivered(
        records, key=first.key, subject=first.subject, generation=2, payload_sha256=OTHER
    )
    for held in (holds(first, OURS), holds(again, OTHER)):
        assert counts(compared(records, TheirList(held))) == (1, 1, 0, 0, 0)
    assert found(compared(records, TheirList(holds(first, "ef" * 32)))) == {first.key: "different"}


def test_what_was_erased_is_not_missing_and_what_should_be_erased_is_told(
    records: System,
) -> None:
    subject = Subject.objects.create()
    one = delivered(records, subject=subject)
    delivered(records, subject=subject, lane_seq=2, intent="erase", age=timedelta(minutes=30))
    assert counts(compared(records, TheirList())) == (0, 0, 0, 0, 0)
    run = compared(records, TheirList(holds(one)))
    assert found(run) == {one.key: "different"}
    assert run.differences.get().ours_sha256 == ""


def test_where_a_version_replaces_the_last_only_the_newest_is_asked_for(records: System) -> None:
    subject = Subject.objects.create()
    first = delivered(records, subject=subject)
    second = delivered(records, subject=subject, lane_seq=2)
    theirs = TheirList(holds(second))
    assert found(compared(records, theirs)) == {first.key: "missing"}
    theirs.capabilities |= {Capability.UPDATES}
    assert found(compared(records, theirs)) == {}


def test_half_a_list_is_no_list(records: System) -> None:
    delivered(records)
    run = compared(records, TheirList(fails="answered 503"))
    assert (run.state, run.error, found(run)) == ("failed", "answered 503", {})


def test_a_fault_of_our_own_ends_the_comparison_and_quotes_nothing(records: System) -> None:
    theirs = TheirList(holds(delivered(records)))
    with mock.patch.object(theirs, "listing", side_effect=KeyError("Sample")):
        run = compared(records, theirs)
    assert (run.state, run.error) == ("failed", "our connector failed: KeyError")
