"""An officer with a handset, their sergeant at the console, and one system."""

import pytest
from django.test import Client

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from tests import handset, make
from tests.handset import Handset


@pytest.fixture
def phone(db: None) -> Handset:
    catalogue.publish_builtin()
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


@pytest.fixture
def onlooker(db: None) -> Client:
    """Reviews, and may not steer."""
    return make.at_desk(make.officer(role=Role.INTEL))


@pytest.fixture
def records(db: None) -> System:
    made = make.system()
    return made
