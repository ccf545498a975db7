"""The shapes of requests and answers, for the OpenAPI document and to check what comes."""

from rest_framework import serializers as s

from field_api.tasking.rules import OUTCOMES, STEPS, Step
from field_api.tasking.rules.steps import MOST, SAID, faults

# Other doors have a `step` and an `outcome` of other choices, and the description one name for all.
_STEP = rf"^({'|'.join(STEPS)})$"
_OUTCOME = rf"^({'|'.join(OUTCOMES)})$"
_STEPS = f"One of {', '.join(STEPS)}."
_OUTCOMES = f"With `outcome`, and only then: one of {', '.join(OUTCOMES)}."


class StepTold(s.Serializer[object]):
    id = s.UUIDField(help_text="Minted by the handset: told again it is the same.")
    tasking = s.UUIDField()
    step = s.RegexField(_STEP, help_text=_STEPS)
    at = s.CharField(
        max_length=40, allow_blank=True, default="", help_text="The handset's clock, ISO 8601."
    )
    outcome = s.RegexField(_OUTCOME, required=False, help_text=_OUTCOMES)
    words = s.CharField(
        max_length=SAID, allow_blank=True, default="", help_text="Who declines says why."
    )
    submission = s.UUIDField(required=False, help_text="With `wrote`: the entry's submission.")

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        wrong = faults(
            Step(attrs["step"]),
            words=attrs["words"],
            outcome="outcome" in attrs,
            entry="submission" in attrs,
        )
        if wrong:
            raise s.ValidationError(wrong)
        return attrs


class StepsTold(s.Serializer[object]):
    steps = s.ListField(child=StepTold(), max_length=MOST)


class StepResult(s.Serializer[object]):
    id = s.UUIDField()
    status = s.CharField(help_text="accepted, duplicate or unknown")


class StepsKept(s.Serializer[object]):
    server_time = s.DateTimeField()
    results = s.ListField(child=StepResult())
