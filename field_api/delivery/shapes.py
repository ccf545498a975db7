"""The shapes of answers, for the OpenAPI document."""

from rest_framework import serializers as s


class SystemShape(s.Serializer[object]):
    code = s.CharField()
    name = s.CharField()
    kind = s.CharField()
    state = s.CharField()
    backlog = s.IntegerField()
    oldest_due_seconds = s.FloatField()
    last_settled_at = s.DateTimeField(allow_null=True)


class SystemList(s.Serializer[object]):
    systems = s.ListField(child=SystemShape())


class DeliveryFault(s.Serializer[object]):
    pointer = s.CharField()
    text = s.CharField()


class DeliveryShape(s.Serializer[object]):
    id = s.UUIDField(help_text="Also the Idempotency-Key the system saw.")
    system = s.CharField()
    subject = s.UUIDField()
    revision = s.UUIDField()
    kind = s.CharField()
    version = s.IntegerField()
    state = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # declared fields leave the class
    ref = s.CharField()
    reason = s.CharField()
    fields = s.ListField(child=DeliveryFault())  # type: ignore[assignment]
    sha256 = s.CharField(help_text="Of the frozen bytes; empty where none were made.")
    tries = s.IntegerField()
    created_at = s.DateTimeField()
    due_at = s.DateTimeField()
    settled_at = s.DateTimeField(allow_null=True)


class DeliveryList(s.Serializer[object]):
    deliveries = s.ListField(child=DeliveryShape())


class AttemptShape(s.Serializer[object]):
    step = s.ChoiceField(["send", "lookup"])
    outcome = s.CharField()
    status = s.IntegerField(allow_null=True)
    reason = s.CharField()
    duration_ms = s.IntegerField()
    at = s.DateTimeField()


class WholeDelivery(DeliveryShape):
    attempts = s.ListField(child=AttemptShape())
