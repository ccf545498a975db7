"""A handset is lost with work on it that exists nowhere else: somebody hears of it."""

from datetime import timedelta

import pytest

from field_api.identity import actions as identity
from field_api.identity.models import Device
from field_api.lib import clock
from field_api.notebook import actions as notebook
from field_api.oversight.actions import watching
from field_api.oversight.rules.alarms import Finding, What
from field_api.sync.models import Minted
from tests import make

pytestmark = pytest.mark.django_db


def said_to_have_written(count: int) -> Device:
    device = make.device(make.officer())
    notebook.open_for(device=device)
    Minted.objects.create(device=device, minted_through=count, said_at=clock.now())
    return device


def found() -> list[Finding]:
    return [one for one in watching.findings({}) if one.what is What.LOST]


def test_entries_that_never_came_from_a_lost_handset_are_an_alert() -> None:
    lost, revoked, at_hand = (said_to_have_written(6) for _ in range(3))
    identity.report_lost(device=lost, by=lost.officer, reason="car park")
    identity.revoke_device(device=revoked, by=revoked.officer, reason="replaced")
    (one,) = found()
    assert (one.system, one.key, one.details) == (None, str(lost.pk), {"count": 6})
    assert one.level == 70 and at_hand.revoked_at is None


def test_one_that_brought_everything_and_an_old_loss_are_none() -> None:
    lost = said_to_have_written(1)
    empty = make.device(make.officer())
    for device in (lost, empty):
        identity.report_lost(device=device, by=device.officer, reason="car park")
    assert [one.level for one in found()] == [50]
    Device.objects.update(lost_at=clock.now() - timedelta(days=31))
    assert found() == []
