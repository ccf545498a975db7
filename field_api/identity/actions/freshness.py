"""When the holder of a token last proved who they are, and proving it again."""

from datetime import timedelta

from django.db import transaction

from field_api.identity.actions import factors
from field_api.identity.actions.factors import Evidence
from field_api.identity.models import Token
from field_api.identity.rules.stepping import is_fresh
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem


def check_fresh(token: Token, within: timedelta) -> None:
    """Raises Problem 401 verify-again, with `max_age` in seconds (RFC 9470), where it is not."""
    if is_fresh(token.verified_at, clock.now(), within):
        return
    seconds = int(within.total_seconds())
    challenge = f'Bearer error="insufficient_user_authentication", max_age="{seconds}"'
    raise Problem(
        401,
        "verify-again",
        "Confirm that it is still you",
        f"For this a code or passkey not older than {seconds // 60} min is needed.",
        headers={"WWW-Authenticate": challenge},
        members={"max_age": seconds},
    )


def verify(*, token: Token, evidence: Evidence) -> Token:
    """The officer shows a factor again: the token counts as verified now. Its life is unchanged.

    Call outside any transaction. Raises Problem 403 step-up-refused, 429.
    """
    factor = factors.show(officer=token.officer, holder=token.device, evidence=evidence)
    with transaction.atomic():
        token.verified_at = clock.now()
        Token.objects.filter(pk=token.pk).update(verified_at=token.verified_at)
        ledger.record(
            act=Act.ACCESS,
            actor=token.officer.actor,
            subject=f"device:{token.device_id}",
            details={"did": "verify", "factor": factor.value},
        )
    return token
