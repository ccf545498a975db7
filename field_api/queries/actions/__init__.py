"""Asking, answering and reading: `queries.ask(...)`, `queries.run(...)` and the rest."""

from field_api.queries.actions.answering import (
    close_overdue,
    let_go,
    make_ready,
    sweep_overdue,
)
from field_api.queries.actions.asking import ask
from field_api.queries.actions.erasing import erase_expired
from field_api.queries.actions.in_process import run
from field_api.queries.actions.judging import judge, reverse
from field_api.queries.actions.reading import document, documents, mine, of_asked
from field_api.queries.actions.remembering import forget
from field_api.queries.actions.waiting import wait

__all__ = [
    "ask",
    "close_overdue",
    "document",
    "documents",
    "erase_expired",
    "forget",
    "judge",
    "let_go",
    "make_ready",
    "mine",
    "of_asked",
    "reverse",
    "run",
    "sweep_overdue",
    "wait",
]
