"""A form tried before anybody writes in it: what the server would say of a body. Keeps nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue import lint, rules
from field_api.catalogue.actions.forms import Unfit
from field_api.catalogue.rules import Entity, Form, Link, Problem
from field_api.lib import clock


@dataclass(frozen=True, slots=True)
class Tried:
    """`faults` send an entry back to its writer; `prompts` are put to writer and reader, and only
    where there is no fault. `entities` and `links` are what others would find it by.
    """

    form: Form
    faults: list[Problem]
    prompts: list[Problem]
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]


def try_body(*, document: dict[str, Any], body: Mapping[str, Any]) -> Tried:
    """`document` may be published or a draft; it is compiled for this once, for a draft's number
    may be given to another. Raises Unfit.
    """
    if faults := lint.faults(document):
        raise Unfit(faults)
    form = rules.compiled(document)
    found = rules.problems(form, body)
    prompts = [] if found else rules.warnings(form, body, clock.now())
    return Tried(form, found, prompts, rules.entities(form, body), rules.links(form, body))
