"""`python -m backend.bench.sink --port N`: takes every entry, and says when each began to arrive.

One thread and no library, so that little of what is measured is the sink's own. Below /slow it
answers after a second, below /dead never. GET /arrivals gives {Idempotency-Key: seconds} by the
clock that all processes of a machine share (CLOCK_MONOTONIC), and forgets them.
"""

import argparse
import asyncio
import json
import time

SLOW_SECONDS = 1.0


class Sink(asyncio.Protocol):
    arrivals: dict[str, float]
    made = 0

    def __init__(self, arrivals: dict[str, float]) -> None:
        self.arrivals = arrivals
        self.buffer = b""
        self.begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if not self.buffer:
            self.begun = time.monotonic()
        self.buffer += data
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            length = _length(head) if found else 0
            if not found or len(rest) < length:
                return
            self.buffer = rest[length:]
            self._take(head)

    def _take(self, head: bytes) -> None:
        method, path, _ = head.split(b" ", 2)
        if method == b"GET":
            body = json.dumps(self.arrivals if path == b"/arrivals" else {"ok": True})
            if path == b"/arrivals":
                self.arrivals.clear()
            self._answer(body)
            return
        self.arrivals.setdefault(_header(head, b"idempotency-key"), self.begun)
        Sink.made += 1
        body = json.dumps({"reference": f"S-{Sink.made}"})
        if path.startswith(b"/dead"):
            return
        if path.startswith(b"/slow"):
            asyncio.get_running_loop().call_later(SLOW_SECONDS, self._answer, body)
            return
        self._answer(body)

    def _answer(self, body: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        if isinstance(self.transport, asyncio.WriteTransport) and not self.transport.is_closing():
            self.transport.write(f"{head}\r\n\r\n{body}".encode())


def _length(head: bytes) -> int:
    return int(_header(head, b"content-length") or 0)


def _header(head: bytes, name: bytes) -> str:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip().decode("ascii")
    return ""


async def _serve(port: int) -> None:
    arrivals: dict[str, float] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(arrivals), "127.0.0.1", port, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m backend.bench.sink")
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(_serve(parser.parse_args().port))
