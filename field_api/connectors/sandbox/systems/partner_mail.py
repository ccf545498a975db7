"""A partner agency that takes entries by e-mail and wants to know what each is about."""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    """`reference` of the subject line, `attachments` by name."""
    check = Check(document)
    check.text("/reference", shortest=1, longest=100)
    if not any(name.endswith(".pdf") for name in document.get("attachments", [])):
        check.fault("/attachments", "holds no PDF")
    return check.faults


PART = Part(
    name="partner-mail",
    title="Partner’s mail",
    about="Plays a partner agency's mail server, which takes entries as letters with a PDF.",
    prefix="PMB",
    honours_keys=False,
    searches=frozenset(),
    check=check,
    door="smtp",
)
