"""Push: thin, for the work is done by the subjects below."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connection, transaction

from field_api.feed import actions as feed
from field_api.identity.models import Device, Token
from field_api.identity.rules import Standing
from field_api.lib import clock, es256, trace, wall
from field_api.lib.problems import Fault
from field_api.notebook import actions as notebook
from field_api.notebook.actions import Brought, Held, Written
from field_api.notebook.rules import Lane, Malformed, Payload, Sealed, read_item, read_payload
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Arrival, Arrived
from field_api.submissions.rules import Outcome
from field_api.sync.actions import minted
from field_api.sync.actions.minted import Said
from field_api.sync.actions.rounds import Rounds
from field_api.sync.models import DeadLetter
from field_api.sync.rules import MAX_ITEMS, letter, named

log = logging.getLogger(__name__)

Result = dict[str, Any]

_UNREAD = Fault("", "unreadable-payload", "The entry is kept, but it could not be read.")
_NO_FORM = Fault("/kind", "unknown-form", "The entry is kept, but its form is not known here.")


@dataclass(frozen=True, slots=True)
class Pushed:
    """One result for each item, in the order sent; what of the handset's notebook is held; and the
    cursor an officer who has read everything would hold."""

    results: list[Result]
    held: Held
    head: str


@dataclass(frozen=True, slots=True)
class _Load:
    """What one request brings into a round."""

    brought: list[Brought]
    token: Token
    said: Said


def push(
    *,
    items: Sequence[Any],
    token: Token,
    minted_through: int = 0,
    handset_time: datetime | None = None,
    app: str = "",
) -> Pushed:
    """Keep what is brought. Nothing an item holds can stop another.

    `minted_through` is the highest place the handset has given out, `handset_time` what its clock
    shows, `app` its version.
    """
    results: dict[int, Result] = {}
    good: list[tuple[int, Sealed]] = []
    for place, item in enumerate(items):
        try:
            good.append((place, read_item(item, open_with=notebook.seal_keys())))
        except Malformed as fault:
            results[place] = _refused(item, fault.code, fault.detail, token.device)
    skew = _skew(handset_time)
    brought = _brought([sealed for _, sealed in good], token, skew)
    said = Said(token.device_id, minted_through, app, skew)
    answer = _ROUNDS.join(_Load(brought, token, said), len(brought))
    for (place, _), result in zip(good, answer.results, strict=True):
        results[place] = result
        if result["status"] == "refused":
            _bury(items[place], result["code"], token.device)
    return Pushed([results[place] for place in range(len(items))], answer.held, answer.head)


def _skew(handset_time: datetime | None) -> int | None:
    """Milliseconds by which this clock is ahead of the handset's."""
    if handset_time is None:
        return None
    return round((clock.now() - handset_time).total_seconds() * 1000)


def _brought(sealed: list[Sealed], token: Token, skew: int | None) -> list[Brought]:
    late = token.standing != Standing.LIVE
    now = trace.current()
    return [Brought(item, late, token.device_id, skew, now) for item in sealed]


@wall.everyone()  # a round is several officers'
def _write(loads: Sequence[_Load]) -> list[Pushed]:
    """One round of requests."""
    everything = [(one, load.token) for load in loads for one in load.brought]
    results = iter(_take(everything, [load.said for load in loads]))
    answers = [[next(results) for _ in load.brought] for load in loads]
    held = notebook.held_of([(load.said.device, load.said.minted_through) for load in loads])
    heads = feed.heads([load.token.officer_id for load in loads])
    return [Pushed(*one) for one in zip(answers, held, heads, strict=True)]


_ROUNDS = Rounds(_write, MAX_ITEMS)
on_its_way = _ROUNDS.coming


def _take(brought: list[tuple[Brought, Token]], said: Sequence[Said]) -> list[Result]:
    """All in one transaction; should that fail, each half in its own, and so on down to the one
    that can't be kept, so that it stops no other."""
    try:
        return _keep(brought, said)
    except Exception as error:
        # Not each alone: one bad entry among two hundred would cost two hundred transactions. And
        # none again where the fault is no entry's, for the database has gone away.
        half = len(brought) // 2
        if half and connection.connection:
            return [*_take(brought[:half], said), *_take(brought[half:], said)]
        _tell_of(error)
    return [
        {"id": str(one.sealed.id), "status": "retry", "code": "busy", "retry_after": 5}
        for one, _ in brought
    ]


def _tell_of(error: Exception) -> None:
    level = logging.WARNING if isinstance(error, DatabaseError) else logging.ERROR
    log.log(level, "an entry could not be kept", extra={"reason": type(error).__name__})


def _keep(brought: list[tuple[Brought, Token]], said: Sequence[Said]) -> list[Result]:
    if not brought:  # only to say what was minted, or that nothing was
        minted.note(said)
        return []
    with feed.work():
        written = notebook.write([one for one, _ in brought])
        read = [_payload(one.sealed) for one, _ in brought]
        arrivals = [
            Arrival(one.entry, payload, came.trace)
            for one, payload, (came, _) in zip(written, read, brought, strict=True)
            if one.new and one.entry and payload
        ]
        arrived = submissions.receive(arrivals)
        arrived |= submissions.arrived([one.id for one in written if one.id not in arrived])
        minted.note(said)
    return [
        _result(one, arrived.get(one.id), payload, token)
        for one, payload, (_, token) in zip(written, read, brought, strict=True)
    ]


def _payload(sealed: Sealed) -> Payload | None:
    try:
        return read_payload(sealed)
    except Malformed:
        return None


def _result(one: Written, here: Arrived | None, read: Payload | None, token: Token) -> Result:
    if one.entry is None or one.receipt is None:
        return {"id": str(one.id), "status": "refused", "code": one.code}
    result: Result = {
        "id": str(one.id),
        "status": "accepted" if one.new else "duplicate",
        "outcome": one.entry.lane if one.entry.lane != Lane.ON_TIME else "kept",
        "received_at": clock.iso(one.entry.received_at),
        "problems": [],
        "receipt": {
            "body": one.receipt.body,
            "signature": es256.b64(bytes(one.receipt.signature)),
        },
    }
    if token.only_carries or one.entry.notebook.officer_id != token.officer_id:
        return result  # carried, for a colleague too: a receipt, and nothing of what became of it
    if here is None:
        return {**result, "outcome": "kept", "problems": [asdict(_NO_FORM if read else _UNREAD)]}
    submission = here.revision.submission
    if one.entry.lane == Lane.ON_TIME or here.outcome == Outcome.DISPOSED:
        result["outcome"] = here.outcome.value
    return {
        **result,
        "submission": str(submission.pk),
        "reference": submission.reference,
        "state": submission.state,
        "problems": here.problems,
    }


def _refused(item: Any, code: str, detail: str, device: Device) -> Result:
    _bury(item, code, device)
    return {"id": named(item), "status": "refused", "code": code, "detail": detail}


@transaction.atomic
def _bury(item: Any, code: str, device: Device) -> None:
    body = letter(item)
    digest = sha256(device.pk.bytes + body).digest()
    row = DeadLetter(digest=digest, device=device, code=code, body=body)
    DeadLetter.objects.bulk_create([row], ignore_conflicts=True)
