"""What the console's forms take. A reason is asked for wherever others will ask why."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.lib import clock

_SAY_WHY = {
    "required": _lazy("Say why: whoever comes next will ask."),
    "max_length": _lazy("That is too long."),
}


def _reason(help_text: str, longest: int = 200) -> forms.CharField:
    return forms.CharField(
        label=_lazy("Why?"), max_length=longest, help_text=help_text, error_messages=_SAY_WHY
    )


def _moment(label: str, help_text: str = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _lazy("Give a day and a time.")},
    )


class Inputs(forms.Form):
    """A form whose controls carry the desk's class. `prefix` keeps ids apart on one page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput):
                field.widget.attrs["class"] = "input"
        self.use_required_attribute = False


class Pause(Inputs):
    reason = _reason("Officers and supervisors see it.")
    until = _moment("Until (optional)", "Then it goes on by itself. Left empty: until resumed.")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until <= clock.now():
            raise forms.ValidationError(_("The end of a pause lies ahead."))
        return until


class Reason(Inputs):
    reason = _reason("It stands in the ledger beside your name.")


class Vouch(Inputs):
    outcome = forms.ChoiceField(
        label=_lazy("What do that system's people say?"),
        choices=[("delivered", "They have it"), ("not_there", "They don't have it: send it")],
        widget=forms.RadioSelect,
        error_messages={
            "required": _lazy("Choose what they said."),
            "invalid_choice": _lazy("Choose what they said."),
        },
    )
    reference = forms.CharField(
        label=_lazy("Their reference (if they have it)"), max_length=200, required=False
    )
    reason = _reason("Whom you asked, and how.")


class Note(Inputs):
    note = forms.CharField(
        label=_lazy("What was done?"),
        max_length=300,
        error_messages={
            "required": _lazy("Say what was done."),
            "max_length": _lazy("That is too long."),
        },
    )


class Between(Inputs):
    """A stretch of time, open at either end unless a form asks for them."""

    since = _moment("From")
    until = _moment("Until")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("since") and given.get("until") and given["since"] >= given["until"]:
            self.add_error("until", "The end lies after the beginning.")
        return given


class Of(Inputs):
    """About one of these systems, by code."""

    system = forms.ChoiceField(
        label=_lazy("Which system?"),
        error_messages={
            "required": _lazy("Choose a system."),
            "invalid_choice": _lazy("Choose a system."),
        },
    )

    def __init__(self, *args: Any, systems: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["system"]).choices = systems


class Compare(Of, Between):
    field_order = ("system", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "Give both ends of the time."
