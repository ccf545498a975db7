"""Comparisons begun by the night and by people, in steps that survive their workers."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from unittest import mock
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Held, Unasked
from field_api.ledger.models import Event
from field_api.oversight.actions import comparing, reconcile
from field_api.oversight.models import Difference, Reconciliation
from field_api.oversight.rules import reconciling
from tests import make, written
from tests.oversight import rows
from tests.oversight.theirs import (
    HOUR,
    OTHER,
    TheirList,
    compared,
    counts,
    delivered,
    finished,
    holds,
)

pytestmark = pytest.mark.django_db


def test_long_times_go_step_by_step_and_are_taken_up_where_a_worker_ended(
    records: System,
) -> None:
    made = [delivered(records, age=n * HOUR) for n in (1, 8, 14, 20)]
    theirs = TheirList(
        *(holds(one, age=n * HOUR) for one, n in zip(made, (1, 8, 14, 20), strict=True))
    )
    with mock.patch.object(connectors, "connector", return_value=theirs):
        run = reconcile.start(system=records, since=rows.ago(hours=24), until=rows.ago())
        assert reconcile.step(run.pk)
        run.refresh_from_db()
        assert (run.state, run.compared_until) == ("running", run.since + reconciling.STEP)
        # A worker that died holds its claim until it runs out.
        claimed = reconcile._claim(run.pk)
        assert claimed and reconcile.step(run.pk) is None
        rows.older(Reconciliation.objects.filter(pk=run.pk), HOUR, "claimed_until")
        run = finished(run)
    assert (run.state, counts(run), len(theirs.asked)) == ("done", (4, 4, 0, 0, 0), 4)


def test_a_worker_that_comes_late_writes_nothing(records: System) -> None:
    stray = Held(uuid4(), "", "", rows.ago(hours=1))
    theirs = TheirList(stray)
    with mock.patch.object(connectors, "connector", return_value=theirs):
        run = reconcile.start(system=records, since=rows.ago(hours=2), until=rows.ago())
        slow = reconcile._claim(run.pk)
        assert slow
        done = comparing.compare(records, slow.compared_until, slow.until)
        rows.older(Reconciliation.objects.filter(pk=run.pk), HOUR, "claimed_until")
        finished(run)
        assert not reconcile._keep(slow, slow.until, done)
    assert Difference.objects.count() == 1


def test_what_cannot_be_compared_says_why(records: System) -> None:
    since, until = rows.ago(hours=2), rows.ago()
    with mock.patch.object(connectors, "connector", return_value=Unlisting()):
        with pytest.raises(reconcile.Refused, match="gives no list"):
            reconcile.start(system=records, since=since, until=until)
    with mock.patch.object(connectors, "connector", return_value=TheirList()):
        for wrong in ((until, since), (rows.ago(days=40), until), (until, until)):
            with pytest.raises(reconcile.Refused, match="31 days"):
                reconcile.start(system=records, since=wrong[0], until=wrong[1])
        reconcile.start(system=records, since=since, until=until)
        with pytest.raises(reconcile.Refused, match="at this moment"):
            reconcile.start(system=records, since=since, until=until)
        connectors.pause(system=records, by=make.officer(), reason="their upgrade")
        records.refresh_from_db()
        with pytest.raises(reconcile.Refused, match="paused"):
            reconcile.start(system=records, since=since, until=until)


class Unlisting(Unasked):
    capabilities = frozenset({Capability.ENTRIES})


@pytest.fixture
def by_day() -> Iterator[None]:
    """Every night has begun, whenever the test runs."""
    with mock.patch.object(reconciling, "quiet", return_value=datetime.min.time()):
        yield


@pytest.mark.usefixtures("by_day")
def test_every_night_each_system_that_can_say_is_compared_once(records: System) -> None:
    written.system("intelligence", lookup="none")
    answers = {"records": TheirList(), "intelligence": Unlisting()}
    with mock.patch.object(connectors, "connector", lambda system: answers[system.code]):
        (key,) = reconcile.sweep()
        run = finished(Reconciliation.objects.get(pk=key))
        assert reconcile.sweep() == []
    assert (run.system, run.state, run.until - run.since) == (records, "done", timedelta(days=1))


@pytest.mark.usefixtures("by_day")
def test_a_missed_night_is_caught_up(records: System) -> None:
    with mock.patch.object(connectors, "connector", return_value=TheirList()):
        reconcile.sweep()
        nights = Reconciliation.objects.filter(night__isnull=False)
        finished(nights.get())
        ago = timedelta(days=3)
        rows.older(nights, ago, "since", "until", "compared_until")
        nights.update(night=F("night") - ago)
        before = nights.get()
        reconcile.sweep()
    assert nights.get(night__gt=before.night).since == before.until


@pytest.mark.usefixtures("by_day")
def test_a_night_without_an_answer_is_tried_again_and_then_told(records: System) -> None:
    theirs = TheirList(fails="answered 503")
    with mock.patch.object(connectors, "connector", return_value=theirs):
        (key,) = reconcile.sweep()
        for failures in (1, 2, 3):
            run = finished(Reconciliation.objects.get(pk=key))
            assert (run.failures, run.error) == (failures, "answered 503")
            assert reconcile.sweep() == [], "it waits a quarter of an hour"
            rows.older(Reconciliation.objects.filter(pk=key), HOUR, "claimed_until")
        assert run.state == "failed"
        assert reconcile.sweep() == []


@pytest.mark.usefixtures("by_day")
def test_a_paused_system_is_asked_nothing_at_night_either(records: System) -> None:
    theirs = TheirList()
    with mock.patch.object(connectors, "connector", return_value=theirs):
        connectors.pause(system=records, by=make.officer(), reason="their upgrade")
        assert reconcile.sweep() == []
        connectors.resume(system=records, by=make.officer(), reason="done")
        (key,) = reconcile.sweep()
        connectors.pause(system=records, by=make.officer(), reason="once more")
        assert reconcile.step(key) is None
    assert theirs.asked == []


def test_a_person_says_what_became_of_a_difference(records: System) -> None:
    run = compared(records, TheirList(Held(uuid4(), "", "", rows.ago(hours=1))))
    difference, by = run.differences.get(), make.supervisor()
    with pytest.raises(reconcile.Refused, match="note"):
        reconcile.settle(difference=difference, by=by, note=" ")
    settled = reconcile.settle(difference=difference, by=by, note="A test of theirs.")
    reconcile.settle(difference=difference, by=make.supervisor(), note="Mine!")
    assert (settled.settled_by, settled.note) == (by, "A test of theirs.")
    assert Event.objects.filter(details__verb="settle").count() == 1
    assert not Difference.objects.open().exists()


def test_a_later_comparison_of_the_same_time_takes_the_place_of_the_last(
    records: System,
) -> None:
    one = delivered(records)
    compared(records, TheirList())
    run = compared(records, TheirList(holds(one)), back=3 * HOUR)
    assert not Difference.objects.open().exists()
    assert Difference.objects.get().note == f"compared again, number {run.pk}"


def test_the_export_is_lines_without_content_and_without_formulas(records: System) -> None:
    evil = Held(uuid4(), '=HYPERLINK("http://x.example")', OTHER, rows.ago(hours=1))
    run = compared(records, TheirList(evil))
    lines = list(reconcile.export(reconciliation=run, by=make.supervisor()))
    (row,) = csv.DictReader(StringIO("".join(lines)))
    assert row["reference"] == '\'=HYPERLINK("http://x.example")'
    assert (row["what"], row["key"], row["their_sha256"]) == ("unknown", str(evil.key), OTHER)
    assert Event.objects.get(details__verb="export").act == "consultation"


def test_the_command_compares_and_says_so(real: System, capsys: pytest.CaptureFixture[str]) -> None:
    lost = delivered(real)
    call_command("reconcile", "records")
    assert "1 of ours" in (said := capsys.readouterr().out) and "1 missing" in said
    assert Difference.objects.get(what="missing").key == lost.key
    with pytest.raises(CommandError, match="no system"):
        call_command("reconcile", "elsewhere")
    with pytest.raises(CommandError, match="offset"):
        call_command("reconcile", "records", "--since", "2026-03-01T00:00:00")
    written.system("records", written.NOWHERE)
    with pytest.raises(CommandError, match="not compared: records"):
        call_command("reconcile", "records")
