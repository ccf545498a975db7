"""What a kind says beside its questions: who reads an entry and when, how it is marked and kept,
and the reasons for which it comes back. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.forms import Mode

REVIEWERS = ("supervisor", "inspector", "intel")
LOOKED_CLOSER = ("first", "returned_percent", "returned_days")
"""What raises a share for an officer by their record; members of a form's `review`, if it says."""

_CODE = re.compile("[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_LONGEST = 400


class Unreadable(ValueError):
    """Reasons that can't be read. The message names the line and says why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """As a form's document has it: `percent`, `first` and the share sent back count in mode sample
    alone, and None leaves the last three out; `within_hours` is None for no limit; `send_back` and
    `reject` are {code, label} each.
    """

    mode: str
    percent: int
    within_hours: int | None
    roles: tuple[str, ...]
    marking: str
    retention_group: str
    urgent: bool
    send_back: Sequence[Mapping[str, str]]
    reject: Sequence[Mapping[str, str]]
    first: int | None = None
    returned_percent: int | None = None
    returned_days: int | None = None


def policy_of(document: Mapping[str, Any]) -> Policy:
    review = document["review"]
    return Policy(
        mode=review["mode"],
        percent=review["percent"],
        within_hours=review["within_hours"],
        roles=tuple(review["roles"]),
        marking=document["marking"],
        retention_group=document["retention_group"],
        urgent=document["urgent"],
        send_back=document["send_back"],
        reject=document["reject"],
        **{name: review.get(name) for name in LOOKED_CLOSER},
    )


def with_policy(document: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """The same form under another policy: nothing else in it changes."""
    closer = {name: getattr(policy, name) for name in LOOKED_CLOSER}
    if policy.mode != Mode.SAMPLE:
        closer = {}
    review = {
        "mode": policy.mode,
        "percent": policy.percent if policy.mode == Mode.SAMPLE else 100,
        "within_hours": policy.within_hours,
        "roles": list(policy.roles),
        "by_author": document["review"]["by_author"],
        **{name: value for name, value in closer.items() if value},
    }
    return {
        **document,
        "review": review,
        "marking": policy.marking,
        "retention_group": policy.retention_group,
        "urgent": policy.urgent,
        "send_back": [dict(one) for one in policy.send_back],
        "reject": [dict(one) for one in policy.reject],
    }


def written(reasons: Sequence[Mapping[str, str]]) -> str:
    """A line each, `code: words`, which `reasons` reads back."""
    return "\n".join(f"{one['code']}: {one['label']}" for one in reasons)


def reasons(text: str) -> list[dict[str, str]]:
    """Raises Unreadable."""
    found: dict[str, str] = {}
    for line, said in enumerate(text.splitlines(), 1):
        code, colon, label = (part.strip() for part in said.partition(":"))
        if not said.strip():
            continue
        if not colon or not _CODE.fullmatch(code) or not 0 < len(label) <= _LONGEST:
            raise Unreadable(
                f"Line {line} is not a short code, a colon and words: such as"
                " missing-detail: A detail is missing"
            )
        if code in found:
            raise Unreadable(f"Line {line}: {code} stands twice")
        found[code] = label
    if not found:
        raise Unreadable("There has to be one reason at least")
    return [{"code": code, "label": label} for code, label in found.items()]
