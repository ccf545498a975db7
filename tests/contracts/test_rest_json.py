"""RestJson and the sandbox systems keep the same contract, on sockets, with faults switched on."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import Found, NoAnswer, Outcome, Sent, TimedOut
from tests.contracts.conftest import ends
from tests.items import item
from tests.queries.sandbox import TOKEN, Sandbox, playing

SOON = 0.4
AMPLE = 20.0

REPORT = {
    "source_evaluation": "2",
    "items": [{"narrative": "Seen by the bus stop.", "assessment": "B", "handling": "P"}],
}
Boxes = dict[str, Sandbox]


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


def test_an_entry_is_taken_byte_for_byte(boxes: Boxes, records: RestJson) -> None:
    key, payload = uuid4(), note(summary="Côr Meibion Ω\nsecond line")
    sent = send(records, payload, key=key)
    assert (sent.outcome, sent.status) == (Outcome.DELIVERED, 201)
    found = records.lookup(key, deadline=AMPLE)
    assert found.answer is Found.FOUND
    assert found.reference == sent.reference
    assert found.sha256 == hashlib.sha256(payload).hexdigest()
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{boxes['records'].url}/api/entries/by-key/{key}/bytes"
    assert httpx2.get(url, headers=bearer).content == payload


def test_sending_again_gives_the_same_reference_where_keys_are_honoured(records: RestJson) -> None:
    key, payload = uuid4(), note()
    first, second = send(records, payload, key=key), send(records, payload, key=key)
    assert second == Sent(Outcome.DELIVERED, reference=first.reference, status=200)


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
    sent = send(intelligence, report(), key=key, deadline=SOON)
    assert sent.outcome is Outcome.UNCERTAIN
    found = intelligence.lookup(key, deadline=AMPLE)
    assert found.answer is Found.FOUND
    assert found.sha256 == hashlib.sha256(report()).hexdigest()
    assert len(held(boxes["intelligence"], key)) == 1


def test_reset_before_reading_is_uncertain_and_absent_by_asking(
    boxes: Boxes, records: RestJson
) -> None:
    boxes["records"].breaks(reset=True, count=1)
    key = uuid4()
    assert send(records, note(), key=key).outcome is Outcome.UNCERTAIN
    assert records.lookup(key, deadline=AMPLE).answer is Found.ABSENT


def test_a_system_that_is_down_is_neither_asked_nor_believed(
    boxes: Boxes, records: RestJson
) -> None:
    boxes["records"].breaks(down=True)
    key = uuid4()
    assert send(records, note(), key=key).outcome in (Outcome.UNCERTAIN, Outcome.NOT_SENT)
    assert records.lookup(key, deadline=AMPLE).answer is Found.UNKNOWN
    assert not records.probe(AMPLE)
    with pytest.raises(NoAnswer):
        records.query("vehicle", {"vrm": "FB26DEM"}, "check", "1", deadline=AMPLE)
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


def test_a_busy_system_says_when_to_come_back(boxes: Boxes, records: RestJson) -> None:
    boxes["records"].breaks(status=503, retry_after=7, count=1)
    assert send(records, note()).retry_after == 7.0


def test_slow_answers_end_at_the_deadline(boxes: Boxes, records: RestJson) -> None:
    boxes["records"].breaks(latency_ms=60_000)
    assert send(records, note(), deadline=SOON).outcome is Outcome.UNCERTAIN
    assert records.lookup(uuid4(), deadline=SOON).answer is Found.UNKNOWN
    with pytest.raises(TimedOut):
        ends(lambda: records.query("vehicle", {"vrm": "FB26DEM"}, "check", "1", deadline=SOON))


def test_a_wrong_token_is_our_fault_and_proves_nothing_about_an_entry(boxes: Boxes) -> None:
    stranger = RestJson({"base_url": boxes["records"].url}, "wrong")
    assert send(stranger, note()).outcome is Outcome.CREDENTIALS
    assert stranger.lookup(uuid4(), deadline=AMPLE).answer is Found.UNKNOWN


def test_nobody_listening_is_not_sent(boxes: Boxes) -> None:
    nobody = RestJson({"base_url": "http://127.0.0.1:9"}, TOKEN)
    assert send(nobody, note()).outcome is Outcome.NOT_SENT


def test_no_match_is_an_answer_and_an_error_is_none(boxes: Boxes, records: RestJson) -> None:
    def ask(vrm: str, purpose: str = "Stopped in Mock Street") -> list[dict[str, Any]]:
        return records.query("vehicle", {"vrm": vrm}, purpose, "1", deadline=AMPLE).results

    assert [result["values"]["keeper"] for result in ask("fb26 dem")] == ["Jordan Sampleton"]
    assert ask("ZZ00 ZZZ") == []
    with pytest.raises(NoAnswer, match="answered 422"):
        ask("FB26DEM", purpose="")
    boxes["records"].breaks(status=500, on="search")
    with pytest.raises(NoAnswer, match="answered 500"):
        ask("FB26DEM")


def test_a_proxy_in_the_environment_is_not_used(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        assert RestJson({"base_url": boxes["records"].url}, TOKEN).probe(AMPLE)


def test_many_threads_share_one_client(boxes: Boxes, records: RestJson) -> None:
    keys = [uuid4() for _ in range(60)]
    with ThreadPoolExecutor(12) as pool:
        sent = list(pool.map(lambda key: send(records, note(), key=key), keys))
    assert {one.outcome for one in sent} == {Outcome.DELIVERED}
    assert len({one.reference for one in sent}) == len(keys)


def test_what_was_taken_outlives_the_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`hang_after_accept` is only a fair test if what it took is on the disk."""
    data, key = tmp_path_factory.mktemp("durable"), uuid4()
    with playing("intelligence", data=data) as boxes:
        boxes["intelligence"].breaks(hang_after_accept=True)
        to = RestJson({"base_url": boxes["intelligence"].url}, TOKEN)
        assert send(to, report(), key=key, deadline=SOON).outcome is Outcome.UNCERTAIN
    with playing("intelligence", data=data) as boxes:
        again = RestJson({"base_url": boxes["intelligence"].url}, TOKEN)
        assert again.lookup(key, deadline=AMPLE).answer is Found.FOUND
