"""Answers of a stop and search, by weights: objects as published for England and Wales 2019 to 2021
(data.police.uk), powers by them; people and outcomes by assumption, a little other for each
ethnicity so that a page that compares has something to compare. No finding about anybody.
"""

from random import Random
from typing import Any

from backend.populate.shape import Drawn

_OBJECTS = Drawn({
    "controlled-drugs": 532_275, "offensive-weapons": 124_784, "stolen-goods": 83_888,
    "theft-article": 42_805, "evidence-of-offences": 25_565, "threaten-or-harm": 18_687,
    "criminal-damage-articles": 10_853, "firearms": 6_263, "psychoactive-substances": 5_803,
    "fireworks": 2_905,
})  # fmt: skip
_POWERS = {
    "controlled-drugs": "misuse-of-drugs-s23",
    "firearms": "firearms-s47",
    "psychoactive-substances": "psychoactive-s36",
}
_SELF = Drawn({
    "W1": 58, "W2": 1, "W3": 1, "W9": 9, "M1": 2.5, "M2": 1, "M9": 1.5, "A1": 2, "A2": 2, "A3": 1,
    "A9": 1.5, "B1": 3.5, "B2": 4, "B9": 2, "O2": 0.5, "O9": 1, "NS": 10,
})  # fmt: skip
_OFFICERS = {"W": "IC1", "M": "IC3", "A": "IC4", "B": "IC3", "O": "IC6", "N": "IC7"}
_AGES = Drawn({"10-17": 18, "18-24": 36, "25-34": 25, "over-34": 21})
_YOUNGEST = {"10-17": 13, "18-24": 18, "25-34": 25, "over-34": 35}
_OUTCOMES = Drawn({
    "bu-no-further-action": 72, "bu-arrest": 13, "bu-community-resolution": 9,
    "bu-khat-or-cannabis-warning": 3, "bu-summons": 2, "bu-penalty-notice": 0.5, "bu-caution": 0.5,
})  # fmt: skip
_EXTENT = Drawn({"outer": 94, "more-than-outer": 5, "intimate-parts": 1})
_GENDER = Drawn({"male": 88, "female": 11.5, "other": 0.5})
_THIN = ("He looked suspicious.", "She was in a known drugs area late at night.")
_FOUND_NOTHING = 0.03

KEPT = frozenset(
    {
        "self_defined_ethnicity",
        "officer_defined_ethnicity",
        "gender",
        "age_range",
        "extent",
        "outcome_linked_to_object",
        "place",
    }
)
"""What is always answered, so that returns made of it have rows."""


def answered(body: dict[str, Any], chance: Random) -> None:
    """Put other answers in place of the example's."""
    wanted = _OBJECTS.one(chance)
    body["object_of_search"], body["power"] = wanted, _POWERS.get(wanted, "pace-s1")
    body.pop("other_objects", None)
    _who(body, chance)
    body["extent"] = _EXTENT.one(chance)
    if body["extent"] != "outer":
        body |= {"out_of_public_view": True, "searcher_sex": "F" if _is_her(body) else "M"}
    body["part_of_operation"] = chance.random() < 0.12
    if not body["part_of_operation"]:
        body.pop("operation_name", None)
    outcome = _OUTCOMES.one(chance)
    body["outcome"] = outcome
    nothing = outcome == "bu-no-further-action"
    body["outcome_linked_to_object"] = chance.random() < (_FOUND_NOTHING if nothing else 0.8)
    if nothing:
        body.pop("found", None)
    if chance.random() < 0.06:
        body["grounds"] = chance.choice(_THIN)


def _who(body: dict[str, Any], chance: Random) -> None:
    said = _SELF.one(chance)
    body["self_defined_ethnicity"] = said
    body.pop("not_stated_reason", None)
    if said == "NS":
        body["not_stated_reason"] = "declined"
    body["officer_defined_ethnicity"] = _OFFICERS[said[0]]
    age = _AGES.one(chance)
    body["age_range"], body["age_estimate"] = age, _YOUNGEST[age] + chance.randrange(5)
    body["under_18"] = age == "10-17"
    body["gender"] = _GENDER.one(chance)
    body.pop("dob", None)


def _is_her(body: dict[str, Any]) -> bool:
    return bool(body["gender"] == "female")
