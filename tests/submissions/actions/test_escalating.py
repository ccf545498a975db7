"""What nobody read in time comes to the next rank, once, and an acting sergeant decides as one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock, hints
from field_api.lib.problems import Problem
from field_api.submissions.actions import escalating
from field_api.submissions.models import Escalation, Step, Submission, Told
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import decide, send
from tests.written import INTEL, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]


@pytest.fixture
def area(db: None) -> Unit:
    """Response stands below it."""
    response, above = make.unit(), make.unit("Area")
    Unit.objects.filter(pk=response.pk).update(parent=above)
    return above


@pytest.fixture
def inspector(area: Unit) -> Officer:
    return make.officer(posted=area, role=Role.INSPECTOR)


def late(phone: Handset, kind: str = SEARCH) -> Submission:
    made = send(phone, kind)
    Submission.objects.filter(pk=made.pk).update(review_by=clock.now() - timedelta(hours=1))
    made.refresh_from_db()
    return made


def told() -> list[Officer]:
    return [one.officer for one in Told.objects.order_by("officer_id").select_related("officer")]


def test_what_is_in_time_is_nobodys_business(mine: Handset, inspector: Officer) -> None:
    send(mine, SEARCH)
    assert escalating.escalate() == 0
    assert not Escalation.objects.exists()


def test_what_is_late_comes_to_the_covering_inspector_once(
    mine: Handset, sergeant: Officer, inspector: Officer, area: Unit
) -> None:
    make.officer(role=Role.INTEL)
    made = late(mine)
    assert [escalating.escalate() for _ in range(3)] == [1, 0, 0]
    raised = Escalation.objects.get(submission=made)
    assert (raised.unit, raised.role, raised.due_at) == (area, "inspector", made.review_by)
    assert told() == [inspector]
    waits = [one.escalation.submission for one in escalating.waiting_for(inspector)]
    assert (waits, escalating.waiting_for(sergeant)) == ([made], [])


def test_the_nearest_inspector_and_nobody_above_them(mine: Handset, inspector: Officer) -> None:
    nearest = make.officer(role=Role.INSPECTOR)
    late(mine)
    escalating.escalate()
    assert told() == [nearest]


def test_an_inspectors_own_work_goes_above_them(area: Unit, inspector: Officer) -> None:
    written.forms()
    own = handset.of(make.officer(role=Role.INSPECTOR))
    late(own)
    escalating.escalate()
    assert told() == [inspector]


def test_who_may_not_read_it_is_not_told(mine: Handset, inspector: Officer) -> None:
    made = late(mine)
    Submission.objects.filter(pk=made.pk).update(groups=["34:GOLD"])
    assert escalating.escalate() == 1
    assert (told(), Escalation.objects.get().role) == ([], "")


def test_what_was_decided_waits_no_more(
    mine: Handset, sergeant: Officer, inspector: Officer
) -> None:
    made = late(mine)
    escalating.escalate()
    decide("approve", made, sergeant)
    assert escalating.waiting_for(inspector) == []
    assert escalating.escalate() == 0


def test_another_limit_that_passes_is_told_of_again(mine: Handset, inspector: Officer) -> None:
    made = late(mine)
    escalating.escalate()
    Submission.objects.filter(pk=made.pk).update(review_by=clock.now() - timedelta(minutes=1))
    assert escalating.escalate() == 1
    assert [one.escalation.submission for one in escalating.waiting_for(inspector)] == [made]


def test_who_was_told_may_decide_whatever_its_form_names(
    mine: Handset, inspector: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = late(mine)
    Posting.objects.filter(officer=inspector).update(role=Role.SUPERVISOR.value)
    analyst = make.officer(role=Role.INTEL)
    with pytest.raises(Problem) as refused:
        decide("approve", made, analyst)
    assert refused.value.code == "not-your-review"
    raised = Escalation.objects.create(submission=made, due_at=made.review_by)
    Told.objects.create(escalation=raised, officer=analyst)
    assert decide("approve", made, analyst).review_state == "done"


def test_mail_says_how_many_and_nothing_of_any(
    mine: Handset,
    inspector: Officer,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EMAIL_HOST = "mail.example"
    hinted: list[str] = []
    monkeypatch.setattr(hints, "send", lambda task, **_: hinted.append(task))
    Officer.objects.filter(pk=inspector.pk).update(email="inspector@force.example")
    made = [late(mine), late(mine)]
    escalating.escalate()
    assert hinted == [escalating.MAIL]
    assert [escalating.mail(), escalating.mail()] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["inspector@force.example"]
    assert "2 entries are past the time" in message.body and "/desk/overdue/" in message.body
    said = message.subject + message.body
    for secret in [*(one.reference for one in made), mine.officer.surname, "search"]:
        assert secret not in said
    escalating.escalate()
    assert hinted == [escalating.MAIL]


def test_a_mail_that_could_not_be_sent_is_tried_later(
    mine: Handset, inspector: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Officer.objects.filter(pk=inspector.pk).update(email="inspector@force.example")
    late(mine)
    escalating.escalate()

    def away(_: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(escalating.EmailMessage, "send", away)
        assert escalating.mail() == 0
    assert escalating.mail() == 0  # not at once
    Told.objects.update(mail_due_at=clock.now())
    assert escalating.mail() == 1


def test_what_was_decided_before_the_mail_went_is_mailed_to_nobody(
    mine: Handset, sergeant: Officer, inspector: Officer
) -> None:
    Officer.objects.filter(pk=inspector.pk).update(email="inspector@force.example")
    made = late(mine)
    escalating.escalate()
    decide("approve", made, sergeant)
    assert (escalating.mail(), mail.outbox) == (0, [])
    assert not Told.objects.owed().exists()


def test_who_has_no_address_finds_it_on_the_desk(mine: Handset, inspector: Officer) -> None:
    late(mine)
    escalating.escalate()
    assert not Told.objects.owed().exists()
    assert len(escalating.waiting_for(inspector)) == 1


def acting(until: date) -> Officer:
    """A constable who is sergeant up to a day."""
    made = make.officer()
    identity.post(
        officer=made,
        unit=make.unit(),
        role=Role.SUPERVISOR,
        starts_on=date(2020, 1, 1),
        ends_on=until,
    )
    return made


def test_an_acting_sergeant_decides_and_is_recorded_as_acting(mine: Handset) -> None:
    stand_in = acting(today() + timedelta(days=1))
    made = send(mine, INTEL)
    assert list(Submission.objects.for_review(stand_in)) == [made]
    assert decide("approve", made, stand_in).state == "released"
    step = Step.objects.get(move="approve")
    assert (step.officer, step.acting) == (stand_in, True)
    assert not Step.objects.get(move="release").acting
    event = Event.objects.get(act="decision", subject=f"submission:{made.pk}")
    assert event.details["acting"] is True


def test_a_sergeant_is_not_recorded_as_acting(mine: Handset, sergeant: Officer) -> None:
    made = decide("approve", send(mine, INTEL), sergeant)
    assert not Step.objects.get(move="approve").acting
    event = Event.objects.get(act="decision", subject=f"submission:{made.pk}")
    assert "acting" not in event.details


def test_from_the_day_it_ends_an_acting_sergeant_decides_nothing(mine: Handset) -> None:
    stand_in = acting(today())
    made = send(mine, INTEL)
    assert not Submission.objects.for_review(stand_in).exists()
    with pytest.raises(Problem) as refused:
        decide("approve", made, stand_in)
    assert refused.value.status == 404


def test_an_acting_sergeants_own_work_is_not_theirs_to_decide() -> None:
    written.forms()
    stand_in = acting(today() + timedelta(days=1))
    made = send(handset.of(stand_in), INTEL)
    assert not Submission.objects.for_review(stand_in).exists()
    with pytest.raises(Problem) as refused:
        decide("approve", made, stand_in)
    assert refused.value.code == "own-work"
