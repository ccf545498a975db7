"""What the hub would refuse: texts shorter or longer than its model has room for."""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules.faults import Problem

# The hub's own minLength and maxLength.
LENGTHS: Mapping[str, tuple[int, int]] = {
    "surname": (1, 35),
    "givenName": (1, 35),
    "middleName": (1, 35),
    "alias": (1, 40),
    "dateOfBirth": (10, 10),
    "occupation": (1, 200),
    "personDescription": (1, 2000),
    "pncID": (13, 13),
    "croNumber": (1, 12),
    "nationalInsuranceNumber": (9, 9),
    "asnNumber": (20, 21),
    "drivingLicenceNumber": (1, 50),
    "passportNumber": (7, 9),
    "collarNumber": (1, 10),
    "businessName": (1, 35),
    "postcode": (1, 25),
    "UPRN": (12, 12),
    "mapLocationAdditionalDetails": (1, 400),
    "vehicleVRM": (1, 11),
    "vehicleVin": (1, 20),
    "vehicleMakeDetails": (1, 50),
    "vehicleModel": (1, 35),
    "vehicleColour": (1, 35),
    "emailAddress": (5, 120),
    "socialMediaTag": (1, 120),
    "socialMediaDetails": (1, 1000),
    "bankAccountNumber": (1, 40),
    "bankCardSortcode": (1, 10),
    "bankCardIssuingBank": (1, 50),
    "bankCardNameOnCard": (1, 26),
    "mobileNetwork": (1, 50),
    "propertyCategory": (1, 35),
    "propertyDescription": (1, 2000),
    "propertyUniqueNumber": (1, 35),
    "propertyApproxValue": (1, 20),
    "weaponDetails": (1, 4000),
    "crimeOffenceCode": (7, 8),
    "homeOfficeClassification": (6, 6),
    "modusOperandi": (20, 300),
    "incidentDescription": (1, 4000),
    "incidentReportedAlreadyReference": (1, 50),
    "crimeOutcome": (1, 35),
    "crimeStatus": (1, 35),
    "hateCrime": (3, 25),
    "stopNature": (1, 35),
}


def pole_faults(document: Mapping[str, Any]) -> list[Problem]:
    """Every attribute outside the hub's lengths, by its pointer. No value is repeated."""
    found = list(_faults("/data", document["data"]))
    for number, one in enumerate(document["included"]):
        found += _faults(f"/included/{number}", one)
    return found


def _faults(at: str, one: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in one.get("attributes", {}).items():
        shortest, longest = LENGTHS.get(name, (0, 0))
        texts = value if isinstance(value, list) else [value]
        for length in (len(text) for text in texts if longest and isinstance(text, str)):
            if not shortest <= length <= longest:
                code = "too-short" if length < shortest else "too-long"
                bound = shortest if length < shortest else longest
                least = "at least" if length < shortest else "at most"
                detail = f"{name}: {least} {bound} characters"
                yield Problem(f"{at}/attributes/{name}", code, detail)
