"""Which systems a kind goes to: what stands in the way of one, and changing it by two people."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.urls import reverse

from field_api.catalogue import rules
from field_api.catalogue.actions import form_drafts
from field_api.catalogue.models import Form
from field_api.connectors.models import System
from field_api.delivery.actions import agreed, routes
from field_api.delivery.actions.routes import Terms
from field_api.delivery.rules import may_hold
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.mapping.models import Mapping
from field_api.mapping.rules import MappingState
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import Kind
from field_api.submissions.actions import routing as told


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a kind stands with a system. `terms` are None where it is not told of it; `mapping` is
    that in use, None where there is none: then nothing could be told. `covered` says whether an
    agreement lets the officer's force send it; `holds` whether the system may hold all of it, and
    `lost` names the fields that it may not. `barred` says why the form itself keeps its entries
    from it, "" where it does not.
    """

    system: System
    terms: Terms | None
    mapping: Mapping | None
    covered: bool
    holds: bool
    lost: tuple[str, ...]
    barred: str = ""

    @property
    def may_begin(self) -> bool:
        return self.system.takes_entries and self.mapping is not None and not self.barred

    @property
    def may_be_mapped(self) -> bool:
        """Nobody wrote a mapping, and one can be made of what the form asks."""
        open_to_it = self.system.takes_entries and not self.barred
        return open_to_it and self.mapping is None and self.system.kind in told.SHAPES


def outlooks(kind: str, by: Officer) -> list[Outlook]:
    """Of every system that takes entries or is told of this kind: those that are told first."""
    form = form_drafts.newest_of(kind)
    rows = System.objects.visible_to(by).order_by("name")
    found = [_outlook(form, system, by) for system in rows] if form else []
    shown = [one for one in found if one.system.takes_entries or one.terms]
    return sorted(shown, key=lambda one: one.terms is None)


def outlook(kind: str, code: str, by: Officer) -> Outlook | None:
    form = form_drafts.newest_of(kind)
    system = System.objects.visible_to(by).filter(code=code).first()
    return _outlook(form, system, by) if form and system else None


def _outlook(form: Form, system: System, by: Officer) -> Outlook:
    marking = form.document["marking"]
    active = Mapping.objects.filter(system=system, kind=form.kind, state=MappingState.ACTIVE.value)
    return Outlook(
        system=system,
        terms=routes.terms_of(form.kind, system),
        mapping=active.select_related("system").first(),
        covered=agreed.covers(system, force=by.force.code, kind=form.kind, marking=marking),
        holds=may_hold(system.clearance, marking),
        lost=tuple(_above(form.document["schema"], marking, system.clearance)),
        barred=_barred(form, system),
    )


def _barred(form: Form, system: System) -> str:
    try:
        told.allow(rules.compiled(form.document), system)
    except told.NotThere as why:
        return str(why)
    return ""


def map_from_form(*, kind: str, system: System, by: Officer) -> None:
    """Make a mapping of what the form asks and bring it into use, so that a route can be proposed.

    Raises Problem 403, and 409 no-mapping where the form or the system does not allow for one.
    """
    if not by.may_configure:
        raise Problem(403, "not-allowed", "Only who looks after systems maps a kind to one")
    found = outlook(kind, system.code, by)
    if found is None or not found.may_be_mapped:
        raise Problem(409, "no-mapping", f"{system.name} is told nothing by this form")
    told.tell(kind=kind, system=system, by=by, shape=told.SHAPES[system.kind])


def _above(schema: dict[str, Any], marking: str, clearance: str) -> Iterator[str]:
    # A database does not keep the order of members.
    for spec in sorted(schema["properties"].values(), key=lambda one: int(one["x-order"])):
        own = spec.get("x-marking", marking)
        if not may_hold(clearance, own):
            yield spec["title"]
        elif "properties" in spec.get("items", {}):
            yield from _above(spec["items"], own, clearance)


def digest_of(kind: str, system: System, terms: Terms | None) -> str:
    """Names one change: from what stands to what is wanted."""
    return sha256(_written(_change(kind, system, terms)).encode()).hexdigest()


def propose(
    *, kind: str, system: System, terms: Terms | None, text: str, by: Officer, leave: Leave
) -> Proposal:
    """Ask a second administrator to have the system told of the kind on these terms, or, with None,
    of nothing more of it.

    Takes a step-up grant for `propose` on `route:<kind>/<system>` with `digest_of` the change.
    Raises Problem 403, 409 not-there, no-mapping, already-proposed, or nothing-changes, 422 without
    words.
    """
    change = _change(kind, system, terms)
    _check(kind, system, terms)
    if change["stood"] == change["wanted"]:
        raise Problem(409, "nothing-changes", "It stands like that already")
    digest = digest_of(kind, system, terms)
    verb = "Tell" if terms else "Stop telling"
    return proposals.propose_for_all(
        kind=Kind.ROUTE,
        subject=routes.subject_of(kind, system),
        saying=f"{verb} {system.name} of {kind}",
        details={**change, "digest": digest},
        text=text,
        by=by,
        leave=leave,
        hash=digest,
    )


def waiting(kind: str, system: System) -> Proposal | None:
    rows = Proposal.objects.open().filter(
        kind=Kind.ROUTE.value, subject=routes.subject_of(kind, system)
    )
    return rows.first()


def carry(row: Proposal, second: Officer) -> None:
    """What approving does. Raises Problem 409 where it is not any more what was proposed."""
    said = row.details
    system = System.objects.select_for_update(no_key=True).filter(code=said["system"]).first()
    if system is None:
        raise _overtaken()
    terms = Terms(**said["wanted"]) if said["wanted"] else None
    if digest_of(said["name"], system, terms) != said["digest"]:
        raise _overtaken()
    _check(said["name"], system, terms)
    names = {"by": row.proposed_by.actor, "second": second.login}
    if terms is None:
        routes.end(kind=said["name"], system=system, **names)
    else:
        routes.begin(kind=said["name"], system=system, terms=terms, **names)


def page(row: Proposal) -> str:
    """Where what was proposed is read before it is decided."""
    return reverse("desk-kind-route", args=[row.details["name"], row.details["system"]])


def _change(kind: str, system: System, terms: Terms | None) -> dict[str, Any]:
    stood = routes.terms_of(kind, system)
    return {
        "name": kind,
        "system": system.code,
        "stood": asdict(stood) if stood else None,
        "wanted": asdict(terms) if terms else None,
    }


def _written(change: dict[str, Any]) -> str:
    return json.dumps(change, sort_keys=True, separators=(",", ":"))


def _check(kind: str, system: System, terms: Terms | None) -> None:
    """A route without a mapping would make of each entry a delivery that nobody can send."""
    if terms is None:
        return
    if (form := form_drafts.newest_of(kind)) and (why := _barred(form, system)):
        raise Problem(409, "not-there", "Its form keeps it from there", why)
    active = Mapping.objects.filter(system=system, kind=kind, state=MappingState.ACTIVE.value)
    if not system.takes_entries or not active.exists():
        detail = "A mapping of this kind for it has to be in use first."
        raise Problem(409, "no-mapping", f"{system.name} could be told nothing", detail)


def _overtaken() -> Problem:
    detail = "What stood when it was proposed does not stand any more. Propose it anew."
    return Problem(409, "overtaken", "This has changed", detail)
