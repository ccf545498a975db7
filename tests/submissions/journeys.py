"""A submission on its way, as its tests push it along and look at it."""

import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F

from field_api.delivery.models import Delivery
from field_api.identity.models import Officer
from field_api.submissions import actions as submissions
from field_api.submissions import sampling
from field_api.submissions.actions import Seen, Words
from field_api.submissions.models import Submission
from field_api.submissions.sampling import is_drawn
from tests import make, written
from tests.handset import Handset, Item


def send(phone: Handset, kind: str = written.NOTE, **other: Any) -> Submission:
    """Write one entry and push it: the submission it became part of."""
    return found(phone.push(write(phone, kind, **other))["results"][0])


def write(phone: Handset, kind: str = written.NOTE, **other: Any) -> Item:
    return phone.write(kind, other.pop("body", written.body(kind)), **other)


def drawn(phone: Handset, *, looked_at: bool) -> Item:
    """A note on which the draw falls, or not: ids are tried until it does."""
    key = sampling.key_of(settings.AUDIT_KEY)
    tried = (uuid4() for _ in itertools.count())
    return write(
        phone, submission=next(one for one in tried if is_drawn(key, one, 10) == looked_at)
    )


def withdraw(phone: Handset, submission: Submission, **other: Any) -> Submission:
    reason = {"reason": "Written twice"}
    parents = other.pop("parents", (last(phone),))
    return send(
        phone,
        submission.kind,
        body=reason,
        submission=submission.pk,
        parents=parents,
        intent="withdraw",
        **other,
    )


def last(phone: Handset) -> str:
    """The id of the entry written last."""
    return str(phone.minted[-1]["id"])


def found(result: dict[str, Any]) -> Submission:
    return Submission.objects.get(pk=result["submission"])


def seen(submission: Submission) -> Seen:
    """What a reviewer who opens it now has before them."""
    document = submissions.documents([submission.pk], submission.author)[submission.pk]
    return Seen(UUID(document["revision"]), document["hash"])


def decide(
    how: str, submission: Submission, officer: Officer, before: Seen | None = None, **words: Words
) -> Submission:
    """Approve, reject or admit what is seen now, or `before`, with the grant it takes."""
    shown = before or seen(submission)
    leave = make.leave(officer, how, submission.pk, shown.hash)
    act: Callable[..., Submission] = getattr(submissions, how)
    return act(submission=submission.pk, officer=officer, seen=shown, leave=leave, **words)


def moves(submission: Submission) -> list[str]:
    return list(submission.steps.order_by("id").values_list("move", flat=True))


def codes(submission: Submission) -> list[str]:
    """What its author is told is wrong with it."""
    document = submissions.documents([submission.pk], submission.author)[submission.pk]
    return [problem["code"] for problem in document["problems"]]


def sent(submission: Submission) -> list[tuple[str, int]]:
    """(system, version) of every delivery made of it."""
    rows = Delivery.objects.filter(subject=submission.pk).order_by("lane_seq", "system__code")
    return list(rows.values_list(F("system__code"), "lane_seq"))
