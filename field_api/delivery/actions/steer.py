"""What a person decides about one delivery that cannot go on by itself."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from field_api.connectors.rules import LookupBy
from field_api.delivery.actions.drain import nudge
from field_api.delivery.actions.settle import as_settled, tell
from field_api.delivery.models import Delivery
from field_api.delivery.rules import FOR_A_PERSON, State
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem

_IN_DOUBT = (State.UNCERTAIN, State.POISONED)


def vouch(
    *, delivery: UUID, by: Officer, arrived: bool, reason: str, reference: str = ""
) -> Delivery:
    """Settle what nobody could know: the system's own people say whether they have it. If not, it
    is sent again, after asking where the system can be asked.

    Raises Problem 404, 409 where there is no doubt, 422 without a reason.
    """
    with feed.work():
        row = _held(delivery, by, reason)
        if State(row.state) not in _IN_DOUBT:
            raise Problem(409, "not-in-doubt", "What became of this delivery is known")
        row.state = State.DELIVERED.value if arrived else State.DUE.value
        row.remote_ref = reference[:200] or row.remote_ref
        row.unsettled = 0
        # Where nobody can be asked, asking first would only bring the same doubt back.
        row.ask_first = not arrived and row.system.lookup != LookupBy.NONE.value
        return _decided(row, by, reason, verb="vouch")


def skip(*, delivery: UUID, by: Officer, reason: str) -> Delivery:
    """Give a delivery up, so that its lane moves on. Raises Problem 404, 409 while it is being sent
    or where nothing waits, 422 without a reason.
    """
    with feed.work():
        row = _held(delivery, by, reason)
        if State(row.state) not in (*FOR_A_PERSON, State.DUE):
            raise Problem(409, "not-waiting", "This delivery does not wait for anything")
        row.state = State.CANCELLED.value
        row.reason = f"given up: {reason.strip()}"[:300]
        return _decided(row, by, reason, verb="skip")


def _held(delivery: UUID, by: Officer, reason: str) -> Delivery:
    rows = Delivery.objects.visible_to(by).filter(pk=delivery).select_related("system")
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if not reason.strip():
        raise Problem(422, "reason-needed", "Say why")
    return row


def _decided(row: Delivery, by: Officer, reason: str, *, verb: str) -> Delivery:
    moments: dict[str, Any] = {"settled_at": Now(), "due_at": row.due_at}
    if row.state == State.DUE.value:
        moments = {"settled_at": None, "due_at": Now()}
    Delivery.objects.filter(pk=row.pk).update(
        state=row.state,
        remote_ref=row.remote_ref,
        reason=row.reason,
        unsettled=row.unsettled,
        ask_first=row.ask_first,
        **moments,
    )
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"delivery:{row.pk}",
        purpose=reason.strip()[:300],
        details={"verb": verb, "state": row.state, "system": row.system.code},
    )
    tell([as_settled(row)])
    nudge({row.system_id})
    return row
