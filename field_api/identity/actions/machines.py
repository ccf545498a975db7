"""A key of an officer's that is on no handset: for one act of many entries, such as an import."""

from uuid import uuid4

from django.db import transaction

from field_api.identity.models import Device, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, es256


@transaction.atomic
def lend_key(*, officer: Officer, name: str, public_key: es256.Jwk) -> Device:
    """A device without sign-in: no token is ever given for it, so it reads nothing. Its caller
    holds the private key in memory, and revokes it (`revoke_device`) once the act is done.
    """
    now = clock.now()
    made = Device.objects.create(
        installation=uuid4(),
        officer=officer,
        name=name,
        public_key=public_key,
        key_id=es256.thumbprint(public_key),
        enrolled_at=now,
        confirmed_at=now,
    )
    ledger.record(
        act=Act.ACCESS,
        actor=officer.actor,
        subject=f"device:{made.pk}",
        purpose=name,
        details={"did": "lend-key"},
    )
    return made
