"""A list of codes outside the forms that use it. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules import markers

LONGEST_CODE, LONGEST_LABEL, MOST_CODES = 40, 400, 50_000
_WORDS = ("list", "title", "source", "licence")
_TOLD = 20


def list_faults(document: Mapping[str, Any]) -> Iterator[str]:
    """Every reason why a document is no list, a sentence each.

    A list is {list, title, source, licence: words; unverified: whether it was checked against its
    source; codes: [[code, label, what else is known of it], …]}.
    """
    for name in _WORDS:
        if not _is_words(document.get(name), LONGEST_LABEL):
            yield f"{name}: no words"
    if not isinstance(document.get("unverified"), bool):
        yield "unverified: says neither yes nor no"
    codes = document.get("codes")
    if not isinstance(codes, list) or not 0 < len(codes) <= MOST_CODES:
        yield f"codes: from 1 to {MOST_CODES}"
        return
    wrong = [number for number, one in enumerate(codes, 1) if not _is_code(one)]
    yield from (f"codes: {number} is no code with a label" for number in wrong[:_TOLD])
    if not wrong:
        twice = [code for code, times in Counter(one[0] for one in codes).items() if times > 1]
        yield from (f"codes: {code} stands twice" for code in twice[:_TOLD])
        if document.get("list") == markers.LIST:
            yield from markers.faults(codes)


def lists_in(schema: Mapping[str, Any]) -> set[str]:
    """The lists that fields of a form take their codes from, also those inside its groups."""
    found = set()
    for spec in schema.get("properties", {}).values():
        found |= {spec["x-list"]} if "x-list" in spec else set()
        found |= lists_in(spec.get("items", {}))
    return found


def _is_code(one: object) -> bool:
    return (
        isinstance(one, list)
        and len(one) in (2, 3)
        and _is_words(one[0], LONGEST_CODE)
        and _is_words(one[1], LONGEST_LABEL)
        and (len(one) == 2 or isinstance(one[2], dict))
    )


def _is_words(value: object, longest: int) -> bool:
    return isinstance(value, str) and value == value.strip() and 0 < len(value) <= longest
