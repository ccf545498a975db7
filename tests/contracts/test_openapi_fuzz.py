"""Schemathesis, which we did not write, makes thousands of requests from our own description of the
API and holds every answer against it: no failure of the server, no answer the document denies.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from tests import handset, make, written
from tests.attachments.conftest import in_folder
from tests.submissions import journeys

pytestmark = [pytest.mark.django_db, pytest.mark.foreign, pytest.mark.long]

CASES = 5000
EACH = 45
DOCUMENT = Path(__file__).parents[2] / "docs/api/openapi.json"
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

# They end the token that all the others are tried with.
ENDING = {"/api/v1/sign-out"}


@pytest.fixture
def bearers(tmp_path: Path, settings: Any) -> list[str]:
    """Of an officer who has written, a sergeant, an inspector, an administrator and an auditor."""
    in_folder(settings, tmp_path)
    written.forms()
    written.systems()
    phone = handset.of()
    journeys.send(phone)
    roles = (Role.SUPERVISOR, Role.INSPECTOR, Role.FORCE_ADMIN, Role.AUDITOR)
    people: list[Officer] = [phone.officer, *(make.officer(role=role) for role in roles)]
    return [make.token(make.device(who)) for who in people]


@pytest.fixture
def app(bearers: list[str]) -> Iterator[Any]:
    """The application as a server calls it, within the transaction of the test. After `bearers`:
    Django's own test client connects these again whenever it is used."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(app: Any) -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text()))
    schema.app = app
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path not in ENDING:
            yield operation


def tried(operation: Any, bearers: list[str], count: int) -> tuple[int, str]:
    """How many requests were made, and the first thing that was wrong."""
    made = 0

    @given(case=operation.as_strategy(), bearer=st.sampled_from(bearers))
    @settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any, bearer: str) -> None:
        nonlocal made
        made += 1
        case.call_and_validate(
            headers={"Authorization": f"Bearer {bearer}", "Accept-Encoding": "identity"},
            checks=CHECKS,
            base_url="http://testserver",
        )

    try:
        ask()
    except (FailureGroup, Failure) as wrong:
        return made, f"{operation.method} {operation.path}: {wrong}"
    return made, ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_answer_is_one_the_document_foresees(app: Any, bearers: list[str]) -> None:
    found, made, rounds = [], 0, 0
    while made < CASES and not found:
        rounds += 1
        for operation in operations(app):
            count, wrong = tried(operation, bearers, EACH * rounds)
            made += count
            found += [wrong] if wrong else []
    assert found == []
    assert made >= CASES
