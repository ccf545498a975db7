"""What an entry of the watch list says."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from field_api.identity.rules import Role


class Kind(StrEnum):
    """What is looked for."""

    VEHICLE = "vehicle"
    PERSON = "person"
    PHONE = "phone"
    PLACE = "place"
    ONLINE = "online"


KINDS: tuple[str, ...] = tuple(one.value for one in Kind)


class Category(StrEnum):
    """Why, in one word: it begins what an alert says."""

    WANTED = "wanted"
    MISSING = "missing"
    STOLEN = "stolen"
    NO_INSURANCE = "no_insurance"
    INTELLIGENCE = "intelligence"
    SAFEGUARDING = "safeguarding"
    BAIL = "bail"
    OTHER = "other"


CATEGORIES: tuple[str, ...] = tuple(one.value for one in Category)

KNOWN: Mapping[Kind, tuple[str, ...]] = {
    Kind.VEHICLE: ("vrm", "vin", "make", "model", "colour"),
    Kind.PERSON: (
        "surname", "given_names", "dob", "pnc_id", "cro", "driver_number", "nino", "passport",
        "phone", "email", "address", "postcode",
    ),
    Kind.PHONE: ("number", "imei"),
    Kind.PLACE: ("text", "postcode", "uprn", "what3words"),
    Kind.ONLINE: ("email", "url", "handle", "platform", "wallet", "ip_address"),
}  # fmt: skip
"""What may be said of each, by the names that forms' entities have."""

MOST_KNOWN, LONGEST_KNOWN = 12, 200
AUTHORITY, REASON, ACTION, WHY, REFERENCE, SOURCE = 200, 1000, 300, 300, 60, 40
WARNING, WARNINGS = 10, 12
"""The most characters of each text; of a warning's code, and how many of those."""

LONGEST = timedelta(days=365)
"""From its beginning to its end, and from its end until it is weeded. Who needs it for longer says
so again."""

REMINDED = timedelta(days=14)
"""This long before its content is erased its owner hears that it will be."""

LOOKED_BACK = timedelta(days=28)
"""A new listing is compared with what came in as far back as this."""

LISTING = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL})
"""Who keeps the watch list of their force: reads it, adds to it."""

ENDING = frozenset({Role.INSPECTOR, Role.INTEL})
"""Who may also amend and end what another of the force listed."""

APPROVING = frozenset({Role.INSPECTOR})
"""Who may approve that one is covert: never the officer who listed it."""
