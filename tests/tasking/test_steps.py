"""What officers say of a tasking is kept once; an outcome closes the loop."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from field_api.alerts.actions import Whom
from field_api.alerts.models import Alert
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.tasking import actions as tasking
from field_api.tasking.models import Said, Tasking
from field_api.tasking.rules.doing import KEPT
from tests import handset, make
from tests.alerts import raised
from tests.alerts.raised import alert
from tests.handset import Handset
from tests.sync.door import pulled
from tests.tasking.asked import asked, held, hit, listing, tell, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Handset:
    return handset.of(make.supervisor())


def steps(row: Tasking) -> list[str]:
    return list(row.said.order_by("received_at", "pk").values_list("step", flat=True))


def said_back(sergeant: Handset) -> set[str]:
    """What those who asked are told now."""
    return {doc["what"].partition(":")[0] for doc in raised.held(sergeant).values() if doc}


def test_each_step_is_kept_once_and_in_the_ledger(phone: Handset, sergeant: Handset) -> None:
    row = asked(by=sergeant.officer)
    one = {"id": str(uuid4()), "tasking": str(row.pk), "step": "accepted", "at": "not a time"}
    for status in ("accepted", "duplicate"):
        assert tell(phone, one).json()["results"] == [{"id": one["id"], "status": status}]
    assert told(phone, row, "delivered") == "accepted"
    assert told(phone, row, "delivered") == "duplicate"
    assert Said.objects.get(pk=one["id"]).device_at is None
    acts = Event.objects.filter(subject=f"tasking:{row.pk}", actor=phone.officer.actor)
    assert [event.details["step"] for event in acts] == ["accepted"]


def test_an_id_of_another_is_theirs(phone: Handset, sergeant: Handset) -> None:
    row = asked(by=sergeant.officer)
    one = {"id": str(uuid4()), "tasking": str(row.pk), "step": "accepted"}
    assert tell(phone, one).json()["results"][0]["status"] == "accepted"
    assert tell(handset.of(), one).json()["results"][0]["status"] == "unknown"
    assert Said.objects.get(pk=one["id"]).officer == phone.officer


def test_who_was_never_asked_tells_nothing(phone: Handset) -> None:
    row = asked(Whom(officer=make.officer()))
    assert told(phone, row, "accepted") == "unknown"
    assert told(phone, row, "outcome", outcome="arrested") == "unknown"
    assert not row.said.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"step": "declined"},
        {"step": "declined", "words": "  "},
        {"step": "outcome"},
        {"step": "accepted", "outcome": "arrested"},
        {"step": "seen", "words": "And so on"},
        {"step": "wrote"},
        {"step": "accepted", "submission": "0199a1c2-0000-7000-8000-000000000001"},
        {"step": "flown"},
        {"step": "outcome", "outcome": "flown"},
    ],
    ids=lambda other: "-".join(map(str, other.values()))[:24].replace(" ", "_"),
)
def test_what_says_nothing_is_refused(other: dict[str, Any], phone: Handset) -> None:
    answer = tell(phone, {"id": str(uuid4()), "tasking": str(uuid4()), **other})
    assert answer.status_code == 400


def test_an_outcome_that_was_not_asked_for_is_none(phone: Handset, sergeant: Handset) -> None:
    row = asked(by=sergeant.officer)
    assert told(phone, row, "outcome", outcome="recovered") == "unknown"
    row.refresh_from_db()
    assert row.is_running


def test_others_see_who_goes_and_who_changed_their_mind(phone: Handset, sergeant: Handset) -> None:
    row, other = asked(by=sergeant.officer), handset.of()
    tasking.keep_up()
    cursor = pulled(other)["cursor"]
    told(phone, row, "accepted")
    assert held(other, cursor)[str(row.pk)]["going"] == [phone.officer.display_name]
    told(phone, row, "declined", words="Sent to a collision")
    assert held(other, cursor)[str(row.pk)]["going"] == []
    assert [one["step"] for one in held(phone)[str(row.pk)]["said"]] == ["accepted", "declined"]


def test_declined_by_everybody_comes_back_to_who_asked(phone: Handset, sergeant: Handset) -> None:
    other = handset.of()
    row = asked(Whom(officer=phone.officer), Whom(officer=other.officer), by=sergeant.officer)
    told(phone, row, "declined", words="In custody with another")
    assert said_back(sergeant) == set()
    told(other, row, "declined", words="At court")
    assert said_back(sergeant) == {"Declined by everybody"}


def test_an_arrest_closes_the_loop(phone: Handset, sergeant: Handset) -> None:
    """Tasking over, on no handset; the alerts of its cause recalled; the listing left to its owner;
    who asked is told."""
    wanted = listing(sergeant.officer)
    first, second = alert(by=sergeant.officer), alert(by=sergeant.officer)
    besides = alert(by=sergeant.officer)
    found = hit(wanted, alert=first)
    hit(wanted, alert=second)
    ground = tasking.ground(source="hit", row=found.pk, by=sergeant.officer)
    row, other = asked(by=sergeant.officer, ground=ground), handset.of()
    tasking.keep_up()
    entry = str(uuid4())
    assert told(phone, row, "wrote", submission=entry) == "accepted"
    assert told(phone, row, "outcome", outcome="arrested", words="In custody") == "accepted"
    row.refresh_from_db()
    assert (row.closed_as, row.closed_by) == ("arrested", phone.officer)
    assert row.over_at
    assert held(phone) == held(other) == {str(row.pk): None}
    running = set(Alert.objects.running().filter(source="desk"))
    assert running == {besides}
    assert Alert.objects.get(pk=first.pk).why == "Done: arrested"
    assert said_back(sergeant) >= {"Arrested"}
    wanted.refresh_from_db()
    assert wanted.ended_at is None
    assert told(other, row, "outcome", outcome="arrested") == "accepted"
    row.refresh_from_db()
    assert row.closed_by == phone.officer
    assert told(phone, row, "wrote", submission=str(uuid4())) == "accepted"


def test_not_found_leaves_it_open_and_located_is_told_at_once(
    phone: Handset, sergeant: Handset
) -> None:
    row = asked(by=sergeant.officer)
    told(phone, row, "outcome", outcome="not_found", words="No reply at the door")
    assert said_back(sergeant) == set()
    told(phone, row, "outcome", outcome="located", words="On a bus to Kettering")
    assert said_back(sergeant) == {"Located"}
    row.refresh_from_db()
    assert row.is_running
    assert steps(row) == ["outcome", "outcome"]


def test_what_nobody_takes_on_comes_back_to_who_asked(phone: Handset, sergeant: Handset) -> None:
    row = asked(by=sergeant.officer)
    assert tasking.look_after() == 0
    Tasking.objects.update(issued_at=clock.now() - timedelta(minutes=31))
    assert tasking.look_after() == 1
    assert tasking.look_after() == 0
    assert said_back(sergeant) == {"Nobody has taken this on"}
    told(phone, row, "outcome", outcome="arrested")
    assert "Nobody has taken this on" not in said_back(sergeant)


def test_what_somebody_took_on_is_late_when_it_is_due(phone: Handset, sergeant: Handset) -> None:
    row = asked(by=sergeant.officer, due=clock.now() + timedelta(hours=1))
    told(phone, row, "accepted")
    moment = clock.now()
    Tasking.objects.update(
        issued_at=moment - timedelta(hours=2), due_at=moment - timedelta(minutes=1)
    )
    assert tasking.look_after() == 1
    assert said_back(sergeant) == {"Overdue"}


def test_ending_it_takes_a_reason_and_leaves_the_alerts(phone: Handset, sergeant: Handset) -> None:
    first = alert(by=sergeant.officer)
    ground = tasking.ground(source="alert", row=first.pk, by=sergeant.officer)
    row = asked(by=sergeant.officer, ground=ground, marking="OFFICIAL")
    for by, why, status in (
        (sergeant.officer, " ", 422),
        (phone.officer, "Mine now", 404),
        (make.supervisor(posted=make.unit("Roads")), "Mine now", 404),
    ):
        with pytest.raises(Problem) as refused:
            tasking.close(tasking=row.pk, by=by, why=why)
        assert refused.value.status == status
    tasking.close(tasking=row.pk, by=sergeant.officer, why="Handed himself in")
    assert held(phone) == {str(row.pk): None}
    assert Alert.objects.running().filter(pk=first.pk).exists()
    with pytest.raises(Problem) as refused:
        tasking.close(tasking=row.pk, by=sergeant.officer, why="Again")
    assert refused.value.code == "tasking-over"


def test_it_is_removed_a_year_after_its_end(phone: Handset, sergeant: Handset) -> None:
    row = asked(by=sergeant.officer)
    told(phone, row, "accepted")
    tasking.close(tasking=row.pk, by=sergeant.officer, why="Found by others")
    assert tasking.forget_old() == 0
    Tasking.objects.update(over_at=clock.now() - KEPT - timedelta(days=1))
    assert tasking.forget_old() == 1
    assert not Said.objects.exists()
    assert Event.objects.filter(subject=f"tasking:{row.pk}", act="erasure").exists()


def test_both_of_an_officers_handsets_see_once(sergeant: Handset) -> None:
    officer: Officer = make.officer()
    row, phones = asked(by=sergeant.officer), [handset.of(officer), handset.of(officer)]
    tasking.keep_up()
    assert [told(phone, row, "seen") for phone in phones] == ["accepted", "duplicate"]
