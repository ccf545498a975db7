"""Which questions of an entry a version of a mapping tells a system."""

from field_api.insights.actions.tallies.given import form_of
from field_api.insights.rules.answers import told
from field_api.mapping.actions import told_of
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, reading, template
from field_api.policy.rules import allowed


def told_by(mapping: int, kind: str, version: int, marking: str, clearance: str) -> frozenset[str]:
    """Pointers with `*` for any row. Of a developer's mapping those that it says its values come
    from: it tells at least these. None where the form or the mapping is not here."""
    form = form_of(kind, version)
    if form is None:
        return frozenset()
    return told(form, marking, fields_of(mapping), allowed(clearance))


def fields_of(mapping: int) -> frozenset[str]:
    """What this version reads, as pointers into the body."""
    row = Mapping.objects.filter(pk=mapping).first()
    if row is None:
        return frozenset()
    try:
        if row.engine == Engine.PYTHON.value:
            return frozenset(told_of(row.document["call"], row.kind).values())
        return reading.read_by(template.compiled(row.document, row.value_maps))
    except (KeyError, template.Unfit):  # fit when it was kept, and not for this release
        return frozenset()
