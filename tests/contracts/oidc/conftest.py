"""A provider that lies when told to, and a sergeant whom it knows."""

from collections.abc import Iterator
from typing import Any

import pytest

from field_api.identity import provider as asking
from field_api.identity.actions import externals
from field_api.identity.models import Officer
from field_api.identity.rules.providers import Provider
from tests import make
from tests.contracts.oidc.liar import OID, TENANT, Liar
from tests.contracts.web import answering


@pytest.fixture
def liar(settings: Any) -> Iterator[Liar]:
    one = Liar()
    asking._kept.clear()  # a free port may have been another provider's
    with answering(one.answer) as web:
        one.issuer = web.url
        settings.OIDC = Provider(web.url, "field:book", "s/ecret", tenant=TENANT)
        yield one


@pytest.fixture
def sergeant(liar: Liar) -> Officer:
    officer = make.supervisor()
    externals.link_identity(officer=officer, subject=OID)
    return officer
