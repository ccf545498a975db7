"""A hub between forces' systems and national ones: an event, and the people, objects and places in
it, as POLE JSON.
"""

from collections.abc import Iterator
from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

AREAS = ("event", "person", "object", "location")
LONGEST_NAME = 35
LONGEST_DESCRIPTION = 4000


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.one_of("/data/type", {"incident"}, needed=True)
    check.moment("/data/attributes/incidentStartDateTime")
    check.text("/data/attributes/incidentDescription", longest=LONGEST_DESCRIPTION)
    members = ["/data", *check.each("/included")]
    for member in members:
        check.text(f"{member}/type", shortest=1, longest=LONGEST_NAME)
        if str(check.at(f"{member}/id")).partition(".")[0] not in AREAS:
            check.fault(f"{member}/id", "is no event, person, object or location")
        check.text(f"{member}/attributes/surname", longest=LONGEST_NAME)
    if not check.faults:
        _linked(check, members)
    return check.faults


def _linked(check: Check, members: list[str]) -> None:
    """A link leads to something that is in the document."""
    known = {check.at(f"{member}/id") for member in members}
    for member in members:
        for reason, name in _links(check.at(f"{member}/relationships") or {}):
            if name not in known:
                check.fault(f"{member}/relationships/{reason}", "leads to nothing that is included")


def _links(relationships: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for reason, told in relationships.items():
        yield from ((reason, each["id"]) for each in told["data"])


PART = Part(
    name="integration-hub",
    title="Integration hub",
    about="Plays a hub that passes events on to national systems. It takes POLE JSON: an incident, "
    "and the people, objects and locations in it.",
    prefix="HUB",
    honours_keys=True,
    searches=frozenset(),
    check=check,
)
