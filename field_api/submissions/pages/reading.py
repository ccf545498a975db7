"""What this browser session has had before it: who approves several at once has read each."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from field_api.submissions.actions import Seen

_KEY, _MOST = "desk_read", 200


def note(request: HttpRequest, submission: UUID, document: dict[str, Any]) -> None:
    """It was shown, as it stands in `document`."""
    if document["revision"] is None:
        return
    read: dict[str, list[str]] = request.session.get(_KEY, {})
    shown = [str(document["revision"]), document["hash"]]
    if read.get(str(submission)) == shown:
        return
    read.pop(str(submission), None)
    kept = list(read.items())[1 - _MOST :]
    request.session[_KEY] = {**dict(kept), str(submission): shown}


def of(request: HttpRequest) -> dict[UUID, Seen]:
    """The versions that were shown, by submission."""
    read: dict[str, list[str]] = request.session.get(_KEY, {})
    return {UUID(key): Seen(UUID(revision), hash) for key, (revision, hash) in read.items()}
