"""Entries as mappings read them, and versions to read them with."""

from typing import Any
from uuid import uuid4

from field_api.catalogue import rules, shipped
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Released
from field_api.mapping.models import Mapping
from tests.mapping.python.test_golden import document
from tests.written import NOTE

LOW, HIGH = "OFFICIAL", "OFFICIAL-SENSITIVE"

PLAIN = {"id": "submission", "text": "body.text"}


def form(kind: str) -> rules.Form:
    *_, found = (one for one in shipped.documents() if one["kind"] == kind)
    return rules.compiled(found)


def released(kind: str = NOTE, example: str = "valid", **other: Any) -> Released:
    """A shipped example, released in force 34; `body` replaces answers."""
    answers = other.pop("body", {})
    its = form(kind)
    stated: dict[str, Any] = {
        "revision": uuid4(),
        "subject": uuid4(),
        "kind": kind,
        "force": "34",
        "marking": its.marking,
        "document": document(kind, example, **answers),
        "markings": its.markings(its.marking),
    }
    return Released(**stated | other)


def kept(*ones: Released) -> list[Released]:
    """Stored one after the other, so that the last is the newest."""
    for one in ones:
        mapping.keep([one])
    return list(ones)


def drafted(
    system: System, by: Officer, document: dict[str, Any] | None = None, **other: Any
) -> Mapping:
    stated: dict[str, Any] = {
        "system": system,
        "kind": NOTE,
        "engine": "jmespath",
        "document": PLAIN if document is None else document,
        "by": by,
    }
    return mapping.draft(**stated | other)
