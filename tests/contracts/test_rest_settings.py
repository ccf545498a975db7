"""RestJson and systems that are not as the sandbox is: other paths, later answers, signatures."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
    FieldFault,
    Found,
    Intent,
    NoAnswer,
    Outcome,
)
from tests.contracts.test_rest_json import Boxes, Records
from tests.contracts.web import Asked, answering
from tests.items import ASKING, item

AMPLE = 20.0
OLD = "whsec_b2xkIHNlY3JldCBvZiBmb3VyIGFuZCB0d2VudHk="
NEW = "whsec_bmV3IHNlY3JldCBvZiBmb3VyIGFuZCB0d2VudHk="
HERE = {"base_url": "http://127.0.0.1:9"}
NOW = datetime.now(UTC)
DAY = (NOW - timedelta(days=1), NOW)


def says(status: int, document: Any) -> Any:
    return answering(lambda asked: (status, document))


def order(*keys: UUID, subject: UUID | None = None) -> Any:
    payload = json.dumps({"erase": str(subject), "keys": [str(key) for key in keys]}).encode()
    return item(payload, intent=Intent.ERASE)


def test_a_system_has_its_own_paths() -> None:
    key = uuid4()
    paths = {
        "entries_path": "/v2/reports?source=mobile",
        "lookup_path": "/v2/reports/{key}",
        "erase_path": "/v2/erasures/{key}",
        "listing_path": "/v2/reports?mine=1",
        "search_path": "/v2/search",
        "health_path": "/alive",
    }
    with says(200, {"reference": "1", "key": str(key), "entries": [], "next": None}) as web:
        to = RestJson({"base_url": f"{web.url}/rms", **paths}, "-")
        assert to.probe(AMPLE)
        assert to.send(item(key=key), deadline=AMPLE).outcome is Outcome.DELIVERED
        assert to.lookup(key, deadline=AMPLE).answer is Found.FOUND
        assert to.send(order(key), deadline=AMPLE).outcome is Outcome.DELIVERED
        assert list(to.listing(*DAY, deadline=AMPLE)) == []
    lines = [f"{asked.method} {asked.path}" for asked in web.asked]
    assert lines[:4] == [
        "GET /rms/alive",
        "POST /rms/v2/reports?source=mobile",
        f"GET /rms/v2/reports/{key}",
        f"DELETE /rms/v2/erasures/{key}",
    ]
    assert lines[4].startswith("GET /rms/v2/reports?mine=1&since=")


def test_what_it_has_not_is_not_offered_and_not_asked_for() -> None:
    names = ("entries_path", "lookup_path", "erase_path", "listing_path", "search_path")
    with says(200, {}) as web:
        to = RestJson({"base_url": web.url, "updates": False} | dict.fromkeys(names), "-")
        assert to.capabilities == frozenset()
        assert to.send(item(), deadline=AMPLE).outcome is Outcome.REFUSED
        assert to.send(order(uuid4()), deadline=AMPLE).outcome is Outcome.REFUSED
        assert to.lookup(uuid4(), deadline=AMPLE).answer is Found.UNKNOWN
        with pytest.raises(NoAnswer):
            list(to.listing(*DAY, deadline=AMPLE))
        with pytest.raises(NoAnswer):
            to.query("person", {}, ASKING, deadline=AMPLE)
        assert web.asked == []
    assert RestJson({**HERE, "lookup_path": None}, "-").capabilities == (
        RestJson.capabilities - {Capability.LOOKUP}
    )


@pytest.mark.parametrize("withheld", [-1, "2", True, None, 1.5])
def test_a_count_of_what_is_withheld_that_counts_nothing_is_no_answer(withheld: Any) -> None:
    with says(200, {"results": [], "withheld": withheld}) as web:
        to = RestJson({"base_url": web.url}, "-")
        with pytest.raises(NoAnswer):
            to.query("person", {}, ASKING, deadline=AMPLE)


@pytest.mark.parametrize(("status", "up"), [(200, True), (404, True), (401, False), (500, False)])
def test_without_a_health_path_an_answer_to_a_lookup_will_do(status: int, up: bool) -> None:
    with says(status, {}) as web:
        assert RestJson({"base_url": web.url, "health_path": None}, "-").probe(AMPLE) is up


@pytest.mark.parametrize(
    "config",
    [
        {"entries_path": "entries"},
        {"entries_path": "/a b"},
        {"entries_path": "/a\r\nX: y"},
        {"entries_path": "/{key}"},
        {"lookup_path": "/entries"},
        {"lookup_path": ""},
        {"erase_path": 7},
        {"updates": "no"},
        {"signing_ref": "whsec_abc"},
        {"event_source": "a\r\nb"},
    ],
)
def test_settings_that_could_never_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        RestJson(HERE | config, "-")


def test_what_is_decided_later_is_taken_then_pending_then_one_or_the_other(boxes: Boxes) -> None:
    bench = Records(boxes["records"])
    to, entry = bench.connector(), bench.entry()
    boxes["records"].breaks(pending=True)
    for _ in range(2):
        sent = to.send(entry, deadline=AMPLE)
        assert (sent.outcome, sent.status) == (Outcome.TAKEN, 202)
    assert to.lookup(entry.key, deadline=AMPLE).answer is Found.PENDING
    bench.decide(entry.key, "accepted")
    found = to.lookup(entry.key, deadline=AMPLE)
    assert (found.answer, found.reference) == (Found.FOUND, sent.reference)
    bench.decide(entry.key, "rejected", {"field": "/summary", "message": "names nobody"})
    found = to.lookup(entry.key, deadline=AMPLE)
    assert (found.answer, found.reason) == (Found.TURNED_DOWN, "names nobody")
    assert found.fields == (FieldFault("/summary", "names nobody"),)


def test_a_list_of_many_pages_is_whole(boxes: Boxes) -> None:
    bench = Records(boxes["records"])
    to, entries = bench.connector(listing_path="/api/entries?limit=2"), []
    since = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(5):
        entries.append(bench.entry())
        to.send(entries[-1], deadline=AMPLE)
    listed = [each.key for each in to.listing(since, NOW + timedelta(days=1), deadline=AMPLE)]
    assert [key for key in listed if key in {one.key for one in entries}] == [
        one.key for one in entries
    ]


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (200, {"entries": []}),
        (200, {"entries": {}, "next": None}),
        (200, {"entries": [{"reference": "1"}], "next": None}),
        (200, {"entries": [], "next": "0"}),
        (200, {"entries": [], "next": 5}),
        (206, {"entries": [], "next": None}),
        (503, {}),
    ],
)
def test_a_list_that_may_not_be_whole_is_no_answer(status: int, document: Any) -> None:
    with says(status, document) as web, pytest.raises(NoAnswer):
        list(RestJson({"base_url": web.url}, "-").listing(*DAY, deadline=AMPLE))


def test_a_list_that_stops_half_way_says_so() -> None:
    ours = str(uuid4())

    def stops(asked: Asked) -> tuple[int, Any]:
        first = asked.path.endswith("after=0")
        return (200, {"entries": [{"key": ours}], "next": "1"}) if first else (502, {})

    with answering(stops) as web, pytest.raises(NoAnswer, match="502"):
        list(RestJson({"base_url": web.url}, "-").listing(*DAY, deadline=AMPLE))


def test_a_list_leaves_out_what_is_not_of_our_making() -> None:
    ours = uuid4()
    entries = [{"key": "17/2026"}, {"key": str(ours), "received_at": "yesterday", "sha256": 5}]
    with says(200, {"entries": entries, "next": None}) as web:
        (held,) = RestJson({"base_url": web.url}, "-").listing(*DAY, deadline=AMPLE)
    assert (held.key, held.received_at, held.sha256) == (ours, None, "")


@pytest.mark.parametrize(
    ("status", "names_it", "outcome"),
    [
        (200, True, Outcome.DELIVERED),
        (204, False, Outcome.DELIVERED),
        (404, True, Outcome.DELIVERED),
        (410, True, Outcome.DELIVERED),
        (200, False, Outcome.UNCERTAIN),
        (202, True, Outcome.UNCERTAIN),
        (404, False, Outcome.CREDENTIALS),
        (503, True, Outcome.BUSY),
        (500, True, Outcome.UNCERTAIN),
    ],
)
def test_erased_is_what_the_system_says_of_this_very_key(
    status: int, names_it: bool, outcome: Outcome
) -> None:
    key = uuid4()
    with says(status, {"key": str(key)} if names_it else {"reference": "1"}) as web:
        sent = RestJson({"base_url": web.url}, "-").send(order(key), deadline=AMPLE)
    assert sent.outcome is outcome


def test_erasing_stops_at_the_first_that_is_not_done() -> None:
    first, second, third = (uuid4() for _ in range(3))

    def busy_with_the_second(asked: Asked) -> tuple[int, Any]:
        return (503, {}) if str(second) in asked.path else (200, {"key": str(first)})

    with answering(busy_with_the_second) as web:
        to = RestJson({"base_url": web.url}, "-")
        assert to.send(order(first, second, third), deadline=AMPLE).outcome is Outcome.BUSY
    assert len(web.asked) == 2


def test_what_goes_out_is_signed_with_every_secret_while_they_are_rotated(tmp_path: Path) -> None:
    file, entry = tmp_path / "signing", item('{"summary":"Ω"}'.encode())
    with says(201, {"reference": "1"}) as web:
        to = RestJson({"base_url": web.url, "signing_ref": f"file:{file}"}, "-")
        for secrets in (OLD, f"{NEW}\n{OLD}\n", NEW):
            file.write_text(secrets)
            assert to.send(entry, deadline=AMPLE).outcome is Outcome.DELIVERED
        gone = to.send(order(uuid4()), deadline=AMPLE)
        assert gone.status == 201
    for asked, secrets in zip(web.asked, ([OLD], [OLD, NEW], [NEW], [NEW]), strict=True):
        for secret in (OLD, NEW):
            if secret in secrets:
                Webhook(secret).verify(asked.body, asked.headers, json_parse=False)
            else:
                with pytest.raises(WebhookVerificationError):
                    Webhook(secret).verify(asked.body, asked.headers, json_parse=False)
    assert web.asked[0].headers["webhook-id"] == str(entry.key)
    assert web.asked[0].body == entry.payload


@pytest.mark.parametrize("secret", ["", "whsec_short", "whsec_?", "word " + NEW])
def test_nothing_goes_out_unsigned(secret: str, tmp_path: Path) -> None:
    file = tmp_path / "signing"
    file.write_text(secret)
    with says(201, {"reference": "1"}) as web:
        to = RestJson({"base_url": web.url, "signing_ref": f"file:{file}"}, "-")
        sent = to.send(item(), deadline=AMPLE)
    assert (sent.outcome, web.asked) == (Outcome.CREDENTIALS, [])
    assert not secret or secret not in sent.reason


def test_the_headers_of_an_event_are_there_when_asked_for() -> None:
    entry = item()
    with says(201, {"reference": "1"}) as web:
        source = "https://fieldbook.example"
        for config in ({"event_source": source}, {}):
            RestJson({"base_url": web.url, **config}, "-").send(entry, deadline=AMPLE)
    events = [{n: v for n, v in asked.headers.items() if n[:3] == "ce-"} for asked in web.asked]
    assert events == [
        {
            "ce-specversion": "1.0",
            "ce-id": str(entry.key),
            "ce-source": source,
            "ce-type": "fieldbook.note.write",
            "ce-subject": str(entry.subject),
        },
        {},
    ]
