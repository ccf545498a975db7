"""A feed of cyber intelligence: STIX 2.1 objects, taken and given out by TAXII 2.1."""

import re
from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

TYPES = frozenset(
    {"report", "indicator", "sighting", "relationship", "note", "identity", "marking-definition"}
)
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 8000
_ID = re.compile("[a-z-]+--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    """An envelope. Not all of STIX: what a feed that is read by machines could not live with."""
    check = Check(document)
    objects = list(check.each("/objects"))
    if not objects and not check.faults:
        check.fault("/objects", "needs at least one object")
    for each in objects:
        check.one_of(f"{each}/type", TYPES, needed=True)
        check.one_of(f"{each}/spec_version", {"2.1"}, needed=True)
        check.moment(f"{each}/created")
        check.moment(f"{each}/modified")
        if not _ID.fullmatch(str(check.at(f"{each}/id"))):
            check.fault(f"{each}/id", "is no identifier")
        if check.at(f"{each}/type") == "report":
            check.text(f"{each}/name", shortest=1, longest=LONGEST_NAME)
            check.text(f"{each}/description", longest=LONGEST_DESCRIPTION)
    return check.faults


PART = Part(
    name="cyber-feed",
    title="Cyber feed",
    about="Plays a feed of cyber intelligence that takes STIX 2.1 reports by TAXII 2.1.",
    prefix="CTI",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="taxii",
)
