"""What a watchdog and Prometheus are told."""

from datetime import UTC, datetime
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import override_settings

from backend import health, progress
from backend.progress import Progress

pytestmark = pytest.mark.django_db


def test_a_ready_site_says_so(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["progress"]["moving"] is True


def test_without_a_database_it_lives_but_is_not_ready(client):
    with mock.patch.object(health, "_migrations_waiting", side_effect=OperationalError("secret")):
        answer = client.get("/health/ready")
    assert client.get("/health/live").status_code == 200
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


def test_before_its_migrations_it_is_not_ready(client):
    with mock.patch.object(health, "_migrations_waiting", return_value=2):
        assert client.get("/health/ready").status_code == 503


@pytest.mark.parametrize(
    ("oldest_due", "last_attempt", "moving"),
    [
        (None, None, True),
        (5.0, None, True),
        (500.0, None, False),
        (500.0, 400.0, False),
        (500.0, 3.0, True),
    ],
)
def test_work_stalls_when_it_is_due_and_nothing_is_tried(oldest_due, last_attempt, moving):
    assert Progress(oldest_due, last_attempt).moving(120) is moving


def test_stalled_work_fails_the_workers_probe_and_not_the_webs(client):
    with mock.patch.object(progress, "read", return_value=Progress(500.0, None)):
        assert client.get("/health/working").status_code == 503
        assert client.get("/health/ready").status_code == 200


def test_metrics_count_by_route_and_never_by_path(client):
    client.get("/health/live?name=Sparrow")
    said = client.get("/metrics").content.decode()
    assert 'route="health/live"' in said
    assert "fieldbook_oldest_due_seconds" in said
    assert "fieldbook_entries" in said
    assert "Sparrow" not in said


def test_metrics_are_for_this_machine_or_a_token(client):
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404
    with override_settings(SITE_PROXY=True):
        assert client.get("/metrics").status_code == 404
    with override_settings(METRICS_TOKEN="t0ken"):
        given = {"headers": {"Authorization": "Bearer t0ken"}, "REMOTE_ADDR": "192.0.2.1"}
        assert client.get("/metrics", **given).status_code == 200
        assert client.get("/metrics").status_code == 404


def test_nothing_is_due_in_an_empty_house():
    assert progress.read(datetime.now(UTC)) == Progress(None, None)
