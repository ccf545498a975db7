"""Whether an address answers yet."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from socket import create_server

from backend.runtime import waking


@contextmanager
def _saying(words: bytes) -> Iterator[str]:
    """The address of somebody who says this to the first who asks, and hangs up."""
    with closing(create_server(("127.0.0.1", 0))) as server:

        def speak() -> None:
            with server.accept()[0] as line:
                line.recv(1024)
                line.sendall(words)

        speaker = threading.Thread(target=speak)
        speaker.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        speaker.join()


def test_only_200_is_an_answer() -> None:
    with _saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as address:
        assert waking.answers(address)
    with _saying(b"HTTP/1.1 503 Wait\r\nContent-Length: 0\r\n\r\n") as address:
        assert not waking.answers(address)
    assert not waking.answers(address)


def test_another_program_on_the_port_is_no_answer() -> None:
    with _saying(b"SSH-2.0-Example\r\n") as address:
        assert not waking.answers(address)
    with _saying(b"") as address:
        assert not waking.answers(address)
