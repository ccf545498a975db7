"""A records management system: crimes, incidents, the people and vehicles in them."""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

TYPES = frozenset({"NOTE", "STOPSEARCH", "INTEL"})
LONGEST_SUMMARY = 2000
LONGEST_VRM = 11


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.one_of("/type", TYPES, needed=True)
    check.text("/summary", shortest=1, longest=LONGEST_SUMMARY)
    check.moment("/occurred_at")
    for person in check.each("/persons"):
        check.past_day(f"{person}/dob")
    for vehicle in check.each("/vehicles"):
        check.text(f"{vehicle}/vrm", longest=LONGEST_VRM)
    return check.faults


PART = Part(
    name="records",
    title="Records",
    about="Plays a records management system: incidents, and the people and vehicles in them.",
    prefix="RMS",
    honours_keys=True,
    searches=frozenset({"person", "vehicle"}),
    check=check,
)
