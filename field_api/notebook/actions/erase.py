"""Taking content out of the record: by two persons, signed for, and never back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from field_api.identity.models import Officer
from field_api.lib import clock, es256
from field_api.notebook.actions.keys import receipt_key
from field_api.notebook.models import Entry, Tombstone
from field_api.notebook.rules import tombstone_text


@dataclass(frozen=True, slots=True)
class Warrant:
    """On whose word content is erased: the decision's id, its law, and the two who made it."""

    erasure: UUID
    law: str
    proposer: Officer
    approver: Officer

    @property
    def persons(self) -> tuple[str, str]:
        return self.proposer.actor, self.approver.actor


_ERASE = "SELECT notebook_erase(%s::uuid, %s::uuid, %s, %s::bigint, %s::bigint, %s, %s, %s::bytea)"


def erase(*, entries: Sequence[Entry], warrant: Warrant) -> list[Entry]:
    """Remove salt and payload of these entries and put a signed tombstone in the place of each:
    those that had not been erased before. Head, hash, signature and receipt stay, so that the
    chain still verifies.

    Must run in the transaction of the decision: the database asks for it, and refuses
    (IntegrityError) where two persons who are not the author have not decided.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("content is erased in the transaction of the decision")
    done = set(Tombstone.objects.filter(entry__in=entries).values_list("pk", flat=True))
    left = [entry for entry in entries if entry.pk not in done]
    now = clock.now()
    with connection.cursor() as cursor:
        for entry in left:
            cursor.execute(_ERASE, _signed(entry, warrant, now))
    return left


def _signed(entry: Entry, warrant: Warrant, now: datetime) -> list[Any]:
    body = tombstone_text(
        entry=entry.pk,
        hash=bytes(entry.hash),
        erasure=warrant.erasure,
        law=warrant.law,
        persons=warrant.persons,
        erased_at=now,
    )
    signature = es256.sign(receipt_key(), body.encode())
    persons = (warrant.proposer.pk, warrant.approver.pk)
    return [entry.pk, warrant.erasure, warrant.law, *persons, now, body, signature]
