"""What leaves the house about a submission: the document that mappings read."""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules import Form
from field_api.delivery.actions import Parcel
from field_api.lib import clock
from field_api.submissions.models import Revision, Submission


def parcel(submission: Submission, revision: Revision, form: Form, trace: str = "") -> Parcel:
    """`trace` is that of the request that brought it, where another one writes it."""
    return Parcel(
        subject=submission.pk,
        revision=revision.pk,
        kind=submission.kind,
        force=submission.force.code,
        marking=submission.marking,
        document=_document(submission, revision, form),
        tell=(submission.author_id,),
        markings=markings(form, submission.marking),
        trace=trace,
    )


_MARKINGS: dict[tuple[str, int, str], dict[str, str]] = {}
_KEPT = 256


def markings(form: Form, marking: str) -> dict[str, str]:
    """The marking of each place in a body written in this form; the entry's own where the form
    says none. Kept for each version of a form, which never changes: callers must not change it.
    """
    named = (form.kind, form.version, marking)
    found = _MARKINGS.get(named)
    if found is None:
        if len(_MARKINGS) >= _KEPT:
            _MARKINGS.pop(next(iter(_MARKINGS)), None)
        found = _MARKINGS[named] = dict(_below(form.schema, "", marking))
    return found


def _below(spec: Mapping[str, Any], at: str, marking: str) -> Iterator[tuple[str, str]]:
    for name, field in spec.get("properties", {}).items():
        own = field.get("x-marking", marking)
        yield f"{at}/{name}", own
        yield from _below(field, f"{at}/{name}", own)
        if "items" in field:
            yield f"{at}/{name}/*", own
            yield from _below(field["items"], f"{at}/{name}/*", own)


def _document(submission: Submission, revision: Revision, form: Form) -> dict[str, Any]:
    author = submission.author
    return {
        "submission": str(submission.pk),
        "revision": str(revision.pk),
        "reference": submission.reference,
        "kind": submission.kind,
        "form_version": revision.version,
        "marking": submission.marking,
        "occurred_at": clock.iso(revision.occurred_at),
        "written_at": clock.iso(revision.written_at),
        "officer": {
            "collar": author.collar_number,
            "force": submission.force.code,
            "rank": author.rank,
            "name": author.surname,
        },
        "unit": submission.unit.name,
        "body": revision.body,
        "labels": dict(_labels(form, revision.body)),
    }


def _labels(form: Form, body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The published label of each coded answer, for systems that know labels and not codes."""
    for name, spec in form.schema["properties"].items():
        answer = body.get(name)
        if isinstance(answer, str) and answer in spec.get("x-labels", {}):
            yield name, spec["x-labels"][answer]
