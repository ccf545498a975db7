"""A report of fraud or cyber crime as a national reporting centre takes it.

No published schema is known to us: the shape has what the centre's codes and forms ask for, under
plain names, and the force's own mapping turns it into what its centre agrees.
"""

import re
from collections.abc import Mapping
from typing import Any

from field_api.insights.rules.shape import Refused, Row

Body = Mapping[str, Any]

JOINED = "; "
_CODE = re.compile(r"NFIB\d{1,2}[A-Z]?", re.ASCII)

_VICTIM = (
    *("victim_type", "organisation_name", "surname", "given_names", "dob", "sex", "address"),
    *("postcode", "phone", "email", "occupation", "vulnerable", "repeat_victim", "impact"),
)
_CONTACT = ("first_contact_at", "last_contact_at", "first_contact_method", "still_in_contact")
_LISTS: Mapping[str, tuple[str, ...]] = {
    "online": ("platform", "handle", "url"),
    "suspect_phones": ("number",),
    "suspect_emails": ("address",),
    "ip_addresses": ("ip_address", "seen_at"),
    "payments": (
        *("paid_at", "amount", "method", "holder", "bank", "sort_code", "account_number"),
        *("reference", "confirmed_recall"),
    ),
    "crypto_payments": ("paid_at", "currency", "amount", "address", "transaction", "exchange"),
    "suspects": (
        *("role", "surname", "given_names", "alias", "dob", "age_estimate", "sex", "address"),
        *("postcode", "phone", "email", "relationship", "description"),
    ),
}
_MONEY = ("amount_lost", "amount_at_risk", "victim_bank", "recent_payment", "bank_called")
_CRIME = (
    *("remote_access", "remote_access_tool", "devices_affected", "evidence_preserved"),
    "credentials_reset",
)
_SINGLE = ("narrative", *_CONTACT, *_MONEY, *_CRIME)
REPORT = ("force_reference", "national_reference", "nfib_code", "call_for_service")
COLUMNS = (
    *REPORT,
    *_VICTIM,
    *_SINGLE,
    *(f"{name}_{part}" for name, parts in _LISTS.items() for part in parts),
)


def fraud_report(reference: str, body: Body) -> dict[str, Any]:
    """One report. What was left open is left out; lists keep their order."""
    listed = {
        name: [{part: row[part] for part in parts if part in row} for row in body[name]]
        for name, parts in _LISTS.items()
        if body.get(name)
    }
    found: dict[str, Any] = {
        "force_reference": reference,
        "national_reference": body.get("nfrc_reference"),
        "nfib_code": _nfib(body),
        "call_for_service": body.get("call_for_service"),
        "victim": {name: body[name] for name in _VICTIM if name in body},
        **{name: body[name] for name in _SINGLE if name in body},
        **listed,
    }
    return {name: value for name, value in found.items() if value is not None}


def fraud_row(reference: str, body: Body) -> Row:
    """The same as one row. Of a list each column has one part of all its lines, joined by `; `:
    a line that leaves it open keeps its place.
    """
    report = fraud_report(reference, body)
    row = {name: _text(report.get(name)) for name in REPORT}
    row |= {name: _text(report["victim"].get(name)) for name in _VICTIM}
    row |= {name: _text(report.get(name)) for name in _SINGLE}
    for name, parts in _LISTS.items():
        for part in parts:
            lines = report.get(name, [])
            row[f"{name}_{part}"] = JOINED.join(_text(line.get(part)) for line in lines)
    return row


def fraud_refusals(body: Body) -> list[Refused]:
    """What the centre can't take or can't class."""
    found = []
    if "nfib_code" not in body:
        found.append(("nfib_code", "No kind of fraud was chosen: the centre classes it itself"))
    elif not _nfib(body):
        found.append(("nfib_code", f"{body['nfib_code']} is no code of the centre's"))
    if not any(name in body for name in ("surname", "organisation_name")):
        found.append(("victim_type", "Nobody is named as victim"))
    return found


def _nfib(body: Body) -> str | None:
    code = body.get("nfib_code")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return JOINED.join(map(str, value))
    return str(value)
