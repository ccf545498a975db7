"""A command and control system: incidents, and what the patrols on them say."""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

STATUSES = frozenset({"ENR", "ATS", "CLR", "RES"})
LONGEST_INCIDENT = 40
LONGEST_TEXT = 4000


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.text("/incident", shortest=1, longest=LONGEST_INCIDENT)
    check.one_of("/status", STATUSES, needed=True)
    check.text("/text", longest=LONGEST_TEXT)
    check.moment("/at")
    for resource in check.each("/resources"):
        check.text(f"{resource}/callsign", shortest=1, longest=40)
    return check.faults


PART = Part(
    name="control-room",
    title="Control room",
    about="Plays a command and control system: it is told where patrols are with an incident.",
    prefix="CAD",
    honours_keys=True,
    searches=frozenset(),
    check=check,
)
