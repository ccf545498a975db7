"""What was handed to whom (DPA 2018 s.62(3)), and the record of processing (s.61)."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from field_api.audit.actions import searching
from field_api.audit.actions.searching import Filters
from field_api.catalogue import actions as catalogue
from field_api.delivery.models import Route
from field_api.identity.models import Force, Officer
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

Document = dict[str, Any]
MOST = 5_000


@transaction.atomic
def report(
    *,
    by: Officer,
    subject: str = "",
    recipient: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Document:
    """Every hand-over of one submission, or to one recipient in a time, the oldest first; 5,000 at
    most. Recorded. Raises Problem 422 where neither a submission nor a time is given.
    """
    if not (subject or (since and until)):
        raise Problem(422, "terms", "Give a submission, or a time from and to")
    filters = Filters(
        subject=subject, recipient=recipient, act=Act.DISCLOSURE.value, since=since, until=until
    )
    rows = list(searching.matching(by, filters).order_by("pk")[: MOST + 1])
    shown, more = [searching.shown(row) for row in rows[:MOST]], len(rows) > MOST
    details = {"did": "disclosure-report", "filters": filters.said(), "events": len(shown)}
    searching.record(by, "ledger", details, purpose="DPA 2018 s.62")
    return {
        "filters": filters.said(),
        "made_at": clock.iso(clock.now()),
        "made_by": by.display_name,
        "disclosed": shown,
        "more": more,
        "by_recipient": _counted(shown),
        "not_found": [
            "What somebody read aloud, showed or copied by hand.",
            "What a system passed on after it had it.",
        ],
    }


def _counted(shown: list[Document]) -> list[Document]:
    counts: dict[str, int] = defaultdict(int)
    for one in shown:
        counts[one["recipient"]] += 1
    return [{"recipient": name, "count": counts[name]} for name in sorted(counts)]


def processing(*, by: Officer) -> Document:
    """The record of processing, from the forms, routes and tables as they are now (s.61)."""
    recipients: dict[str, list[Document]] = defaultdict(list)
    for route in Route.objects.filter(active=True).select_related("system"):
        system = route.system
        recipients[route.kind].append(
            {"code": system.code, "name": system.name, "clearance": system.clearance}
        )
    forces = Force.objects.filter(pk__in=by.forces_audited()).order_by("code")
    return {
        "controllers": [force.name for force in forces],
        "purposes": "The law enforcement purposes (DPA 2018 s.31)",
        "kinds": [
            {
                "kind": form.kind,
                "title": form.title,
                "summary": str(form.document.get("summary", "")),
                "marking": form.marking,
                "retention_group": form.retention_group,
                "recipients": sorted(recipients[form.kind], key=lambda one: one["code"]),
            }
            for form in sorted(catalogue.current_forms(), key=lambda form: form.kind)
        ],
        "tables": _tables(),
        "not_found": [
            "Controller's and data protection officer's contacts: the force adds them.",
            "Legal basis of each recipient's own processing.",
            "Transfers outside the United Kingdom: none is made by the software; where a system"
            " stands, its operator knows.",
        ],
        "made_at": clock.iso(clock.now()),
    }


def _tables() -> list[Document]:
    """Every table that says it holds personal data, in its own words."""
    found = []
    for model in apps.get_models():
        data = getattr(model, "personal_data", "")
        if data and not data.startswith("none"):
            table = f"{model._meta.app_label}.{model.__name__}"
            found.append({"table": table, "data": data, "kept": getattr(model, "retention", "")})
    return sorted(found, key=lambda one: one["table"])
