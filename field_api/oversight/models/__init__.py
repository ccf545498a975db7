"""What the house noticed, what it told, what it counted, and where the other side differs."""

from field_api.oversight.models.alerts import Alert, Notice
from field_api.oversight.models.counts import Tally, Timing, Watch
from field_api.oversight.models.reconciliations import Difference, Reconciliation

__all__ = [
    "Alert",
    "Difference",
    "Notice",
    "Reconciliation",
    "Tally",
    "Timing",
    "Watch",
]
