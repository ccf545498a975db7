"""S3 without a store at the other end: settings and names."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors.kinds.s3 import S3
from field_api.connectors.rules import ConfigRefused, Intent, Outcome
from tests.items import item

HERE = {"base_url": "http://127.0.0.1:9", "bucket": "evidence", "access_key_id": "fieldbook"}


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://store.invalid"},
        {"base_url": "s3://evidence"},
        {"bucket": None},
        {"bucket": "a"},
        {"bucket": "evidence/../other"},
        {"bucket": "Evidence"},
        {"access_key_id": ""},
        {"access_key_id": "two words"},
        {"access_key_id": "line\nbreak"},
        {"prefix": "/entries"},
        {"prefix": "entries/../"},
        {"prefix": "entries//"},
        {"prefix": "two words/"},
        {"region": "eu west"},
        {"sse": "none"},
        {"sse": ["AES256"]},
        {"format": "docx"},
        {"verify": False},
        {"client_cert": "/nowhere.pem", "base_url": "https://127.0.0.1:9"},
    ],
)
def test_settings_that_could_never_work_are_refused(change: dict[str, Any]) -> None:
    S3(HERE, "secret")
    with pytest.raises(ConfigRefused):
        S3(HERE | change, "secret")


@pytest.mark.parametrize("missing", ["base_url", "bucket", "access_key_id"])
def test_nothing_needed_is_guessed(missing: str) -> None:
    with pytest.raises(ConfigRefused):
        S3({name: value for name, value in HERE.items() if name != missing}, "secret")


def test_a_name_is_told_from_those_of_other_objects() -> None:
    objects, key = S3(HERE | {"prefix": "fieldbook/"}, "secret")._objects, uuid4()
    assert objects.name(key) == f"fieldbook/{key}.json"
    assert objects.key(objects.name(key)) == key
    others = [objects.order(key), f"{key}.json", f"fieldbook/x/{key}.json", f"fieldbook/{key}"]
    assert [objects.key(name) for name in others] == [None] * len(others)


@pytest.mark.parametrize("order", [b"", b"[]", b'{"keys": 7}', b'{"keys": ["x"]}'])
def test_what_is_no_order_to_erase_is_a_person_s_question(order: bytes) -> None:
    sent = S3(HERE, "secret").send(item(order, intent=Intent.ERASE), deadline=5)
    assert sent.outcome is Outcome.REJECTED


def test_a_name_that_stands_for_a_forbidden_address_is_refused() -> None:
    config = HERE | {"base_url": "https://localhost", "networks": ["10.0.0.0/8"]}
    assert S3(config, "secret").send(item(b"{}"), deadline=5).outcome is Outcome.REFUSED
