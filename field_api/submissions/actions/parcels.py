"""What leaves the house about a submission: the document that mappings read."""

from collections.abc import Iterator
from typing import Any

from field_api.catalogue.rules import Form
from field_api.delivery.actions import Parcel
from field_api.lib import clock
from field_api.mapping.actions import Released
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
        markings=form.markings(submission.marking),
        trace=trace,
        only=form.routes_only,
    )


def unkept(submission: Submission, revision: Revision, form: Form) -> Released:
    """The same of an entry that is only tried, in unsaved rows."""
    return Released(
        revision=revision.pk,
        subject=submission.pk,
        kind=submission.kind,
        force=submission.force.code,
        marking=submission.marking,
        document=_document(submission, revision, form),
        markings=form.markings(submission.marking),
    )


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
