"""A case file system spoken to by SOAP: what its WSDL says, and dates of birth that have been."""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    """What a schema cannot say."""
    check = Check(document)
    for person in check.each("/Person"):
        check.past_day(f"{person}/DateOfBirth")
    return check.faults


PART = Part(
    name="case-files",
    title="Case files",
    about="Plays a case file system that is spoken to by SOAP and takes only what its WSDL says.",
    prefix="CAS",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="soap",
)
