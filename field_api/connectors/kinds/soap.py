"""Systems that take entries by SOAP, 1.1 or 1.2, document/literal, as their WSDL says."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from lxml import etree
from zeep.wsse import UsernameToken

from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
    FieldFault,
    Found,
    Held,
    Intent,
    Item,
    Lookup,
    NoAnswer,
    Outcome,
    Sent,
    TimedOut,
    Unasked,
)
from field_api.connectors.wire import envelope_xml, soap_answers, tls
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.envelope_xml import SOAP_11, NotSoap
from field_api.connectors.wire.line import Broken, CertificateRefused, Headers, Line
from field_api.connectors.wire.soap_answers import NAMES, Unclear
from field_api.connectors.wire.wsdl import Operation, Wsdl

CONTENT_TYPE = "application/xml"
ENTRY_BYTES = 1 << 20
_OPERATIONS = ("submit", "find", "erase", "list")
_SETTINGS = {
    *("base_url", "networks", "ca_file", "client_cert", "client_key", "wsdl", "service", "port"),
    *("username", "password", "names"),
    *_OPERATIONS,
}
_OFFERS = {
    "submit": {Capability.ENTRIES, Capability.UPDATES},
    "find": {Capability.LOOKUP},
    "erase": {Capability.ERASURE},
    "list": {Capability.LISTING},
}
_PAGES = 1000
_NOBODY = UUID(int=0)


class Soap(Unasked):
    """`config`: `base_url`, where calls go, whatever address the WSDL gives; `wsdl`, path of a
    file kept with the force's settings, never fetched; `service` and `port` of it, if it has
    several; the names of its operations `submit`, and `find`, `erase`, `list` where it has them;
    `username` for a WS-Security UsernameToken with the secret, `password` being `text` (default)
    or `digest`, without one the client certificate says who we are; `names`, what the system calls
    the members of its answers, where not as in `soap_answers.NAMES`; `networks`, `ca_file`,
    `client_cert`, `client_key` as in `RestJson`. Raises ConfigRefused.

    Frozen is the element in the body. Key, version, subject and marking travel in a header block
    `Delivery` of `urn:fieldbook:delivery:1`; it and the security header are made for each call.
    """

    capabilities = frozenset().union(*_OFFERS.values())

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"))
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        self._wsdl = Wsdl(
            config.get("wsdl"), service=config.get("service"), port=config.get("port")
        )
        named = [name for name in _OPERATIONS if name == "submit" or config.get(name)]
        self._operations = {name: self._wsdl.operation(config.get(name)) for name in named}
        self.capabilities = frozenset().union(*(_OFFERS[name] for name in named))
        self._names = _names(config.get("names", {}))
        self._token = _token(config, secret)
        self._try_out()

    def __repr__(self) -> str:
        return f"Soap({self._line.place.authority})"

    def probe(self, deadline: float) -> bool:
        """Whether something speaks SOAP there. Where doubt can be settled by asking, it is asked
        for a key nobody has: only that proves the credentials, too.
        """
        if "find" in self._operations:
            return self.lookup(_NOBODY, deadline=deadline).answer is not Found.UNKNOWN
        try:
            reply = self._line.ask("GET", "", headers={"Accept": "*/*"}, deadline=deadline)
        except (Broken, CertificateRefused, AddressRefused):
            return False
        return reply.status < 500 or envelope_xml.is_envelope(reply.body)

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """The body's element in exclusive canonical XML, so it can be hashed in any envelope."""
        return self._operations["submit"].element(document), CONTENT_TYPE

    def validate(self, payload: bytes) -> list[FieldFault]:
        if len(payload) > ENTRY_BYTES:
            return [FieldFault("", f"is longer than {ENTRY_BYTES} bytes")]
        try:
            element = envelope_xml.parsed(payload)
        except NotSoap as wrong:
            return [FieldFault("", str(wrong))]
        submit = self._operations["submit"]
        if element.tag != submit.takes.qname.text:
            return [FieldFault("", f"is no {submit.takes.name}")]
        return self._wsdl.faults(element, submit)

    def send(self, item: Item, *, deadline: float) -> Sent:
        """An erasure is done when the system names every key as no longer held."""
        erasing = item.intent is Intent.ERASE
        if erasing and "erase" not in self._operations:
            return Sent(Outcome.REFUSED, reason="cannot be told to erase")
        operation = self._operations["erase" if erasing else "submit"]
        payload = self._order(item) if erasing else item.payload
        header = envelope_xml.delivery(item.key, item.version, item.subject, item.marking)
        try:
            reply = self._call(operation, payload, header, deadline=deadline)
        except Broken as broken:
            outcome = Outcome.UNCERTAIN if broken.out else Outcome.NOT_SENT
            return Sent(outcome, reason=broken.reason)
        except CertificateRefused as refused:
            return Sent(Outcome.CREDENTIALS, reason=str(refused))
        except AddressRefused as refused:
            return Sent(Outcome.REFUSED, reason=str(refused))
        return self._read(operation).sent(reply, item)

    def lookup(self, key: UUID, *, deadline: float) -> Lookup:
        if "find" not in self._operations:
            return Lookup(Found.UNKNOWN)
        find = self._operations["find"]
        try:
            reply = self._call(
                find, find.element({self._names["key"]: str(key)}), deadline=deadline
            )
        except (Broken, CertificateRefused, AddressRefused):
            return Lookup(Found.UNKNOWN)
        return self._read(find).found(reply, key)

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        """Page by page, as long as the system gives a place to go on from."""
        if "list" not in self._operations:
            raise NoAnswer("gives no list of what it holds")
        ends = time.monotonic() + deadline
        asked: dict[str, Any] = {self._names["since"]: since, self._names["until"]: until}
        for _ in range(_PAGES):
            page, after = self._page(asked, ends - time.monotonic())
            yield from page
            if not after:
                return
            asked[self._names["after"]] = after
        raise NoAnswer("its list does not end")

    def _page(self, asked: dict[str, Any], deadline: float) -> tuple[list[Held], str]:
        operation = self._operations["list"]
        try:
            reply = self._call(operation, operation.element(asked), deadline=deadline)
            return self._read(operation).listed(reply)
        except Broken as broken:
            raise (TimedOut if broken.timed_out else NoAnswer)(broken.reason) from broken
        except (CertificateRefused, AddressRefused, Unclear) as refused:
            raise NoAnswer(str(refused)) from refused

    def _try_out(self) -> None:
        """Names the WSDL does not know would be found out by the first delivery in doubt."""
        key, now = str(_NOBODY), datetime.now(UTC)
        asks: dict[str, dict[str, Any]] = {
            "find": {"key": key},
            "erase": {"subject": key, "key": [key]},
            "list": {"since": now, "until": now},
        }
        for name in self._operations.keys() & asks:
            told = {self._names[one]: value for one, value in asks[name].items()}
            try:
                self._operations[name].element(told)
            except ValueError as wrong:
                raise ConfigRefused(f"{name}: {wrong}") from wrong

    def _order(self, item: Item) -> bytes:
        order = orjson.loads(item.payload)
        told = {self._names["subject"]: order["erase"], self._names["key"]: order["keys"]}
        return self._operations["erase"].element(told)

    def _read(self, operation: Operation) -> soap_answers.Reader:
        return soap_answers.Reader(self._wsdl, operation, self._names)

    def _call(
        self,
        operation: Operation,
        payload: bytes,
        *headers: etree._Element,
        deadline: float,
    ) -> Reply:
        envelope = envelope_xml.wrapped(payload, self._wsdl.soap, (*headers, *self._security()))
        sent: Headers = {"Content-Type": 'text/xml; charset="utf-8"', "Accept": "text/xml"}
        if self._wsdl.soap == SOAP_11:
            sent["SOAPAction"] = f'"{operation.action}"'
        else:
            kind = "application/soap+xml"
            sent = {"Content-Type": f'{kind}; charset=utf-8; action="{operation.action}"'}
            sent["Accept"] = kind
        return self._line.ask("POST", "", headers=sent, content=envelope, deadline=deadline)

    def _security(self) -> list[etree._Element]:
        """A token's nonce and time are for one call; a system may refuse to see them twice."""
        if self._token is None:
            return []
        holder = etree.Element(f"{{{SOAP_11}}}Envelope")
        etree.SubElement(holder, f"{{{SOAP_11}}}Body")
        self._token.apply(holder, {})
        return list(holder[0])


def _token(config: dict[str, Any], secret: str) -> Any:
    username, password = config.get("username"), config.get("password", "text")
    if username is None:
        return None
    if not isinstance(username, str) or password not in ("text", "digest"):
        raise ConfigRefused("username is a text, password is text or digest")
    digest = password == "digest"  # noqa: S105 - the way it travels, not a password
    token: Any = UsernameToken
    return token(username, secret, use_digest=digest, zulu_timestamp=True)


def _names(given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given.values()):
        raise ConfigRefused("names gives, for some of ours, the system's name")
    if unknown := set(given) - set(NAMES):
        raise ConfigRefused(f"unknown name: {', '.join(sorted(unknown))}")
    return NAMES | given


CONNECTOR = Soap
