"""Vehicle details: as the public contract has them, against the sandbox."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from field_api.connectors.kinds import kind
from field_api.connectors.rules import Faulted
from tests.contracts.asking import ASKING, AskedContract, Desk, ask, reason
from tests.contracts.web import Asked, answering
from tests.queries.sandbox import playing


class Enquiries(Desk):
    kind = kind("ves")
    known: ClassVar = ("vehicle", {"vrm": "FB26DEM"})
    nobody: ClassVar = ("vehicle", {"vrm": "ER19NFD"})

    def config(self, url: str) -> dict[str, Any]:
        return {"base_url": f"{url}/vehicle-enquiry"}


class TestVes(AskedContract):
    @pytest.fixture(scope="class")
    @classmethod
    def desk(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enquiries]:
        with playing("ves", data=tmp_path_factory.mktemp("ves")) as boxes:
            yield Enquiries(boxes["ves"])

    def test_what_it_tells_is_told_by_our_names(self, desk: Desk) -> None:
        (found,) = ask(desk.connector(), desk.known).results
        told = ("make", "colour", "tax_status", "mot_status", "year", "exported")
        assert [found["values"][name] for name in told] == [
            "FORD",
            "BLUE",
            "Taxed",
            "Valid",
            2019,
            False,
        ]
        assert found["warnings"] == []

    @pytest.mark.parametrize(
        ("mark", "status"), [("ER19THR", 429), ("ER19ERR", 500), ("ER19MNT", 503)]
    )
    def test_the_marks_of_its_test_environment_fail(
        self, desk: Desk, mark: str, status: int
    ) -> None:
        none = reason(desk.connector(), ("vehicle", {"vrm": mark}))
        assert (type(none).__name__, none.reason) == ("NoAnswer", f"answered {status}")

    def test_a_mark_it_finds_fault_with_is_our_question_s_fault(self, desk: Desk) -> None:
        assert isinstance(reason(desk.connector(), ("vehicle", {"vrm": "ER19BAD"})), Faulted)


def test_it_is_asked_as_the_contract_says() -> None:
    def says(asked: Asked) -> tuple[int, Any]:
        return 200, {"registrationNumber": "AA19AAA", "make": "FORD", "unheard": "of"}

    with answering(says) as web:
        (found,) = ask(
            kind("ves")({"base_url": f"{web.url}/vehicle-enquiry"}, "key"),
            ("vehicle", {"vrm": "AA19AAA"}),
        ).results
    (asked,) = web.asked
    assert (asked.method, asked.path) == ("POST", "/vehicle-enquiry/v1/vehicles")
    assert asked.body == b'{"registrationNumber":"AA19AAA"}'
    assert asked.headers["x-api-key"] == "key"
    assert asked.headers["x-correlation-id"] == str(ASKING.flow)
    assert found["values"] == {"vrm": "AA19AAA", "make": "FORD"}
    assert ASKING.purpose.encode() not in asked.body


@pytest.mark.parametrize(
    ("status", "document"),
    [(404, {"message": "no Route matched"}), (404, None), (200, {"make": "FORD"}), (200, [])],
)
def test_what_is_no_answer_of_its_own_is_no_match_of_nothing(status: int, document: Any) -> None:
    with answering(lambda asked: (status, document)) as web:
        reason(kind("ves")({"base_url": web.url}, "key"), ("vehicle", {"vrm": "AA19AAA"}))
