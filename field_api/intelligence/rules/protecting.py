"""What to tell the public of each kind of indicator, by the codes of the form protect-advice.

The words are the form's own (its x-labels), so a force that words its advice anew says it so here.
"""

from collections.abc import Mapping

_MONEY = ("bank-159", "stop-challenge-protect", "report")
_LINK = ("phishing-mail", "passwords", "two-step")

FORM = "protect-advice"

ADVICE: Mapping[str, tuple[str, ...]] = {
    "wallet": ("stop-challenge-protect", "report"),
    "account": _MONEY,
    "url": _LINK,
    "domain": _LINK,
    "email": ("phishing-mail", "two-step", "report"),
    "phone": ("bank-159", "texts-7726"),
    "handle": ("stop-challenge-protect", "two-step", "report"),
    "file-hash": ("updates", "backups", "live-attack"),
    "ip-address": ("updates", "two-step"),
}


def advice(kind: str, labels: Mapping[str, str]) -> list[str]:
    """The sentences, as far as the form has them."""
    return [labels[code] for code in ADVICE.get(kind, ()) if code in labels]
