"""The outbox, who is sent what, what waits for a person, and replays under way."""

from field_api.delivery.models.callbacks import Callback
from field_api.delivery.models.outbox import Attempt, Delivery, Payload, Subject, of_subjects
from field_api.delivery.models.replays import Replay
from field_api.delivery.models.routes import Route
from field_api.delivery.models.tasks import Task

__all__ = [
    "Attempt",
    "Callback",
    "Delivery",
    "Payload",
    "Replay",
    "Route",
    "Subject",
    "Task",
    "of_subjects",
]
