"""A mapping to begin with, made from a form: what it asks, told to a system of a known shape.

Each gives {document, value_maps, schema}, as a configurator would have written them, to be kept,
tried and changed like any other. It is of every version of a kind: old entries are told too.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from field_api.mapping.rules.starting.paper import paper
from field_api.mapping.rules.starting.record import record
from field_api.mapping.rules.starting.sample import sample

Start = dict[str, Any]

SHAPES: Mapping[str, Callable[..., Start]] = {"record": record, "paper": paper}


def start(shape: str, forms: Sequence[Mapping[str, Any]], leave_out: Sequence[str] = ()) -> Start:
    """`shape` is record (JSON) or paper (a letter or PDF); `forms` are the documents of one kind,
    rising; `leave_out` names fields of the form that are told to nobody. Raises KeyError for a
    shape there is not.
    """
    return SHAPES[shape](forms, leave_out)


__all__ = ["SHAPES", "Start", "sample", "start"]
