"""One client for each system in each process, made anew only when something changed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors import kinds
from field_api.connectors.kinds import connector
from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.models import System
from field_api.connectors.rules import ConfigRefused, Found, NoAnswer, Outcome
from tests.items import ASKING, item


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDS_TOKEN", "first")
    monkeypatch.setattr(kinds, "_held", {})


def system(pk: int = 1, **other: Any) -> System:
    config = {"base_url": "http://127.0.0.1:9"}
    given = {"kind": "rest_json", "config": config, "secret_ref": "env:KINDS_TOKEN"}
    return System(pk=pk, **given | other)


def test_the_same_system_gets_the_same_client(token: None) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: connector(system()), range(200)))
    assert len(found) == 1


def test_each_system_gets_its_own(token: None) -> None:
    assert connector(system(1)) is not connector(system(2))


def test_changed_settings_and_rotated_secrets_are_used_at_once(
    token: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = connector(system())
    second = connector(system(config={"base_url": "http://127.0.0.1:10"}))
    assert second is not first
    monkeypatch.setenv("KINDS_TOKEN", "second")
    assert connector(system(config={"base_url": "http://127.0.0.1:10"})) is not second


def test_nothing_that_is_kept_shows_a_secret(token: None) -> None:
    connector(system())
    assert "first" not in repr(kinds._held)


FORKS = """
import os, types
from field_api.connectors.kinds import connector
os.environ["KINDS_TOKEN"] = "first"
config = {"base_url": "http://127.0.0.1:9"}
system = types.SimpleNamespace(
    pk=1, kind="rest_json", config=config, secret_ref="env:KINDS_TOKEN"
)
parents = connector(system)
if (child := os.fork()) == 0:
    os._exit(connector(system) is parents)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert connector(system) is parents
"""


def test_a_forked_child_makes_its_own() -> None:
    """In a process without threads, because forking one that has them is warned of."""
    subprocess.run([sys.executable, "-c", FORKS], check=True, timeout=60)


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"kind": "telex"}, Outcome.REFUSED),
        ({"config": {}}, Outcome.REFUSED),
        ({"secret_ref": "env:FIELDBOOK_NO_SUCH_TOKEN"}, Outcome.CREDENTIALS),
        ({"secret_ref": ""}, Outcome.CREDENTIALS),
    ],
)
def test_a_row_that_cannot_be_used_says_so_and_raises_nothing(
    token: None, other: dict[str, Any], outcome: Outcome
) -> None:
    to = connector(system(**other))
    sent = to.send(item(b"{}", key=uuid4(), version=1), deadline=1)
    assert sent.outcome is outcome
    assert sent.reason
    assert to.lookup(uuid4(), deadline=1).answer is Found.UNKNOWN
    assert not to.probe(1)
    with pytest.raises(NoAnswer):
        to.query("person", {}, ASKING, deadline=1)


def test_kinds_are_found_by_name() -> None:
    assert kinds.kind("rest_json") is RestJson
    with pytest.raises(ConfigRefused, match="telex"):
        kinds.kind("telex")
