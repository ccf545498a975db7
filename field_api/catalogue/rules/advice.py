"""Crime-prevention advice that was given, in words to print or to send as a text message. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules.forms import Form

KIND = "protect-advice"


def advised(form: Form, body: Mapping[str, Any]) -> str:
    """One line for each piece of advice, as the form words it; empty where none is on record.

    A force words its advice by publishing its own version of the form. To whom it was given is left
    out: the text goes through networks and lies on tables. Never raises, whatever a body holds.
    """
    lines = list(_lines(form, body)) if form.kind == KIND else []
    return "\n".join(["Advice from the police:", *lines]) if lines else ""


def _lines(form: Form, body: Mapping[str, Any]) -> Iterator[str]:
    listed = form.schema["properties"].get("advice", {}).get("items", {})
    given, other = body.get("advice"), body.get("other_advice")
    codes = given if isinstance(given, list) else []
    # In the order of the codes: a database does not keep that of the labels.
    yield from (listed["x-labels"][code] for code in listed.get("enum", ()) if code in codes)
    if isinstance(other, str):
        yield from (line.strip() for line in other.splitlines() if line.strip())
