"""What only the reader of an entry is asked: whether what ought to hang together was said to.

A form's own prompts (`catalogue.rules.warnings`) ask the writer as well; these compare answers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules import Form, Problem

UNLINKED = "unlinked"

# Best Use of Stop and Search: every outcome is recorded with whether it is linked to the object.
_LINKS = {
    "outcome_linked_to_object": ("outcome", "it is not said whether the outcome follows from it"),
    "linked_to_object": ("article", "it is not said whether this is what was searched for"),
}

# Where nothing came of it there is nothing to link.
_NOTHING = "bu-no-further-action"


def suggested(form: Form, body: Mapping[str, Any]) -> list[Problem]:
    """Links that the form knows and the entry leaves open, at the top and in its repeats."""
    return list(_open(form.schema, body, ""))


def _open(schema: Mapping[str, Any], answers: Mapping[str, Any], at: str) -> Iterator[Problem]:
    fields = schema["properties"]
    for name, (of, say) in _LINKS.items():
        if name in fields and answers.get(of, _NOTHING) != _NOTHING and answers.get(name) is None:
            yield Problem(f"{at}/{name}", UNLINKED, f"{fields[name]['title']}: {say}")
    for name, spec in fields.items():
        if spec.get("x-widget") == "repeat" and isinstance(answers.get(name), list):
            for number, item in enumerate(answers[name]):
                if isinstance(item, dict):
                    yield from _open(spec["items"], item, f"{at}/{name}/{number}")
