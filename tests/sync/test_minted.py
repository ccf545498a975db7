"""What handsets said they wrote, beside what arrived."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from field_api.identity.models import Device
from field_api.sync.actions import minted
from field_api.sync.actions.minted import Said
from field_api.sync.models import Minted
from tests import handset, make, written
from tests.handset import Handset
from tests.written import NOTE

GAPS = "/api/v1/devices/gaps"

pytestmark = pytest.mark.django_db


def say(device: Device, through: int, **other: Any) -> None:
    minted.note([Said(device.pk, through, **other)])


def version(device: Device) -> str:
    """Of the row: another one is a write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text || ctid::text FROM sync_minted WHERE device_id = %s", [device.pk]
        )
        return str(cursor.fetchone()[0])


def test_the_highest_place_stands(mine: Handset) -> None:
    for through in (5, 9, 7):
        say(mine.device, through, app="1.0", skew_ms=40)
    row = Minted.objects.get()
    assert (row.minted_through, row.app, row.skew_ms) == (9, "1.0", 40)


def test_of_one_round_the_highest_counts(mine: Handset) -> None:
    minted.note([Said(mine.device.pk, each) for each in (3, 8, 5)])
    assert Minted.objects.get().minted_through == 8


def test_what_is_not_news_writes_nothing(mine: Handset) -> None:
    say(mine.device, 5)
    before = version(mine.device)
    say(mine.device, 5)
    say(mine.device, 4)
    assert version(mine.device) == before
    say(mine.device, 6)
    assert version(mine.device) != before


def test_an_hour_later_it_is_said_again(mine: Handset) -> None:
    say(mine.device, 5)
    Minted.objects.update(said_at=F("said_at") - timedelta(minutes=61))
    before = version(mine.device)
    say(mine.device, 5)
    assert version(mine.device) != before


def test_a_round_is_one_statement_and_an_empty_one_none(mine: Handset) -> None:
    devices = [mine.device, *(handset.of().device for _ in range(3))]
    with CaptureQueriesContext(connection) as captured:
        minted.note([Said(device.pk, 3) for device in devices])
    assert (len(captured), Minted.objects.count()) == (1, 4)
    with CaptureQueriesContext(connection) as captured:
        minted.note([Said(mine.device.pk, 0)])
    assert len(captured) == 0


def lost(phone: Handset, *, sent: int = 2, kept: int = 2) -> None:
    """They wrote and sent some, then wrote more, said so, and were not heard of again."""
    phone.push(*(phone.write(NOTE, written.body()) for _ in range(sent)))
    for _ in range(kept):
        phone.write(NOTE, written.body())
    say(phone.device, phone.seq - 1, app="1.0.0")


def gaps(who: Handset) -> list[dict[str, Any]]:
    answer = who.api.get(GAPS)
    assert answer.status_code == 200, answer.content
    listed: list[dict[str, Any]] = answer.json()["gaps"]
    return listed


def test_a_supervisor_sees_what_is_expected_and_did_not_come(mine: Handset) -> None:
    lost(mine)
    (gap,) = gaps(handset.of(make.supervisor()))
    assert gap["device"] == str(mine.device.installation)
    assert (gap["minted_through"], gap["held"], gap["missing_seqs"]) == (4, 2, [3, 4])
    assert gap["officer"] == mine.officer.login


def test_it_closes_when_the_rest_arrives(mine: Handset) -> None:
    lost(mine)
    mine.push(*mine.minted)
    assert gaps(handset.of(make.supervisor())) == []


def test_a_hole_below_what_arrived_is_a_gap_too(mine: Handset) -> None:
    first, second, third = (mine.write(NOTE, written.body()) for _ in range(3))
    mine.push(first, third)
    say(mine.device, 3)
    (gap,) = gaps(handset.of(make.supervisor()))
    assert gap["missing_seqs"] == [2]
    assert second["id"]


def test_the_officer_sees_their_own_and_nobody_else_any(mine: Handset) -> None:
    lost(mine)
    assert len(gaps(mine)) == 1
    assert gaps(handset.of()) == []
    elsewhere = make.supervisor(posted=make.unit("CID"))
    assert gaps(handset.of(elsewhere)) == []


def test_the_longest_out_of_touch_comes_first(mine: Handset) -> None:
    other = handset.of()
    lost(mine)
    lost(other)
    Minted.objects.filter(device=other.device).update(said_at=F("said_at") - timedelta(days=2))
    listed = gaps(handset.of(make.supervisor()))
    assert [gap["officer"] for gap in listed] == [other.officer.login, mine.officer.login]
