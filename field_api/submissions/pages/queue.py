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
from field_api.submissions.actions import Seen, claims, desk
from field_api.submissions.actions.claims import Held
from field_api.submissions.actions.desk import Need, Waiting
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.risks import risks
from field_api.submissions.pages import reading
from field_api.submissions.pages.rows import points
from field_api.submissions.pages.sieve import Sieve, choices
from field_api.submissions.pages.words import moment, since
from field_api.submissions.risks import Risk

MOST = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """A filter of the queue. `query` keeps whatever else was chosen."""

    query: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the rows of one page besides what stands in them: what this session was
    shown, what is ticked, what others are reading and how much each warns of.
    """

    read: Mapping[UUID, Seen]
    picked: Set[UUID]
    others: Mapping[UUID, Held]
    risks: Mapping[UUID, Risk]


@desk_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return shown(request)


def shown(
    request: HttpRequest, problem: Problem | None = None, picked: Set[UUID] = frozenset()
) -> HttpResponse:
    """The queue as it stands. Those `picked` stay ticked."""
    officer, sieve = cast(Officer, request.user), Sieve.read(request.GET)
    waiting = desk.queue(officer)
    listed = sifted(waiting, sieve, officer)
    ids = [one.id for one in listed[:MOST]]
    told = Told(reading.of(request), picked, claims.others(ids, officer), risks(ids, officer))
    rows = _rows(listed[:MOST], officer, told)
    context = {
        "kinds": _kinds(waiting, sieve),
        "sieve": sieve,
        "choices": choices(sieve, waiting),
        "rows": rows,
        "readable": min(GRANT_OBJECTS, sum(row["read"] for row in rows)),
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


def sifted(waiting: Sequence[Waiting], sieve: Sieve, officer: Officer) -> list[Waiting]:
    """What is left of the queue, in the order chosen."""
    weighed = risks([one.id for one in waiting], officer) if sieve.weighs else {}
    return sieve.sifted(waiting, weighed)


def following(
    waiting: Sequence[Waiting], sieve: Sieve, officer: Officer, after: UUID | None = None
) -> UUID | None:
    """What to read next: the one below `after` in the queue as sifted, else the first; never one
    that somebody else is reading.
    """
    ids = [one.id for one in sifted(waiting, sieve, officer)]
    rest = ids[ids.index(after) + 1 :] if after in ids else [one for one in ids if one != after]
    taken = claims.others(rest, officer) if rest else {}
    return next((one for one in rest if one not in taken), None)


def _kinds(waiting: Sequence[Waiting], sieve: Sieve) -> list[Kind]:
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    counts, chosen = Counter(one.kind for one in waiting), sieve.kind
    found = sorted(counts | Counter({chosen: 0} if chosen else {}))
    kinds = [
        Kind(sieve.of_kind(kind).query, titles.get(kind, kind), counts[kind], kind == chosen)
        for kind in found
    ]
    return [Kind(sieve.of_kind("").query, "All", len(waiting), not chosen), *kinds]


def _rows(listed: Sequence[Waiting], officer: Officer, told: Told) -> list[dict[str, Any]]:
    documents = actions.documents([one.id for one in listed], officer)
    return [_row(one, documents[one.id], told) for one in listed if one.id in documents]


def _row(one: Waiting, document: dict[str, Any], told: Told) -> dict[str, Any]:
    """`read` says that this session was shown it as it stands, so that it may be ticked: not while
    somebody else is reading it.
    """
    held = told.others.get(one.id)
    may_be_ticked = one.need is not Need.ADMIT and held is None
    return {
        "one": one,
        "doc": document,
        "happened": moment(document["occurred_at"]),
        "waited": since(one.since),
        "late": since(one.due) if one.overdue and one.due else "",
        "read": may_be_ticked and _is_read(document, told.read.get(one.id)),
        "picked": one.id in told.picked,
        "held": held,
        "held_for": since(held.since) if held else "",
        "risk": told.risks.get(one.id, Risk.NONE).value,
        "points": len(points(document, form_of(document["kind"], document["version"] or 1))),
    }


def _is_read(document: Mapping[str, Any], seen: Seen | None) -> bool:
    return seen is not None and (str(seen.revision), seen.hash) == (
        document["revision"],
        document["hash"],
    )
