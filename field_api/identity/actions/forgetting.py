"""Deleting what is kept of sign-ins once the time that its table states is over."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from field_api.identity.models import (
    Authenticator,
    Challenge,
    EnrolmentCode,
    Grant,
    Granted,
    Passkey,
    RecoveryCode,
    SignInAttempt,
    SignInNotice,
    Token,
)
from field_api.identity.models.authenticators import enciphered
from field_api.identity.rules import ATTEMPTS_WINDOW, Scope
from field_api.identity.rules.notices import KEPT
from field_api.lib import cipher, clock

_AT_ONCE = 5_000


def forget() -> int:
    """Delete what is over, at most 5,000 rows of each table; how many. A table each to itself."""
    now = clock.now()
    return _grants(now - KEPT) + sum(_gone(rows) for rows in _over(now))


def _over(now: datetime) -> list[models.QuerySet[Any]]:
    kept = now - KEPT
    return [
        Token.objects.filter(~_last_to_carry(), expires_at__lt=kept),
        EnrolmentCode.objects.filter(expires_at__lt=kept),
        RecoveryCode.objects.filter(Q(used_at__lt=kept) | Q(replaced_at__lt=kept)),
        Passkey.objects.filter(removed_at__lt=kept),
        SignInNotice.objects.filter(made_at__lt=kept),
        Challenge.objects.filter(expires_at__lt=now - timedelta(days=1)),
        SignInAttempt.objects.filter(opened_at__lte=now - ATTEMPTS_WINDOW),
        Session.objects.filter(expire_date__lt=now),
    ]


def _last_to_carry() -> Q:
    """Of a phone that lay in a drawer for years: what is on it must still come in."""
    newer = Token.objects.filter(
        device=OuterRef("device"), scope=Scope.CARRY.value, created_at__gt=OuterRef("created_at")
    )
    return Q(~Exists(newer), scope=Scope.CARRY.value)


@transaction.atomic
def _gone(rows: models.QuerySet[Any]) -> int:
    # Whoever holds a row is about to change or delete it; it is left to the next round.
    some = rows.order_by("pk").select_for_update(skip_locked=True)
    keys = list(some.values_list("pk", flat=True)[:_AT_ONCE])
    return rows.model._default_manager.filter(pk__in=keys).delete()[0] if keys else 0


@transaction.atomic
def _grants(kept: datetime) -> int:
    over = Grant.objects.filter(expires_at__lt=kept).order_by("pk")
    keys = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_AT_ONCE])
    Granted.objects.filter(grant__in=keys).delete()
    return Grant.objects.filter(pk__in=keys).delete()[0] if keys else 0


@transaction.atomic
def encipher_anew() -> int:
    """Seeds that a key before the present one hides, hidden by the present one; how many."""
    present = cipher.beginning(settings.FACTOR_KEYS[0])
    old = Authenticator.objects.exclude(key__startswith=present).order_by("pk")
    rows = list(old.select_for_update(skip_locked=True)[:_AT_ONCE])
    for row in rows:
        key = enciphered(row.bin_key, row.user_id)
        Authenticator.objects.filter(pk=row.pk).update(key=key)
    return len(rows)
