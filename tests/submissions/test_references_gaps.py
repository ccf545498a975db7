"""No gap in a series is unexplained."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from field_api.identity import actions as identity
from field_api.submissions import numbers
from field_api.submissions.actions import gaps, references
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.receipts import REFERENCES, claimed, reserved, standings


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


def test_every_number_is_accounted_for(phone: Handset) -> None:
    held = reserved(phone, 3)
    sent = journeys.send(phone).reference
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        references.reserve(device=phone.device, id=uuid4(), count=2)
        raise ZeroDivisionError
    last = reserved(handset.of(), 1)[0]
    claimed(phone.device, held[1])
    assert standings(*held, last) == ["live", "used", "live", "used", "never", "never", "live"]
    assert sent not in held
    identity.revoke_device(device=phone.device, by=phone.officer, reason="Lost")
    assert standings(*held) == ["lost", "used", "lost"]
    prefix, number = numbers.read(last) or ("", 0)
    ahead = gaps.account(prefix=prefix, first=number + 1, last=number + 9)
    assert [run.standing.value for run in ahead.runs] == ["ahead"]


def test_numbers_of_another_force_are_elsewhere(phone: Handset) -> None:
    first = reserved(phone, 1)[0]
    abroad = handset.of(make.officer(posted=make.unit(of=make.force("35"))))
    theirs = journeys.send(abroad).reference
    reserved(abroad, 1)
    assert theirs.startswith("35/")
    last = reserved(phone, 1)  # the second block
    assert standings(first, last[0]) == ["live", "elsewhere", "elsewhere", "live"]


def test_a_supervisor_reads_whose_handset_holds_what(phone: Handset) -> None:
    texts = reserved(phone, 2)
    first = int(texts[0].rpartition("/")[2])
    asked = {"first": first, "last": first + 1}
    sergeant = make.signed_in(make.supervisor())
    (run,) = sergeant.get(f"{REFERENCES}/gaps", asked).json()["runs"]
    assert (run["first"], run["last"], run["standing"]) == (texts[0], texts[1], "live")
    assert (run["officer"], run["device"]) == (phone.officer.display_name, "Pixel")
    stranger = make.signed_in(make.supervisor(posted=make.unit("Elsewhere")))
    (run,) = stranger.get(f"{REFERENCES}/gaps", asked).json()["runs"]
    assert (run["standing"], run["officer"], run["device"]) == ("live", None, None)


def test_who_does_not_oversee_reads_no_account(phone: Handset) -> None:
    answer = phone.api.get(f"{REFERENCES}/gaps", {"first": 1, "last": 2})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    "asked",
    [{}, {"first": 1}, {"first": 5, "last": 1}, {"first": 0, "last": 9}, {"first": 1, "last": 1001},
     {"first": "a", "last": "b"}, {"first": 1, "last": 2, "year": "2026"}],
    ids=["nothing", "open", "backwards", "from nought", "too many", "words", "a long year"],
)  # fmt: skip
def test_an_account_of_no_stretch_is_refused(phone: Handset, asked: dict[str, Any]) -> None:
    sergeant = make.signed_in(make.supervisor())
    assert sergeant.get(f"{REFERENCES}/gaps", asked).status_code == 400
