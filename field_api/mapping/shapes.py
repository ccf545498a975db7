"""The shapes of questions and answers."""

from typing import Any

from rest_framework import serializers as s

from field_api.lib import clock
from field_api.mapping.actions import Came, Trial
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, MappingState
from field_api.mapping.rules.differences import ABSENT, Difference

ENGINES = [engine.value for engine in Engine]
MOST_SAMPLES = 50


class Draft(s.Serializer[object]):
    system = s.CharField()
    kind = s.CharField(max_length=60)
    engine = s.ChoiceField(ENGINES)
    document = s.JSONField()
    value_maps = s.JSONField(required=False, default=dict)
    schema = s.JSONField(required=False, default=None, allow_null=True)
    note = s.CharField(max_length=300, required=False, default="", allow_blank=True)


class Sample(s.Serializer[object]):
    """An entry as a mapping reads it."""

    document = s.JSONField()
    markings = s.JSONField(help_text='{"/persons/*/surname": "OFFICIAL-SENSITIVE", …}')


class Samples(s.Serializer[object]):
    samples = s.ListField(child=Sample(), required=False, default=list, max_length=MOST_SAMPLES)


class MappingShape(s.Serializer[object]):
    id = s.IntegerField()
    system = s.CharField()
    kind = s.CharField()
    version = s.IntegerField()
    engine = s.ChoiceField(ENGINES)
    state = s.CharField(help_text=", ".join(state.value for state in MappingState))
    note = s.CharField()
    made_by = s.CharField(allow_null=True, help_text="Nobody: it came with Fieldbook.")
    created_at = s.DateTimeField()
    activated_at = s.DateTimeField(allow_null=True)


class MappingList(s.Serializer[object]):
    mappings = s.ListField(child=MappingShape())


class WholeMapping(MappingShape):
    document = s.JSONField()
    value_maps = s.JSONField()
    schema = s.JSONField(allow_null=True)


class MappingFault(s.Serializer[object]):
    pointer = s.CharField()
    text = s.CharField()


class ChangeShape(s.Serializer[object]):
    pointer = s.CharField()
    before = s.JSONField(required=False, help_text="Left out where there is none, or not shown.")
    after = s.JSONField(required=False)


class TrialShape(s.Serializer[object]):
    source = s.UUIDField(help_text="The revision.")  # type: ignore[assignment]  # leaves the class
    subject = s.UUIDField()
    came = s.ChoiceField([came.value for came in Came])
    shown = s.BooleanField(help_text="Whether this officer may read the entry, and so its values.")
    differences = s.ListField(child=ChangeShape())
    faults = s.ListField(child=MappingFault())


class Tried(s.Serializer[object]):
    trials = s.ListField(child=TrialShape())
    counts = s.DictField(child=s.IntegerField())
    after = s.UUIDField(allow_null=True, help_text="Where to go on; null at the end.")


class Checked(s.Serializer[object]):
    failing = s.ListField(child=TrialShape())


def listed(row: Mapping) -> dict[str, Any]:
    return {
        "id": row.pk,
        "system": row.system.code,
        "kind": row.kind,
        "version": row.version,
        "engine": row.engine,
        "state": row.state,
        "note": row.note,
        "made_by": row.made_by.login if row.made_by else None,
        "created_at": clock.iso(row.created_at),
        "activated_at": clock.iso(row.activated_at) if row.activated_at else None,
    }


def whole(row: Mapping) -> dict[str, Any]:
    content = {"document": row.document, "value_maps": row.value_maps, "schema": row.schema}
    return {**listed(row), **content}


def trial(one: Trial) -> dict[str, Any]:
    return {
        "source": str(one.source),
        "subject": str(one.subject),
        "came": one.came.value,
        "shown": one.shown,
        "differences": [_difference(each) for each in one.differences],
        "faults": [{"pointer": each.pointer, "text": each.text} for each in one.faults],
    }


def _difference(one: Difference) -> dict[str, Any]:
    sides = {"before": one.before, "after": one.after}
    return {"pointer": one.pointer} | {
        name: value for name, value in sides.items() if value is not ABSENT
    }
