"""Soap against a server of another make, and against the sandbox's case files."""

from collections.abc import Iterator
from typing import Any

import pytest

from field_api.connectors.kinds.soap import Soap
from field_api.connectors.sandbox.doors.soap import wsdl
from field_api.connectors.sandbox.systems.case_files import PART
from tests.contracts.bench import SandboxBench
from tests.contracts.kind import Contract
from tests.contracts.raw import Caller
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
