"""What a system accepts, as JSON Schema (2020-12), and what is wrong with a document by it."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from jsonschema_rs import Draft202012Validator, RegexOptions, ValidationError, ValidationErrorKind

from field_api.connectors.rules import FieldFault
from field_api.mapping.rules.pointers import pointer

MOST_TOLD = 50
LONGEST_TEXT = 200


def compiled(schema: Any) -> Draft202012Validator:
    """Raises ValueError for what is no schema, or needs another from elsewhere to be read."""
    return Draft202012Validator(
        schema,
        validate_formats=True,
        offline=True,
        mask="this",
        pattern_options=RegexOptions(),  # linear: a pattern can't stop a worker
    )


def faults(validator: Draft202012Validator, document: object) -> list[FieldFault]:
    """Never raises. What is wrong is said without the value: faults are kept longer than it."""
    try:
        found = list(islice(validator.iter_errors(document), MOST_TOLD))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return [FieldFault("", "can't be read as JSON")]
    return [told for fault in found for told in _told(fault)][:MOST_TOLD]


def _told(fault: ValidationError) -> Iterator[FieldFault]:
    path: Sequence[Any] = fault.instance_path
    kind = fault.kind
    if isinstance(kind, ValidationErrorKind.Required):
        yield FieldFault(pointer((*path, kind.property)), "the system asks for this")
    elif isinstance(kind, ValidationErrorKind.AdditionalProperties):
        for name in kind.unexpected:
            yield FieldFault(pointer((*path, name)), "the system does not take this")
    else:
        yield FieldFault(pointer(tuple(path)), fault.message[:LONGEST_TEXT])
