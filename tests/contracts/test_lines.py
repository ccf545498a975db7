"""Which connections calls over HTTP go through: kept, shared by none, left when they are dead."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from field_api.connectors.kinds.rest_json import RestJson
from tests.contracts.raw import Caller, serving
from tests.items import item

AMPLE = 20.0
SECRET = "only-for-this-system"
OK = '{"reference":"RMS-000001"}'


def test_a_connection_its_server_has_closed_is_not_written_to() -> None:
    gone = threading.Event()

    def answers_once(caller: Caller) -> None:
        caller.read_request()
        caller.answer(201, OK)
        caller.socket.shutdown(socket.SHUT_RDWR)
        gone.set()

    with serving(answers_once) as raw:
        to = RestJson({"base_url": raw.url}, SECRET)
        for _ in range(3):
            assert to.send(item(b"{}", key=uuid4(), version=1), deadline=AMPLE).reference
            assert gone.wait(AMPLE)
            gone.clear()
        assert raw.connections == 3


def test_calls_at_once_have_a_connection_each_and_the_last_used_is_used_again() -> None:
    together = threading.Barrier(3, timeout=AMPLE)

    def answers_together(caller: Caller) -> None:
        while request := caller.read_request():
            if b"Fieldbook-Version: 2" not in request:
                together.wait()
            caller.answer(201, OK)

    with serving(answers_together) as raw, ThreadPoolExecutor(3) as pool:
        to = RestJson({"base_url": raw.url}, SECRET)

        def send(version: int) -> str:
            return to.send(item(b"{}", key=uuid4(), version=version), deadline=AMPLE).reference

        assert set(pool.map(send, [1, 1, 1])) == {"RMS-000001"}
        assert raw.connections == 3
        assert {send(2) for _ in range(4)} == {"RMS-000001"}
        assert raw.connections == 3
