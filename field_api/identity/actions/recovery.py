"""Recovery codes at sign-in: each stands in for the authenticator once."""

from django.db import transaction
from django.db.models import QuerySet

from field_api.identity.actions import notices
from field_api.identity.actions.ending import end_others
from field_api.identity.models import Officer, RecoveryCode
from field_api.identity.rules import read_code, recovery_digest
from field_api.identity.rules.notices import Changed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock


def stands_in(officer: Officer, text: str) -> bool:
    """Whether this is one of the officer's codes; it is spent by being shown, whatever follows.

    With it ends what they have open elsewhere: who has their codes may have had more. Commits by
    itself, as a one-time code is used up by itself. Of those who show it at once one is right: the
    UPDATE finds it unused once.
    """
    code = read_code(text)
    salt = _standing(officer).values_list("salt", flat=True).first() if code else None
    if salt is None:
        return False
    digest = recovery_digest(code, bytes(salt))
    with transaction.atomic():
        if not _standing(officer).filter(digest=digest).update(used_at=clock.now()):
            return False
        end_others(officer=officer)
        notices.tell(officer, Changed.RECOVERY_USED)
        ledger.record(
            act=Act.ACCESS,
            actor=officer.actor,
            subject=officer.actor,
            details={"did": "use-recovery-code", "left": recovery_codes_left(officer=officer)},
        )
    return True


def recovery_codes_left(*, officer: Officer) -> int:
    return _standing(officer).count()


def _standing(officer: Officer) -> QuerySet[RecoveryCode]:
    return RecoveryCode.objects.filter(officer=officer, used_at=None, replaced_at=None)
