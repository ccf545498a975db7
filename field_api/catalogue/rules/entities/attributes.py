"""The names of what is known of an entity, the same in every form."""

from collections.abc import Mapping

_THING = ("description", "serial", "value", "quantity", "exhibit_ref")

# Fields of a row under these names speak of the row's entity. A field that says `x-entity` itself
# may give another name, and does where a form calls the same thing differently.
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "person": (
        "surname",
        "given_names",
        "alias",
        "dob",
        "age_estimate",
        "sex",
        "gender",
        "self_defined_ethnicity",
        "officer_defined_ethnicity",
        "address",
        "postcode",
        "phone",
        "email",
        "occupation",
        "pnc_id",
        "cro",
        "driver_number",
        "nino",
        "passport",
        "nhs_number",
        "nationality",
        "place_of_birth",
        "description",
    ),
    "organisation": ("name", "address", "postcode", "phone", "email"),
    "place": (
        "text",
        "latitude",
        "longitude",
        "accuracy_m",
        "postcode",
        "uprn",
        "what3words",
        "grid_reference",
    ),
    "vehicle": ("vrm", "make", "model", "colour", "vin"),
    "phone": ("number", "imei", "network"),
    "email": ("address",),
    "online": ("platform", "handle", "url", "ip_address", "file_hash"),
    "account": ("holder", "bank", "sort_code", "account_number"),
    "wallet": ("currency", "address", "transaction"),
    "property": _THING,
    "weapon": _THING,
    "drug": _THING,
    "document": ("number", "description"),
    "event": ("reference",),
}
TYPES = tuple(ATTRIBUTES)
