"""Moments and spans as people say them."""

from datetime import datetime

from django.utils.timesince import timesince

from field_api.lib import clock


def moment(text: str | None) -> datetime | None:
    """The moment a document gives as ISO 8601, for templates to show in local time."""
    return clock.parse(text) if text else None


def since(then: datetime) -> str:
    """`3 hours`, in its largest unit; a moment ago is `less than a minute`."""
    said = timesince(then, clock.now(), depth=1)
    return "less than a minute" if said.startswith("0") else said
