"""What an entry says of the event itself, in the hub's names."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from field_api.catalogue.rules.forms import Form

_Body = Mapping[str, Any]

# The first that is filled in, of fields that mean the same in every form that has them.
_FIRST = (
    ("incidentStartDateTime", ("started_at", "occurred_from", "occurred_at", "last_seen_at")),
    ("incidentEndDateTime", ("ended_at", "occurred_to")),
    ("incidentDescription", ("narrative", "text", "what_happened", "circumstances", "grounds")),
    ("incidentReportedAlreadyReference", ("incident_ref",)),
    ("crimeOffenceCode", ("offence",)),
    ("homeOfficeClassification", ("ho_classification",)),
    ("modusOperandi", ("mo",)),
)
# Of one kind alone, where another kind means something else by the name.
_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "crime-report": {"outcome": "crimeOutcome", "crime_status": "crimeStatus"},
    "stop-search": {"search_type": "stopNature"},
}
_LABELLED = {"crimeStatus", "stopNature"}


def incident(form: Form, body: object, occurred_at: datetime | None) -> dict[str, Any]:
    """Attributes in a fixed order. `occurred_at` stands in where the form asks for no time."""
    told = dict(_told(form, body if isinstance(body, Mapping) else {}))
    if "incidentStartDateTime" not in told and occurred_at:
        told["incidentStartDateTime"] = occurred_at.isoformat()
    if "incidentReportedAlreadyReference" in told:
        told["incidentReportedAlready"] = True
    return told


def _told(form: Form, body: _Body) -> Iterator[tuple[str, Any]]:
    for attribute, names in _FIRST:
        texts = (body.get(name) for name in names)
        text = next((one for one in texts if isinstance(one, str) and one.strip()), None)
        if text is not None:
            yield attribute, text
    for name, attribute in _OF_KIND.get(form.kind, {}).items():
        code = body.get(name)
        labels = form.schema["properties"].get(name, {}).get("x-labels", {})
        if isinstance(code, str) and code:
            yield attribute, labels.get(code, code) if attribute in _LABELLED else code
    yield from _hate(form, body)


def _hate(form: Form, body: _Body) -> Iterator[tuple[str, Any]]:
    strands, checked = body.get("hate_strands"), body.get("hate_checked")
    spec = form.schema["properties"].get("hate_strands", {}).get("items", {})
    if isinstance(strands, list):
        said = [code for code in spec.get("enum", ()) if code in strands]
        if said:
            yield "hateCrime", ", ".join(spec["x-labels"][code] for code in said)
    if isinstance(checked, bool):
        yield "correctChecks", checked
