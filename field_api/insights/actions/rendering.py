"""Returns that go entry by entry, as mappings: an entry of its own is a delivery of its own.

`mapping` knows no forms; so these are lent to it from here, by name, for `mapping.install`.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings

from field_api.catalogue import actions as catalogue
from field_api.insights.rules import Record
from field_api.insights.rules.fraud import fraud_report
from field_api.insights.rules.returns import indicators, pole
from field_api.mapping import actions as mapping

Document = dict[str, Any]


def as_pole(kind: str, document: Document) -> Document:
    """For systems that take JSON."""
    return pole.document(_record(kind, document))


def as_indicators(kind: str, document: Document) -> Document:
    """For feeds (TAXII): a report with its indicators, which a later version replaces."""
    return {**indicators.report(_record(kind, document)), "version": document["seq"]}


def as_fraud_report(kind: str, document: Document) -> Document:
    return {
        "centre": settings.FRAUD_CENTRE,
        "force": document["officer"]["force"],
        **fraud_report(document["reference"], document["body"]),
    }


_OFFERED: dict[str, Callable[[str, Document], Document]] = {
    "pole": as_pole,
    "indicators": as_indicators,
    "fraud": as_fraud_report,
}


def offer() -> None:
    for name, mapped in _OFFERED.items():
        mapping.lend(name, mapped)


def _record(kind: str, document: Document) -> Record:
    """Of what the system may be told: its body is without what it is not cleared for."""
    return Record(
        id=UUID(document["submission"]),
        reference=document["reference"],
        form=catalogue.get(kind, document["form_version"]),
        force=document["officer"]["force"],
        marking=document["marking"],
        occurred_at=document["occurred_at"],
        written_at=document["written_at"],
        body=document["body"],
    )
