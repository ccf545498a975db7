"""A round reads what is committed, each row once, whatever order it was committed in."""

import threading

import pytest
from django.db import connection, connections, transaction

from field_api.audit import tasks
from field_api.audit.actions import sweeping
from field_api.audit.models import Look, Sample, Swept
from field_api.identity.models import Officer
from field_api.lib import clock
from tests import make
from tests.audit.rows import days, question
from tests.ledger.sealed import until


@pytest.fixture
def officer() -> Officer:
    return make.officer()


def read() -> set[int]:
    tasks.sweep()
    return set(Look.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_row_committed_late_is_not_passed_over(officer: Officer) -> None:
    """The lower number commits last: a mark by number alone would lose it for ever."""
    began, go_on = threading.Event(), threading.Event()
    early: list[int] = []

    def slow() -> None:
        try:
            with transaction.atomic():
                early.append(question(officer).pk)
                began.set()
                assert go_on.wait(30)
        finally:
            connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    assert began.wait(30)
    late = question(officer).pk
    assert early[0] < late
    tasks.sweep()
    seen = set(Look.objects.values_list("pk", flat=True))
    assert seen <= {late}
    go_on.set()
    writer.join(30)
    until(lambda: read() == {early[0], late})
    assert tasks.sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_another_round_at_work_is_not_waited_for(officer: Officer) -> None:
    Swept.objects.create(pk=1)
    question(officer)
    found: list[int] = []

    def other() -> None:
        try:
            found.append(sweeping.sweep())
        finally:
            connections.close_all()

    with transaction.atomic():
        Swept.objects.select_for_update().get(pk=1)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
    assert found == [0]
    until(lambda: sweeping.sweep() == 1)


@pytest.mark.django_db(transaction=True)
def test_a_database_put_back_is_read_again(officer: Officer) -> None:
    row = question(officer).pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::numeric + 1000000")
        Swept.objects.create(pk=1, xid=cursor.fetchone()[0], event=row + 5)
    until(lambda: sweeping.sweep() == 1)
    assert sweeping.sweep() == 0


@pytest.mark.django_db
def test_what_is_past_its_time_is_forgotten(officer: Officer) -> None:
    for age in (731, 729):
        look = Look.objects.create(
            event=age,
            at=clock.now() - days(age),
            officer=officer,
            at_what="vehicle",
            subject="query:1",
            about=b"1",
        )
        Sample.objects.create(look=look, officer=officer, asked_at=look.at)
    assert tasks.remind() == 2  # the look and what was asked about it
    assert [look.event for look in Look.objects.all()] == [729]
