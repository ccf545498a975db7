"""Ten recovery codes in the place of all before them."""

import secrets

from django.db import transaction

from field_api.identity.actions import notices
from field_api.identity.actions.grants import Leave
from field_api.identity.actions.registering import spend
from field_api.identity.models import Officer, RecoveryCode
from field_api.identity.rules import RECOVERY_CODES, new_code, read_code, recovery_digest
from field_api.identity.rules.notices import Changed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock


@transaction.atomic
def renew_recovery_codes(*, officer: Officer, leave: Leave) -> list[str]:
    """The new ones, which are shown once and kept nowhere; those before count no more.

    Raises Problem 403 step-up-needed: only who shows what they sign in with gets another way in.
    """
    spend(officer, leave)
    # One renewal at a time, or the codes of two would both count.
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    now, salt = clock.now(), secrets.token_bytes(16)
    before = RecoveryCode.objects.filter(officer=officer, used_at=None, replaced_at=None)
    replaced = before.update(replaced_at=now)
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    digests = [recovery_digest(read_code(code), salt) for code in codes]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, digest=digest, salt=salt, made_at=now) for digest in digests
    )
    notices.tell(officer, Changed.RECOVERY_RENEWED)
    ledger.record(
        act=Act.ACCESS,
        actor=officer.actor,
        subject=officer.actor,
        details={"did": "renew-recovery-codes", "replaced": replaced},
    )
    return codes
