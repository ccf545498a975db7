"""Each form says who decides on it; covering the unit is not enough."""

import pytest

from field_api.identity.rules import Role
from field_api.lib.problems import Problem
from tests import make
from tests.handset import Handset
from tests.submissions.journeys import decide, send
from tests.written import INTEL, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]


def test_the_intelligence_unit_decides_on_intelligence_and_not_on_searches(mine: Handset) -> None:
    analyst = make.officer(role=Role.INTEL)
    report, search = send(mine, INTEL), send(mine, SEARCH)
    approved = decide("approve", report, analyst)
    assert approved.state == "released"
    with pytest.raises(Problem) as refused:
        decide("approve", search, analyst)
    assert (refused.value.status, refused.value.code) == (403, "not-your-review")
