"""RestJson and the sandbox systems keep the same contract, on sockets, with faults switched on."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import Answer, Found, NoAnswer, Outcome, Sent, TimedOut
from field_api.connectors.rules.asking import Asking
from tests.contracts.bench import SandboxBench
from tests.contracts.ending import ends, until_out
from tests.contracts.kind import Contract
from tests.contracts.raw import JSON, Caller
from tests.items import ASKING, item
from tests.queries.sandbox import TOKEN, Sandbox, playing

SOON = 0.4
AMPLE = 20.0

REPORT = {
    "source_evaluation": "2",
    "items": [{"narrative": "Seen by the bus stop.", "assessment": "B", "handling": "P"}],
}
Boxes = dict[str, Sandbox]


def drips_an_answer(caller: Caller) -> None:
    caller.read_request()
    caller.say(f"HTTP/1.1 201 Created\r\n{JSON}\r\nContent-Length: 900000\r\n\r\n")
    caller.drip(" ")


def floods_with_answer(caller: Caller) -> None:
    caller.read_request()
    caller.say(f"HTTP/1.1 201 Created\r\n{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not caller.stopping.is_set():
        caller.say("10000\r\n" + " " * 65536 + "\r\n")


class Records(SandboxBench):
    kind = RestJson
    field = "/summary"
    tls = "https"
    drips = staticmethod(drips_an_answer)
    floods = staticmethod(floods_with_answer)

    def connector(self, **config: Any) -> RestJson:
        return RestJson({"base_url": self.box.url, **config}, TOKEN)

    def stranger(self) -> RestJson:
        return RestJson({"base_url": self.box.url}, "wrong")

    def document(self) -> dict[str, Any]:
        return {"type": "NOTE", "summary": f"Côr Meibion Ω, {uuid4()}\nsecond line"}

    def wrong(self) -> dict[str, Any]:
        return self.document() | {"summary": ""}


class TestContract(Contract):
    @pytest.fixture
    def bench(self, boxes: Boxes) -> Records:
        return Records(boxes["records"])


def note(**other: Any) -> bytes:
    document = {"type": "NOTE", "summary": "A walk round the park.", "reference": "34/26/000123"}
    return RestJson({"base_url": "http://127.0.0.1:9"}, "-").render(document | other)[0]


def report() -> bytes:
    return RestJson({"base_url": "http://127.0.0.1:9"}, "-").render(REPORT)[0]


def send(to: RestJson, payload: bytes, *, key: UUID | None = None, deadline: float = AMPLE) -> Sent:
    return ends(lambda: to.send(item(payload, key=key or uuid4(), version=1), deadline=deadline))


def held(box: Sandbox, key: UUID) -> list[dict[str, Any]]:
    """Every entry the system holds under the key, by its own list."""
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    entries = httpx2.get(f"{box.url}/api/entries", headers=bearer).json()["entries"]
    return [entry for entry in entries if entry["key"] == str(key)]


def test_other_bytes_under_the_same_key_are_a_person_s_question(records: RestJson) -> None:
    key = uuid4()
    first = send(records, note(), key=key)
    second = send(records, note(summary="Other"), key=key)
    assert (second.outcome, second.status) == (Outcome.REJECTED, 409)
    assert second.reference == first.reference


def test_a_system_that_does_not_honour_keys_shows_the_double(
    boxes: Boxes, intelligence: RestJson
) -> None:
    key = uuid4()
    first, second = (send(intelligence, report(), key=key) for _ in range(2))
    assert first.reference != second.reference
    assert len(held(boxes["intelligence"], key)) == 2


def test_what_is_wrong_comes_back_field_by_field(records: RestJson) -> None:
    sent = send(records, note(summary="", persons=[{}, {"dob": "2999-01-01"}]))
    assert (sent.outcome, sent.status) == (Outcome.REJECTED, 422)
    assert [fault.pointer for fault in sent.fields] == ["/summary", "/persons/1/dob"]
    assert sent.reason == sent.fields[0].text


def test_taken_but_never_said_is_uncertain_and_found_by_asking(
    boxes: Boxes, intelligence: RestJson
) -> None:
    """The case the whole design turns on: sending again here would make a second report."""
    boxes["intelligence"].breaks(hang_after_accept=True, count=1)
    key = uuid4()
    sent = until_out(lambda seconds: send(intelligence, report(), key=key, deadline=seconds))
    assert sent.outcome is Outcome.UNCERTAIN
    found = intelligence.lookup(key, deadline=AMPLE)
    assert found.answer is Found.FOUND
    assert found.sha256 == hashlib.sha256(report()).hexdigest()
    assert len(held(boxes["intelligence"], key)) == 1


def test_a_system_that_is_down_is_neither_asked_nor_believed(
    boxes: Boxes, records: RestJson
) -> None:
    boxes["records"].breaks(down=True)
    key = uuid4()
    assert send(records, note(), key=key).outcome in (Outcome.UNCERTAIN, Outcome.NOT_SENT)
    assert records.lookup(key, deadline=AMPLE).answer is Found.UNKNOWN
    assert not records.probe(AMPLE)
    with pytest.raises(NoAnswer):
        records.query("vehicle", {"vrm": "FB26DEM"}, ASKING, deadline=AMPLE)
    boxes["records"].heal()
    assert records.probe(AMPLE)
    assert records.lookup(key, deadline=AMPLE).answer is Found.ABSENT


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (429, Outcome.BUSY),
        (503, Outcome.BUSY),
        (401, Outcome.CREDENTIALS),
        (422, Outcome.REJECTED),
        (500, Outcome.UNCERTAIN),
        (502, Outcome.UNCERTAIN),
        (504, Outcome.UNCERTAIN),
    ],
)
def test_a_status_says_what_is_known(
    boxes: Boxes, records: RestJson, status: int, outcome: Outcome
) -> None:
    boxes["records"].breaks(status=status, on="entries", count=1)
    key = uuid4()
    sent = send(records, note(), key=key)
    assert (sent.outcome, sent.status) == (outcome, status)
    assert records.lookup(key, deadline=AMPLE).answer is Found.ABSENT


def test_slow_answers_end_at_the_deadline(boxes: Boxes, records: RestJson) -> None:
    boxes["records"].breaks(latency_ms=60_000)
    sent = until_out(lambda seconds: send(records, note(), deadline=seconds))
    assert sent.outcome is Outcome.UNCERTAIN
    assert records.lookup(uuid4(), deadline=SOON).answer is Found.UNKNOWN
    with pytest.raises(TimedOut):
        ends(lambda: records.query("vehicle", {"vrm": "FB26DEM"}, ASKING, deadline=SOON))


def test_no_match_is_an_answer_and_an_error_is_none(boxes: Boxes, records: RestJson) -> None:
    def ask(vrm: str, purpose: str = "Stopped in Mock Street") -> list[dict[str, Any]]:
        return records.query("vehicle", {"vrm": vrm}, Asking(purpose, "1"), deadline=AMPLE).results

    assert [result["values"]["keeper"] for result in ask("fb26 dem")] == ["Jordan Sampleton"]
    assert ask("ZZ00 ZZZ") == []
    with pytest.raises(NoAnswer, match="answered 422"):
        ask("FB26DEM", purpose="")
    boxes["records"].breaks(status=500, on="search")
    with pytest.raises(NoAnswer, match="answered 500"):
        ask("FB26DEM")


def test_a_restricted_record_is_counted_and_not_told(boxes: Boxes) -> None:
    intelligence = RestJson({"base_url": boxes["intelligence"].url}, TOKEN)
    whom = {"surname": "Sampleton", "given_names": "Morgan", "dob": "1962-11-04"}
    assert intelligence.query("person", whom, ASKING, deadline=AMPLE) == Answer([], withheld=1)


def test_what_was_taken_outlives_the_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`hang_after_accept` is only a fair test if what it took is on the disk."""
    data, key = tmp_path_factory.mktemp("durable"), uuid4()
    with playing("intelligence", data=data) as boxes:
        boxes["intelligence"].breaks(hang_after_accept=True)
        to = RestJson({"base_url": boxes["intelligence"].url}, TOKEN)
        sent = until_out(lambda seconds: send(to, report(), key=key, deadline=seconds))
        assert sent.outcome is Outcome.UNCERTAIN
    with playing("intelligence", data=data) as boxes:
        again = RestJson({"base_url": boxes["intelligence"].url}, TOKEN)
        assert again.lookup(key, deadline=AMPLE).answer is Found.FOUND
