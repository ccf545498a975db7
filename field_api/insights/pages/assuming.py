"""/insight/time/assumptions/: what is assumed, its versions, and the two who change it."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import System
from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.insights.actions import assuming
from field_api.insights.actions.assuming import ACCEPTING, PROPOSING, Proposal, Said
from field_api.insights.models import Assumption
from field_api.insights.pages.choosing import MARKING, insight_page
from field_api.insights.pages.estimates import called
from field_api.insights.rules.assumptions import TITLE_LABELS, Name, Standing
from field_api.insights.rules.surveys import MOST_BYTES, NoSurvey, Survey, read_survey
from field_api.lib.gate import found as there
from field_api.lib.problems import Problem

MOST = 200
_NONE = Leave(b"", "")


def _day() -> forms.DateInput:
    """A browser takes a day for its field in this form alone, whatever the language."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Proposing(forms.Form):
    """One assumption. Without a value, what the force said of it is taken back."""

    name = forms.ChoiceField(label=_lazy("What"))
    kind = forms.ChoiceField(required=False, label=_lazy("Of which form"))
    system = forms.ChoiceField(required=False, label=_lazy("Of which system"))
    value = forms.FloatField(required=False, label=_lazy("Value; empty to take back"))
    low = forms.FloatField(required=False, label=_lazy("At least"))
    high = forms.FloatField(required=False, label=_lazy("At most"))
    standing = forms.ChoiceField(label=_lazy("It is"))
    source = forms.CharField(max_length=assuming.LONGEST, label=_lazy("Where it is from"))
    surveyed = forms.IntegerField(
        required=False, min_value=0, max_value=999_999, label=_lazy("Measured on so many entries")
    )
    surveyed_on = forms.DateField(required=False, label=_lazy("Measured until"), widget=_day())
    valid_from = forms.DateField(label=_lazy("It holds from"), widget=_day())
    reason = forms.CharField(max_length=assuming.LONGEST, label=_lazy("Why it changes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.kind, one.title) for one in catalogue.current_forms()]
        systems = System.objects.order_by("name").values_list("code", "name")
        self._offer("name", [(name.value, _(TITLE_LABELS[name])) for name in Name])
        self._offer("kind", [("", _("All")), *sorted(kinds, key=lambda one: one[1])])
        self._offer("system", [("", _("All")), *systems])
        standings = {
            Standing.AGREED: _("said by the force"),
            Standing.MEASURED: _("measured in the force"),
            Standing.PUBLISHED: _("published, and read"),
            Standing.RECALL: _("general knowledge"),
        }
        self._offer("standing", [(one.value, words) for one, words in standings.items()])
        self.fields["valid_from"].initial = today()
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def proposal(self) -> Proposal:
        """Of a form that is valid."""
        data = self.cleaned_data
        value = data["value"]
        low, high = (value if data[end] is None else data[end] for end in ("low", "high"))
        said = Said(
            Name(data["name"]),
            None if value is None else (value, low, high),
            data["source"],
            Standing(data["standing"]),
            data["kind"],
            data["system"],
            data["surveyed"] or 0,
            data["surveyed_on"],
        )
        return Proposal((said,), data["valid_from"], data["reason"])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices


@insight_page
def assumptions(request: HttpRequest) -> HttpResponse:
    """Read by whoever reads figures; changed by two administrators of the force."""
    if request.method != "POST":
        return _page(request, Proposing())
    by, leave = _administrator(request), _NONE
    verb, form = request.POST.get("verb", ""), Proposing(request.POST)
    try:
        if verb == "accept":
            batch = _batch(request)
            leave = proving.leave(request, ACCEPTING, [(f"assumptions:{batch}", "")])
            with there():
                assuming.accept(batch=batch, by=by, leave=leave)
        elif verb == "refuse":
            with there():
                answer = request.POST.get("answer", "")
                assuming.refuse(batch=_batch(request), by=by, answer=answer)
        elif form.is_valid():
            proposal = form.proposal()
            leave = proving.leave(request, PROPOSING, [proposal.named(by.force)])
            assuming.propose(proposal=proposal, by=by, leave=leave)
        else:
            return _page(request, form, status=422)
    except Problem as problem:
        return _page(request, form, problem, leave, problem.status)
    done = {"accept": _("Accepted"), "refuse": _("Refused")}
    messages.success(request, done.get(verb, _("Proposed to a second administrator")))
    return redirect("insight-time-assumptions")


@insight_page
def survey(request: HttpRequest) -> HttpResponse:
    """A file of a survey: what it says first, then the same file again proposes it."""
    by = _administrator(request)
    if request.method != "POST":
        return _survey_page(request)
    leave, shown = _NONE, dict[str, Any]()
    try:
        read = _chosen(request)
        proposal = _of(read, request.POST.get("reason", ""))
        looked = request.POST.get("digest", "")
        assuming.check(proposal)
        shown = {"read": read, "rows": _beside(read, by)}
        if not looked:
            return _survey_page(request, **shown)
        if looked != read.digest:
            raise Problem(409, "another-file", "This is another file than the one you looked at")
        leave = proving.leave(request, PROPOSING, [proposal.named(by.force)])
        assuming.propose(proposal=proposal, by=by, leave=leave)
    except Problem as problem:
        shown |= {"problem": problem, "grant": leave.secret}
        return _survey_page(request, problem.status, **shown)
    messages.success(request, _("Proposed to a second administrator"))
    return redirect("insight-time-assumptions")


def _administrator(request: HttpRequest) -> Officer:
    officer = cast(Officer, request.user)
    if not officer.may_administer:
        raise Http404
    return officer


def _batch(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("batch", ""))
    except ValueError:
        raise Http404 from None


def _chosen(request: HttpRequest) -> Survey:
    file = request.FILES.get("file")
    if file is None:
        raise Problem(422, "no-file", "Choose a file")
    if (file.size or 0) > MOST_BYTES:
        raise Problem(413, "file-too-large", "That file is too large for a survey")
    try:
        return read_survey(bytes(file.read()))
    except NoSurvey as fault:
        raise Problem(422, "not-a-survey", "That is no survey", str(fault)) from None


def _of(read: Survey, reason: str) -> Proposal:
    rows = tuple(
        Said(
            Name.BEFORE,
            (one.minutes, one.low, one.high),
            one.source,
            Standing.MEASURED,
            one.kind,
            surveyed=one.n,
            surveyed_on=one.on,
        )
        for one in read.rows
    )
    return Proposal(rows, today(), reason)


def _beside(read: Survey, by: Officer) -> list[tuple[Any, Any]]:
    """Each row with what holds of its kind now."""
    held = assuming.held(by.force)
    return [(one, held.about(Name.BEFORE, one.kind)) for one in read.rows]


def _page(
    request: HttpRequest,
    form: Proposing,
    problem: Problem | None = None,
    leave: Leave = _NONE,
    status: int = 200,
) -> HttpResponse:
    officer = cast(Officer, request.user)
    rows = Assumption.objects.visible_to(officer).select_related("proposed_by", "decided_by")
    waiting: dict[UUID, list[Assumption]] = {}
    for row in rows.waiting().order_by("proposed_at", "name", "kind", "system"):
        waiting.setdefault(row.batch, []).append(row)
    held = assuming.held(officer.force)
    verb = request.POST.get("verb", "")
    context = {
        "here": "insight",
        "tab": "time",
        "marking": MARKING,
        "held": held,
        "estimates": called(sorted(held.of.values(), key=lambda one: one.key)),
        # Not `waiting`: so the desk's frame calls what waits in the queue.
        "proposals": [
            (str(batch), found[0], called(found), found[0].proposed_by_id != officer.pk)
            for batch, found in waiting.items()
        ],
        "decided": called(rows.exclude(decided_at=None).order_by("-decided_at", "pk")[:MOST]),
        "form": form,
        "problem": problem,
        "faulty": form if status == 422 and problem is None else None,
        "proposing": leave.secret if verb not in ("accept", "refuse") else "",
        "accepting": (request.POST.get("batch", ""), leave.secret),
    }
    return render(request, "insights/time_assumptions.html", context, status=status)


def _survey_page(request: HttpRequest, status: int = 200, **said: Any) -> HttpResponse:
    context = {
        "here": "insight",
        "tab": "time",
        "marking": MARKING,
        "reason": request.POST.get("reason", ""),
        **said,
    }
    return render(request, "insights/time_survey.html", context, status=status)
