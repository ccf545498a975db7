"""Taxii without a server at the other end: settings, and reports as they are written."""

from typing import Any

import orjson
import pytest

from field_api.connectors.kinds.taxii import ENTRY_BYTES, Taxii
from field_api.connectors.rules import ConfigRefused, Outcome, stix, stix_markings
from tests.contracts.servers.feeds import document
from tests.items import item

HERE = {
    "base_url": "http://127.0.0.1:9/feed",
    "collection": "91a7b528-80eb-42ed-a74d-c6fbd5a26116",
    "producer": "Sample Constabulary",
}
SUBJECT = "6f7b8c1e-3c52-4d0a-8f0e-0c5a7f1d2b90"


def objects(**other: Any) -> list[stix.Object]:
    payload, _ = Taxii(HERE, "secret").render(document(fieldbook_id=SUBJECT, **other))
    found: list[stix.Object] = orjson.loads(payload)["objects"]
    return found


def seen(*observables: tuple[str, str]) -> list[stix.Object]:
    told = [{"type": kind, "value": value} for kind, value in observables]
    return objects(report={"name": "A report", "observables": told})


@pytest.mark.parametrize(
    "config",
    [
        {},
        {**HERE, "base_url": "http://feed.invalid"},
        {name: value for name, value in HERE.items() if name != "collection"},
        {name: value for name, value in HERE.items() if name != "producer"},
        {**HERE, "username": "with:colon"},
        {**HERE, "verify": False},
        {**HERE, "base_url": "https://127.0.0.1", "ca_file": "/nowhere.pem"},
    ],
)
def test_settings_that_could_never_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        Taxii(config, "secret")


@pytest.mark.parametrize(
    "other",
    [
        {"report": {}},
        {"report": {"name": "A report", "observables": [{"type": "shoe", "value": "42"}]}},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-03-01T14:05:00"},
    ],
)
def test_what_cannot_be_written_is_said_so(other: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        objects(**other)


@pytest.mark.parametrize(
    ("kind", "value", "pattern"),
    [
        ("domain", "bank.example", "[domain-name:value = 'bank.example']"),
        ("email", "a@b.example", "[email-addr:value = 'a@b.example']"),
        ("ipv4", "192.0.2.1", "[ipv4-addr:value = '192.0.2.1']"),
        ("ipv6", "2001:db8::1", "[ipv6-addr:value = '2001:db8::1']"),
        ("sha256", "a" * 64, f"[file:hashes.'SHA-256' = '{'a' * 64}']"),
        ("handle", "o'\\", r"[user-account:account_login = 'o\'\\']"),
        (
            "phone",
            "07700 900123",
            "[user-account:account_type = 'phone' AND user-account:user_id = '07700 900123']",
        ),
    ],
)
def test_an_observable_becomes_an_indicator(kind: str, value: str, pattern: str) -> None:
    report, indicator, sighting, relation = seen((kind, value))
    assert indicator["pattern"] == pattern
    assert report["object_refs"] == [one["id"] for one in (indicator, sighting, relation)]
    assert (sighting["sighting_of_ref"], sighting["count"]) == (indicator["id"], 1)
    assert (relation["source_ref"], relation["target_ref"]) == (indicator["id"], report["id"])
    assert list(stix.faults([report, indicator, sighting, relation])) == []


def test_the_same_observable_twice_is_one_indicator() -> None:
    assert len(seen(("domain", "a.example"), ("domain", "a.example"))) == 4


def test_a_report_of_nothing_but_words_names_its_author() -> None:
    (report,) = seen()
    assert report["object_refs"] == [report["created_by_ref"]]


def test_a_later_version_is_the_same_report_and_later() -> None:
    first, second = objects()[0], objects(version=2)[0]
    assert first["id"] == second["id"]
    assert first["created"] == second["created"]
    assert stix.moment(first["modified"]) < stix.moment(second["modified"])


@pytest.mark.parametrize(
    ("marking", "level"), [("OFFICIAL", "green"), ("OFFICIAL-SENSITIVE", "amber"), ("", "amber")]
)
def test_an_unknown_marking_is_the_stricter_one(marking: str, level: str) -> None:
    tlp, statement = objects(marking=marking)[0]["object_marking_refs"]
    assert tlp == {"green": stix_markings.GREEN, "amber": stix_markings.AMBER}[level]
    made = {one["id"]: one for one in stix.introduction(HERE["producer"])}
    assert made[statement]["definition"]["statement"].startswith(marking or "OFFICIAL-SENSITIVE")
    assert list(stix.faults(list(made.values()))) == []


def test_withdrawing_leaves_nothing_of_it_and_is_later() -> None:
    for one in objects():
        gone = stix.withdrawn(one)
        assert list(stix.faults([gone])) == []
        assert gone["revoked"] is True
        assert "bank.example" not in str(gone)
        assert stix.moment(gone["modified"]) > stix.moment(one["modified"])
        assert stix.withdrawn(one) == gone


def test_a_server_may_write_times_in_its_own_way() -> None:
    (one, *_) = objects()
    theirs = {**one, "modified": one["modified"].replace("Z", "000Z"), "x_added": 1}
    assert stix.same(one, theirs)
    assert not stix.same(one, {**theirs, "name": "Another"})
    assert not stix.same(one, {**theirs, "modified": "2026-03-02T00:00:00Z"})


def test_faults_are_found_before_sending() -> None:
    to = Taxii(HERE, "secret")
    payload, _ = to.render(document())
    assert to.validate(payload) == []
    assert to.validate(payload[:-1])[0].text == "is no envelope of STIX objects"
    assert to.validate(b'{"objects":[]}')[0].text == "does not begin with a report"
    broken = payload.replace(b'"pattern_type":"stix"', b'"pattern_kind":"stix"', 1)
    assert [fault.pointer for fault in to.validate(broken)] == ["/objects/1"]
    assert to.validate(b" " * (ENTRY_BYTES + 1))[0].text.startswith("is longer than")


def test_what_did_not_come_out_of_it_is_not_sent() -> None:
    sent = Taxii(HERE, "secret").send(item(b"{}"), deadline=5)
    assert sent.outcome is Outcome.REJECTED
