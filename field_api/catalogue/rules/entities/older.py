"""What published versions leave unsaid. They never change, so it is said beside them.

Three forms were published before forms could name entities (BEFORE), each in one version. Other
forms have a field that was forgotten (FORGOTTEN), in every version so far. What a field says
itself (`x-entity`) always comes first, so a version that puts it right needs no change here.
"""

from collections.abc import Mapping

from field_api.catalogue.rules.forms import Document, Form

_Beside = Mapping[tuple[str, ...], Document]
_SCENE = {"type": "place", "role": "incident-location"}
_PERSONS = {"type": "person", "role_in": "role"}
_VEHICLES = {"type": "vehicle", "role": "vehicle-known"}
_FOUND = {"type": "property", "role": "found"}
_SUBJECT = {"type": "person", "group": "subject", "role": "subject"}
_SEARCHED = {"type": "vehicle", "group": "vehicle", "role": "searched"}
_MISSING = {"type": "person", "group": "missing", "role": "missing-person"}

_SEARCHED_PERSON = (
    "self_defined_ethnicity",
    "officer_defined_ethnicity",
    "gender",
    "given_names",
    "surname",
    "dob",
    "address",
    "description",
)
BEFORE: Mapping[tuple[str, int], _Beside] = {
    ("note", 1): {("place",): _SCENE, ("persons",): _PERSONS, ("vehicles",): _VEHICLES},
    ("intelligence-report", 1): {
        ("items", "place"): {"type": "place", "role": "area"},
        ("persons",): _PERSONS,
        ("vehicles",): _VEHICLES,
    },
    ("stop-search", 1): {
        ("place",): _SCENE,
        **{(name,): _SUBJECT for name in _SEARCHED_PERSON},
        **{(name,): _SEARCHED for name in ("vrm", "make", "model", "colour")},
        ("found",): _FOUND,
        ("found", "article"): {**_FOUND, "attribute": "description"},
    },
}
FORGOTTEN: Mapping[str, _Beside] = {
    "stop-search": {("postcode",): _SCENE, ("what3words",): _SCENE},
    "crime-report": {("postcode",): _SCENE},
    "collision": {("grid_reference",): _SCENE},
    "missing-person": {("passport",): _MISSING, ("nhs_number",): _MISSING},
    "protect-advice": {("place",): _SCENE},
}


def unsaid(form: Form) -> _Beside:
    return {**FORGOTTEN.get(form.kind, {}), **BEFORE.get((form.kind, form.version), {})}
