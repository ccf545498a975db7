"""A force's work made up: what it must share with work that officers did."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from backend import populate as made_up
from backend.populate import Made, Size
from backend.populate.people import FIRST_COLLAR
from backend.runtime.sandboxes import Sandbox
from backend.story import seed
from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules import problems
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Connector
from field_api.delivery.models import Attempt, Delivery, Task
from field_api.delivery.rules import BLOCKING, OPEN
from field_api.identity.models import Force, Officer, Token, Unit
from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import Mention, Record
from field_api.lib import clock
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry, Notebook
from field_api.oversight.actions import reconcile, watching
from field_api.oversight.models import Reconciliation
from field_api.oversight.rules.alarms import Finding
from field_api.submissions.models import Revision, Step, Submission
from tests import make
from tests.oversight.theirs import TheirList, finished

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

UNTIL = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SMALL = Size(days=20, officers=30, entries=400, seed=7)


@pytest.fixture
def force(boxes: list[Sandbox]) -> Force:
    seed.seed(boxes)
    return Force.objects.get(code="34")


def populate(force: Force, **other: Any) -> Made:
    return made_up.populate(
        SMALL,
        force=force,
        author=Officer.objects.get(login="34-3001"),
        under=Unit.objects.get(name="Northampton"),
        until=UNTIL,
        **other,
    )


def test_what_is_made_stands_as_work_does(force: Force) -> None:
    made = populate(force)
    _the_record_verifies(made)
    _every_move_follows_from_the_one_before(made)
    _every_answer_is_one_its_form_takes()
    _deliveries_are_over(made)
    _nobody_of_it_can_come_in()
    _workers_read_whom_it_speaks_of()
    with pytest.raises(ValueError, match="made up before"):
        populate(force)


def _the_record_verifies(made: Made) -> None:
    """From the bytes alone, to the ledger's word of each; more than one version of some."""
    walked = [notebook.verify(book) for book in Notebook.objects.all()]
    assert [one.bad for one in walked if one.bad] == []
    assert sum(one.entries for one in walked) == made.entries == Entry.objects.count()
    assert notebook.unbound() == ""
    assert made.entries > made.submissions > 300


def _every_move_follows_from_the_one_before(made: Made) -> None:
    rows = {row.pk: row for row in Submission.objects.all()}
    assert len(rows) == made.submissions
    steps: dict[Any, list[Step]] = {key: [] for key in rows}
    for step in Step.objects.order_by("pk"):
        steps[step.submission_id].append(step)
    for key, own in steps.items():
        assert own[0].move == "receive"
        assert own[-1].became == rows[key].state
        assert all(one.became == other.was for one, other in pairwise(own))
        assert all(one.made_at <= other.made_at for one, other in pairwise(own))
    decided = Step.objects.filter(officer__isnull=False)
    assert {"approve", "confirm", "send_back"} <= set(decided.values_list("move", flat=True))
    assert Submission.objects.filter(created_at__gt=UNTIL).count() < 5  # tapped just before
    back = Revision.objects.exclude(parents=[]).count()
    assert back == made.entries - made.submissions > 0


def _every_answer_is_one_its_form_takes() -> None:
    forms = {form.kind: form for form in catalogue.current_forms()}
    for row in Revision.objects.all():
        assert row.version == forms[row.kind].version
        assert problems(forms[row.kind], row.body) == [], row.kind


def _deliveries_are_over(made: Made) -> None:
    rows = Delivery.objects.all()
    assert rows.count() == made.deliveries > 0
    assert not rows.filter(state__in=OPEN).exists()
    assert not rows.exclude(state="held").exclude(attempt_log__isnull=False).exists()
    for row in rows.filter(state__in=BLOCKING):
        later = rows.filter(subject=row.subject, system=row.system, lane_seq__gt=row.lane_seq)
        assert not later.exists()
    for task in Task.objects.filter(todo="correct"):
        assert task.delivery.state in ("rejected", "cancelled")
        assert task.pointer == "" or task.their_pointer != ""
    assert Attempt.objects.filter(outcome="delivered").exists()


def _nobody_of_it_can_come_in() -> None:
    theirs = Officer.objects.filter(collar_number__gte=str(FIRST_COLLAR), collar_number__lt="6")
    assert theirs.count() >= SMALL.officers
    assert not Token.objects.filter(officer__in=theirs).exists()
    assert not any(one.has_usable_password() and one.check_password("!") for one in theirs)
    assert not theirs.filter(totpdevice__isnull=False).exists()


def _workers_read_whom_it_speaks_of() -> None:
    waiting = Record.objects.filter(to_read=True)
    before = waiting.count()
    intelligence.read(seconds=0.01)
    assert waiting.count() < before
    assert Mention.objects.filter(type="person").exists()


def test_no_system_is_warned_of_for_what_is_made_up(force: Force) -> None:
    """Neither as it is opened nor after nights in which systems say that they hold nothing."""
    populate(force)
    assert Delivery.objects.filter(state="rejected").exists()
    assert Delivery.objects.filter(state="cancelled", reason__startswith="given up").exists()
    assert not Task.objects.open().exists()
    assert _warnings() == []
    for later in (timedelta(hours=1), timedelta(hours=18)):
        _compared_at(UNTIL + later)
        assert _warnings() == []
    nights = Reconciliation.objects.filter(night=UNTIL.date() + timedelta(days=1))
    assert nights.exists()
    assert not nights.exclude(state="done", ours=0).exists()


def test_nights_that_the_house_compared_itself_stay_as_they_were(force: Force) -> None:
    system, midnight = System.objects.get(code="records"), UNTIL.replace(hour=0)
    for back in range(3):
        until = midnight - timedelta(days=back)
        Reconciliation.objects.create(
            system=system,
            night=until.date(),
            since=until - timedelta(days=1),
            until=until,
            compared_until=until,
            state="done",
            ended_at=until,
        )
    before = list(Reconciliation.objects.order_by("pk").values())
    populate(force)
    assert list(Reconciliation.objects.order_by("pk").values()[:3]) == before
    _compared_at(UNTIL + timedelta(hours=42))
    assert _warnings() == []


def _warnings() -> list[Finding]:
    return [one for one in watching.findings({}) if one.system is not None]


def _compared_at(moment: datetime) -> None:
    """Every system that can list what it holds lists nothing."""
    real = connectors.connector

    def lists(system: System) -> Connector:
        found = real(system)
        return TheirList() if Capability.LISTING in found.capabilities else found

    with (
        mock.patch.object(clock, "now", return_value=moment),
        mock.patch.object(connectors, "connector", lists),
    ):
        for key in reconcile.sweep():
            finished(Reconciliation.objects.get(pk=key))


def test_the_same_seed_makes_the_same_work(force: Force) -> None:
    """To the byte of every head; signatures are drawn anew."""
    seen = []
    for _ in range(2):
        with _undone():
            populate(force)
            heads = Entry.objects.order_by("pk").values_list("pk", "head", "received_at")
            steps = Step.objects.order_by("submission", "pk")
            seen.append(
                (
                    [(key, bytes(head), at) for key, head, at in heads],
                    list(steps.values_list("submission", "move", "made_at", "reason_code")),
                )
            )
    assert seen[0] == seen[1]


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_sites_own_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make.force()
    monkeypatch.setenv("DATABASE_URL", "postgres://site.example/theirs")
    with pytest.raises(CommandError, match="a site's own"):
        call_command("populate", entries=10)
    assert not Submission.objects.exists()


def test_a_force_that_is_not_here_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="no such force"):
        call_command("populate", force="99")
