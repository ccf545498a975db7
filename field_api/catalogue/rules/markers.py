"""Warning markers: what a code means, what to do about it, and which is read first. Pure.

They are a list of codes like any other, which the force keeps: its order is their gravity, and the
column `advice` what to do. A marker says what was believed of somebody on a day, by a source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

LIST = "warning-markers"
ADVICE = 300

# That somebody is ill is nothing to warn officers of by name: gloves protect from all of it alike.
_ILLNESS = re.compile(
    r"\b(?i:hiv|hepatitis|hep\s?[abc]|blood[\s-]?borne|tuberculosis)\b|\bAIDS\b",
)


@dataclass(frozen=True)
class Markers:
    """`known` is by code, the gravest first: what it means, and what to do. `digest` names the
    version they are of.
    """

    known: Mapping[str, tuple[str, str]]
    digest: str = ""

    @cached_property
    def _place(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.known)}

    def gravity(self, code: str) -> tuple[int, str]:
        """A sort key: the list's order, then what it does not know, by code."""
        return self._place.get(code, len(self._place)), code

    def in_order(self, codes: Iterable[str]) -> list[str]:
        return sorted(codes, key=self.gravity)

    def label(self, code: str, told: str = "") -> str:
        """What it means by the list; else in its system's words `told`, else the code as it is."""
        return self.known[code][0] if code in self.known else told or code

    def advice(self, code: str, told: str = "") -> str:
        """What its system said of this very subject, then the force's advice, neither twice."""
        ours = self.known[code][1] if code in self.known else ""
        said = [told.strip()] if told.strip() else []
        if _plain(ours) not in _plain(told):
            said.append(ours)
        return " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in said)


NONE = Markers({})


def read(codes: Sequence[Sequence[Any]], digest: str = "") -> Markers:
    """From the codes of a list: [code, label, {advice}]."""
    return Markers({code.upper(): (label, _advice(rest)) for code, label, *rest in codes}, digest)


def faults(codes: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Why these cannot be warning markers: each says what to do, and none names an illness."""
    for code, label, *rest in codes:
        advice = _advice(rest)
        if not 0 < len(advice) <= ADVICE:
            yield f"codes: {code} says not what to do, in `advice`, {ADVICE} characters at most"
        if _ILLNESS.search(f"{code} {label} {advice}"):
            yield f"codes: {code} names an illness, which no warning may"


def _advice(rest: Sequence[Any]) -> str:
    known = rest[0] if rest and isinstance(rest[0], Mapping) else {}
    return str(known.get("advice", "")).strip()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
