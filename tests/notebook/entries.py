"""Entries as the record takes them: read from a handset's items and kept, without the door."""

from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.notebook import actions as notebook
from field_api.notebook.actions import Brought, Written
from field_api.notebook.models import Entry
from field_api.notebook.rules import Sealed, read_item
from tests.handset import Handset, Item

BODY = {"text": "14:05 Spoke to the plot holder at the north gate."}


def sealed(item: Item) -> Sealed:
    return read_item(item, open_with=notebook.seal_keys())


def keep(*items: Item, late: bool = False) -> list[Written]:
    with transaction.atomic():
        return notebook.write([Brought(sealed(item), late) for item in items])


def note(handset: Handset, **other: Any) -> Item:
    return handset.write("note", BODY, **other)


def chain(handset: Handset, length: int) -> list[Entry]:
    """That many notes, written one after the other and kept."""
    keep(*(note(handset) for _ in range(length)))
    return list(Entry.objects.filter(notebook=handset.notebook).order_by("seq"))


def resigned(item: Item, handset: Handset, **lines: object) -> Item:
    """The item with lines of its head changed, under the same id, signed again with the key."""
    names = ("magic", "notebook", "seq", "prev_hash", "commit", "kind", "device_time", "key_id")
    said = dict(zip(names, item["head"].split("\n"), strict=True)) | lines
    head = "\n".join(str(said[name]) for name in names)
    return item | {"head": head, "signature": handset.sign(head)}


def seqs(notebook_id: UUID) -> list[int]:
    return list(
        Entry.objects.filter(notebook=notebook_id).order_by("seq").values_list("seq", flat=True)
    )
