"""What tests of the auditor's pages and rounds share."""

import pytest
from django.test import Client

from field_api.audit.rules import sampling
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from tests import make


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look is asked about: the draw itself has tests of its own."""
    monkeypatch.setattr(sampling, "ONE_IN", 1)


@pytest.fixture
def auditor(db: None) -> Officer:
    return make.officer(role=Role.AUDITOR)


@pytest.fixture
def browser(auditor: Officer) -> Client:
    return make.at_desk(auditor)
