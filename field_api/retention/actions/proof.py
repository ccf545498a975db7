"""Proof that something was disposed of: what anybody can check without trusting this server."""

from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Tombstone
from field_api.submissions.actions.erasures import erasure_of

Document = dict[str, Any]


@transaction.atomic
def disposal(*, submission: UUID, officer: Officer) -> Document | None:
    """What two people decided, the signed tombstone of each entry, and how far each system is.

    `keys` are all receipt keys of this server, the one in use first: an entry let go before a key
    was replaced is signed by an older one. `complete` says that every system that had it has
    confirmed. None where nothing was erased, or it is not theirs to see. Giving it out is recorded
    (DPA 2018 s.62(1)(d)).
    """
    decision = erasure_of(submission, officer)
    if decision is None or decision["state"] != "done":
        return None
    stones = Tombstone.objects.filter(entry__revision__submission=submission).select_related(
        "entry"
    )
    ledger.record(
        act=Act.DISCLOSURE,
        actor=officer.actor,
        subject=f"submission:{submission}",
        purpose="proof-of-disposal",
        recipient=officer.actor,
        details={"erasure": decision["id"]},
    )
    return {
        "decision": decision,
        "complete": all(one["standing"] == "erased" for one in decision["systems"])
        and not decision["arrived_since"],
        "keys": list(notebook.receipt_keys()),
        "entries": [_stone(one) for one in stones.order_by("entry__received_at", "pk")],
    }


def _stone(row: Tombstone) -> Document:
    """`body` is the text that `signature` (ES256, r ‖ s in base64url) is over."""
    return {
        "entry": str(row.pk),
        "hash": bytes(row.entry.hash).hex(),
        "body": row.body,
        "signature": es256.b64(bytes(row.signature)),
    }
