"""A question finds what an officer of the unit wrote, by a leg like every other."""

from collections.abc import Callable

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.queries.models import Hit, Leg, Query
from field_api.queries.rules.legs import State
from tests import handset, make, written
from tests.handset import Handset
from tests.intelligence import people
from tests.queries.seen import run_leg

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(threads: None) -> System:
    return connectors.register(
        code="entries",
        name="Our own entries",
        kind="own",
        config={"answerer": "entries"},
        secret_ref="",
        takes_entries=False,
        answers_queries=["vehicle"],
    )


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    return handset.of()


def answered(query: Query) -> Leg:
    leg = query.legs.get()
    run_leg(leg)
    leg.refresh_from_db()
    return leg


def test_what_the_unit_wrote_answers(
    entries: System, phone: Handset, ask: Callable[..., Query]
) -> None:
    row = people.searched(phone)
    colleague = make.officer(posted=phone.officer.postings.get().unit)
    leg = answered(ask("vehicle", by=colleague, vrm="AB12CDE"))
    assert (leg.state, leg.count) == (State.ANSWERED.value, 1)
    hit = Hit.objects.get(leg=leg)
    assert hit.ref.startswith(f"{row.reference}/")
    assert hit.body["vrm"] == "AB12 CDE"


def test_to_a_stranger_nothing_is_held(
    entries: System, phone: Handset, ask: Callable[..., Query]
) -> None:
    people.searched(phone)
    stranger = make.officer(posted=make.unit("Elsewhere", of=make.force("35")))
    leg = answered(ask("vehicle", by=stranger, vrm="AB12CDE"))
    assert (leg.state, leg.why) == (State.NO_MATCH.value, "")
