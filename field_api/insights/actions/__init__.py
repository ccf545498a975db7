"""Drawing the returns a force owes, and looking beforehand at what would be refused."""

from field_api.insights.actions.drawing import Preview, Refusal, draw, preview

__all__ = ["Preview", "Refusal", "draw", "preview"]
