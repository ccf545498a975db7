"""What a form is, and what it has to say about a body written in it. Pure.

A form is a JSON document: members about the kind, and `schema`, the JSON Schema (2020-12) of the
body. form.schema.json is the language it is written in.
"""

from field_api.catalogue.rules.advice import advised
from field_api.catalogue.rules.entities import Entity, Link, entities, links
from field_api.catalogue.rules.faults import Problem, problems
from field_api.catalogue.rules.forms import (
    Form,
    Mode,
    Review,
    along,
    compiled,
    label,
    pointer,
)
from field_api.catalogue.rules.lists import list_faults, lists_in
from field_api.catalogue.rules.prompts import warnings
from field_api.catalogue.rules.signatures import shown, signed_otherwise

__all__ = [
    "Entity",
    "Form",
    "Link",
    "Mode",
    "Problem",
    "Review",
    "advised",
    "along",
    "compiled",
    "entities",
    "label",
    "links",
    "list_faults",
    "lists_in",
    "pointer",
    "problems",
    "shown",
    "signed_otherwise",
    "warnings",
]
