"""Files for their readers. Whether an officer may see the subject is the caller's to check first,
as is the record of the look.
"""

from dataclasses import dataclass
from typing import IO
from uuid import UUID

from field_api.attachments.actions import keeping, lending, links
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.actions.picturing import UNKNOWN
from field_api.attachments.models import Attachment, Link
from field_api.attachments.rules.states import Shown, State
from field_api.lib.problems import Problem


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that may be served: `sha256` and `type` are of what `shelf` holds. `type` of an
    original is what its bytes seem to be: show it, but serve it as bytes to save.
    """

    id: UUID
    shelf: Shelf
    type: str
    sha256: str
    name: str

    def open(self) -> IO[bytes]:
        """Raises FileNotFoundError, or the store's own error."""
        lending.give_back()  # or a slow reader would hold it to the last byte
        return keeping.open_file(self.shelf, self.id)


def open_original(*, subject: UUID, attachment: UUID) -> Readable:
    """Byte for byte what was captured.

    Raises Problem 404 not-found where the subject has no such file or nothing of it is here, and
    409 not-served, with its `state`, where it is still being checked, infected, or not the file
    that the entry names; 410 erased.
    """
    row, name = _stored(subject, attachment)
    kind = row.sniffed_type or UNKNOWN
    return Readable(row.pk, Shelf.ORIGINALS, kind, row.sha256, name or row.name)


def open_derivative(*, subject: UUID, attachment: UUID) -> Readable:
    """What screens show of a photo: upright, smaller, and without what the camera wrote beside it.

    Raises as `open_original`, and Problem 404 no-picture with the reason.
    """
    row, name = _stored(subject, attachment)
    if not row.derivative_type:
        raise Problem(404, "no-picture", "There is no picture of this file", row.underived)
    return Readable(row.pk, Shelf.SCREENS, row.derivative_type, row.derivative_sha256, name)


def _stored(subject: UUID, attachment: UUID) -> tuple[Attachment, str]:
    named = Link.objects.filter(subject=subject, attachment_id=attachment)
    found = [(link, links.state_of(link)) for link in named.select_related("attachment")]
    for link, state in found:
        upload = links.theirs(link)
        if state == State.STORED and upload is not None:
            return upload, link.name
    raise _refused({state for _, state in found})


def _refused(states: set[str]) -> Problem:
    if State.ERASED in states:
        return Problem(410, "erased", "This file was erased")
    states -= {Shown.MISSING.value, State.UPLOADING.value, State.CORRUPT.value}
    if not states:
        return Problem(404, "not-found", "Not found")
    members = {"state": min(states)}
    return Problem(409, "not-served", "This file is not shown", members=members)
