"""What an answer over HTTP proves. Pure: a reply goes in, what is known comes out.

Two rules decide every line here. An entry counts as delivered only when the system says, in JSON,
under which reference it holds it: a sign-in page or a proxy also answers 200. And whatever does
not prove that nothing was stored is `UNCERTAIN`, because asking costs one request and a second
copy of an intelligence report costs an officer's trust.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

import orjson

from field_api.connectors.rules import (
    Answer,
    FieldFault,
    Found,
    Held,
    Lookup,
    NoAnswer,
    Outcome,
    Sent,
)

REFERENCE_CHARACTERS = 200
FAULTS_KEPT = 50
LONGEST_WAIT = 86_400.0

BUSY = frozenset({425, 429, 503})
CREDENTIALS = frozenset({401, 403, 407, 511})

# Nothing about the entry is wrong and no other entry will fare better: the address or the way we
# speak is. 307 and 308 say that the request was not acted upon and belongs elsewhere (RFC 9110
# §15.4.8); we follow no redirect, or a mistyped address would carry the secret to another host.
SET_UP = frozenset({307, 308, 404, 405, 406, 410, 421, 426, 501, 505})

_STATES = {
    "accepted": Found.FOUND,
    "pending": Found.PENDING,
    "rejected": Found.TURNED_DOWN,
}

# The system says it never got the whole request (RFC 9110 §15.5.9).
NOT_READ = frozenset({408})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `body` is None when the status came but the rest was cut off or too long."""

    status: int
    headers: dict[str, str]
    body: bytes | None


def sent(reply: Reply, *, key: UUID, payload: bytes, now: datetime) -> Sent:
    """What is known about the entry after this answer to handing it over.

    500 is `UNCERTAIN`: it says that handling broke, not whether before or after the entry was
    stored. So are 502 and 504, 301 to 303 (a form that took the entry answers like that) and a
    success without a reference.
    """
    status = reply.status
    if 200 <= status < 300:
        return _accepted(reply)
    if status in BUSY:
        wait = retry_after(reply.headers.get("retry-after"), now)
        return Sent(
            Outcome.BUSY, reason="asked us to come back later", status=status, retry_after=wait
        )
    if status in CREDENTIALS:
        return Sent(
            Outcome.CREDENTIALS, reason=f"refused our credentials ({status})", status=status
        )
    if status in SET_UP:
        return Sent(Outcome.CREDENTIALS, reason=f"takes no entries there ({status})", status=status)
    if status in NOT_READ:
        return Sent(Outcome.NOT_SENT, reason="did not get the whole request", status=status)
    if status == 409:
        return _conflict(reply, key, payload)
    if 400 <= status < 500:
        return _rejected(reply)
    return Sent(Outcome.UNCERTAIN, reason=f"gave no clear answer ({status})", status=status)


def found(reply: Reply, *, key: UUID) -> Lookup:
    """The answer to "do you hold this key?". Both yes and no must name the key they speak of."""
    document = members(reply)
    if document.get("key") != str(key):
        return Lookup(Found.UNKNOWN)
    if reply.status == 404:
        return Lookup(Found.ABSENT)
    reference = _reference(document)
    said = _STATES.get(str(document.get("state", "accepted")))
    if reply.status != 200 or not reference or said is None:
        return Lookup(Found.UNKNOWN)
    sha256 = document.get("sha256")
    faults = _faults(document.get("errors"))
    reason = faults[0].text if faults else ""
    return Lookup(said, reference, sha256 if isinstance(sha256, str) else "", reason, faults)


def erased(reply: Reply, *, key: UUID) -> Sent:
    """What is known after telling a system to erase what it holds under this key. That it held
    nothing is as good as done, but only said of that very key.
    """
    document, status = members(reply), reply.status
    named = document.get("key") == str(key)
    if status == 204 or (named and status in (200, 404, 410)):
        return Sent(Outcome.DELIVERED, reference=_reference(document), status=status)
    if 200 <= status < 300:
        return Sent(Outcome.UNCERTAIN, reason="did not say that it is erased", status=status)
    return sent(reply, key=key, payload=b"", now=datetime.now(UTC))


def page(reply: Reply) -> tuple[list[Held], str | None]:
    """One page of a list and where the next begins, None after the last. Raises NoAnswer unless it
    says so: a list cut short would make the rest look lost. Entries under keys that are not of our
    making are left out.
    """
    if reply.status != 200:
        raise NoAnswer(f"answered {reply.status}")
    document = members(reply)
    entries, following = document.get("entries"), document.get("next", 0)
    if not isinstance(entries, list) or not isinstance(following, str | None):
        raise NoAnswer("answered in a form we cannot read")
    return [held for entry in entries if (held := _held(entry))], following or None


def answer(reply: Reply) -> Answer:
    """The results of a question. Raises NoAnswer unless the answer is whole and in form: with the
    one result we cannot read, the warning might be left out.
    """
    if reply.status != 200:
        raise NoAnswer(f"answered {reply.status}")
    told = members(reply)
    results, withheld = told.get("results"), told.get("withheld", 0)
    if not isinstance(results, list) or not all(_is_result(result) for result in results):
        raise NoAnswer("answered in a form we cannot read")
    if type(withheld) is not int or withheld < 0:
        raise NoAnswer("answered in a form we cannot read")
    return Answer(results, withheld)


def is_up(reply: Reply) -> bool:
    return reply.status == 200 and members(reply).get("ok") is True


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, from seconds or an HTTP date (RFC 9110 §10.2.3); None if it says neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)


def _held(entry: Any) -> Held | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
        raise NoAnswer("answered in a form we cannot read")
    try:
        key = UUID(entry["key"])
    except ValueError:
        return None
    sha256 = entry.get("sha256")
    sha256 = sha256 if isinstance(sha256, str) else ""
    return Held(key, _reference(entry), sha256, _moment(entry.get("received_at")))


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None


def _accepted(reply: Reply) -> Sent:
    """ "state": "pending" says that it has the entry and decides later."""
    document = members(reply)
    reference, state = _reference(document), document.get("state", "accepted")
    if reference and state == "pending":
        return Sent(Outcome.TAKEN, reference=reference, status=reply.status)
    if state == "rejected":
        return _rejected(reply)
    if reference:
        return Sent(Outcome.DELIVERED, reference=reference, status=reply.status)
    return Sent(Outcome.UNCERTAIN, reason="said yes but gave no reference", status=reply.status)


def _conflict(reply: Reply, key: UUID, payload: bytes) -> Sent:
    """409 speaks of our key: the same bytes there are ours already; other bytes are a person's
    question. One that does not say may mean that our first try is still being worked on.
    """
    document = members(reply)
    held, reference = document.get("sha256"), _reference(document)
    if document.get("key") != str(key) or not isinstance(held, str) or not reference:
        return Sent(Outcome.UNCERTAIN, reason="says it has this already, not what", status=409)
    if held == hashlib.sha256(payload).hexdigest():
        return Sent(Outcome.DELIVERED, reference=reference, status=409)
    reason = "holds other content under the same key"
    return Sent(Outcome.REJECTED, reference=reference, reason=reason, status=409)


def _rejected(reply: Reply) -> Sent:
    faults = _faults(members(reply).get("errors"))
    reason = faults[0].text if faults else f"did not accept the entry ({reply.status})"
    return Sent(Outcome.REJECTED, reason=reason, status=reply.status, fields=faults)


def _faults(errors: Any) -> tuple[FieldFault, ...]:
    if not isinstance(errors, list):
        return ()
    told = [error for error in errors[:FAULTS_KEPT] if isinstance(error, dict)]
    return tuple(
        FieldFault(_line(error.get("field")), _line(error.get("message")) or "is not accepted")
        for error in told
    )


def _reference(document: dict[str, Any]) -> str:
    reference = document.get("reference")
    return _line(reference) if isinstance(reference, str) else ""


def _line(value: Any) -> str:
    """A system's words are shown to people: one line, no control characters, of bounded length."""
    text = "".join(c if c.isprintable() else " " for c in str(value or "")[:REFERENCE_CHARACTERS])
    return text.strip()


def members(reply: Reply) -> dict[str, Any]:
    """The JSON object of a reply, or an empty one if it is anything else."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if reply.body is None or not (kind == "application/json" or kind.endswith("+json")):
        return {}
    try:
        document = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    return _clean(document) if isinstance(document, dict) else {}


def _clean(value: Any) -> Any:
    """PostgreSQL keeps no NUL in text or JSON. Depth is bounded by the parser."""
    if isinstance(value, str):
        return value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(item) for name, item in value.items()}
    return value


def _is_result(result: Any) -> bool:
    return (
        isinstance(result, dict)
        and isinstance(result.get("ref"), str)
        and isinstance(result.get("type"), str)
        and isinstance(result.get("values"), dict)
        and isinstance(result.get("warnings", []), list)
        and all(isinstance(warning, dict) for warning in result.get("warnings", []))
    )
