"""Mails to officers about their own sign-in: the rows stand with identity, below."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet

from field_api.identity.models import SignInNotice
from field_api.lib import clock
from field_api.oversight.rules import wording

log = logging.getLogger(__name__)

_AGAIN = timedelta(minutes=1)
_LATEST_AGAIN = timedelta(minutes=15)
_TELLABLE = timedelta(days=7)
"""What happened longer ago and could not be mailed stands on their page only."""


def owed() -> bool:
    """Whether any may be tried now."""
    return _due().exists()


def tell() -> int:
    """Mail what is owed and due; how many went out."""
    sent = 0
    while (notice := _claim()) is not None:
        sent += _send(notice)
    return sent


def _due() -> QuerySet[SignInNotice]:
    rows = SignInNotice.objects.owed().filter(made_at__gt=clock.now() - _TELLABLE)
    return rows.filter(mail_due_at__lte=clock.now()).order_by("mail_due_at")


@transaction.atomic
def _claim() -> SignInNotice | None:
    # Moved on before it is tried: nobody else tries meanwhile, and if this worker dies, one does.
    notice: SignInNotice | None = _due().select_for_update(skip_locked=True).first()
    if notice is not None:
        wait = min(_AGAIN * 2 ** min(notice.failures, 10), _LATEST_AGAIN)
        SignInNotice.objects.filter(pk=notice.pk).update(mail_due_at=clock.now() + wait)
    return notice


def _send(notice: SignInNotice) -> bool:
    row = SignInNotice.objects.filter(pk=notice.pk)
    try:
        _message(notice).send()
    except (OSError, ValueError) as error:
        row.update(failures=F("failures") + 1)
        log.warning("mail not sent", extra={"reason": type(error).__name__})
        return False
    row.update(mailed_at=clock.now())
    return True


def _message(notice: SignInNotice) -> EmailMessage:
    page = f"{settings.SITE_URL}/desk/sign-in/yours"
    return EmailMessage(
        subject="[Fieldbook] Your sign-in changed",
        body=wording.own(notice.words, notice.made_at, page, settings.TIME_ZONE),
        to=[notice.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
