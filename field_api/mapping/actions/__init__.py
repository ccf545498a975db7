"""Mapping entries: versions, what one makes of an entry, where a value came from."""

from field_api.mapping.actions.ready import (
    Mapped,
    Ready,
    Released,
    Unusable,
    at,
    current,
    of,
    origin,
)
from field_api.mapping.actions.sources import keep, kept
from field_api.mapping.actions.trials import Came, NothingToTry, Trial, counts, dry_run
from field_api.mapping.actions.versions import (
    NotAllowed,
    NotValid,
    activate,
    check,
    draft,
    install,
)
from field_api.mapping.python import add as lend
from field_api.mapping.python import origins as told_of
from field_api.mapping.rules.starting import sample, start
from field_api.mapping.rules.template import Unfit

__all__ = [
    "Came",
    "Mapped",
    "NotAllowed",
    "NotValid",
    "NothingToTry",
    "Ready",
    "Released",
    "Trial",
    "Unfit",
    "Unusable",
    "activate",
    "at",
    "check",
    "counts",
    "current",
    "draft",
    "dry_run",
    "install",
    "keep",
    "kept",
    "lend",
    "of",
    "origin",
    "sample",
    "start",
    "told_of",
]
