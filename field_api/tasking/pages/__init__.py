"""/desk/taskings/: asking officers to do something, and following what comes of it."""

from field_api.tasking.pages.following import one, taskings
from field_api.tasking.pages.making import new

__all__ = ["new", "one", "taskings"]
