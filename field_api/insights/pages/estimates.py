"""Estimates as pages call them: what of, of which form, of which system."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import System


class _Named(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def system(self) -> str: ...


T = TypeVar("T", bound=_Named)


def called(rows: Iterable[T]) -> list[tuple[str, T]]:
    """Each with its name; a form that is offered to nobody any more is called by its code."""
    kinds = {form.kind: form.title for form in catalogue.current_forms()}
    systems = dict(System.objects.values_list("code", "name"))
    found = []
    for row in rows:
        of = (kinds.get(row.kind, row.kind), systems.get(row.system, row.system))
        found.append((", ".join([_(row.title), *filter(None, of)]), row))
    return found
