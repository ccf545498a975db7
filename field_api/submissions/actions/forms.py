"""The form an entry was written in."""

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import NoSuchForm
from field_api.catalogue.rules import Form


def form_of(kind: str, version: int) -> Form | None:
    """None where no such form was ever published here: the entry is kept and waits for it."""
    try:
        return catalogue.get(kind, version)
    except NoSuchForm:
        return None
