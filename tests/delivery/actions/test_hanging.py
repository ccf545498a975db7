"""A connector that does not keep its deadline, whatever it promised."""

import threading
from typing import Any

import pytest

from field_api.connectors.kinds.rest_json import RestJson
from tests.delivery.actions.test_drain import Boxes, attempts, drain
from tests.delivery.parcels import fresh, make_due, put

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_connector_that_never_returns_holds_up_its_system_for_one_lease(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a library did that waits without a deadline: the next turn has threads of its own, and
    asks before it sends.
    """
    ending, send = threading.Event(), RestJson.send

    def hang(*given: Any, **named: Any) -> Any:
        ending.wait(60.0)
        return send(*given, **named)

    monkeypatch.setattr(RestJson, "send", hang)
    (made,) = put()
    assert drain("records") == 0
    assert fresh(made).state == "sending"
    monkeypatch.undo()
    make_due()
    assert drain("records") == 1
    assert attempts(made) == [("lookup", "absent"), ("send", "delivered")]
    ending.set()
