"""Letting a kind go to a system: only where its form says it may, and mapped from the first day.

A form may name the only organisations whose systems its entries go to. Asked when a route is made,
by whatever form is newest, and again whenever an entry leaves, by the form it was written in.
"""

from typing import Any
from uuid import uuid4

from django.db import transaction

from field_api.catalogue import actions as catalogue
from field_api.catalogue import rules
from field_api.catalogue.models import Form
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.models import Route
from field_api.delivery.rules import may_go
from field_api.identity.models import Officer, Unit
from field_api.lib import clock
from field_api.mapping import actions as mapping
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, MappingState
from field_api.submissions.actions.parcels import parcel
from field_api.submissions.models import Revision, Submission


class NotThere(ValueError):
    """The kind may not go to this system. The message is for a person."""


MADE = "Made from the form."
SHAPES = {"rest_json": "record", "smtp": "paper"}
"""What is told from a form, by the kind of connector: the others have a shape of their own."""


@transaction.atomic
def open_route(
    *, kind: str, system: System, by: Officer, shape: str = "record", **terms: Any
) -> Route:
    """Send a kind to a system from now on; `terms` as on `Route`. Where no mapping is in use, one
    is made from the form: what it asks arrives there under the form's own words. Done again after
    a new version of the form, it tells what that asks too.

    Raises NoSuchForm, NotThere, and what drafting and activating a mapping raise.
    """
    allow(rules.compiled(documents(kind)[-1]), system)
    tell(kind=kind, system=system, by=by, shape=shape)
    return delivery.route(kind=kind, system=system, **terms)


def tell(*, kind: str, system: System, by: Officer, shape: str) -> None:
    """See that a mapping is in use: one that a person made stays as it is."""
    rows = Mapping.objects.filter(system=system, kind=kind)
    now = rows.filter(state=MappingState.ACTIVE.value).first()
    if now and now.note != MADE:
        return
    begun = start(kind, shape)
    if now and now.document == begun["document"]:
        return
    made = mapping.draft(
        system=system,
        kind=kind,
        engine=Engine.JMESPATH.value,
        by=by,
        document=begun["document"],
        maps=begun["value_maps"],
        schema=begun["schema"],
        note=MADE,
    )
    mapping.activate(mapping=made, by=by, samples=[sample(documents(kind)[-1], by)])


def allow(form: rules.Form, system: System) -> None:
    """Raises NotThere."""
    if may_go(system.partner, form.routes_only):
        return
    only = ", ".join(form.routes_only or ()) or "nowhere"
    raise NotThere(f"{form.title} goes to {only}, and not to {system.name}")


def start(kind: str, shape: str) -> dict[str, Any]:
    """{document, value_maps, schema} of a mapping to begin with. Raises NoSuchForm."""
    forms = documents(kind)
    return mapping.start(shape, forms, leave_out=hints(forms))


def documents(kind: str) -> list[dict[str, Any]]:
    """Every version of a kind, rising. Raises NoSuchForm."""
    rows = Form.objects.filter(kind=kind).order_by("version")
    if found := list(rows.values_list("document", flat=True)):
        return found
    raise catalogue.NoSuchForm(kind)


def hints(forms: list[dict[str, Any]]) -> list[str]:
    """Yes-or-no fields that open an entry only a group may read: told anywhere else, the answer
    would say that there is one.
    """
    opens = [one for form in forms for one in form.get("opens", ())]
    named = {one["kind"] for one in opens}
    held = Form.objects.filter(kind__in=named, document__has_key="group")
    groups = set(held.values_list("kind", flat=True))
    asked = {name: spec for form in forms for name, spec in form["schema"]["properties"].items()}
    found = {name for one in opens if one["kind"] in groups for name in one["when"]}
    return sorted(name for name in found if asked[name]["x-widget"] == "boolean")


def sample(document: dict[str, Any], author: Officer) -> mapping.Released:
    """A full entry that nobody wrote, as it would be released. Nothing of it is kept."""
    form, key = rules.compiled(document), uuid4()
    entry = Submission(
        pk=key,
        reference=f"{author.force.code}/26/000000",
        force=author.force,
        unit=Unit(name="Sample"),
        author=author,
        kind=form.kind,
        marking=form.marking,
    )
    now = clock.now()
    revision = Revision(
        pk=key,
        version=form.version,
        body=mapping.sample(document),
        occurred_at=now,
        written_at=now,
    )
    return parcel(entry, revision, form).released()
