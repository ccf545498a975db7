"""What each system would be told of an entry, and that nothing comes of asking."""

import pytest

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions import agreed
from field_api.delivery.actions.trying import told
from field_api.delivery.models import Delivery, Payload
from field_api.mapping import actions as mapping
from field_api.mapping.models import Source
from tests import written
from tests.delivery.parcels import parcel
from tests.policy.sharing import PARTNER, with_partner
from tests.written import NOTE

pytestmark = pytest.mark.django_db


def routed(code: str = "records", **particulars: str) -> System:
    made = written.system(code, **particulars)
    delivery.route(kind=NOTE, system=made)
    return made


def test_it_is_what_a_delivery_would_freeze_and_nothing_is_kept() -> None:
    records = routed()
    mapping.install(system=records, kind=NOTE, call="records")
    sent = parcel()
    (one,) = told(sent.released())
    assert (one.goes, one.reason, one.system) == (True, "", records)
    assert not any(table.objects.exists() for table in (Delivery, Payload, Source))
    (made,) = delivery.enqueue([sent])
    assert bytes(Payload.objects.get(delivery=made).body) == one.body


def test_without_a_mapping_nothing_is_told() -> None:
    routed()
    (one,) = told(parcel().released())
    assert (one.goes, one.body) == (False, b"")
    assert "no mapping is in use" in one.reason


def test_who_takes_no_entries_or_is_no_longer_told_is_not_named() -> None:
    routed()
    System.objects.update(takes_entries=False)
    assert told(parcel().released()) == []


def test_a_partner_is_told_under_a_running_agreement_alone() -> None:
    theirs = routed(partner=PARTNER)
    mapping.install(system=theirs, kind=NOTE, call="records")
    (one,) = told(parcel().released())
    assert (one.goes, one.reason) == (False, agreed.NO_AGREEMENT)
    with_partner()
    (one,) = told(parcel().released())
    assert (one.goes, one.reason) == (True, "")


def test_an_agreement_covers_a_kind_a_force_and_a_marking() -> None:
    theirs, ours = routed(partner=PARTNER), written.system("ours")
    high, low = "OFFICIAL-SENSITIVE", "OFFICIAL"
    with_partner()
    asked = {"force": "34", "kind": NOTE, "marking": high}
    assert agreed.covers(theirs, **asked)
    assert agreed.covers(theirs, **asked | {"marking": low})
    assert not agreed.covers(theirs, **asked | {"force": "35"})
    assert not agreed.covers(theirs, **asked | {"kind": "stop-search"})
    assert agreed.covers(ours, **asked | {"kind": "stop-search"})
