"""A form's schema as Django REST framework serializers, for comparison.

What a team without Fieldbook's catalogue would write by hand, made from the same schema so that
both check the same fields. Rules across fields (`if`, `anyOf`) are left out, in the serializers'
favour.
"""

from typing import Any

from rest_framework import serializers as s

Schema = dict[str, Any]


def of_schema(name: str, schema: Schema) -> type[s.Serializer]:
    """A serializer class with a field for each property of an object's schema."""
    required = schema.get("required", ())
    fields = {
        name: _field(name, spec, required=name in required)
        for name, spec in schema["properties"].items()
    }
    return type(f"{name.title()}Serializer", (s.Serializer,), fields)


def _field(name: str, spec: Schema, **given: Any) -> s.Field:
    if spec["type"] == "object":
        return of_schema(name, spec)(**given)
    if spec["type"] == "array" and spec["items"]["type"] == "object":
        return of_schema(name, spec["items"])(many=True, max_length=spec.get("maxItems"), **given)
    if spec["type"] == "array":
        return s.ListField(child=_field(name, spec["items"]), **given)
    if "enum" in spec:
        return s.ChoiceField(choices=spec["enum"], **given)
    if spec["type"] == "boolean":
        return s.BooleanField(**given)
    if spec["type"] in ("number", "integer"):
        made = s.IntegerField if spec["type"] == "integer" else s.FloatField
        return made(min_value=spec.get("minimum"), max_value=spec.get("maximum"), **given)
    return _text(spec, **given)


def _text(spec: Schema, **given: Any) -> s.Field:
    if spec.get("format") == "date":
        return s.DateField(**given)
    if spec.get("format") == "date-time":
        return s.DateTimeField(**given)
    lengths = {"min_length": spec.get("minLength"), "max_length": spec.get("maxLength")}
    return s.CharField(**lengths, **given)
