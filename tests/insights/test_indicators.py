"""Cyber indicators as a STIX 2.1 bundle."""

import json
from typing import Any

import pytest
from stix2 import parse

from field_api.catalogue import shipped
from field_api.insights.rules import RETURNS, Record
from field_api.insights.rules.observed import observed
from tests.insights.records import GIVEN, record

RETURN = RETURNS["indicators"]
VALID = shipped.example("fraud-report", "valid")


def bundle(*records: Record) -> dict[str, Any]:
    tables = RETURN.tables(records, GIVEN)
    found: dict[str, Any] = json.loads(b"".join(RETURN.form("json").write(tables, records, GIVEN)))
    return found


def values(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.type, one.value) for one in observed(record("fraud-report", body))[0]]


def test_a_bundle_is_valid_and_whole() -> None:
    made = bundle(record("fraud-report"))
    parsed = parse(made, allow_custom=False, version="2.1")
    types = [one["type"] for one in parsed.objects]
    assert types[:4] == ["identity", "marking-definition", "marking-definition", "report"]
    assert set(types[4:]) == {"indicator", "sighting", "relationship"}
    assert types.count("sighting") == types.count("relationship") == types.count("indicator")
    known = {one["id"] for one in made["objects"]}
    for one in made["objects"]:
        assert set(one.get("object_refs", [])) <= known
        assert set(one.get("object_marking_refs", [])) <= known


def test_what_suspects_used_is_in_it_and_nothing_of_the_victims() -> None:
    assert values(VALID) == [
        ("handle", "@safe.account"),
        ("url", "https://safe-account.example/login"),
        ("phone", "+447700900333"),
        ("email", "team@safe-account.example"),
        ("ipv4", "192.0.2.44"),
        ("account", "000000-00000000"),
        ("wallet", "bc1qexampleexampleexampleexampleexample0"),
    ]
    said = json.dumps(bundle(record("fraud-report")))
    for name in ("pat.sample", "900222", "Sample", "Bakery", "fraud team", "Mark"):
        assert name not in said


def test_the_same_entries_give_the_same_bundle() -> None:
    one, other = record("fraud-report"), record("fraud-report", reference="34/26/000124")
    assert bundle(one) == bundle(one)
    assert bundle(one)["id"] != bundle(other)["id"]
    corrected = record("fraud-report", written_at="2026-03-05T09:00:00.000000Z")
    first, second = (
        {each["id"]: each for each in bundle(version)["objects"] if each["type"] == "indicator"}
        for version in (one, corrected)
    )
    assert set(first) == set(second)
    assert all(second[key]["modified"] > first[key]["modified"] for key in first)


@pytest.mark.parametrize(
    ("marking", "level"), [("OFFICIAL", "green"), ("OFFICIAL-SENSITIVE", "amber")]
)
def test_markings_are_those_of_the_traffic_light(marking: str, level: str) -> None:
    made = bundle(record("fraud-report", marking=marking))
    tlp, statement = [one for one in made["objects"] if one["type"] == "marking-definition"]
    ((extension,),) = [one["extensions"].values() for one in (tlp,)]
    assert extension == {"extension_type": "property-extension", "tlp_2_0": level}
    assert statement["definition"]["statement"].startswith(f"{marking} (")
    assert made["objects"][3]["object_marking_refs"] == [tlp["id"], statement["id"]]


@pytest.mark.parametrize(
    ("body", "found", "reason"),
    [
        ({"online": [{"url": "safe-account.example"}]}, [("domain", "safe-account.example")], None),
        ({"online": [{"url": "not a site"}]}, [], "Not an address of a site as written"),
        (
            {"ip_addresses": [{"ip_address": "192.168.1.7"}]},
            [],
            "An address inside somebody's own network: it points at nobody",
        ),
        ({"ip_addresses": [{"ip_address": "2001:db8::1"}]}, [("ipv6", "2001:db8::1")], None),
        ({"ip_addresses": [{"ip_address": "999"}]}, [], "Not an IP address as written"),
        (
            {"payments": [{"account_number": "00000000"}]},
            [],
            "A bank account without its sort code, or without its number",
        ),
        ({"payments": [{"method": "cash"}]}, [], None),
        (
            {"files": [{"file_hash": "D41D8CD98F00B204E9800998ECF8427E"}]},
            [("md5", "d41d8cd98f00b204e9800998ecf8427e")],
            None,
        ),
        ({"files": [{"file_hash": "ask her"}]}, [], "Not the hash of a file as written"),
        ({"suspect_phones": [{"number": "ask him"}]}, [], "Not a phone number as written"),
    ],
)
def test_what_is_written_decides(
    body: dict[str, Any], found: list[tuple[str, str]], reason: str | None
) -> None:
    assert values(body) == found
    said = [why for _, why in RETURN.refused(record("fraud-report", body), GIVEN)]
    assert said == ([reason] if reason else [])


def test_an_entry_without_any_makes_no_report() -> None:
    made = bundle(record("fraud-report", {"surname": "Sample"}))
    assert [one["type"] for one in made["objects"]] == ["identity"]


def test_other_kinds_have_indicators_too() -> None:
    kinds = {
        kind
        for kind in (
            "crime-report",
            "exploitation-concern",
            "missing-person",
            "intelligence-report",
        )
        if RETURN.tables([record(kind)], GIVEN)["indicators"].rows
    }
    assert "exploitation-concern" in kinds
