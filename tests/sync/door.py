"""Knocking at the door of handsets with exactly these bytes."""

import json
from io import BytesIO
from typing import Any

from rest_framework.test import APIClient

from tests.handset import Handset, Item

PUSH, PULL = "/api/v1/sync/push", "/api/v1/sync/pull"


def knock(api: APIClient, raw: bytes, *, declared: int | None = None) -> Any:
    """Push raw bytes, of which the request may declare another number than it brings."""
    length = len(raw) if declared is None else declared
    environ: dict[str, Any] = {"wsgi.input": BytesIO(raw), "CONTENT_LENGTH": str(length)}
    return api.generic("POST", PUSH, raw, content_type="application/json", **environ)


def said(*items: Any, **other: Any) -> bytes:
    return json.dumps({"epoch": 1, "device": {}, "items": list(items), **other}).encode()


def pull(handset: Handset, **asked: object) -> Any:
    return handset.api.get(PULL, {name: str(value) for name, value in asked.items()})


def pulled(handset: Handset, **asked: object) -> dict[str, Any]:
    answer = pull(handset, **asked)
    assert answer.status_code == 200, answer.content
    document: dict[str, Any] = answer.json()
    return document


def statuses(answer: dict[str, Any]) -> list[str]:
    return [result.get("code") or result["status"] for result in answer["results"]]


def ids(*items: Item) -> list[str]:
    return [str(item["id"]) for item in items]
