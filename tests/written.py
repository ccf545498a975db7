"""What officers write and where it goes: the shipped examples, and systems that take them."""

import os
from functools import cache
from typing import Any

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.catalogue.models import Form
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.mapping import actions as mapping

NOTE, SEARCH, INTEL = "note", "stop-search", "intelligence-report"
"""Reviewed by sample, after, and before release."""

ROUTES = {
    "records": (NOTE, SEARCH),
    "stop-search": (SEARCH,),
    "intelligence": (INTEL,),
}
SECRET = "FIELDBOOK_TESTS_SECRET"
NOWHERE = "http://127.0.0.1:9"


def body(kind: str = NOTE, **other: Any) -> dict[str, Any]:
    """The form's least example, with some answers replaced."""
    return {**shipped.example(kind, "minimal"), **other}


def forms() -> None:
    """What a migration leaves behind, should a test have taken any away; without its checks."""
    if Form.objects.filter(published_by=catalogue.SHIPPED_BY).count() < len(_published()):
        Form.objects.bulk_create(_published(), ignore_conflicts=True)
    catalogue.forms._COMPILED.clear()


@cache
def _published() -> list[Form]:
    return [
        Form(
            kind=document["kind"],
            version=document["version"],
            document=document,
            digest=catalogue.digest(document),
            published_by=catalogue.SHIPPED_BY,
        )
        for document in shipped.documents()
    ]


def systems(url: str = NOWHERE, **particulars: Any) -> dict[str, System]:
    """The three systems entries go to, at an address where nobody listens unless said."""
    made = {code: system(code, url, **particulars) for code in ROUTES}
    for code, kinds in ROUTES.items():
        for kind in kinds:
            mapping.install(system=made[code], kind=kind, call=code)
            delivery.route(kind=kind, system=made[code])
    return made


def system(code: str, url: str = NOWHERE, *, bearer: str = "-", **particulars: Any) -> System:
    os.environ[SECRET] = bearer
    stated: dict[str, Any] = {
        "name": code.title(),
        "kind": "rest_json",
        "config": {"base_url": url},
        "secret_ref": f"env:{SECRET}",
        "clearance": "OFFICIAL-SENSITIVE",
        "lookup": "by_key",
    }
    return connectors.register(code=code, **stated | particulars)
