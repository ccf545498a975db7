"""Mails about alerts: at most two about a system in a quarter of an hour, and none is lost."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least, Now

from field_api.connectors.models import System
from field_api.lib import clock, hints
from field_api.oversight.actions import own_notices
from field_api.oversight.actions.apart import apart
from field_api.oversight.models import Alert, Notice
from field_api.oversight.rules import wording
from field_api.oversight.rules.alarms import QUIET, TELL, TELLABLE, What, may_tell
from field_api.oversight.rules.reconciling import QUEUE
from field_api.oversight.rules.wording import Told

log = logging.getLogger(__name__)

_AGAIN = timedelta(seconds=60)
_LATEST_AGAIN = timedelta(minutes=15)


def owe() -> bool:
    """Note which mails are owed now. Whether any may be tried. Inside the watch's transaction."""
    if settings.EMAIL_HOST:
        for system_id in set(_untold().values_list("system_id", flat=True)):
            _owe(system_id)
    return Notice.objects.filter(sent_at=None, due_at__lte=Now()).exists() or own_notices.owed()


def nudge() -> None:
    """Hint that mails wait. A mail server that hangs must not hold up whoever sweeps."""
    hints.send(TELL, queue=QUEUE, otherwise=apart(tell))


def tell() -> int:
    """Send what is owed and due, to officers of their own sign-in too; how many mails went out."""
    sent = own_notices.tell()
    while (notice := _claim()) is not None:
        sent += _send(notice)
    return sent


def _untold() -> QuerySet[Alert]:
    raised = Q(cleared_at=None, level__gt=F("told_level"))
    over = Q(cleared_at__gt=clock.now() - TELLABLE, all_clear_at=None)
    return Alert.objects.filter(raised | over)


def _owe(system_id: int | None) -> None:
    notices = Notice.objects.filter(system=system_id)
    if notices.filter(sent_at=None).exists() or not _recipients(system_id):
        return
    recent = notices.filter(sent_at__gt=clock.now() - QUIET).count()
    raised = _untold().filter(system=system_id, cleared_at=None)
    worst = max(raised.values_list("level", flat=True), default=0)
    if may_tell(in_quiet=recent, worst=worst):
        Notice.objects.create(system_id=system_id)


def _recipients(system_id: int | None) -> list[str]:
    system = None if system_id is None else System.objects.get(pk=system_id)
    return [system.contact] if system and system.contact else list(settings.ALERT_EMAIL)


@transaction.atomic
def _claim() -> Notice | None:
    # Moved on before it is tried: nobody else tries meanwhile, and if this worker dies, one does.
    due = Notice.objects.filter(sent_at=None, due_at__lte=Now()).order_by("due_at")
    notice = due.select_for_update(skip_locked=True, of=("self",)).first()
    if notice is not None:
        wait = min(_AGAIN * 2 ** min(notice.failures, 10), _LATEST_AGAIN)
        Notice.objects.filter(pk=notice.pk).update(due_at=Now() + wait)
    return notice


def _send(notice: Notice) -> bool:
    alerts = list(_untold().filter(system=notice.system_id))
    to = _recipients(notice.system_id)
    if not alerts or not to:
        notice.delete()  # over and told meanwhile, or nobody to tell: it is owed anew when it is
        return False
    try:
        _message(notice, alerts, to).send()
    except (OSError, ValueError) as error:
        failed = Notice.objects.filter(pk=notice.pk)
        failed.update(failures=F("failures") + 1, reason=type(error).__name__)
        log.warning("mail not sent", extra={"reason": type(error).__name__})
        return False
    _told(notice, alerts)
    return True


@transaction.atomic
def _told(notice: Notice, alerts: list[Alert]) -> None:
    """What the mail said, and no more: an alert that rose meanwhile is owed another."""
    Notice.objects.filter(pk=notice.pk).update(sent_at=Now(), alerts=len(alerts))
    for alert in alerts:
        row = Alert.objects.filter(pk=alert.pk)
        if alert.cleared_at is None:
            # The lower of both, should it have fallen meanwhile: a rise from there is news.
            row.update(told_level=Least(F("level"), alert.level), told_at=Now())
        else:
            row.update(told_at=Now(), all_clear_at=Now())


def _message(notice: Notice, alerts: list[Alert], to: list[str]) -> EmailMessage:
    name = notice.system.name if notice.system else wording.HOUSE
    told = [
        Told(What(row.what), row.level, row.raised_at, row.cleared_at, row.details)
        for row in alerts
    ]
    return EmailMessage(
        subject=wording.subject(name, told),
        body=wording.body(name, told, settings.SITE_URL + wording.CONSOLE, settings.TIME_ZONE),
        to=to,
        headers={"Auto-Submitted": "auto-generated"},
    )
