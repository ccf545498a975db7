"""Files that belong to no state any more. The marker is committed first and the files go after, so
that a process that dies between the two leaves work for the sweeper, never a file nobody knows.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from field_api.attachments.actions import keeping, links, staging
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.models import Attachment
from field_api.attachments.rules.states import OPEN, STAGED, State
from field_api.feed import actions as feed
from field_api.lib import clock

log = logging.getLogger(__name__)

_AT_ONCE = 100
_BELONGS = {
    Shelf.ORIGINALS: State.STORED,
    Shelf.SCREENS: State.STORED,
    Shelf.APART: State.INFECTED,
}


def remove(key: UUID) -> bool:
    """Remove what does not belong to the row's state; False where that must wait.

    Under the row's lock: an upload that begins again by the same id at this moment waits, and then
    finds an empty place.
    """
    with transaction.atomic():
        # A claim that runs: its worker may still be putting away what is to go.
        free = Q(due_at=None) | Q(due_at__lte=clock.now())
        marked = Attachment.objects.filter(free, pk=key, to_remove=True)
        row = marked.select_for_update(skip_locked=True).first()
        if row is None:
            return False
        _files(row)
        row.to_remove = False
        row.save(update_fields=["to_remove"])
    return True


def _files(row: Attachment) -> None:
    state = State(row.state)
    if state not in STAGED:
        staging.remove(row.pk)
    for shelf, owner in _BELONGS.items():
        if state is not owner:
            keeping.remove(shelf, row.pk)


def sweep() -> int:
    """Remove all that is marked; how many. One that fails stays marked and holds up no other."""
    free = Q(due_at=None) | Q(due_at__lte=clock.now())
    marked = Attachment.objects.filter(free, to_remove=True)
    keys = list(marked.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_tried(key) for key in keys)


def _tried(key: UUID) -> bool:
    try:
        return remove(key)
    except Exception as error:
        reason = type(error).__name__
        log.warning("files could not be removed", extra={"attachment": str(key), "reason": reason})
        return False


def expire() -> int:
    """End uploads for which nothing came in too long; how many. They may begin again."""
    return sum(1 for key in _overdue() if _expire(key))


def _overdue() -> Iterator[UUID]:
    before = clock.now() - timedelta(days=settings.ATTACHMENTS.days)
    still = Attachment.objects.filter(state__in=[one.value for one in OPEN], touched_at__lt=before)
    yield from still.order_by("touched_at").values_list("pk", flat=True)[:_AT_ONCE]


def _expire(key: UUID) -> bool:
    before = clock.now() - timedelta(days=settings.ATTACHMENTS.days)
    with feed.work():
        still = Attachment.objects.filter(state__in=[one.value for one in OPEN], pk=key)
        ended = still.filter(touched_at__lt=before).update(
            state=State.EXPIRED.value, off=0, lease=None, to_remove=True
        )
        if ended:
            links.tell(key)
    return bool(ended)
