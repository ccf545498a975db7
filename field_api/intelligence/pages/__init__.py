"""/desk/records/ and /desk/indicators/."""

from field_api.intelligence.pages.indicators import indicator, indicators
from field_api.intelligence.pages.records import card, of_submission

__all__ = ["card", "indicator", "indicators", "of_submission"]
