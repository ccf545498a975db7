"""What stands between a request and what it asks for, one `Layer` each, with it and without it.

Whoever puts another safeguard in the path of every request adds it to `layers`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from backend.bench.officers import sealed
from backend.handset import Handset
from backend.handset.proving import Prover
from field_api.identity import actions as identity
from field_api.identity.models import Token
from field_api.identity.rules import TOKEN_LIFE, digest
from field_api.identity.rules.proofs import Asked
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock, wall
from field_api.submissions.models import Submission

ME = "/api/v1/me"

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Layer:
    """One safeguard, and the same without it. Each is made ready outside the clock, then timed
    once; `against` says in words what the one without it is."""

    name: str
    ready: Callable[[], Work]
    without: Callable[[], Work]
    against: str


def layers(handset: Handset) -> list[Layer]:
    """Those of one officer who reads one record of their own."""
    record = _written(handset)
    return [_possession(handset), _rights(handset, record), _ledger(record)]


# --- possession -----------------------------------------------------------------------------------


def _possession(handset: Handset) -> Layer:
    """The proof judged, and remembered by the statement that looks the token up."""
    prover, bearer = prover_of(handset), unbound(handset)

    def ready() -> Work:
        proof = shown(prover, handset.token)
        return lambda: identity.check_token(handset.token, identity.proof_of(*proof))

    return Layer(
        "possession", ready, lambda: partial(identity.check_token, bearer), "a bearer token"
    )


def prover_of(handset: Handset) -> Prover:
    return Prover(handset.key, "http://bench", identity.newest_nonce())


def shown(prover: Prover, token: str) -> tuple[str, Asked]:
    """A proof, and the request it is of."""
    return prover.proof("GET", ME, token), Asked("GET", "bench", ME, digest(token))


def token_of(handset: Handset) -> Token:
    found = identity.token_of(digest(handset.token))
    if found is None:
        raise RuntimeError("the bench is not signed in")
    return found


def unbound(handset: Handset) -> str:
    """One more token of the same handset, as a site with BEARER_TOKENS gives out."""
    plain, now, bound = secrets.token_urlsafe(32), clock.now(), token_of(handset)
    Token.objects.create(
        digest=digest(plain),
        device=bound.device,
        officer=bound.officer,
        created_at=now,
        verified_at=now,
        expires_at=now + TOKEN_LIFE,
    )
    return plain


# --- what is read ---------------------------------------------------------------------------------


def _written(handset: Handset) -> Submission:
    (push,) = sealed(handset, 1, 1).requests
    said = handset.line.send("POST", "sync/push", push.body, "application/json")
    return Submission.objects.get(pk=said["results"][0]["submission"])


def _rights(handset: Handset, record: Submission) -> Layer:
    """What the officer may, and whose content the connection is for, asked with the token; then the
    record by a condition made of that, with row security held against its row."""
    bearer = unbound(handset)

    def walled() -> object:
        with wall.nothing():
            token = identity.check_token(bearer, reads=True)
            wall.admit(token.officer_id)
            return Submission.objects.visible_to(token.officer).get(pk=record.pk)

    def open_to_all() -> object:
        identity.check_token(bearer)
        return _read(record)

    def ready(work: Work) -> Work:
        _read(record)  # the turn before is forgotten: the connection is told of everyone again
        return work

    return Layer(
        "rights",
        lambda: ready(walled),
        lambda: ready(open_to_all),
        "a token, and the record without asking whose it is, on a connection for everyone",
    )


def _ledger(record: Submission) -> Layer:
    """The read recorded, on the disk before the answer goes."""

    def recorded() -> None:
        _read(record)
        look = Event(
            act=Act.CONSULTATION.value,
            actor="bench",
            subject=f"submission:{record.pk}",
            purpose="own",
        )
        ledger.record_looks([look])

    return Layer(
        "ledger", lambda: recorded, lambda: partial(_read, record), "the same read, not recorded"
    )


def _read(record: Submission) -> object:
    return Submission.objects.get(pk=record.pk)
