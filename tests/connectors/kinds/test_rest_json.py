"""RestJson without a system at the other end: settings, rendering, checking."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors.kinds.rest_json import ENTRY_BYTES, RestJson
from field_api.connectors.rules import ConfigRefused, FieldFault, Outcome
from tests.items import item

HERE = {"base_url": "http://127.0.0.1:9"}


def test_the_same_document_gives_the_same_bytes() -> None:
    to = RestJson(HERE, "secret")
    first, kind = to.render({"b": [1, None], "a": "Ω"})
    second, _ = to.render({"a": "Ω", "b": [1, None]})
    assert first == second == '{"a":"Ω","b":[1,null]}'.encode()
    assert kind == "application/json"


def test_what_cannot_be_written_is_a_value_error() -> None:
    with pytest.raises((ValueError, TypeError)):
        RestJson(HERE, "secret").render({"a": {1, 2}})


def test_faults_are_found_before_sending() -> None:
    schema = {
        "type": "object",
        "required": ["summary"],
        "properties": {"a/b~": {"type": "array", "items": {"type": "integer"}}},
    }
    to = RestJson({**HERE, "schema": schema}, "secret")
    faults = to.validate(b'{"a/b~":[1,"x"]}')
    assert {fault.pointer for fault in faults} == {"", "/a~1b~0/1"}
    assert to.validate(b'{"summary":"x"}') == []


def test_bytes_that_are_no_json_or_too_many_are_at_fault() -> None:
    to = RestJson(HERE, "secret")
    assert to.validate(b"{") == [FieldFault("", "is not JSON")]
    assert to.validate(b" " * (ENTRY_BYTES + 1))[0].text.startswith("is longer than")
    assert to.validate(b"{}") == []


@pytest.mark.parametrize(
    "config",
    [
        {},
        {**HERE, "verify": False},
        {**HERE, "schema": {"type": 5}},
        {**HERE, "schema": {"$ref": "http://127.0.0.1:9/schema.json"}},
        {**HERE, "schema": "object"},
        {"base_url": "https://127.0.0.1", "ca_file": "/nowhere.pem"},
        {"base_url": "https://127.0.0.1", "client_cert": "/nowhere.pem"},
    ],
)
def test_settings_that_could_never_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        RestJson(config, "secret")


def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("nonsense")
    with pytest.raises(ConfigRefused):
        RestJson({"base_url": "https://127.0.0.1", "ca_file": str(nonsense)}, "secret")


def test_a_name_that_stands_for_a_forbidden_address_is_refused() -> None:
    to = RestJson({"base_url": "https://localhost", "networks": ["10.0.0.0/8"]}, "secret")
    sent = to.send(item(b"{}", key=uuid4(), version=1), deadline=5)
    assert sent.outcome is Outcome.REFUSED
    assert "not allowed" in sent.reason


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'a' * 64}.invalid"])
def test_a_name_nobody_knows_is_not_sent(host: str) -> None:
    to = RestJson({"base_url": f"https://{host}", "networks": ["10.0.0.0/8"]}, "secret")
    assert to.send(item(b"{}", key=uuid4(), version=1), deadline=5).outcome is Outcome.NOT_SENT


def test_a_deadline_that_has_passed_sends_nothing() -> None:
    sent = RestJson(HERE, "secret").send(item(b"{}", key=uuid4(), version=1), deadline=0)
    assert sent.outcome is Outcome.NOT_SENT
