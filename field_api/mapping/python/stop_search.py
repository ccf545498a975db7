"""The stop and search register: the published values of data.police.uk, to the character."""

from typing import Any

from field_api.mapping.python import shared

Document = dict[str, Any]

# The published files know five groups; IC codes are finer. IC7 "not known" is published as empty.
_OFFICER_DEFINED = {
    "IC1": "White",
    "IC2": "White",
    "IC3": "Black",
    "IC4": "Asian",
    "IC5": "Other",
    "IC6": "Other",
}
# Roma has been asked for since the census of 2021, and no published file knows it yet.
_SELF_DEFINED = {"White - Roma": "White - Any other White background"}
_LABELLED = {
    "search_type": "search_type",
    "power": "power",
    "object_of_search": "object",
    "self_defined_ethnicity": "self_defined_ethnicity",
    "gender": "gender",
    "age_range": "age_range",
    "outcome": "outcome",
}

ORIGINS = {
    "stop-search": {
        **{f"/{theirs}": f"/{ours}" for ours, theirs in _LABELLED.items()},
        "/started_at": "/started_at",
        "/grounds": "/grounds",
        "/officer_defined_ethnicity": "/officer_defined_ethnicity",
        "/outcome_linked": "/outcome_linked_to_object",
        **shared.LOCATION,
    }
}


def mapped(kind: str, document: Document) -> Document:
    """Raises KeyError for any kind but a stop and search."""
    body, labels = {"stop-search": document["body"]}[kind], document["labels"]
    said = {theirs: labels[ours] for ours, theirs in _LABELLED.items() if ours in labels}
    if said.get("self_defined_ethnicity") in _SELF_DEFINED:
        said["self_defined_ethnicity"] = _SELF_DEFINED[said["self_defined_ethnicity"]]
    return {
        **shared.members(document),
        **said,
        "started_at": body["started_at"],
        "grounds": body.get("grounds", ""),
        "officer_defined_ethnicity": _OFFICER_DEFINED.get(body.get("officer_defined_ethnicity")),
        "outcome_linked": body.get("outcome_linked_to_object"),
        "location": shared.location(body),
    }
