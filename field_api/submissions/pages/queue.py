"""/desk/: what waits for this supervisor."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.identity.rules.stepping import GRANT_OBJECTS
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.actions import glass
from field_api.submissions import actions
from field_api.submissions.actions import Seen, desk
from field_api.submissions.actions.desk import Need, Waiting
from field_api.submissions.pages import reading
from field_api.submissions.pages.words import moment, since

MOST = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """A filter of the queue. `code` is empty for all kinds."""

    code: str
    title: str
    count: int
    chosen: bool


@desk_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return shown(request)


def shown(
    request: HttpRequest, problem: Problem | None = None, picked: Set[UUID] = frozenset()
) -> HttpResponse:
    """The queue as it stands. Those `picked` stay ticked."""
    officer, chosen = cast(Officer, request.user), request.GET.get("kind", "")
    waiting = desk.queue(officer)
    listed = [one for one in waiting if chosen in ("", one.kind)]
    rows = _rows(listed[:MOST], officer, reading.of(request), picked)
    context = {
        "kinds": _kinds(waiting, chosen),
        "chosen": chosen,
        "rows": rows,
        "readable": any(row["read"] for row in rows),
        "most": GRANT_OBJECTS,
        "problem": problem,
        "count": len(listed),
        "more": max(0, len(listed) - MOST),
        "overdue": sum(one.overdue for one in listed),
        "waiting": len(waiting),
        "glass": glass.to_review(officer).count(),
        "here": "queue",
    }
    return render(request, "desk/queue.html", context, status=problem.status if problem else 200)


def following(waiting: Sequence[Waiting], chosen: str, after: UUID | None = None) -> UUID | None:
    """What to read next: the one below `after` in the queue as filtered, else the first."""
    ids = [one.id for one in waiting if chosen in ("", one.kind)]
    rest = ids[ids.index(after) + 1 :] if after in ids else [one for one in ids if one != after]
    return rest[0] if rest else None


def _kinds(waiting: Sequence[Waiting], chosen: str) -> list[Kind]:
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    counts = Counter(one.kind for one in waiting)
    found = sorted(counts | Counter({chosen: 0} if chosen else {}))
    kinds = [Kind(kind, titles.get(kind, kind), counts[kind], kind == chosen) for kind in found]
    return [Kind("", "All", len(waiting), not chosen), *kinds]


def _rows(
    listed: Sequence[Waiting], officer: Officer, read: Mapping[UUID, Seen], picked: Set[UUID]
) -> list[dict[str, Any]]:
    """`read` says that this session was shown it as it stands, so that it may be ticked."""
    documents = actions.documents([one.id for one in listed], officer)
    return [
        {
            "one": one,
            "doc": documents[one.id],
            "happened": moment(documents[one.id]["occurred_at"]),
            "waited": since(one.since),
            "late": since(one.due) if one.overdue and one.due else "",
            "read": one.need is not Need.ADMIT and _is_read(documents[one.id], read.get(one.id)),
            "picked": one.id in picked,
        }
        for one in listed
        if one.id in documents
    ]


def _is_read(document: Mapping[str, Any], seen: Seen | None) -> bool:
    return seen is not None and (str(seen.revision), seen.hash) == (
        document["revision"],
        document["hash"],
    )
