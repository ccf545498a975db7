"""Alerts, whom each is meant for, whom it was sent to, and what they told of it."""

from field_api.alerts.models.alerts import Alert
from field_api.alerts.models.hearing import Addressed, Receipt
from field_api.alerts.models.targets import Target, meaning

__all__ = ["Addressed", "Alert", "Receipt", "Target", "meaning"]
