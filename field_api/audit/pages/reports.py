"""/desk/audit/reports/: what names a person, and what was handed to whom, to be printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from field_api.audit.actions import disclosures, subject_access
from field_api.audit.pages import frame
from field_api.audit.pages.forms import Handed, Subject
from field_api.lib import clock
from field_api.lib.problems import Problem


@frame.page
def reports(request: HttpRequest) -> HttpResponse:
    verb = request.POST.get("verb", "")
    subject = Subject(request.POST if verb == "subject" else None)
    handed = Handed(request.POST if verb == "handed" else None)
    try:
        report = _report(request, subject, handed)
    except Problem as problem:
        (subject if verb == "subject" else handed).add_error(None, problem.title)
        report = None
    if report is not None:
        return frame.shown(request, "report", report, tab="reports")
    failed = subject.errors or handed.errors
    context = {"subject": subject, "handed": handed, "failed": failed}
    return frame.shown(request, "reports", context, tab="reports", status=422 if failed else 200)


def _report(request: HttpRequest, subject: Subject, handed: Handed) -> dict[str, Any] | None:
    by = frame.officer(request)
    if subject.is_bound and subject.is_valid():
        number = subject.cleaned_data["request"]
        found = subject_access.report(by=by, terms=subject.terms(), request=number)
        return _read(found, "What is held about a person", "DPA 2018 s.45")
    if handed.is_bound and handed.is_valid():
        found = disclosures.report(by=by, **handed.cleaned_data)
        return _read(found, "What was handed to whom", "DPA 2018 s.62")
    return None


def _read(found: dict[str, Any], title: str, law: str) -> dict[str, Any]:
    lists = {
        name: [frame.event(one) for one in found.get(name, ())]
        for name in ("disclosed", "opened", "asked")
    }
    held = [{**one, "when": clock.parse(one["written_at"])} for one in found.get("held", ())]
    given = found.get("terms") or found.get("filters") or {}
    number = found.pop("request", "")  # of the person's request: a template has one of its own
    return {
        **found,
        "number": number,
        **lists,
        "held": held,
        "title": title,
        "law": law,
        "given": [(name.replace("_", " "), value) for name, value in given.items()],
        "made": clock.parse(found["made_at"]),
    }


@frame.page
def processing(request: HttpRequest) -> HttpResponse:
    found = disclosures.processing(by=frame.officer(request))
    context = {**found, "made": clock.parse(found["made_at"])}
    return frame.shown(request, "processing", context, tab="processing")
