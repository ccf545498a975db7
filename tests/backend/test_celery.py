"""What workers do around tasks."""

import pytest
from django.db import OperationalError, connection, connections

from backend.celery import app, begin
from field_api.lib import trace


@pytest.mark.django_db(transaction=True)
def test_a_task_gets_a_connection_that_works_after_the_database_was_away():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    begin(task_id="a-task-of-this-test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_each_task_has_its_own_trace(db):
    begin(task_id="0f8c6f4e-0000-4000-8000-000000000001")
    assert trace.current() == "0f8c6f4e-0000-4000-8000-000000000001"


def test_tasks_speak_json_and_are_acknowledged_early():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late is False
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_publish_retry is False
    assert not app.conf.task_always_eager
