"""A records management system: crimes, incidents, custody, the people and vehicles in them."""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

TYPES = frozenset({"NOTE", "STOPSEARCH", "INTEL", "CUSTODY", "RECORD"})
"""RECORD is any form: its answers come under its own names."""

SEXES = frozenset("0129")
OFFICER_DEFINED = frozenset({"IC1", "IC2", "IC3", "IC4", "IC5", "IC6", "IC9"})
NECESSITY = frozenset("abcdef")
LONGEST_SUMMARY = 2000
LONGEST_VRM = 11
LONGEST_REASON = 120
LONGEST_CODE = 8


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.one_of("/type", TYPES, needed=True)
    check.text("/summary", shortest=1, longest=LONGEST_SUMMARY)
    check.moment("/occurred_at")
    for person in check.each("/persons"):
        check.past_day(f"{person}/dob")
    for vehicle in check.each("/vehicles"):
        check.text(f"{vehicle}/vrm", longest=LONGEST_VRM)
    if document.get("type") == "CUSTODY":
        _custody(check)
    return check.faults


def _custody(check: Check) -> None:
    """What a custody record begins with. It says IC9 for not known, and CJS codes for sex."""
    check.text("/custody/arrest_reason", shortest=1, longest=LONGEST_REASON)
    check.text("/custody/arresting_officer", shortest=1, longest=LONGEST_REASON)
    check.one_of("/custody/person/sex", SEXES)
    check.one_of("/custody/person/officer_defined_ethnicity", OFFICER_DEFINED)
    check.past_day("/custody/person/dob")
    for moment in ("arrested_at", "left_at", "arrived_at"):
        check.moment(f"/custody/{moment}")
    for offence in check.each("/custody/offences"):
        check.text(f"{offence}/code", shortest=1, longest=LONGEST_CODE)
    for letter in check.at("/custody/necessity") or ():
        if letter not in NECESSITY:
            check.fault("/custody/necessity", "is no letter of PACE 1984 s.24(5)")


PART = Part(
    name="records",
    title="Records",
    about="Plays a records management system: incidents and custody, and the people and vehicles "
    "in them.",
    prefix="RMS",
    honours_keys=True,
    searches=frozenset({"person", "vehicle", "place", "phone"}),
    check=check,
)
