"""SOAP envelopes, both versions: wrapped around frozen bytes, opened without trusting them.

What comes from outside is parsed without DTD, entities or network. Pure of connections.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lxml import etree

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
OURS = "urn:fieldbook:delivery:1"
"""Namespace of the header block that carries key, version, subject and marking."""

_CODE_CHARACTERS = 60
_SAME = {"Sender": "Client", "Receiver": "Server"}  # SOAP 1.2 renamed what 1.1 called so


class NotSoap(Exception):
    """These bytes are no envelope: a proxy's page, a cut-off answer, something with a DTD."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`codes` are the local names of code and subcodes, coarsest first; 1.2 in the words of 1.1."""

    codes: tuple[str, ...]
    words: str
    detail: etree._Element | None = field(repr=False)

    def names(self) -> set[str]:
        """Everything that may say what sort of fault it is: its codes and what the detail holds."""
        return {*self.codes, *(local(each) for each in elements(self.detail))}


def parsed(content: bytes) -> etree._Element:
    """Raises NotSoap. Each call has a parser of its own: lxml's are not for several threads."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotSoap("this is no XML") from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise NotSoap("this has a DTD")
    return root


def canonical(element: etree._Element) -> bytes:
    """Exclusive canonical XML: the same element gives the same bytes, in whatever envelope."""
    return etree.tostring(element, method="c14n", exclusive=True)


def wrapped(payload: bytes, soap: str, headers: tuple[etree._Element, ...] = ()) -> bytes:
    """An envelope of this SOAP version with the payload verbatim in its body."""
    head = b"".join(etree.tostring(each, encoding="utf-8") for each in headers)
    start = f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{soap}">'
    parts = (start.encode(), b"<soap:Header>", head, b"</soap:Header><soap:Body>", payload)
    return b"".join(parts) + b"</soap:Body></soap:Envelope>"


def delivery(key: UUID, version: int, subject: UUID, marking: str) -> etree._Element:
    block = etree.Element(f"{{{OURS}}}Delivery", nsmap={"fb": OURS})
    told = {"Key": str(key), "Version": str(version), "Subject": str(subject), "Marking": marking}
    for name, text in told.items():
        etree.SubElement(block, f"{{{OURS}}}{name}").text = text
    return block


def is_envelope(content: bytes | None) -> bool:
    """Of either version, with whatever in it."""
    try:
        root = parsed(content or b"")
    except NotSoap:
        return False
    return root.tag in (f"{{{SOAP_11}}}Envelope", f"{{{SOAP_12}}}Envelope")


def opened(content: bytes | None, soap: str) -> etree._Element | Fault:
    """What the body of an envelope of this SOAP version holds. Raises NotSoap."""
    root = parsed(content or b"")
    body = root.find(f"{{{soap}}}Body")
    if root.tag != f"{{{soap}}}Envelope" or body is None or len(body) != 1:
        raise NotSoap("this is no envelope with one thing in it")
    inside = body[0]
    return _fault(inside, soap) if inside.tag == f"{{{soap}}}Fault" else inside


def _fault(fault: etree._Element, soap: str) -> Fault:
    if soap == SOAP_11:
        codes = _code(fault.findtext("faultcode")).split(".")
        return Fault(tuple(codes), fault.findtext("faultstring") or "", fault.find("detail"))
    values = [_code(each.text) for each in fault.iter(f"{{{soap}}}Value")]
    words = fault.findtext(f"{{{soap}}}Reason/{{{soap}}}Text") or ""
    codes = [_SAME.get(value, value) for value in values] or [""]
    return Fault(tuple(codes), words, fault.find(f"{{{soap}}}Detail"))


def _code(qname: str | None) -> str:
    """The local part of a code, of characters that may stand in a sentence of ours."""
    name = (qname or "").strip().rpartition(":")[2]
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._-"))[
        :_CODE_CHARACTERS
    ]


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def elements(of: etree._Element | None) -> Iterator[etree._Element]:
    """All elements below this one, in order."""
    if of is not None:
        yield from of.iterdescendants(etree.Element)


def named(of: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """All elements below this one with this local name, however deep: toolkits wrap results."""
    return (each for each in elements(of) if local(each) == name)


def text(of: etree._Element | None, name: str) -> str:
    """The text of the first element of this name, "" if there is none."""
    return next(((each.text or "").strip() for each in named(of, name)), "")
