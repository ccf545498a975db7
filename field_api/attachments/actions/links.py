"""Which entries name which files, and what their readers are shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from field_api.attachments.models import Attachment, Link
from field_api.attachments.rules import naming
from field_api.attachments.rules.states import Shown, State, shown
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What one entry names. `wanted` is its payload's member `attachments`, as it came; `tell` are
    the keys of the officers whose feed hears when one of them arrives.
    """

    entry: UUID
    subject: UUID
    officer: Officer
    wanted: Sequence[Any]
    tell: Collection[int]


def expect(
    *, entry: UUID, subject: UUID, officer: Officer, wanted: Sequence[Any], tell: Collection[int]
) -> None:
    """One entry's files; see `expect_many`."""
    expect_many([Expected(entry, subject, officer, wanted, tell)])


def expect_many(expected: Iterable[Expected]) -> None:
    """Remember what entries name, by one INSERT; none where they name nothing. Repeating it changes
    nothing. Whether the uploads have come, are under way or never began makes no difference.
    """
    rows = [
        Link(
            attachment_id=named.id,
            entry=one.entry,
            subject=one.subject,
            officer=one.officer,
            sha256=named.sha256,
            size=named.size,
            type=named.type,
            name=named.name,
            tell=sorted(set(one.tell)),
        )
        for one in expected
        for named in naming.read(one.wanted)
    ]
    if rows:
        # In one order for all: two pushes of the same entries would else wait for each other.
        rows.sort(key=lambda row: (row.attachment_id, row.entry))
        Link.objects.bulk_create(rows, ignore_conflicts=True)


def tell(attachment: UUID) -> None:
    """Tell the readers of every entry that names it. Belongs inside `feed.work()`."""
    told: dict[UUID, set[int]] = defaultdict(set)
    for subject, readers in of(attachment).values_list("subject", "tell"):
        told[subject] |= set(readers)
    for subject in sorted(told):
        feed.tell(recipients=sorted(told[subject]), kind=Kind.SUBMISSION, doc=subject)


def of(attachment: UUID) -> Any:
    return Link.objects.filter(attachment_id=attachment)


def of_subjects(subjects: Collection[UUID]) -> dict[UUID, list[Document]]:
    """The files that entries of these subjects name, in the order of entries; by one query.

    Each {id, entry, name, type, size, sha256, state, lane, verdict, reason, received, derivative}.
    `state` is missing, uploading, corrupt, checking, stored, infected, mismatch or erased;
    `received` counts bytes; `type` is what the bytes were found to be, else as declared.
    """
    found: dict[UUID, list[Document]] = defaultdict(list)
    if subjects:
        rows = Link.objects.filter(subject__in=subjects).select_related("attachment")
        for link in rows.order_by("pk"):
            found[link.subject].append(_document(link))
    return found


def theirs(link: Link) -> Attachment | None:
    """The upload that answers to it: of the officer who wrote the entry, or none."""
    upload = link.attachment
    return upload if upload is not None and upload.officer_id == link.officer_id else None


def state_of(link: Link) -> str:
    if link.erased_at is not None:
        return State.ERASED.value
    upload = theirs(link)
    return shown(
        upload.state if upload else None,
        named=(link.sha256, link.size),
        uploaded=(upload.sha256, upload.length) if upload else None,
    )


def _document(link: Link) -> Document:
    upload, state = theirs(link), state_of(link)
    known = upload if upload and state not in (Shown.MISSING, State.ERASED) else None
    return {
        "id": str(link.attachment_id),
        "entry": str(link.entry),
        "name": link.name,
        "type": (known.sniffed_type if known else "") or link.type,
        "size": link.size if link.size is not None else known and known.length,
        "sha256": link.sha256,
        "state": state,
        "lane": known.lane if known else "",
        "verdict": known.verdict if known else "",
        "reason": known.reason if known else "",
        "received": known.off if known else 0,
        "derivative": bool(known and known.derivative_type and state == State.STORED),
    }
