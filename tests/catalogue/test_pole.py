"""An entry as the police Integration Hub takes it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from field_api.catalogue import rules, shipped
from field_api.catalogue.rules.entities.roles import ROLES
from field_api.catalogue.rules.pole import pole_document, pole_faults
from tests.catalogue import bodies

AT = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
SUBMISSION = "5af464ab-ed26-4a6e-b80e-588f35bfe78f"


def drawn(kind: str, body: Any = None, **other: Any) -> dict[str, Any]:
    given = {
        "form": rules.compiled(bodies.newest(kind)),
        "body": shipped.example(kind, "valid") if body is None else body,
        "reference": "EX-1",
        "submission": SUBMISSION,
        "occurred_at": AT,
        "recorded_at": AT,
        "force": "34",
        "marking": "OFFICIAL-SENSITIVE",
    }
    return pole_document(**{**given, **other})


def of_type(document: dict[str, Any], type_: str) -> list[dict[str, Any]]:
    return [one["attributes"] for one in document["included"] if one["type"] == type_]


@pytest.mark.parametrize("kind", bodies.KINDS)
def test_every_kind_is_an_incident_whose_every_entity_is_linked(kind: str) -> None:
    document = drawn(kind)
    assert json.loads(json.dumps(document)) == document
    root, included = document["data"], document["included"]
    assert root["type"] == "incident"
    assert [one["type"] for one in root["relationships"]["submission"]["data"]] == ["submission"]
    held = {one["id"]: one["type"] for one in included}
    assert len(held) == len(included)
    named = {
        (to["id"], to["type"])
        for one in (root, *included)
        for reason in one.get("relationships", {}).values()
        for to in reason["data"]
    }
    # A mobile points at its telephone, nothing at it.
    assert named == {pair for pair in held.items() if pair[1] != "mobile"}
    assert drawn(kind) == document
    assert pole_faults(document) == []


def test_the_submission_says_whence_it_comes() -> None:
    (said,) = of_type(drawn("crime-report"), "submission")
    assert said == {
        "submissionId": SUBMISSION,
        "category": "crime-report",
        "categorySubcode": str(bodies.NEWEST["crime-report"]),
        "customerReferenceNumber": "EX-1",
        "submitTime": "2026-03-01T14:05:00+00:00",
        "forceIdentifier": 34,
    }
    (urgent,) = of_type(drawn("missing-person", force="EX"), "submission")
    assert urgent["highHarmFlag"] == "TRUE"
    assert "forceIdentifier" not in urgent
    assert drawn("note")["meta"] == {"marking": "OFFICIAL-SENSITIVE"}


def test_the_incident_is_told_in_the_names_of_the_hub() -> None:
    body = shipped.example("crime-report", "valid")
    said = drawn("crime-report")["data"]["attributes"]
    assert said["incidentDescription"] == body["narrative"]
    assert said["modusOperandi"] == body["mo"]
    assert (said["crimeOffenceCode"], said["homeOfficeClassification"]) == ("TH68037", "030/02")
    assert (said["crimeStatus"], said["crimeOutcome"]) == ("Filed", "18")
    assert (said["hateCrime"], said["correctChecks"]) == ("Disability", True)
    assert said["incidentStartDateTime"] == body["occurred_from"]
    assert said["incidentReportedAlreadyReference"] == body["incident_ref"]
    assert drawn("statement", {})["data"]["attributes"] == {"incidentStartDateTime": AT.isoformat()}
    assert drawn("statement", {}, occurred_at=None)["data"]["attributes"] == {}


def test_links_carry_the_reason_and_what_the_law_tells_apart() -> None:
    people = [
        {"role": "suspect-known", "surname": "Sample", "phone": "07700 900123"},
        {"role": "subject", "surname": "Example"},
        {"surname": "Nobody"},
    ]
    document = drawn("note", {"persons": people})
    reasons = document["data"]["relationships"]
    assert [one["meta"] for one in reasons["knownSuspect"]["data"]] == [
        {"role": "suspect-known", "category": "suspect", "basis": "assessment"}
    ]
    # The hub has no reason for these: ours, in its spelling.
    assert reasons["subject"]["data"][0]["meta"]["category"] == "other"
    assert reasons["mentioned"]["data"][0]["meta"] == {"basis": "fact"}
    suspect = next(one for one in document["included"] if one["type"] == "person")
    assert suspect["relationships"].keys() == {"personalTelephone"}


def test_values_of_lists_are_codes_of_the_hub() -> None:
    person = {
        "surname": "Sample",
        "given_names": "Ada Jane",
        "dob": "1990-02-03",
        "gender": "female",
        "self_defined_ethnicity": "W2",
        "officer_defined_ethnicity": "IC1",
    }
    (said,) = of_type(drawn("stop-search", person), "person")
    assert said == {
        "surname": "Sample",
        "givenName": ["Ada"],
        "middleName": ["Jane"],
        "dateOfBirth": "1990-02-03",
        "dateOfBirthKnown": True,
        "gender": "GNDR_0001",
        "ethnicitySelfDefined": "ESDD_W2",
        "ethnicityObserved": "EOVD_IC1",
    }
    # Never one made of the other, and "other" is no gender on the hub's list.
    (other,) = of_type(drawn("stop-search", {"gender": "other", "surname": "S"}), "person")
    assert other == {"surname": "S"}


def test_licence_passport_and_mobile_are_objects_of_their_own() -> None:
    missing = drawn("missing-person")
    (person, *_) = (one for one in missing["included"] if one["type"] == "person")
    owned = [one["type"] for one in person["relationships"]["ownershipOf"]["data"]]
    assert "passport" in owned
    assert of_type(missing, "passport") == [{"passportNumber": "123456789"}]
    (mobile,) = (one for one in missing["included"] if one["type"] == "mobile")
    assert mobile["attributes"]["propertyUniqueNumberType"] == "PUNT_0024"
    assert mobile["relationships"]["associatedWith"]["data"][0]["type"] == "telephone"
    (licence,) = of_type(drawn("traffic-offence"), "drivingLicence")
    assert licence == {"drivingLicenceNumber": "MORGA657054SM9IJ"}


def test_what_is_said_of_a_person_is_not_said_of_the_incident_as_well() -> None:
    reasons = drawn("missing-person")["data"]["relationships"]
    assert "personalTelephone" not in reasons
    alone = drawn("missing-person", {"phones": [{"number": "07700 900123"}]})
    assert "personalTelephone" in alone["data"]["relationships"]


def test_an_arrest_summons_number_is_the_person_s() -> None:
    body = {"suspects": [{"surname": "Sample", "asn": "11/01ZD/01/448754K"}]}
    document = drawn("crime-report", body)
    (person,) = of_type(document, "person")
    assert person["asnNumber"] == "1101ZD0100000448754K"
    assert of_type(document, "identification") == []


def test_officers_are_named_by_their_numbers_and_by_what_they_did() -> None:
    body = {
        "searching_officer": " 1001 ",
        "other_officers": [{"collar": "1002"}, {"part": "Cover"}, None],
    }
    document = drawn("stop-search", body)
    reasons = document["data"]["relationships"]
    assert {one: len(reasons[one]["data"]) for one in reasons if one != "submission"} == {
        "officerInCase": 1,
        "otherOfficers": 1,
    }
    assert of_type(document, "officer") == [{"collarNumber": "1001"}, {"collarNumber": "1002"}]
    assert "supervisingOfficer" in drawn("crime-report")["data"]["relationships"]


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("note", {"persons": [{"surname": "S" * 36}]}, ("surname", "too-long")),
        ("crime-report", {"mo": "Broke a window"}, ("modusOperandi", "too-short")),
        ("note", {"text": "x" * 4001}, ("incidentDescription", "too-long")),
        ("crime-report", {"suspects": [{"nino": "", "cro": "9" * 13}]}, ("croNumber", "too-long")),
    ],
)
def test_what_the_hub_has_no_room_for_is_said_and_nothing_is_cut(
    kind: str, body: dict[str, Any], expected: tuple[str, str]
) -> None:
    document = drawn(kind, body)
    (fault,) = pole_faults(document)
    assert (fault.pointer.rsplit("/", 1)[-1], fault.code) == expected
    assert "S" * 36 not in fault.detail


def test_two_entries_never_share_an_identifier() -> None:
    one, other = drawn("crime-report"), drawn("crime-report", submission="other")
    assert not {each["id"] for each in one["included"]} & {each["id"] for each in other["included"]}


def test_reasons_are_spelt_as_the_hub_spells() -> None:
    for role in ROLES.values():
        assert role.reason == "" or (role.reason.isalpha() and role.reason[0].islower())
