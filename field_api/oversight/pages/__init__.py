"""The console: what one person sees of delivery, and how they steer it."""

from field_api.oversight.pages.alerts import alert
from field_api.oversight.pages.deliveries import delivery
from field_api.oversight.pages.entries import entry
from field_api.oversight.pages.letters import group, letters
from field_api.oversight.pages.reconciliation import export, reconciliation, reconciliations
from field_api.oversight.pages.replays import replay, replays
from field_api.oversight.pages.systems import system, systems
from field_api.oversight.pages.tasks import tasks

__all__ = [
    "alert",
    "delivery",
    "entry",
    "export",
    "group",
    "letters",
    "reconciliation",
    "reconciliations",
    "replay",
    "replays",
    "system",
    "systems",
    "tasks",
]
