"""The mailbox of Counter Terrorism Policing, which referrals go to and nothing else."""

from typing import Any

from field_api.connectors.sandbox.systems import partner_mail
from field_api.connectors.sandbox.validity import Part


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    return partner_mail.check(document)


PART = Part(
    name="ct-mailbox",
    title="Counter Terrorism Policing’s mailbox",
    about="Plays the one mailbox that Prevent referrals go to, each as a letter with a PDF.",
    prefix="CTM",
    honours_keys=False,
    searches=frozenset(),
    check=check,
    door="smtp",
    shows=partner_mail.shows,
    paper=partner_mail.paper,
)
