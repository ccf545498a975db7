"""RestJson with OAuth2 client credentials, against a token server and a system that checks."""

import base64
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import ConfigRefused, Found, Outcome, Sent
from field_api.connectors.wire import oauth
from tests.contracts.ending import ends
from tests.contracts.web import Asked, Web, answering
from tests.items import item

SECRET = "s3cret+of the/client"
AMPLE = 20.0
BASIC = "Basic " + base64.b64encode(b"field%3Abook:s3cret%2Bof+the%2Fclient").decode()


class Force:
    """A system and the token server it trusts. `valid` tokens are let in."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.valid: set[str] = set()
        self.token: tuple[int, Any] | None = None
        self.lasts: Any = 3600
        self.tokens: Web
        self.system: Web

    def grant(self, asked: Asked) -> tuple[int, Any]:
        if self.token:
            return self.token
        if asked.headers["authorization"] != BASIC:
            return 401, {"error": "invalid_client"}
        token = f"token-{next(self.numbers)}"
        self.valid.add(token)
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": self.lasts}

    def take(self, asked: Asked) -> tuple[int, Any]:
        if asked.headers["authorization"].removeprefix("Bearer ") not in self.valid:
            return 401, {"error": "invalid_token"}
        return 201, {"reference": "RMS-000001"}

    def connector(self, secret: str = SECRET, **config: Any) -> RestJson:
        settings = {
            "base_url": self.system.url,
            "auth": "oauth2",
            "token_url": f"{self.tokens.url}/realms/force/token",
            "client_id": "field:book",
            "scope": "entries.write lookups",
        }
        return RestJson(settings | config, secret)


@pytest.fixture
def force() -> Iterator[Force]:
    force = Force()
    with answering(force.grant) as tokens, answering(force.take) as system:
        force.tokens, force.system = tokens, system
        yield force


def send(to: RestJson, deadline: float = AMPLE) -> Sent:
    sent = ends(lambda: to.send(item(), deadline=deadline))
    assert SECRET not in sent.reason + repr(to)
    return sent


def test_one_token_serves_every_thread(force: Force) -> None:
    to = force.connector()
    with ThreadPoolExecutor(12) as pool:
        sent = list(pool.map(lambda _: send(to), range(24)))
    assert {one.outcome for one in sent} == {Outcome.DELIVERED}
    (asked,) = force.tokens.asked
    assert (asked.method, asked.path) == ("POST", "/realms/force/token")
    assert asked.body == b"grant_type=client_credentials&scope=entries.write+lookups"


def test_a_token_withdrawn_before_its_time_is_replaced_once(force: Force) -> None:
    to = force.connector()
    assert send(to).outcome is Outcome.DELIVERED
    force.valid.clear()
    assert send(to).outcome is Outcome.DELIVERED
    assert len(force.tokens.asked) == 2


def test_a_system_that_refuses_new_tokens_too_is_a_fault_of_set_up(force: Force) -> None:
    to = force.connector()
    force.valid = frozenset()  # type: ignore[assignment]  # nothing is ever added to it
    force.token = 200, {"access_token": "good-elsewhere", "token_type": "bearer"}
    assert send(to).outcome is Outcome.CREDENTIALS
    assert (len(force.system.asked), len(force.tokens.asked)) == (2, 2)
    assert to.lookup(uuid4(), deadline=AMPLE).answer is Found.UNKNOWN


def test_a_token_about_to_end_is_not_used(force: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    force.lasts = 100
    to, real = force.connector(), oauth.time.monotonic
    assert send(to).outcome is Outcome.DELIVERED
    monkeypatch.setattr(oauth.time, "monotonic", lambda: real() + 95)
    assert send(to, deadline=200).outcome is Outcome.DELIVERED
    assert len(force.tokens.asked) == 2


def test_a_wrong_secret_is_tried_once_by_all_threads(force: Force) -> None:
    to = force.connector(secret="of-yesterday")
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: send(to), range(16)))
    assert {one.outcome for one in sent} == {Outcome.CREDENTIALS}
    assert (len(force.tokens.asked), force.system.asked) == (1, [])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((503, {}), Outcome.NOT_SENT),
        ((429, {}), Outcome.NOT_SENT),
        ((400, {"error": "invalid_scope"}), Outcome.CREDENTIALS),
        ((302, {}), Outcome.CREDENTIALS),
        ((200, {}), Outcome.CREDENTIALS),
        ((200, []), Outcome.CREDENTIALS),
        ((200, {"access_token": "a\r\nX-Other: b"}), Outcome.CREDENTIALS),
        ((200, {"access_token": "a", "token_type": "mac"}), Outcome.CREDENTIALS),
    ],
)
def test_without_a_token_no_byte_of_an_entry_goes_out(
    force: Force, answer: tuple[int, Any], outcome: Outcome
) -> None:
    force.token = answer
    to = force.connector()
    assert send(to).outcome is outcome
    assert not to.probe(AMPLE)
    assert force.system.asked == []


def test_a_token_server_that_is_away_or_not_allowed(force: Force) -> None:
    away = force.connector(token_url="http://127.0.0.1:9/token")
    assert send(away).outcome is Outcome.NOT_SENT
    asked = len(force.tokens.asked)
    elsewhere = force.connector(token_networks=["127.0.0.2/32"])
    assert send(elsewhere).outcome is Outcome.REFUSED
    assert (len(force.tokens.asked), force.system.asked) == (asked, [])


def test_a_token_server_that_hangs_is_held_to_the_same_deadline(force: Force) -> None:
    with answering(lambda asked: force.tokens.raw.stopping.wait(60) and (200, {})) as hangs:
        to = force.connector(token_url=hangs.url)
        with ThreadPoolExecutor(3) as pool:
            sent = list(pool.map(lambda _: send(to, deadline=0.5), range(3)))
        force.tokens.raw.stopping.set()
    assert {one.outcome for one in sent} == {Outcome.NOT_SENT}


@pytest.mark.parametrize(
    "config",
    [
        {"token_url": None},
        {"token_url": "ftp://127.0.0.1/token"},
        {"token_url": "http://id.example.test/token", "token_networks": ["10.0.0.0/8"]},
        {"client_id": ""},
        {"scope": ["a"]},
        {"auth": "digest"},
        {"auth": "bearer"},
    ],
)
def test_settings_that_could_never_work_are_refused(config: dict[str, Any], force: Force) -> None:
    with pytest.raises(ConfigRefused):
        force.connector(**config)
