"""Soap without a system at the other end: settings, rendering, checking, what faults prove."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from field_api.connectors.kinds.soap import Soap
from field_api.connectors.rules import ConfigRefused, Found, Item, Outcome, Sent
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.envelope_xml import SOAP_11, SOAP_12, delivery, opened, wrapped
from field_api.connectors.wire.soap_answers import NAMES, Reader
from field_api.connectors.wire.wsdl import Wsdl
from tests.items import item

KEY = UUID("5ad5a7f0-0000-4000-8000-000000000001")
XML = {"content-type": "text/xml"}

# The schema in a file beside it, in two parts, as most forces' WSDLs are.
WSDL = """<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:t"
    xmlns:t="urn:t" xmlns:soap="http://schemas.xmlsoap.org/wsdl/{soap}/">
  <types><x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t"
    elementFormDefault="qualified">{extra}<x:include schemaLocation="{file}"/></x:schema></types>
  <message name="In"><part name="b" element="t:Add"/></message>
  <message name="Out"><part name="b" element="t:Added"/></message>
  <portType name="P"><operation name="Add">
    <input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="B" type="t:P"><soap:binding style="{style}"
    transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Add">
    <soap:operation soapAction="urn:t#Add"/><input><soap:body use="literal"/></input>
    <output><soap:body use="literal"/></output></operation></binding>
  <service name="S"><port name="P" binding="t:B"><soap:address location="http://x/"/></port></service>
</definitions>"""
XSD = """<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t"
    elementFormDefault="qualified">
  <x:element name="Add"><x:complexType><x:sequence>
    <x:element name="Title" type="x:string"/>
    <x:element name="Part" minOccurs="0" maxOccurs="9"><x:complexType><x:sequence>
      <x:element name="Size" type="x:int"/></x:sequence></x:complexType></x:element>
  </x:sequence></x:complexType></x:element>
  <x:element name="Added"><x:complexType><x:sequence>
    <x:element name="Reference" type="x:string" minOccurs="0"/>
    <x:element name="State" type="x:string" minOccurs="0"/>
  </x:sequence></x:complexType></x:element>
</x:schema>"""


def kept(
    where: Path, soap: str = "soap", style: str = "document", file: str = "t.xsd", extra: str = ""
) -> str:
    (where / "t.xsd").write_text(XSD)
    path = where / "t.wsdl"
    path.write_text(WSDL.format(soap=soap, style=style, file=file, extra=extra))
    return str(path)


def settings(wsdl: str, **other: Any) -> dict[str, Any]:
    return {"base_url": "http://127.0.0.1:9/t", "wsdl": wsdl, "submit": "Add", **other}


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    to = Soap(settings(kept(tmp_path)), "secret")
    first, kind = to.render({"Title": "Ω <b>", "Part": [{"Size": 1}]})
    second, _ = to.render({"Part": [{"Size": 1}], "Title": "Ω <b>"})
    assert first == second
    assert kind == "application/xml"
    assert to.validate(first) == []


@pytest.mark.parametrize(
    "document",
    [{"Title": "x", "Colour": "red"}, {}, {"Title": "\x00"}, {"Title": {"a": 1}}, {"Part": [{}]}],
)
def test_what_does_not_fit_is_a_value_error(tmp_path: Path, document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not fit Add"):
        Soap(settings(kept(tmp_path)), "secret").render(document)


def test_faults_are_found_before_sending(tmp_path: Path) -> None:
    to = Soap(settings(kept(tmp_path)), "secret")
    (fault,) = to.validate(to.render({"Title": "x", "Part": [{"Size": 1}, {"Size": "big"}]})[0])
    assert (fault.pointer, fault.text) == ("/Part/1/Size", "is not of the right type")
    (fault,) = to.validate(to.render({"Title": "x", "Part": [{"Size": "big"}]})[0])
    assert fault.pointer == "/Part/0/Size"
    assert to.validate(b"<Other/>")[0].text == "is no Add"


@pytest.mark.parametrize(
    "other",
    [
        {"submit": None},
        {"submit": "Remove"},
        {"find": "Remove"},
        {"find": "Add"},
        {"port": "Q"},
        {"wsdl": "http://127.0.0.1:9/t.wsdl"},
        {"wsdl": "/nowhere.wsdl"},
        {"wsdl": None},
        {"verify": False},
        {"username": 5},
        {"username": "x", "password": "plain"},
        {"names": {"colour": "Colour"}},
        {"names": ["Key"]},
    ],
)
def test_settings_that_could_never_work_are_refused(tmp_path: Path, other: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        Soap(settings(kept(tmp_path)) | other, "secret")


def test_a_wsdl_of_another_style_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused):
        Soap(settings(kept(tmp_path, style="rpc")), "secret")


@pytest.mark.parametrize("file", ["http://127.0.0.1:9/t.xsd", "../t.xsd", "/etc/hostname"])
def test_nothing_is_read_from_outside_its_folder(tmp_path: Path, file: str) -> None:
    (tmp_path / "t.xsd").write_text(XSD)
    (folder := tmp_path / "force").mkdir()
    with pytest.raises(ConfigRefused, match="wsdl cannot be used"):
        Soap(settings(kept(folder, file=file)), "secret")


def test_a_wsdl_with_entities_is_refused(tmp_path: Path) -> None:
    path = Path(kept(tmp_path))
    path.write_text(f'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>{path.read_text()}')
    with pytest.raises(ConfigRefused, match="wsdl cannot be used"):
        Soap(settings(str(path)), "secret")


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_an_envelope_carries_the_payload_verbatim(soap: str) -> None:
    payload = b'<n:A xmlns:n="urn:a">\n &lt; </n:A>'
    envelope = wrapped(payload, soap, (delivery(KEY, 2, KEY, "OFFICIAL"),))
    assert payload in envelope
    assert str(KEY).encode() in envelope
    inside = opened(envelope, soap)
    assert getattr(inside, "tag", "") == "{urn:a}A"


def test_no_secret_is_shown(tmp_path: Path) -> None:
    to = Soap(settings(kept(tmp_path), username="fieldbook"), "very-secret")
    assert "very-secret" not in repr(to)


def read(where: Path, content: str, status: int = 500, soap: str = "soap") -> Sent:
    wsdl = Wsdl(kept(where, soap))
    entry: Item = item(b"<x/>", key=KEY)
    reply = Reply(status, XML, content.encode())
    return Reader(wsdl, wsdl.operation("Add"), NAMES).sent(reply, entry)


def fault(code: str, detail: str = "", said: str = "Sample was born too late") -> str:
    return (
        f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body><s:Fault><faultcode>s:{code}</faultcode>'
        f"<faultstring>{said}</faultstring><detail>{detail}</detail></s:Fault></s:Body></s:Envelope>"
    )


HELD = "<AlreadyHeld><Key>{}</Key><Reference>A1</Reference><Sha256>{}</Sha256></AlreadyHeld>"


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (fault("Client"), Outcome.REJECTED),
        (fault("Client.Anything"), Outcome.REJECTED),
        (fault("Server"), Outcome.UNCERTAIN),
        (fault("Whatever"), Outcome.UNCERTAIN),
        (fault("Server", "<NothingStored/>"), Outcome.BUSY),
        (fault("Server", "<d><Busy/></d>"), Outcome.BUSY),
        (fault("FailedAuthentication"), Outcome.CREDENTIALS),
        (fault("Client.Authentication"), Outcome.CREDENTIALS),
        (fault("MustUnderstand"), Outcome.CREDENTIALS),
        (fault("Client", HELD.format(KEY, "0" * 64)), Outcome.REJECTED),
        (fault("Client", HELD.format(KEY, "")), Outcome.UNCERTAIN),
        (fault("Client", HELD.format(UUID(int=1), "0" * 64)), Outcome.UNCERTAIN),
        ("<!DOCTYPE x []>" + fault("Client"), Outcome.UNCERTAIN),
        (fault("Client").replace(SOAP_11, SOAP_12), Outcome.UNCERTAIN),
        ("<html><body>Sign in</body></html>", Outcome.UNCERTAIN),
        ("", Outcome.UNCERTAIN),
    ],
)
def test_a_fault_proves_what_it_says(tmp_path: Path, content: str, outcome: Outcome) -> None:
    sent = read(tmp_path, content)
    assert sent.outcome is outcome
    assert "Sample" not in sent.reason


def test_a_fault_names_the_field(tmp_path: Path) -> None:
    detail = "<d><Path>/t:Add/t:Part[2]/t:Size</Path><Message>too big</Message></d>"
    detail += "<d><Path>/Part/3/Size</Path></d>"
    fields = read(tmp_path, fault("Client", detail)).fields
    told = [(each.pointer, each.text) for each in fields]
    assert told == [("/Part/1/Size", "too big"), ("/Part/3/Size", "is not accepted")]


def test_soap_1_2_has_other_words_for_the_same(tmp_path: Path) -> None:
    content = (
        f'<s:Envelope xmlns:s="{SOAP_12}"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value>'
        "<s:Subcode><s:Value>m:TooLong</s:Value></s:Subcode></s:Code><s:Reason>"
        '<s:Text xml:lang="en">no</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>'
    )
    sent = read(tmp_path, content, 400, "soap12")
    assert (sent.outcome, sent.reason) == (
        Outcome.REJECTED,
        "did not accept the entry (Client.TooLong)",
    )


def yes(inside: str, name: str = "Added") -> str:
    body = f'<{name} xmlns="urn:t">{inside}</{name}>'
    return f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body>{body}</s:Body></s:Envelope>'


@pytest.mark.parametrize(
    ("content", "status", "outcome"),
    [
        (yes("<Reference>A1</Reference>"), 200, Outcome.DELIVERED),
        (yes("<Reference>A1</Reference><State>pending</State>"), 200, Outcome.TAKEN),
        (yes("<Reference>A1</Reference><State>rejected</State>"), 200, Outcome.REJECTED),
        (yes("<Reference>A1</Reference>"), 500, Outcome.UNCERTAIN),
        (yes("<Reference>A1</Reference>"), 503, Outcome.BUSY),
        (yes("<Reference>A1</Reference>"), 401, Outcome.CREDENTIALS),
        (yes(""), 200, Outcome.UNCERTAIN),
        (yes("<Reference> </Reference>"), 200, Outcome.UNCERTAIN),
        (yes("<Other/><Reference>A1</Reference>"), 200, Outcome.UNCERTAIN),
        (yes("<Reference>A1</Reference>", "Add"), 200, Outcome.UNCERTAIN),
        ("<html/>", 200, Outcome.UNCERTAIN),
        ("<html/>", 404, Outcome.CREDENTIALS),
        ("<html/>", 413, Outcome.REJECTED),
    ],
)
def test_only_the_answer_the_wsdl_promises_is_a_yes(
    tmp_path: Path, content: str, status: int, outcome: Outcome
) -> None:
    assert read(tmp_path, content, status).outcome is outcome


def test_a_no_about_another_key_is_no_answer(tmp_path: Path) -> None:
    wsdl = Wsdl(kept(tmp_path))
    reader = Reader(wsdl, wsdl.operation("Add"), NAMES | {"key": "Reference", "held": "State"})
    content = yes("<Reference>{}</Reference><State>false</State>")
    mine, other = (Reply(200, XML, content.format(key).encode()) for key in (KEY, UUID(int=1)))
    assert reader.found(mine, KEY).answer is Found.ABSENT
    assert reader.found(other, KEY).answer is Found.UNKNOWN
