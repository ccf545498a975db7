"""The Django project: settings, doors to the outside, and the processes. No app imports it."""

from backend.celery import app as celery

__all__ = ["celery"]
