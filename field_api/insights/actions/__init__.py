"""Drawing and sending the returns a force owes, and looking beforehand at what would be refused."""

from field_api.insights.actions.drawing import Preview, Refusal, draw, preview
from field_api.insights.actions.importing import Imported, bring_in, look_at
from field_api.insights.actions.records import given
from field_api.insights.actions.sending import routed, send

__all__ = [
    "Imported",
    "Preview",
    "Refusal",
    "bring_in",
    "draw",
    "given",
    "look_at",
    "preview",
    "routed",
    "send",
]
