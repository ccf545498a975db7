"""What the doors of the API share: who asks, what they said, and what is not there."""

from typing import Any, TypeVar, cast

from django.db import models
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem

Row = TypeVar("Row", bound=models.Model)


def officer(request: Request) -> Officer:
    return cast(Officer, request.user)


def said(shape: type[Serializer[object]], request: Request) -> dict[str, Any]:
    """What was asked, checked. Raises ValidationError."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return cast(dict[str, Any], given.validated_data)


def found(row: Row | None) -> Row:
    """Raises Problem 404 for nothing: not there, or not theirs to see."""
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def system(request: Request, code: str) -> System:
    return found(System.objects.visible_to(request.user).filter(code=code).first())


def moment(at: Any) -> str | None:
    return clock.iso(at) if at else None
