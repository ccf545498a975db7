"""The kinds there are: who published what since when, where each goes, and what waits."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import form_drafts
from field_api.catalogue.models import Form, FormDraft
from field_api.delivery.models import Route
from field_api.identity.models import Officer
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import Kind as Act
from field_api.policy.rules.two_persons import State

_ACTS = (Act.FORM.value, Act.RETIRE.value)


@dataclass(frozen=True, slots=True)
class Kind:
    """`form` is what officers are offered, or the newest where all are retired."""

    form: Form
    offered: bool
    routes: int
    waiting: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Version:
    """`by` and `second` are logins; `second` is empty for what the house or its operator did."""

    form: Form
    offered: bool
    second: str
    retired_second: str


def kinds(by: Officer) -> list[Kind]:
    """By title."""
    newest = {one.kind: one for one in _newest(Form.objects.order_by("kind", "-version"))}
    standing = Form.objects.filter(retired_at=None).order_by("kind", "-version")
    offered = {one.kind: one for one in _newest(standing)}
    routes = Counter(Route.objects.filter(active=True).values_list("kind", flat=True))
    drafts = Counter(FormDraft.objects.visible_to(by).values_list("kind", flat=True))
    waiting = Counter(row.details["name"] for row in waiting_for(by))
    found = [
        Kind(offered.get(name, one), name in offered, routes[name], waiting[name], drafts[name])
        for name, one in newest.items()
    ]
    return sorted(found, key=lambda kind: str(kind.form.document["title"]).casefold())


def _newest(rows: Iterable[Form]) -> list[Form]:
    found: dict[str, Form] = {}
    for row in rows:
        found.setdefault(row.kind, row)
    return list(found.values())


def waiting_for(by: Officer) -> list[Proposal]:
    """What waits for a second person about forms, whoever that may be; the oldest first."""
    rows = Proposal.objects.visible_to(by).open().filter(kind__in=_ACTS)
    return list(rows.select_related("proposed_by").order_by("proposed_at"))


def versions(kind: str) -> list[Version]:
    """Newest first; none where there never was such a kind."""
    offered = {(name, version) for name, version, _ in catalogue.offered()}
    seconds = _seconds(kind)
    return [
        Version(
            form=row,
            offered=(row.kind, row.version) in offered,
            second=seconds.get((Act.FORM.value, row.version), ""),
            retired_second=seconds.get((Act.RETIRE.value, row.version), ""),
        )
        for row in Form.objects.filter(kind=kind).order_by("-version")
    ]


def _seconds(kind: str) -> dict[tuple[str, int], str]:
    """Who approved each act on a kind, by act and version."""
    done = Proposal.objects.filter(kind__in=_ACTS, state=State.DONE.value, details__name=kind)
    rows = done.values_list("kind", "details", "decided_by__login")
    return {(act, details["version"]): login for act, details, login in rows}


def form_of(kind: str, version: int) -> Form | None:
    return Form.objects.filter(kind=kind, version=version).first()


def documents() -> dict[str, dict[str, Any]]:
    """The document of each kind that officers may begin."""
    return {form.kind: dict(form.document) for form in catalogue.current_forms()}


def list_versions() -> dict[str, int]:
    """The version of each list on offer, by name: from it every form takes its codes."""
    return {one.name: one.version for one in catalogue.lists_on_offer()}


def offered(form: Form) -> bool:
    """Whether officers are offered this very version."""
    return (form.kind, form.version) in {(name, number) for name, number, _ in catalogue.offered()}


def offered_after(form: Form) -> Form | None:
    """What officers are offered once this version is retired; None for none."""
    others = Form.objects.filter(kind=form.kind, retired_at=None).exclude(pk=form.pk)
    return others.order_by("-version").first()


def drafts_of(by: Officer, kind: str = "") -> list[FormDraft]:
    """Newest first; of every kind unless one is named."""
    rows = FormDraft.objects.visible_to(by).order_by("-made_at")
    return list(rows.filter(kind=kind) if kind else rows)


def draft_of(by: Officer, draft: UUID) -> FormDraft | None:
    return FormDraft.objects.visible_to(by).filter(pk=draft).first()


def routes_of(kind: str) -> list[Route]:
    rows = Route.objects.filter(kind=kind, active=True).select_related("system")
    return list(rows.order_by("system__name"))


def proposal_of(draft: FormDraft) -> Proposal | None:
    """What waits about this very draft."""
    rows = form_drafts.waiting_about(draft.kind, draft.version)
    return next((row for row in rows if row.details.get("draft") == str(draft.pk)), None)
