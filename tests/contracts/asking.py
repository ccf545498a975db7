"""The contract of every kind that is asked, against a real server. How to use it:

    class TestVes(AskedContract):
        @pytest.fixture(scope="class")
        @classmethod
        def desk(cls, tmp_path_factory):
            with playing("ves", data=tmp_path_factory.mktemp("ves")) as boxes:
                yield VesDesk(boxes["ves"])

where VesDesk is a Desk: a system of the sandbox, and a connector to it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest

from field_api.connectors.rules import (
    Answer,
    Capability,
    ConfigRefused,
    Connector,
    Kind,
    NoAnswer,
    Outcome,
    TimedOut,
)
from field_api.connectors.rules.asking import Asking
from tests.contracts.bench import NOT_LISTENING, takes_all
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.raw import Caller, Raw, Script, serving
from tests.items import item
from tests.queries.sandbox import TOKEN, Sandbox

SOON = 0.5
AMPLE = 20.0
ASKING = Asking(
    "Stopped in Mock Street",
    "1",
    originator="1001 SAMPLE 01SC MOCK STREET",
    officer="34-1001",
    flow=UUID(int=8),
)


def drips(caller: Caller) -> None:
    caller.read_request()
    caller.say(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"
    )
    caller.drip(" ")


def floods(caller: Caller) -> None:
    caller.read_request()
    caller.say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    caller.say("Transfer-Encoding: chunked\r\n\r\n")
    while not caller.stopping.is_set():
        caller.say("10000\r\n" + " " * 65536 + "\r\n")


def signs_in(caller: Caller) -> None:
    """A proxy's page, which says 200 too."""
    while caller.read_request():
        caller.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")


class Desk:
    """`known` and `nobody` are questions, as (kind, criteria); `ref` of the first one's answer."""

    kind: Kind
    known: ClassVar[tuple[str, dict[str, Any]]]
    nobody: ClassVar[tuple[str, dict[str, Any]]]
    probes_with_secret = True
    networks: ClassVar[tuple[str, ...]] = ("networks",)

    def __init__(self, box: Sandbox) -> None:
        self.box = box

    def config(self, url: str) -> dict[str, Any]:
        """The settings of one whose server stands at this address."""
        raise NotImplementedError

    def connector(self, secret: str = TOKEN, url: str = "", **config: Any) -> Connector:
        return self.kind(self.config(url or self.box.url) | config, secret)

    def elsewhere(self, port: int, **config: Any) -> Connector:
        here = urlsplit(self.box.url)
        return self.connector(url=here._replace(netloc=f"127.0.0.1:{port}").geturl(), **config)

    @contextmanager
    def instead(self, script: Script, **config: Any) -> Iterator[tuple[Connector, Raw]]:
        with serving(script) as raw:
            yield self.elsewhere(raw.port, **config), raw

    @contextmanager
    def wrongly(self, **fault: Any) -> Iterator[None]:
        self.box.breaks(**fault)
        try:
            yield
        finally:
            self.box.heal()


def ask(
    to: Connector,
    question: tuple[str, dict[str, Any]],
    asking: Asking = ASKING,
    deadline: float = AMPLE,
) -> Answer:
    kind, criteria = question
    return ends(lambda: to.query(kind, criteria, asking, deadline=deadline))


def reason(to: Connector, question: tuple[str, dict[str, Any]], **more: Any) -> NoAnswer:
    """Why it did not answer."""
    with pytest.raises(NoAnswer) as none:
        ask(to, question, **more)
    assert TOKEN not in str(none.value)
    assert len(none.value.reason) <= 200
    return none.value


class AskedContract:
    def test_it_is_asked_and_nothing_more(self, desk: Desk) -> None:
        to = desk.connector()
        assert to.capabilities == desk.kind.capabilities == {Capability.QUERIES}
        assert to.send(item(b"{}"), deadline=1).outcome is Outcome.REFUSED
        assert to.validate(b"{}") != []
        with pytest.raises(ValueError, match="only asked"):
            to.render({})

    def test_a_setting_nobody_knows_is_refused(self, desk: Desk) -> None:
        with pytest.raises(ConfigRefused):
            desk.connector(verify=False)

    def test_no_secret_is_shown(self, desk: Desk) -> None:
        assert TOKEN not in repr(desk.connector())

    def test_it_is_up(self, desk: Desk) -> None:
        assert ends(lambda: desk.connector().probe(AMPLE))
        assert not ends(lambda: desk.elsewhere(NOT_LISTENING).probe(AMPLE))

    def test_it_answers_and_logs_who_asked(self, desk: Desk) -> None:
        before = desk.box.searches()
        (found,) = ask(desk.connector(), desk.known).results
        assert found["ref"]
        assert isinstance(found["values"], dict)
        assert desk.box.searches() == before + 1
        page = httpx2.get(desk.box.url)
        assert page.status_code == 200
        assert all(said in page.text for said in desk.known[1].values())

    def test_no_match_is_an_answer(self, desk: Desk) -> None:
        assert ask(desk.connector(), desk.nobody) == Answer()

    def test_another_kind_of_question_is_not_put(self, desk: Desk) -> None:
        before = desk.box.searches()
        reason(desk.connector(), ("horoscope", {"sign": "Leo"}))
        assert desk.box.searches() == before

    def test_a_secret_it_does_not_know_is_no_answer(self, desk: Desk) -> None:
        stranger = desk.connector(secret="of-somebody-else")
        assert not isinstance(reason(stranger, desk.known), TimedOut)
        assert ends(lambda: stranger.probe(AMPLE)) is not desk.probes_with_secret

    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    def test_a_status_is_no_answer_and_is_named(self, desk: Desk, status: int) -> None:
        to = desk.connector()
        ask(to, desk.nobody)  # a token, where there is one, is had before
        with desk.wrongly(status=status, on="search"):
            assert reason(to, desk.known).reason == f"answered {status}"

    def test_one_that_is_late_timed_out(self, desk: Desk) -> None:
        to = desk.connector()
        ask(to, desk.nobody)
        with desk.wrongly(latency_ms=60_000, on="search"):
            assert isinstance(reason(to, desk.known, deadline=SOON), TimedOut)

    @pytest.mark.parametrize("fault", ["reset", "down"])
    def test_a_broken_connection_is_no_match_of_nothing(self, desk: Desk, fault: str) -> None:
        to = desk.connector()
        with desk.wrongly(**{fault: True}):
            reason(to, desk.known)
        assert ask(to, desk.known).results  # and it is whole again

    @pytest.mark.parametrize("script", [takes_all, drips, floods, signs_in])
    def test_one_deadline_ends_everything(self, desk: Desk, script: Script) -> None:
        with desk.instead(script) as (to, _):
            reason(to, desk.known, deadline=SOON)
            assert not ends(lambda: to.probe(SOON))

    def test_a_deadline_that_has_passed_asks_nothing(self, desk: Desk) -> None:
        before = desk.box.searches()
        assert isinstance(reason(desk.connector(), desk.known, deadline=0), NoAnswer)
        assert desk.box.searches() == before

    def test_an_address_that_is_not_allowed_is_not_even_called(self, desk: Desk) -> None:
        taken = {name: ["127.0.0.2/32"] for name in desk.networks}
        with desk.instead(takes_all, **taken) as (to, raw):
            reason(to, desk.known)
            assert raw.connections == 0

    def test_a_proxy_in_the_environment_is_not_used(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{NOT_LISTENING}")
        monkeypatch.setenv("no_proxy", "")
        assert ask(desk.connector(), desk.known).results

    def test_one_that_cannot_prove_who_it_is_learns_nothing(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        got: list[bytes] = []

        def notes(caller: Caller) -> None:
            while data := caller.socket.recv(65536):
                got.append(data)

        with serving(notes, Authority(tmp_path).server()) as raw:
            reason(desk.connector(url=f"https://127.0.0.1:{raw.port}"), desk.known)
        assert got == []

    def test_many_threads_share_one_connector(self, desk: Desk) -> None:
        to = desk.connector()
        with ThreadPoolExecutor(12) as pool:
            found = list(pool.map(lambda n: len(ask(to, desk.known).results), range(24)))
        assert found == [1] * 24
