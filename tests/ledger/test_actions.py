import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import trace


def record(subject: str = "submission:1") -> Event:
    return ledger.record(act=Act.CONSULTATION, actor="officer:34-1001", subject=subject)


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_whose_data_and_why() -> None:
    trace.begin("0123456789abcdef")
    written = ledger.record(
        act=Act.DISCLOSURE,
        actor="officer:34-1001",
        on_behalf_of="officer:34-2002",
        subject="submission:1",
        purpose="stop and search",
        recipient="system:records",
        details={"fields": 3},
    )
    assert Event.objects.values().get(pk=written.pk) == {
        "id": written.pk,
        "at": written.at,
        "act": "disclosure",
        "actor": "officer:34-1001",
        "on_behalf_of": "officer:34-2002",
        "subject": "submission:1",
        "purpose": "stop and search",
        "recipient": "system:records",
        "trace": "0123456789abcdef",
        "details": {"fields": 3},
    }


@pytest.mark.django_db
def test_many_events_are_one_statement_and_keep_their_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    subjects = [f"entry:{n}" for n in range(50)]
    events = [
        Event(act=Act.COLLECTION.value, actor="officer:34-1001", subject=subject)
        for subject in subjects
    ]
    with django_assert_num_queries(1):
        written = ledger.record_many(events)
    assert [event.subject for event in written] == subjects
    stored = dict(Event.objects.values_list("pk", "subject"))
    assert [stored[event.pk] for event in written] == subjects


@pytest.mark.django_db
def test_no_events_are_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert ledger.record_many([]) == []


@pytest.mark.django_db(transaction=True)
def test_a_look_commits_by_itself_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    look = Event(act=Act.CONSULTATION.value, actor="officer:34-1001", subject="submission:1")
    with django_assert_num_queries(1):
        (written,) = ledger.record_looks([look])
    assert connection.get_autocommit()
    assert Event.objects.get().pk == written.pk


@pytest.mark.django_db(transaction=True)
def test_an_event_without_the_transaction_of_its_act_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of the act"):
        record()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_event() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record()
        raise ZeroDivisionError
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["actor", "subject"])
def test_an_event_must_name_its_actor_and_subject(field: str) -> None:
    nameless = {"actor": "officer:34-1001", "subject": "submission:1"} | {field: ""}
    with pytest.raises(ledger.NotRecorded) as refused:
        ledger.record(act=Act.ACCESS, **nameless)
    assert f"ledger_event_names_its_{field}" in str(refused.value.__cause__)


@pytest.mark.django_db
def test_the_database_knows_the_writing_transaction() -> None:
    record()
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(xid = pg_current_xact_id()) FROM ledger_event")
        assert cursor.fetchone() == (True,)
