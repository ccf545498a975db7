"""An officer with a handset, and their sergeant at the desk."""

import pytest
from django.test import Client

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
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
