"""What the auditor's forms take, and the one of whoever is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from field_api.audit.actions.searching import Filters
from field_api.audit.rules.finding import LONGEST, Terms
from field_api.audit.rules.sampling import LONGEST_ANSWER
from field_api.audit.rules.words import STANDS, Concluded
from field_api.ledger.rules import Act

_LARGEST = 2**63 - 1
_CHOICES = [(one.value, label) for one, label in STANDS.items() if one is not Concluded.OPEN]


class Inputs(forms.Form):
    """Controls of the desk's looks; empty ones are let be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs["class"] = "input"
        self.use_required_attribute = False


def _words(label: str, help_text: str = "", most: int = 200) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=False)


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label,
        required=False,
        widget=widget,
        error_messages={"invalid": _lazy("Give a day and a time.")},
    )


class Search(Inputs):
    officer = _words("Officer", "As 34-1001: what they did, and what was done to them.", 20)
    subject = _words("Subject", "As the ledger names it: submission:… or query:…")
    act = forms.ChoiceField(
        label=_lazy("Act"),
        required=False,
        widget=forms.Select,
        choices=[("", "Any"), *((act.value, act.value.capitalize()) for act in Act)],
    )
    purpose = _words("Purpose", "Any part of it.")
    recipient = _words("Recipient", "The system's code, or officer:…")
    since = _moment("From")
    until = _moment("To")
    after = forms.IntegerField(
        required=False, min_value=1, max_value=_LARGEST, widget=forms.HiddenInput
    )

    def filters(self) -> Filters:
        said = dict(self.cleaned_data)
        said.pop("after")
        return Filters(**said)


class Conclusion(Inputs):
    state = forms.ChoiceField(
        label=_lazy("What do you conclude?"),
        choices=_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose one.")},
    )
    conclusion = forms.CharField(
        label=_lazy("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say why: the officer may ask.")},
    )


class Judgement(Inputs):
    sample = forms.IntegerField(min_value=1, max_value=_LARGEST, widget=forms.HiddenInput)
    judged = forms.ChoiceField(
        label=_lazy("What do you make of it?"),
        choices=_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose one.")},
    )
    note = _words("Note", most=500)


class Justification(Inputs):
    sample = forms.IntegerField(min_value=1, max_value=_LARGEST, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_lazy("Why did you look?"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say why in a few words.")},
    )


class Subject(Inputs):
    surname = _words("Surname", most=LONGEST)
    given_name = _words("Given name", most=LONGEST)
    dob = forms.DateField(
        label=_lazy("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _lazy("Give a date.")},
    )
    vrm = _words("Number plate", most=LONGEST)
    phone = _words("Phone", most=LONGEST)
    postcode = _words("Postcode", most=LONGEST)
    request = _words("Number of the request", "It stands in the ledger.", 60)

    def terms(self) -> Terms:
        said = dict(self.cleaned_data)
        said.pop("request")
        born = said.pop("dob")
        return Terms(**said, dob=born.isoformat() if born else "")


class Handed(Inputs):
    subject = _words("Submission", "As the ledger names it: submission:…")
    recipient = _words("Recipient", "The system's code. Empty: all.")
    since = _moment("From")
    until = _moment("To")
