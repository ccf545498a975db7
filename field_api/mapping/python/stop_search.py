"""The stop and search register: the published values of data.police.uk, to the character."""

from typing import Any

from field_api.mapping import named
from field_api.mapping.python import shared

Document = dict[str, Any]

TABLES = {"stop-search": ("ethnicity_published", "officer_defined_published")}

_SELF_DEFINED, _OFFICER_DEFINED = named.rows(TABLES["stop-search"]).values()
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
    if "self_defined_ethnicity" in said:
        # A code a force added has no published name but its own.
        name = said["self_defined_ethnicity"]
        said["self_defined_ethnicity"] = _SELF_DEFINED.get(body["self_defined_ethnicity"], name)
    return {
        **shared.members(document),
        **said,
        "started_at": body["started_at"],
        "grounds": body.get("grounds", ""),
        "officer_defined_ethnicity": _OFFICER_DEFINED.get(body.get("officer_defined_ethnicity")),
        "outcome_linked": body.get("outcome_linked_to_object"),
        "location": shared.location(body),
    }
