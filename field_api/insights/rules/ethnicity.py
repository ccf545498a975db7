"""Groups of ethnicity in which searches and residents are set side by side.

The codes of forms are finer: 18+1 of what people say of themselves, seven of what officers see.
The groups are the five of the census (Office for National Statistics).
"""

from collections.abc import Mapping

GROUPS = ("White", "Mixed", "Asian", "Black", "Other")
NOT_STATED = "Not stated"
EVERY = (*GROUPS, NOT_STATED)

_BY_LETTER = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "O": "Other"}
_BY_CODE = {
    "IC1": "White",
    "IC2": "White",
    "IC3": "Black",
    "IC4": "Asian",
    "IC5": "Other",
    "IC6": "Other",
}

SELF_DEFINED, OFFICER_DEFINED = "self", "officer"

COMPARED: Mapping[str, tuple[str, ...]] = {
    SELF_DEFINED: GROUPS,
    OFFICER_DEFINED: ("White", "Asian", "Black"),
}
"""Groups that mean the same in both counts. No code of the officer's means mixed, and their other
takes in Chinese people, whom the census counts as Asian: there is no rate of these."""


def said(code: str) -> str:
    """The group of a code of the 18+1; what was not stated, and what is blank, is not stated."""
    return _BY_LETTER.get(code[:1], NOT_STATED) if code != "NS" else NOT_STATED


def seen(code: str) -> str:
    """The group of an officer's code, as these are published."""
    return _BY_CODE.get(code, NOT_STATED)
