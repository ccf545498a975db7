"""Identifiers as officers write them: one spelling to match by, and questions, never refusals.

    reading = read("vrm", "ab12cde")   # reading.normal "AB12CDE", reading.shown "AB12 CDE"

The kinds are those of `x-identifier` in the language of forms. docs/identifiers.md tells of each.
"""

from collections.abc import Callable, Mapping

from field_api.lib.identifiers.contacts import british, email, handle, phone
from field_api.lib.identifiers.devices import file_hash, imei
from field_api.lib.identifiers.money import account_number, sort_code
from field_api.lib.identifiers.online import ip_address_of, url
from field_api.lib.identifiers.persons import (
    collar_number,
    driver_disagrees,
    driver_number,
    nhs_number,
    nino,
    passport,
)
from field_api.lib.identifiers.places import grid_reference, house, postcode, uprn, what3words
from field_api.lib.identifiers.reading import Reader, Reading
from field_api.lib.identifiers.records import asn, cro, pnc_id
from field_api.lib.identifiers.trust import trusted
from field_api.lib.identifiers.vehicles import fuzzy, vin, vrm
from field_api.lib.identifiers.wallets import wallet

READERS: Mapping[str, Reader] = {
    "vrm": vrm,
    "vin": vin,
    "pnc-id": pnc_id,
    "cro": cro,
    "asn": asn,
    "driver-number": driver_number,
    "nino": nino,
    "passport": passport,
    "nhs-number": nhs_number,
    "postcode": postcode,
    "uprn": uprn,
    "grid-reference": grid_reference,
    "what3words": what3words,
    "phone": phone,
    "email": email,
    "url": url,
    "ip-address": ip_address_of,
    "imei": imei,
    "file-hash": file_hash,
    "handle": handle,
    "wallet": wallet,
    "sort-code": sort_code,
    "account-number": account_number,
    "collar-number": collar_number,
}

# The normal form of the commonest spellings, where that is all that is asked for: the same as the
# whole reading gives, and never a questioned one.
_AT_SIGHT: Mapping[str, Callable[[str], str | None]] = {"phone": british}

# Longer than any identifier: what is pasted into the wrong field is not combed through.
LONGEST = 2_000


def read(kind: str, text: str) -> Reading:
    """What the text says as an identifier of this kind. Any text reads; KeyError for a new kind."""
    reader = READERS[kind]
    if not text.strip():
        return Reading(text, None, "")
    if len(text) > LONGEST:
        return Reading(text, None, text, ("Far too long for this field",))
    return reader(text)


def key(kind: str, text: str) -> str | None:
    """The form to match by, exactly; None of what can't be read."""
    if kind in _AT_SIGHT and (seen := _AT_SIGHT[kind](text)):
        return seen
    return read(kind, text).normal


def sure(kind: str, text: str) -> str | None:
    """The form to match by, where having it in common may join two; None where it is questioned."""
    if kind in _AT_SIGHT and (seen := _AT_SIGHT[kind](text)):
        return seen
    reading = read(kind, text)
    if reading.normal != text:  # a question about how it was written is none about what it says
        reading = read(kind, reading.normal or "")
    return reading.normal if reading.normal and trusted(kind, reading) else None


__all__ = [
    "LONGEST",
    "READERS",
    "Reading",
    "driver_disagrees",
    "fuzzy",
    "house",
    "key",
    "read",
    "sure",
]
