"""A case file system spoken to by SOAP: what its WSDL says, and dates of birth that have been."""

import re
from typing import Any
from xml.etree import ElementTree

from field_api.connectors.sandbox.validity import Check, Part


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    """What a schema cannot say."""
    check = Check(document)
    for person in check.each("/Person"):
        check.past_day(f"{person}/DateOfBirth")
    return check.faults


def shows(body: bytes) -> dict[str, Any] | None:
    """What is held came through the door, so it is canonical XML: no DTD, no entities."""
    case = ElementTree.fromstring(body)  # noqa: S314
    said = _said(case)
    return {"reference": said.pop("case_reference", ""), **said} if len(case) else None


def _said(element: ElementTree.Element) -> Any:
    """Members by name; one that stands more than once as a list."""
    if not len(element):
        return element.text
    found: dict[str, list[Any]] = {}
    for child in element:
        name = re.sub("(?<=[a-z])(?=[A-Z])", "_", child.tag.rpartition("}")[2]).lower()
        found.setdefault(name, []).append(_said(child))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


PART = Part(
    name="case-files",
    title="Case files",
    about="Plays a case file system that is spoken to by SOAP and takes only what its WSDL says.",
    prefix="CAS",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="soap",
    shows=shows,
)
