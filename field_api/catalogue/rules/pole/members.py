"""One entity as an object of the hub: its type there, and its attributes by the hub's names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.entities import Entity
from field_api.lib import identifiers

_Pairs = Iterator[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Member:
    """`document` is {id, type, attributes} and, once linked, relationships."""

    document: dict[str, Any]


TYPES: Mapping[str, str] = {
    "person": "person",
    "organisation": "business",
    "place": "location",
    "vehicle": "vehicle",
    "phone": "telephone",
    "email": "email",
    "online": "socialMedia",
    "account": "bankCard",
    "wallet": "property",
    "property": "property",
    "weapon": "weapon",
    "drug": "property",
    "document": "identification",
    "event": "incident",
}


def members(one: Entity, id_of: Callable[[str], str]) -> tuple[Member, ...]:
    """The entity, then what the hub holds apart from it: licence, passport, the mobile itself."""
    type_ = TYPES[one.type]
    said = dict(_OF[one.type](one))
    document: dict[str, Any] = {"id": id_of(type_), "type": type_, "attributes": said}
    apart = [
        {"id": id_of(kind), "type": kind, "attributes": attributes}
        for kind, attributes in _apart(one)
    ]
    if one.type == "person" and apart:
        document["relationships"] = {
            "ownershipOf": {"data": [{"id": each["id"], "type": each["type"]} for each in apart]}
        }
    for each in apart if one.type == "phone" else ():
        each["relationships"] = {
            "associatedWith": {"data": [{"id": document["id"], "type": type_}]}
        }
    return (Member(document), *map(Member, apart))


def _apart(one: Entity) -> Iterator[tuple[str, dict[str, Any]]]:
    if one.type == "person":
        for kind, attribute, name in (
            ("drivingLicence", "driver_number", "drivingLicenceNumber"),
            ("passport", "passport", "passportNumber"),
        ):
            if number := _normal(one, attribute, attribute.replace("_", "-")):
                yield kind, {name: number}
    if one.type == "phone" and (imei := _normal(one, "imei", "imei")):
        numbered = {"propertyUniqueNumber": imei, "propertyUniqueNumberType": "PUNT_0024"}
        network = _text(one, "network")
        yield "mobile", {**numbered, **({"mobileNetwork": network} if network else {})}


def _text(one: Entity, attribute: str) -> str:
    value = one.attributes.get(attribute)
    return value.strip() if isinstance(value, str) else ""


def _normal(one: Entity, attribute: str, kind: str) -> str:
    """As systems match it; as typed where nothing could be made of it."""
    text = _text(one, attribute)
    return identifiers.key(kind, text) or text if text else ""


def _given(one: Entity, names: Mapping[str, str]) -> _Pairs:
    """Texts that go over as they are: the hub's name for each attribute."""
    for attribute, name in names.items():
        if text := _text(one, attribute):
            yield name, text


def _numbers(one: Entity, names: Mapping[str, tuple[str, str]]) -> _Pairs:
    for attribute, (kind, name) in names.items():
        if text := _normal(one, attribute, kind):
            yield name, text


# The hub asks for gender. A form that asks for sex alone gives that; "Other" is on no list of its.
_GENDERS = {
    "female": "GNDR_0001",
    "f": "GNDR_0001",
    "intersex": "GNDR_0002",
    "male": "GNDR_0003",
    "m": "GNDR_0003",
    "non-binary": "GNDR_0004",
    "not-known": "GNDR_0005",
    "u": "GNDR_0005",
    "not-specified": "GNDR_0006",
    "prefer-not-to-say": "GNDR_0007",
    "self-describe": "GNDR_0008",
    "trans-female": "GNDR_0009",
    "trans-male": "GNDR_0010",
}
_ETHNICITIES = frozenset("W1 W2 W3 W4 W9 M1 M2 M3 M9 A1 A2 A3 A4 A9 B1 B2 B9 O2 O9 NS".split())


def _person(one: Entity) -> _Pairs:
    yield from _given(one, {"surname": "surname", "alias": "alias"})
    if names := _text(one, "given_names").split():
        yield "givenName", names[:1]
        if names[1:]:
            yield "middleName", names[1:]
    if dob := _text(one, "dob"):
        yield "dateOfBirth", dob
        yield "dateOfBirthKnown", True
    elif "age_estimate" in one.attributes:
        yield "age", one.attributes["age_estimate"]
        yield "ageKnown", False
    gender = _text(one, "gender") or _text(one, "sex")
    if gender.lower() in _GENDERS:
        yield "gender", _GENDERS[gender.lower()]
    yield from _ethnicities(one)
    yield from _given(one, {"occupation": "occupation", "description": "personDescription"})
    yield from _numbers(
        one,
        {
            "pnc_id": ("pnc-id", "pncID"),
            "cro": ("cro", "croNumber"),
            "nino": ("nino", "nationalInsuranceNumber"),
        },
    )


def _ethnicities(one: Entity) -> _Pairs:
    """Self-defined and observed stand apart and are never made of one another."""
    said, seen = _text(one, "self_defined_ethnicity"), _text(one, "officer_defined_ethnicity")
    if said in _ETHNICITIES:
        yield "ethnicitySelfDefined", f"ESDD_{said}"
    if seen in {f"IC{number}" for number in range(1, 8)}:
        yield "ethnicityObserved", f"EOVD_{seen}"


def _place(one: Entity) -> _Pairs:
    yield from _given(one, {"text": "fullAddress"})
    yield from _numbers(one, {"postcode": ("postcode", "postcode")})
    if uprn := _normal(one, "uprn", "uprn"):
        yield "UPRN", uprn.zfill(12)
    for name in ("latitude", "longitude"):
        if name in one.attributes:
            yield name, str(one.attributes[name])
    if grid := _text(one, "grid_reference"):
        facts = identifiers.read("grid-reference", grid).facts
        yield from ((name, facts[name]) for name in ("easting", "northing") if name in facts)
    yield from _given(one, {"what3words": "mapLocationAdditionalDetails"})


def _vehicle(one: Entity) -> _Pairs:
    yield from _numbers(one, {"vrm": ("vrm", "vehicleVRM"), "vin": ("vin", "vehicleVin")})
    # The hub's own list of makes is codes; what is typed goes beside it.
    names = {"make": "vehicleMakeDetails", "model": "vehicleModel", "colour": "vehicleColour"}
    yield from _given(one, names)


def _phone(one: Entity) -> _Pairs:
    yield from _numbers(one, {"number": ("phone", "telephoneNumberFull")})


def _email(one: Entity) -> _Pairs:
    yield from _numbers(one, {"address": ("email", "emailAddress")})


def _online(one: Entity) -> _Pairs:
    yield from _given(one, {"platform": "socialMediaType", "handle": "socialMediaTag"})
    details = [text for name in ("url", "ip_address") if (text := _text(one, name))]
    if details:
        yield "socialMediaDetails", " ".join(details)


def _account(one: Entity) -> _Pairs:
    yield from _given(one, {"bank": "bankCardIssuingBank", "holder": "bankCardNameOnCard"})
    yield from _numbers(
        one,
        {
            "sort_code": ("sort-code", "bankCardSortcode"),
            "account_number": ("account-number", "bankAccountNumber"),
        },
    )


def _wallet(one: Entity) -> _Pairs:
    yield "propertyCategory", "Crypto wallet"
    # Too long for the hub's unique number, and its list of sorts of numbers has none that fits.
    said = filter(None, (_text(one, "currency"), _normal(one, "address", "wallet")))
    yield "propertyDescription", " ".join(said)


def _thing(one: Entity) -> _Pairs:
    if one.type == "drug":
        yield "propertyCategory", "Drugs"
    yield from _given(one, {"description": "propertyDescription"})
    if serial := _text(one, "serial"):
        yield "propertyUniqueNumber", serial
        yield "propertyUniqueNumberType", "PUNT_0001"
    if "value" in one.attributes:
        yield "propertyApproxValue", str(one.attributes["value"])
    if isinstance(quantity := one.attributes.get("quantity"), int):
        yield "propertyQuantity", quantity


def _weapon(one: Entity) -> _Pairs:
    yield from _given(one, {"description": "weaponDetails"})


def _named(one: Entity) -> _Pairs:
    yield from _given(one, {"name": "businessName"})


def _document(one: Entity) -> _Pairs:
    yield from _given(one, {"number": "identificationNumber"})


def _event(one: Entity) -> _Pairs:
    yield from _given(one, {"reference": "incidentReportedAlreadyReference"})


_OF: Mapping[str, Callable[[Entity], _Pairs]] = {
    "person": _person,
    "organisation": _named,
    "place": _place,
    "vehicle": _vehicle,
    "phone": _phone,
    "email": _email,
    "online": _online,
    "account": _account,
    "wallet": _wallet,
    "property": _thing,
    "weapon": _weapon,
    "drug": _thing,
    "document": _document,
    "event": _event,
}
