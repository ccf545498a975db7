"""One sandbox system on a socket: reads requests, suffers the fault that is on, sends answers."""

import socket
import struct
import sys
import threading
import time
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.exchange import Request, Response, as_json
from field_api.connectors.sandbox.faults import Fault
from field_api.connectors.sandbox.pages import Pages

LONGEST_BODY = 2 << 20
HANG_SECONDS = 60.0
OVERSIZE = 4 << 20
"""By how much an answer is too long: more than any connector should read."""

_IDLE_SECONDS = 75
_CONTROLS = ("/faults", "/callback")
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, no time to linger: closing sends RST


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], api: Api) -> None:
        super().__init__(address, Handler)
        self.api = api
        self.pages = Pages(api)
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def shutdown_request(self, request: Any) -> None:
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_RESET)) == _RESET:
            self.close_request(request)  # without shutdown(), which would send FIN first
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is everyday here; anything else is ours and must be seen."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FieldbookSandbox"
    sys_version = ""
    timeout = _IDLE_SECONDS
    wbufsize = -1  # head and body in one packet
    server: Server

    def _serve(self) -> None:
        path = unquote(urlsplit(self.path).path)
        for_people = self.server.pages.has(self.command, path)
        fault = (None if for_people else self._fault(path)) or Fault()
        if fault.down or fault.reset:
            self._reset()
            return
        body = self._body()
        if body is None:
            return
        if fault.latency_ms:
            self.server.stopping.wait(fault.latency_ms / 1000)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(urlsplit(self.path).query))
        request = Request(self.command, path, headers, body, query, fault.pending)
        if for_people:
            self._send(self._shown(request))
        elif fault.status:
            self._send(_failure(fault))
        else:
            self._answer(request, fault)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _fault(self, path: str) -> Fault | None:
        """A switch one cannot reach cannot be switched off, so the controls suffer nothing."""
        if path in _CONTROLS:
            return None
        area = "search" if self.server.api.searches(self.command, path) else "other"
        if (self.command, path) == ("POST", "/api/entries"):
            area = "entries"
        return self.server.api.switch.take(area)

    def _answer(self, request: Request, fault: Fault) -> None:
        response = self.server.api.answer(request)
        if fault.hang_after_accept and response.status in (200, 201, 202):
            self.server.stopping.wait(HANG_SECONDS)
            self.close_connection = True
        elif fault.drip:
            self._drip(response)
        else:
            self._send(replace(response, body=response.body + b" " * OVERSIZE * fault.oversize))

    def _drip(self, response: Response) -> None:
        """A true answer, then blanks one by one: soon enough to please a timeout for each read."""
        self.close_connection = True
        self._send(response, length=len(response.body) + OVERSIZE)
        self.wfile.flush()
        ends = time.monotonic() + HANG_SECONDS
        while time.monotonic() < ends and not self.server.stopping.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _shown(self, request: Request) -> Response:
        """The page needs no token, so it is for this machine alone; and only under a name of this
        machine, or a web site could reach it through a name of its own (DNS rebinding).
        """
        here = ip_address(self.client_address[0]).is_loopback
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname
        if not here or name not in ("127.0.0.1", "localhost", "::1"):
            return as_json(403, {"error": "the page is shown on this machine only"})
        return self.server.pages.answer(request)

    def _body(self) -> bytes | None:
        """What was sent, or None once we have answered that we will not read it."""
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not _is_length(length):
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
            return None
        if int(length) > LONGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        return body

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # what follows on this connection is the body we do not read
        self._send(as_json(status, {"error": status.phrase, "most_bytes": LONGEST_BODY}))

    def _send(self, response: Response, length: int | None = None) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(length or len(response.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(response.body)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.close_connection = True
        self._send(as_json(code, {"error": message or HTTPStatus(code).phrase}))

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: entries and searches are kept in storage, and the page shows them."""


def _is_length(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _failure(fault: Fault) -> Response:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return as_json(fault.status or 500, {"error": "a fault is switched on"}, **headers)
