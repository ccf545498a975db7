"""Returns for people: drawing them, and bringing published files in."""

from field_api.insights.pages.files import files
from field_api.insights.pages.returns import returns

__all__ = ["files", "returns"]
