"""Telling officers what changed in their own sign-in, so that one who did not do it hears of it.

A row, in the transaction of the change: what shows and mails it stands on floors above
(`oversight.actions.own_notices`).
"""

from django.conf import settings

from field_api.identity.models import Officer, SignInNotice
from field_api.identity.rules.notices import SHOWN, Changed
from field_api.lib import clock


def tell(officer: Officer, what: Changed, about: str = "") -> None:
    """Inside the transaction of the change. By mail as well where there is an address for it."""
    now = clock.now()
    by_mail = bool(officer.email and settings.EMAIL_HOST)
    SignInNotice.objects.create(
        officer=officer,
        what=what.value,
        about=about[:100],
        made_at=now,
        address=officer.email if by_mail else "",
        mail_due_at=now if by_mail else None,
    )


def recent(*, officer: Officer) -> list[SignInNotice]:
    """Of the last ninety days, newest first, fifty at most."""
    rows = SignInNotice.objects.visible_to(officer).filter(made_at__gt=clock.now() - SHOWN)
    return list(rows.order_by("-made_at", "-pk")[:50])
