"""Ending what an officer has open elsewhere, once what they sign in with is another."""

from django.db import transaction
from django.db.models import F

from field_api.identity.actions.devices import sign_out
from field_api.identity.models import Officer, Token
from field_api.lib import clock


@transaction.atomic
def end_others(*, officer: Officer) -> None:
    """End every browser session and every token of theirs (OWASP ASVS 7.4.3).

    `officer` is brought up to date: a page keeps its own session by `update_session_auth_hash`
    afterwards. What waits on a handset with an ended token still comes in, late; nothing is lost.
    """
    Officer.objects.filter(pk=officer.pk).update(sessions_ended=F("sessions_ended") + 1)
    officer.refresh_from_db(fields=["sessions_ended"])
    live = Token.objects.filter(officer=officer, revoked_at=None, expires_at__gt=clock.now())
    for token in live.select_related("officer").order_by("created_at"):
        sign_out(token=token)
