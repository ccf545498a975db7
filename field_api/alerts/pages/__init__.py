"""/desk/alerts/: issuing one, who has heard it, and taking it back."""

from field_api.alerts.pages.issuing import new
from field_api.alerts.pages.running import alerts, one

__all__ = ["alerts", "new", "one"]
