"""What the LEDS simulator demands of a request, as its public contract does: headers and their
limits, a signed assertion for a token, and how it says what is wrong.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

JUSTIFICATION, FLOW = "x-leds-justification", "x-leds-activity-flow-id"
_LIMITS = {
    "x-leds-system-name": (3, 250),
    JUSTIFICATION: (3, 250),
    "x-leds-on-behalf-of": (3, 50),
    "x-leds-page-title": (0, 150),
}
_UUIDS = ("x-leds-session-id", FLOW, "x-leds-reference-id", "x-leds-correlation-id")
_OPTIONAL = frozenset({"x-leds-on-behalf-of", "x-leds-page-title"})
_CODES = frozenset({"Person Enquiry", "Vehicle Enquiry", "Driver Enquiry"})
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_NAME = 54


class Problem(Exception):
    def __init__(self, status: int, type: str, *messages: str) -> None:
        super().__init__(type)
        self.status, self.type, self.messages = status, type, messages

    def told(self, instance: str) -> bytes:
        errors = [{"errorDetailType": self.type, "message": each} for each in self.messages]
        return json.dumps(
            {
                "status": self.status,
                "title": self.type.partition("/")[0],
                "type": self.type,
                "details": "; ".join(self.messages),
                "instance": instance,
                "leds": {"errors": errors},
            }
        ).encode()


def check_headers(headers: Mapping[str, str]) -> None:
    """Raises Problem 400 with every fault, or 403 for an update's reason given with a question."""
    faults = [*_lengths(headers), *_ids(headers)]
    if headers.get("x-leds-activity-code") not in _CODES:
        faults.append("x-leds-activity-code is none of ours")
    if not headers.get("x-leds-action-code"):
        faults.append("x-leds-action-code is needed")
    if not re.fullmatch("[0-9]", reason := headers.get("x-leds-reason", "")):
        faults.append("x-leds-reason is one of 0 to 9")
    if not _moment(headers.get("x-leds-application-datetime", "")):
        faults.append("x-leds-application-datetime is no time with its offset")
    if faults:
        raise Problem(400, "bad-request/header", *faults)
    if reason == "9":
        raise Problem(403, "forbidden/payload", "Reason 9 is for updates")


def terms(body: bytes, needed: Sequence[str]) -> dict[str, str]:
    """Raises Problem 400 for no JSON, 409 without one of the terms, 422 for one we cannot use."""
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(400, "bad-request/json", "This is not JSON") from None
    if not isinstance(document, dict) or not all(isinstance(v, str) for v in document.values()):
        raise Problem(400, "bad-request/json", "This is no object of texts")
    if not any(document.get(name) for name in needed):
        raise Problem(409, "conflict/missing-required-data", f"One of {', '.join(needed)}")
    if len(document.get("checkname", "")) > _LONGEST_NAME:
        raise Problem(422, "unprocessable/checkname", f"At most {_LONGEST_NAME} characters")
    return document


def is_signed(form: Mapping[str, Sequence[str]], secret: str) -> bool:
    """Whether the form asks for a token with an assertion that the secret signed and that holds."""
    said = {name: values[-1] for name, values in form.items()}
    if said.get("grant_type") != "client_credentials":
        return False
    if said.get("client_assertion_type") != _ASSERTED:
        return False
    signed, _, signature = said.get("client_assertion", "").rpartition(".")
    made = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    try:
        head, claims = (json.loads(_raw(part)) for part in signed.split("."))
        same = hmac.compare_digest(_raw(signature), made)
    except (ValueError, binascii.Error):
        return False
    fresh = isinstance(claims.get("exp"), int) and claims["exp"] > time.time()
    return bool(same and fresh and head.get("alg") == "HS256" and claims["iss"] == claims["sub"])


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _lengths(headers: Mapping[str, str]) -> list[str]:
    found = []
    for name, (least, most) in _LIMITS.items():
        given = headers.get(name)
        if given is None and name in _OPTIONAL:
            continue
        if not least <= len(given or "") <= most:
            found.append(f"{name} is {least} to {most} characters long")
    return found


def _ids(headers: Mapping[str, str]) -> list[str]:
    return [f"{name} is a UUID" for name in _UUIDS if not _UUID.fullmatch(headers.get(name, ""))]


def _moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
