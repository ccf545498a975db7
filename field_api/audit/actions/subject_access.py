"""All that names a person, for the answer to a request under DPA 2018 s.45."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from field_api.audit.actions import searching
from field_api.audit.rules import finding
from field_api.audit.rules.finding import Terms
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.submissions.models import Revision

Document = dict[str, Any]
MOST = 500
LIMITS = (
    "What a photo, video or document shows or says. Its entry is found by its own words only.",
    "Unfinished drafts: they are sealed, and the server does not read them.",
    "What was erased. The ledger says that it was, not what it said.",
    "Names in another spelling, initials and nicknames. Ask again with each.",
    "What other systems hold. Those that were sent something are listed; ask them.",
    "Answers to questions: they are kept for 31 days, and are the answering system's to disclose.",
    "Entries kept whole that could not be read as a form, and dead letters from handsets.",
)


@transaction.atomic
def report(*, by: Officer, terms: Terms, request: str) -> Document:
    """What is held that says all the terms, whom it was disclosed to, who opened it, and who asked
    about the person; and what no search of this kind can find. Recorded.

    `request` is the force's number of the request. Raises Problem 422 for too little to go by.
    """
    given = terms.given()
    if not finding.ENOUGH & set(given) or any(len(one) > finding.LONGEST for one in given.values()):
        raise Problem(422, "terms", "Give a surname, a number plate, a phone or a postcode")
    rows = _named(by, terms)
    held, more = rows[:MOST], len(rows) > MOST
    ids = {row["submission"] for row in held}
    subjects = sorted(f"submission:{key}" for key in ids)
    found = {
        "terms": given,
        "request": request,
        "made_at": clock.iso(clock.now()),
        "made_by": by.display_name,
        "held": held,
        "more": more,
        "disclosed": _events(ids, Act.DISCLOSURE),
        "opened": _events(ids, Act.CONSULTATION),
        "asked": _asked(by, terms),
        "not_found": list(LIMITS),
    }
    details = {"did": "subject-access", "terms": given, "returned": subjects, "more": more}
    searching.record(by, "record", details, purpose=f"DPA 2018 s.45 {request}".strip())
    return found


def _named(by: Officer, terms: Terms) -> list[Document]:
    """Every revision of the auditor's force that says all the terms; one more than is shown."""
    rows = Revision.objects.filter(submission__force__in=by.forces_audited())
    rows = rows.annotate(said=Cast("body", TextField()))
    for pattern in finding.patterns(terms):
        rows = rows.filter(said__iregex=pattern)
    found = []
    ordered = rows.select_related("submission").order_by("-written_at", "pk")
    for row in ordered.iterator(chunk_size=200):
        if where := finding.places(row.body, terms):
            found.append(_held(row, where))
        if len(found) > MOST:
            break
    return found


def _held(row: Revision, where: Sequence[str]) -> Document:
    return {
        "submission": str(row.submission_id),
        "reference": row.submission.reference,
        "revision": str(row.pk),
        "kind": row.kind,
        "state": row.submission.state,
        "marking": row.submission.marking,
        "written_at": clock.iso(row.written_at),
        "where": list(where),
    }


def _events(held: Collection[str], act: Act) -> list[Document]:
    """Of these submissions themselves, and where several were shown at once: who is known, as
    somebody writes; the card of one person; what a handset was lent.
    """
    if not held:
        return []
    among = Q(details__submissions__has_any_keys=sorted(held))
    named = Q(subject__in=[f"submission:{key}" for key in sorted(held)])
    rows = Event.objects.filter(named | (_shown_with_others() & among), act=act.value)
    return [_said(row, held) for row in rows.order_by("pk")[: MOST * 4]]


def _shown_with_others() -> Q:
    """By the index on subjects: all of them are a word and a UUID."""
    found = Q()
    for word in ("recognition", "mention", "known"):
        found |= Q(subject__gte=f"{word}:0", subject__lt=f"{word}:g")
    return found


def _said(event: Event, held: Collection[str]) -> Document:
    """Without what else was shown at the same time: that is not of this person."""
    found = searching.shown(event)
    if "submissions" in event.details:
        ours = [key for key in event.details["submissions"] if key in held]
        rest = {name: one for name, one in event.details.items() if name != "mentions"}
        found["details"] = {**rest, "submissions": ours}
    return found


def _asked(by: Officer, terms: Terms) -> list[Document]:
    """Questions about the person, by the terms that questions have."""
    rows = searching.visible(by).filter(act=Act.CONSULTATION.value, subject__startswith="query:")
    rows = rows.filter(details__has_key="criteria")
    given = terms.given()
    if "vrm" in given:
        rows = _says(rows, "vrm", Terms(vrm=terms.vrm))
    elif "surname" in given:
        rows = _says(rows, "surname", Terms(surname=terms.surname))
        if "dob" in given:
            born = Q(details__criteria__dob=terms.dob) | ~Q(details__criteria__has_key="dob")
            rows = rows.filter(born)
    else:
        return []
    return [searching.shown(row) for row in rows.order_by("pk")[:MOST]]


def _says(rows: Any, name: str, term: Terms) -> Any:
    (pattern,) = finding.patterns(term)
    said = rows.annotate(term=KT(f"details__criteria__{name}"))
    return said.filter(term__iregex=f"^{pattern}$")
