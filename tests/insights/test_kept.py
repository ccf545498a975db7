"""What a return keeps back: groups, markings, and who a source is."""

import json
from typing import Any

import pytest

from field_api.identity.models import Officer
from field_api.insights.rules import Month
from field_api.lib import clock
from field_api.policy.models import Clearance
from field_api.submissions.models import Submission
from field_api.submissions.rules import State
from tests import handset, make, written
from tests.submissions import journeys
from tests.submissions.desk import example
from tests.submissions.test_groups_from_the_start import PREVENT, SOURCE, member_of

pytestmark = pytest.mark.django_db


def released(kind: str) -> Submission:
    """An entry of this month, as if whoever had to look at it had."""
    made = journeys.send(handset.of(), kind, body=example(kind))
    Submission.objects.filter(pk=made.pk).update(state=State.RELEASED.value)
    return made


def pole(who: Officer) -> list[dict[str, Any]]:
    month = Month.of(clock.now())
    answer = make.signed_in(who).get(f"/api/v1/returns/pole?month={month}")
    found: list[dict[str, Any]] = json.loads(b"".join(answer.streaming_content))
    return found


def categories(who: Officer) -> set[str]:
    return {
        one["attributes"]["category"]
        for entry in pole(who)
        for one in entry["included"]
        if one["type"] == "submission"
    }


def test_what_is_for_a_group_is_drawn_by_its_members_and_a_source_by_nobody() -> None:
    written.forms()
    for kind in ("crime-report", PREVENT, SOURCE):
        released(kind)
    assert categories(make.supervisor()) == {"crime-report"}
    assert categories(member_of("prevent")) == {"crime-report", PREVENT}
    assert categories(member_of("source")) == {"crime-report"}


def test_who_is_cleared_for_less_takes_less_of_it() -> None:
    written.forms()
    released("collision")
    who = make.supervisor()
    assert "Noor" in str(pole(who))
    Clearance.objects.create(
        officer=who, marking="OFFICIAL", given_by=make.supervisor(), given_at=clock.now()
    )
    (entry,) = pole(who)
    assert "Noor" not in str(entry)
    assert "07700" not in str(entry)
