"""SOAP 1.1, document/literal, as the WSDL beside the system says: checked by its schema alone.

Callers sign in with a WS-Security UsernameToken, whose password is the token, as text or digest.
What is kept of an entry is the element in the body, in exclusive canonical XML.
"""

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from field_api.connectors.sandbox import systems
from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.doors.web import WebDoor
from field_api.connectors.sandbox.exchange import Request, Response
from field_api.connectors.sandbox.faults import Fault, Switch
from field_api.connectors.sandbox.server import Handler
from field_api.connectors.sandbox.storage import Entry, OtherBytes, Storage
from field_api.connectors.sandbox.validity import Part

PATH = "/soap"
PAGE = 500

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_XSD = "http://www.w3.org/2001/XMLSchema"
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_WSSE, _WSU = f"{_WSS}wssecurity-secext-1.0.xsd", f"{_WSS}wssecurity-utility-1.0.xsd"
_OURS = "urn:fieldbook:delivery:1"


class Refused(Exception):
    """Answered with a fault: its code, words and the XML of its detail."""

    def __init__(self, code: str, words: str, detail: str = "") -> None:
        super().__init__(words)
        self.code, self.words, self.detail = code, words, detail


@dataclass(slots=True)
class Schema:
    """`repeated` are the elements that may stand more than once."""

    namespace: str
    repeated: frozenset[str]
    _checks: etree.XMLSchema
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def faults(self, element: etree._Element) -> list[tuple[str, str]]:
        with self._lock:
            self._checks.validate(element)
            log: Any = self._checks.error_log
            return [(entry.path or "", entry.message) for entry in log]

    def document(self, element: etree._Element) -> Any:
        if not len(element):
            return element.text or ""
        found: dict[str, Any] = {}
        for child in element:
            name = etree.QName(child).localname
            if name in self.repeated:
                found.setdefault(name, []).append(self.document(child))
            else:
                found[name] = self.document(child)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls(Api):
    """Answers envelopes instead of paths."""

    schema: Schema
    nonces: set[str] = field(default_factory=set)

    def answer(self, request: Request) -> Response:
        try:
            return _envelope(200, self._answered(request))
        except Refused as refused:
            detail = f"<detail>{refused.detail}</detail>" if refused.detail else ""
            code, words = f"soap:{refused.code}", escape(refused.words)
            told = f"<faultcode>{code}</faultcode><faultstring>{words}</faultstring>{detail}"
            return _envelope(500, f"<soap:Fault>{told}</soap:Fault>")

    def _answered(self, request: Request) -> str:
        header, inside = _opened(request)
        self._let_in(header)
        if found := self.schema.faults(inside):
            raise Refused("Client", "not as the schema says", _invalid(found))
        name = etree.QName(inside).localname
        if name not in _OPERATIONS:
            raise Refused("Client", "there is no such operation")
        said = _OPERATIONS[name](self, header, inside, request)
        return f'<{name}Response xmlns="{self.schema.namespace}">{said}</{name}Response>'

    def _let_in(self, header: etree._Element) -> None:
        token = header.find(f"{{{_WSSE}}}Security/{{{_WSSE}}}UsernameToken")
        given = "" if token is None else token.findtext(f"{{{_WSSE}}}Password") or ""
        wanted = self.token
        nonce = None if token is None else token.findtext(f"{{{_WSSE}}}Nonce")
        if token is not None and nonce:
            created = token.findtext(f"{{{_WSU}}}Created") or ""
            mixed = base64.b64decode(nonce) + created.encode() + self.token.encode()
            wanted = base64.b64encode(hashlib.sha1(mixed).digest()).decode()  # noqa: S324 - the profile's
        if nonce in self.nonces or not hmac.compare_digest(given.encode(), wanted.encode()):
            raise Refused("Client.FailedAuthentication", "who are you?")
        self.nonces.update([nonce] if nonce else [])


def _submit(api: Calls, header: etree._Element, inside: etree._Element, request: Request) -> str:
    block = header.find(f"{{{_OURS}}}Delivery")
    told = {} if block is None else {etree.QName(each).localname: each.text for each in block}
    if not told.get("Key") or not (told.get("Version") or "").isdigit():
        raise Refused("Client", "the header names no key and version")
    root = etree.QName(inside).localname
    if found := api.part.check(api.schema.document(inside)):
        named = [(f"/{root}{_xpath(pointer)}", words) for pointer, words in found]
        raise Refused("Client", "not acceptable", _invalid(named))
    try:
        entry, _ = api.storage.keep(
            key=told["Key"] or "",
            body=etree.tostring(inside, method="c14n", exclusive=True),
            version=int(told["Version"] or ""),
            subject=told.get("Subject") or "",
            pending=request.pending,
        )
    except OtherBytes as other:
        raise Refused("Client", "held already", f"<AlreadyHeld>{_told(other.entry)}</AlreadyHeld>")  # noqa: B904
    return f"<Reference>{entry.reference}</Reference><State>{entry.state}</State>"


def _find(api: Calls, header: etree._Element, inside: etree._Element, request: Request) -> str:
    key = inside[0].text or ""
    entry = api.storage.by_key(key)
    if entry is None or entry.erased_at:
        return f"<Key>{key}</Key><Held>false</Held>"
    held = f"<Reference>{entry.reference}</Reference><Sha256>{entry.sha256}</Sha256>"
    return f"<Key>{key}</Key><Held>true</Held>{held}<State>{entry.state}</State>"


def _list(api: Calls, header: etree._Element, inside: etree._Element, request: Request) -> str:
    asked = api.schema.document(inside)
    since, until = (str(asked[name]) for name in ("Since", "Until"))
    after = str(asked.get("After", "0"))
    found = api.storage.listed(since=since, until=until, after=int(after), most=PAGE)
    entries = (
        f"<Entry>{_told(entry)}<ReceivedAt>{entry.received_at}</ReceivedAt></Entry>"
        for _, entry in found
    )
    following = f"<Next>{found[-1][0]}</Next>" if len(found) == PAGE else ""
    return "".join(entries) + following


def _erase(api: Calls, header: etree._Element, inside: etree._Element, request: Request) -> str:
    keys = [each.text or "" for each in list(inside)[1:]]
    for key in keys:
        api.storage.erase(key)
    gone = "".join(f"<Key>{key}</Key>" for key in keys)
    return f"{gone}<Reference>ERASED-{len(keys)}</Reference>"


_Operation = Callable[[Calls, etree._Element, etree._Element, Request], str]
_OPERATIONS: dict[str, _Operation] = {
    "SubmitCase": _submit,
    "FindByReference": _find,
    "ListCases": _list,
    "EraseCase": _erase,
}


class _Caller(Handler):
    def _fault(self, path: str) -> Fault | None:
        entry = self.headers.get("SOAPAction", "").strip('"').endswith("#SubmitCase")
        return self.server.api.switch.take("entries" if entry else "other")


def opened(
    part: Part,
    storage: Storage,
    switch: Switch,
    *,
    host: str,
    port: int,
    token: str,
    data: Path,
) -> WebDoor:
    return WebDoor(
        (host, port), Calls(part, storage, switch, token, schema=_schema(part)), _Caller, PATH
    )


def wsdl(part: Part) -> Path:
    return Path(systems.__path__[0]) / f"{part.name.replace('-', '_')}.wsdl"


def _schema(part: Part) -> Schema:
    schema = etree.parse(str(wsdl(part))).find(f".//{{{_XSD}}}schema")
    assert schema is not None  # noqa: S101 - ours
    repeated = [
        each.get("name") for each in schema.iter(f"{{{_XSD}}}element") if each.get("maxOccurs")
    ]
    return Schema(
        schema.get("targetNamespace", ""),
        frozenset(name for name in repeated if name),
        etree.XMLSchema(etree.fromstring(etree.tostring(schema))),
    )


def _opened(request: Request) -> tuple[etree._Element, etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(request.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("Client", "this is no XML") from None
    header, body = root.find(f"{{{_SOAP}}}Header"), root.find(f"{{{_SOAP}}}Body")
    if root.tag != f"{{{_SOAP}}}Envelope" or header is None or body is None or len(body) != 1:
        raise Refused("VersionMismatch", "this is no SOAP 1.1")
    return header, body[0]


def _envelope(status: int, inside: str) -> Response:
    said = f'<soap:Envelope xmlns:soap="{_SOAP}"><soap:Body>{inside}</soap:Body></soap:Envelope>'
    return Response(status, said.encode(), 'text/xml; charset="utf-8"')


def _invalid(found: list[tuple[str, str]]) -> str:
    told = (
        f"<Invalid><Path>{escape(path)}</Path><Message>{escape(words)}</Message></Invalid>"
        for path, words in found
    )
    return "".join(told)


def _xpath(pointer: str) -> str:
    steps = (f"[{int(step) + 1}]" if step.isdigit() else f"/{step}" for step in pointer.split("/"))
    return "".join(steps).removeprefix("/")


def _told(entry: Entry) -> str:
    sha256 = f"<Sha256>{entry.sha256}</Sha256>" if entry.sha256 else ""
    return f"<Key>{entry.key}</Key><Reference>{entry.reference}</Reference>{sha256}"
