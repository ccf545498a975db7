"""Amqp without a broker at the other end: settings and checks."""

from typing import Any

import pytest

from field_api.connectors.kinds.amqp import ENTRY_BYTES, Amqp
from field_api.connectors.rules import Capability, ConfigRefused, Outcome
from tests.items import item

HERE = {"base_url": "amqp://127.0.0.1:9/police", "username": "fieldbook"}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"base_url": HERE["base_url"]},
        {**HERE, "base_url": "http://127.0.0.1:9"},
        {**HERE, "base_url": "amqp://broker.invalid/police", "networks": ["10.0.0.0/8"]},
        {**HERE, "base_url": "amqp://127.0.0.1:9/police/second"},
        {**HERE, "base_url": "amqp://fieldbook:secret@127.0.0.1:9/"},
        {**HERE, "exchange": None},
        {**HERE, "routing_key": "x" * 256},
        {**HERE, "takes_erasures": "no"},
        {**HERE, "verify": False},
        {**HERE, "base_url": "amqps://127.0.0.1/police", "ca_file": "/nowhere.pem"},
    ],
)
def test_settings_that_could_never_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        Amqp(config, "secret")


def test_it_offers_what_its_consumers_act_on() -> None:
    assert Amqp(HERE, "secret").capabilities == {Capability.ENTRIES}
    acts = {"takes_updates": True, "takes_erasures": True}
    assert Amqp({**HERE, **acts}, "secret").capabilities == Amqp.capabilities


def test_too_many_bytes_are_at_fault() -> None:
    to = Amqp(HERE, "secret")
    assert to.validate(b"{}") == []
    assert to.validate(b" " * (ENTRY_BYTES + 1))[0].text.startswith("is longer than")


def test_a_name_nobody_knows_is_not_sent() -> None:
    config = {**HERE, "base_url": "amqps://nowhere.invalid", "networks": ["10.0.0.0/8"]}
    assert Amqp(config, "secret").send(item(), deadline=5).outcome is Outcome.NOT_SENT
