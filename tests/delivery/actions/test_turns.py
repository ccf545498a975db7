"""Fair to all systems: what one of them keeps waiting is a thread, and its own work."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery
from field_api.lib import hints
from tests import written
from tests.delivery.actions.test_drain import Boxes, drain
from tests.delivery.parcels import fresh, parcel, put, standing
from tests.queries.sandbox import TOKEN
from tests.written import INTEL, NOTE

pytestmark = pytest.mark.django_db


def test_what_is_left_after_a_turn_waits_behind_the_others(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    hinted: list[int] = []
    monkeypatch.setattr(hints, "send", lambda task, system, **_: hinted.append(system))
    (made,) = put()
    assert delivery.drain(made.system_id, seconds=0) == 0
    assert hinted == [made.system_id]
    assert fresh(made).state == "due"


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """Takes connections and says nothing until it is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.mark.django_db(transaction=True)
def test_a_system_that_keeps_us_waiting_holds_one_thread_and_no_other_system(
    boxes: Boxes, mute: socket.socket
) -> None:
    url = f"http://127.0.0.1:{mute.getsockname()[1]}"
    written.system("intelligence", url, bearer=TOKEN, send_seconds=60.0, max_in_flight=2)
    slow, other = put(*(parcel(INTEL) for _ in range(3))), put(parcel(NOTE))

    def wait() -> int:
        try:
            return drain("intelligence")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait)
        while not Delivery.objects.filter(pk__in=[one.pk for one in slow], state="sending"):
            assert not waiting.done()
            time.sleep(0.01)
        assert drain("intelligence") == 0, "another turn of the same system steps aside"
        assert drain("records") == 1
        assert standing(other) == ["delivered"]
        assert not waiting.done()
        mute.close()
        waiting.result(120)
