"""Removing the files of a subject, where the law says so (DPA 2018 s.47)."""

from functools import partial
from uuid import UUID

from django.db import transaction

from field_api.attachments.actions import links, removing
from field_api.attachments.models import Attachment, Link
from field_api.attachments.rules.states import Lane, State
from field_api.feed import actions as feed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock


def erase(*, subject: UUID, actor: str, reason: str) -> int:
    """Remove original, derivative and unfinished bytes of every file that the subject's entries
    name; how many. Row and hash stay as a tombstone, which also refuses a later upload by the id.

    A file that an entry of another subject names as well stays for that one's readers. The files go
    right after the commit, or by the sweeper. Repeating it changes nothing.
    """
    with feed.work():
        named = Link.objects.select_for_update().filter(subject=subject, erased_at=None)
        found = list(named.order_by("attachment_id", "pk"))
        Link.objects.filter(pk__in=[link.pk for link in found]).update(
            erased_at=clock.now(), name=""
        )
        ended = [link.file_id for link in found if _erase_one(link, actor, reason)]
        for key in sorted({link.file_id for link in found}):
            links.tell(key)
    for key in ended:
        transaction.on_commit(partial(removing.remove, key), robust=True)
    return len(ended)


def _erase_one(link: Link, actor: str, reason: str) -> bool:
    others = Link.objects.filter(attachment_id=link.file_id, officer=link.officer_id)
    if others.filter(erased_at=None).exists():
        return False
    row = _row(link)
    if row is None or row.state == State.ERASED:
        return False
    row.state, row.lease, row.off = State.ERASED.value, None, 0
    row.name, row.reason, row.sealed, row.to_remove = "", "", "", True
    row.save()
    ledger.record(
        act=Act.ERASURE,
        actor=actor,
        subject=f"attachment:{row.pk}",
        purpose=reason,
        details={"did": "erase-file", "sha256": row.sha256, "submission": str(link.subject)},
    )
    return True


def _row(link: Link) -> Attachment | None:
    """The upload, locked; where none has come, a tombstone that keeps it from coming. None where
    the id is another officer's.
    """
    stone = Attachment(
        id=link.file_id,
        officer_id=link.officer_id,
        length=link.size or 0,
        sha256=link.sha256,
        state=State.UPLOADING.value,
        lane=Lane.ON_TIME.value,
    )
    Attachment.objects.bulk_create([stone], ignore_conflicts=True)
    row = Attachment.objects.select_for_update().get(pk=link.file_id)
    return row if row.officer_id == link.officer_id else None
