"""Soap against a server of another make, and against the sandbox's case files."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from field_api.connectors.kinds.soap import Soap
from field_api.connectors.rules import Capability, FieldFault, Found, Outcome
from field_api.connectors.sandbox.doors.soap import wsdl
from field_api.connectors.sandbox.systems.case_files import PART
from tests.contracts.bench import Bench, SandboxBench
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, Contract, erasure, send
from tests.contracts.raw import Caller, serving
from tests.items import item
from tests.queries.sandbox import TOKEN, playing

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9999999\r\n\r\n"


def drips(caller: Caller) -> None:
    caller.read_request()
    caller.say(HEAD.replace("9999999", "99999"))
    caller.drip("<!-- -->")


def floods(caller: Caller) -> None:
    caller.read_request()
    caller.say(HEAD.replace("Content-Length: 9999999\r\n", "Connection: close\r\n"))
    while not caller.stopping.is_set():
        caller.say(b"<!-- -->" * 8192)


class CaseFiles(SandboxBench):
    kind = Soap
    play = "case-files"
    field = "/Person/0/DateOfBirth"
    tls = "https"
    drips = staticmethod(drips)
    floods = staticmethod(floods)

    def settings(self) -> dict[str, Any]:
        return {
            "base_url": self.box.door,
            "wsdl": str(wsdl(PART)),
            "submit": "SubmitCase",
            "find": "FindByReference",
            "erase": "EraseCase",
            "list": "ListCases",
            "username": "fieldbook",
        }

    def connector(self, **config: Any) -> Soap:
        return Soap({**self.settings(), **config}, TOKEN)

    def stranger(self) -> Soap:
        return Soap(self.settings(), "wrong")

    def document(self) -> dict[str, Any]:
        return case()

    def wrong(self) -> dict[str, Any]:
        return case(Person=[{"Surname": "Sample", "DateOfBirth": "2999-01-01"}])


def case(**other: Any) -> dict[str, Any]:
    return {
        "CaseReference": "34/26/000123",
        "CaseType": "NOTE",
        "Marking": "OFFICIAL",
        "OccurredAt": "2026-11-22T14:05:00Z",
        "Officer": {"Collar": "1234", "Force": "34"},
        "Summary": "Côr Meibion Ω <b>&amp;\nsecond line",
        "Person": [{"Surname": "Sample", "DateOfBirth": "1990-01-31"}],
        **other,
    }


class TestCaseFiles(Contract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseFiles]:
        with playing("case-files", data=tmp_path_factory.mktemp("case-files")) as boxes:
            yield CaseFiles(boxes["case-files"])

    def test_what_the_schema_refuses_is_told_field_by_field(self, bench: CaseFiles) -> None:
        to, entry = bench.connector(), bench.frozen(case(CaseType="TELEX"))
        assert [fault.pointer for fault in to.validate(entry.payload)] == ["/CaseType"]
        sent = send(bench, to, entry)
        assert (sent.outcome, sent.status) == (Outcome.REJECTED, 500)
        assert [fault.pointer for fault in sent.fields] == ["/CaseType"]
        assert "TELEX" not in sent.reason

    def test_a_digest_of_the_password_does_as_well_and_is_new_each_time(
        self, bench: CaseFiles
    ) -> None:
        to = bench.connector(password="digest")
        assert {send(bench, to, bench.entry()).outcome for _ in range(3)} == {Outcome.DELIVERED}

    def test_other_content_under_the_same_key_is_a_person_s_question(
        self, bench: CaseFiles
    ) -> None:
        to, key = bench.connector(), uuid4()
        first = send(bench, to, bench.entry(key))
        second = send(bench, to, bench.frozen(case(Summary="Other"), key))
        assert (second.outcome, second.reference) == (Outcome.REJECTED, first.reference)

    def test_what_waits_for_a_decision_is_taken_and_pending(self, bench: CaseFiles) -> None:
        to, entry = bench.connector(), bench.entry()
        bench.box.breaks(pending=True, count=1)
        assert send(bench, to, entry).outcome is Outcome.TAKEN
        assert to.lookup(entry.key, deadline=AMPLE).answer is Found.PENDING
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{bench.box.url}/api/entries/by-key/{entry.key}/decision"
        httpx2.post(url, json={"outcome": "rejected"}, headers=bearer).raise_for_status()
        assert to.lookup(entry.key, deadline=AMPLE).answer is Found.TURNED_DOWN

    def test_a_number_keeps_all_its_places(self, bench: CaseFiles) -> None:
        where = {"Text": "Tŷ Ŵyn", "Latitude": 51.48165432109, "Longitude": -3.0}
        entry = bench.frozen(case(Location=where, Vehicle=[{"Registration": "FB26 DEM"}]))
        assert b">51.48165432109<" in entry.payload
        assert send(bench, bench.connector(), entry).outcome is Outcome.DELIVERED

    def test_its_page_lays_an_entry_out(self, bench: CaseFiles) -> None:
        reference = send(bench, bench.connector(), bench.entry()).reference
        page = httpx2.get(f"{bench.box.url}/entries/{reference}").text
        assert "<dt>Date of birth</dt><dd>1990-01-31</dd>" in page
        erased = bench.entry()
        send(bench, bench.connector(), erased)
        send(bench, bench.connector(), erasure(erased))
        assert "erased" in httpx2.get(bench.box.url).text

    def test_only_what_is_configured_is_offered(self, bench: CaseFiles) -> None:
        bare = bench.connector(find=None, erase=None, list=None)
        assert bare.capabilities == {Capability.ENTRIES, Capability.UPDATES}
        assert ends(lambda: bare.probe(AMPLE))


class SpyneCases(Bench):
    """Its WSDL, its words, its faults. It keeps the entry and says nothing about its hash."""

    kind = Soap
    tls = "https"
    drips = staticmethod(drips)
    floods = staticmethod(floods)
    names = {"key": "external_id", "held": "known", "reference": "case_no", "busy": "ServerTooBusy"}

    def __init__(self, at: str, wsdl: Path) -> None:
        self.at, self.wsdl = at, wsdl

    def url(self) -> str:
        return f"{self.at}/cases"

    def connector(self, **config: Any) -> Soap:
        return Soap({**self.settings(), **config}, TOKEN)

    def settings(self) -> dict[str, Any]:
        operations = {"submit": "add_case", "find": "which_case", "username": "fieldbook"}
        where = {"base_url": self.url(), "wsdl": str(self.wsdl), "service": "Cases"}
        return {**where, **operations, "names": self.names}

    def stranger(self) -> Soap:
        return Soap(self.settings(), "wrong")

    def document(self) -> dict[str, Any]:
        return titled("Côr Meibion Ω <b>&amp;")

    def wrong(self) -> dict[str, Any]:
        return titled("Too early", born="2999-01-01")

    def hold(self) -> list[tuple[str, bytes]]:
        held = httpx2.get(f"{self.at}/held").json()
        return [(key, body.encode()) for key, body in held]

    def busy(self) -> AbstractContextManager[None]:
        return self.behaving("busy")

    def hanging(self) -> AbstractContextManager[None]:
        return self.behaving("hang")

    def resetting(self) -> AbstractContextManager[None]:
        return self.behaving("reset")

    @contextmanager
    def behaving(self, how: str) -> Iterator[None]:
        httpx2.put(f"{self.at}/fault", content=how).raise_for_status()
        try:
            yield
        finally:
            httpx2.put(f"{self.at}/fault", content="").raise_for_status()


def titled(title: str, born: str = "1990-01-31") -> dict[str, Any]:
    return {"case": {"title": title, "people": {"Person": [{"name": "Sample", "born": born}]}}}


@contextmanager
def spyne(directory: Path) -> Iterator[SpyneCases]:
    server = Path(__file__).parent / "servers" / "spyne_cases.py"
    with subprocess.Popen(
        [sys.executable, str(server), TOKEN], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            at = f"http://127.0.0.1:{int(process.stdout.readline())}"
            wsdl = directory / "cases.wsdl"
            wsdl.write_bytes(httpx2.get(f"{at}/?wsdl").content)
            yield SpyneCases(at, wsdl)
        finally:
            process.terminate()


@pytest.mark.foreign
class TestSpyne(Contract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpyneCases]:
        with spyne(tmp_path_factory.mktemp("spyne")) as bench:
            yield bench

    def test_its_own_check_of_the_schema_is_the_entry_s_fault(self, bench: SpyneCases) -> None:
        to, entry = bench.connector(), bench.frozen(titled("x" * 201))
        assert to.validate(entry.payload) == [FieldFault("/case/title", "is too long")]
        sent = send(bench, to, entry)
        assert sent.outcome is Outcome.REJECTED
        assert sent.fields[0].text
        assert "xxx" not in sent.reason

    @pytest.mark.parametrize("how", ["broken", "page"])
    def test_a_server_s_fault_and_a_page_prove_nothing(self, bench: SpyneCases, how: str) -> None:
        to, entry = bench.connector(), bench.entry()
        with bench.behaving(how):
            assert send(bench, to, entry).outcome is Outcome.UNCERTAIN
        assert to.lookup(entry.key, deadline=AMPLE).answer is Found.ABSENT

    def test_what_is_no_xml_of_ours_is_found_before_sending(self, bench: SpyneCases) -> None:
        to = bench.connector()
        assert [fault.text for fault in to.validate(b"{}")] == ["this is no XML"]
        bomb = b'<!DOCTYPE a [<!ENTITY e "e">]><a>&e;</a>'
        assert [fault.text for fault in to.validate(bomb)] == ["this has a DTD"]
        assert send(bench, to, item(b"<other/>")).outcome is not Outcome.DELIVERED


YES = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    '<SubmitCaseResponse xmlns="urn:fieldbook:sandbox:case-files:1"><Reference>A1</Reference>'
    "<State>accepted</State></SubmitCaseResponse></s:Body></s:Envelope>"
)


@pytest.mark.parametrize(("ours", "outcome"), [(True, "delivered"), (False, "credentials")])
def test_a_certificate_of_ours_can_stand_for_a_user_name(
    tmp_path: Path, ours: bool, outcome: str
) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.pair("127.0.0.3")
    shown = {"client_cert": str(certificate), "client_key": str(key)} if ours else {}

    def takes(caller: Caller) -> None:
        asked = caller.read_request()
        assert b"UsernameToken" not in asked
        caller.answer(200, YES, "Content-Type: text/xml")

    with serving(takes, authority.server("127.0.0.1", asks_who=True)) as raw:
        where = {"base_url": raw.url, "ca_file": str(authority.file), **shown}
        to = Soap({**where, "wsdl": str(wsdl(PART)), "submit": "SubmitCase"}, "unused")
        payload, _ = to.render(case())
        sent = ends(lambda: to.send(item(payload), deadline=AMPLE))
    assert (sent.outcome, sent.reference) == (Outcome(outcome), "A1" if ours else "")
