"""A doubt that a person settles, where the system itself can't be asked."""

import pytest

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.rules import Next, State
from field_api.identity.rules import Role
from field_api.lib.problems import Problem
from tests import make, written
from tests.delivery.actions.test_drain import Boxes, drain_until_settled, held
from tests.delivery.parcels import fresh, parcel, put
from tests.delivery.replays import ended
from tests.queries.sandbox import TOKEN
from tests.written import INTEL

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(boxes: Boxes) -> System:
    url = boxes["intelligence"].url
    return written.system("intelligence", url, bearer=TOKEN, lookup="none", settle_seconds=60.0)


@pytest.mark.usefixtures("silent")
def test_what_their_people_do_not_have_is_sent_again(boxes: Boxes) -> None:
    box = boxes["intelligence"]
    box.breaks(status=500, on="entries", count=1)
    (made,) = put(parcel(INTEL))
    drain_until_settled("intelligence")
    assert (fresh(made).state, held(box, made)) == ("uncertain", [])
    box.heal()
    delivery.vouch(
        delivery=made.pk, by=make.supervisor(), arrived=False, reason="They searched for it"
    )
    drain_until_settled("intelligence")
    assert (fresh(made).state, len(held(box, made))) == ("delivered", 1)


def test_another_forces_delivery_is_steered_by_nobody_here(records: System) -> None:
    made = ended(Next(State.UNCERTAIN, reason="silence"))
    admin = make.officer(posted=make.unit(of=make.force("35")), role=Role.FORCE_ADMIN)
    with pytest.raises(Problem, match="not-found"):
        delivery.vouch(delivery=made.pk, by=admin, arrived=False, reason="x")
    with pytest.raises(Problem, match="not-found"):
        delivery.skip(delivery=made.pk, by=admin, reason="x")
    assert fresh(made).state == "uncertain"
