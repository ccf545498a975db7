"""The shapes of requests and answers, for the OpenAPI document and to check what comes."""

from rest_framework import serializers as s

from field_api.alerts.rules import OUTCOMES, STEPS
from field_api.alerts.rules.steps import MOST, SAID

# Another door has a `step` of other choices, and the description has one name for both.
_STEP = rf"^({'|'.join(STEPS)})$"
_STEPS = f"One of {', '.join(STEPS)}."


class ReceiptTold(s.Serializer[object]):
    alert = s.UUIDField()
    step = s.RegexField(_STEP, help_text=_STEPS)
    at = s.CharField(
        max_length=40, allow_blank=True, default="", help_text="The handset's clock, ISO 8601."
    )
    outcome = s.ChoiceField(OUTCOMES, required=False, help_text="With `acted`, and only then.")
    words = s.CharField(max_length=SAID, allow_blank=True, default="")

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        acted = attrs["step"] == "acted"
        if acted != ("outcome" in attrs) or (attrs["words"] and not acted):
            raise s.ValidationError("An outcome goes with `acted`, and only there.")
        return attrs


class ReceiptsTold(s.Serializer[object]):
    receipts = s.ListField(child=ReceiptTold(), max_length=MOST)


class ReceiptResult(s.Serializer[object]):
    alert = s.UUIDField()
    step = s.CharField(help_text=_STEPS)
    outcome = s.CharField(allow_blank=True)
    status = s.ChoiceField(["accepted", "duplicate", "unknown"])


class ReceiptsKept(s.Serializer[object]):
    server_time = s.DateTimeField()
    results = s.ListField(child=ReceiptResult())
