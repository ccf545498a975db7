"""Taskings, whom each is given to, who was asked, and what they told of it."""

from field_api.tasking.models.targets import Target
from field_api.tasking.models.taskings import Tasking, TaskingQuerySet
from field_api.tasking.models.told import Asked, Said

__all__ = ["Asked", "Said", "Target", "Tasking", "TaskingQuerySet"]
