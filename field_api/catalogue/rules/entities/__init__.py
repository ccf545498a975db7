"""Whom and what a body speaks of, and how they belong together. Pure; one form at a time.

    for one in entities(form, body): …   # persons, objects, places, events (NPCC POLE)
    for one in links(form, body): …      # the entry to each, and each to another

Both read `x-entity` alone (form.schema.json), so a force's own form gives entities like a shipped
one. Nothing here sees two entries: what a report of intelligence says of a person never meets
the record of its source.
"""

from field_api.catalogue.rules.entities.joins import Link
from field_api.catalogue.rules.entities.linking import links
from field_api.catalogue.rules.entities.reading import Entity, entities
from field_api.catalogue.rules.entities.slots import Slot, slots

__all__ = ["Entity", "Link", "Slot", "entities", "links", "slots"]
