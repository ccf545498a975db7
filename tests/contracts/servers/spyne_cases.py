"""A case system made with spyne, whose WSDL and habits are not ours. A process of its own:

    python spyne_cases.py TOKEN

It prints its port. `/?wsdl` gives its WSDL, `/held` what it holds, PUT `/fault` with `busy`,
`hang`, `reset`, `broken`, `page` or nothing says how it behaves to the next calls to submit.
"""

import hmac
import json
import socket
import struct
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from socketserver import ThreadingMixIn
from typing import Any, ClassVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

warnings.simplefilter("ignore")

from lxml import etree  # noqa: E402
from spyne import (  # noqa: E402
    Application,
    Array,
    Boolean,
    ComplexModel,
    Date,
    Fault,
    ServiceBase,
    Unicode,
    rpc,
)
from spyne.protocol.soap import Soap11  # noqa: E402
from spyne.server.wsgi import WsgiApplication  # noqa: E402

NS = "urn:example:cases"
TOKEN = sys.argv[1]
STOP = threading.Event()


class State:
    fault = ""
    held: ClassVar[list[tuple[str, bytes, str, datetime]]] = []
    lock = threading.Lock()


class Person(ComplexModel):
    __namespace__ = NS
    name = Unicode(min_occurs=1, nillable=False, max_len=100)
    born = Date(min_occurs=0)


class CaseFile(ComplexModel):
    __namespace__ = NS
    title = Unicode(min_occurs=1, nillable=False, max_len=200)
    people = Array(Person)


class Receipt(ComplexModel):
    __namespace__ = NS
    case_no = Unicode(min_occurs=1, nillable=False)


class Answer(ComplexModel):
    __namespace__ = NS
    external_id = Unicode(min_occurs=1, nillable=False)
    known = Boolean(min_occurs=1, nillable=False)
    case_no = Unicode(min_occurs=0)


def let_in(ctx: Any) -> None:
    password = ctx.in_document.find(".//{*}Security/{*}UsernameToken/{*}Password")
    if password is None or not hmac.compare_digest(password.text or "", TOKEN):
        raise Fault("Client.FailedAuthentication", "not known here")


def key_of(ctx: Any) -> str:
    return ctx.in_document.findtext(".//{urn:fieldbook:delivery:1}Key")


class Cases(ServiceBase):
    @rpc(CaseFile, _returns=Receipt)
    def add_case(ctx: Any, case: CaseFile) -> Receipt:
        let_in(ctx)
        if any(one.born and one.born > datetime.now(UTC).date() for one in case.people or []):
            raise Fault("Client.BadCase", "born in the future", detail={"reason": "born"})
        body = etree.tostring(ctx.in_body_doc, method="c14n", exclusive=True)
        key = key_of(ctx)
        with State.lock:
            number = next((n for k, b, n, _ in State.held if (k, b) == (key, body)), "")
            if not number:
                number = f"C/{len(State.held) + 1}"
                State.held.append((key, body, number, datetime.now(UTC)))
        if State.fault == "hang":
            STOP.wait(60)
        return Receipt(case_no=number)

    @rpc(Unicode(min_occurs=1), _returns=Answer)
    def which_case(ctx: Any, external_id: str) -> Answer:
        let_in(ctx)
        with State.lock:
            number = next((n for k, _, n, _ in State.held if k == external_id), None)
        return Answer(external_id=external_id, known=number is not None, case_no=number)


SOAP = WsgiApplication(
    Application([Cases], NS, in_protocol=Soap11(validator="lxml"), out_protocol=Soap11())
)
Start = Callable[..., Any]


def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/held":
        with State.lock:
            held = [[key, body.decode()] for key, body, _, _ in State.held]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(held).encode()]
    if path == "/fault":
        State.fault = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0)).decode()
        start("204 No Content", [])
        return []
    if environ.get("HTTP_SOAPACTION", "").strip('"') == "add_case" and State.fault in ANSWERS:
        status, kind, body = ANSWERS[State.fault]
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
        start(status, [("Content-Type", kind), ("Retry-After", "7")])
        return [body]
    return SOAP(environ, start)


def fault(code: str, detail: str) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        f"<faultcode>s:{code}</faultcode><faultstring>no</faultstring><detail>{detail}</detail>"
        "</s:Fault></s:Body></s:Envelope>"
    ).encode()


ERROR, XML, HTML = "500 Internal Server Error", "text/xml", "text/html"
ANSWERS = {
    "busy": (ERROR, XML, fault("Server", "<ServerTooBusy/>")),
    "broken": (ERROR, XML, fault("Server", "")),
    "page": ("200 OK", HTML, b"<!doctype html><title>Sign in</title>"),
}


class Caller(WSGIRequestHandler):
    def handle(self) -> None:
        calls = self.connection.recv(4, socket.MSG_PEEK) == b"POST"
        if calls and State.fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        super().handle()

    def log_message(self, *args: Any) -> None:
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


if __name__ == "__main__":
    with make_server("127.0.0.1", 0, app, Server, Caller) as server:
        print(server.server_port, flush=True)  # noqa: T201 - how its port is learnt
        server.serve_forever()
