"""Step-up: a factor shown anew gives leave for one action on what was seen, once each."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from field_api.identity.actions import factors
from field_api.identity.actions.factors import Evidence, Holder
from field_api.identity.models import Device, Grant, Granted, Officer
from field_api.identity.rules import Factor, digest
from field_api.identity.rules.stepping import ACTION, GRANT_LIFE, GRANT_OBJECTS
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

Object = tuple[str, str]
"""What is to be acted on, such as `submission:<id>`, and the hash of what was seen of it."""


@dataclass(frozen=True, slots=True)
class Leave:
    """A grant as whoever was given it shows it. An empty `secret` is none."""

    holder: Holder
    secret: str


def give_grant(
    *,
    officer: Officer,
    holder: Holder,
    action: str,
    objects: Sequence[Object],
    evidence: Evidence,
) -> tuple[str, Grant]:
    """The secret, which is stored nowhere, and the grant, good for five minutes.

    Call outside any transaction (see `factors.show`). Raises Problem 400 malformed-request for no
    objects, more than twenty or one twice; 403 step-up-refused, 429.
    """
    _check(action, objects)
    factor = factors.show(officer=officer, holder=holder, evidence=evidence)
    return _given(officer, holder, action, objects, factor)


def use_grant(
    *, officer: Officer, holder: Holder, secret: str, action: str, object: str, hash: str = ""
) -> Grant:
    """Spend what was given for this action on this object, in the caller's transaction: if that
    comes to nothing, nothing is spent.

    Raises Problem 403 step-up-needed without a grant that holds, whatever is wrong with it, and 409
    grant-stale where it was given for other content of the object.
    """
    now = clock.now()
    given = Grant.objects.filter(digest=digest(secret), officer=officer, action=action)
    grant = given.filter(**_held(holder), expires_at__gt=now).first() if secret else None
    if grant is None:
        raise needed(action, object, hash)
    # One UPDATE of one table: with a join PostgreSQL would judge a row that another has just spent
    # by what it was before, and let both have it.
    of_object = Granted.objects.filter(grant_id=grant.pk, object=object, used_at=None)
    if not of_object.filter(hash=hash).update(used_at=now):
        if of_object.exists():
            raise Problem(409, "grant-stale", "Not what you saw", "It changed. Read it again.")
        raise needed(action, object, hash)
    _record(officer, object, "step-up-used", action=action, grant=str(grant.pk))
    return grant


def spend(leave: Leave | None, by: Officer, action: str, what: tuple[str, str]) -> None:
    """`use_grant` with what a door handed on, for `what`: an object and its hash. Nothing is spent
    by the operator at the command line, who has no leave. Raises as `use_grant`.
    """
    if leave is not None:
        name, hash = what
        holder, secret = leave.holder, leave.secret
        use_grant(officer=by, holder=holder, secret=secret, action=action, object=name, hash=hash)


def needed(action: str, object: str, hash: str = "") -> Problem:
    """The refusal that tells a page what to ask for: POST /api/v1/grants takes its `grant`."""
    asked = {"action": action, "objects": [{"object": object, "hash": hash}]}
    return Problem(
        403,
        "step-up-needed",
        "Confirm that it is you",
        "This needs a new code or your passkey, each time.",
        members={"grant": asked},
    )


def _check(action: str, objects: Sequence[Object]) -> None:
    named = {name for name, _ in objects}
    fits = all(0 < len(name) <= 80 and len(hash) <= 64 for name, hash in objects)
    if not (ACTION.fullmatch(action) and 0 < len(objects) <= GRANT_OBJECTS and fits):
        detail = f"One action, on 1 to {GRANT_OBJECTS} objects."
        raise Problem(400, "malformed-request", "Not what a grant can be for", detail)
    if len(named) != len(objects):
        raise Problem(400, "malformed-request", "An object is named twice")


@transaction.atomic
def _given(
    officer: Officer, holder: Holder, action: str, objects: Sequence[Object], factor: Factor
) -> tuple[str, Grant]:
    secret, now = secrets.token_urlsafe(32), clock.now()
    grant = Grant.objects.create(
        digest=digest(secret),
        officer=officer,
        action=action,
        factor=factor.value,
        made_at=now,
        expires_at=now + GRANT_LIFE,
        **_held(holder),
    )
    Granted.objects.bulk_create(
        Granted(grant=grant, object=name, hash=hash) for name, hash in objects
    )
    said = {"action": action, "factor": factor.value, "objects": [name for name, _ in objects]}
    _record(officer, officer.actor, "step-up", grant=str(grant.pk), **said)
    return secret, grant


def _held(holder: Holder) -> dict[str, object]:
    if isinstance(holder, Device):
        return {"device": holder, "session": b""}
    return {"device": None, "session": holder}


def _record(officer: Officer, subject: str, did: str, **details: object) -> None:
    ledger.record(
        act=Act.ACCESS, actor=officer.actor, subject=subject, details={"did": did, **details}
    )
