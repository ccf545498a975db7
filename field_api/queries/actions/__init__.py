"""Asking, answering and reading: `queries.ask(...)`, `queries.run_leg(...)` and the rest."""

from field_api.queries.actions.answering import close_overdue, run_leg, sweep_overdue
from field_api.queries.actions.asking import ask
from field_api.queries.actions.erasing import erase_expired
from field_api.queries.actions.reading import document, documents, wait

__all__ = [
    "ask",
    "close_overdue",
    "document",
    "documents",
    "erase_expired",
    "run_leg",
    "sweep_overdue",
    "wait",
]
