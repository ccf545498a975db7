"""An answer handed on: every value with where it came from, and the ledger's row of to whom."""

from typing import Any

from django.db import transaction

from field_api.connectors.actions import papers
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.queries.actions.found import record_of
from field_api.queries.models import Hit, Query
from field_api.queries.rules import exported, legs, printed


@transaction.atomic
def export(*, query: Query, officer: Officer, recipient: str, why: str) -> dict[str, Any]:
    """The answer as it stands, to be printed or filed. `recipient` is who gets it, in words.

    A disclosure (DPA 2018 s.62(1)(d)): the row names the records by reference and is written before
    anything leaves. `query` is one of the officer's own.
    """
    made, records = _written(query, officer, recipient, why)
    _disclosed(query, officer, made, records, "json")
    return made


def paper(*, query: Query, officer: Officer, recipient: str, why: str) -> bytes:
    """The same as a PDF. Raises Problem 422 too-long-for-paper; nothing is on the ledger then.

    Setting it can take a second, and nobody waits for the ledger meanwhile.
    """
    made, records = _written(query, officer, recipient, why)
    try:
        pdf = papers.pdf(printed.paper(made))
    except ValueError as error:
        said = "There is more than a paper can hold. Take it as a file of data."
        raise Problem(422, "too-long-for-paper", "No copy was made", said) from error
    with transaction.atomic():
        _disclosed(query, officer, made, records, "pdf")
    return pdf


def _written(
    query: Query, officer: Officer, recipient: str, why: str
) -> tuple[dict[str, Any], list[str]]:
    """With the records it is of, by reference."""
    hits = Hit.objects.filter(leg__query=query).select_related("leg__system").order_by("pk")
    question = exported.Question(
        kind=query.kind,
        criteria=query.criteria,
        purpose=query.purpose,
        originator=query.originator,
        asked_at=query.asked_at,
        systems=_systems(query),
    )
    held = [exported.Held(record_of(hit.leg.system, hit), hit.retrieved_at) for hit in hits]
    heading = exported.Heading(str(query.pk), officer.display_name, recipient, why, clock.now())
    made = exported.write(question=question, held=held, heading=heading)
    return made, [f"{each.record.system}:{each.record.ref}" for each in held]


def _systems(query: Query) -> list[dict[str, str]]:
    return [
        {
            "system": leg.system.code,
            "name": leg.system.name,
            "state": leg.state,
            "label": legs.label(legs.State(leg.state), legs.Why(leg.why)),
        }
        for leg in query.legs.select_related("system").order_by("system__name")
    ]


def _disclosed(
    query: Query, officer: Officer, made: dict[str, Any], records: list[str], form: str
) -> None:
    ledger.record(
        act=Act.DISCLOSURE,
        actor=officer.actor,
        subject=f"query:{query.pk}",
        purpose=made["why"],
        recipient=made["recipient"],
        details={
            "records": records,
            "marking": made["marking"],
            "version": query.version,
            "form": form,
        },
    )
