"""LEDS as far as its contract is public, against the simulator: headers, tokens, 202, errors."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from joserfc import jwk, jwt

from field_api.connectors.kinds import kind
from field_api.connectors.rules import ConfigRefused, Declined, Faulted, NoAnswer, TimedOut
from tests.contracts.asking import ASKING, SOON, AskedContract, Desk, ask, reason
from tests.contracts.ending import ends
from tests.contracts.leds import House
from tests.contracts.web import Asked, answering
from tests.queries.sandbox import playing

CASEY = ("person", {"surname": "Exampleby", "given_names": "Casey"})
FIELDS = {"notice": "LEDS simulator: synthetic data"}


class Leds(Desk):
    kind = kind("leds")
    known: ClassVar = CASEY
    nobody: ClassVar = ("person", {"surname": "Nobodyatall"})
    networks: ClassVar = ("networks", "token_networks")

    def config(self, url: str) -> dict[str, Any]:
        return {
            "base_url": f"{url}/leds",
            "token_url": f"{url}/leds/token",
            "client_id": "fieldbook",
        }


class TestLeds(AskedContract):
    @pytest.fixture(scope="class")
    @classmethod
    def desk(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leds]:
        with playing("leds", data=tmp_path_factory.mktemp("leds")) as boxes:
            yield Leds(boxes["leds"])

    def test_warnings_come_first_with_meaning_source_date_and_advice(self, desk: Desk) -> None:
        (found,) = ask(desk.connector(), CASEY).results
        assert [one["code"] for one in found["warnings"]] == ["WANTED", "FI"]
        firearms = found["warnings"][1]
        assert firearms["label"] == "Firearms"
        assert firearms["advice"].startswith("Do not approach")
        assert firearms["source"].endswith("(synthetic)")
        assert firearms["on"] < firearms["review_on"]
        assert found["values"]["notice"].startswith("LEDS simulator")

    @pytest.mark.parametrize(
        ("question", "told"),
        [
            (("vehicle", {"vrm": "DB93SMP"}), {"keeper": "Jordan Mockridge", "insured": True}),
            (("vehicle", {"vin": "00000000000003"}), {"vrm": "DB93SMP"}),
            (("driver", {"number": "SAMPL904171J99ZZ"}), {"licence": "Disqualified"}),
            (("person", {"pnc_id": "2099/0000012U"}), {"surname": "Testwood"}),
        ],
    )
    def test_vehicles_drivers_and_numbers(
        self, desk: Desk, question: tuple[str, dict[str, Any]], told: dict[str, Any]
    ) -> None:
        (found,) = ask(desk.connector(), question).results
        assert {name: found["values"].get(name) for name in told} == told

    def test_a_stolen_vehicle_is_a_warning(self, desk: Desk) -> None:
        (found,) = ask(desk.connector(), ("vehicle", {"vrm": "DB93SMP"})).results
        assert [one["code"] for one in found["warnings"]] == ["STOLEN"]

    def test_a_restricted_record_is_counted_and_nothing_of_it_told(self, desk: Desk) -> None:
        question = ("person", {"surname": "Specimenson", "given_names": "Casey"})
        found = ask(desk.connector(), question)
        assert (found.results, found.withheld) == ([], 1)

    def test_one_put_aside_is_asked_after_until_it_is_there(self, desk: Desk) -> None:
        before = desk.box.searches()
        with desk.wrongly(pending=True, on="search"):
            (found,) = ask(desk.connector(), CASEY).results
        assert found["values"]["surname"] == "Exampleby"
        assert desk.box.searches() == before + 1

    def test_a_reason_that_is_for_updates_is_as_good_as_not_asked(self, desk: Desk) -> None:
        none = reason(desk.connector(), CASEY, asking=replace(ASKING, reason_code="9"))
        assert isinstance(none, Declined)

    def test_a_question_it_finds_fault_with_is_at_fault(self, desk: Desk) -> None:
        none = reason(desk.connector(), CASEY, asking=replace(ASKING, reason_code="x"))
        assert isinstance(none, Faulted)


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    with answering(house.answer) as house.web:
        yield house


def test_every_header_of_the_contract_is_there(house: House) -> None:
    asking = replace(
        ASKING, on_behalf_of="Gwent, Sgt 77", session=uuid4(), linked=uuid4(), purpose="Côr\n Ŵyl"
    )
    ask(house.connector(system_name="Fieldbook test", page_title="Query"), CASEY, asking)
    (asked,) = house.asked
    said = {name: value for name, value in asked.headers.items() if name.startswith("x-leds-")}
    assert datetime.fromisoformat(said.pop("x-leds-application-datetime")).tzinfo
    assert UUID(said.pop("x-leds-correlation-id"))
    assert said == {
        "x-leds-session-id": str(asking.session),
        "x-leds-system-name": "Fieldbook test",
        "x-leds-justification": "Cor Wyl",
        "x-leds-reason": "1",
        "x-leds-on-behalf-of": "Gwent, Sgt 77",
        "x-leds-activity-flow-id": str(asking.flow),
        "x-leds-activity-code": "Person Enquiry",
        "x-leds-action-code": "View Enquiry Result",
        "x-leds-reference-id": str(asking.linked),
        "x-leds-page-title": "Query",
    }
    assert json.loads(asked.body) == {"checkname": "Exampleby", "givenNames": "Casey"}
    assert asked.headers["authorization"] == "Bearer token-1"


@pytest.mark.parametrize(
    ("purpose", "behalf"), [("ab", ""), ("", ""), ("Stopped", "x"), ("\N{SNOWMAN} ", "")]
)
def test_what_the_contract_has_no_room_for_is_not_put(
    house: House, purpose: str, behalf: str
) -> None:
    asking = replace(ASKING, purpose=purpose, on_behalf_of=behalf)
    assert isinstance(reason(house.connector(), CASEY, asking=asking), Faulted)
    assert house.asked == []


def test_the_longest_words_are_cut_to_what_it_takes(house: House) -> None:
    asking = replace(ASKING, purpose="ﬃ" * 250, on_behalf_of="x" * 90)
    ask(house.connector(), ("person", {"surname": "S" * 80}), asking)
    (asked,) = house.asked
    assert len(asked.headers["x-leds-justification"]) == 250
    assert len(asked.headers["x-leds-on-behalf-of"]) == 50
    assert len(json.loads(asked.body)["checkname"]) == 54


@pytest.mark.parametrize("made", [jwk.ECKey.generate_key("P-256"), jwk.RSAKey.generate_key(2048)])
def test_a_token_is_had_by_an_assertion_our_key_signed(house: House, made: Any) -> None:
    ask(house.connector(made.as_pem(private=True).decode(), key_id="one"), CASEY)
    (asked,) = house.tokens
    form = dict(pair.split("=") for pair in asked.body.decode().split("&"))
    assert "authorization" not in asked.headers
    assert form["grant_type"] == "client_credentials"
    assert form["client_assertion_type"].endswith("jwt-bearer")
    signed = jwt.decode(form["client_assertion"], made, algorithms=["ES256", "PS256"])
    assert signed.header["kid"] == "one"
    claims = signed.claims
    assert (claims["iss"], claims["sub"]) == ("fieldbook", "fieldbook")
    assert claims["aud"] == f"{house.web.url}/token"
    assert 0 < claims["exp"] - claims["iat"] <= 300


def test_a_key_that_signs_nothing_fails_and_asks_nothing(house: House) -> None:
    pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
    assert type(reason(house.connector(pem), CASEY)) is NoAnswer
    assert house.tokens == house.asked == []


def test_a_token_serves_many_questions_and_a_withdrawn_one_is_replaced(house: House) -> None:
    to = house.connector()
    ask(to, CASEY)
    ask(to, CASEY)
    assert len(house.tokens) == 1

    def forgets(asked: Asked) -> tuple[int, Any]:
        known = asked.headers["authorization"] == "Bearer token-2"
        return (200, {"results": []}) if known else (401, {"type": "unauthorised/token"})

    house.says = forgets
    ask(to, CASEY)
    assert len(house.tokens) == 2


def test_a_token_is_renewed_five_minutes_before_its_end(house: House) -> None:
    now = [1000.0]
    to = house.connector()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("field_api.connectors.wire.oauth.time.monotonic", lambda: now[0])
        for seconds, tokens in ((0, 1), (1490, 1), (1510, 2)):
            now[0] = 1000.0 + seconds
            to._tokens.authorization(seconds=20)
            assert len(house.tokens) == tokens


@pytest.mark.parametrize(
    ("status", "types", "none"),
    [
        (403, ["forbidden/payload"], Declined),
        (403, ["https://leds.example/problems/forbidden/restricted"], Declined),
        (403, ["forbidden/role"], NoAnswer),
        (400, ["bad-request/header"], Faulted),
        (422, ["other", "unprocessable/checkname"], Faulted),
        (409, ["conflict/missing-required-data"], Faulted),
        (409, ["conflict/version"], NoAnswer),
        (409, ["conflict/pending-change-exists"], NoAnswer),
        (503, [], NoAnswer),
        (404, [], NoAnswer),
    ],
)
def test_an_error_says_whose_business_it_is(
    house: House, status: int, types: list[str], none: type[NoAnswer]
) -> None:
    errors = [{"errorDetailType": one, "message": "Sample, wanted"} for one in types]
    problem = {"status": status, "title": "No", "leds": {"errors": errors}}
    house.says = lambda asked: (status, problem)
    found = reason(house.connector(), CASEY)
    assert type(found) is none
    assert "Sample" not in found.reason  # its words may name people


@pytest.mark.parametrize("told", [{"requestId": "../../leave"}, {"requestId": 1}, {}, []])
def test_a_request_without_a_number_is_not_asked_after(house: House, told: Any) -> None:
    house.says = lambda asked: (202, told)
    reason(house.connector(), CASEY)
    assert len(house.asked) == 1


def test_one_that_is_never_ready_timed_out(house: House) -> None:
    number = str(uuid4())

    def later(asked: Asked) -> tuple[int, Any]:
        if asked.method == "POST":
            return 202, {"requestId": number}
        assert asked.path == f"/person-services/v1/status/{number}"
        return 404, {"type": "not-found/request"}

    house.says = later
    assert isinstance(reason(house.connector(), CASEY, deadline=SOON), TimedOut)
    assert len(house.asked) > 2


def test_one_that_failed_afterwards_failed(house: House) -> None:
    states = iter([(202, {"requestId": str(uuid4())}), (200, {"status": "InProgress"}),
                   (200, {"status": "Failed"})])  # fmt: skip
    house.says = lambda asked: next(states)
    assert type(reason(house.connector(), CASEY)) is NoAnswer


RECORD = {"personId": "1", "checkname": "SAMPLE"}


@pytest.mark.parametrize(
    "results", [None, {}, [1], [{}], [RECORD, {}], [RECORD | {"warningMarkers": [{}]}],
                [RECORD | {"addresses": [1]}]]
)  # fmt: skip
def test_records_that_cannot_be_read_are_no_answer(house: House, results: Any) -> None:
    house.says = lambda asked: (200, {"results": results, **FIELDS})
    reason(house.connector(), CASEY)


def test_a_probe_searches_for_nobody(house: House) -> None:
    house.says = lambda asked: (404, {"type": "not-found/request"})
    assert ends(lambda: house.connector().probe(20))
    (asked,) = house.asked
    assert asked.method == "GET"


@pytest.mark.parametrize(
    "wrong",
    [
        {"system_name": "ab"},
        {"system_name": "x" * 251},
        {"page_title": "x" * 151},
        {"assertion_alg": "none"},
        {"key_id": 7},
        {"person_path": "no-slash"},
        {"token_url": None},
    ],
)
def test_settings_that_could_never_work_are_refused(house: House, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        house.connector(**wrong)
